"""What feeds send beside news, as rows: dates, addresses and ids that lie leave a real story whole and clean.

Everything here is invented.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.app import App
from news.cluster import cluster
from news.models import Article, Feed, Membership
from news.testing import NOON, Clock, a_feed, an_app, an_article, an_outlet
from news.work import claim_row

QUAKE = (
    (
        "Earthquake of magnitude 7.1 shakes Lisandria, dozens feared dead",
        "A magnitude 7.1 earthquake struck the port of Lisandria before dawn. Rescuers search collapsed buildings in "
        "the old harbour district, and President Odile Marant declared an emergency.",
    ),
    (
        "Rescuers search ruins after strong earthquake hits Lisandria",
        "Crews searched collapsed buildings in Lisandria after a magnitude 7.1 earthquake. President Odile Marant "
        "declared an emergency in the harbour city.",
    ),
    (
        "Lisandria earthquake: at least 43 dead as harbour district collapses",
        "At least 43 people died when an earthquake of magnitude 7.1 brought down buildings in the harbour district of "
        "Lisandria, President Odile Marant said.",
    ),
)
FISHING = (
    "Tavonia and Norrland sign treaty on fishing in the Grey Sound",
    "Ministers of Tavonia and Norrland signed a treaty on fishing quotas in the Grey Sound, ending nine years of quarrel.",
)
CHOIR = (
    "Choir of Ostmark wins the singers' prize",
    "The choir of Ostmark won the prize of singers in Port Ansel on Friday.",
)
EPOCH, NEXT_YEAR = datetime(1970, 1, 1, tzinfo=UTC), NOON + timedelta(days=365)


@dataclass
class Desk:
    """Outlets that send articles, and the step that joins them."""

    app: App
    clock: Clock
    feeds: dict[str, Feed] = field(default_factory=dict)

    async def take(self, outlet: str, *said: tuple[str, str], **more: Any) -> list[int]:
        """The ids of the articles, joined in one run."""
        async with self.app.db.session() as session:
            if outlet not in self.feeds:
                row = await an_outlet(session, outlet, language="en")
                self.feeds[outlet] = await a_feed(session, row, "world")
            feed = self.feeds[outlet]
            articles = [await an_article(session, feed, title, text, **more) for title, text in said]
            ids = [article.id or 0 for article in articles]
        await self._join(feed.id or 0)
        return ids

    async def retell(self, article: int, said: tuple[str, str]) -> int:
        """A newer version of an article, under its guid and address."""
        async with self.app.db.session() as session:
            old = await session.get_one(Article, article)
            old.superseded_at = self.clock()
            feed = await session.get_one(Feed, old.feed_id)
            kept = {"guid": old.guid, "url": old.url, "canonical_url": old.canonical_url}
            new = await an_article(session, feed, *said, version=old.version + 1, **kept)
            made = new.id or 0
        await self._join(old.feed_id)
        return made

    async def _join(self, feed: int) -> None:
        self.clock.move(timedelta(minutes=10))
        async with self.app.db.session() as session:
            claimed = await claim_row(
                session, "cluster", feed, now=self.clock(), lease=timedelta(seconds=240)
            )
        assert claimed is not None
        await cluster(self.app, claimed)

    async def quake(self) -> int:
        """The story of the earthquake, which three outlets tell and which must be whole."""
        ids = [(await self.take(f"Courier {at}", said))[0] for at, said in enumerate(QUAKE)]
        stories = {await self.story_of(article) for article in ids}
        assert len(stories) == 1
        return stories.pop()

    async def story_of(self, article: int) -> int:
        async with self.app.db.reading() as session:
            found = await session.execute(
                select(col(Membership.story_id)).where(
                    col(Membership.article_id) == article, col(Membership.until_at).is_(None)
                )
            )
            return int(found.scalar_one())

    async def titles_of(self, story: int) -> set[str]:
        async with self.app.db.reading() as session:
            found = await session.execute(
                select(col(Article.title))
                .join(Membership, col(Membership.article_id) == col(Article.id))
                .where(col(Membership.story_id) == story, col(Membership.until_at).is_(None))
            )
            return set(found.scalars())


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    clock = Clock()
    async with an_app(tmp_path, clock=clock) as app:
        yield Desk(app, clock)


async def is_whole_and_clean(desk: Desk, story: int) -> bool:
    return await desk.titles_of(story) == {title for title, _ in QUAKE}


@pytest.mark.parametrize("stamp", [EPOCH, NEXT_YEAR], ids=["1970", "next-year"])
async def test_a_date_that_cannot_be_breaks_no_story(desk: Desk, stamp: datetime) -> None:
    await desk.take("Almanac", FISHING, published_at=stamp)
    story = await desk.quake()
    await desk.take("Almanac", CHOIR, published_at=stamp)
    again = await desk.take("Late Courier", (f"Again: {QUAKE[0][0]}", QUAKE[0][1]))
    assert await desk.story_of(again[0]) == story


@pytest.mark.parametrize("stamp", [EPOCH, NEXT_YEAR], ids=["1970", "next-year"])
async def test_what_bears_a_date_that_cannot_be_stays_out_of_other_stories(
    desk: Desk, stamp: datetime
) -> None:
    story = await desk.quake()
    await desk.take("Almanac", FISHING, CHOIR, published_at=stamp)
    assert await is_whole_and_clean(desk, story)


async def test_an_outlet_whose_items_all_link_to_its_front_page_makes_no_one_story_of_them(
    desk: Desk,
) -> None:
    front = {"url": "https://gazette.example/", "canonical_url": "https://gazette.example/"}
    quake = await desk.take("Gazette", QUAKE[0], guid="1", **front)
    fishing = await desk.take("Gazette", FISHING, guid="2", **front)
    choir = await desk.take("Gazette", CHOIR, guid="3", **front)
    stories = {await desk.story_of(article) for article in [*quake, *fishing, *choir]}
    assert len(stories) == 3


async def test_one_address_given_by_two_outlets_joins_nothing(desk: Desk) -> None:
    story = await desk.quake()
    async with desk.app.db.reading() as session:
        address = (await session.execute(select(col(Article.canonical_url)).limit(1))).scalar_one()
    await desk.take("Aggregator", FISHING, url=address, canonical_url=address)
    assert await is_whole_and_clean(desk, story)


async def test_one_id_given_by_two_outlets_joins_nothing(desk: Desk) -> None:
    story = await desk.quake()
    await desk.take("Gazette", FISHING, guid="1")
    await desk.take("Tribune", CHOIR, guid="1")
    await desk.take("Herald", QUAKE[0], guid="1")
    assert await desk.titles_of(story) == {title for title, _ in QUAKE}


async def test_an_id_that_is_used_again_for_another_event_leaves_the_story(desk: Desk) -> None:
    story = await desk.quake()
    first = await desk.take("Recycler", ("Lisandria counts its dead after the earthquake", QUAKE[2][1]))
    assert await desk.story_of(first[0]) == story
    again = await desk.retell(first[0], FISHING)
    assert await desk.story_of(again) != story
    assert await is_whole_and_clean(desk, story)


async def test_a_newer_version_stays_in_its_story_whatever_its_words_if_it_fits_the_others(
    desk: Desk,
) -> None:
    first = await desk.take("Recycler", ("Lisandria: the port stays closed for ships", QUAKE[0][1]))
    story = await desk.quake()
    assert await desk.story_of(first[0]) == story
    death_toll = ("At least 43 people died, Marant says", "At least 43 people died in the harbour district.")
    assert await desk.story_of(await desk.retell(first[0], death_toll)) == story


async def test_an_id_that_is_used_again_and_again_gathers_no_events(desk: Desk) -> None:
    """The second event meets its own story under the used id, not the first one's."""
    story = await desk.quake()
    treaty = await desk.story_of((await desk.take("Gazette", FISHING))[0])
    first = await desk.take("Recycler", ("Lisandria counts its dead after the earthquake", QUAKE[2][1]))
    second = await desk.retell(first[0], (f"Signed: {FISHING[0]}", FISHING[1]))
    assert await desk.story_of(second) == treaty
    third = await desk.retell(second, CHOIR)
    assert await desk.story_of(third) not in (story, treaty)
    assert await desk.titles_of(treaty) == {FISHING[0]}
    assert await is_whole_and_clean(desk, story)


async def test_articles_without_titles_stay_out_of_the_story(desk: Desk) -> None:
    story = await desk.quake()
    untitled = [("", "Read more"), ("", FISHING[1]), ("", "")]
    for at, said in enumerate(untitled):
        await desk.take(f"Untitled {at}", said, guid=str(at))
    assert await is_whole_and_clean(desk, story)


async def test_five_hundred_reports_of_one_machine_stay_out_of_the_story(desk: Desk) -> None:
    story = await desk.quake()
    reports = [
        (
            f"Automatic report {at}: magnitude {2 + at % 5}.{at % 10} earthquake {at % 90} km from Lisandria",
            f"A magnitude {2 + at % 5}.{at % 10} earthquake was recorded {at % 90} km from Lisandria.",
        )
        for at in range(500)
    ]
    await desk.take("Seismograph", *reports)
    assert await is_whole_and_clean(desk, story)


async def test_one_text_of_fifty_outlets_is_one_story_and_not_another(desk: Desk) -> None:
    story = await desk.quake()
    ids = [article for at in range(50) for article in await desk.take(f"Reprint {at}", FISHING)]
    assert len({await desk.story_of(article) for article in ids}) == 1
    assert await is_whole_and_clean(desk, story)
