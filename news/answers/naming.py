"""Which of several stories a question names: by its words, by names in whatever script, and, where an encoder tells words, by
what they mean. A word that few of the stories have tells more than one that most have. Beside that, which one alone is about one of
the usual matters of news that it names, in whatever language.

Pure; vectors are told elsewhere. Whether a story answers is not asked here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from news.answers.leaning import without_matter
from news.language.matters import matters
from news.language.questions import asking_words
from news.language.searching import is_stop_word, search_terms
from news.language.tokens import primary_subtag
from news.retrieving.across import names
from news.retrieving.aligning import MOST_ASKED, Rows, Words, content_words, usual
from news.retrieving.judging import by_language
from news.retrieving.matching import Index
from news.retrieving.texts import Passage

FAR, NEAR = 2.5, 4.5
"""Spreads above the mean: from where on a word of a question begins to be met by one of a whole story, and where it is for sure."""
HALF = 0.5
"""How fully a word is met that counts as named."""
SOUNDS_ALIKE = 0.8
"""How fully a name is met by one that sounds so in another language."""

MOST_CASELESS = 1
"""Words of a script without capitals that may stand beside a matter: any of them may be a name."""


@dataclass(frozen=True)
class Naming:
    """How fully each story (a row) has each of the question's `words` (a column), from 0 to 1, and what each word weighs: 1 where
    one story alone has it."""

    words: tuple[str, ...]
    met: Rows
    weights: Rows

    def of(self, story: int) -> float:
        """How much of the question the story at this place has, in words that it alone would have."""
        return float(self.met[story] @ self.weights)

    def ahead(self, story: int, other: int) -> float:
        return self.of(story) - self.of(other)

    def has_all(self, story: int) -> bool:
        """Whether the story at this place has every word; True where there is none."""
        return bool((self.met[story] >= HALF).all())

    @property
    def unmet(self) -> tuple[str, ...]:
        """The words that none of them has."""
        most = self.met.max(axis=0, initial=0.0)
        return tuple(word for word, best in zip(self.words, most, strict=True) if best < HALF)


def name(question: str, language: str, stories: Sequence[Sequence[Passage]], told: Words) -> Naming:
    """What the stories, each by its passages, have of the question."""
    asked = words_asked(question, language)
    if not asked or not stories:
        return Naming((), np.zeros((len(stories), 0)), np.zeros(0))
    by_meaning = _by_meaning(asked, stories, told)
    spelled = {word: _spelled(word, question) for word in asked}
    rows = [
        [
            max(found)
            for found in zip(
                _by_words(asked, language, story), _by_sound(spelled, language, story), strict=True
            )
        ]
        for story in stories
    ]
    met = np.maximum(np.array(rows, dtype=float), by_meaning)
    return Naming(asked, met, _weights(met))


def have_all(
    question: str,
    language: str,
    stories: Sequence[Sequence[Passage]],
    within: Sequence[Passage],
    told: Words,
) -> list[bool]:
    """Which of the stories, all of them out of `within`, have every word of the question. How near words are in meaning is seen by
    all of `within`, once."""
    naming = name(question, language, [*stories, within] if told else stories, told)
    return [naming.has_all(at) for at in range(len(stories))]


def words_asked(question: str, language: str) -> tuple[str, ...]:
    """What it says beside the words that all questions have."""
    code = primary_subtag(language)
    left = without_matter(asking_words(code).sub(" ", question.casefold()))
    return content_words(left, language)[:MOST_ASKED]


def by_matter(
    question: str, language: str, stories: Sequence[Sequence[Passage]], *, naming: Naming, opened: int | None
) -> int | None:
    """The place of the one story whose headlines are about a matter that the question names. None where several are, where the
    story at `opened` tells of it anywhere or has more of what is named, and where a name is asked for that the one lacks.

    Matters come in passing, too ("Are the schools open?" after a quake), so that nothing less takes a question from the story opened.
    """
    asked = matters(question, language)
    if not asked or (opened is not None and _about(stories[opened]) & asked):
        return None
    found = [at for at, story in enumerate(stories) if _about(story, is_title=True) & asked]
    if len(found) != 1 or (opened is not None and naming.ahead(opened, found[0]) > 0):
        return None
    (at,) = found
    unmet = [word for word, met in zip(naming.words, naming.met[at], strict=True) if met < HALF]
    return None if _may_name(unmet, question, language, asked) else at


def _may_name(words: Sequence[str], question: str, language: str, about: frozenset[str]) -> bool:
    """Whether one of them may be a name: it has a capital within the question, or there are none and more than a verb is left beside
    what tells the matters `about`."""
    folded = question.casefold()
    left = [word for word in words if matters(folded.replace(word, " "), language) == about]
    if question.upper() == question.lower():
        return len(left) > MOST_CASELESS
    return any(_spelled(word, question)[:1].isupper() for word in left if not _begins(question, word))


def _begins(question: str, word: str) -> bool:
    first = next((at for at, sign in enumerate(question) if sign.isalnum()), 0)
    return question.casefold().startswith(word, first)


def _about(story: Sequence[Passage], *, is_title: bool = False) -> set[str]:
    """The usual matters of news that its passages name, or its headlines alone."""
    return {
        matter
        for passage in story
        if passage.position < 0 or not is_title
        for matter in matters(passage.text, passage.source.language)
    }


def words_to_tell(question: str, language: str, stories: Sequence[Sequence[Passage]]) -> Mapping[str, str]:
    """The words whose vectors help, each with its language."""
    listed = chain.from_iterable(stories)
    told = {
        word: primary_subtag(passage.source.language)
        for passage in listed
        for word in content_words(passage.text, passage.source.language)
    }
    return told | dict.fromkeys(words_asked(question, language), primary_subtag(language))


def _by_words(asked: Sequence[str], language: str, story: Sequence[Passage]) -> list[float]:
    """As they are written, in the question's language."""
    own = by_language(story).get(primary_subtag(language), [])
    terms = {word: [t for t in search_terms(word, language) if not is_stop_word(t)] for word in asked}
    matches = Index(own).match([term for word in asked for term in terms[word]])
    return [
        min(
            (max((here.get(term, 0.0) for here in matches.matched), default=0.0) for term in terms[word]),
            default=0.0,
        )
        for word in asked
    ]


def _by_sound(spelled: Mapping[str, str], language: str, story: Sequence[Passage]) -> list[float]:
    """Names and numbers, in whatever language."""
    there = {name for passage in story for name in names(passage.text, passage.source.language)}
    found = (names(word, language) for word in spelled.values())
    return [SOUNDS_ALIKE if own and own <= there else 0.0 for own in found]


def _spelled(word: str, question: str) -> str:
    """As the question has it: a capital tells a name."""
    at = question.casefold().find(word)
    return question[at : at + len(word)] if at >= 0 and len(question) == len(question.casefold()) else word


def _by_meaning(asked: Sequence[str], stories: Sequence[Sequence[Passage]], told: Words) -> Rows:
    met = np.zeros((len(stories), len(asked)))
    known = [word for word in asked if word in told and not any(sign.isdigit() for sign in word)]
    words = [_words(story, told) for story in stories]
    listed = list(dict.fromkeys(chain.from_iterable(words)))
    if not known or not listed:
        return met
    cosines = np.stack([told[word] for word in known]) @ np.stack([told[word] for word in listed]).T
    mean, spread = usual(cosines)
    sure = np.clip(((cosines - mean[:, None]) / spread[:, None] - FAR) / (NEAR - FAR), 0.0, 1.0)
    place = {word: at for at, word in enumerate(listed)}
    columns = [asked.index(word) for word in known]
    for row, own in enumerate(words):
        if own:
            met[row, columns] = sure[:, [place[word] for word in own]].max(axis=1)
    return met


def _words(story: Sequence[Passage], told: Words) -> list[str]:
    listed = (word for passage in story for word in content_words(passage.text, passage.source.language))
    return [word for word in dict.fromkeys(listed) if word in told]


def _weights(met: Rows) -> Rows:
    often = met.sum(axis=0)
    number = len(met)
    rarity = np.log1p((number - often + 0.5) / (often + 0.5))
    alone = np.log1p((number - 0.5) / 1.5)
    weights: Rows = np.minimum(1.0, rarity / alone)
    return weights
