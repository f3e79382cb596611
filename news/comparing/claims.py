"""What the sources say to each sentence of a post: the same, something else, something near, or nothing. Pure; 1 ms a line.

"The same" is said only where one passage holds every word of the sentence, stop words too ("third" is one in some lists), and
every check of `checks` passes: numbers, units, dates, names, quotations, denials. So a post in which one fact was changed is never told to
be reported, nor one that gives a deed to somebody else (`roles`); a post in other words is "near" and shown beside its passage, which is for the reader to judge. Nothing here
says what is true.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from news.checks import dates, names, negation, numbers, quotes, units
from news.checks.findings import Checked, Finding, Severity
from news.comparing.particles import swapped_in
from news.comparing.post import Post
from news.comparing.reverses import Reverse, denies_alike, reverse, undoes
from news.comparing.roles import are_in_order, is_swapped, turned
from news.language.calendar import days
from news.language.skeletons import anchors
from news.language.tokens import primary_subtag, stems, terms
from news.writing.centrality import idf
from news.writing.drafts import Evidence, Line, Said

NEAR = 0.45
"""Share of a sentence's words, weighed by rarity, that a passage must have."""
MUCH = 0.5
"""Share of a sentence's words, each counted as one, that a passage must have to be read for the reverse."""
ALIKE = 0.5
"""Cosine from which a passage in another language is near, on the port's scale (`ports.Embedder`)."""
FEWEST_NAMES = 2
"""Names and numbers that sentence and passage must share where their languages differ."""
PASSAGES = 3
_FIGURE = re.compile(r"\d[\d.,]*\d|\d")

Alike = Mapping[tuple[int, str], float]
"""How alike sentence and line are in meaning, by (number of the sentence, id of the line): across languages."""


class Standing(StrEnum):
    SAME = "same"
    DIFFERS = "differs"
    NEAR = "near"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Claim:
    """A sentence of the post. `lines` are the nearest passages, of one family each, best first; `pieces` the words of the
    sentence (numbers, dates, names) that these do not have; `reverse` what says the reverse: where it is the same, since then."""

    text: str
    standing: Standing
    lines: tuple[Line, ...] = ()
    pieces: tuple[str, ...] = ()
    reverse: Reverse | None = None


def compare(
    post: Post, evidence: Evidence, *, now: datetime, alike: Alike | None = None
) -> tuple[Claim, ...]:
    """Each sentence of the post against all sentences of a story's sources."""
    told = _Told(evidence, post.language, now)
    return tuple(
        _compared(sentence, told, _ranked(number, sentence, told, alike or {}))
        for number, sentence in enumerate(post.sentences)
    )


@dataclass(frozen=True)
class _Told:
    """What the sources say, read once for all sentences of a post. A word that no line has is as rare as the rarest."""

    evidence: Evidence
    language: str
    now: datetime

    @cached_property
    def words(self) -> Mapping[str, frozenset[str]]:
        return {line.id: frozenset(terms(line.text, line.language)) for line in self.evidence.lines}

    @cached_property
    def anchors(self) -> Mapping[str, frozenset[str]]:
        return {line.id: anchors(line.text, line.language) for line in self.evidence.lines}

    @cached_property
    def weights(self) -> Mapping[str, float]:
        return idf(self.words.values())

    def lines_in(self, language: str) -> tuple[Line, ...]:
        return tuple(line for line in self.evidence.lines if _is_of(line, language))

    @cached_property
    def unseen(self) -> float:
        return max(self.weights.values(), default=1.0)

    def share(self, asked: frozenset[str], line: Line) -> float:
        """How much of the words asked for the line has, weighed by rarity."""
        whole = sum(self.weights.get(term, self.unseen) for term in asked)
        there = asked & self.words[line.id]
        return sum(self.weights[term] for term in there) / whole if whole else 0.0


def _compared(sentence: str, told: _Told, ranked: Sequence[Line]) -> Claim:
    if not ranked:
        if line := _swapped(sentence, told):
            return Claim(sentence, Standing.DIFFERS, (line,))
        found = reverse(sentence, told.language, _much_alike(sentence, told, ranked))
        if found is not None:
            return Claim(sentence, Standing.DIFFERS, (found.line,), reverse=found)
        return Claim(sentence, Standing.NOBODY)
    best = _one_a_family(ranked)[:PASSAGES]
    spoken = {
        primary_subtag(line.language) for line in best
    }  # a few words are soon taken for a neighbouring language
    if any(is_swapped(sentence, told.lines_in(language), language) for language in spoken):
        return Claim(sentence, Standing.DIFFERS, best)
    if line := _swapped(sentence, told):
        return Claim(
            sentence, Standing.DIFFERS, (line, *(each for each in best if each.family != line.family))
        )
    turned_round = _reversed(sentence, told, ranked, spoken)
    findings = _doubting(sentence, told, best)
    if findings and not any(_has_its_figures(sentence, findings, told, line) for line in best):
        pieces = _pieces(sentence, findings)
        return Claim(sentence, Standing.DIFFERS, _with(turned_round, best), pieces, turned_round)
    same = _one_a_family([line for line in ranked if _says_the_same(sentence, line, told)])
    if same:
        return Claim(sentence, Standing.SAME, same, reverse=_since(turned_round, same))
    if turned_round is not None:
        return Claim(sentence, Standing.DIFFERS, _with(turned_round, best), reverse=turned_round)
    ways = turned(sentence, [line for line in best if _is_of(line, told.language)], told.language)
    return Claim(sentence, Standing.DIFFERS if ways else Standing.NEAR, best, ways)


def _swapped(sentence: str, told: _Told) -> Line | None:
    """The line that gives a deed to whom the sentence does not, where particles tell who did it to whom."""
    lines = {line.text: line for line in reversed(told.lines_in(told.language))}
    text = swapped_in(sentence, list(lines)[::-1], told.language)
    return lines[text] if text is not None else None


def _reversed(sentence: str, told: _Told, ranked: Sequence[Line], spoken: Collection[str]) -> Reverse | None:
    """Where no near line is of the language that the sentence seems to have, it may be of theirs."""
    lines = (*ranked, *_much_alike(sentence, told, ranked))
    languages = [told.language] if told.language in spoken else [told.language, *sorted(spoken)]
    return next((found for each in languages if (found := reverse(sentence, each, lines))), None)


def _much_alike(sentence: str, told: _Told, besides: Collection[Line]) -> list[Line]:
    """Further lines with half of its words, however common these are in the story: the one that is rare may be the reverse."""
    asked = frozenset(terms(sentence, told.language))
    return [
        line
        for line in told.lines_in(told.language)
        if line not in besides and len(asked & told.words[line.id]) >= MUCH * len(asked)
    ]


def _with(found: Reverse | None, best: Sequence[Line]) -> tuple[Line, ...]:
    """The passage that says the reverse comes first."""
    if found is None:
        return tuple(best)
    return (found.line, *(line for line in best if line.family != found.line.family))[:PASSAGES]


def _since(found: Reverse | None, same: Sequence[Line]) -> Reverse | None:
    """What was said after all that say the same."""
    is_later = found is not None and all(found.line.published_at > line.published_at for line in same)
    return found if is_later else None


def _doubting(sentence: str, told: _Told, lines: Sequence[Line]) -> list[Finding]:
    """What speaks against its being said there."""
    return [
        each
        for each in _findings(sentence, told, lines)
        if each.severity is not Severity.COUNTED
        and not _is_day_of(each, lines, told.language)
        and not (each.code == negation.CODE and denies_alike(sentence, told.language, lines))
    ]


def _is_day_of(finding: Finding, lines: Sequence[Line], language: str) -> bool:
    """Whether the date that was missed is the weekday on which one of these was published: sources seldom say their own day."""
    if finding.code != dates.CODE:
        return False
    told = days(finding.detail, language)
    published = {line.published_at.weekday() for line in lines}
    return bool(told) and all(
        day.weekday in published and day.day is None and day.month is None for day in told
    )


def _has_its_figures(sentence: str, findings: Sequence[Finding], told: _Told, line: Line) -> bool:
    """Whether this line gives the very figures that were missed, and nothing else speaks against it: where outlets count
    differently, a post that has the count of one of them differs from none."""
    there = set(_FIGURE.findall(line.text))
    is_counted = all(each.code == numbers.CODE and each.detail in there for each in findings)
    return is_counted and not _doubting(sentence, told, [line])


def _says_the_same(sentence: str, line: Line, told: _Told) -> bool:
    if not _is_of(line, told.language):
        return False
    there = frozenset(stems(line.text, line.language))
    is_all_there = there.issuperset(stems(sentence, line.language))
    if undoes(sentence, line):
        return False
    return is_all_there and are_in_order(sentence, line, told.language) and not _doubts(sentence, line, told)


def _ranked(number: int, sentence: str, told: _Told, alike: Alike) -> list[Line]:
    """The lines that come near, best first. In its own language a sentence is known by its words; in others by names and
    numbers, or by its meaning."""
    asked, named = frozenset(terms(sentence, told.language)), anchors(sentence, told.language)
    found: list[tuple[float, Line]] = []
    for line in told.evidence.lines:
        if _is_of(line, told.language):
            share = told.share(asked, line)
        else:
            met = len(named & told.anchors[line.id])
            share = met / len(named) if met >= FEWEST_NAMES else 0.0
            if alike.get((number, line.id), 0.0) >= ALIKE:
                share = max(share, NEAR)
        if share >= NEAR:
            found.append((share, line))
    if _FIGURE.search(sentence):
        cosines = {line.id: alike.get((number, line.id), 0.0) for _, line in found}
        found = _counting_first(found, told.language, cosines)
    ordered = sorted(found, key=lambda pair: (-pair[0], pair[1].published_at, pair[1].id))
    return [line for _, line in ordered]


def _counting_first(
    found: Sequence[tuple[float, Line]], language: str, cosines: Mapping[str, float]
) -> list[tuple[float, Line]]:
    """Of the lines in other languages those that give a figure, too, come as near as any: there it differs, or does not. What
    means the most alike comes first."""
    nearest = max((share for share, line in found if not _is_of(line, language)), default=0.0)
    return [
        (nearest + (share + cosines[line.id]) / 100, line)
        if not _is_of(line, language) and line.position > 0 and _FIGURE.search(line.text)
        else (share, line)
        for share, line in found
    ]


def _is_of(line: Line, language: str) -> bool:
    return primary_subtag(line.language) == language


def _one_a_family(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The first line of each family: copies of a text say nothing more."""
    found: dict[int, Line] = {}
    for line in lines:
        found.setdefault(line.family, line)
    return tuple(found.values())


def _findings(sentence: str, told: _Told, lines: Sequence[Line]) -> Iterator[Finding]:
    evidence = told.evidence
    said = Said(sentence, tuple(line.id for line in lines))
    own = Checked(told.language, evidence.within(said.evidence), told.now)
    articles = [line for article in evidence.cited(said.evidence) for line in evidence.of_article(article)]
    yield from _doubted(said, own)
    yield from names.check(said, own, articles=articles, names=())
    yield from quotes.check(said, own)


def _doubts(sentence: str, line: Line, told: _Told) -> bool:
    """Whether any check doubts that this very line says it: even what elsewhere is only counted."""
    own = Checked(told.language, (line,), told.now)
    return next(_doubted(Said(sentence, (line.id,)), own), None) is not None


def _doubted(said: Said, own: Checked) -> Iterator[Finding]:
    yield from numbers.check(said, own)
    yield from units.check(said, own)
    yield from dates.check(said, own)
    yield from negation.check(said, own)


def _pieces(sentence: str, findings: Sequence[Finding]) -> tuple[str, ...]:
    """The words of the sentence that findings are about, where a finding begins with them."""
    told = [_piece(sentence, finding) for finding in findings]
    return tuple(dict.fromkeys(piece for piece in told if piece))


def _piece(sentence: str, finding: Finding) -> str:
    if finding.code not in ("number", "unit", "date", "name"):
        return ""
    parts = finding.detail.split()
    for count in range(len(parts), 0, -1):
        piece = " ".join(parts[:count])
        if piece in sentence:
            return piece
    return ""
