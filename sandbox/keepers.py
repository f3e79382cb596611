"""People who keep groups and channels: they open one, let the bot in or put it out, make admins and topics.

Over HTTP, for the page and for scripts. Only admins of a chat may, as on Telegram.
"""

from __future__ import annotations

from aiohttp import web

from sandbox.asking import open_topic, set_status
from sandbox.chats import Person, Room, World
from sandbox.keeping import become_supergroup, switch_topic
from sandbox.people import CannotDo, People, read_json
from sandbox.rooms import ADMINS

KINDS = ("group", "supergroup", "channel")
STATUSES = ("administrator", "member", "restricted", "left", "kicked")
MAX_TITLE = 128


class Keepers:
    def __init__(self, world: World, people: People) -> None:
        self.world = world
        self.people = people

    def routes(self) -> list[web.RouteDef]:
        one = "/people/{user:[0-9]+}/chats"
        chat = one + "/{chat:-?[0-9]+}"
        return [
            web.post(one, self.open_chat),
            web.get(chat + "/members", self.list_members),
            web.post(chat + "/members", self.change_member),
            web.post(chat + "/topics", self.open_topic),
            web.post(chat + "/topics/{thread:[0-9]+}", self.switch_topic),
            web.post(chat + "/migrate", self.migrate),
        ]

    async def open_chat(self, request: web.Request) -> web.Response:
        """With the bot and everybody there is in it: a sandbox is small."""
        person, body = self.people.person(request), await read_json(request)
        kind, title = body.get("type", "group"), str(body.get("title") or "").strip()
        if kind not in KINDS or not 0 < len(title) <= MAX_TITLE:
            raise CannotDo(400, f"type is {', '.join(KINDS)}; title has 1 to {MAX_TITLE} characters")
        room = self.world.open_room(kind, title=title, is_forum=bool(body.get("is_forum")))
        room.members = {user: "member" for user in self.world.people} | {person.id: "creator"}
        if body.get("bot", True):
            status = "administrator" if kind == "channel" else "member"
            set_status(self.world, room, self.world.bot_id, status, by=person.id)
        return web.json_response(self.world.chat_json(room))

    async def list_members(self, request: web.Request) -> web.Response:
        _, room = self.people.person_and_room(request)
        rows = [
            {"user": self.world.user_json(user), "status": status} for user, status in room.members.items()
        ]
        return web.json_response(rows)

    async def change_member(self, request: web.Request) -> web.Response:
        keeper, room = self._keeper(request)
        body = await read_json(request)
        user, status = body.get("user"), body.get("status", "member")
        user_id = self.world.bot_id if user == "bot" else int(user or 0)
        is_known = user_id == self.world.bot_id or user_id in self.world.people
        if status not in STATUSES or not is_known or room.members.get(user_id) == "creator":
            raise CannotDo(400, f"user is a person or bot, not the creator; status is {', '.join(STATUSES)}")
        set_status(self.world, room, user_id, status, by=keeper.id)
        return web.json_response({"user": user_id, "status": status})

    async def open_topic(self, request: web.Request) -> web.Response:
        keeper, room = self._keeper(request)
        name = str((await read_json(request)).get("name") or "").strip()
        if not room.is_forum or not 0 < len(name) <= MAX_TITLE:
            raise CannotDo(409, "topics with a name are opened in forums")
        topic = open_topic(self.world, room, name, by=keeper.id)
        return web.json_response({"message_thread_id": topic.thread_id, "name": topic.name})

    async def switch_topic(self, request: web.Request) -> web.Response:
        keeper, room = self._keeper(request)
        topic = room.topics.get(int(request.match_info["thread"]))
        if topic is None:
            raise CannotDo(404, "no such topic")
        is_closed = bool((await read_json(request)).get("is_closed"))
        switch_topic(self.world, room, topic, is_closed=is_closed, by=keeper.id)
        return web.json_response({"message_thread_id": topic.thread_id, "is_closed": topic.is_closed})

    async def migrate(self, request: web.Request) -> web.Response:
        keeper, room = self._keeper(request)
        if room.type != "group" or room.migrated_to is not None:
            raise CannotDo(409, "only a basic group can become a supergroup")
        return web.json_response(self.world.chat_json(become_supergroup(self.world, room, by=keeper.id)))

    def _keeper(self, request: web.Request) -> tuple[Person, Room]:
        person, room = self.people.person_and_room(request)
        if room.members.get(person.id) not in ADMINS:
            raise CannotDo(409, "only admins of the chat may do that")
        return person, room
