"""Of whom a passage tells: the person with whom it opens, or of whom the sentences right before it do.

A name is taken for somebody's where the story has it with a given name, a title or a word of speech. Pure.
"""

from collections.abc import Collection, Sequence

from news.answers.leaning import points_at_person
from news.answers.standing_alone import persons
from news.checks.alike import WORD, bare, is_alike
from news.checks.mentions import mentions
from news.language.tokens import primary_subtag, stop_words
from news.retrieving.retrieve import Passage

OPENS_WITHIN = 4
"""Words before the name with which a sentence opens: "The mayor of Harn, Anna Keller"."""
LOOKED_BACK = 3
"""Sentences before one that opens with a pronoun."""

People = Collection[str]
"""Family names, in small letters."""


def people(within: Sequence[Passage]) -> People:
    """Everybody whom the passages name as persons are named."""
    lines = [(passage.text, passage.source.language) for passage in within]
    named = {
        bare(mention.words[-1])
        for text, language in lines
        for mention in mentions(text, language)
        if mention.is_person
    }
    return frozenset(named | {person.family_name for person in persons(lines)}) - {""}


def named_in(text: str, known: People) -> frozenset[str]:
    """Those whom the text names."""
    said = {bare(match.group()) for match in WORD.finditer(text) if not match.group()[:1].islower()} - {""}
    return frozenset(name for name in known if any(is_alike(name, word) for word in said))


def is_of_another(question: str, passage: Passage, known: People) -> bool:
    """Whether the question names somebody, and the passage opens with somebody else and does not name them."""
    asked = named_in(question, known)
    if not asked or asked & named_in(passage.text, known):
        return False
    opening = _opening(passage, known)
    return bool(opening) and not opening & asked


def is_of(passage: Passage, person: str, within: Sequence[Passage], known: People) -> bool:
    """Whether it tells of this person: opens with the name, or names nobody and follows on sentences that do."""
    own = named_in(person, known) or {bare(person.split()[-1])}
    opening = _opening(passage, known)
    if opening:
        return bool(opening & own)
    named = named_in(passage.text, known)
    if (named and not _opens_with_pronoun(passage)) or passage.position < 0:
        return bool(named & own)
    before = _before(passage, within)
    told = next(
        (found for each in before if (found := _opening(each, known) or named_in(each.text, known))),
        frozenset(),
    )
    return bool(told & own)


def _before(passage: Passage, within: Sequence[Passage]) -> list[Passage]:
    """The sentences before it in its text, the nearest first, as long as each but the last points back itself."""
    near = {
        other.position: other
        for other in within
        if other.source.article_id == passage.source.article_id and other.position >= 0
    }
    found: list[Passage] = []
    at = passage
    for position in range(passage.position - 1, passage.position - 1 - LOOKED_BACK, -1):
        if position not in near or not (points_at_person(at.text, at.source.language) or at is passage):
            break
        at = near[position]
        found.append(at)
    return found


def _opens_with_pronoun(passage: Passage) -> bool:
    first = WORD.search(passage.text)
    return first is not None and points_at_person(first.group(), passage.source.language)


def _opening(passage: Passage, known: People) -> frozenset[str]:
    """Whom its first words name."""
    code = primary_subtag(passage.source.language)
    stopped = stop_words(code)
    said = 0
    for match in WORD.finditer(passage.text):
        word = match.group()
        if points_at_person(word, code):
            break
        if word[:1].islower():
            said += word.casefold() not in stopped
        elif found := named_in(word, known):
            return found
        if said > OPENS_WITHIN:
            break
    return frozenset()
