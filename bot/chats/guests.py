"""The door of an installation that is for invited people: who is let in, who gets one polite word, and which chats we leave.

Who has settings here is in, and so is every group or channel that has; anybody else comes in by an invite, and a place by
somebody who is in. Of a stranger nothing is kept, but for a day that they had their word.
"""

from dataclasses import dataclass

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.limiting import speaker
from news.app import App
from news.reader.invites import is_known, take_invite
from news.reader.limits import Thing
from news.reader.uses import use

log = structlog.get_logger(__name__)

START = "/start i_"
"""A start parameter that brings an invite."""


@dataclass(frozen=True)
class Refused:
    """That the sender was not let in; `is_told`: they have had their word already."""

    is_told: bool


def invite_in(update: Update) -> str | None:
    """The word of the invite with which somebody comes."""
    text = update.message.text if update.message is not None else None
    return text.removeprefix(START).strip() if text is not None and text.startswith(START) else None


async def refused(app: App, session: AsyncSession, update: Update) -> Refused | None:
    """None where the sender may come in; an invite is used up in the transaction in which they become a reader."""
    if not app.is_invite_only or await _is_in(app, session, update):
        return None
    token = invite_in(update)
    if token is not None and _is_private(update) and await take_invite(session, token, now=app.now()):
        return None
    told = await use(session, speaker(update), Thing.REFUSAL, limits=app.limits, now=app.now())
    return Refused(is_told=told is not None)


async def _is_in(app: App, session: AsyncSession, update: Update) -> bool:
    user, chat = update.effective_user, update.effective_chat
    numbers = {each.id for each in (user, chat) if each is not None}
    return app.operator_chat_id in numbers or await is_known(session, *numbers)


async def turn_away(app: App, bot: ExtBot, update: Update, refusal: Refused) -> None:  # type: ignore[type-arg]
    """One word, in the language of the stranger's app; a place that a stranger brought us into is left. Neither is owed:
    nothing of it is worth anything later, and a stranger has no row that it could be owed to. Raises nothing of Telegram's."""
    speech = app.words(update.effective_user.language_code if update.effective_user else None)
    is_private = _is_private(update)
    if is_private:
        said = speech.gettext("I am here for invited readers only. Whoever runs me can send you a link.")
    else:
        said = speech.gettext("Only somebody who reads me already can add me here.")
    try:
        if update.callback_query is not None:
            await update.callback_query.answer(said, show_alert=True)
        elif not refusal.is_told and _can_hear(update):
            await bot.send_message(update.effective_chat.id, said)  # type: ignore[union-attr]
        if not is_private and _are_there(update):
            await bot.leave_chat(update.effective_chat.id)  # type: ignore[union-attr]
    except TelegramError as error:
        log.info("stranger not told", reason=str(error))


def _is_private(update: Update) -> bool:
    return update.effective_chat is not None and update.effective_chat.type == "private"


def _can_hear(update: Update) -> bool:
    """Nothing is posted to the readers of a channel, and nobody is told that they blocked us."""
    chat = update.effective_chat
    is_talk = update.message is not None or (chat is not None and chat.type in ("group", "supergroup"))
    return chat is not None and chat.type != "channel" and is_talk and _are_there(update)


def _are_there(update: Update) -> bool:
    """Whether we are in that chat: not after we were put out."""
    change = update.my_chat_member
    return change is None or change.new_chat_member.status not in ("left", "kicked")
