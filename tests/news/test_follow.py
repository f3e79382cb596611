"""Who follows a story is told what is new in it, once, under its first message, and not at night."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.app import App
from news.clustering.splitting import move_articles
from news.follow import APART, MOST_A_DAY, follow, released_at
from news.models import Article, Brief, Delivery, Fact, Membership, Mute, OwnStory, Story, Subscriber, Work
from news.reader.own_stories import choose, read_own
from news.reader.seen import mark_seen
from news.story.stories import read_stories
from news.story.viewing import bare_view
from news.testing import NOON, Clock, a_feed, a_story, a_subscriber, an_app, an_article, an_outlet
from news.work import claim_row
from news.writing.extract import facts
from tests.news.reader.test_forgetting import database_url

__all__ = ["database_url"]  # a fixture

FIRST = "The ferry struck the quay and 12 people were injured on Friday."
LATER = "The captain, Ilse Corrigan, was stood down after 40 minutes."
MORE = "Divers found 7 more cars below the harbour bridge on Saturday."


@dataclass
class Town:
    """A story that one reader follows, and outlets that report."""

    app: App
    clock: Clock
    story: int
    own: int

    async def reports(self, outlet: str, text: str, *, brief: bool = True, language: str = "en") -> int:
        """Gives the article."""
        async with self.app.session() as session:
            article = await an_article_of(session, outlet, text, self.clock, language=language)
            story = await session.get_one(Story, self.story)
            session.add(Membership(story_id=self.story, article_id=article.id or 0, since_at=self.clock()))
            story.revision += 1
            story.last_published_at = self.clock()
            know(session, self.story, article)
            if brief:
                session.add(told(self.story, story.revision, article, text, self.clock))
            return article.id or 0

    async def looks(self) -> None:
        async with self.app.session() as session:
            claim = await claim_row(session, "follow", self.own, now=self.clock(), lease=timedelta(minutes=5))
        assert claim is not None
        await follow(self.app, claim)

    async def said(self) -> list[Delivery]:
        async with self.app.reading() as session:
            found = select(Delivery).where(col(Delivery.kind) == "update").order_by(col(Delivery.id))
            return list((await session.execute(found)).scalars())

    async def due(self) -> timedelta | None:
        """When it is looked at again; None: never."""
        async with self.app.reading() as session:
            found = select(Work).where(col(Work.step) == "follow", col(Work.row) == self.own)
            work = (await session.execute(found)).scalar_one_or_none()
        return work.due_at - self.clock() if work else None


async def an_article_of(session, outlet: str, text: str, clock: Clock, *, language: str = "en") -> Article:
    place = await an_outlet(session, outlet, domain=f"{outlet.casefold()}.example", language=language)
    feed = await a_feed(session, place, "world")
    return await an_article(session, feed, f"{outlet} on the ferry", text, published_at=clock())


def know(session, story: int, article: Article) -> None:
    for fact in facts(article.text, article.language):
        session.add(
            Fact(
                story_id=story, kind=fact.kind, value=fact.value, family=article.id or 0,
                article_id=article.id or 0, first_at=article.published_at,
            )
        )  # fmt: skip


def told(story: int, revision: int, article: Article, text: str, clock: Clock) -> Brief:
    return Brief(
        story_id=story, language="en", revision=revision, state="ready", headline="Ferry hits quay",
        paragraphs=[[{"text": text, "cites": [article.id], "language": "en"}]],
        headline_cites=[article.id], ordered_at=clock(), ready_at=clock(),
    )  # fmt: skip


@pytest.fixture
async def town(tmp_path, database_url) -> AsyncIterator[Town]:
    clock = Clock()
    async with an_app(tmp_path, clock=clock, database_url=database_url) as app:
        async with app.session() as session:
            article = await an_article_of(session, "Post", FIRST, clock)
            story = await a_story(session, article, headline="Ferry hits quay", last_published_at=clock())
            know(session, story.id or 0, article)
            session.add(told(story.id or 0, 1, article, FIRST, clock))
            reader = await a_subscriber(session, 1, "world")
            view = bare_view((await read_stories(session, [story.id or 0]))[story.id or 0])
            await mark_seen(session, reader.id or 0, [view], now=clock())
            await choose(session, reader.id or 0, view, "followed", now=clock(), message_id=31)
            ((own, _),) = await read_own(session, reader.id or 0)
        clock.move(timedelta(minutes=20))
        yield Town(app, clock, story.id or 0, own.id or 0)


async def test_nothing_is_said_while_nothing_is_new(town):
    await town.looks()
    await town.reports("Copy", FIRST)
    await town.looks()
    assert await town.said() == []
    assert await town.due() == timedelta(minutes=10)


async def test_only_what_is_new_comes_as_a_reply_to_the_first_message(town):
    await town.reports("Dispatch", f"{FIRST} {LATER}", brief=False)
    await town.looks()
    assert await town.said() == [], "the brief in the reader's language is waited for"
    town.clock.move(timedelta(minutes=4))
    await town.looks()

    (update,) = await town.said()
    assert "Ilse Corrigan" in update.payload["text"]
    assert "12 people" not in update.payload["text"]
    assert update.payload["reply_parameters"]["message_id"] == 31
    assert update.bulk, "answers go first"


async def test_a_name_that_another_language_writes_otherwise_is_no_news(town):
    await town.reports(
        "Courrier", "Le bac Halcyone a heurté le quai de Porte-Ansel.", brief=False, language="fr"
    )
    town.clock.move(timedelta(minutes=4))
    await town.looks()
    town.clock.move(timedelta(minutes=4))
    await town.looks()
    assert await town.said() == []

    await town.reports("Faro", "El transbordador llevaba 318 pasajeros a bordo.", brief=False, language="es")
    await town.looks()
    town.clock.move(timedelta(minutes=4))
    await town.looks()
    assert "318" in (await town.said())[0].payload["text"]


async def test_a_muted_outlet_is_not_quoted(town):
    async with town.app.session() as session:
        reader = (await session.execute(select(Subscriber))).scalar_one()
        session.add(
            Mute(subscriber_id=reader.id or 0, kind="outlet", target="dispatch.example", created_at=NOON)
        )
    await town.reports("Dispatch", LATER)
    await town.looks()
    assert await town.said() == []
    await town.reports("Echo", MORE)
    await town.looks()
    (update,) = await town.said()
    assert "7 more cars" in update.payload["text"]
    assert "Corrigan" not in update.payload["text"]


async def test_what_was_told_is_not_told_again(town):
    await town.reports("Dispatch", LATER)
    await town.looks()
    town.clock.move(APART)
    await town.reports("Echo", LATER)
    await town.looks()
    await town.looks()
    assert len(await town.said()) == 1


async def test_updates_keep_their_distance_and_lose_nothing(town):
    await town.reports("Dispatch", LATER)
    await town.looks()
    await town.reports("Echo", MORE)
    await town.looks()
    assert len(await town.said()) == 1
    assert await town.due() == APART

    town.clock.move(APART)
    await town.looks()
    assert "7 more cars" in (await town.said())[1].payload["text"]


def test_a_story_that_grows_all_day_is_told_a_few_times_only():
    sent = [NOON + n * APART for n in range(MOST_A_DAY)]
    now = sent[-1] + 2 * APART
    assert released_at(sent, quiet=None, now=now) == NOON + timedelta(days=1)
    assert released_at(sent[1:], quiet=None, now=now) == now


async def test_quiet_hours_hold_what_is_new_until_they_end(town):
    async with town.app.session() as session:
        reader = (await session.execute(select(Subscriber))).scalar_one()
        reader.quiet_from, reader.quiet_until = "12:00", "14:00"
        session.add(reader)
    await town.reports("Dispatch", LATER)
    await town.looks()
    assert await town.said() == []
    assert await town.due() == timedelta(minutes=100)

    town.clock.move(timedelta(minutes=100))
    await town.looks()
    assert len(await town.said()) == 1


async def test_a_closed_story_ends_with_one_line(town):
    async with town.app.session() as session:
        (await session.get_one(Story, town.story)).closed_at = town.clock()
    await town.looks()

    (last,) = await town.said()
    assert "no longer follow" in last.payload["text"]
    assert last.payload["reply_parameters"]["message_id"] == 31
    assert await town.due() is None
    async with town.app.reading() as session:
        assert (await session.get_one(OwnStory, town.own)).followed_at is None


async def test_the_last_line_has_the_headline_that_the_reader_knows(town):
    async with town.app.session() as session:
        story = await session.get_one(Story, town.story)
        story.closed_at, story.headline = town.clock(), "Le ferry heurte un quai"
    await town.looks()
    (last,) = await town.said()
    assert "Ferry hits quay" in last.payload["text"], "as it was told in the reader's language"


async def test_who_stopped_is_left_alone_until_they_come_back(town):
    async with town.app.session() as session:
        reader = (await session.execute(select(Subscriber))).scalar_one()
        reader.state = "stopped"
        session.add(reader)
    await town.reports("Dispatch", LATER)
    await town.looks()
    assert await town.said() == []
    async with town.app.session() as session:
        reader = (await session.execute(select(Subscriber))).scalar_one()
        reader.state = "active"
        session.add(reader)
    await town.looks()
    assert len(await town.said()) == 1


async def test_a_story_that_splits_is_followed_where_its_headline_went(town):
    """The article under whose headline it was chosen leaves for a story of its own."""
    async with town.app.session() as session:
        other = await an_article_of(session, "Lone", "A museum opened.", town.clock)
        goal = await a_story(session, other, headline="Ferry hits quay again", last_published_at=town.clock())
        first = (await session.get_one(OwnStory, town.own)).article_id or 0
        await move_articles(session, {first: (town.story, goal.id or 0)}, now=town.clock())
    await town.looks()
    async with town.app.reading() as session:
        assert (await session.get_one(OwnStory, town.own)).story_id == goal.id

    await town.looks()
    assert await town.said() == [], "nothing of it is news"
    town.story = goal.id or 0
    await town.reports("Dispatch", LATER)
    await town.looks()
    assert len(await town.said()) == 1


async def test_a_kill_between_reading_and_telling_tells_once(town):
    await town.reports("Dispatch", LATER)
    await town.looks()
    async with town.app.session() as session:
        (await session.get_one(OwnStory, town.own)).revision = 0  # as though the look was never written
    town.clock.move(APART)
    await town.looks()
    assert len(await town.said()) == 1
