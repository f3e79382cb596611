"""Who is who, and who did it: a name that stands where its source has another, each known by itself.

Within one language that has capitals; across languages words cannot be compared. A person has the office that the source
gives them; and where the words of a sentence are those of a line which tells them of somebody else, they were swapped.
Who says so is for `quotes`. Knows no person.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from news.checks.alike import bare, folded
from news.checks.findings import Checked, Finding
from news.checks.lexicon import lexicon, plain
from news.checks.mentions import NAMES_UNMARKED, Mention, mentions
from news.checks.names import is_nobody
from news.checks.script import is_same
from news.checks.support import content, spoken
from news.language.tokens import primary_subtag, stop_words, words
from news.writing.drafts import Line, Said

CODE = "name"
OFFICE_LETTERS = 4
ALIKE_LETTERS = 5
"""Words that begin with so many same letters are forms of one."""
TOLD, UNTOLD = 0.75, 0.4
"""Of a sentence's words, names left out: in a line that tells them, and in one that does not."""
LEAST_WORDS = 2


def check(said: Said, own: Checked, *, articles: Sequence[Line]) -> Iterator[Finding]:
    if primary_subtag(own.language) in NAMES_UNMARKED:
        return
    lines = [line for line in dict.fromkeys((*own.lines, *articles)) if is_same(line.language, own.language)]
    if not lines:
        return
    yield from _offices(said, own.language, lines)
    yield from _deeds(said, own.language, lines)


# --- who is who ----------------------------------------------------------------------------------


def _offices(said: Said, language: str, lines: Sequence[Line]) -> Iterator[Finding]:
    ours = _held(said.text, language)
    begun = {bare(word)[:ALIKE_LETTERS] for office, mention in ours for word in (office, *mention.words)}
    there = [
        each
        for line in lines
        if any(each in folded(line.text) for each in begun)
        for each in _held(line.text, language)
    ]
    for office, mention in ours:
        holders = [other for their, other in there if _is_form(their, office)]
        own = [their for their, other in there if _is_one(other, mention)]
        if holders and own and not any(_is_one(other, mention) for other in holders):
            yield Finding(CODE, None, f"{mention.text} is {own[0]} in its source, and {office} another")


@lru_cache(maxsize=1 << 10)
def _held(text: str, language: str) -> tuple[tuple[str, Mention], ...]:
    """Persons with the word before them that says what they are."""
    found = []
    for mention in _persons(text, language):
        if (
            mention.opens and len(mention.words) > 2
        ):  # "Wethouder Karin de Vries", with a capital as the first word
            found.append((mention.words[0], replace(mention, words=mention.words[1:])))
            continue
        before = text[: mention.start].rstrip()
        last = words(before[-40:])[-1:]
        if last and before[-1:].isalpha() and _is_office(last[0], language):
            found.append((last[0], mention))
    return tuple(found)


def _is_office(word: str, language: str) -> bool:
    small = plain(word)
    known = lexicon(language)
    return (
        len(word) >= OFFICE_LETTERS
        and small not in stop_words(primary_subtag(language))
        and not (known.speech.count(word) or known.attribution.count(word))
    )


def _is_form(one: str, other: str) -> bool:
    first, second = bare(one), bare(other)
    return first == second or (
        min(len(first), len(second)) >= ALIKE_LETTERS and first[:ALIKE_LETTERS] == second[:ALIKE_LETTERS]
    )


# --- who did it ----------------------------------------------------------------------------------


def _deeds(said: Said, language: str, lines: Sequence[Line]) -> Iterator[Finding]:
    """A line that has all words of the sentence, and names others than the sentence does."""
    mine = _persons(said.text, language)
    deed = _deed(said.text, language)
    if not mine or len(deed) < LEAST_WORDS:
        return
    shares = [(len(deed & set(content(line.text, language))) / len(deed), line) for line in lines]
    best, line = max(shares, key=lambda pair: pair[0])
    others = _persons(line.text, language) if best >= TOLD else ()
    here = Line("", said.text, 0, "", "", 0, language, line.published_at)
    if not others or any(_names(here, other) for other in others):
        return
    named = [share for share, line in shares if any(_names(line, each) for each in mine)]
    if named and max(named) <= UNTOLD:
        yield Finding(CODE, None, f"tells of {mine[0].text} what its source tells of {others[0].text}")


@lru_cache(maxsize=1 << 10)
def _deed(text: str, language: str) -> frozenset[str]:
    """The words of content without the names and the offices before them."""
    named = [word for mention in mentions(text, language) for word in mention.words]
    offices = [office for office, _ in _held(text, language)]
    return frozenset(content(text, language)).difference(
        term for word in (*named, *offices) for term in content(word, language)
    )


@lru_cache(maxsize=1 << 10)
def _persons(text: str, language: str) -> tuple[Mention, ...]:
    return tuple(
        each
        for each in mentions(text, language)
        if each.is_person and len(each.words) > 1 and not is_nobody(each, language)
    )


def _names(line: Line, mention: Mention) -> bool:
    there = {bare(word) for word in spoken(line.text)}
    return any(bare(word) in there or _has_form(word, there) for word in mention.words)


def _has_form(word: str, there: set[str]) -> bool:
    return any(_is_form(word, other) for other in there if other[:2] == bare(word)[:2])


def _is_one(one: Mention, other: Mention) -> bool:
    return any(_is_form(mine, theirs) for mine in one.words for theirs in other.words)
