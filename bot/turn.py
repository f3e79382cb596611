"""One turn of a conversation: what a reader did, and everything we answer, as one transaction.

Mostly a reader sets up the chat that they write in. From a private chat an admin may set up a channel: then `place` and
`subscriber` are the channel's, and what is said goes to the private chat. A handler reads and writes through the turn's session and says things; nothing leaves the machine until the turn
is committed together with the mark that its update was handled. So a kill repeats nothing and loses nothing.
"""

from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import update as sql_update
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import MaybeInaccessibleMessage, Update
from telegram import Message as TelegramMessage
from telegram.constants import ChatType

from bot.chats.addressed import is_in_group
from bot.chats.admins import OWN, Standing
from news.app import App
from news.callbacks import for_place
from news.catalogue.names import primary_language
from news.db import past_orm
from news.i18n import Speech
from news.markup import Html, bold, esc, isolate, lines, paragraphs, quiet
from news.models import Chat, Subscriber
from news.ports import Message
from news.reader.chats import chat_and_reader, chat_at, chat_of_message, open_again, subscriber_of
from news.rendering.directions import rtl
from news.rendering.examples import has_example
from news.sending.deliveries import owe_said

# Past the ORM, as whatever an admin says ends with it.
_SUBSCRIBERS = Subscriber.__table__  # type: ignore[attr-defined]
_HEARD = (
    sql_update(_SUBSCRIBERS)
    .where(_SUBSCRIBERS.c.id == bindparam("subscriber"))
    .values(heard_at=bindparam("at"))
)
ZONES_BY_LANGUAGE = {
    "de": "Europe/Berlin",
    "en": "Europe/London",
    "es": "Europe/Madrid",
    "fr": "Europe/Paris",
    "ru": "Europe/Moscow",
    "uk": "Europe/Kyiv",
    "ar": "Africa/Cairo",
    "zh": "Asia/Shanghai",
    "it": "Europe/Rome",
    "ro": "Europe/Bucharest",
    "sv": "Europe/Stockholm",
    "el": "Europe/Athens",
    "cs": "Europe/Prague",
    "he": "Asia/Jerusalem",
    "bn": "Asia/Dhaka",
    "pl": "Europe/Warsaw",
    "tr": "Europe/Istanbul",
    "pt": "Europe/Lisbon",
    "ja": "Asia/Tokyo",
    "ko": "Asia/Seoul",
    "hi": "Asia/Kolkata",
    "fa": "Asia/Tehran",
    "nl": "Europe/Amsterdam",
    "id": "Asia/Jakarta",
    "vi": "Asia/Ho_Chi_Minh",
    "th": "Asia/Bangkok",
}
"""A first guess, shown as a guess and asked about."""


@dataclass(frozen=True)
class Said:
    """Something to send: a new message, or a change of the message that was pressed."""

    method: str
    payload: dict[str, Any]
    stories: tuple[int, ...] = ()
    to: Chat | None = None  # where that is another chat than the one we are in


@dataclass
class Turn:
    """Who speaks, in what language we answer, and what we have said so far.

    `chat` is where, `place` the chat whose settings these are, `subscriber` its settings; `reader` is who is spoken to.
    `is_lost`: it was for a place of which nothing is kept any more.
    """

    app: App
    session: AsyncSession
    update: Update
    now: datetime
    chat: Chat
    subscriber: Subscriber
    place: Chat
    reader: Subscriber
    is_admin: bool = True
    is_new: bool = False
    said: list[Said] = field(default_factory=list)
    toast_text: str | None = None
    toast_alert: bool = False
    toast_url: str | None = None
    farewell: str | None = None
    has_forgotten: bool = False
    is_lost: bool = False
    rings: set[str] = field(default_factory=set)
    error: BaseException | None = None

    @property
    def speech(self) -> Speech:
        return self.app.words(self.reader.interface_language)

    @property
    def is_private(self) -> bool:
        return self.chat.kind == "private"

    @property
    def is_for_another(self) -> bool:
        """Whether another chat than this one is set up."""
        return self.place is not self.chat

    @property
    def subscriber_id(self) -> int:
        return self.subscriber.id or 0

    def come_home(self) -> None:
        """What is not about the chat that was set up is about the one we are in."""
        if self.is_for_another:
            self.place, self.subscriber, self.is_admin = self.chat, self.reader, True

    def say(self, *messages: Message, reply_to: int | None = None, to: Chat | None = None) -> None:
        for message in messages:
            payload = self._headed(message.payload()) if to is None else message.payload()
            self._address(payload, reply_to if to is None else None)
            self.said.append(Said("sendMessage", payload, tuple(message.stories), to))

    def edit(self, message: Message) -> None:
        """Changes the message whose button was pressed; says it anew where there is none that can be changed."""
        query = self.update.callback_query
        if query is None or query.message is None or not query.message.is_accessible:
            self.say(message)
            return
        payload = self._headed(message.payload()) | {"message_id": query.message.message_id}
        self.said.append(Said("editMessageText", payload, tuple(message.stories)))

    def _headed(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Names the chat that is set up, where it is not this one; its buttons name it, too. A line counts for it only as a
        reply: typed by itself it is about one's own chat."""
        if not self.is_for_another:
            return payload
        title = rtl(bold("📣 " + isolate(quiet(self.place.title or "…"))), self.speech)
        for row in payload.get("reply_markup", {}).get("inline_keyboard", []):
            for button in row:
                if "callback_data" in button:
                    button["callback_data"] = for_place(button["callback_data"], self.place.id or 0)
        told = lines([title, Html(payload["text"])])
        if has_example(told):
            hint = self.speech.gettext("Send such lines as a reply to this message.")
            told = paragraphs([told, rtl(esc(hint), self.speech)])
        return payload | {"text": told}

    def _address(self, payload: dict[str, Any], reply_to: int | None) -> None:
        """In a group an answer stands under what it answers, and calls by name whom it asks."""
        message = self.update.effective_message
        in_group = is_in_group(self.update)
        if reply_to is None and in_group and message is not None:
            reply_to = message.message_id
        if reply_to is not None:
            payload["reply_parameters"] = {"message_id": reply_to, "allow_sending_without_reply": True}
        user = self.update.effective_user
        if in_group and user is not None and "force_reply" in payload.get("reply_markup", {}):
            payload["text"] = lines([calling(user.id, user.first_name), Html(payload["text"])])

    def toast(self, text: str, *, alert: bool = False) -> None:
        self.toast_text, self.toast_alert = text[:200], alert

    def leave(self, farewell: str) -> None:
        """The reader is being forgotten: nothing is owed to them any more, and their last word goes with the answer to
        the press."""
        for row in (self.chat, self.reader):
            self.session.expunge(row)
        self.said.clear()
        self.has_forgotten = True
        self.farewell = farewell
        self.toast(farewell, alert=True)

    def let_go_of_place(self) -> None:
        """The place that is set up from here is being forgotten: from now on it is about the chat that we are in."""
        for row in (self.place, self.subscriber):
            self.session.expunge(row)
        self.has_forgotten = True
        self.come_home()

    async def has_changed(self) -> None:
        """What is set for the place may be another now: a digest of it that was made ahead and waits is made anew."""
        if self.farewell is None:
            await past_orm(self.session, _HEARD, {"subscriber": self.subscriber_id, "at": self.now})

    def ring(self, *steps: str) -> None:
        self.rings.update(steps)

    def say_toast(self) -> None:
        """The short word as a message, where nothing was pressed that it could be shown at, and nothing else was said;
        not in a channel, where all its readers would get it."""
        is_done = self.update.callback_query is not None or self.chat.kind == "channel"
        if self.toast_text and not is_done and not self.said:
            self.say(Message(rtl(esc(self.toast_text), self.speech)))

    async def close(self) -> None:
        """Writes what was said as deliveries; the caller commits."""
        if not self.said:
            return
        said = [self._call(one) for one in self.said]
        await owe_said(self.session, said, update_id=self.update.update_id, now=self.now)
        self.ring("deliver")

    def _call(self, said: Said) -> dict[str, Any]:
        return {
            "chat": (said.to or self.chat).id or 0,
            "sets_up": self.place.id if self.is_for_another and said.to is None else None,
            "method": said.method,
            "payload": said.payload,
            "stories": list(said.stories),
        }


current: ContextVar[Turn] = ContextVar("turn")


async def open_turn(app: App, session: AsyncSession, update: Update, standing: Standing = OWN) -> Turn | None:
    """The turn for an update from a chat; None for an update that is from no chat. Knows a newcomer by
    their client: language, and a guess of the time zone."""
    if update.effective_chat is None:
        return None
    now = app.now()
    chat, reader = await _chat(session, update, now=now)
    is_new = reader is None
    if reader is None:
        reader = await _newcomer(app, session, chat, update, now=now)
    elif chat.state != "active" and (update.message or update.callback_query):
        await open_again(session, chat.chat_id, now=now)  # whether or not Telegram told us so
    place, subscriber = chat, reader
    named = await session.get(Chat, standing.place) if standing.place is not None else None
    if named is not None:
        place, subscriber = named, await subscriber_of(session, named) or await _like(session, named, reader)
    turn = Turn(app, session, update, now, chat, subscriber, place, reader, standing.is_admin, is_new)
    turn.is_lost = standing.is_lost or (standing.place is not None and named is None)
    return turn


async def _newcomer(
    app: App, session: AsyncSession, chat: Chat, update: Update, *, now: datetime
) -> Subscriber:
    """As their client says; a forum's topic as the forum."""
    whole = await chat_at(session, chat.chat_id) if chat.thread_id else None
    model = await subscriber_of(session, whole) if whole is not None else None
    if model is not None:
        return await _like(session, chat, model)
    code = (update.effective_user.language_code if update.effective_user else None) or "en"
    base = primary_language(code) or "en"
    subscriber = Subscriber(
        chat=chat.id or 0,
        interface_language=app.words.match(code),
        digest_language=base,
        zone=ZONES_BY_LANGUAGE.get(base, "UTC"),
        created_at=now,
    )
    session.add(subscriber)
    await session.flush()
    return subscriber


async def _like(session: AsyncSession, chat: Chat, model: Subscriber) -> Subscriber:
    """A new subscriber who reads and lives as another does."""
    subscriber = Subscriber(
        chat=chat.id or 0,
        interface_language=model.interface_language,
        digest_language=model.digest_language,
        zone=model.zone,
        zone_is_guess=model.zone_is_guess,
        created_at=chat.created_at,
    )
    session.add(subscriber)
    await session.flush()
    return subscriber


async def _chat(session: AsyncSession, update: Update, *, now: datetime) -> tuple[Chat, Subscriber | None]:
    """Made where it is new, and whose it is."""
    place, message = update.effective_chat, update.effective_message
    assert place is not None
    thread_id, reader = thread_of(message), None
    chat = None
    if update.callback_query is not None and message is not None and place.type != ChatType.PRIVATE:
        chat = await chat_of_message(session, place.id, message.message_id)
        reader = await subscriber_of(session, chat) if chat is not None else None
    if chat is None:
        chat, reader = await chat_and_reader(session, place.id, thread_id)
    if chat is None:
        chat = Chat(chat_id=place.id, thread_id=thread_id, kind=place.type, created_at=now)
    title, topic = place.title or place.full_name, _topic_of(message) or chat.topic
    if (chat.title, chat.topic, chat.kind) != (title, topic, place.type) or chat.id is None:
        chat.title, chat.topic, chat.kind = title, topic, place.type
        session.add(chat)
        await session.flush()
    return chat, reader


async def place_of(
    session: AsyncSession, chat_id: int, message: MaybeInaccessibleMessage | None
) -> Chat | None:
    """The group, channel or topic that a message of ours stands in, as far as we know it."""
    known = await chat_of_message(session, chat_id, message.message_id) if message is not None else None
    return known or await chat_at(session, chat_id, thread_of(message))


def thread_of(message: MaybeInaccessibleMessage | None) -> int:
    """The forum topic, 0 where there is none: what answers in another supergroup has a thread, too, but is in no topic."""
    if not isinstance(message, TelegramMessage) or not message.is_topic_message:
        return 0
    return message.message_thread_id or 0


def _topic_of(message: MaybeInaccessibleMessage | None) -> str | None:
    """The name of the topic: what is written in one answers the note that opened it."""
    root = message.reply_to_message if isinstance(message, TelegramMessage) else None
    return root.forum_topic_created.name if root is not None and root.forum_topic_created else None


def calling(user_id: int, first_name: str) -> Html:
    """Somebody's name, which calls them."""
    return Html(f'<a href="tg://user?id={user_id}">{isolate(quiet(first_name))}</a>')
