"""Keeps the state in one JSON file: written whole, beside and then over the old one, soon after each change.

One server has it at a time: what another wrote would be lost. Only references are copied on the event loop; encoding and writing happen in a thread, and the pause
between two writes grows with what a write costs.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sandbox.chats import Person, Query, Room, Topic, World
from sandbox.errors import Json
from sandbox.messages import MessageLog
from sandbox.webhooks import Webhook

SOON_SECONDS = 0.5
_ROOM = (
    "id",
    "type",
    "title",
    "username",
    "is_forum",
    "muted",
    "last_message_id",
    "migrated_to",
    "last_read_id",
)
_COUNTERS = ("last_account_message_id", "last_group_id", "last_query_id")
_PROFILE = ("username", "first_name", "names", "descriptions", "short_descriptions")


class InUse(Exception):
    """Another server keeps its state in this file; `url` is its address, empty while it starts."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class CannotKeep(Exception):
    """The state cannot be written where it is to be kept; says why. No OSError: another port would not help."""


class StateFile:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._owned = path.with_name(path.name + ".lock")  # the file itself is another one after each write
        self._writing = threading.Lock()  # a cancelled `keep_up` leaves its thread writing

    @contextmanager
    def owned(self) -> Iterator[None]:
        """By nobody else until the end of the block, or of the process, however it ends. Raises InUse and CannotKeep."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            lock = self._owned.open("a+")
        except OSError as error:
            raise CannotKeep(f"{self._owned} cannot be written: {error.strerror}") from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise InUse(self._owned.read_text()) from None
            except OSError:  # some network drives know no locks
                pass
            self.serves("")
            yield

    def serves(self, url: str) -> None:
        """Where the owner is to be found, for whoever else wants the file."""
        self._owned.write_text(url)

    def read(self) -> Json | None:
        if not self._path.exists():
            return None
        stored: Json = json.loads(self._path.read_bytes())
        return stored

    async def keep(self, world: World, webhook: Webhook | None) -> None:
        snapshot = _snapshot(world, webhook)
        await asyncio.to_thread(self._write, *snapshot)

    async def keep_up(self, world: World, webhook_now: Any) -> None:
        """For ever: writes within a second of a change, or ten times what a write takes."""
        pause = SOON_SECONDS
        while True:
            await asyncio.sleep(pause)
            if world.is_changed:
                world.is_changed = False
                began = time.monotonic()
                await self.keep(world, webhook_now())
                pause = max(SOON_SECONDS, 10 * (time.monotonic() - began))

    def _write(self, head: Json, rooms: list[tuple[Json, MessageLog]], files: Any) -> None:
        with self._writing:
            self._write_alone(head, rooms, files)

    def _write_alone(self, head: Json, rooms: list[tuple[Json, MessageLog]], files: Any) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_name(self._path.name + ".new")
        with beside.open("wb") as out:
            out.write(b'{"head":' + json.dumps(head, ensure_ascii=False).encode())
            out.write(b',\n"files":' + json.dumps(files.to_json()).encode())
            out.write(b',\n"rooms":[')
            for number, (room, log) in enumerate(rooms):
                about = json.dumps(room, ensure_ascii=False).encode()
                out.write((b",\n" if number else b"\n") + b"[" + about + b"," + log.encode() + b"]")
            out.write(b"]}\n")
            out.flush()
            os.fsync(out.fileno())
        beside.replace(self._path)


def _snapshot(world: World, webhook: Webhook | None) -> tuple[Json, list[tuple[Json, MessageLog]], Any]:
    profile = world.profile
    head: Json = {
        "counters": {name: getattr(world, name) for name in _COUNTERS},
        "profile": {name: getattr(profile, name) for name in _PROFILE}
        | {
            "commands": [[*key, commands] for key, commands in profile.commands.items()],
            "menu_buttons": [*profile.menu_buttons.items()],
        },
        "people": [asdict(person) for person in world.people.values()],
        "queries": [[q.id, q.user_id, q.chat_id, q.asked_at, q.answer] for q in world.queries.values()],
        "record": [*world.record],
        "updates": world.updates.to_json(),
        "webhook": None
        if webhook is None
        else [webhook.url, webhook.secret_token, webhook.max_connections, webhook.ip_address],
    }
    return (
        head,
        [(_room_head(room), room.messages.copy()) for room in world.rooms.values()],
        world.files.copy(),
    )


def _room_head(room: Room) -> Json:
    return {
        **{name: getattr(room, name) for name in _ROOM},
        "members": [*room.members.items()],
        "topics": [asdict(topic) for topic in room.topics.values()],
        "keyboards": [*room.keyboards.items()],
        "reactions": [*room.reactions.items()],
    }


def restore(world: World, stored: Json) -> Webhook | None:
    """The world as it was; its webhook, if it had one."""
    head = stored["head"]
    for name in _COUNTERS:
        setattr(world, name, head["counters"][name])
    for name in _PROFILE:
        setattr(world.profile, name, head["profile"][name])
    world.profile.commands = {(tuple(scope), lang): cmds for scope, lang, cmds in head["profile"]["commands"]}
    world.profile.menu_buttons = dict(head["profile"]["menu_buttons"])
    world.people = {about["id"]: Person(**about) for about in head["people"]}
    world.queries = {row[0]: Query(*row) for row in head["queries"]}
    world.record = [(chat_id, message_id) for chat_id, message_id in head["record"]]
    world.updates.load(head["updates"])
    world.files.load(stored["files"])
    for about, log in stored["rooms"]:
        room = _room(about, log)
        world.rooms[room.id] = room
        if room.username:
            world.by_username[room.username.lower()] = room.id
    webhook = head["webhook"]
    return Webhook(*webhook) if webhook else None


def _room(about: Json, log: Json) -> Room:
    room = Room(**{name: about[name] for name in _ROOM})
    room.members = dict(about["members"])
    room.topics = {row["thread_id"]: Topic(**row) for row in about["topics"]}
    room.keyboards = dict(about["keyboards"])
    room.reactions = dict(about["reactions"])
    room.messages = MessageLog.from_json(log)
    return room
