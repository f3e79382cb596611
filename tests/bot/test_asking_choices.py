"""What a reader may choose about questions: to forget them, how to ask, and to be told when there is an answer."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from news.answers.limits import AskingLimits
from news.models import (
    Question,
    Standing,
    Update,
    Work,
)
from news.testing import a_subscriber
from tests.bot.askers import (
    CHAT,
    READER,
    Asker,
    an_asker,
    kept_waiting,
    message,
    news_of,
    questions,
)


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[Asker]:
    async with an_asker(tmp_path) as reader:
        yield reader


async def test_what_was_asked_can_be_forgotten(reader: Asker) -> None:
    await reader.sends("How many people were injured?")

    (said,) = await reader.sends("/ask forget")

    assert "Forgotten: 1 question" in said
    (row,) = await questions(reader)
    assert (row.text, row.shown, row.answer) == ("", "", [])
    async with reader.app.reading() as session:
        payload = (await session.get(Update, row.update_id)).payload  # type: ignore[union-attr]
    assert payload == {}
    assert await reader.sends("/ask forget") == ["There is nothing to forget."]


@pytest.mark.parametrize("word", ["vergessen", "Vergiss alles!", "забудь", "忘れて", "انسى"])
async def test_forgetting_is_understood_in_the_languages_of_the_interface(word: str, reader: Asker) -> None:
    await reader.sends("How many people were injured?")

    (said,) = await reader.sends(f"/ask {word}")

    assert "Forgotten: 1 question" in said


@pytest.mark.parametrize(
    "text", ["What did he say?", "Was hat sie gesagt?", "ماذا قال؟", "彼は何と言いましたか？"]
)
async def test_after_forgetting_nothing_is_left_for_a_pronoun_to_point_at(text: str, reader: Asker) -> None:
    await reader.sends("Who met reporters after the collision?")
    await reader.sends("/ask forget")

    said, *_ = await reader.sends(text)

    assert "I do not know whom or what you mean" in said
    assert len(await questions(reader)) == 1


async def test_how_to_ask_is_said_with_a_way_to_forget(reader: Asker) -> None:
    await reader.comes(
        {"message": {"message_id": 1, "date": 1, "chat": CHAT, "from": READER, "text": "/ask"}}
    )
    (call,) = await reader.heard()

    assert "Ask about the news" in call["text"]
    assert call["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "v1:forget"


async def test_a_refused_question_is_answered_once_when_a_source_says_it(reader: Asker) -> None:
    await reader.presses(f"v1:ask:{reader.stories[0]}")
    refused = (
        await reader.updates_with(message(reader, "What was the name of the captain?", reader.messages))
    )[0]
    buttons = [b for row in refused["reply_markup"]["inline_keyboard"] for b in row]
    (button,) = [b["callback_data"] for b in buttons if "Tell me when there is an answer" in b["text"]]
    assert await reader.presses(button) == []
    assert await reader.presses(button) == []  # twice is once

    await news_of(
        reader, "Captain of the Halcyon questioned", "The name of the captain of the Halcyon is Ines Marlow."
    )
    reader.clock.move(timedelta(minutes=11))
    await reader.is_answered()
    (said,) = await reader.heard()

    assert "You asked: “\u2068What was the name of the captain?\u2069”. Now a source says:" in said["text"]
    assert "Ines Marlow" in said["text"]
    reader.clock.move(timedelta(hours=1))
    await reader.is_answered()
    assert await reader.heard() == []


async def test_a_question_that_waits_is_answered_also_by_what_raises_no_revision(reader: Asker) -> None:
    await kept_waiting(reader, "Why did the ferry not stop in time?")
    await news_of(
        reader,
        "Why the Halcyon did not stop",
        "The ferry did not stop in time because the engine failed.",
        is_material=False,
    )
    for _ in range(3):
        reader.clock.move(timedelta(minutes=11))
        await reader.is_answered()

    (said,) = await reader.heard()
    assert "because the engine failed" in said["text"]


async def test_news_that_does_not_answer_leaves_a_question_waiting_until_it_expires(reader: Asker) -> None:
    await kept_waiting(reader, "What was the name of the captain?")
    await news_of(
        reader, "Halcyon towed to the yard", "Two tugs towed the Halcyon to a yard in Lissen on Saturday."
    )
    reader.clock.move(timedelta(minutes=11))
    await reader.is_answered()

    assert await reader.heard() == []
    reader.clock.move(timedelta(days=8))
    await reader.is_answered()
    async with reader.app.reading() as session:
        assert (await session.execute(select(Work).where(col(Work.step) == "stand"))).first() is None


async def test_a_reader_waits_for_so_many_answers_and_no_more(reader: Asker) -> None:
    reader.app = replace(reader.app, asking=AskingLimits(waiting=1))
    await reader.sends("1: What was the name of the captain?")
    await reader.sends("2: What was the name of the deputy?")
    for question in await questions(reader):
        await reader.presses(f"v1:stand:{question.id}")

    async with reader.app.reading() as session:
        assert len((await session.execute(select(Standing))).all()) == 1


async def test_the_button_goes_once_the_question_is_kept(reader: Asker) -> None:
    await reader.presses(f"v1:ask:{reader.stories[0]}")
    (refused,) = await reader.updates_with(
        message(reader, "What was the name of the captain?", reader.messages)
    )
    (question,) = await questions(reader)
    shown = {"message_id": reader.messages, "chat": CHAT, "date": 1_795_000_000, "text": "…"}
    shown["reply_markup"] = refused["reply_markup"]
    press = {
        "id": "1",
        "from": READER,
        "chat_instance": "1",
        "message": shown,
        "data": f"v1:stand:{question.id}",
    }

    (changed,) = await reader.updates_with({"callback_query": press})

    before = [button["callback_data"] for row in shown["reply_markup"]["inline_keyboard"] for button in row]
    left = [button["callback_data"] for row in changed["reply_markup"]["inline_keyboard"] for button in row]
    assert left == [data for data in before if data != f"v1:stand:{question.id}"]
    assert len(left) == len(before) - 1


async def test_somebody_elses_question_cannot_be_kept(reader: Asker) -> None:
    await reader.sends("1: What was the name of the captain?")
    async with reader.app.session() as session:
        somebody = await a_subscriber(session, 8)
        row = (await session.execute(select(Question))).scalar_one()
        row.subscriber_id = somebody.id or 0

    await reader.presses(f"v1:stand:{row.id}")

    async with reader.app.reading() as session:
        assert (await session.execute(select(Standing))).first() is None
