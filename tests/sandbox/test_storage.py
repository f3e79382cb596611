"""What happened is still there after a restart."""

from __future__ import annotations

import asyncio
import errno
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox.limits import Limits
from sandbox.server import serve
from sandbox.storage import CannotKeep, InUse, StateFile


@pytest.fixture
def opened(tmp_path: Path, telegram: Any) -> Callable[[], AbstractAsyncContextManager[Any]]:
    """A Telegram that keeps its state in one file, opened as often as wanted."""
    client = type(telegram)

    @asynccontextmanager
    async def running() -> AsyncIterator[Any]:
        limits = Limits(enabled=False)
        async with serve(state_path=tmp_path / "state.json", limits=limits) as sandbox:
            async with aiohttp.ClientSession() as session:
                yield client(sandbox, session)

    return running


async def test_chats_messages_files_settings_and_updates_survive_a_restart(opened) -> None:
    async with opened() as first:
        await first.post("/people", user=1, first_name="Ada", language_code="de")
        group = await first.open_chat(
            "supergroup", members=[1], bot="administrator", is_forum=True, username="desk"
        )
        topic = (await first.post(f"/operator/chats/{group}/topics", name="News"))["message_thread_id"]
        await first.post("/people/1/start", payload="kept")
        await first.send(1, "x" * 4000, reply_markup={"force_reply": True})
        sent = await first.send(1, "gone")
        await first.ok("deleteMessage", chat_id=1, message_id=sent["message_id"])
        await first.ok("setMyCommands", commands=[{"command": "a", "description": "b"}], language_code="de")
        form = aiohttp.FormData({"chat_id": "1"})
        form.add_field("document", b"file", filename="a.txt")
        url = f"{first.url}/bot{first.sandbox.token}/sendDocument"
        async with first.session.post(url, data=form) as response:
            file_id = (await response.json())["result"]["document"]["file_id"]
        before = [await first.get(path) for path in ("/people", "/people/1/chats", "/operator/record")]
        messages = await first.get("/people/1/chats/1/messages")
    async with opened() as again:
        after = [await again.get(path) for path in ("/people", "/people/1/chats", "/operator/record")]
        assert after == before
        assert await again.get("/people/1/chats/1/messages") == messages
        assert (await again.get("/people/1/bot"))["commands"] == [{"command": "a", "description": "b"}]
        path = (await again.ok("getFile", file_id=file_id))["file_path"]
        async with again.session.get(f"{again.url}/file/bot{again.sandbox.token}/{path}") as response:
            assert await response.read() == b"file"
        updates = await again.updates()
        assert updates[-1]["message"]["text"] == "/start kept"
        assert (await again.send(1))["message_id"] == messages[-1]["message_id"] + 1
        assert (await again.send("@desk", message_thread_id=topic))["chat"]["id"] == group


async def test_a_webhook_is_taken_up_again(opened) -> None:
    async with opened() as first:
        await first.ok("setWebhook", url="http://127.0.0.1:9/hook", secret_token="s")
        await first.post("/people/1/start")
    async with opened() as again:
        assert (await again.ok("getWebhookInfo"))["url"] == "http://127.0.0.1:9/hook"
        await again.ok("deleteWebhook")
        assert len(await again.updates()) == 1


async def test_the_file_is_whole_within_a_second_of_a_change(
    opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_kept, keep = asyncio.Event(), StateFile.keep

    async def kept(*state: Any) -> None:
        await keep(*state)
        is_kept.set()

    monkeypatch.setattr(StateFile, "keep", kept)
    async with opened() as telegram:
        await telegram.post("/people/1/start", payload="soon")
        await asyncio.wait_for(is_kept.wait(), timeout=20)
        assert "/start soon" in json.dumps(json.loads((tmp_path / "state.json").read_text()))


async def test_reset_forgets_everyone(telegram) -> None:
    await telegram.send(1)
    await telegram.post("/operator/reset")
    assert await telegram.get("/people") == []
    assert await telegram.get("/operator/record") == []
    assert await telegram.refused("sendMessage", chat_id=1, text="x") == "Bad Request: chat not found"
    await telegram.post("/people/1/start")
    assert (await telegram.send(1))["message_id"] == 2


async def test_a_state_is_one_servers_and_a_second_is_told_its_address(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    async with serve(state_path=path) as first:
        with pytest.raises(InUse) as refused:
            async with serve(state_path=path):
                pass
        assert refused.value.url == first.url
    async with serve(state_path=path):
        pass


async def test_a_state_is_free_again_where_the_port_was_taken(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    async with serve() as other:
        with pytest.raises(OSError, match="in use"):
            async with serve(state_path=path, port=int(other.url.rsplit(":", 1)[1])):
                pass
    async with serve(state_path=path):
        pass


async def test_where_nothing_can_be_written_it_is_said_and_no_other_port_is_tried(tmp_path) -> None:
    (tmp_path / "file").write_text("in the way of a folder")
    with pytest.raises(CannotKeep) as refused:
        async with serve(state_path=tmp_path / "file" / "sandbox.json"):
            pass
    assert "sandbox.json.lock cannot be written" in str(refused.value)


async def test_where_the_drive_knows_no_locks_it_is_kept_without(tmp_path, monkeypatch) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", no_locks)
    async with serve(state_path=tmp_path / "sandbox.json") as sandbox:
        assert sandbox.url
