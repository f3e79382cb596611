"""A question to the real program with a model beside it: what is worded is seen while it is, and stopped by a button."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from news.catalogue import read_catalogue
from news.intake.opml import write_opml
from sandbox.edition.contents import outlets
from tests.end_to_end.conftest import Person, Town, a_town
from tests.end_to_end.test_small_model import in_english
from tests.scripted_model import ScriptedModel, playing


def is_digest(message: dict[str, Any]) -> bool:
    return message.get("text", "").startswith("🗞") and "1." in message["text"]


@asynccontextmanager
async def a_town_with_a_model(folder: Path, model: ScriptedModel) -> AsyncIterator[Town]:
    """The model speaks as its sources do, so they are English."""
    settings = {"OPENAI_BASE_URL": model.url, "OPENAI_MODEL": "scripted", "OPENAI_API_KEY": "k"}
    async with a_town(folder, **settings) as town:
        feeds = in_english(read_catalogue(town.press.catalogue(), source="edition"))
        (folder / "feeds.opml").write_text(write_opml(feeds), encoding="utf-8")
        await town.program.start()
        yield town


class Watching:
    """What appears in a person's chat, as it appears."""

    def __init__(self, reader: Person) -> None:
        self._reader = reader

    async def __aenter__(self) -> "Watching":
        url = f"{self._reader.url}/people/{self._reader.user}/events"
        self._events = await self._reader.http.get(url, timeout=aiohttp.ClientTimeout(total=60))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._events.close()

    async def next(self, kind: str) -> dict[str, Any]:
        """The next event of this kind; those before it are let go."""
        found = ""
        async for raw in self._events.content:
            line = raw.decode().strip()
            found = line.removeprefix("event: ") if line.startswith("event: ") else found
            if line.startswith("data: ") and found == kind:
                return dict(json.loads(line.removeprefix("data: ")))
        raise AssertionError(f"never saw a {kind}")


async def a_question(reader: Person) -> None:
    """Asks the first story of a digest for what its headline tells."""
    await reader.send("/topics world")
    while True:
        await reader.send("/digest")
        heard = await reader.hears(lambda m: is_digest(m) or "Nothing new" in m["text"], patience_s=90)
        if is_digest(heard):
            break
    await reader.press(heard, "1")
    story = await reader.hears("Outlets")
    await reader.press(story, "What every outlet wrote")
    radar = await reader.hears("📡")
    await reader.press(story, "Ask")
    prompt = await reader.hears("What do you want to know?")
    await reader.send(question_of(radar["text"]), reply_to_message_id=prompt["message_id"])


def question_of(radar: str) -> str:
    """In the headline's words, without those of outlets' names, which would ask for what these outlets say, and without what it
    counts: outlets count otherwise, and both are quoted then."""
    named = {word for outlet in outlets() for word in outlet.name.casefold().split()}
    headline = radar.split("\n\n")[1].splitlines()[1].partition(",")[0]
    words = [
        word
        for word in re.findall(r"[\w-]+", headline)
        if word.isalpha() and word.casefold() not in named and len(word) > 1
    ]
    return f"{' '.join(words)}?"


async def test_an_answer_is_seen_while_it_is_worded_and_then_stays(tmp_path: Path) -> None:
    with playing(always="held_stream") as model:
        async with a_town_with_a_model(tmp_path, model) as town:
            reader = await town.person()
            async with Watching(reader) as chat:
                await a_question(reader)
                thinking = await chat.next("draft")
                draft = await chat.next("draft")
                model.go_on.set()
                answer = await reader.hears("Worded by a language model")

    assert (thinking["text"], thinking["can_stop"]) == ("", True)
    assert draft["draft_id"] == thinking["draft_id"]
    assert draft["text"].rpartition("\n\n")[2] in answer["text"]
    assert [e for e in draft["entities"] if e["type"] == "text_link"], "every sentence has its source"


async def test_whoever_presses_stop_gets_what_was_checked_by_then(tmp_path: Path) -> None:
    with playing(always="held_stream") as model:
        async with a_town_with_a_model(tmp_path, model) as town:
            reader = await town.person()
            async with Watching(reader) as chat:
                await a_question(reader)
                await chat.next("draft")
                draft = await chat.next("draft")
                await reader.stop(draft["draft_id"])
                answer = await reader.hears("Worded by a language model")
                assert await asyncio.to_thread(model.hung_up.wait, 20), "the model speaks to nobody"

    assert draft["text"].rpartition("\n\n")[2] in answer["text"]
