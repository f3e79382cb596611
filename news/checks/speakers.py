"""Who says what a sentence tells is whom its source lets say it.

Who speaks says `speaking`. Within one language anybody else is wrong. Across languages
words move, so only somebody who was put in a speaker's place is; in Chinese, names are compared by their sounds. Knows
no person.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from news.checks.aligned import cited
from news.checks.alike import WORD, is_alike, is_mentioned, is_spelled
from news.checks.findings import Checked, Finding
from news.checks.mentions import Mention, is_beside_speech, mentions
from news.checks.names import is_nobody, own_name
from news.checks.script import is_same
from news.checks.speaking import speakers
from news.language.han_sounds import nearness
from news.language.tokens import primary_subtag
from news.writing.drafts import Line, Said

SOUNDLESS = frozenset({"zh", "ja", "th", "lo", "km", "my", "yue"})


def check(said: Said, own: Checked, *, quoting: Callable[[], Sequence[Line]]) -> Iterator[Finding]:
    """A speaker who is none of those whom the cited lines let speak, or those `quoting` the same words, which are looked for where somebody speaks. Lines that name
    nobody, or say "he", leave it open."""
    ours = speakers(said.text, own.language, beside=own.lines)
    if not ours:
        return
    if not all(is_same(line.language, own.language) for line in own.lines):
        yield from _speaker_across(ours, said, own)
        return
    theirs = _speakers_of(quoting(), own) or _speakers_of(cited(said, own), own)
    if theirs and not any(_is_same(mine, other) for mine in ours for other in theirs):
        yield _swapped(ours[0], theirs[0])


def _swapped(mine: Mention, other: Mention) -> Finding:
    return Finding("speaker", None, f"lets {mine.text} say what {other.text} says")


def _speaker_across(found: Sequence[Mention], said: Said, own: Checked) -> Iterator[Finding]:
    """Translators move words: whom the line names too may speak there, and so may one whom only the sentence names,
    where the speaker of the line is named as well, unless another line names that one."""
    lines = cited(said, own)
    ours = tuple(own_name(each) for each in found if not is_nobody(own_name(each), own.language))
    here = (Line("", said.text, 0, "", "", 0, own.language, _NEVER), *own.lines)
    theirs = [(each, line) for line in lines for each in speakers(line.text, line.language, beside=here)]
    if not ours or not theirs or any(_is_same(mine, other) for mine in ours for other, _ in theirs):
        return
    if _is_soundless(own.language) or any(_is_soundless(line.language) for line in own.lines):
        yield from _sounding(ours, theirs[0][0], lines, own)
        return
    theirs = [(own_name(each), line) for each, line in theirs if not is_nobody(own_name(each), None)]
    if theirs and _is_exchanged(ours, theirs, said, own):
        yield _swapped(ours[0], theirs[0][0])


def _is_exchanged(
    ours: Sequence[Mention], theirs: Sequence[tuple[Mention, Line]], said: Said, own: Checked
) -> bool:
    lines = cited(said, own)
    is_told = any(_is_named(other, said, own.language) for other, _ in theirs)
    if any(is_mentioned(word, lines) and is_spelled(word, lines) for mine in ours for word in mine.words):
        return is_told and _are_beside(ours, theirs, said, own)
    is_told = is_told or all(is_nobody(other, line.language) for other, line in theirs)
    beside = [line for line in own.lines if line not in lines]
    return not is_told or any(is_mentioned(word, beside) for mine in ours for word in mine.words)


def _are_beside(
    ours: Sequence[Mention], theirs: Sequence[tuple[Mention, Line]], said: Said, own: Checked
) -> bool:
    """Whether each stands right beside the word of speech: then both are named on both sides, and were exchanged."""
    return all(
        mine.is_person and is_beside_speech(said.text, (mine.start, mine.end), own.language) for mine in ours
    ) and all(is_beside_speech(line.text, (other.start, other.end), line.language) for other, line in theirs)


def _sounding(
    ours: Sequence[Mention], speaker: Mention, lines: Sequence[Line], own: Checked
) -> Iterator[Finding]:
    """Chinese spells foreign names by sound. Who sounds like a name of a line that the sentence does not tell, and like
    none of the one it tells, was put in the place of who speaks there."""
    beside = [line for line in own.lines if line not in lines]
    for mine in ours:
        here, there = _nearest(mine, own.language, lines), _nearest(mine, own.language, beside)
        if max(there) >= ALIKE and max(there) - sum(here) / len(here) >= NEARER:
            yield _swapped(mine, speaker)
            return


ALIKE, NEARER = 0.84, 0.16
"""Of names that are compared by sound: how alike two spellings of one are at least, and how much more than another."""


def _nearest(mention: Mention, language: str, lines: Sequence[Line]) -> list[float]:
    """How near each of its words comes to a name of the lines, of which one side is Chinese."""
    is_han = primary_subtag(language) == "zh"
    others = [
        each
        for line in lines
        if is_han != (primary_subtag(line.language) == "zh")
        for each in _spellings(line)
    ]
    return [
        max((nearness(word, each) if is_han else nearness(each, word) for each in others), default=0.0)
        for word in mention.words
    ]


def _spellings(line: Line) -> Sequence[str]:
    """The words that may be names."""
    if primary_subtag(line.language) == "zh":
        return [word for each in mentions(line.text, line.language) for word in each.words]
    return [part for word in WORD.findall(line.text) if not word[0].islower() for part in word.split("-")]


def _speakers_of(lines: Sequence[Line], own: Checked) -> list[Mention]:
    return [each for line in lines for each in speakers(line.text, line.language, beside=own.lines)]


def _is_named(speaker: Mention, said: Said, language: str) -> bool:
    here = (Line("", said.text, 0, "", "", 0, language, _NEVER),)
    return any(is_mentioned(word, here) for word in speaker.words) or any(
        _is_same(speaker, each) for each in mentions(said.text, language)
    )


_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def _is_soundless(language: str | None) -> bool:
    """Whether names in it cannot be compared with those of other scripts."""
    return primary_subtag(language) in SOUNDLESS


def _is_same(one: Mention, other: Mention) -> bool:
    return any(is_alike(mine, theirs) for mine in one.words for theirs in other.words)
