"""Persian and Bengali have digits of their own: we write them, and read both kinds."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.i18n import FSI, PDI
from news.markup import Html, plain
from news.models import Mute, Schedule, Subscriber
from news.testing import NOON, a_topic
from tests.bot.readers import Json, Reader, a_reader, buttons, digest_now
from tests.news.test_compose import a_told_story

PERSIAN, BENGALI = "۰۱۲۳۴۵۶۷۸۹", "০১২৩৪৫৬৭৮৯"
DIGITS = {"fa": PERSIAN, "bn": BENGALI}
QUOTED = re.compile(rf"{FSI}[^{PDI}]*{PDI}|/[a-z]+(?: [^\s।،؛]+)*")
"""What is isolated is no text of ours, and what can be sent back is written as it works everywhere."""
FOOTBALL, PHYSICS = "Cup final goes to Norn", "Lab in Arvel weighs a neutrino"


@pytest.fixture(params=DIGITS)
async def reader(tmp_path, request: pytest.FixtureRequest) -> AsyncIterator[Reader]:
    async with a_reader(tmp_path) as made:
        made.code = request.param
        async with made.app.session() as session:
            for slug in ("sport", "science"):
                await a_topic(session, slug)
            await a_told_story(session, FOOTBALL, topic="sport")
            await a_told_story(session, PHYSICS, topic="science")
        await made.types("/topics sport science")
        await made.types("/language digests en")
        yield made


def own(reader: Reader, text: str) -> str:
    """The text with the digits of the reader's language."""
    return text.translate({ord("0") + at: sign for at, sign in enumerate(DIGITS[reader.code])})


async def subscriber(reader: Reader) -> Subscriber:
    async with reader.app.reading() as session:
        return (await session.execute(select(Subscriber))).scalar_one()


def said(message: Json) -> str:
    """All that a message says, but for what is not ours."""
    labels = "\n".join(one["text"] for one in buttons(message))
    return QUOTED.sub("", plain(Html(message["text"])) + "\n" + labels)


@pytest.mark.parametrize(
    "line", ["/settings", "/time", "/length", "/quiet", "/alerts", "/zone", "/pause", "/next"]
)
async def test_menus_have_the_languages_own_digits_alone(reader: Reader, line: str) -> None:
    await reader.types("/time 07:30 18:00 5 min")
    shown = said(await reader.types(line))
    assert not re.findall(r"[0-9]+", shown)
    assert re.search(f"[{DIGITS[reader.code]}]", shown)


async def test_a_digest_numbers_its_stories_in_the_languages_own_digits(reader: Reader) -> None:
    shown = await digest_now(reader)
    assert own(reader, "1.") in shown["text"]
    assert [one["text"] for one in buttons(shown)][:2] == [own(reader, "1"), own(reader, "2")]


@pytest.mark.parametrize("is_own", [True, False])
async def test_typed_times_lengths_and_quiet_hours_are_read_in_both_digits(
    reader: Reader, is_own: bool
) -> None:
    for line in ("/time 07:30 18:00", "/length 5", "/quiet 22-7", "/time +21:15"):
        await reader.types(own(reader, line) if is_own else line)
    async with reader.app.reading() as session:
        rows = (await session.execute(select(Schedule).where(col(Schedule.active)))).scalars()
        assert sorted(row.local_time for row in rows) == ["07:30", "18:00", "21:15"]
    now = await subscriber(reader)
    assert (now.stories, now.quiet_from, now.quiet_until) == (5, "22:00", "07:00")


@pytest.mark.parametrize("is_own", [True, False])
async def test_days_are_read_in_both_digits(reader: Reader, is_own: bool) -> None:
    for line in ("/mute Norn until 2026-12-01", "/pause 2026-11-30"):
        await reader.types(own(reader, line) if is_own else line)
    async with reader.app.reading() as session:
        mute = (await session.execute(select(Mute))).scalar_one()
    assert mute.target == "Norn"
    assert mute.until_at is not None
    assert timedelta(days=8) < mute.until_at - NOON < timedelta(days=11)
    assert str((await subscriber(reader)).paused_until) == "2026-11-30"


@pytest.mark.parametrize("command", ["/why", "/sources"])
async def test_a_storys_number_is_read_in_both_digits(reader: Reader, command: str) -> None:
    await digest_now(reader)
    by_own = await reader.types(f"{command} {own(reader, '2')}")
    by_ascii = await reader.types(f"{command} 2")
    assert by_own["text"] == by_ascii["text"]
    assert by_own["text"] != (await reader.types(f"{command} 1"))["text"]


async def test_a_sentences_number_is_read_in_both_digits(reader: Reader) -> None:
    await digest_now(reader)
    assert (await reader.types(own(reader, "/sources 2.1")))["text"] == (await reader.types("/sources 2.1"))[
        "text"
    ]


async def test_a_story_is_saved_by_its_number_in_own_digits(reader: Reader) -> None:
    await digest_now(reader)
    saved = await reader.types(f"/save {own(reader, '2')}")
    assert PHYSICS in saved["text"] or FOOTBALL in saved["text"]
