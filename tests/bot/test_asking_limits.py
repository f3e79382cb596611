"""How much may be asked, and whom an answer quotes."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from news.answers.limits import AskingLimits
from news.models import (
    Article,
    Mute,
    Outlet,
    Subscriber,
)
from news.testing import NOON
from tests.bot.askers import (
    CHAT,
    READER,
    Asker,
    an_asker,
)


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[Asker]:
    async with an_asker(tmp_path) as reader:
        yield reader


async def test_questions_at_once_wait_for_their_turn_and_that_is_said_once(reader: Asker) -> None:
    ask = {"message_id": 1, "date": 1, "chat": CHAT, "from": READER}
    for number, text in enumerate(["Who was injured?", "Which quay did the ferry hit?", "2: what happened?"]):
        await reader.comes({"message": ask | {"message_id": 201 + number, "text": text}})

    (said,) = await reader.heard()
    assert "I answer one question after the other" in said["text"]

    for _ in range(3):
        await reader.is_answered()
    answers = await reader.heard()
    assert [one["reply_parameters"]["message_id"] for one in answers] == [201, 202, 203]


async def test_of_very_many_questions_each_is_answered_or_plainly_declined(reader: Asker) -> None:
    reader.app = replace(reader.app, asking=AskingLimits(hourly=1))
    ask = {"message_id": 1, "date": 1, "chat": CHAT, "from": READER, "text": "Who was injured?"}
    for number in range(9):
        await reader.comes({"message": ask | {"message_id": 200 + number}})
    for _ in range(9):
        await reader.is_answered()

    said = await reader.heard()

    under = [one["reply_parameters"]["message_id"] for one in said if "reply_parameters" in one]
    assert sorted(under) == [200 + number for number in range(9)]
    assert sum("I answer 5 questions an hour" in one["text"] for one in said) == 4, (
        "no model is called for any"
    )
    assert sum("one question after the other" in one["text"] for one in said) == 1


async def test_a_limit_is_explained_with_the_time_when_it_ends(reader: Asker) -> None:
    reader.app = replace(reader.app, asking=AskingLimits(hourly=1))
    for asked in (
        "How many people were injured?",
        "Who was injured?",
        "What failed?",
        "Which quay is closed?",
    ):
        await reader.sends(asked)
    reader.clock.move(timedelta(minutes=20))
    await reader.sends("Who is the harbour master?")

    (said,) = await reader.sends("And why?")
    assert "I answer 5 questions an hour. There is room again from " in said

    reader.clock.move(timedelta(minutes=41))
    (said,) = await reader.sends("How many people were injured?")
    assert "Nine people" in said


async def test_a_muted_outlet_is_not_quoted_unless_it_is_asked_for(reader: Asker) -> None:
    (said,) = await reader.sends("1: How many people were injured?")
    assert "Nine people" in said
    async with reader.app.session() as session:
        articles = select(Outlet).join(Article, col(Article.outlet_id) == col(Outlet.id))
        outlet = (
            (await session.execute(articles.where(col(Article.text).contains("Nine people"))))
            .scalars()
            .first()
        )
        assert outlet is not None
        subscriber = (await session.execute(select(Subscriber))).scalar_one()
        session.add(
            Mute(subscriber_id=subscriber.id, kind="outlet", target=outlet.domain, within="", created_at=NOON)
        )

    (said,) = await reader.sends("1: How many people were injured?")
    assert "Nine people" not in said

    (said,) = await reader.sends(f"1: What does {outlet.name} say?")
    assert outlet.name in said
