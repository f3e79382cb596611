"""Several digests a day, a pause, quiet hours and breaking news, over HTTP, with the real program."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.db import Database, open_engine
from news.models import Alert, Chat, Seen, Story, Subscriber
from news.work import owe
from tests.end_to_end.conftest import a_town


def _of(topic: str) -> Callable[[dict[str, Any]], bool]:
    """The digest of the topic, or the word that it has nothing new: the one asked for before may have told it all."""
    return lambda message: message.get("text", "").startswith((f"🗞 Your news · {topic}", "Nothing new"))


@pytest.mark.skipif(
    not os.environ.get("LONG_RUNS"), reason="it waits for two minutes of the clock: LONG_RUNS=1"
)
async def test_two_digests_of_ones_own_come_each_at_its_minute_and_none_in_a_pause(tmp_path):
    async with a_town(tmp_path) as town:
        await town.program.start()
        reader = await town.person()
        await reader.send("/digest")
        await reader.hears(_is_digest, patience_s=120)  # the news is read
        now = datetime.now(UTC)
        first = now + timedelta(minutes=1 if now.second < 40 else 2)
        second = first + timedelta(minutes=1)
        await reader.send(f"/time {first:%H:%M} science 1 min; {second:%H:%M} world 3 stories without sound")
        planned = await reader.hears("Science")
        assert "World" in planned["text"]
        one = await reader.hears(_of("Science"), patience_s=150)
        other = await reader.hears(_of("World"), patience_s=100)
        came = [datetime.fromtimestamp(message["date"], UTC) for message in (one, other)]
        assert [f"{at:%H:%M}" for at in came] == [f"{first:%H:%M}", f"{second:%H:%M}"]
        await reader.send("/pause 2 weeks")
        await reader.hears("Paused until")
        await town.program.stop()
        await reader.send("/next")
        await town.program.start()  # a restart between two messages loses nothing
        assert "Paused until" in (await reader.hears("Your next digest"))["text"]
        await reader.send("/resume")
        await reader.hears("tomorrow at")


async def test_hours_and_lengths_are_set_in_the_words_of_the_reader(tmp_path):
    said = {
        "de": ("/time halb neun abends", "20:30", "/quiet von zehn Uhr abends bis sieben Uhr", "22:00"),
        "he": ("/time בשבע וחצי בערב", "19:30", "/mute טסלה שלושה ימים", "טסלה"),
        "zh": ("/time 晚上八点半", "20:30", "屏蔽特斯拉三天", "“⁨特斯拉⁩”"),
        "tr": ("/time akşam 8'de", "20:00", "/time yedi buçukta", "07:30"),
    }
    async with a_town(tmp_path) as town:
        await town.program.start()
        for number, (language, (line, hour, other, told)) in enumerate(said.items(), start=1):
            reader = await town.person(number, language=language)
            await reader.send(line)
            await reader.hears(hour)
            await reader.send(other)
            await reader.hears(told)


async def test_breaking_news_comes_at_once_and_waits_for_the_end_of_quiet_hours(tmp_path):
    async with a_town(tmp_path) as town:
        await town.program.start()
        awake, asleep, unasked = [await town.person(number) for number in (1, 2, 3)]
        hour = datetime.now(UTC).hour
        for reader in (awake, asleep, unasked):
            await reader.send("/start")
            await reader.hears("Welcome")
            await reader.send("/time 23:59 UTC")
            await reader.hears("Your next digest")
        await asleep.send(f"/quiet {(hour - 1) % 24}-{(hour + 6) % 24}")
        await asleep.hears("Quiet from")
        for reader in (awake, asleep):
            await reader.send("/alerts more")
            await reader.hears("Breaking news")
        await unasked.send("/digest")
        await unasked.hears(_is_digest, patience_s=120)  # the news is read
        database = Database(open_engine(f"sqlite:///{tmp_path}/desk.sqlite3"))
        try:
            await a_story_breaks(database)
            alert = await awake.hears("⚡ Breaking:")
            await awake.press(alert, "Open the story")
            await awake.hears("Outlets")
            async with database.reading() as session:
                states = (
                    select(col(Chat.chat_id), col(Alert.state))
                    .join(Subscriber, col(Subscriber.id) == col(Alert.subscriber_id))
                    .join(Chat, col(Chat.id) == col(Subscriber.chat))
                )
                assert dict((await session.execute(states)).all()) == {1: "sent", 2: "held"}
        finally:
            await database.close()
        for reader in (asleep, unasked):
            assert not [m for m in await reader.messages() if "⚡ Breaking:" in m.get("text", "")]


def _is_digest(message: dict[str, Any]) -> bool:
    return str(message.get("text", "")).startswith("🗞")


async def a_story_breaks(database: Database) -> None:
    """As `watch` marks it: many independent outlets at once. The sample edition has no burst of its own."""
    now = datetime.now(UTC)
    async with database.session() as session:
        shown = select(col(Seen.story_id))
        found = await session.execute(
            select(Story)
            .where(col(Story.merged_into).is_(None), col(Story.id).not_in(shown))
            .order_by(col(Story.independent).desc(), col(Story.id))
            .limit(1)
        )
        story = found.scalar_one()
        story.breaking_at, story.independent = now, max(story.independent, 6)
        await owe(session, "spot", story.id or 0, at=now)
