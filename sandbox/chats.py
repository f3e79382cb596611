"""Who and what is on this Telegram: people, chats, members, topics, messages and how their ids are counted.

Everything here is plain state; who may do what, and what is said about it, is decided by the modules above.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import Json
from sandbox.events import EventHub
from sandbox.files import FileCabinet
from sandbox.inline_desk import InlineDesk
from sandbox.limits import FloodControl, Limits
from sandbox.messages import MessageLog
from sandbox.profile import BotProfile
from sandbox.updates import UpdateQueue

INVENTED_NAMES = (
    *("Ada", "Ben", "Cleo", "Dmytro", "Elif", "Farid", "Greta", "Hana", "Ivo", "Jamal", "Kira", "Liu"),
    *("Mona", "Nils", "Olha", "Pia", "Quentin", "Rosa", "Samir", "Tove", "Uma", "Vera", "Wen", "Yara", "Zoe"),
)
FIRST_BOT_ID = 7_000_000_000
PRESENT = ("creator", "administrator", "member", "restricted")


@dataclass
class Person:
    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    has_started: bool = False
    has_blocked: bool = False

    def as_user(self) -> Json:
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.username:
            user["username"] = self.username
        if self.language_code:
            user["language_code"] = self.language_code
        return user


@dataclass
class Topic:
    thread_id: int
    name: str
    icon_color: int = 7322096
    is_closed: bool = False


@dataclass(frozen=True)
class Draft:
    """A message that the bot is still writing; `thread_id` is the topic's, if any."""

    id: int
    can_stop: bool
    thread_id: int | None
    expires_at: float


@dataclass
class Room:
    """A chat. `members` maps user ids (the bot's too) to statuses; `muted`: only administrators write."""

    id: int
    type: str
    title: str | None = None
    username: str | None = None
    is_forum: bool = False
    muted: bool = False
    members: dict[int, str] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    last_message_id: int = 0
    migrated_to: int | None = None
    messages: MessageLog = field(default_factory=MessageLog)
    keyboards: dict[int, Json] = field(
        default_factory=dict
    )  # reply keyboards, by the message that brought them
    reactions: dict[int, list[Json]] = field(default_factory=dict)
    last_read_id: int = 0
    draft: Draft | None = None

    @property
    def is_group(self) -> bool:
        return self.type in ("group", "supergroup", "channel")

    @property
    def counts_for_itself(self) -> bool:
        return self.type in ("supergroup", "channel")

    def present(self) -> Collection[int]:
        return {user for user, status in self.members.items() if status in PRESENT}


@dataclass
class Query:
    """A button pressed: what the bot may answer once, within a quarter of an hour."""

    id: str
    user_id: int
    chat_id: int
    asked_at: float
    answer: Json | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)


class World:
    """All of the state. `now` gives Unix seconds.

    Message ids of private chats and basic groups share one counter, as they do for a bot's account.
    """

    def __init__(self, *, token: str, now: Callable[[], float], limits: Limits | None = None) -> None:
        self.token = token
        self.flood = FloodControl(limits or Limits())
        self.now = now
        self.bot_id = _bot_id(token)
        self.profile = BotProfile()
        self.people: dict[int, Person] = {}
        self.rooms: dict[int, Room] = {}
        self.by_username: dict[str, int] = {}
        self.queries: dict[str, Query] = {}
        self.inline = InlineDesk()
        self.record: list[tuple[int, int]] = []  # (chat, message) in the order of acceptance
        self.files = FileCabinet()
        self.updates = UpdateQueue(now)
        self.events = EventHub(first_id=int(now() * 1000))
        self.last_account_message_id = 0
        self.last_group_id = 4_000_000_000
        self.last_query_id = 0
        self.is_changed = False

    def reset(self) -> None:
        """Everybody gone; pages stay connected, and ids of events go on."""
        self.people.clear()
        self.rooms.clear()
        self.by_username.clear()
        self.queries.clear()
        self.inline = InlineDesk()
        self.record.clear()
        self.profile = BotProfile()
        self.files.clear()
        self.updates.clear()
        self.last_account_message_id = self.last_query_id = 0
        self.is_changed = True

    def bot_user(self) -> Json:
        return {
            "id": self.bot_id,
            "is_bot": True,
            "first_name": self.profile.names.get("", self.profile.first_name),
            "username": self.profile.username,
        }

    def person(self, user_id: int) -> Person:
        """The user, invented when not met before."""
        known = self.people.get(user_id)
        if known is None:
            name = INVENTED_NAMES[(user_id - 1) % len(INVENTED_NAMES)]
            known = self.people[user_id] = Person(user_id, f"{name} ({user_id})")
            self.rooms[user_id] = Room(user_id, "private", members={user_id: "member"})
            self.is_changed = True
        return known

    def user_json(self, user_id: int) -> Json:
        return self.bot_user() if user_id == self.bot_id else self.person(user_id).as_user()

    def open_room(self, kind: str, **about: Any) -> Room:
        """A new group (ids like -4000000001) or supergroup or channel (ids like -1004000000002)."""
        self.last_group_id += 1
        room_id = -self.last_group_id if kind == "group" else -1_000_000_000_000 - self.last_group_id
        room = self.rooms[room_id] = Room(room_id, kind, **about)
        if room.username:
            self.by_username[room.username.lower()] = room_id
        self.is_changed = True
        return room

    def chat_json(self, room: Room) -> Json:
        chat: Json = {"id": room.id, "type": room.type}
        if room.type == "private":
            person = self.person(room.id)
            chat["first_name"] = person.first_name
            if person.username:
                chat["username"] = person.username
            return chat
        chat["title"] = room.title
        if room.username:
            chat["username"] = room.username
        if room.is_forum:
            chat["is_forum"] = True
        return chat

    def next_message_id(self, room: Room) -> int:
        if room.counts_for_itself:
            room.last_message_id += 1
            return room.last_message_id
        self.last_account_message_id += 1
        return self.last_account_message_id

    def keep(self, room: Room, message: Json) -> None:
        """A new message, for good and for the record."""
        room.messages.put(message)
        self.record.append((room.id, message["message_id"]))
        self.is_changed = True

    def ask(self, user_id: int, chat_id: int) -> Query:
        """A new callback query; those an hour old are forgotten."""
        now = self.now()
        query = Query(self.next_query_id(), user_id, chat_id, now)
        if len(self.queries) > 1_000:
            self.queries = {key: old for key, old in self.queries.items() if now - old.asked_at < 3_600}
        self.queries[query.id] = query
        return query

    def next_query_id(self) -> str:
        self.last_query_id += 1
        return str(7_000_000_000_000_000 + self.last_query_id)


def _bot_id(token: str) -> int:
    """The number before the colon, lifted out of the range of people's ids when it is small."""
    number = token.partition(":")[0]
    if not number.isdigit():
        raise ValueError("a bot's token is a number, a colon and a secret")
    return int(number) if int(number) >= FIRST_BOT_ID else FIRST_BOT_ID + int(number)
