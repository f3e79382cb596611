"""What a run makes of the stories it touches, worked out before anything is written.

From how the stories stood, the articles that arrive, and where joining puts all of them: for each story its sources,
its tally, its facts, and whether that is news. A fact belongs to the article that says it and goes where that goes.
Pure; knows nothing of sessions, readers or briefs.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from news.clustering.arrivals import Arrival, Batch
from news.clustering.families import new_families
from news.clustering.story_index import Plan
from news.clustering.tally import Tally, tally
from news.reader.seen import MATERIAL
from news.story.stories import Source, source_of, with_families
from news.story.written_again import REPORT, report_value, written_again
from news.writing.extract import FactValue, facts


@dataclass(frozen=True)
class Told:
    """A fact of a story: the family that had it first, and by which article, whose oldest version is `first_version`."""

    kind: str
    value: str
    family: int
    article_id: int
    first_at: datetime
    first_version: int


@dataclass(frozen=True)
class Before:
    """A story as it stood."""

    sources: tuple[Source, ...] = ()
    topics_of: Mapping[int, Sequence[str]] = field(default_factory=dict)
    facts: tuple[Told, ...] = ()

    @cached_property
    def articles(self) -> frozenset[int]:
        """By first version."""
        return frozenset(source.first_version for source in self.sources)


NOTHING = Before()


@dataclass(frozen=True)
class Change:
    """What a run makes of a story; `story` below zero is new.

    `came` gives for articles that were in another story which one; `left` are those that went to another. Where the
    story is `reshaped`, `facts` are all it has; else they are the new ones.
    """

    story: int
    arrivals: tuple[Arrival, ...]
    sources: tuple[Source, ...]
    tally: Tally
    facts: tuple[Told, ...]
    is_material: bool
    is_reshaped: bool
    came: Mapping[int, int]
    left: tuple[int, ...]

    @property
    def arrived(self) -> frozenset[int]:
        return frozenset(arrival.article.id or 0 for arrival in self.arrivals)

    @property
    def split_from(self) -> int | None:
        """The story most of its articles come out of, where it is new and they do."""
        return _most(self.came.values()) if self.story < 0 else None


@dataclass(frozen=True)
class Changes:
    """`kept` gives for keys of new stories the id of an old one that they go on with: all of it is there.
    `emptied` gives for each story without articles the one that most of them went to."""

    of_stories: tuple[Change, ...]
    kept: Mapping[int, int]
    emptied: Mapping[int, int]


def work_out(batch: Batch, plan: Plan, before: Mapping[int, Before]) -> Changes:
    """`before` has every story an article comes from or goes to, if it has an id."""
    placings = list(_placings(batch, plan, before))
    kept = {
        goal: origin for origin, goal in sorted(_emptied(placings, plan, before), reverse=True) if goal < 0
    }
    placings = [replace(placing, story=kept.get(placing.story, placing.story)) for placing in placings]
    parts: dict[int, list[_Placing]] = defaultdict(list)
    for placing in placings:
        parts[placing.story].append(placing)
    carried = _by_article(before)
    topics_of = {article: listed for was in before.values() for article, listed in was.topics_of.items()}
    topics_of |= {arrival.article.id or 0: batch.topics for arrival in batch.arrivals}
    changes = [
        _change(story, placed, before.get(story, NOTHING), carried, topics_of)
        for story, placed in parts.items()
    ]
    return Changes(
        tuple(change for change in changes if change is not None),
        kept,
        dict(_emptied(placings, plan, before)),
    )


@dataclass(frozen=True)
class _Placing:
    """An article, the story it is in from now on, and the one it was in."""

    story: int
    source: Source
    origin: int | None = None
    arrival: Arrival | None = None


def _placings(batch: Batch, plan: Plan, before: Mapping[int, Before]) -> Iterator[_Placing]:
    replaced = {arrival.replaces for arrival in batch.arrivals if arrival.replaces is not None}
    for story, was in before.items():
        for source in was.sources:
            if source.article_id not in replaced:
                yield _Placing(plan.goal_of(source.article_id, story), source, origin=story)
    for arrival in batch.arrivals:
        source = source_of(arrival.article, arrival.outlet, first_version=arrival.first_version)
        yield _Placing(plan.story_of[source.article_id], source, origin=arrival.inherits, arrival=arrival)


def _change(
    story: int,
    placings: Sequence[_Placing],
    was: Before,
    carried: Mapping[int, Sequence[Told]],
    topics_of: Mapping[int, Sequence[str]],
) -> Change | None:
    """None where nothing came and nothing went."""
    sources = with_families(placing.source for placing in placings)
    arrivals = tuple(placing.arrival for placing in placings if placing.arrival is not None)
    here = {source.first_version for source in sources}
    left = tuple(source.article_id for source in was.sources if source.first_version not in here)
    if not arrivals and not left and here == was.articles:
        return None
    is_reshaped = bool(left) or _is_reshaped(story, placings, was, sources)
    told = _all_told(sources, carried) if is_reshaped else _newly_told(sources, arrivals, was)
    return Change(
        story=story,
        arrivals=arrivals,
        sources=sources,
        tally=tally(sources, topics_of),
        facts=told,
        is_material=_is_material(told, sources, was),
        is_reshaped=is_reshaped,
        came={
            placing.source.article_id: placing.origin
            for placing in placings
            if placing.origin not in (None, story)
        },
        left=left,
    )


def _emptied(
    placings: Sequence[_Placing], plan: Plan, before: Mapping[int, Before]
) -> Iterator[tuple[int, int]]:
    """The stories that lose all articles, each with the story that most of them are in."""
    for origin in before.keys() - {placing.story for placing in placings} - plan.merged.keys():
        goal = _most(placing.story for placing in placings if placing.origin == origin)
        if goal is not None:
            yield origin, goal


def _most(stories: Iterable[int]) -> int | None:
    """The story named most often; of equals the oldest, one that is to be made last."""
    counts = Counter(stories)
    return min(counts, key=lambda story: (-counts[story], story < 0, abs(story)), default=None)


def _is_reshaped(story: int, placings: Sequence[_Placing], was: Before, sources: Sequence[Source]) -> bool:
    """Whether articles came out of other stories, or a family is called otherwise than its facts say."""
    called = {source.first_version: source.family for source in sources}
    return any(placing.origin not in (None, story) for placing in placings) or any(
        called.get(told.first_version, told.family) != told.family for told in was.facts
    )


def _is_material(told: Iterable[Told], sources: Sequence[Source], was: Before) -> bool:
    """A number or name that nobody had, or a family that nobody knew; losing an article is no news."""
    values = {fact.value for fact in was.facts}
    return any(fact.kind in MATERIAL and fact.value not in values for fact in told) or bool(
        new_families(sources, was.articles)
    )


# --- facts ---------------------------------------------------------------------------------------


def _by_article(before: Mapping[int, Before]) -> dict[int, list[Told]]:
    found: dict[int, list[Told]] = defaultdict(list)
    for was in before.values():
        for told in was.facts:
            found[told.first_version].append(told)
    return found


def _all_told(sources: Sequence[Source], carried: Mapping[int, Sequence[Told]]) -> tuple[Told, ...]:
    """What these articles were known to say, older versions of them too, and what only a family that left was known
    to have said first."""
    known = [
        replace(told, family=source.family)
        for source in sources
        for told in carried.get(source.first_version, ())
    ]
    known.sort(key=lambda told: (told.first_at, told.article_id))
    once = {(told.value, told.family): told for told in reversed(known)}
    return (*reversed(once.values()), *_said(sources, once, again=written_again(sources)))


def _newly_told(sources: Sequence[Source], arrivals: Iterable[Arrival], was: Before) -> tuple[Told, ...]:
    arrived = {arrival.article.id for arrival in arrivals}
    known = {(told.value, told.family) for told in was.facts}
    came = [source for source in sources if source.article_id in arrived]
    return tuple(_said(came, known, again=written_again(sources)))


def told_by(sources: Sequence[Source]) -> tuple[Told, ...]:
    """All that these articles say, as if they had come together."""
    return tuple(_said(sources, (), again=written_again(sources)))


def _said(
    sources: Iterable[Source], known: Collection[tuple[str, int]], *, again: Collection[int]
) -> Iterator[Told]:
    """What the articles say beyond the (value, family) known, each fact once a family; that one was written `again` is a fact
    too."""
    found = set(known)
    for source in sources:
        said = facts(f"{source.title}\n{source.text}", source.language)
        anew = [FactValue(REPORT, report_value(source))] if source.article_id in again else []
        for fact in (*said, *anew):
            if (fact.value, source.family) not in found:
                found.add((fact.value, source.family))
                yield Told(
                    kind=fact.kind,
                    value=fact.value,
                    family=source.family,
                    article_id=source.article_id,
                    first_at=source.published_at,
                    first_version=source.first_version,
                )
