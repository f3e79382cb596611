"""Chats that we are in and may not write to: a topic that was closed or deleted, rights that were taken.

It is said once for each reason, to somebody who can change it: of a topic in its group, of a group or channel to who let us
in, in private. A digest that was not sent rolls into the next one, which tries again: what was opened again goes on by itself.
"""

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.i18n import Speech
from news.markup import broken, esc
from news.models import Chat, ChatAdmin, Delivery
from news.ports import Message
from news.reader.chats import chat_at, subscriber_of
from news.rendering.directions import rtl
from news.sending.deliveries import owe_messages

if TYPE_CHECKING:
    from news.app import App

CLOSED, DELETED, RIGHTS = "closed", "deleted", "rights"


def reason_in(said: str) -> str:
    """What Telegram's refusal is about."""
    words = said.casefold()
    if "thread not found" in words or "topic_deleted" in words or "topic_id_invalid" in words:
        return DELETED
    return CLOSED if "topic_closed" in words else RIGHTS


async def tell_once(app: "App", session: AsyncSession, chat: Chat, delivery: Delivery, said: str) -> None:
    """Owes the word about it, unless this was said since we last could write."""
    why = reason_in(said)
    if chat.kind == "private" or chat.barred == why:
        return
    chat.barred = why
    listener = await _topic_listener(session, chat) if why != RIGHTS else None
    listener = listener or await _who_let_us_in(session, chat)
    if listener is None:
        return
    reader = await subscriber_of(session, listener)
    speech = app.words(reader.interface_language if reader is not None else None)
    message = Message(rtl(esc(_words(chat, why, speech)), speech))
    await owe_messages(session, listener, "notice", delivery.id or 0, [message], now=app.now())


async def _topic_listener(session: AsyncSession, chat: Chat) -> Chat | None:
    """The group that the topic is in."""
    whole = await chat_at(session, chat.chat_id) if chat.thread_id else None
    return whole if whole is not None and whole.state == "active" and whole.barred is None else None


async def _who_let_us_in(session: AsyncSession, chat: Chat) -> Chat | None:
    """The private chat of who did, else of an admin; None where none of them knows us."""
    whole = await chat_at(session, chat.chat_id)
    admins = select(col(ChatAdmin.user_id)).where(col(ChatAdmin.chat_id) == chat.chat_id)
    found = await session.execute(
        select(Chat).where(
            col(Chat.kind) == "private",
            col(Chat.state) == "active",
            (col(Chat.chat_id) == (whole.added_by if whole is not None else None))
            | col(Chat.chat_id).in_(admins),
        )
    )
    known = {private.chat_id: private for private in found.scalars()}
    first = known.get(whole.added_by or 0) if whole is not None else None
    return first or next((known[user] for user in sorted(known)), None)


def _words(chat: Chat, why: str, speech: Speech) -> str:
    topic = speech.isolated(broken(chat.topic or str(chat.thread_id)))
    if why == CLOSED and chat.thread_id:
        return speech.gettext(
            "The topic {topic} is closed to me. Its digests go on when it is open again, or I am an admin.",
            topic=topic,
        )
    if why == DELETED:
        return speech.gettext(
            "The topic {topic} is gone. /start in another topic sets up a new digest.", topic=topic
        )
    title = speech.isolated(broken(chat.title or str(chat.chat_id)))
    return speech.gettext("I may not write in {chat}. Its digests wait until I may.", chat=title)
