"""The sample edition: what a newcomer reads where no news can be reached. Only in the sandbox, only without FEEDS."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.app import App
from news.catalogue import bundled_topics, read_catalogue
from news.digest.digest_message import EDITION
from news.intake.enlist import enlist
from news.models import Feed, Mark
from sandbox import press

log = structlog.get_logger(__name__)

PATIENCE_S = 10.0
LOOK_EVERY_S = 0.25
ENOUGH_FAILURES = 12  # the first feeds tried; when so many fail and none succeeds, there is no news network


@dataclass(frozen=True)
class FirstFeeds:
    """How the first feeds tried since the start went."""

    failed: int
    reached: int


async def forget_sample(session: AsyncSession) -> None:
    await session.execute(delete(Mark).where(col(Mark.name) == EDITION))


@asynccontextmanager
async def fall_back_to_sample(app: App, *, say: Callable[[str], None]) -> AsyncIterator[asyncio.Task[bool]]:
    """Watches the first fetches; serves the sample edition until the end of the block if none succeeds.

    Gives the watching task, whose result says whether the edition is served.
    """
    async with AsyncExitStack() as stack:
        watching = asyncio.create_task(_watch(app, stack, say), name="first feeds")
        try:
            yield watching
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching


async def _watch(app: App, stack: AsyncExitStack, say: Callable[[str], None]) -> bool:
    started_at, first = app.now(), FirstFeeds(failed=0, reached=0)
    for _ in range(int(PATIENCE_S / LOOK_EVERY_S)):
        await asyncio.sleep(LOOK_EVERY_S)
        first = await _first_feeds(app, started_at)
        if first.reached:
            return False
        if first.failed >= ENOUGH_FAILURES:
            break
    if not first.failed and await _were_reached(app):
        return False  # none was due so soon after a restart
    await _serve_sample(app, stack)
    say("No feed could be reached, so the bundled sample edition (invented news) is read instead.")
    return True


async def _first_feeds(app: App, started_at: datetime) -> FirstFeeds:
    async with app.reading() as session:
        tried = (
            await session.execute(
                select(col(Feed.failures) > 0, func.count())
                .where(col(Feed.active), col(Feed.is_brought).is_(False), col(Feed.fetched_at) >= started_at)
                .group_by(col(Feed.failures) > 0)
            )
        ).all()
    counted = {bool(failed): count for failed, count in tried}
    return FirstFeeds(failed=counted.get(True, 0), reached=counted.get(False, 0))


async def _were_reached(app: App) -> bool:
    """Whether any feed could be read when it was last tried."""
    listed = (col(Feed.active), col(Feed.is_brought).is_(False))
    read = (*listed, col(Feed.fetched_at).is_not(None), col(Feed.failures) == 0)
    async with app.reading() as session:
        return (await session.execute(select(col(Feed.id)).where(*read).limit(1))).first() is not None


async def _serve_sample(app: App, stack: AsyncExitStack) -> None:
    """On the port of last time, if it is free: then its articles are known, and nobody reads them twice."""
    async with app.reading() as session:
        known = await session.get(Mark, "sample port")
    try:
        served = await stack.enter_async_context(
            press.serve(port=int(known.value) if known else 0, now=app.now)
        )
    except OSError:
        served = await stack.enter_async_context(press.serve(now=app.now))
    catalogue = read_catalogue(served.catalogue(), source="sample edition")
    app.fetcher.also_allow(urlsplit(served.url).hostname or served.url)
    async with app.session() as session:
        await enlist(session, catalogue, bundled_topics(), now=app.now(), replace=True)
        port = served.url.rsplit(":", 1)[1]
        await session.merge(Mark(name="sample port", value=port, at=app.now()))
        await session.merge(Mark(name=EDITION, value="sample", at=app.now()))
    app.bell.ring("fetch")
    log.info("sample edition served", feeds=sum(len(outlet.feeds) for outlet in catalogue.outlets))
