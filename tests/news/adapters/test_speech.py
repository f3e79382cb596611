"""Voices: behind an endpoint as good and bad ones answer, and programs of this machine, kept within their time and size."""

import os
import sys
import textwrap
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from news.adapters import opus
from news.adapters.breaker import FAILURES_IN_A_ROW
from news.adapters.endpoint import Endpoint
from news.adapters.engine import CommandSpeaker
from news.adapters.processes import environment, run
from news.adapters.speech import TRIES, EndpointSpeaker, endpoint_of, open_speaker
from news.errors import ProgramFailed, SpeechFailed
from news.settings import Settings
from news.testing import a_recording
from news.voicing import ogg
from news.voicing.voices import Voices, read_voices
from tests.scripted_speech import a_wav, failing, giving, good, hanging, no_opus, speaking, torn

TEXT = "Ferry hits quay. Nobody was hurt."
needs_encoder = pytest.mark.skipif(opus.encoder() is None, reason="neither opusenc nor ffmpeg is installed")


class Waits:
    """Pauses that nobody waits for."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def a_speaker(url: str, **more: Any) -> EndpointSpeaker:
    given = {"voices": read_voices("alloy, de=onyx"), "pause": Waits(), "patience_s": 5.0} | more
    return EndpointSpeaker(Endpoint("tts", url, "k"), **given)


async def heard(speaker: EndpointSpeaker, *, language: str = "en") -> float:
    try:
        return ogg.read((await speaker.speak(TEXT, language=language)).ogg).seconds
    finally:
        await speaker.close()


# --- an endpoint ---------------------------------------------------------------------------------


async def test_a_text_goes_there_and_nothing_else_and_a_recording_comes_back() -> None:
    with speaking() as speech:
        speaker = a_speaker(speech.url)
        assert await heard(speaker, language="de-AT") == pytest.approx(0.6)
    assert speech.asked == [{"model": "tts", "voice": "onyx", "input": TEXT, "response_format": "opus"}]
    assert speech.keys == ["Bearer k"]


async def test_letters_cost_what_the_operator_says() -> None:
    with speaking() as speech:
        speaker = a_speaker(speech.url, price=Decimal(15))
        usage = (await speaker.speak(TEXT, language="en")).usage
        await speaker.close()
    assert usage.cost == Decimal(15) * len(TEXT) / 1_000_000
    assert (usage.calls, usage.tokens_out) == (1, 0)


@needs_encoder
async def test_one_that_knows_no_opus_is_asked_for_wav_from_then_on() -> None:
    with speaking(always=no_opus) as speech:
        speaker = a_speaker(speech.url)
        await speaker.speak(TEXT, language="en")
        assert await heard(speaker) == pytest.approx(0.6, abs=0.1)
    assert [body["response_format"] for body in speech.asked] == ["opus", "wav", "wav"]


@needs_encoder
async def test_one_that_gives_wav_whatever_it_is_asked_for_is_heard() -> None:
    with speaking(giving(a_wav(1.0))) as speech:
        assert await heard(a_speaker(speech.url)) == pytest.approx(1.0, abs=0.1)


async def test_what_was_not_taken_on_is_asked_again_and_waited_for_as_it_asks() -> None:
    waits = Waits()
    with speaking(failing(503), failing(429, Retry_After="3"), good) as speech:
        assert await heard(a_speaker(speech.url, pause=waits, patience_s=30.0)) > 0
    assert len(speech.asked) == TRIES
    assert waits.seconds == [0.5, 3.0]


@pytest.mark.parametrize("play", [torn, giving(b"\xff\xfb\x90" + bytes(99)), giving(b""), giving(b"{}")])
async def test_what_may_have_been_billed_is_not_asked_again(
    play: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opus, "ENCODERS", ())
    with speaking(always=play) as speech:
        speaker = a_speaker(speech.url)
        with pytest.raises(SpeechFailed) as failure:
            await heard(speaker)
    assert len(speech.asked) == 1
    assert failure.value.usage.calls == 1


async def test_one_that_takes_too_long_is_given_up() -> None:
    with speaking(always=hanging) as speech:
        with pytest.raises(SpeechFailed, match="no recording within"):
            await heard(a_speaker(speech.url, patience_s=0.2))


async def test_a_recording_without_end_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("news.adapters.speech.OGG_BYTES", 10_000)
    with speaking(giving(a_recording(1) + bytes(50_000))) as speech:
        with pytest.raises(SpeechFailed, match="MB"):
            await heard(a_speaker(speech.url))


async def test_a_wrong_key_closes_it_at_once_and_says_so_to_the_operator() -> None:
    with speaking(always=failing(401)) as speech:
        speaker = a_speaker(speech.url)
        for _ in range(2):
            with pytest.raises(SpeechFailed):
                await speaker.speak(TEXT, language="en")
        await speaker.close()
    assert len(speech.asked) == 1
    assert "does not serve (HTTP 401)" in (speaker.trouble or "")


async def test_one_that_fails_three_times_in_a_row_is_left_alone_for_a_while() -> None:
    now = 0.0
    with speaking(always=failing(500)) as speech:
        speaker = a_speaker(speech.url, clock=lambda: now)
        for _ in range(FAILURES_IN_A_ROW + 2):
            with pytest.raises(SpeechFailed):
                await speaker.speak(TEXT, language="en")
        assert len(speech.asked) == FAILURES_IN_A_ROW * TRIES
        now, speech.always = 601.0, good
        await speaker.speak(TEXT, language="en")
        await speaker.close()
    assert speaker.trouble is None


async def test_out_of_reach_is_said_and_costs_nothing() -> None:
    with speaking() as speech:
        gone = speech.url
    with pytest.raises(SpeechFailed, match="out of reach") as failure:
        await heard(a_speaker(gone))
    assert failure.value.usage.calls == 0


# --- a program of this machine -------------------------------------------------------------------


def a_program(folder: Path, body: str) -> str:
    """Its command line."""
    file = folder / "engine.py"
    file.write_text("import sys, os, time\n" + textwrap.dedent(body), "utf-8")
    return f"{sys.executable} {file} {{voice}} {{language}}"


def an_engine(folder: Path, body: str, **more: Any) -> CommandSpeaker:
    (folder / "made.ogg").write_bytes(a_recording(1.5))
    return CommandSpeaker(a_program(folder, body), **{"voices": Voices(), "deadline_s": 20.0} | more)


GIVES = """
    read = sys.stdin.buffer.read().decode()
    here = os.path.dirname(sys.argv[0])
    open(os.path.join(here, "read.txt"), "w").write("|".join([*sys.argv[1:], read]))
    sys.stdout.buffer.write(open(os.path.join(here, "made.ogg"), "rb").read())
"""


async def test_a_program_gets_the_text_on_its_input_and_the_voice_in_its_line(tmp_path: Path) -> None:
    speaker = an_engine(tmp_path, GIVES, voices=read_voices("joe, de=thorsten"))
    spoken = await speaker.speak("Größe; $(rm -rf /) `x`", language="de-AT")
    assert (tmp_path / "read.txt").read_text("utf-8") == "thorsten|de|Größe; $(rm -rf /) `x`"
    assert ogg.read(spoken.ogg).seconds == pytest.approx(1.5)
    assert spoken.usage.calls == 0


async def test_without_a_voice_of_its_own_a_language_is_its_voice(tmp_path: Path) -> None:
    await an_engine(tmp_path, GIVES).speak("Ahoj", language="cs")
    assert (tmp_path / "read.txt").read_text("utf-8") == "cs|cs|Ahoj"


async def test_a_program_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    body = """
        child = os.fork()
        if child:
            open(os.path.join(os.path.dirname(sys.argv[0]), "child"), "w").write(str(child))
        time.sleep(60)
    """
    with pytest.raises(SpeechFailed, match="not done within 1 s"):
        await an_engine(tmp_path, body, deadline_s=1.0).speak(TEXT, language="en")
    child = int((tmp_path / "child").read_text())
    state = Path(f"/proc/{child}/stat")
    if Path("/proc").exists():
        assert not state.exists() or state.read_text().split()[2] == "Z"


async def test_a_program_that_writes_without_end_is_ended() -> None:
    line = [sys.executable, "-c", "import sys\nwhile True: sys.stdout.buffer.write(bytes(65536))"]
    for _ in range(5):  # where its pipe is full or empty at the end is chance
        with pytest.raises(ProgramFailed, match="more than 1 MB"):
            await run(line, b"", deadline_s=30.0, most_bytes=1_000_000)


async def test_a_program_that_reads_nothing_is_heard_all_the_same(tmp_path: Path) -> None:
    line = [sys.executable, "-c", "import sys; sys.stdin.close(); print('done')"]
    assert await run(line, b"x" * 5_000_000, deadline_s=30.0, most_bytes=100) == b"done\n"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("sys.exit('no voice “en”')", "no voice “en”"),
        ("sys.exit(3)", "exit code 3"),
        ("print('hello')", "which Telegram plays only as Opus|could not be encoded"),
        ("sys.stdout.buffer.write(b'OggS' + bytes(50))", "no recording in Opus"),
    ],
)
async def test_what_goes_wrong_with_a_program_is_said_in_its_own_words(
    tmp_path: Path, body: str, said: str
) -> None:
    speaker = an_engine(tmp_path, body)
    with pytest.raises(SpeechFailed, match=said):
        await speaker.speak(TEXT, language="en")
    assert "SPEECH_COMMAND" in (speaker.trouble or "")


async def test_a_program_that_is_not_there_is_said_to_be_missing() -> None:
    with pytest.raises(SpeechFailed, match="no-such-engine: No such file"):
        await CommandSpeaker("no-such-engine {voice}", voices=Voices()).speak(TEXT, language="en")


async def test_silence_is_no_recording(tmp_path: Path) -> None:
    speaker = an_engine(tmp_path, GIVES)
    (tmp_path / "made.ogg").write_bytes(a_recording(0.1))
    with pytest.raises(SpeechFailed, match="nothing to be heard"):
        await speaker.speak(TEXT, language="en")


def test_a_program_gets_none_of_our_settings() -> None:
    ours = {
        "PATH": "/bin",
        "TELEGRAM_BOT_TOKEN": "t",
        "openai_api_key": "k",
        "SPEECH_API_KEY": "s",
        "LANG": "C",
    }
    assert environment(ours) == {"PATH": "/bin", "LANG": "C"}


@needs_encoder
async def test_a_wav_becomes_what_telegram_plays() -> None:
    assert ogg.read(await opus.as_opus(a_wav(2.0))).seconds == pytest.approx(2.0, abs=0.1)


async def test_where_nothing_here_can_encode_the_operator_hears_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SpeechFailed, match=r"WAV.*install opusenc or ffmpeg"):
        await opus.as_opus(a_wav(1.0))


# --- what is set ---------------------------------------------------------------------------------


def settings(**given: Any) -> Settings:
    return Settings(_env_file=None, **given)


def test_without_a_setting_there_is_no_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("SPEECH_", "OPENAI_"))]:
        monkeypatch.delenv(name)
    assert open_speaker(settings()) is None


def test_the_key_of_a_model_goes_to_no_other_endpoint() -> None:
    both = {
        "openai_api_key": SecretStr("mine"),
        "openai_base_url": "https://a.example/v1",
        "speech_model": "tts",
    }
    assert endpoint_of(settings(**both)) == Endpoint("tts", "https://a.example/v1", "mine")
    elsewhere = settings(**both, speech_base_url="https://b.example/v1")
    assert endpoint_of(elsewhere) == Endpoint("tts", "https://b.example/v1", None)


def test_a_voice_reads_the_languages_that_it_was_given() -> None:
    speaker = open_speaker(settings(speech_command="engine {voice}", speech_languages="en, pt-BR"))
    assert speaker is not None
    assert [speaker.speaks(code) for code in ("en-GB", "pt", "de")] == [True, True, False]
    assert speaker.is_near


@pytest.mark.parametrize("written", ["alloy nova", "alloy, nova", "de=", "=x", "a;b"])
def test_voices_that_cannot_be_read_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match="it looks like this: alloy, de=onyx"):
        read_voices(written)
