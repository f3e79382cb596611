"""Asking to hear a digest: by its button and by a line; and having it come so by itself, set and undone by taps and by a line."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.listen import listen
from news.models import Delivery, Digest, Schedule, VoiceOrder
from news.ports import Speaker
from news.reader.limits import HOUR, Limit, Limits, Thing
from news.speak import speak
from news.testing import Clock, a_topic
from news.testing import Reader as Voice
from news.work import claim
from tests.bot.readers import Reader, a_reader, button, buttons, digest_now
from tests.news.test_compose import a_told_story


class Elsewhere(Voice):
    """A voice on somebody else's machine."""

    is_near = False


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[Reader]:
    async with a_reader(tmp_path, clock=Clock()) as made:
        async with made.app.session() as session:
            await a_topic(session, "world")
            await a_told_story(session)
        with_voice(made, Voice())
        yield made


def with_voice(reader: Reader, voice: Speaker | None) -> None:
    reader.app = replace(reader.app, speaker=voice)


async def orders(reader: Reader) -> list[VoiceOrder]:
    async with reader.app.reading() as session:
        return list((await session.execute(select(VoiceOrder).order_by(col(VoiceOrder.id)))).scalars())


async def made(reader: Reader) -> list[dict[str, Any]]:
    """What comes of the orders."""
    for step, verb in (("listen", listen), ("speak", speak), ("listen", listen)):
        async with reader.app.session() as session:
            claims = await claim(session, step, now=reader.app.now(), lease=timedelta(hours=1), limit=9)
        for one in claims:
            await verb(reader.app, one)
    async with reader.app.reading() as session:
        voices = select(Delivery).where(col(Delivery.kind) == "voice").order_by(col(Delivery.id))
        return [row.payload for row in (await session.execute(voices)).scalars()]


async def the_schedule(reader: Reader) -> Schedule:
    async with reader.app.reading() as session:
        return (await session.execute(select(Schedule).where(col(Schedule.active)))).scalar_one()


async def test_a_tap_under_a_digest_has_it_read_aloud(reader: Reader) -> None:
    digest = await digest_now(reader)
    await reader.taps(button(digest, "Listen"))
    [voice] = await made(reader)
    assert voice["caption"].startswith("<b>🎧 Your news")


async def test_tapped_twice_while_it_is_made_one_comes(reader: Reader) -> None:
    tap = button(await digest_now(reader), "Listen")
    await reader.taps(tap)
    await reader.taps(tap)
    assert len(await orders(reader)) == 1


async def test_one_that_stands_there_is_not_sent_again_until_it_may_have_been_deleted(reader: Reader) -> None:
    tap = button(await digest_now(reader), "Listen")
    await reader.taps(tap)
    await made(reader)
    await reader.taps(tap)
    assert len(await made(reader)) == 1

    assert isinstance(reader.app.now, Clock)
    reader.app.now.move(timedelta(minutes=11))
    await reader.taps(tap)
    assert len(await made(reader)) == 2
    assert isinstance(reader.app.speaker, Voice)
    assert len(reader.app.speaker.read) == 2, "nothing is read a second time"


async def test_there_is_an_end_to_what_one_reader_may_have_read_aloud(reader: Reader) -> None:
    reader.app = replace(reader.app, limits=Limits({Thing.VOICE: (Limit(1, HOUR),)}))
    await digest_now(reader)
    await reader.types("/listen")
    await made(reader)
    async with reader.app.session() as session:
        await a_told_story(session, "Trains stop in Arvel")
    await digest_now(reader)
    said = await reader.types("/listen")
    assert said["text"].startswith("Listen: at most 1 an hour.")
    assert len(await orders(reader)) == 1


async def test_a_line_has_the_last_digest_read_aloud(reader: Reader) -> None:
    await digest_now(reader)
    said = await reader.types("/listen")
    assert said["text"] == "The voice message is on its way."
    assert len(await made(reader)) == 1


async def test_a_line_in_reply_means_that_digest(reader: Reader) -> None:
    await digest_now(reader)
    async with reader.app.session() as session:
        first = (await session.execute(select(Delivery).where(col(Delivery.kind) == "digest"))).scalar_one()
        first.message_id = 50
        await a_told_story(session, "Trains stop in Arvel")
    await digest_now(reader)
    replied = {"message_id": 50, "chat": reader.place, "date": 1_795_000_000, "text": "🗞"}
    await reader.types("/listen", reply_to_message=replied)
    [order] = await orders(reader)
    assert order.digest_id == first.subject


async def test_before_the_first_digest_there_is_nothing_to_hear(reader: Reader) -> None:
    assert "You have had no digest yet" in (await reader.types("/listen"))["text"]


async def test_somebody_elses_digest_is_not_read_out(reader: Reader) -> None:
    tap = button(await digest_now(reader), "Listen")
    stranger = replace(reader, chat=8, update_id=500)
    await stranger.types("/start")
    await stranger.taps(tap)
    assert await orders(reader) == []


async def test_where_there_is_no_voice_there_is_no_button_and_a_line_says_so(reader: Reader) -> None:
    with_voice(reader, None)
    digest = await digest_now(reader)
    assert "Listen" not in str(buttons(digest))
    assert (await reader.types("/listen"))["text"] == "Nothing is read aloud in English here."
    assert "/listen" not in (await reader.types("/help"))["text"]
    assert await orders(reader) == []


async def test_help_names_the_line_where_there_is_a_voice(reader: Reader) -> None:
    helped = await reader.types("/help")
    assert "/listen" in (await reader.taps(button(helped, "Reading and asking")))["text"]


async def test_a_line_has_every_digest_of_an_hour_read_aloud_and_undoes_it(reader: Reader) -> None:
    said = await reader.types("/time 07:30 read aloud")
    assert (await the_schedule(reader)).is_spoken
    assert "🎧" in said["text"]

    said = await reader.types("/time 07:30 text only")
    assert not (await the_schedule(reader)).is_spoken
    assert "🎧" not in said["text"]


async def test_taps_have_every_digest_of_an_hour_read_aloud_and_undo_it(reader: Reader) -> None:
    await reader.types("/time 07:30")
    page = await reader.taps(f"v1:slot:{(await the_schedule(reader)).id}")
    page = await reader.taps(button(page, "🎧 read aloud"))
    assert (await the_schedule(reader)).is_spoken
    await reader.taps(button(page, "✅ 🎧 read aloud"))
    assert not (await the_schedule(reader)).is_spoken


async def test_nobody_is_promised_a_voice_that_there_is_not(reader: Reader) -> None:
    await reader.types("/time 07:30")
    with_voice(reader, None)
    page = await reader.taps(f"v1:slot:{(await the_schedule(reader)).id}")
    assert "🎧" not in str(buttons(page))
    said = await reader.types("/time 07:30 read aloud")
    assert "nothing was changed" in said["text"]


async def test_a_voice_that_is_gone_can_be_turned_off(reader: Reader) -> None:
    await reader.types("/time 07:30 🎧")
    with_voice(reader, None)
    page = await reader.taps(f"v1:slot:{(await the_schedule(reader)).id}")
    await reader.taps(button(page, "🎧"))
    assert not (await the_schedule(reader)).is_spoken


async def test_privacy_says_where_a_voice_reads_that_is_elsewhere(reader: Reader) -> None:
    said = "read aloud by a service elsewhere: it gets the news, and nothing about you"
    assert said not in (await reader.types("/privacy"))["text"]
    with_voice(reader, Elsewhere())
    assert said in (await reader.types("/privacy"))["text"]


async def test_a_digest_that_said_nothing_has_nothing_to_hear(reader: Reader) -> None:
    await digest_now(reader)
    empty = await digest_now(reader)
    assert "Nothing new" in empty["text"]
    assert "Listen" not in str(buttons(empty))
    async with reader.app.reading() as session:
        digests = list((await session.execute(select(Digest).order_by(col(Digest.id)))).scalars())
    await reader.taps(f"v1:listen:{digests[-1].id}")
    assert await orders(reader) == []
