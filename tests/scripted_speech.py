"""An OpenAI-compatible `audio/speech` on loopback that plays what it is told, and keeps what it was asked.

What it answers is silence, a tenth of a second a word, in Opus; as WAV where it is asked for that.
"""

import asyncio
import io
import threading
import wave
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from news.testing import a_recording

KNOWN = {"model", "voice", "input", "response_format"}
Play = Callable[["ScriptedSpeech", web.Request, Mapping[str, Any]], Any]


@dataclass
class ScriptedSpeech:
    """`plays` are used up, one a request; then it is `always`."""

    plays: list[Play] = field(default_factory=list)
    always: Play | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    url: str = ""

    async def speech(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.asked.append(body)
        self.keys.append(request.headers.get("Authorization"))
        if unknown := set(body) - KNOWN:
            return error(400, f"unknown: {unknown}")
        play = self.plays.pop(0) if self.plays else self.always or good
        made = play(self, request, body)
        return await made if asyncio.iscoroutine(made) else made

    @property
    def texts(self) -> list[str]:
        return [body["input"] for body in self.asked]


def good(_: ScriptedSpeech, __: web.Request, body: Mapping[str, Any]) -> web.Response:
    seconds = max(0.3, len(body["input"].split()) / 10)
    if body.get("response_format") == "wav":
        return web.Response(body=a_wav(seconds), content_type="audio/wav")
    return web.Response(body=a_recording(seconds), content_type="audio/ogg")


def a_wav(seconds: float, *, rate: int = 22_050) -> bytes:
    into = io.BytesIO()
    with wave.open(into, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(2 * round(seconds * rate)))
    return into.getvalue()


def error(status: int, message: str = "no", **headers: str) -> web.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.json_response({"error": {"message": message}}, status=status, headers=named)


def failing(status: int, message: str = "no", **headers: str) -> Play:
    return lambda *_: error(status, message, **headers)


def giving(content: bytes) -> Play:
    return lambda *_: web.Response(body=content)


def no_opus(speech: ScriptedSpeech, request: web.Request, body: Mapping[str, Any]) -> web.Response:
    """A server that knows WAV only."""
    if body.get("response_format") != "wav":
        return error(422, "response_format: Input should be 'wav'")
    return good(speech, request, body)


async def hanging(*_: Any) -> web.Response:
    await asyncio.sleep(60)
    raise AssertionError("somebody waited for this")


async def torn(_: ScriptedSpeech, request: web.Request, __: Mapping[str, Any]) -> web.StreamResponse:
    """Begins to answer, and hangs up."""
    answer = web.StreamResponse(headers={"Content-Length": "100000"})
    await answer.prepare(request)
    await answer.write(a_recording(1)[:50])
    assert request.transport is not None
    request.transport.abort()
    return answer


@contextmanager
def speaking(*plays: Play, **more: Any) -> Iterator[ScriptedSpeech]:
    """The server, in a thread of its own, at `url`."""
    speech = ScriptedSpeech(list(plays), **more)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    site = web.Application()
    site.router.add_post("/v1/audio/speech", speech.speech)
    runner = web.AppRunner(site, shutdown_timeout=0.1)

    async def open_site() -> None:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()

    try:
        asyncio.run_coroutine_threadsafe(open_site(), loop).result(10)
        speech.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        yield speech
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
