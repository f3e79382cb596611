"""One turn of a conversation: what a reader did, and everything we answer, as one transaction.

A handler reads and writes through the turn's session and says things; nothing leaves the machine until the turn
is committed together with the mark that its update was handled. So a kill repeats nothing and loses nothing.
"""

from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from telegram import Update

from news.agenda import plan_all
from news.app import App
from news.catalogue.names import primary_language
from news.deliveries import owe_delivery
from news.i18n import Speech
from news.models import Chat, Delivery, Subscriber
from news.ports import Message

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


@dataclass
class Turn:
    """Who speaks, in what language we answer, and what we have said so far."""

    app: App
    session: AsyncSession
    update: Update
    now: datetime
    chat: Chat
    subscriber: Subscriber
    is_new: bool = False
    said: list[Said] = field(default_factory=list)
    toast_text: str | None = None
    toast_alert: bool = False
    rings: set[str] = field(default_factory=set)
    error: BaseException | None = None

    @property
    def speech(self) -> Speech:
        return self.app.words(self.subscriber.interface_language)

    @property
    def subscriber_id(self) -> int:
        return self.subscriber.id or 0

    def say(self, *messages: Message, reply_to: int | None = None) -> None:
        for message in messages:
            payload = message.payload()
            if reply_to is not None:
                payload["reply_parameters"] = {"message_id": reply_to, "allow_sending_without_reply": True}
            self.said.append(Said("sendMessage", payload, tuple(message.stories)))

    def edit(self, message: Message) -> None:
        """Changes the message whose button was pressed; says it anew where there is none that can be changed."""
        query = self.update.callback_query
        if query is None or query.message is None or not query.message.is_accessible:
            self.say(message)
            return
        payload = message.payload() | {"message_id": query.message.message_id}
        self.said.append(Said("editMessageText", payload, tuple(message.stories)))

    def toast(self, text: str, *, alert: bool = False) -> None:
        self.toast_text, self.toast_alert = text[:200], alert

    def ring(self, *steps: str) -> None:
        self.rings.update(steps)

    async def close(self) -> None:
        """Writes what was said as deliveries; the caller commits."""
        update_id = self.update.update_id
        for part, said in enumerate(self.said):
            delivery = Delivery(
                kind="reply",
                subject=update_id,
                part=part,
                chat=self.chat.id or 0,
                method=said.method,
                payload=said.payload,
                stories=list(said.stories),
                created_at=self.now,
            )
            await owe_delivery(self.session, delivery, now=self.now)
        if self.said:
            self.ring("deliver")


current: ContextVar[Turn] = ContextVar("turn")


async def open_turn(app: App, session: AsyncSession, update: Update) -> Turn | None:
    """The turn for an update from a chat; None for an update that is from no chat. Knows a newcomer by
    their client: language, and a guess of the time zone."""
    place = update.effective_chat
    if place is None:
        return None
    now = app.now()
    chat = await _chat(session, update, now=now)
    subscriber = (
        await session.execute(select(Subscriber).where(col(Subscriber.chat) == chat.id))
    ).scalar_one_or_none()
    if subscriber is not None:
        if chat.state != "active" and (update.message or update.callback_query):
            await _reopen(session, chat, subscriber, now=now)
        return Turn(app, session, update, now, chat, subscriber)
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
    return Turn(app, session, update, now, chat, subscriber, is_new=True)


async def _reopen(session: AsyncSession, chat: Chat, subscriber: Subscriber, *, now: datetime) -> None:
    """Who speaks to us has let us in again, whether or not Telegram told us so: what was planned goes on."""
    chat.state, chat.state_at = "active", now
    await session.flush()
    if subscriber.state == "active":
        await plan_all(session, subscriber, now=now)


async def _chat(session: AsyncSession, update: Update, *, now: datetime) -> Chat:
    place, message = update.effective_chat, update.effective_message
    assert place is not None
    in_topic = message is not None and getattr(message, "is_topic_message", False)
    thread_id = (getattr(message, "message_thread_id", None) or 0) if in_topic else 0
    chat = (
        await session.execute(
            select(Chat).where(col(Chat.chat_id) == place.id, col(Chat.thread_id) == thread_id)
        )
    ).scalar_one_or_none()
    if chat is None:
        chat = Chat(chat_id=place.id, thread_id=thread_id, kind=place.type, created_at=now)
    chat.title = place.title or place.full_name
    session.add(chat)
    await session.flush()
    return chat
