"""What outlets take back, seen when a changed article or a correction joins a story: which sentences of briefs fall with
it. Keeps a `Correction` for each, owes `correct` for the messages, and says which briefs must be told anew.

Citations of a version that was replaced go over to the newer one where the sentence stands. Reads rows only of stories in
which something changed that was told. What makes a sentence fall is for `corrections` to say.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from news.clustering.arrivals import Arrival
from news.clustering.splitting import retell
from news.language.amounts import amounts
from news.language.headlines import bare_headline, is_correction_title
from news.models import Article, Brief, Correction, Membership, Outlet, Page
from news.reader.seen import stories_before
from news.story.stories import Source, read_stories, source_of
from news.work import owe
from news.writing.corrections import Change, change_by_notice, change_of
from news.writing.resting import Resting, lines_of, resting, told_in
from news.writing.standing import corrected_in, current, is_correction

TOLD_WITHIN = timedelta(days=7)
"""Briefs that were written longer ago are in no message that is still changed."""
_ASKED = aliased(Article)


@dataclass(frozen=True)
class Fallen:
    """An article that was told from, and what stands `by` it now: a newer version, a notice of its own, or, where it is
    gone, itself."""

    article: int
    by: Source
    is_notice: bool = False


def fallen(arrivals: Iterable[Arrival], sources: Sequence[Source]) -> list[Fallen]:
    """What the articles that came into a story take the place of. Pure."""
    by_id = {source.article_id: source for source in sources}
    arrived = {arrival.article.id or 0: arrival.replaces for arrival in arrivals}
    found = [
        Fallen(replaced, by_id[article])
        for article, replaced in arrived.items()
        if replaced is not None and article in by_id
    ]
    if any(is_correction(by_id[article]) for article in arrived if article in by_id):
        found += [
            Fallen(article, notice, is_notice=True)
            for article, notice in corrected_in(sources).items()
            if notice.article_id in arrived and article in by_id
        ]
    return found


async def recall(
    session: AsyncSession, story: int, fallen: Sequence[Fallen], sources: Sequence[Source], *, now: datetime
) -> set[int]:
    """The articles of which briefs tell what does not hold any more: those are to be told anew."""
    briefs = await _briefs(session, story, now=now) if fallen else []
    versions = await _versions(session, [each.article for each in fallen]) if briefs else {}
    untrue: set[int] = set()
    for each in fallen if briefs else ():
        cited = {
            article: source
            for article, source in versions.get(each.article, {}).items()
            if article != each.by.article_id or each.article == each.by.article_id
        }
        rests = resting(briefs, cited)
        changed = _changes(rests, each, sources)
        is_kept = await _keep(session, story, each, changed, now=now)
        if is_kept or (each.is_notice and rests):
            untrue.add(each.article)
        elif not each.is_notice:
            _go_over(briefs, {a: s for a, s in cited.items() if a != each.by.article_id}, each.by)
    return untrue


async def recall_gone(session: AsyncSession, article: int, *, now: datetime) -> None:
    """As `recall` for an article whose page is gone, which its stories are to be told without."""
    found = await session.execute(
        select(col(Membership.story_id)).where(
            col(Membership.article_id) == article, col(Membership.until_at).is_(None)
        )
    )
    story = found.scalar_one_or_none()
    told = (await read_stories(session, [story])).get(story) if story is not None else None
    by = next((source for source in told.sources if source.article_id == article), None) if told else None
    if told is None or by is None:
        return
    untrue = await recall(session, told.story.id or 0, [Fallen(article, by)], told.sources, now=now)
    await retell(session, {told.story.id or 0: untrue} if untrue else {}, news=(), now=now)


async def _briefs(session: AsyncSession, story: int, *, now: datetime) -> list[Brief]:
    stories = {story, *await stories_before(session, [story])}
    found = await session.execute(
        select(Brief)
        .where(col(Brief.story_id).in_(stories), col(Brief.ready_at) >= now - TOLD_WITHIN)
        .where(col(Brief.state).in_(("ready", "withdrawn")))
        .order_by(col(Brief.id))
    )
    return list(found.scalars())


async def _versions(session: AsyncSession, articles: Collection[int]) -> dict[int, dict[int, Source]]:
    """Of each article all its versions, as sources."""
    rows = await session.execute(
        select(col(_ASKED.id), Article, Outlet, Page)
        .join(
            Article, and_(col(Article.feed_id) == col(_ASKED.feed_id), col(Article.guid) == col(_ASKED.guid))
        )
        .join(Outlet, col(Outlet.id) == col(Article.outlet_id))
        .outerjoin(Page, col(Page.article_id) == col(Article.id))
        .where(col(_ASKED.id).in_(articles))
    )
    found: dict[int, dict[int, Source]] = {}
    for of, article, outlet, page in rows:
        found.setdefault(of or 0, {})[article.id or 0] = source_of(
            article, outlet, first_version=0, page=page
        )
    return found


# --- what does not hold --------------------------------------------------------------------------


def _changes(
    rests: Sequence[Resting], fallen: Fallen, sources: Sequence[Source]
) -> dict[tuple[int, int], tuple[Resting, Change]]:
    """By article and place, what is told there and does not hold any more, by anybody."""
    standing = {source.article_id: source for source in current(sources)}
    known: dict[str, Change | None] = {}
    found: dict[tuple[int, int], tuple[Resting, Change]] = {}
    for rest in rests:
        if rest.was not in known:
            known[rest.was] = _change(rest, fallen)
        change = known[rest.was]
        if change is not None and not _is_said_by_another(rest, change, fallen.by, standing):
            found[rest.article, rest.place] = rest, change
    return found


def _change(rest: Resting, fallen: Fallen) -> Change | None:
    by = fallen.by
    if by.is_withdrawn:
        return Change("")
    title, *lines = lines_of(by).values()
    if fallen.is_notice:
        return change_by_notice(rest.was, title, lines, language=by.language, is_title=rest.place == 0)
    if rest.place == 0:
        title = bare_headline(by.title, by.outlet)
        return change_of(rest.was, [title], language=by.language, is_correction=is_correction(by))
    return change_of(rest.was, lines, language=by.language, is_correction=_says_so(by))


def _says_so(source: Source) -> bool:
    """Whether an article calls itself corrected, in its title or in a line of its text."""
    return is_correction(source) or any(is_correction_title(line) for line in source.text.split("\n"))


def _is_said_by_another(rest: Resting, change: Change, by: Source, standing: Mapping[int, Source]) -> bool:
    """Whether another source that the sentence cites still says so: what the outlets now differ on is no correction."""
    others = [standing[article] for article in rest.cites if article in standing and article != rest.article]
    return any(
        other.family != by.family and other.domain != by.domain and _says(other, change) for other in others
    )


def _says(source: Source, change: Change) -> bool:
    text = f"{source.title}\n{source.text}"
    wanted = [amount.values for amount in amounts(change.was_part, source.language)]
    if wanted:
        has = amounts(text, source.language)
        return all(any(values & amount.values for amount in has) for values in wanted)
    return change.was_part.casefold() in text.casefold()


# --- what is kept of it --------------------------------------------------------------------------


async def _keep(
    session: AsyncSession,
    story: int,
    fallen: Fallen,
    changed: Mapping[tuple[int, int], tuple[Resting, Change]],
    *,
    now: datetime,
) -> bool:
    by = fallen.by
    for (article, place), (rest, change) in changed.items():
        session.add(
            Correction(
                story_id=story,
                article_id=article,
                by_id=by.article_id,
                place=place,
                kind="withdrawn" if by.is_withdrawn else "corrected",
                was=rest.was,
                now=change.now,
                was_part=change.was_part,
                now_part=change.now_part,
                at=by.published_at if fallen.is_notice else now,
            )
        )
    if changed:
        await session.flush()
        await owe(session, "correct", by.article_id, at=now)
    return bool(changed)


def _go_over(briefs: Iterable[Brief], old: Mapping[int, Source], by: Source) -> None:
    """Citations of older versions name the newer one from now on, evidence where it stands there."""
    places = {line: place for place, line in lines_of(by).items()} if old else {}
    for brief in briefs:
        if brief.state == "ready" and any(
            not set(row.get("cites") or ()).isdisjoint(old) for row in told_in(brief)
        ):
            brief.headline_cites = _cites(brief.headline_cites, old, by)
            brief.headline_evidence = _places(brief.headline_evidence, old, by, places)
            brief.paragraphs = [
                [_row(row, old, by, places) for row in paragraph] for paragraph in brief.paragraphs
            ]
            brief.contested = [
                point | {"versions": [_row(side, old, by, places) for side in point["versions"]]}
                for point in brief.contested
            ]


def _row(
    row: Mapping[str, Any], old: Mapping[int, Source], by: Source, places: Mapping[str, int]
) -> dict[str, Any]:
    made = dict(row) | {"cites": _cites(row.get("cites") or (), old, by)}
    return made | {"evidence": _places(row["evidence"], old, by, places)} if row.get("evidence") else made


def _cites(cites: Iterable[int], old: Collection[int], by: Source) -> list[int]:
    return list(dict.fromkeys(by.article_id if article in old else article for article in cites))


def _places(
    evidence: Iterable[Sequence[int]], old: Mapping[int, Source], by: Source, places: Mapping[str, int]
) -> list[list[int]]:
    made: list[list[int]] = []
    for article, place in evidence:
        if article not in old:
            made.append([article, place])
        elif (line := lines_of(old[article]).get(place, "")) in places:
            made.append([by.article_id, places[line]])
    return made
