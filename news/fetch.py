"""Step 1: ask an outlet's server what is new in a feed, and keep it as articles. Row: a feed.

A feed that fails is a normal outcome: the failure is kept on its row and it is asked again later, more
rarely. What is new or changed (`news/intake/taking.py`) becomes `Article` rows, and `cluster` is owed for the
feed in the same commit. Knows no HTTP and no XML; the ports do.
"""

import asyncio
import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.errors import FetchFailed, FetchRefused, NotFound, ParseFailed
from news.intake.intervals import (
    LONGEST_STEADY,
    LONGEST_WHEN_MISSING,
    LONGEST_WHEN_REFUSED,
    failing_for,
    next_interval,
    retry_interval,
    rhythm_of,
    spread,
)
from news.intake.inventories import keep_inventory, read_inventory
from news.intake.inventory import kept
from news.intake.keeping import insert_articles
from news.intake.redirects import followed
from news.intake.taking import OLDEST, Known, left, new_items, rows_of
from news.models import Article, Feed, Outlet
from news.operating.notices import tell_operator
from news.ports import Body, Fetched, ParsedArticle, ParsedFeed
from news.queries import first_follower_of
from news.reader.ended_feeds import for_operator, has_ended, tell_followers
from news.searching.search_index import forget, index, indexes_of
from news.takedown.register import read_register
from news.work import Claim, finish, join_lane, owe

if TYPE_CHECKING:
    from news.app import App

ERROR_CHARS = 500

_log = structlog.get_logger(__name__)


# Made once: a poll costs more than what it asks of the database.
_FEED = Feed.__table__  # type: ignore[attr-defined]
_FEED_AND_OUTLET = (
    select(Feed, Outlet)
    .join(Outlet, col(Outlet.id) == col(Feed.outlet_id))
    .where(col(Feed.id) == bindparam("feed"))
)
_CHANGED = update(_FEED).where(_FEED.c.id == bindparam("feed"))
_KNOWN = select(
    col(Article.guid),
    col(Article.id),
    col(Article.version),
    col(Article.text_hash),
    col(Article.published_at),
).where(
    col(Article.feed_id) == bindparam("feed"),
    col(Article.guid).in_(bindparam("guids", expanding=True)),
    col(Article.superseded_at).is_(None),
)


async def fetch(app: "App", claim: Claim) -> None:
    """Polls one feed (row: feed). Commits articles, the feed's new pace, and the clustering owed."""
    feed, outlet = await _read(app, claim.row)
    if not feed.active or (feed.is_brought and await _rests(app, claim.row)):
        async with app.session() as session:
            await finish(session, claim)
        return
    try:
        fetched = await app.fetcher.get(
            feed.url, etag=feed.etag, last_modified=feed.last_modified, body_hash=feed.body_hash
        )
        parsed = await _parsed(app, feed, fetched) if isinstance(fetched, Body) else None
    except (FetchFailed, FetchRefused, ParseFailed) as error:
        await _keep_failure(app, claim, feed, error)
        return
    if await _keep(app, claim, feed, outlet, fetched, parsed):
        app.bell.ring("cluster")


async def _parsed(app: "App", feed: Feed, body: Body) -> ParsedFeed:
    """What is new in it since it was last read. Where we have nothing of it, what is too old to be taken is not read as far as its
    text; else it may be a changed one of ours."""
    async with app.reading(brief=True) as session:
        before = await read_inventory(session, feed.id or 0)
    return await app.parser.parse(body, before=before, since=None if feed.changed_at else app.now() - OLDEST)


async def _rests(app: "App", row: int) -> bool:
    """A feed that readers brought is read as long as one of them follows it, in turn with what else the first of them brought:
    servers of theirs that are slow take one place of all those that feeds are fetched at."""
    async with app.session() as session:
        first = await first_follower_of(session, row)
        if first is not None:
            await join_lane(session, "fetch", row, lane=first)
            return False
        await session.execute(update(Feed).where(col(Feed.id) == row).values(active=False))
        return True


async def _read(app: "App", row: int) -> tuple[Feed, Outlet]:
    async with app.reading(brief=True) as session:
        found = (await session.execute(_FEED_AND_OUTLET, {"feed": row})).one_or_none()
    if found is None:
        raise NotFound("feed", row)
    return found[0], found[1]


# --- it worked -----------------------------------------------------------------------------------


async def _keep(
    app: "App", claim: Claim, feed: Feed, outlet: Outlet, fetched: Fetched, parsed: ParsedFeed | None
) -> int:
    """Commits what came; gives the number of articles that are new or changed."""
    now = app.now()
    known = await _known(app, claim.row, parsed.articles) if parsed else {}
    fresh = new_items(parsed.articles, known, now=now, above=parsed.above) if parsed else []
    taken = await _allowed(app, fresh)
    articles = (
        await asyncio.to_thread(rows_of, taken, known, feed, outlet, parsed, now) if parsed and taken else []
    )
    times = _times_in(parsed) if parsed else await _times(app, claim.row)
    interval = _interval(feed, times, parsed, fetched.freshness.max_age, news=bool(articles), now=now)
    values = _feed_values(feed, fetched, parsed, now=now) | {"interval_s": int(interval.total_seconds())}
    if articles:
        values["changed_at"] = now
    found_by = [] if feed.is_brought else articles  # what a reader brought is found by no search
    said = [(article["title"], article["text"], article["language"]) for article in found_by]
    indexed = await asyncio.to_thread(indexes_of, said) if said else []
    async with app.session(brief=True) as session:
        values |= await _moved(session, feed, fetched.freshness.moved_to, now=now)
        await _supersede(session, taken, known, now=now)
        ids = await insert_articles(session, claim.row, articles)
        await index(session, dict(zip(ids, indexed, strict=True)) if indexed else {})
        await session.execute(_CHANGED, {"feed": claim.row, **values})
        if parsed:
            guids = {*known, *(item.guid for item in taken)}
            listed = (
                parsed.inventory if len(taken) == len(fresh) else None
            )  # what is not allowed now may be later
            await keep_inventory(session, claim.row, listed and kept(listed, guids))
        if articles:
            await owe(session, "cluster", claim.row, at=now)
        wait = max(spread(interval, random.random()), fetched.freshness.retry_after or timedelta(0))  # noqa: S311
        await finish(session, claim, again_at=now + wait)
    _log.debug(
        "fetched",
        feed=claim.row,
        items=len(parsed.articles) + len(parsed.left) if parsed else 0,
        new=len(articles),
        left=left(parsed, known, taken),
        again_in_s=int(interval.total_seconds()),
        remark=parsed and parsed.remark,
    )
    return len(articles)


async def _allowed(app: "App", items: Sequence[ParsedArticle]) -> list[ParsedArticle]:
    """Without those of outlets that were taken down, whoever lists them."""
    if not items:
        return []
    async with app.reading(brief=True) as session:
        register = await read_register(session)
    return [item for item in items if not register.has(item.url)]


async def _known(app: "App", feed_id: int, items: Sequence[ParsedArticle]) -> dict[str, Known]:
    """The latest version of each of these items that we have; one query."""
    if not items:
        return {}
    async with app.reading(brief=True) as session:
        rows = await session.execute(_KNOWN, {"feed": feed_id, "guids": [item.guid for item in items]})
        return {row.guid: Known(row.id, row.version, row.text_hash, row.published_at) for row in rows}


def _times_in(parsed: ParsedFeed) -> list[datetime]:
    """When the feed's items were published, those included that were passed over."""
    if parsed.inventory:
        return [item.published_at for item in parsed.inventory.items if item.published_at]
    return [*parsed.left, *(item.published_at for item in parsed.articles if item.published_at)]


async def _times(app: "App", feed_id: int) -> list[datetime]:
    newest = select(col(Article.published_at)).where(col(Article.feed_id) == feed_id)
    async with app.reading() as session:
        return list(await session.scalars(newest.order_by(col(Article.published_at).desc()).limit(20)))


async def _supersede(
    session: AsyncSession, taken: Sequence[ParsedArticle], known: Mapping[str, Known], *, now: datetime
) -> None:
    old = [known[item.guid].id for item in taken if item.guid in known]
    if old:
        await session.execute(update(Article).where(col(Article.id).in_(old)).values(superseded_at=now))
        await forget(session, old)


def _interval(
    feed: Feed,
    times: Sequence[datetime],
    parsed: ParsedFeed | None,
    max_age: timedelta | None,
    *,
    news: bool,
    now: datetime,
) -> timedelta:
    past = [at for at in times if at <= now]
    interval = next_interval(
        timedelta(seconds=feed.interval_s),
        news=news,
        rhythm=rhythm_of(past),
        quiet=now - max(past) if past else None,
        ttl=parsed.ttl if parsed else None,
        max_age=max_age,
    )
    return interval


def _feed_values(feed: Feed, fetched: Fetched, parsed: ParsedFeed | None, *, now: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {"fetched_at": now, "failures": 0, "last_error": None}
    fresh = fetched.freshness
    if isinstance(fetched, Body):
        values |= {"etag": fresh.etag, "last_modified": fresh.last_modified, "body_hash": fetched.sha256}
        if feed.title is None and parsed is not None and parsed.title:
            values["title"] = parsed.title
    else:  # a 304 may repeat validators, or leave them out although they still hold
        values |= {
            "etag": fresh.etag or feed.etag,
            "last_modified": fresh.last_modified or feed.last_modified,
        }
    return values


async def _moved(session: AsyncSession, feed: Feed, moved_to: str | None, *, now: datetime) -> dict[str, Any]:
    """The columns that tell where it went, if anywhere."""
    values = followed(feed, moved_to, now=now)
    if "url" not in values:
        return values
    if await _is_taken(session, values["url"]):
        return {"moved_to": moved_to}  # another feed has that address: both stay as they are
    _log.info("feed moved", feed=feed.id, to=_loggable(feed, moved_to))
    return values


async def _is_taken(session: AsyncSession, url: str) -> bool:
    return (await session.execute(select(col(Feed.id)).where(col(Feed.url) == url))).first() is not None


# --- it did not work -----------------------------------------------------------------------------


async def _keep_failure(
    app: "App", claim: Claim, feed: Feed, error: FetchFailed | FetchRefused | ParseFailed
) -> None:
    now, failures = app.now(), feed.failures + 1
    status, after = (error.status, error.after) if isinstance(error, FetchFailed) else (None, None)
    longest = _longest_wait(error)
    backoff = spread(retry_interval(failures, longest=longest), random.random())  # noqa: S311
    again_at = now + max(backoff, after or timedelta(0))
    async with app.session() as session:
        failing = failing_for(failures, longest=longest)
        is_over = status == 410 or (
            not isinstance(error, FetchRefused)  # an operator may allow it any time
            and await has_ended(session, feed, failing_for=failing, now=now)
        )
        kept = {"fetched_at": now, "failures": failures, "last_error": error.reason[:ERROR_CHARS]}
        await session.execute(
            update(Feed).where(col(Feed.id) == claim.row).values(active=not is_over, **kept)
        )
        if is_over:
            await tell_followers(app, session, feed)
        await finish(session, claim, again_at=None if is_over else again_at)
    if is_over:
        app.bell.ring("deliver")
        await tell_operator(app, f"feed {claim.row} ended", for_operator(feed, error.reason))
    _log.info(
        "feed failed", feed=claim.row, url=_loggable(feed, feed.url), reason=error.reason, failures=failures
    )


def _loggable(feed: Feed, url: str | None) -> str | None:
    """The address of a feed that a reader brought may hold their password for it."""
    return None if feed.is_brought else url


def _longest_wait(error: FetchFailed | FetchRefused | ParseFailed) -> timedelta:
    if isinstance(error, FetchRefused):
        return LONGEST_WHEN_REFUSED
    missing = isinstance(error, FetchFailed) and error.status == 404
    return LONGEST_WHEN_MISSING if missing else LONGEST_STEADY
