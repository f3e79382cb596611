"""Somebody's words are quoted as the source has them, and given to whom the source gives them.

Three words or more in quotation marks are speech. In the source's language they stand there word for word; across
languages only where the source quotes too, at about the same length, since a translation is nobody's own words.
Who speaks is read from the names beside words of speech. Knows no person.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from news.checks.aligned import cited
from news.checks.alike import is_alike, is_mentioned
from news.checks.findings import Checked, Finding, Severity
from news.checks.lexicon import lexicon, plain
from news.checks.mentions import NAMES_UNMARKED, Mention, mentions
from news.checks.names import is_nobody
from news.checks.quoted import Quotation, has_loose_mark, quotations, speech, without_quoted
from news.checks.script import is_same
from news.checks.support import spoken
from news.language.quotable import spoken_words
from news.language.tokens import primary_subtag, words
from news.writing.drafts import Line, Said

BESIDE_CHARS = 30
"""A name within so many letters of a word of speech is the speaker's."""
NAMING = 4
"""Words that may be a title or a term, which languages put in quotation marks or do not."""
SOUNDLESS = frozenset({"zh", "ja", "th", "lo", "km", "my", "yue"})
TRANSLATED = (0.4, 2.6)
"""Of a quotation's words, in another language."""


def check(said: Said, own: Checked) -> Iterator[Finding]:
    quoted = speech(said.text)
    for quotation in quoted:
        yield from _quotation(quotation, own)
    if quoted and _is_bare(said.text):
        is_so_there = any(
            not is_same(line.language, own.language) and _is_bare(line.text) for line in cited(said, own)
        )
        severity = Severity.COUNTED if is_so_there else Severity.DROPS
        yield Finding("speaker", None, "quotes and does not say whom", severity)
    if has_loose_mark(said.text):
        yield Finding("quote", None, "a quotation mark has no partner", Severity.COUNTED)
    yield from _speaker(said, own)


def _quotation(quotation: Quotation, own: Checked) -> Iterator[Finding]:
    if _stands(quotation.text, own.lines):
        return
    others = [line for line in own.lines if not is_same(line.language, own.language)]
    if not others:
        yield Finding("quote", None, f"quotes what no source says: {quotation.text[:80]}")
    elif spoken_words(quotation.text) > NAMING and not any(_quotes_too(quotation, line) for line in others):
        yield Finding("quote", None, f"quotes where its source does not: {quotation.text[:80]}")
    else:
        yield Finding("quote", None, f"quotes in translation: {quotation.text[:80]}", Severity.COUNTED)


def _is_bare(text: str) -> bool:
    """Whether all of it is quoted."""
    return not without_quoted(text).strip(" .,;:–—-。，")


def _stands(quoted: str, lines: Sequence[Line]) -> bool:
    """Word for word; a quotation may run over sentences of one article."""
    wanted = f" {' '.join(words(quoted))} "
    articles = dict.fromkeys(line.article for line in lines)
    return any(
        wanted
        in f" {' '.join(word for line in lines if line.article == article for word in spoken(line.text))} "
        for article in articles
    )


def _quotes_too(quotation: Quotation, line: Line) -> bool:
    """Whether the line quotes at about the length; one that opens a quotation, or leads it with a dash, quotes to its end."""
    if has_loose_mark(line.text) or line.text.startswith(("—", "–", "-")):
        return True
    ours = spoken_words(quotation.text)
    counts = [spoken_words(other.text) for other in quotations(line.text)]
    return any(
        TRANSLATED[0] * count <= ours <= max(TRANSLATED[1] * count, count + NAMING)
        for count in (*counts, sum(counts))
        if count
    )


# --- who speaks ----------------------------------------------------------------------------------


def _speaker(said: Said, own: Checked) -> Iterator[Finding]:
    """A speaker who is none of those whom the cited lines let speak. Lines that name nobody, or say "he",
    leave it open."""
    ours = speakers(said.text, own.language)
    if not ours:
        return
    theirs = _speakers_of(_quoting(said, own)) or _speakers_of(cited(said, own))
    if not all(is_same(line.language, own.language) for line in own.lines):
        if any(_is_soundless(line.language) for line in own.lines) or _is_soundless(own.language):
            return
        ours = tuple(each for each in ours if not is_nobody(each, own.language))
        theirs = [each for each in theirs if not is_nobody(each, None)]
        spoken = {primary_subtag(each) for each in (own.language, *(line.language for line in own.lines))}
        if spoken & NAMES_UNMARKED and any(_is_named(each, said, own.language) for each in theirs):
            return  # who speaks is named, where names are hard to see
    if ours and theirs and not any(_is_same(mine, other) for mine in ours for other in theirs):
        yield Finding("speaker", None, f"lets {ours[0].text} say what {theirs[0].text} says")


def _quoting(said: Said, own: Checked) -> list[Line]:
    """The lines that have the words in quotation marks."""
    quoted = [quotation.text for quotation in speech(said.text)]
    return [line for line in own.lines if any(_stands(each, [line]) for each in quoted)]


def _speakers_of(lines: Sequence[Line]) -> list[Mention]:
    return [mention for line in lines for mention in speakers(line.text, line.language)]


def _is_named(speaker: Mention, said: Said, language: str) -> bool:
    here = (Line("", said.text, 0, "", "", 0, language, _NEVER),)
    return any(is_mentioned(word, here) for word in speaker.words) or any(
        _is_same(speaker, each) for each in mentions(said.text, language)
    )


_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def _is_soundless(language: str | None) -> bool:
    """Whether names in it cannot be compared with those of other scripts."""
    return primary_subtag(language) in SOUNDLESS


def speakers(text: str, language: str | None) -> tuple[Mention, ...]:
    """The names nearest to words that say who says so, outside of quotation marks."""
    bare = without_quoted(text)
    named = mentions(text, language)
    outside = [mention for mention in named if bare[mention.start : mention.end].strip() and mention.words]
    found: dict[int, Mention] = {}
    for start, end in lexicon(language).speech.spans(plain(bare)) if outside else ():
        near = [
            (gap, mention)
            for mention in outside
            if (gap := max(mention.start - end, start - mention.end)) <= BESIDE_CHARS
            and not _PLACED.search(mention.text)
            and not _is_parted(bare[min(end, mention.end) : max(start, mention.start)], mention.end <= start)
        ]
        if near:
            closest = min(gap for gap, _ in near)
            found.update({mention.start: mention for gap, mention in near if gap <= closest + 2})
    return tuple(found.values())


_PLACED = re.compile(r"['’]n?[dt][ea](?:ki|n)?$", re.IGNORECASE)
"""Turkish says so of where somebody is."""


def _is_parted(between: str, is_before: bool) -> bool:
    """Whether the name stands in another sentence than the word of speech, or in a clause before it that goes on after
    the name ("in Marel on Monday, officials said")."""
    rest = between.strip(" ").partition(",")[0]
    return bool(re.search(r"[.;]\s", between)) or (is_before and between.count(",") == 1 and bool(rest))


def _is_same(one: Mention, other: Mention) -> bool:
    return any(is_alike(mine, theirs) for mine in one.words for theirs in other.words)
