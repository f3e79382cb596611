"""The people's side: what a person can see and do in a chat, over HTTP, for pages and for scripts."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from aiohttp import web

from sandbox import inline
from sandbox.asking import set_status
from sandbox.bot_api import BotApi
from sandbox.chats import PRESENT, Person, Room, World
from sandbox.entities import settle
from sandbox.errors import Json
from sandbox.files import Upload
from sandbox.inline_desk import InlineQuery
from sandbox.keyboards import has_button
from sandbox.markup import utf16_length
from sandbox.posting import post, view
from sandbox.rooms import ADMINS
from sandbox.sending import MAX_TEXT, attachment, entities_json
from sandbox.settings import bot_card

PING_SECONDS = 15.0
MAX_START_PAYLOAD = 64
MAX_USER_ID = 2**31
GROUP_ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
"""Who Telegram says it was, for bots that know only people (https://core.telegram.org/bots/api#message, sender_chat)."""


class CannotDo(Exception):
    """What a person's app would not let them do."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class People:
    def __init__(self, world: World, api: BotApi) -> None:
        self.world = world
        self.api = api

    def routes(self) -> list[web.RouteDef]:
        one = "/people/{user:[0-9]+}"
        chat = one + "/chats/{chat:-?[0-9]+}"
        return [
            web.get("/people", self.list_people),
            web.post("/people", self.introduce),
            web.get(one + "/chats", self.list_chats),
            web.get(chat + "/messages", self.list_messages),
            web.get(one + "/events", self.stream_events),
            web.post(chat + "/send", self.send),
            web.post(chat + "/send_document", self.send_document),
            web.post(chat + "/location", self.send_location),
            web.post(chat + "/stop", self.stop),
            web.post(one + "/press", self.press),
            web.post(chat + "/inline", self.type_inline),
            web.get(one + "/inline/{query}", self.wait_for_offers),
            web.post(chat + "/choose", self.choose),
            web.get(one + "/answers/{query}", self.wait_for_answer),
            web.post(one + "/block", self.block),
            web.post(one + "/unblock", self.unblock),
            web.post(one + "/start", self.start),
            web.get(one + "/bot", self.bot),
            web.get(one + "/files/{file_id}", self.file),
        ]

    async def list_people(self, _request: web.Request) -> web.Response:
        return web.json_response([_card(person) for person in self.world.people.values()])

    async def introduce(self, request: web.Request) -> web.Response:
        body = await read_json(request)
        if not isinstance(body.get("user"), int) or not 0 < body["user"] < MAX_USER_ID:
            raise CannotDo(400, "user must be a small positive number")
        person = self.world.person(body["user"])
        for name in ("first_name", "username", "language_code"):
            if name in body:
                setattr(person, name, body[name])
        self.world.is_changed = True
        return web.json_response(_card(person))

    async def list_chats(self, request: web.Request) -> web.Response:
        person = self.person(request)
        own = [self.world.rooms[person.id]]
        groups = [
            room
            for room in self.world.rooms.values()
            if room.is_group and room.migrated_to is None and room.members.get(person.id) in PRESENT
        ]
        return web.json_response([self._chat_row(person, room) for room in own + groups])

    def _chat_row(self, person: Person, room: Room) -> Json:
        title = self.world.profile.name(person.language_code or "") if room.type == "private" else room.title
        topics = [
            {"message_thread_id": topic.thread_id, "name": topic.name, "is_closed": topic.is_closed}
            for topic in room.topics.values()
        ]
        return {
            "chat": self.world.chat_json(room),
            "topics": topics,
            "title": title,
            "can_write": _why_not_write(room, person) is None,
            "is_admin": room.members.get(person.id) in ADMINS,
            "has_bot": room.type == "private" or room.members.get(self.world.bot_id) in PRESENT,
        }

    async def list_messages(self, request: web.Request) -> web.Response:
        person, room = self.person_and_room(request)
        after = int(request.query.get("after", 0))
        return web.json_response([view(room, message, person.id) for message in room.messages.after(after)])

    async def stream_events(self, request: web.Request) -> web.StreamResponse:
        person = self.person(request)
        last = request.headers.get("Last-Event-ID") or request.query.get("last_event_id")
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        await response.write(b": welcome\n\n")
        last_id = int(last) if last and last.isdigit() else None
        with suppress(ConnectionResetError):  # they have closed the page
            async for event in self.world.events.listen(person.id, last_id, ping_seconds=PING_SECONDS):
                await response.write(event)
        return response

    async def file(self, request: web.Request) -> web.Response:
        """A file for the page. Only pictures and sound are shown in place: an uploaded page must not run here."""
        self.person(request)
        found = self.world.files.find(request.match_info["file_id"])
        if found is None:
            raise CannotDo(404, "there is no such file")
        shown = found.mime_type.startswith(("image/", "audio/", "video/")) and "svg" not in found.mime_type
        headers = {"X-Content-Type-Options": "nosniff"} | (
            {} if shown else {"Content-Disposition": "attachment"}
        )
        return web.Response(body=found.content, content_type=found.mime_type, headers=headers)

    async def send(self, request: web.Request) -> web.Response:
        person, room = self._writer(request)
        body = await read_json(request)
        text, spans = settle(str(body.get("text", "")), [])
        if not text:
            raise CannotDo(400, "the text is empty")
        if utf16_length(text) > MAX_TEXT:
            raise CannotDo(400, f"the text is longer than {MAX_TEXT} UTF-16 units")
        content: Json = {"text": text, **({"entities": entities_json(spans)} if spans else {})}
        return self._post(person, room, {**content, **self._mask(person, room, body)}, body)

    def _mask(self, person: Person, room: Room, body: Json) -> Json:
        """An admin may write as the group itself (https://telegram.org/blog/filters-anonymous-admins-comments)."""
        if not body.get("is_anonymous"):
            return {}
        if room.type != "supergroup" or room.members.get(person.id) not in ADMINS:
            raise CannotDo(409, "only admins of a supergroup write as the group")
        return {"from": GROUP_ANONYMOUS, "sender_chat": self.world.chat_json(room)}

    def _post(self, person: Person, room: Room, content: Json, body: Json) -> web.Response:
        thread_id = body.get("message_thread_id")
        if thread_id and (thread_id not in room.topics or room.topics[thread_id].is_closed):
            raise CannotDo(404, "no such topic is open")
        reply = self._reply(room, body, thread_id)
        if room.type == "private":
            person.has_started = True
        message = post(self.world, room, {**content, **reply}, sender_id=person.id, thread_id=thread_id)
        return web.json_response({"message": view(room, message, person.id)})

    def _reply(self, room: Room, body: Json, thread_id: int | None) -> Json:
        reply_to = body.get("reply_to_message_id") or thread_id
        if not reply_to:
            return {}
        target = room.messages.get(reply_to)
        if target is None:
            raise CannotDo(404, "the message to reply to is not there")
        target.pop("reply_to_message", None)
        quote = body.get("quote")
        whole = target.get("text") or target.get("caption") or ""
        if not quote:
            return {"reply_to_message": target}
        if quote not in whole:
            raise CannotDo(400, "the quote is not in the message")
        position = utf16_length(whole[: whole.index(quote)])
        return {"reply_to_message": target, "quote": {"text": quote, "position": position, "is_manual": True}}

    async def send_document(self, request: web.Request) -> web.Response:
        person, room = self._writer(request)
        form = await request.post()
        given = next((value for value in form.values() if isinstance(value, web.FileField)), None)
        if given is None:
            raise CannotDo(400, "there is no file in the request")
        upload = Upload(given.filename, given.content_type, given.file.read())
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        caption, spans = settle(fields.get("caption", ""), [])
        content: Json = {"document": attachment(self.world, "document", upload, {})}
        if caption:
            content |= {"caption": caption, **({"caption_entities": entities_json(spans)} if spans else {})}
        numbers = {name: int(value) for name, value in fields.items() if value.isdigit()}
        return self._post(person, room, content, numbers)

    async def send_location(self, request: web.Request) -> web.Response:
        person, room = self._writer(request)
        body = await read_json(request)
        place = {"latitude": float(body["latitude"]), "longitude": float(body["longitude"])}
        return self._post(person, room, {"location": place}, body)

    async def stop(self, request: web.Request) -> web.Response:
        """The stop button of what the bot is still writing."""
        _, room = self.person_and_room(request)
        body = await read_json(request)
        draft = room.draft
        is_shown = draft is not None and draft.expires_at > self.world.now()
        if draft is None or not (is_shown and draft.can_stop and draft.id == body.get("draft_id")):
            raise CannotDo(409, "there is nothing to stop any more")
        room.draft = None
        thread = {"message_thread_id": draft.thread_id} if draft.thread_id else {}
        stopped = {"chat": self.world.chat_json(room), "draft_id": draft.id, **thread}
        self.world.updates.put("stopped_message_generation", stopped)
        self.world.is_changed = True
        return web.json_response({})

    async def press(self, request: web.Request) -> web.Response:
        person = self.person(request)
        body = await read_json(request)
        room = self._room(person, int(body.get("chat_id", person.id)))
        message_id, data = body.get("message_id"), str(body.get("data", ""))
        message = room.messages.get(message_id) if isinstance(message_id, int) else None
        if not body.get("force") and (message is None or not has_button(message, data)):
            raise CannotDo(409, "no such button stands there")
        query = self.world.ask(person.id, room.id)
        missing = {"chat": self.world.chat_json(room), "message_id": message_id, "date": 0}
        self.world.updates.put(
            "callback_query",
            {
                "id": query.id,
                "from": person.as_user(),
                "message": message or missing,
                "chat_instance": str(5_000_000_000_000_000 + abs(room.id)),
                "data": data,
            },
        )
        self.world.is_changed = True
        return web.json_response({"callback_query_id": query.id})

    async def wait_for_answer(self, request: web.Request) -> web.Response:
        person = self.person(request)
        query = self.world.queries.get(request.match_info["query"])
        if query is None or query.user_id != person.id:
            raise CannotDo(404, "no such button was pressed")
        try:
            async with asyncio.timeout(float(request.query.get("timeout", 5))):
                if query.answer is None:
                    await query.answered.wait()
        except TimeoutError:
            return web.json_response({"answered": False, "text": "", "show_alert": False, "url": ""})
        return web.json_response({"answered": True, **(query.answer or {})})

    async def type_inline(self, request: web.Request) -> web.Response:
        """`@bot query` in the input, letter by letter; nothing is sent."""
        person, room = self._writer(request)
        if not self.world.profile.supports_inline:
            raise CannotDo(409, "the bot's inline mode is off")
        body = await read_json(request)
        text = str(body.get("query", ""))[: inline.MAX_QUERY]
        query = inline.ask(self.world, person.id, room, text=text, offset=str(body.get("offset", "")))
        self.world.is_changed = True
        return web.json_response({"inline_query_id": query.id})

    async def wait_for_offers(self, request: web.Request) -> web.Response:
        query = self._inline_query(self.person(request), request.match_info["query"])
        try:
            async with asyncio.timeout(float(request.query.get("timeout", 5))):
                await query.answered.wait()
        except TimeoutError:
            return web.json_response({"answered": False, "results": [], "next_offset": ""})
        return web.json_response({"answered": True, **(query.answer or {})})

    async def choose(self, request: web.Request) -> web.Response:
        """A result is sent into the chat, by the person and through the bot."""
        person, room = self._writer(request)
        body = await read_json(request)
        query = self._inline_query(person, str(body.get("inline_query_id", "")))
        result_id = str(body.get("result_id", ""))
        content = query.contents.get(result_id)
        if content is None:
            raise CannotDo(404, "no such result was offered")
        response = self._post(person, room, {**content, "via_bot": self.world.bot_user()}, body)
        inline.chosen(self.world, query, result_id, by=person.id)
        return response

    def _inline_query(self, person: Person, query_id: str) -> InlineQuery:
        query = self.world.inline.find(query_id, person.id)
        if query is None:
            raise CannotDo(404, "nothing was typed under this number")
        return query

    async def block(self, request: web.Request) -> web.Response:
        return self._set_blocked(self.person(request), is_blocked=True)

    async def unblock(self, request: web.Request) -> web.Response:
        return self._set_blocked(self.person(request), is_blocked=False)

    def _set_blocked(self, person: Person, *, is_blocked: bool) -> web.Response:
        if person.has_blocked != is_blocked:
            person.has_blocked = is_blocked
            room = self.world.rooms[person.id]
            room.members.setdefault(self.world.bot_id, "member")
            set_status(
                self.world, room, self.world.bot_id, "kicked" if is_blocked else "member", by=person.id
            )
        return web.json_response(_card(person))

    async def start(self, request: web.Request) -> web.Response:
        """As the Start button: it also takes back a block."""
        person = self.person(request)
        body = await read_json(request)
        payload = str(body.get("payload") or "")
        if len(payload) > MAX_START_PAYLOAD:
            raise CannotDo(400, f"a payload has at most {MAX_START_PAYLOAD} characters")
        self._set_blocked(person, is_blocked=False)
        text, spans = settle(f"/start {payload}", [])
        content = {"text": text, "entities": entities_json(spans)}
        return self._post(person, self.world.rooms[person.id], content, {})

    async def bot(self, request: web.Request) -> web.Response:
        person = self.person(request)
        chat_id = int(request.query.get("chat_id") or person.id)
        return web.json_response(bot_card(self.world, person.id, chat_id))

    def person(self, request: web.Request) -> Person:
        user_id = int(request.match_info["user"])
        if not 0 < user_id < MAX_USER_ID:
            raise CannotDo(404, "people have small positive numbers")
        return self.world.person(user_id)

    def person_and_room(self, request: web.Request) -> tuple[Person, Room]:
        person = self.person(request)
        return person, self._room(person, int(request.match_info["chat"]))

    def _room(self, person: Person, chat_id: int) -> Room:
        room = self.world.rooms.get(chat_id)
        is_own = chat_id == person.id
        if room is None or not (is_own or (room.is_group and person.id in room.members)):
            raise CannotDo(404, "this person sees no such chat")
        return room

    def _writer(self, request: web.Request) -> tuple[Person, Room]:
        person, room = self.person_and_room(request)
        why = _why_not_write(room, person)
        if why:
            raise CannotDo(409, why)
        return person, room


def _why_not_write(room: Room, person: Person) -> str | None:
    if room.type == "private":
        return "the bot is blocked" if person.has_blocked else None
    status = room.members.get(person.id, "left")
    if status not in PRESENT:
        return "not a member of the chat"
    if status not in ADMINS and (room.type == "channel" or room.muted or status == "restricted"):
        return "no right to write in the chat"
    return "the group has become a supergroup" if room.migrated_to is not None else None


def _card(person: Person) -> Json:
    return {
        **person.as_user(),
        "user": person.id,
        "has_started": person.has_started,
        "has_blocked": person.has_blocked,
    }


async def read_json(request: web.Request) -> Json:
    """The body, {} when there is none. Raises CannotDo."""
    raw = await request.read()
    if not raw:
        return {}
    try:
        body: Any = await request.json()
    except ValueError:
        raise CannotDo(400, "the body is not JSON") from None
    if not isinstance(body, dict):
        raise CannotDo(400, "the body is not a JSON object")
    return body
