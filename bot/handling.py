"""One update of the inbox, from its row to the last answer: read, judged, handled in one transaction, answered.

What the reader changed, what we say and that it was handled are committed together. Which handler answers what is said in
`bot.application`.
"""

import re
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import bindparam
from sqlalchemy import update as sql_update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from telegram import CallbackQuery
from telegram import Update as TelegramUpdate
from telegram.constants import MessageEntityType
from telegram.error import TelegramError
from telegram.ext import Application, ContextTypes, ExtBot

from bot import own_data
from bot.chats import groups, guests, kept
from bot.chats.addressed import is_for_us
from bot.chats.admins import may_change, standing_of
from bot.greeting import catching_up
from bot.inbox import ALLOWED
from bot.questions import stopping
from bot.stories import inline
from bot.turn import Turn, current, open_turn
from news.app import App
from news.markup import esc
from news.models import Update
from news.operating.notices import tell_operator
from news.ports import Message
from news.reader.forgetting import list_tombstones
from news.rendering.directions import rtl

log = structlog.get_logger(__name__)

# Past the ORM, as every update begins with it.
_INBOX = Update.__table__  # type: ignore[attr-defined]
_MARKED = (
    sql_update(_INBOX)
    .where(_INBOX.c.id == bindparam("number"), _INBOX.c.handled_at.is_(None))
    .values(handled_at=bindparam("now"))
)
_COMMAND = re.compile(r"/[A-Za-z0-9_]{1,64}(?:@\w{1,64})?(?=\s|$)", re.ASCII)


async def handle(app: App, application: Application[Any, Any, Any, Any, Any, Any], row: Update) -> None:
    """One update, in one transaction. Raises what the handler raised; then nothing of it was kept."""
    await stopping.heed(app, row.payload)
    update = read_update(row, application.bot)
    if update.inline_query is not None:
        await inline.answer(app, application.bot, update.inline_query)
    is_ours = is_for_us(update, application.bot.bot)
    standing = await standing_of(app, application.bot, update) if is_ours else None
    if (farewell := await _last_word(app, update)) is not None:
        await _take_off(app, row)
        await _bid_farewell(update.callback_query, farewell)
        return
    async with app.session(brief=True) as session:
        if not await _is_ours(session, row, now=app.now()):
            return
        refusal = await guests.refused(app, session, update) if is_ours else None
        is_heeded = refusal is not None or await groups.heeded(session, update, now=app.now())
        turn = await open_turn(app, session, update, standing) if standing and not is_heeded else None
        if turn is not None:
            away_since = catching_up.heard(turn)
            await _take(application, turn)
            if turn.is_admin and may_change(update, application.bot):
                await turn.has_changed()
            turn.say_toast()
            await catching_up.offer(turn, away_since)
            await turn.close()
        dropped: dict[str, Any] = {}
        if turn is None or guests.invite_in(update) is not None:
            dropped[
                "payload"
            ] = {}  # who looks for what, and what people say to each other, is nothing to be kept
        if update.inline_query is not None or refusal is not None:
            dropped["chat_id"] = 0  # nor who they were
        if dropped:
            await session.execute(sql_update(Update).where(col(Update.id) == row.id).values(dropped))
    if refusal is not None:
        await guests.turn_away(app, application.bot, update, refusal)
    if turn is not None:
        app.bell.ring(*turn.rings)
        if turn.has_forgotten:
            await list_tombstones(app)
        await _answer_press(turn, update.callback_query)


async def _last_word(app: App, update: TelegramUpdate) -> str | None:
    """To who presses once more what deleted all, of themselves or of a group."""
    if update.callback_query is None:
        return None
    speech = app.words(_code_of(update))
    if await own_data.is_forgotten(app, update):
        return own_data.farewell(speech)
    return await kept.last_word(app, update, speech)


async def _is_ours(session: AsyncSession, row: Update, *, now: datetime) -> bool:
    """Marks it handled, unless it is already or is gone. Another process may be at it, too: it waits for us, and finds the mark."""
    marked = await session.execute(_MARKED, {"number": row.id, "now": now})
    return bool(marked.rowcount)  # type: ignore[attr-defined]


async def _take_off(app: App, row: Update) -> None:
    """Of who was forgotten nothing is kept, not even that they pressed again."""
    async with app.session() as session:
        kept = await session.get(Update, row.id)
        if kept is not None:
            kept.handled_at, kept.payload, kept.chat_id = app.now(), {}, 0


def _code_of(update: TelegramUpdate) -> str | None:
    return update.effective_user.language_code if update.effective_user else None


def read_update(row: Update, bot: ExtBot[Any]) -> TelegramUpdate:
    """The update as the library reads it: only kinds we asked for, of which it knows every shape. A command is one
    by how it begins; not every Bot API server says so in an entity."""
    asked = {name: content for name, content in row.payload.items() if name in ("update_id", *ALLOWED)}
    name = "channel_post" if "channel_post" in asked else "message"
    message = asked.get(name)
    command = _COMMAND.match(message.get("text") or "") if message and not message.get("entities") else None
    if message and command:
        entity = {"type": MessageEntityType.BOT_COMMAND, "offset": 0, "length": command.end()}
        asked[name] = {**message, "entities": [entity]}
    return TelegramUpdate.de_json(asked, bot)


async def apologise(app: App, application: Application[Any, Any, Any, Any, Any, Any], row: Update) -> None:
    """After an update could not be handled in several tries: the reader hears of it, in one line."""
    update = read_update(row, application.bot)
    if not is_for_us(update, application.bot.bot):
        return
    async with app.session() as session:
        is_refused = await guests.refused(app, session, update) is not None
        turn = await open_turn(app, session, update) if not is_refused else None
        if turn is None:
            return
        text = turn.speech.gettext("Something went wrong on my side; it is noted. Please try again later.")
        turn.say(Message(rtl(esc(text), turn.speech)))
        await turn.close()
    app.bell.ring(*turn.rings)
    await _answer_press(turn, update.callback_query)
    await tell_operator(app, "update failed", f"Update {row.id} could not be handled; see the log.")


async def _take(application: Application[Any, Any, Any, Any, Any, Any], turn: Turn) -> None:
    token = current.set(turn)
    try:
        await application.process_update(turn.update)
    finally:
        current.reset(token)
    if turn.error is not None:
        raise turn.error


async def keep_error(_update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """The library swallows what handlers raise; the turn keeps it, so that the transaction is rolled back."""
    current.get().error = context.error


async def _answer_press(turn: Turn, query: CallbackQuery | None) -> None:
    """Every press is answered, or the button spins. The answer is not owed: it is worth nothing later."""
    if query is None:
        return
    if turn.farewell is not None:
        await _bid_farewell(query, turn.farewell)
        return
    await _answer(query, text=turn.toast_text, show_alert=turn.toast_alert, url=turn.toast_url)


async def _bid_farewell(query: CallbackQuery | None, farewell: str) -> None:
    """The last word stays in the chat, also where the press is too old to be answered."""
    if query is None:
        return
    try:
        if query.message is not None and query.message.is_accessible:
            await query.edit_message_text(farewell)
        else:
            await query.get_bot().send_message(query.from_user.id, farewell)
    except TelegramError as error:
        log.info("farewell not shown", reason=str(error))
    await _answer(query, text=farewell, show_alert=True)


async def _answer(query: CallbackQuery, **shown: Any) -> None:
    try:
        await query.answer(**shown)
    except TelegramError as error:
        log.info("press not answered", reason=str(error))
