"""Where outlets differ on a number, as a story in their own sentences says it: each side in a few words, and who says so.

Pure. `conflicts` finds numbers that seem to count one thing; here only those are told that surely do, as a difference
that is none is worse than one left out: both sides in a title or among the first sentences, and about the same otherwise.
The newest figure leads the story; what it has overtaken is told as a side, in no headline and no other sentence.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from news.language.amounts import amounts
from news.language.sentences import split
from news.language.skeletons import anchors
from news.language.tallies import tally_of, tells_tally
from news.language.tokens import primary_subtag, stop_words, terms, words
from news.language.tolls import TOLLS, toll_of
from news.writing.conflicts import conflicts
from news.writing.drafts import Conflict, Evidence, Line, Side
from news.writing.measured import measured_otherwise
from news.writing.quoting import may_quote
from news.writing.shaping import Limits, shape

if TYPE_CHECKING:
    from news.story.stories import Source
    from news.writing.extractive import Extract

READ = Limits(articles=24, sentences=8, chars=1_200, tokens=16_000)
LEADING = 2
"""Up to this sentence an article tells what it is about; further down other places and times have figures of their own."""
SHARED_TERMS, SHARED = 3, 0.4
"""Words beside the number that two sentences have in common, where they count one thing: so many, and so much of the shorter."""
SHARED_NAMES = 2
"""The same across languages."""
SHARED_WITH_COUNT, SHARED_BY_COUNT, RISES = 2, 0.25, 3
"""The same where one is about the count itself ("the death toll has risen to 15"), which names less of the event; and how many
times the smaller figure the larger may be: beyond, it counts a whole war and the other one day of it."""
MOST_POINTS, MOST_SIDES = 2, 3
AROUND = 4
"""Words between a number and what it counts."""
_PART_OF = re.compile(r"\s*(?:of (?:the|them|those|whom)|others?|more|further|weitere|davon|d['’]entre|de (?:ellos|los|las)|из них|из|з них|منهم)\b", re.IGNORECASE)  # fmt: skip
"""Behind a number that counts a part, or some more."""
_OF_WHOLE = re.compile(r"\d\s+(?:of|von|de|di|van|av|din|z|ze|из|із|з|από|dari|trong)\s+(?:the\s+|den\s+|les\s+|los\s+|las\s+)?$", re.IGNORECASE)  # fmt: skip
"""Before the whole of which a number counts a part: "41 of 99 seats"."""
_RANGE_BEFORE, _RANGE_BEHIND = re.compile(r"\d\s*[-–—]\s*$"), re.compile(r"\s*[-–—]\s*\d")
_BOUND = re.compile(
    r"""
    \b(?:at\ least|more\ than|over|fewer\ than|less\ than|up\ to|as\ many\ as|about|around|some|nearly|almost|roughly|approximately|dozens|another
    |mindestens|wenigstens|mehr\ als|über|bis\ zu|rund|etwa|fast|knapp|ungefähr|weitere
    |au\ moins|plus\ de|près\ d[e’']|environ|jusqu['’]à|quelque|al\ menos|por\ lo\ menos|más\ de|unos|unas|cerca\ de|casi|hasta
    |pelo\ menos|mais\ de|quase|até|almeno|più\ di|oltre|circa|quasi|fino\ a|ten\ minste|zeker|meer\ dan|ongeveer|minst|över|omkring
    |co\ najmniej|ponad|około|prawie|nejméně|více\ než|asi|en\ az|yaklaşık|setidaknya|lebih\ dari|sekitar|ít\ nhất|hơn|khoảng
    |не\ менее|не\ меньше|как\ минимум|по\ меньшей\ мере|минимум|более|больше|свыше|около|почти|порядка|до
    |щонайменше|не\ менше|понад|більш(?:е|\ ніж)|близько|майже)\s*$
    |(?:至少|超过|超過|逾|约|約|近|最多|多达|多達|少なくとも|以上|約)\s*$|(?:ما\ لا\ يقل\ عن|أكثر\ من|نحو|حوالي|زهاء|على\ الأقل)\s*$|(?:कम\ से\ कम|लगभग|करीब)\s*$
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Before a number that is a bound or an estimate: it may well agree with another."""


@dataclass(frozen=True)
class Difference:
    """A thing that outlets count differently; the newest side is last. `topic` is a toll ("injured") or the word counted."""

    topic: str
    sides: tuple[tuple[Side, tuple[Line, ...]], ...]

    @property
    def overtaken(self) -> tuple[Line, ...]:
        return tuple(line for _, lines in self.sides[:-1] for line in lines)


def differences(sources: Sequence["Source"], *, now: datetime) -> tuple[Difference, ...]:
    """Those of these sources, tolls of people first."""
    if len({source.family for source in sources}) < 2:
        return ()
    evidence = shape([_as_of_version(source) for source in sources], now=now, limits=READ).evidence
    found = (_difference(conflict, evidence) for conflict in conflicts(evidence, now=now))
    return tuple(sorted(filter(None, found), key=lambda each: each.topic not in TOLLS))[:MOST_POINTS]


def measured(sources: Sequence["Source"], *, now: datetime) -> tuple[Difference, ...]:
    """Measures that they give differently, wherever they tell them: what a thing costs, how high it is."""
    evidence = shape([_as_of_version(source) for source in sources], now=now, limits=READ).evidence
    return tuple(
        Difference(found.topic, tuple((side, evidence.of(side.evidence)) for side in found.sides))
        for found in measured_otherwise(evidence.lines)
    )


def _as_of_version(source: "Source") -> "Source":
    """A newer version says what it says since we saw it."""
    seen_at = source.fetched_at if source.version > 1 else None
    return replace(source, published_at=seen_at) if seen_at else source


def _difference(conflict: Conflict, evidence: Evidence) -> Difference | None:
    sides = []
    for side in conflict.sides:
        lines = tuple(line for line in evidence.of(side.evidence) if _is_whole_count(side, line))
        if lines:
            sides.append((side, lines))
    kept = [
        side
        for side in sides
        if any(_are_of_one(side, other, evidence) for other in sides if other is not side)
    ]
    if len(kept) < 2:
        return None
    kept = kept[-MOST_SIDES:]
    return Difference(_named(conflict.topic, kept[-1]), tuple(kept))


def _named(topic: str, newest: tuple[Side, tuple[Line, ...]]) -> str:
    """A toll by its name; any other thing as the newest side writes it behind the number."""
    side, (line, *_) = newest
    after = _RUN.search(line.text[line.text.find(side.written) + len(side.written) :])
    return topic if topic in TOLLS or after is None else after.group().strip(".")


def _is_whole_count(side: Side, line: Line) -> bool:
    """Whether the line stands where an article tells what it is about, and gives a number: no bound, and no part of one."""
    at = line.text.find(side.written)
    if at < 0 or line.position > LEADING:
        return False
    before, after = line.text[:at], line.text[at + len(side.written) :]
    is_range = _RANGE_BEFORE.search(before) or _RANGE_BEHIND.match(after)
    is_whole_of_part = _OF_WHOLE.search(before)
    is_reached = tally_of(words(before)[::-1], line.language)  # "до 15": up to that many, or by now that many
    return (
        not is_range
        and not is_whole_of_part
        and (bool(is_reached) or not _BOUND.search(before))
        and not _PART_OF.match(after)
    )


def _are_of_one(
    one: tuple[Side, Sequence[Line]], other: tuple[Side, Sequence[Line]], evidence: Evidence
) -> bool:
    """Whether the two sides count one thing: some sentences of theirs, by different owners, tell much the same."""
    (first, lines), (second, others) = one, other
    smaller, larger = sorted((float(first.value), float(second.value)))
    return any(
        line.owner != with_.owner
        and line.family != with_.family
        and not (_gives(line, second) and _gives(with_, first))
        and _tell_the_same(line, with_, evidence, is_near=larger <= RISES * smaller)
        for line in lines
        for with_ in others
    )


def _gives(line: Line, side: Side) -> bool:
    """Whether the line has this number, too: where both have both, they count two things."""
    wanted = float(side.value)
    return any(
        float(value) == wanted
        for amount in amounts(line.text, line.language)
        for value in amount.values
        if value[:1].isdigit()
    )


def _tell_the_same(one: Line, other: Line, evidence: Evidence, *, is_near: bool) -> bool:
    if primary_subtag(one.language) != primary_subtag(other.language):
        return is_near and _name_the_same(one, other, evidence)
    first, second = (
        {term for term in terms(line.text, line.language) if not term[0].isdigit()} for line in (one, other)
    )
    is_count = is_near and any(tells_tally(line.text, line.language) for line in (one, other))
    fewest, share = (SHARED_WITH_COUNT, SHARED_BY_COUNT) if is_count else (SHARED_TERMS, SHARED)
    return len(first & second) >= fewest and len(first & second) >= share * min(len(first), len(second))


def _name_the_same(one: Line, other: Line, evidence: Evidence) -> bool:
    """Across languages: by names that they or their headlines have in common, one where a count is told."""
    first, second = (_names(line, evidence) for line in (one, other))
    is_count = any(tells_tally(line.text, line.language) for line in (one, other))
    return len(first & second) >= (1 if is_count else SHARED_NAMES)


def _names(line: Line, evidence: Evidence) -> set[str]:
    title = next((each for each in evidence.of_article(line.article) if each.position == 0), line)
    found = anchors(line.text, line.language) | anchors(title.text, title.language)
    return {name for name in found if not name.startswith("#")}


# --- what the story tells instead ----------------------------------------------------------------


def settled(sources: Sequence["Source"], found: Iterable[Difference]) -> tuple["Source", ...]:
    """The sources without the sentences whose figure was overtaken, where the newest figure has one."""
    gone = _overtaken(found, is_title=False)
    return tuple(
        replace(source, text=_without(source, gone[source.article_id]))
        if source.article_id in gone
        else source
        for source in sources
    )


def overtaken_titles(found: Iterable[Difference]) -> frozenset[int]:
    """The articles whose titles give a figure that was overtaken."""
    return frozenset(_overtaken(found, is_title=True))


def _overtaken(found: Iterable[Difference], *, is_title: bool) -> dict[int, set[str]]:
    gone: dict[int, set[str]] = {}
    for difference in found:
        for line in difference.overtaken:
            if (line.position == 0) == is_title:
                gone.setdefault(line.article, set()).add(line.text)
    return gone


def _without(source: "Source", gone: Collection[str]) -> str:
    kept = (
        line for line in split(source.text, source.language) if not any(line.endswith(each) for each in gone)
    )
    return "\n".join(kept)


# --- as rows -------------------------------------------------------------------------------------


def contested(
    found: Iterable[Difference], made: "Extract", sources: Sequence["Source"]
) -> list[dict[str, Any]]:
    """The differences as `Brief.contested` keeps them: a few words of each side, word for word, within what may be quoted
    of an outlet beside the story's sentences and the titles. One with fewer than two sides left is not told."""
    by_id = {source.article_id: source for source in sources}
    quoted = _quoted(made, by_id)
    points = []
    for difference in found:
        versions = [row for side, lines in difference.sides if (row := _version(side, lines, by_id, quoted))]
        if len(versions) > 1:
            points.append({"topic": difference.topic, "versions": versions})
    return points


def _quoted(made: "Extract", by_id: Mapping[int, "Source"]) -> dict[str, list[str]]:
    """What of each outlet's own sentences is quoted, by domain."""
    quoted: dict[str, list[str]] = {}
    for sentence in made.sentences:
        for article in sentence.cites:
            if article in by_id:
                quoted.setdefault(by_id[article].domain, []).append(sentence.text)
    return quoted


def _version(
    side: Side, lines: Sequence[Line], by_id: Mapping[int, "Source"], quoted: dict[str, list[str]]
) -> dict[str, Any] | None:
    """In the words of whoever may be quoted; others that say so are cited beside."""
    for line in lines:
        claim = fragment(side.written, line)
        already = quoted.setdefault(by_id[line.article].domain, []) if line.article in by_id else None
        if not claim or already is None:
            continue
        is_shown = line.position == 0 or any(claim in sentence for sentence in already)
        if not is_shown and not may_quote(claim, already):
            continue
        if not is_shown:
            already.append(claim)
        same = [other for other in lines if other.owner != line.owner]
        told = {each.article: each.position for each in (line, *same)}
        return {
            "claim": claim,
            "cites": list(told)[:3],
            "language": line.language,
            "evidence": [[article, position] for article, position in told.items()][:3],
        }
    return None


_RUN = re.compile(r"[^\s,;:()«»“”\"]+")


def fragment(written: str, line: Line) -> str:
    """The number with the word of what it counts and the one behind it: "14 injured passengers", "injuring 12 people"."""
    at = line.text.find(written)
    if at < 0:
        return ""
    end = at + len(written)
    before, after = list(_RUN.finditer(line.text[:at])), list(_RUN.finditer(line.text[end:]))
    tolls = [n for n, each in enumerate(after[:AROUND]) if toll_of(each.group().casefold(), line.language)]
    if tolls:
        last = after[tolls[0]]
        following = after[tolls[0] + 1 : tolls[0] + 2]
        stop = (
            following[0]
            if following
            and _counts(following[0].group(), line)
            and _touches(line.text[end:], last, following[0])
            else last
        )
        return line.text[at : end + stop.end()].strip(" .")
    begun = [each for each in before[-AROUND:] if toll_of(each.group().casefold(), line.language)]
    start = begun[-1].start() if begun else at
    stop_at = end + (after[0].end() if after and after[0].start() <= 1 else 0)
    return line.text[start:stop_at].strip(" .")


def _counts(word: str, line: Line) -> bool:
    return word[:1].isalpha() and word.casefold() not in stop_words((line.language or "").split("-")[0])


def _touches(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    return not text[one.end() : other.start()].strip()
