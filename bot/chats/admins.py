"""Who may change what is set: in a private chat its reader, elsewhere the admins of the group or channel.

Telegram is asked before the turn's transaction, and what it says is kept in rows for some minutes. Whoever is refused is
asked about anew sooner than whoever is let in: one who was just made an admin need not wait. Says nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from telegram import Bot, Message, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError

from bot.chats.addressed import called, command_in, is_anonymous, is_private
from bot.stories.permalinks import place_named
from news.app import App
from news.callbacks import decode, has_no_room
from news.db import insert_missing
from news.models import Chat, ChatAdmin, Delivery
from news.queries import delivery_of
from news.reader.chats import chat_at

log = structlog.get_logger(__name__)

KNOWN_FOR = timedelta(minutes=5)
REFUSED_FOR = timedelta(seconds=20)
MEMBERS_ASK = frozenset(
    {"help", "sources", "new", "search", "ask", "digest", "saved", "why", "next", "listen"}
)
"""Commands that change nothing: everybody in a group has them."""
MEMBERS_PRESS = frozenset(
    {
        "open",
        "radar",
        "ask",
        "timeline",
        "coverage",
        "differ",
        "silent",
        "picture",
        "ledger",
        "titles",
        "found",
        "meant",
        "stand",
        "saved",
        "why",
        "hidden",
        "listen",
        "now",
        "more",
        "help",
    }
)
"""Buttons that change nothing. Whatever is not named here or above is for admins."""
BETWEEN_US = frozenset({"privacy", "export", "forget", "lend", "channels", "erase"})
"""Commands and buttons that are between one reader and us: in a group they lead to the private chat."""
OF_A_PLACE = frozenset({"export", "forget"})
"""Commands that are about the group, channel or topic where an admin says them there, or in reply to its menu."""


@dataclass(frozen=True)
class Standing:
    """Whose settings an update is about, and whether its sender may change them. `place` is the row of the chat that is set
    up, where that is another than the one written in: a channel is set up from a private chat. `is_lost`: it was for a place
    of which nothing is kept any more, so it must count for no other."""

    is_admin: bool = True
    place: int | None = None
    is_lost: bool = False


OWN = Standing()
LOST = Standing(is_admin=False, is_lost=True)


async def standing_of(app: App, bot: Bot, update: Update) -> Standing:
    """Asks Telegram where it has to. Raises NetworkError where a command or a tap cannot be judged now."""
    user, chat = update.effective_user, update.effective_chat
    if chat is None:
        return OWN
    if is_private(update):
        named = await _place_named(app, update)
        if named is None:
            return OWN
        place = await _place_at(app, named)
        if place is None:
            return LOST
        may = user is not None and await is_admin(
            app, bot, place.chat_id, user.id, anew=_is_grave(update, bot)
        )
        return Standing(may, place=place.id or 0)
    if not _matters(update, bot) or _speaks_for_chat(update):
        return Standing(_speaks_for_chat(update))
    return Standing(
        user is not None and await is_admin(app, bot, chat.id, user.id, anew=_is_grave(update, bot))
    )


def _is_grave(update: Update, bot: Bot) -> bool:
    """What cannot be taken back, or hands out what others wrote, is for who is an admin now."""
    if update.callback_query is not None:
        press = decode(update.callback_query.data)
        return press is not None and press.act == "kept" and press.word() in ("export", "yes")
    message = update.effective_message
    return message is not None and command_in(message, bot.bot) in OF_A_PLACE


def _matters(update: Update, bot: Bot) -> bool:
    """Whether it makes a difference: what everybody may do needs no asking."""
    if update.callback_query is not None:
        press = decode(update.callback_query.data)
        is_channel = update.effective_chat is not None and update.effective_chat.type == ChatType.CHANNEL
        return press is not None and (is_channel or press.act not in MEMBERS_PRESS)
    message = update.effective_message
    if message is None:
        return False
    command = command_in(message, bot.bot)
    if command is not None:
        return command not in MEMBERS_ASK or bool(message.text and "forget" in message.text)
    return called(message, bot.bot) is not None


def may_change(update: Update, bot: Bot) -> bool:
    """Whether what is set may be another after it: all but what everybody may do in a group."""
    if update.callback_query is not None:
        press = decode(update.callback_query.data)
        return press is not None and press.act not in MEMBERS_PRESS
    message = update.effective_message
    return message is not None and command_in(message, bot.bot) not in MEMBERS_ASK


def _speaks_for_chat(update: Update) -> bool:
    """A post in a channel, or an admin who writes as the group."""
    if update.channel_post is not None or update.edited_channel_post is not None:
        return True
    return update.message is not None and is_anonymous(update.message)


async def _place_named(app: App, update: Update) -> int | None:
    """The row of the chat that a private message or tap sets up: named by the button, the link that was followed, or the
    message that is replied to."""
    query, message = update.callback_query, update.effective_message
    if query is not None:
        press = decode(query.data)
        named = None if press is None else press.number() if press.act == "place" else press.place
        told = message if named is None and has_no_room(query.data or "") else None
    else:
        named = _linked_to(message)
        told = message.reply_to_message if message is not None and named is None else None
    if told is None:
        return named  # nearly always: none
    async with app.reading() as session:
        return await _set_up_by(session, told.chat.id, told.message_id, is_tap=query is not None)


def _linked_to(message: Message | None) -> int | None:
    command, _, payload = (message.text or "" if message is not None else "").partition(" ")
    return place_named(payload.strip()) if command == "/start" else None


async def _place_at(app: App, row: int) -> Chat | None:
    async with app.reading() as session:
        place = await session.get(Chat, row)
        return place if place is not None and place.kind != "private" else None


async def _set_up_by(session: AsyncSession, chat_id: int, message_id: int, *, is_tap: bool) -> int | None:
    """The chat that our message sets up. What replies to one whose outcome a dead process did not write down is for the one
    in doubt; a tap says itself where it belongs."""
    here = await chat_at(session, chat_id)
    if here is None:
        return None
    delivery = await delivery_of(session, here.id or 0, message_id)
    if delivery is not None or is_tap:
        return delivery.sets_up if delivery is not None else None
    in_doubt = await session.execute(
        select(col(Delivery.sets_up)).where(col(Delivery.chat) == here.id, col(Delivery.state) == "sending")
    )
    return next((place for place in in_doubt.scalars() if place is not None), None)


# --- who the admins are --------------------------------------------------------------------------


async def is_admin(app: App, bot: Bot, chat_id: int, user_id: int, *, anew: bool = False) -> bool:
    """`anew`: by what Telegram says now. Raises NetworkError where nobody can say."""
    known = await _known(app, chat_id)
    now = app.now()
    age = now - min(known.values()) if known else None
    if age is not None and user_id not in known and age < REFUSED_FOR:
        return False
    if age is not None and user_id in known and age < KNOWN_FOR and not anew:
        return True
    try:
        return user_id in await _ask(app, bot, chat_id)
    except (
        BadRequest,
        Forbidden,
        ChatMigrated,
    ) as error:  # not a member any more, or not told: then nobody is let in
        log.info("admins not told", reason=str(error))
        return False
    except NetworkError:
        if user_id in known and not anew:
            return True
        raise


async def _known(app: App, chat_id: int) -> dict[int, datetime]:
    async with app.reading() as session:
        rows = await session.execute(select(ChatAdmin).where(col(ChatAdmin.chat_id) == chat_id))
        return {row.user_id: row.known_at for row in rows.scalars()}


async def _ask(app: App, bot: Bot, chat_id: int) -> set[int]:
    """The admins, as Telegram lists them now; kept."""
    listed = {member.user.id for member in await bot.get_chat_administrators(chat_id)}
    async with app.session() as session:
        await session.execute(delete(ChatAdmin).where(col(ChatAdmin.chat_id) == chat_id))
        rows = [{"chat_id": chat_id, "user_id": user, "known_at": app.now()} for user in sorted(listed)]
        await insert_missing(session, ChatAdmin, rows, unique=("chat_id", "user_id"))
    return listed
