"""What a question means that leans on the turns before it: the words it borrows, or the two persons it may be about.

Pure. What is borrowed is looked for and never shown: the names of the last answer, the content of the last question.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from news.answers.leaning import means_many, points_at_person, points_back, without_matter
from news.answers.values import TURN_CHARS, TURNS, Asked, Earlier, Reading
from news.checks.alike import bare, is_alike
from news.checks.lexicon import lexicon, plain
from news.checks.mentions import Mention, is_beside_speech, mentions
from news.checks.names import is_nobody
from news.language.tokens import WORD_SIGNS, primary_subtag, stop_words, terms, words

_WORD = re.compile(rf"[^\W\d_]{WORD_SIGNS}+")
FEWEST_TERMS = 4
"""A question of fewer content words leans on what was said before."""
FEWEST_WORDS = 3
PAIRED, FEWEST_PAIRS = frozenset({"ja", "zh"}), 9
"""Languages cut into pairs of signs, little words too: so many pairs say as much as a word or two."""
READINGS = 2


@dataclass(frozen=True)
class Person:
    """Somebody whom the sources show to be a person: by a title, or by being said to speak."""

    name: str

    @property
    def family_name(self) -> str:
        return bare(self.name.split()[-1])


def persons(lines: Iterable[tuple[str, str | None]]) -> tuple[Person, ...]:
    """Everybody of these lines (text, language) who speaks there or bears a title, each once, in order."""
    found: dict[str, Person] = {}
    listed = list(lines)
    speakers = {word for text, language in listed for word in _speakers(text, language)}
    for text, language in listed:
        for mention in mentions(text, language):
            if _is_person(mention, text, language, speakers):
                person = Person(mention.text)
                if not person.family_name:
                    continue
                known = found.get(person.family_name)
                if known is None or len(known.name) < len(person.name):
                    found[person.family_name] = person
    return tuple(found.values())


def readings(asked: Asked, known: Collection[Person] = ()) -> tuple[Reading, ...]:
    """The ways to understand it: one, or two where a pronoun may stand for either of two of the `known` persons."""
    turns = asked.earlier[-TURNS:]
    if not turns or not leans(asked):
        return (Reading(asked.text),)
    content = _content(turns)
    candidates = _candidates(asked, turns, known) if points_at_person(asked.text, asked.language) else ()
    if len(candidates) >= READINGS and not means_many(asked.text, asked.language):
        bare_content = _without(content, candidates) if has_own_words(asked) else ""
        return tuple(
            Reading(asked.text, borrowed=f"{person.name} {bare_content}".strip(), person=person.name)
            for person in candidates[:READINGS]
        )
    named = [person.name for person in candidates] or _names(turns[-1])
    return (Reading(asked.text, borrowed=" ".join([*named, content]).strip()),)


def has_own_words(asked: Asked) -> bool:
    """Whether it says more than pronouns and words that all questions have."""
    return bool(terms(without_matter(asked.text), asked.language))


def leans(asked: Asked) -> bool:
    """Whether the question points back, or says too little to stand alone."""
    told = terms(asked.text, asked.language)
    return points_back(asked.text, asked.language) or len(set(told)) < FEWEST_TERMS


def says_nothing_alone(asked: Asked) -> bool:
    """Whether it points at somebody or something that it does not name, and has hardly a word beside: "What did he say?"."""
    told = set(terms(without_matter(asked.text), asked.language))
    if lexicon(asked.language).speech.count(asked.text) and not told:
        return True  # some languages need no pronoun for it
    few = FEWEST_PAIRS if primary_subtag(asked.language) in PAIRED else FEWEST_TERMS / 2
    return points_back(without_matter(asked.text), asked.language) and len(told) < few


def is_whole(asked: Asked) -> bool:
    """Whether it may be a sentence that misses nothing ("Who was injured?"), and no part of one ("Which minister?")."""
    return has_own_words(asked) and len(words(asked.text)) >= FEWEST_WORDS


# --- persons -------------------------------------------------------------------------------------


def _is_person(mention: Mention, text: str, language: str | None, speakers: Collection[str]) -> bool:
    """Whether it is somebody who has a title here, or who speaks anywhere, be it by the family name alone."""
    if not mention.is_person or is_nobody(mention, language):
        return False
    return bare(mention.words[-1]) in speakers or _is_titled(mention, text, language)


def _speakers(text: str, language: str | None) -> set[str]:
    """Words with a capital, or of a script without, that stand beside a word of speech."""
    return {
        bare(match.group())
        for match in _WORD.finditer(text)
        if not match.group()[:1].islower() and is_beside_speech(text, match.span(), language)
    }


def _is_titled(mention: Mention, text: str, language: str | None) -> bool:
    before = plain(text[max(0, mention.start - 24) : mention.start]).rstrip(" .,")
    return any(end == len(before) for _, end in lexicon(language).titles.spans(before))


def _candidates(asked: Asked, turns: Sequence[Earlier], known: Collection[Person]) -> tuple[Person, ...]:
    """Whom a pronoun may stand for: whom the question before named, if one; else whom its answer did. Nobody where the
    question says a name itself."""
    if _named(asked.text, known):
        return ()
    for turn in reversed(turns):
        asked_about, told_of = _named(turn.question, known), _named(turn.answer[:TURN_CHARS], known)
        if len(asked_about) == 1:
            return asked_about
        if told_of or asked_about:
            return asked_about or told_of
    return ()


def _named(text: str, known: Collection[Person]) -> tuple[Person, ...]:
    said = {bare(match.group()) for match in _WORD.finditer(text)} - {""}
    return tuple(person for person in known if any(is_alike(person.family_name, word) for word in said))


# --- what is borrowed ----------------------------------------------------------------------------


def _content(turns: Sequence[Earlier]) -> str:
    """The content words of the last question, and of those before it as long as each leans itself."""
    kept: list[str] = []
    for turn in reversed(turns):
        stopped = stop_words(turn.language or "")
        content = [word for word in turn.question[:TURN_CHARS].split() if not stopped.issuperset(words(word))]
        kept = [*content, *kept]
        if len(set(terms(turn.question, turn.language))) >= FEWEST_TERMS:
            break
    return " ".join(dict.fromkeys(kept))


def _names(turn: Earlier) -> list[str]:
    """Names of any kind in the answer, in the script's own way."""
    return list(dict.fromkeys(mention.text for mention in mentions(turn.answer[:TURN_CHARS], turn.language)))


def _without(content: str, people: Sequence[Person]) -> str:
    gone = {bare(word) for person in people for word in person.name.split()}
    return " ".join(word for word in content.split() if bare(word.strip(".,?!")) not in gone)
