"""The operator's side: a script that plays fate. Chats, members, faults, limits, and what really happened."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from aiohttp import web

from sandbox.asking import open_topic, set_status
from sandbox.bot_api import BotApi
from sandbox.chats import PRESENT, Room, World
from sandbox.errors import Json
from sandbox.keeping import become_supergroup, switch_topic
from sandbox.limits import FloodControl, Limits
from sandbox.people import CannotDo, read_json
from sandbox.rooms import ADMINS

STATUSES = ("creator", "administrator", "member", "restricted", "left", "kicked")


class Operator:
    def __init__(self, world: World, api: BotApi) -> None:
        self.world = world
        self.api = api

    def routes(self) -> list[web.RouteDef]:
        chat = "/operator/chats/{chat:-?[0-9]+}"
        return [
            web.post("/operator/chats", self.open_chat),
            web.post(chat + "/topics", self.open_topic),
            web.post(chat + "/topics/{thread:[0-9]+}", self.change_topic),
            web.post(chat + "/members", self.change_member),
            web.post(chat + "/migrate", self.migrate),
            web.post(chat + "/read", self.mark_read),
            web.get("/operator/faults", self.list_faults),
            web.post("/operator/faults", self.lay_fault),
            web.delete("/operator/faults", self.clear_faults),
            web.get("/operator/limits", self.show_limits),
            web.post("/operator/limits", self.set_limits),
            web.get("/operator/calls", self.list_calls),
            web.get("/operator/violations", self.list_violations),
            web.get("/operator/record", self.show_record),
            web.get("/operator/state", self.show_state),
            web.post("/operator/reset", self.reset),
        ]

    async def open_chat(self, request: web.Request) -> web.Response:
        body = await read_json(request)
        kind, bot = body.get("type", "group"), body.get("bot", "member")
        if kind not in ("group", "supergroup", "channel") or bot not in ("absent", *STATUSES):
            raise CannotDo(
                400, "type is group, supergroup or channel; bot is member, administrator or absent"
            )
        about = {name: body[name] for name in ("username", "is_forum", "muted") if name in body}
        room = self.world.open_room(kind, title=body.get("title", kind.capitalize()), **about)
        admins = body.get("admins", [])
        for user in [*admins, *body.get("members", [])]:
            self.world.person(user)
            room.members.setdefault(user, "administrator" if user in admins else "member")
        if admins:
            room.members[admins[0]] = "creator"
        if bot != "absent":
            set_status(self.world, room, self.world.bot_id, bot, by=self._somebody(room))
        return web.json_response(self.world.chat_json(room))

    async def open_topic(self, request: web.Request) -> web.Response:
        room = self._room(request)
        if not room.is_forum:
            raise CannotDo(409, "the chat is not a forum")
        name = str((await read_json(request)).get("name") or "Topic")
        topic = open_topic(self.world, room, name, by=self._somebody(room))
        return web.json_response({"message_thread_id": topic.thread_id, "name": topic.name})

    async def change_topic(self, request: web.Request) -> web.Response:
        room = self._room(request)
        topic = room.topics.get(int(request.match_info["thread"]))
        if topic is None:
            raise CannotDo(404, "no such topic")
        is_closed = bool((await read_json(request)).get("is_closed", topic.is_closed))
        switch_topic(self.world, room, topic, is_closed=is_closed, by=self._somebody(room))
        return web.json_response({"message_thread_id": topic.thread_id, "is_closed": topic.is_closed})

    async def change_member(self, request: web.Request) -> web.Response:
        room = self._room(request)
        body = await read_json(request)
        user, status = body.get("user"), body.get("status", "member")
        if status not in STATUSES:
            raise CannotDo(400, f"status is one of {', '.join(STATUSES)}")
        user_id = self.world.bot_id if user == "bot" else int(user or 0)
        if user_id != self.world.bot_id:
            self.world.person(user_id)
        set_status(self.world, room, user_id, status, by=self._somebody(room))
        return web.json_response({"user": user_id, "status": status})

    async def migrate(self, request: web.Request) -> web.Response:
        """A basic group becomes a supergroup."""
        old = self._room(request)
        if old.type != "group" or old.migrated_to is not None:
            raise CannotDo(409, "only a basic group can become a supergroup")
        new = become_supergroup(self.world, old, by=self._somebody(old))
        return web.json_response(self.world.chat_json(new))

    async def mark_read(self, request: web.Request) -> web.Response:
        room = self._room(request)
        room.last_read_id = max(room.messages.ids(), default=0)
        self.world.is_changed = True
        return web.json_response({"last_read_id": room.last_read_id})

    async def lay_fault(self, request: web.Request) -> web.Response:
        try:
            self.api.faults.lay(await read_json(request))
        except (ValueError, TypeError) as error:
            raise CannotDo(400, str(error)) from None
        return await self.list_faults(request)

    async def list_faults(self, _request: web.Request) -> web.Response:
        return web.json_response([*self.api.faults.listed()])

    async def clear_faults(self, request: web.Request) -> web.Response:
        self.api.faults.clear()
        return await self.list_faults(request)

    async def set_limits(self, request: web.Request) -> web.Response:
        body = await read_json(request)
        unknown = set(body) - set(Limits.__dataclass_fields__)
        if unknown or any(not isinstance(value, int | float) or value < 0 for value in body.values()):
            raise CannotDo(400, f"limits are numbers: {', '.join(Limits.__dataclass_fields__)}")
        self.world.flood = FloodControl(replace(self.world.flood.limits, **body))
        return await self.show_limits(request)

    async def show_limits(self, _request: web.Request) -> web.Response:
        limits = self.world.flood.limits
        return web.json_response({name: getattr(limits, name) for name in Limits.__dataclass_fields__})

    async def list_calls(self, request: web.Request) -> web.Response:
        method, after = request.query.get("method"), int(request.query.get("after", 0))
        calls = [
            call for call in self.api.calls if call["n"] > after and (not method or call["method"] == method)
        ]
        return web.json_response(calls)

    async def list_violations(self, _request: web.Request) -> web.Response:
        return web.json_response([*self.api.violations])

    async def show_record(self, request: web.Request) -> web.Response:
        """Every message ever accepted, numbered `n` from 1; `chat_id` and `after` narrow it."""
        wanted, after = request.query.get("chat_id"), int(request.query.get("after", 0))
        rows: list[Json] = []
        for number, (chat_id, message_id) in enumerate(self.world.record[after:], after + 1):
            if wanted is None or str(chat_id) == wanted:
                rows.append({"n": number, **self._record_row(chat_id, message_id)})
            if number % 500 == 0:
                await asyncio.sleep(0)  # others are served while a long record is told
        return web.json_response(rows)

    def _record_row(self, chat_id: int, message_id: int) -> Json:
        message, is_deleted = self.world.rooms[chat_id].messages.accepted(message_id)
        sender: Any = message.get("from") or message.get("sender_chat") or {}
        return {
            "chat_id": chat_id,
            "message_id": message_id,
            "text": message.get("text") or message.get("caption") or "",
            "at": message["date"],
            "deleted": is_deleted,
            "edited": "edit_date" in message,
            "from_bot": bool(sender.get("is_bot")),
        }

    async def show_state(self, _request: web.Request) -> web.Response:
        world = self.world
        return web.json_response(
            {
                "people": len(world.people),
                "chats": [world.chat_json(room) for room in world.rooms.values() if room.is_group],
                "messages": len(world.record),
                "pending_updates": self.api.sender.pending,
                "last_update_id": world.updates.last_id,
                "allowed_updates": world.updates.allowed,
                "webhook": self.api.get_webhook_info({}),
                "calls": self.api.call_count,
                "faults": [*self.api.faults.listed()],
            }
        )

    async def reset(self, _request: web.Request) -> web.Response:
        await self.api.sender.stop()
        self.api.faults.clear()
        self.api.calls.clear()
        self.api.violations.clear()
        self.world.reset()
        self.world.flood = FloodControl(self.world.flood.limits)
        return web.json_response({"ok": True})

    def _room(self, request: web.Request) -> Room:
        room = self.world.rooms.get(int(request.match_info["chat"]))
        if room is None:
            raise CannotDo(404, "no such chat")
        return room

    def _somebody(self, room: Room) -> int:
        """A person who may have done it: an administrator, else any member, else the bot."""
        people = [user for user in room.members if user != self.world.bot_id]
        admins = [user for user in people if room.members[user] in ADMINS]
        present = [user for user in people if room.members[user] in PRESENT]
        return next(iter([*admins, *present]), self.world.bot_id)
