"""A site is followed from the chat: by its address, by a tap, by a list; and left again."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.compare import compare_post
from news.fetch import fetch
from news.looking import look
from news.models import Delivery, Enclosure, FeedLookup
from news.reader.following import subscriptions
from news.testing import Clock, Outbox, a_topic
from news.work import claim_row
from tests.bot.counter import a_counter
from tests.bot.followers import Follower, button, plain
from tests.news.intake.feed_sites import LIST, PAGE, Here, Web, rss


class Seeker(Follower):
    """A reader whose lookups are done at once."""

    async def looks(self, text: str, **more: Any) -> dict[str, Any]:
        """Types, is told that it is being looked at, and gives what is found."""
        told = await self.types(text, **more)
        assert "I am looking at" in told["text"]
        return await self.found()

    async def found(self) -> dict[str, Any]:
        async with self.app.reading() as session:
            rows = await session.execute(select(FeedLookup).where(col(FeedLookup.done_at).is_(None)))
            lookup = rows.scalars().one().id or 0
        while not await self._is_done(lookup):
            async with self.app.session() as session:
                claimed = await claim_row(
                    session, "look", lookup, now=self.app.now(), lease=timedelta(hours=1)
                )
            assert claimed is not None
            await look(self.app, claimed)
        return (await self._said(lookup))[-1].payload

    async def _is_done(self, lookup: int) -> bool:
        async with self.app.reading() as session:
            return (await session.get_one(FeedLookup, lookup)).done_at is not None

    async def _said(self, lookup: int) -> list[Delivery]:
        async with self.app.reading() as session:
            rows = await session.execute(
                select(Delivery).where(col(Delivery.kind) == "lookup", col(Delivery.subject) == lookup)
            )
            return list(rows.scalars())

    async def sends_file(self, name: str, content: bytes, *, size: int | None = None) -> dict[str, Any]:
        self.app.messenger.files["F"] = content  # type: ignore[union-attr]
        document = {
            "file_id": "F",
            "file_unique_id": "f",
            "file_name": name,
            "file_size": size or len(content),
        }
        return await self.sends(7, message_id=5, document=document)

    async def feeds(self, subscriber: int = 1) -> dict[int, str]:
        async with self.app.reading() as session:
            return await subscriptions(session, subscriber, kind="feed")


@pytest.fixture
async def reader(tmp_path) -> AsyncIterator[Seeker]:
    pages = {
        "https://ann.example": PAGE,
        "https://ann.example/posts.xml": rss(),
        "https://quiet.example/feed": rss("quiet feed"),
        "https://plain.example": "<html></html>",
    }
    clock = Clock()
    async with a_counter(tmp_path, clock=clock) as counter:
        app = replace(counter.app, fetcher=Web(pages), parser=Here(), messenger=Outbox())
        async with app.session() as session:
            await a_topic(session, "world")
        yield Seeker(app, counter.application, counter.telegram, clock)


async def test_a_site_is_shown_then_followed_by_a_tap_and_left_by_another(reader: Seeker) -> None:
    shown = await reader.looks("/follow ann.example")
    assert "Ann's posts" in shown["text"]
    page = await reader.taps(button(shown, "Follow"))
    assert "You now get only what you follow." in plain(page)
    assert len(await reader.feeds()) == 1
    gone = await reader.taps(button(page, "Stop following"))
    assert await reader.feeds() == {}
    await reader.taps(button(gone, "Follow again"))
    assert len(await reader.feeds()) == 1


async def test_a_site_that_is_followed_is_told_so(reader: Seeker) -> None:
    await reader.taps(button(await reader.looks("/follow ann.example"), "Follow"))
    shown = await reader.looks("/follow https://ann.example/posts.xml")
    assert "You follow this already." in shown["text"]
    assert "reply_markup" not in shown


async def test_the_address_is_asked_for_by_a_tap(reader: Seeker) -> None:
    menu = await reader.types("/follow")
    sites = await reader.taps(button(menu, "Sites you follow"))
    asked = await reader.taps(button(sites, "Add a site"))
    assert asked["reply_markup"]["force_reply"]
    assert "I am looking at" in (await reader.types("ann.example"))["text"]


async def test_a_line_stops_following_a_site_by_its_name_or_host(reader: Seeker) -> None:
    for line in ("/unfollow ann.example", "/unfollow Ann's posts", "/unfollow https://ann.example/posts.xml"):
        await reader.taps(button(await reader.looks("/follow ann.example"), "Follow"))
        assert "No longer followed." in (await reader.types(line))["text"]
        assert await reader.feeds() == {}


async def test_the_list_of_what_is_followed_names_sites(reader: Seeker) -> None:
    await reader.taps(button(await reader.looks("/follow ann.example"), "Follow"))
    assert "Sites you follow: Ann's posts" in plain(await reader.types("/settings"))


async def test_a_page_says_how_reading_goes(reader: Seeker) -> None:
    page = await reader.taps(button(await reader.looks("/follow ann.example"), "Follow"))
    assert "for the first time" in page["text"]
    [(number, target)] = (await reader.feeds()).items()
    async with reader.app.session() as session:
        claimed = await claim_row(
            session, "fetch", int(target), now=reader.app.now(), lease=timedelta(hours=1)
        )
    assert claimed is not None
    await fetch(reader.app, claimed)
    assert "Read last" in plain(await reader.taps(f"v1:site:{number}"))


async def test_a_list_is_taken_as_a_file_and_undone_by_a_tap(reader: Seeker) -> None:
    assert await reader.sends_file("subscriptions.opml", LIST.encode()) == {}, "nothing before it was read"
    report = await reader.found()
    assert "Now followed: 2" in plain(report)
    assert len(await reader.feeds()) == 2
    await reader.taps(button(report, "Follow none of them"))
    assert await reader.feeds() == {}


async def test_a_file_over_the_limit_is_refused_before_it_is_fetched(reader: Seeker) -> None:
    told = await reader.sends_file("subscriptions.opml", b"", size=2_000_000)
    assert "I cannot read this file." in told["text"]


async def test_other_files_are_no_lists(reader: Seeker) -> None:
    told = await reader.sends_file("photo.pdf", b"%PDF")
    assert "list" not in told["text"]


async def test_what_is_followed_comes_back_as_a_file(reader: Seeker) -> None:
    await reader.taps(button(await reader.looks("/follow ann.example"), "Follow"))
    menu = await reader.taps("v1:menu:sites")
    await reader.taps(button(menu, "OPML"))
    async with reader.app.reading() as session:
        sent = (await session.execute(select(Delivery).where(col(Delivery.kind) == "file"))).scalar_one()
        assert "other feed readers" in sent.payload["caption"]
        [enclosure] = (await session.execute(select(Enclosure))).scalars()
    assert enclosure.name.endswith(".opml")
    assert b"https://ann.example/posts.xml" in (enclosure.content or b"")


async def test_nobody_follows_or_leaves_through_anothers_buttons(reader: Seeker) -> None:
    shown = await reader.looks("/follow ann.example")
    await reader.types("/settings", chat=8)
    await reader.taps(button(shown, "Follow"), chat=8)
    assert await reader.feeds(2) == {}
    page = await reader.taps(button(shown, "Follow"))
    await reader.taps(button(page, "Stop following"), chat=8)
    assert len(await reader.feeds()) == 1


async def test_so_many_sites_are_looked_at_in_an_hour_and_it_says_so(reader: Seeker) -> None:
    for n in range(30):
        await reader.types(f"/follow site{n}.example")
    said = (await reader.types("/follow ann.example"))["text"]
    assert "Sites you follow: at most 30 an hour. There is room again from Nov 22" in said
    reader.clock.move(timedelta(hours=1, minutes=1))
    assert "I am looking at" in (await reader.types("/follow ann.example"))["text"]


async def test_the_address_of_an_article_is_compared_and_its_site_offered_where_nobody_reports_it(
    reader: Seeker,
) -> None:
    await reader.types("https://ann.example/2026/11/ferry-sinks")
    async with reader.app.session() as session:
        claimed = await claim_row(session, "compare", 1, now=reader.app.now(), lease=timedelta(hours=1))
    assert claimed is not None
    await compare_post(reader.app, claimed)
    async with reader.app.reading() as session:
        told = (
            await session.execute(select(Delivery).where(col(Delivery.kind) == "comparison"))
        ).scalar_one()
    assert "I know no story about this" in told.payload["text"]
    looked = await reader.taps(button(told.payload, "Follow"))
    assert "I am looking at" in looked["text"]


async def test_a_bare_address_is_looked_at(reader: Seeker) -> None:
    entities = [{"type": "url", "offset": 0, "length": 11}]
    assert "I am looking at" in (await reader.types("ann.example", entities=entities))["text"]
