"""Where no news can be reached, a newcomer reads the sample edition, and is told so."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from bot import edition
from bot.edition import ENOUGH_FAILURES, fall_back_to_sample
from jobs.here import Sweeper
from jobs.schedule import running
from news.adapters.fetcher import HttpFetcher
from news.adapters.parser import WorkerParser
from news.catalogue import Catalogue, FeedEntry, OutletEntry, bundled_topics
from news.digest.digest_message import EDITION
from news.intake.enlist import enlist
from news.models import Delivery, Feed, Mark
from news.ports import Outgoing, Sent
from news.reader.agenda import digest_now
from news.testing import Outbox, a_subscriber, an_app

CLOSED = "http://127.0.0.1:9"  # the discard port: nobody listens, so every fetch is refused at once


def unreachable() -> Catalogue:
    """As many feeds as must fail before there is said to be no network."""
    return Catalogue(
        outlets=tuple(
            OutletEntry(
                name=f"Outlet {n}",
                domain=f"outlet{n}.example",
                country=None,
                language="en",
                owner=None,
                kind=None,
                source=None,
                feeds=(FeedEntry(url=f"{CLOSED}/{n}.xml", topics=("world",), language="en", title=None),),
            )
            for n in range(ENOUGH_FAILURES)
        ),
        topics=(),
    )


async def test_the_sample_edition_is_read_where_the_first_feeds_all_fail(tmp_path):
    said: list[str] = []
    sent = asyncio.Event()

    def arrives(_: Outgoing) -> Sent:
        sent.set()
        return Sent(message_id=1)

    async with an_app(tmp_path, clock=lambda: datetime.now(UTC), messenger=Outbox(arrives)) as plain:
        app = replace(plain, fetcher=HttpFetcher(allow=("127.0.0.1",)), parser=WorkerParser())
        async with app.session() as session:
            await enlist(session, unreachable(), bundled_topics(), now=app.now(), replace=True)
        async with running(Sweeper(app)), fall_back_to_sample(app, say=said.append) as watching:
            assert await watching
            async with app.session() as session:
                reader = await a_subscriber(session, 1, "world", "science")
                digest = await digest_now(session, reader, now=app.now())
            app.bell.ring("compose")
            await asyncio.wait_for(sent.wait(), timeout=60)
        async with app.reading() as session:
            assert await session.get(Mark, EDITION) is not None
            owed = await session.execute(select(Delivery).where(col(Delivery.subject) == digest.id))
            assert "Sample edition" in owed.scalars().first().payload["text"]
        await app.fetcher.close()
        await app.parser.close()
    assert "sample edition" in said[0]


async def test_a_restart_in_which_no_feed_is_due_keeps_the_real_news(tmp_path, monkeypatch):
    monkeypatch.setattr(edition, "PATIENCE_S", 0.5)
    async with an_app(tmp_path, clock=lambda: datetime.now(UTC)) as app:
        async with app.session() as session:
            await enlist(session, unreachable(), bundled_topics(), now=app.now(), replace=True)
            await session.execute(update(Feed).values(fetched_at=app.now() - timedelta(minutes=2)))
        async with fall_back_to_sample(app, say=pytest.fail) as watching:
            assert not await watching
