"""What a story may be written from: the sentences that count, numbered, in order; their facts; where they differ.

Pure; knows no model and no reader. An article that may not feed facts is left out (`gate`); of a text that many
printed one copy is read, of an article the newest version. Then the articles are taken one after another: the middle
of the newest, and after it what is central, new and recent, every owner once before any owner twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from news.clustering.families import owner_of
from news.language.datelines import without_dateline
from news.language.headlines import bare_headline
from news.language.quotable import is_instruction
from news.language.tokens import terms
from news.writing.centrality import Vector, cosine, medoid, vectors
from news.writing.conflicts import conflicts
from news.writing.drafts import Conflict, Evidence, Line
from news.writing.extract import facts
from news.writing.gate import TEXT_READ, is_embargoed, neutral, says_something, sentences, why_no_facts
from news.writing.standing import current

if TYPE_CHECKING:
    from news.story.stories import Source

CENTRAL, NEW, RECENT = 0.5, 0.3, 0.2
HALF_AS_RECENT = timedelta(hours=12)
FULL_COPY = 0.8
"""A copy so long as the longest of its family is no shortened one."""
LEADS = 2


@dataclass(frozen=True)
class Limits:
    """How much is read: of all sources, and of one. A model that reads slowly gets fewer `tokens`.

    `text_chars` of each text are looked at; `copies`: all articles of a text family are read, not one; `short`: a text of one
    whole sentence is read too, as it may be quoted.
    """

    articles: int = 8
    sentences: int = 12
    chars: int = 1_200
    tokens: int = 3_000
    text_chars: int = TEXT_READ
    copies: bool = False
    short: bool = False


@dataclass(frozen=True)
class Known:
    """A number, date, quote or name of the sources, with the sentences that have it."""

    kind: str
    value: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Shaped:
    """`left_out` says of each article that is not told from why, in one word: embargo, withdrawn, satire, opinion,
    instruction, stub, superseded, copy, or room."""

    evidence: Evidence
    conflicts: tuple[Conflict, ...]
    left_out: Mapping[int, str]

    @cached_property
    def facts(self) -> tuple[Known, ...]:
        return known_facts(self.evidence)


def shape(
    sources: Sequence["Source"], *, now: datetime, limits: Limits = Limits(), by_article: bool = False
) -> Shaped:
    """What may be told of these sources. No evidence at all where none of them may feed facts.

    An article in which orders to software were planted comes last, and without them. Sources are numbered in their
    order, or `by_article` by the ids of their articles.
    """
    told, left_out = _standing(sources, now=now, short=limits.short)
    spoken, copies = (told, {}) if limits.copies else _spokesmen(told)
    planted = [source for source in spoken if is_instruction(source.text)]
    clean = [source for source in spoken if source not in planted]
    read = _within([*_ordered(clean, now=now), *_ordered(planted, now=now)], limits)
    left_out |= copies | {
        s.article_id: "room" for s in spoken if s.article_id not in {each.article_id for each, _ in read}
    }
    evidence = Evidence(
        tuple(
            line_of(source, source.article_id if by_article else number, at, text)
            for number, (source, lines) in enumerate(read, start=1)
            for at, text in lines
        )
    )
    return Shaped(evidence, conflicts(evidence, now=now), left_out)


def shown(sources: Sequence["Source"], *, now: datetime) -> tuple["Source", ...]:
    """The sources without those that nobody may see yet."""
    return tuple(source for source in sources if not is_embargoed(source, now=now))


def known_facts(evidence: Evidence) -> tuple[Known, ...]:
    """The facts of the sentences, in the order of their first."""
    found: dict[tuple[str, str], list[str]] = {}
    for line in evidence.lines:
        for fact in facts(line.text, line.language):
            found.setdefault((fact.kind, fact.value), []).append(line.id)
    return tuple(Known(kind, value, tuple(ids)) for (kind, value), ids in found.items())


def numbered(source: "Source", *, chars: int = TEXT_READ) -> list[tuple[int, str]]:
    """The title as 0, and every sentence that tells something, by its place among all sentences of the text."""
    title = neutral(bare_headline(source.title, source.outlet))
    told = sentences(source, chars=chars).items()
    return [(0, title), *((at, without_dateline(line)) for at, line in told)]


def line_of(source: "Source", number: int, at: int, text: str) -> Line:
    """The sentence as evidence: source `number` of a question, sentence `at`."""
    return Line(
        id=f"{number}.{at}",
        text=text,
        article=source.article_id,
        outlet=neutral(source.outlet),
        owner=owner_of(source),
        family=source.family,
        language=source.language,
        published_at=source.published_at,
        position=at,
        country=source.country,
    )


# --- which articles ------------------------------------------------------------------------------


def _standing(
    sources: Sequence["Source"], *, now: datetime, short: bool
) -> tuple[list["Source"], dict[int, str]]:
    """Those that may feed facts, and why the others may not. What is embargoed corrects nothing yet."""
    public = shown(sources, now=now)
    left_out = {source.article_id: "embargo" for source in sources if source not in public}
    still = current(public)
    left_out |= {source.article_id: "superseded" for source in public if source not in still}
    told = []
    for source in still:
        reason = why_no_facts(source, now=now)
        if reason is None or (short and reason == "stub" and says_something(source)):
            told.append(source)
        else:
            left_out[source.article_id] = reason
    return told, left_out


def _spokesmen(sources: Sequence["Source"]) -> tuple[list["Source"], dict[int, str]]:
    """One article of each text family: the earliest whole copy that has the figures of the latest."""
    families: dict[int, list[Source]] = {}
    for source in sources:
        families.setdefault(source.family, []).append(source)
    chosen = [_spokesman(family) for family in families.values()]
    copies = {source.article_id: "copy" for source in sources if source not in chosen}
    return chosen, copies


def _spokesman(family: Sequence["Source"]) -> "Source":
    longest = max(len(source.text) for source in family)
    whole = sorted(
        (source for source in family if len(source.text) >= FULL_COPY * longest),
        key=lambda source: (source.published_at, source.article_id),
    )
    latest = _figures(whole[-1])
    return next(source for source in whole if _figures(source) == latest)


def _figures(source: "Source") -> frozenset[str]:
    found = facts(f"{source.title}\n{source.text}", source.language)
    return frozenset(fact.value for fact in found if fact.kind == "number")


# --- in which order ------------------------------------------------------------------------------


def _ordered(sources: Sequence["Source"], *, now: datetime) -> list["Source"]:
    if not sources:
        return []
    made = vectors([terms(f"{source.title} {source.text}", source.language) for source in sources])
    at = _opening(sources, made, now=now)
    order, left = [at], set(range(len(sources))) - {at}
    middle = _centralities(made)
    nearest = [cosine(each, made[at]) for each in made]  # to what is in order already
    while left:
        heard = {owner_of(sources[each]) for each in order}
        open_to = [each for each in left if owner_of(sources[each]) not in heard] or list(left)
        best = max(
            open_to,
            key=lambda each: (
                CENTRAL * middle[each]
                + NEW * (1 - nearest[each])
                + RECENT * _recency(sources[each], now=now),
                -each,
            ),
        )
        order.append(best)
        left.discard(best)
        nearest = [max(near, cosine(each, made[best])) for near, each in zip(nearest, made, strict=True)]
    return [sources[each] for each in order]


def _opening(sources: Sequence["Source"], made: Sequence[Vector], *, now: datetime) -> int:
    """The middle one of the newest third: what is so now leads, not what was said most often."""
    newest = sorted(range(len(sources)), key=lambda at: (_known_at(sources[at], now=now), at))
    newest = newest[-max(1, len(sources) // 3) :]
    return newest[medoid([made[at] for at in newest])]


def _centralities(made: Sequence[Vector]) -> list[float]:
    raw = [sum(cosine(one, other) for other in made) for one in made]
    return [value / max(raw, default=1.0) if max(raw, default=0.0) else 0.0 for value in raw]


def _recency(source: "Source", *, now: datetime) -> float:
    return float(0.5 ** ((now - _known_at(source, now=now)) / HALF_AS_RECENT))


def _known_at(source: "Source", *, now: datetime) -> datetime:
    """A date in the future makes nothing newer than now."""
    return min(source.published_at, now)


# --- how much of them ----------------------------------------------------------------------------


def _within(ordered: Sequence["Source"], limits: Limits) -> list[tuple["Source", list[tuple[int, str]]]]:
    """As many articles as fit, each with as many sentences as may be read; the first is cut rather than left out."""
    read: list[tuple[Source, list[tuple[int, str]]]] = []
    known: set[str] = set()
    room = limits.tokens
    for source in ordered[: limits.articles]:
        lines = _chosen(source, known, limits=limits, room=room)
        if len(lines) < 2:  # a title alone
            continue
        room -= sum(token_count(text) for _, text in lines)
        known.update(_figures_of(text, source.language) for _, text in lines)
        read.append((source, lines))
    return read


def _chosen(source: "Source", known: set[str], *, limits: Limits, room: int) -> list[tuple[int, str]]:
    """The title and the leading sentences, then those with figures that nobody has given; in the order of the text."""
    (_, title), *written = numbered(source, chars=limits.text_chars)
    told = dict(written)
    figures = {at: _figures_of(text, source.language) for at, text in written[LEADS:]}
    fresh = [at for at, said in figures.items() if said and said not in known]
    kept: list[int] = []
    room -= token_count(title)
    chars = 0
    for at in dict.fromkeys([at for at, _ in written[:LEADS]] + fresh + list(told)):
        cost = token_count(told[at])
        if len(kept) < limits.sentences and chars + len(told[at]) <= limits.chars and cost <= room:
            kept.append(at)
            chars += len(told[at])
            room -= cost
    return [(0, title), *((at, told[at]) for at in sorted(kept))]


def _figures_of(text: str, language: str | None) -> str:
    """The numbers and quotes of a sentence, as one word to compare."""
    return " ".join(sorted(f.value for f in facts(text, language) if f.kind in ("number", "quote")))


def token_count(text: str) -> int:
    """About how many tokens a model reads: three bytes each, two outside the Latin and Cyrillic scripts; and the id."""
    size = len(text.encode())
    wide = sum(sign > "\u058f" for sign in text)
    return size // (2 if wide > len(text) / 3 else 3) + 8
