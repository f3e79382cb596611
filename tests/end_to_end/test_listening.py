"""A digest is heard over HTTP: read by an endpoint or by a program of this machine, sent as a voice message, once."""

import os
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest

from news.voicing import ogg
from tests.end_to_end.conftest import Person, Town, a_town
from tests.scripted_speech import failing, good, speaking


def is_digest(message: dict[str, Any]) -> bool:
    return message.get("text", "").startswith("🗞") and "1." in message["text"]


def is_voice(message: dict[str, Any]) -> bool:
    return "voice" in message


async def a_digest(reader: Person) -> dict[str, Any]:
    await reader.send("/topics world")
    while True:
        await reader.send("/digest")
        heard = await reader.hears(
            lambda m: is_digest(m) or "Nothing new" in m.get("text", ""), patience_s=90
        )
        if is_digest(heard):
            return heard


def recording(town: Town, message: dict[str, Any]) -> ogg.Recording:
    stored = town.telegram.world.files.find(message["voice"]["file_id"])
    assert stored is not None
    return ogg.read(stored.content)


async def voices(reader: Person) -> list[dict[str, Any]]:
    return [message for message in await reader.messages() if is_voice(message)]


async def test_a_digest_is_read_aloud_by_an_endpoint_and_what_one_heard_is_paid_for_once(
    tmp_path: Path,
) -> None:
    with speaking() as speech:
        settings = {"SPEECH_BASE_URL": speech.url, "SPEECH_MODEL": "tts-1", "SPEECH_API_KEY": "k"}
        async with a_town(tmp_path, **settings) as town:
            await town.program.start()
            reader = await town.person()
            digest = await a_digest(reader)
            assert await reader.press(digest, "Listen") == "The voice message is on its way."
            message = await reader.hears(is_voice)

            assert "Read aloud by an AI voice, not by a person." in message["caption"]
            assert message["reply_to_message"]["message_id"] == digest["message_id"]
            assert recording(town, message).seconds == pytest.approx(message["voice"]["duration"], abs=0.6)
            paid = list(speech.texts)
            assert any("Sources:" in text for text in paid), "stories name who told them"

            other = await town.person(2)
            await other.press(await a_digest(other), "Listen")
            await other.hears(is_voice)
    assert len(speech.texts) == len(set(speech.texts)), "nothing is read twice"
    assert not any("Reader" in text or "http" in text for text in paid)


@pytest.mark.parametrize("fault", ["lost_reply", "reset"] if os.environ.get("LONG_RUNS") else ["lost_reply"])
async def test_a_voice_message_comes_once_though_its_reply_is_lost_and_the_program_killed(
    tmp_path: Path, fault: str
) -> None:
    with speaking() as speech:
        async with a_town(tmp_path, SPEECH_BASE_URL=speech.url, SPEECH_MODEL="tts-1") as town:
            await town.program.start()
            reader = await town.person()
            digest = await a_digest(reader)
            town.telegram.api.faults.lay({"method": "sendVoice", "kind": fault})
            await reader.press(digest, "Listen")
            while not any(call["method"] == "sendVoice" for call in town.telegram.api.calls):
                await reader._next_event()
            await town.program.stop(signal.SIGKILL)
            await town.program.start()
            await reader.hears(is_voice, patience_s=90)
            await reader.send("/next")
            await reader.hears("digest")
            assert len(await voices(reader)) == 1


async def test_an_endpoint_that_is_away_is_said_to_whoever_asked_and_what_failed_is_tried_anew(
    tmp_path: Path,
) -> None:
    with speaking(always=failing(400)) as speech:
        async with a_town(tmp_path, SPEECH_BASE_URL=speech.url, SPEECH_MODEL="tts-1") as town:
            await town.program.start()
            reader = await town.person()
            digest = await a_digest(reader)
            await reader.press(digest, "Listen")
            await reader.hears("The voice message could not be made.")
            speech.always = good
            await town.program.stop()  # a running one lets the endpoint rest for ten minutes
            await town.program.start()
            await reader.press(digest, "Listen")
            await reader.hears(is_voice)


@pytest.mark.skipif(
    not (shutil.which("espeak-ng") and shutil.which("opusenc")),
    reason="espeak-ng or opusenc is not installed",
)
async def test_a_digest_is_read_aloud_by_a_program_of_this_machine(tmp_path: Path) -> None:
    async with a_town(tmp_path, SPEECH_COMMAND="espeak-ng -v {voice} --stdout") as town:
        await town.program.start()
        reader = await town.person()
        await reader.press(await a_digest(reader), "Listen")
        message = await reader.hears(is_voice, patience_s=90)
        assert recording(town, message).seconds > 10
        assert sum(map(len, recording(town, message).packets)) > 10_000, "it is no silence"


async def test_without_a_voice_no_button_promises_one(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await town.program.start()
        digest = await a_digest(await town.person())
    assert "🎧" not in str(digest["reply_markup"])
