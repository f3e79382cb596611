"""What did not reach its reader comes with a later digest: whatever kind of message it was, and however it was lost."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.deliver import deliver
from news.models import Chat, Delivery, OwnStory, Seen, Subscriber
from news.ports import Barred, Gone, Later, Missing, Outcome, Refused, Sent
from news.reader.seen import mark_unseen
from news.testing import Clock, Outbox, a_subscriber, a_topic, an_app
from news.work import claim
from tests.news.clustering.test_splitting import DIVERS, FERRY, MILL, OWNER, Press
from tests.news.reader.test_forgetting import database_url
from tests.news.test_alert import breaks, run
from tests.news.test_follow import LATER, Town, town

__all__ = ["database_url", "town"]  # fixtures

NOT_SENT = [
    Barred("Bad Request: not enough rights to send text messages to the chat"),
    Refused("Bad Request: BUTTON_DATA_INVALID"),
    Gone("Forbidden: bot was kicked from the supergroup chat"),
    Missing("Bad Request: message to edit not found"),
]


@pytest.fixture
async def press(tmp_path: Path, database_url: str | None) -> AsyncIterator[Press]:
    clock = Clock()
    async with an_app(tmp_path, clock=clock, database_url=database_url) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            reader = await a_subscriber(session, 7, "world")
        yield Press(app, clock, reader)


async def delivered(app: Any, *outcomes: Outcome) -> list[str]:
    """Everything that is due is called, and each call ends so, the last again and again; gives the texts."""
    plays = list(outcomes)
    outbox = Outbox(lambda _: plays.pop(0) if len(plays) > 1 else plays[0])
    while True:
        async with app.session() as session:
            claims = await claim(session, "deliver", now=app.now(), lease=timedelta(minutes=5), limit=9)
        if not claims:
            return outbox.texts
        for each in claims:
            await deliver(replace(app, messenger=outbox), each)


async def comes_back(app: Any) -> None:
    """Whatever the chat was lost by is over: the reader is there again."""
    async with app.session() as session:
        for chat in (await session.execute(select(Chat))).scalars():
            chat.state, chat.barred = "active", None


async def shown(app: Any) -> list[int]:
    async with app.reading() as session:
        return sorted((await session.execute(select(col(Seen.story_id)))).scalars())


@pytest.mark.parametrize("lost", NOT_SENT, ids=lambda outcome: type(outcome).__name__)
async def test_a_digest_that_did_not_arrive_comes_again_whole(press: Press, lost: Outcome) -> None:
    await press.publishes("Herald", FERRY, -1)
    text = await press.digest()
    await delivered(press.app, lost)
    assert await shown(press.app) == []
    await comes_back(press.app)
    assert await press.digest() == text


async def test_what_waited_behind_the_call_that_was_refused_is_lost_with_it_and_comes_again(
    press: Press,
) -> None:
    await press.publishes("Herald", FERRY, -1)
    first = await press.digest()
    await press.publishes("Gazette", MILL, -2)
    second = await press.digest()
    assert ("Halcyon" in first, "paper mill" in second) == (True, True)
    await delivered(press.app, Gone("Forbidden: bot was blocked by the user"))
    assert [each.state for each in await press.rows(Delivery)] == ["gone", "gone"]
    await comes_back(press.app)
    again = await press.digest()
    assert "Halcyon" in again
    assert "paper mill" in again


async def test_what_is_due_to_a_chat_that_is_closed_by_then_comes_again(press: Press) -> None:
    await press.publishes("Herald", FERRY, -1)
    text = await press.digest()
    async with press.app.session() as session:
        chat = (await session.execute(select(Chat))).scalar_one()
        chat.state = "blocked"
    assert await delivered(press.app, Sent(1)) == []
    await comes_back(press.app)
    assert await press.digest() == text


async def test_of_an_update_that_did_not_arrive_only_what_was_new_comes_again(press: Press) -> None:
    await press.publishes("Herald", FERRY, -1)
    await press.digest()
    await delivered(press.app, Sent(1))
    await press.publishes("Tribune", DIVERS, 1)
    update = await press.digest()
    await delivered(press.app, Refused("Bad Request: BUTTON_DATA_INVALID"))
    assert await press.digest() == update
    assert "61 aboard" not in update


async def test_of_two_that_were_on_their_way_both_are_taken_back(press: Press) -> None:
    await press.publishes("Herald", FERRY, -1)
    await press.digest()
    await press.publishes("Tribune", DIVERS, 1)
    assert "Update:" in await press.digest()
    await delivered(press.app, Refused("Bad Request: BUTTON_DATA_INVALID"))
    assert "Update:" not in await press.digest()


async def test_what_a_lost_message_told_comes_although_an_update_of_it_arrived(press: Press) -> None:
    await press.publishes("Herald", FERRY, -1)
    await press.digest()
    await press.publishes("Tribune", DIVERS, 1)
    await press.digest()
    await delivered(press.app, Refused("Bad Request: BUTTON_DATA_INVALID"), Sent(2))
    assert await shown(press.app) == []


async def test_what_was_told_whole_after_a_lost_message_is_not_told_again(press: Press) -> None:
    await press.publishes("Herald", FERRY, -1)
    await press.digest()
    lost_at = (await press.rows(Delivery))[0].created_at
    press.clock.move(timedelta(minutes=1))
    async with press.app.session() as session:
        (row,) = (await session.execute(select(Seen))).scalars()
        row.before = {
            "revision": row.revision, "facts": row.facts, "families": row.families,
            "shown_at": lost_at.isoformat(), "is_whole": True,
        }  # fmt: skip
        row.shown_at = press.clock.at
    await delivered(press.app, Refused("Bad Request: BUTTON_DATA_INVALID"))
    (seen,) = await press.rows(Seen)
    assert (seen.shown_at, seen.before) == (press.clock.at, None)


async def test_a_message_about_a_story_that_was_shown_before_takes_nothing_back(press: Press) -> None:
    await press.publishes("Herald", FERRY, -1)
    await press.digest()
    await delivered(press.app, Sent(1))
    press.clock.move(timedelta(minutes=1))
    async with press.app.session() as session:
        await mark_unseen(session, press.reader.chat, [1], shown_at=press.clock.at)
    assert await shown(press.app) == [1]


async def test_what_a_lost_message_told_comes_again_in_the_story_that_it_went_into(press: Press) -> None:
    await press.publishes("Gazette", MILL, -1)
    await press.publishes("Herald", FERRY, -2)
    await press.digest()
    await press.publishes("Courier", OWNER, 1, merged={2: 1})
    await delivered(press.app, Refused("Bad Request: BUTTON_DATA_INVALID"))
    assert await shown(press.app) == []


@pytest.mark.parametrize("lost", NOT_SENT[:3], ids=lambda outcome: type(outcome).__name__)
async def test_an_alert_that_did_not_arrive_comes_with_the_next_digest(press: Press, lost: Outcome) -> None:
    async with press.app.session() as session:
        await a_topic(session, "science")
        reader = await session.get_one(Subscriber, press.reader.id)
        reader.alerts = "more"
    story = await breaks(press.app)
    await run(press.app)
    assert await shown(press.app) == [story]
    (alert,) = await delivered(press.app, lost)
    assert "Dam bursts" in alert
    assert await shown(press.app) == []
    await comes_back(press.app)
    assert "Dam bursts" in await press.digest()


async def test_an_alert_that_arrived_is_not_told_again(press: Press) -> None:
    async with press.app.session() as session:
        await a_topic(session, "science")
        reader = await session.get_one(Subscriber, press.reader.id)
        reader.alerts = "more"
    await breaks(press.app)
    await run(press.app)
    await delivered(press.app, Later(timedelta(seconds=0), "429"), Sent(1))
    assert "Dam bursts" not in await press.digest()


async def test_an_update_of_a_followed_story_that_did_not_arrive_is_said_again(town: Town) -> None:
    await town.reports("Herald", LATER)
    await town.looks()
    assert len(await delivered(town.app, NOT_SENT[0])) == 1
    async with town.app.session() as session:
        own = await session.get_one(OwnStory, town.own)
        assert own.revision == 0
    town.clock.move(timedelta(hours=1, minutes=1))
    await town.looks()
    (text,) = await delivered(town.app, Sent(5))
    assert "Ilse Corrigan" in text


async def test_the_stories_of_a_reply_that_did_not_arrive_are_not_taken_as_read(press: Press) -> None:
    await press.publishes("Herald", FERRY, -1)
    await press.digest()
    async with press.app.session() as session:
        (made,) = (await session.execute(select(Delivery))).scalars()
        made.kind, made.bulk = "reply", False
    await delivered(press.app, Refused("Bad Request: BUTTON_DATA_INVALID"))
    assert await shown(press.app) == []
