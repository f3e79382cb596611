"""A digest waits while news is coming in, longest where feeds are read for the first time, and says that they are."""

from dataclasses import replace
from datetime import timedelta

import pytest

from news.digest.arriving import FIRST_NEWS_WAIT, FIRST_READING, early_among, is_first_reading
from news.digest.desk import read_desks
from news.reader.agenda import digest_now
from news.testing import NOON, a_feed, a_story, a_subscriber, a_topic, an_app, an_article, an_outlet
from news.work import owe


async def asked(session):
    await a_topic(session, "world")
    reader = await a_subscriber(session, 7, "world")
    return (await digest_now(session, reader, now=NOON)).id


async def waits(app, digest, *, after, found=0, last_at=None) -> bool:
    now = NOON + after
    async with app.reading() as session:
        desk = (await read_desks(session, [digest], now=now))[digest]
        desk = replace(desk, last_at=last_at)
        return digest in await early_among(session, [(desk, found)], started_at=NOON, now=now)


@pytest.mark.parametrize(
    ("after", "is_early"),
    [(FIRST_NEWS_WAIT * 2, True), (FIRST_READING, True), (FIRST_READING + timedelta(seconds=1), False)],
)
async def test_a_digest_waits_long_while_feeds_are_read_for_the_first_time(tmp_path, after, is_early):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            digest = await asked(session)
            await owe(session, "fetch", 1, at=NOON)
        assert await waits(app, digest, after=after) is is_early


async def test_who_had_a_digest_hears_soon_that_nothing_is_new_and_who_has_some_news_gets_it(tmp_path):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            digest = await asked(session)
            await owe(session, "fetch", 1, at=NOON)
        assert not await waits(app, digest, after=FIRST_NEWS_WAIT * 2, last_at=NOON)
        assert not await waits(app, digest, after=FIRST_NEWS_WAIT, found=1)


async def test_a_digest_waits_no_longer_than_feeds_are_read(tmp_path):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            digest = await asked(session)
        assert not await waits(app, digest, after=timedelta(seconds=1))


async def test_where_news_was_read_long_ago_nobody_waits_for_long(tmp_path):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            digest = await asked(session)
            await owe(session, "fetch", 1, at=NOON)
            feed = await a_feed(session, await an_outlet(session, "Harbour Post"), "world")
            await an_article(session, feed, "Ferry sinks", fetched_at=NOON - timedelta(days=1))
        assert await waits(app, digest, after=FIRST_NEWS_WAIT)
        assert not await waits(app, digest, after=FIRST_NEWS_WAIT * 2)


async def test_feeds_are_read_for_the_first_time_until_there_is_a_story(tmp_path):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            assert not await is_first_reading(session, now=NOON), "nothing is being read"
            await owe(session, "fetch", 1, at=NOON)
        async with app.session() as session:
            assert await is_first_reading(session, now=NOON)
            feed = await a_feed(session, await an_outlet(session, "Harbour Post"), "world")
            await a_story(session, await an_article(session, feed, "Ferry sinks"))
            assert not await is_first_reading(session, now=NOON)
