"""The conversation's table of contents: which handler answers what. python-telegram-bot routes, we answer.

`handle` runs one update of the inbox as one transaction: what the reader changed, what we say, and that it was handled.
"""

import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import structlog
from telegram import CallbackQuery
from telegram import Update as TelegramUpdate
from telegram.constants import MessageEntityType
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    ExtBot,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot import awaiting, own_data, settings
from bot.chats import channels, groups
from bot.chats.addressed import called, is_for_us
from bot.chats.admins import standing_of
from bot.choosing import feeds, finding_topics, following, mutes, own_stories, pruning, topics, words
from bot.greeting import catching_up, language, newcomer, start, tongue
from bot.inbox import ALLOWED
from bot.operators import operating
from bot.questions import asking, asking_choices, forwarded, stopping
from bot.stories import inline, reading, searching, whats_new, why
from bot.stories.permalinks import command_named
from bot.timing import alerts, coming, digest_page, length, look, pausing, quiet, schedule, zone
from bot.turn import Turn, current, open_turn
from news.app import App
from news.callbacks import Press, decode
from news.clock import read_zone
from news.markup import esc
from news.models import Awaited, Update
from news.operating.notices import tell_operator
from news.ports import Message
from news.reader.forgetting import list_tombstones
from news.reader.posts import linked
from news.rendering.render import rtl

log = structlog.get_logger(__name__)

Answer = Callable[[Turn, str], Awaitable[None]]

_PICTURES = filters.PHOTO | filters.VIDEO | filters.VIDEO_NOTE | filters.ANIMATION | filters.Document.ALL
_RECORDINGS = filters.VOICE | filters.AUDIO
_WORDLESS = _PICTURES | _RECORDINGS | filters.Sticker.ALL
_COMMAND = re.compile(r"/[A-Za-z0-9_]{1,64}(?:@\w{1,64})?(?=\s|$)", re.ASCII)

COMMANDS: dict[str, Answer] = {
    "start": lambda turn, payload: command_start(turn, payload),
    "topics": topics.topics_command,
    "follow": own_stories.or_story(following.follow_command, "followed"),
    "unfollow": own_stories.or_story(following.unfollow_command, "followed", on=False),
    "language": language.language_command,
    "time": schedule.time_command,
    "zone": zone.zone_command,
    "next": coming.next_command,
    "alerts": alerts.alerts_command,
    "quiet": quiet.quiet_command,
    "pause": pausing.pause_command,
    "resume": pausing.resume_command,
    "look": look.look_command,
    "length": length.length_command,
    "digest": lambda turn, _: command_digest(turn),
    "sources": reading.sources_command,
    "new": whats_new.new_command,
    "search": searching.search_command,
    "ask": asking.ask_command,
    "save": own_stories.save_command,
    "saved": own_stories.saved_command,
    "mute": own_stories.or_story(mutes.mute_command, "muted"),
    "unmute": own_stories.or_story(mutes.unmute_command, "muted", on=False),
    "mutes": mutes.mutes_command,
    "privacy": own_data.privacy_command,
    "export": own_data.export_command,
    "forget": own_data.forget_command,
    "why": why.why_command,
    "settings": lambda turn, _: command_settings(turn),
    "channels": channels.channels_command,
    "stop": lambda turn, _: pausing.stop(turn),
    "admin": operating.admin_command,
    "help": lambda turn, _: command_help(turn),
}


def build_application(bot: ExtBot[Any]) -> Application[Any, Any, Any, Any, Any, Any]:
    """Handlers over the one bot. No updater and no job queue: updates come from our inbox, work from `jobs`."""
    application = Application.builder().bot(bot).updater(None).job_queue(None).build()
    private, group = filters.ChatType.PRIVATE, filters.ChatType.GROUPS
    said = private | (group & filters.UpdateType.MESSAGE) | filters.UpdateType.CHANNEL_POST
    handlers: list[BaseHandler[Any, Any, Any]] = [
        *(CommandHandler(name, partial(_command, name), filters=said) for name in COMMANDS),
        CallbackQueryHandler(_press),
        MessageHandler(filters.VIA_BOT, _nothing),  # what somebody chose of what we offered inline
        ChatMemberHandler(_membership, ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(private & filters.TEXT & ~filters.COMMAND & filters.UpdateType.MESSAGE, _text),
        MessageHandler(
            private & filters.TEXT & ~filters.COMMAND & filters.UpdateType.EDITED_MESSAGE, _edited
        ),
        MessageHandler(private & filters.UpdateType.MESSAGE & _WORDLESS, _wordless),
        MessageHandler(private & filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL, _anything),
        MessageHandler(group & filters.UpdateType.MESSAGE & ~filters.COMMAND, _spoken_to),
        MessageHandler(group & filters.UpdateType.EDITED_MESSAGE & filters.TEXT & ~filters.COMMAND, _edited),
        TypeHandler(TelegramUpdate, _nothing),
    ]
    application.add_handlers(handlers)
    application.add_error_handler(_keep_error)
    return application


async def handle(app: App, application: Application[Any, Any, Any, Any, Any, Any], row: Update) -> None:
    """One update, in one transaction. Raises what the handler raised; then nothing of it was kept."""
    stopping.heed(row.payload, app.under_way)
    update = read_update(row, application.bot)
    if update.inline_query is not None:
        await inline.answer(app, application.bot, update.inline_query)
    is_ours = is_for_us(update, application.bot.bot)
    standing = await standing_of(app, application.bot, update) if is_ours else None
    if await own_data.is_forgotten(app, update):
        await _take_off(app, row)
        await _bid_farewell(update.callback_query, own_data.farewell(app.words(_code_of(update))))
        return
    async with app.session() as session:
        kept = await session.get(Update, row.id)
        if kept is None or kept.handled_at is not None:
            return
        is_heeded = await groups.heeded(session, update, now=app.now())
        turn = await open_turn(app, session, update, standing) if standing and not is_heeded else None
        if turn is not None:
            away_since = catching_up.heard(turn)
            await _take(application, turn)
            turn.say_toast()
            await catching_up.offer(turn, away_since)
            await turn.close()
        kept.handled_at = app.now()
        if turn is None:
            kept.payload = {}  # who looks for what, and what people say to each other, is nothing to be kept
        session.add(kept)
    if turn is not None:
        app.bell.ring(*turn.rings)
        if turn.farewell is not None:
            await list_tombstones(app)
        await _answer_press(turn, update.callback_query)


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
        turn = await open_turn(app, session, update)
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


async def _keep_error(_update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
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


# --- what arrives --------------------------------------------------------------------------------


async def _command(name: str, update: TelegramUpdate, _context: ContextTypes.DEFAULT_TYPE) -> None:
    turn, text = current.get(), (update.effective_message.text or "") if update.effective_message else ""
    _, _, argument = text.partition(" ")
    if "\n" in text.split(" ")[0]:
        _, _, argument = text.partition("\n")
    argument = " ".join(argument.split())
    if groups.may_command(turn, name, argument):
        await _ends_waiting(turn)
        await COMMANDS[name](turn, argument)


async def _ends_waiting(turn: Turn) -> None:
    """What else is done ends the waiting for words; what members of a group do does not end it for their admins."""
    if turn.is_admin:
        await awaiting.forget(turn)


async def command_start(turn: Turn, payload: str) -> None:
    """Who followed an address from a group or channel gets here what they pressed there."""
    press, command = linked(payload), command_named(payload)
    if not turn.is_private or (press is None and command not in COMMANDS):
        await start.start(turn, payload)
        return
    if press is not None:
        await PRESSES[press.act](turn, press)
    else:
        await COMMANDS[command or ""](turn, "")
    turn.say_toast()
    if turn.subscriber.state == "new":
        await newcomer.greet(turn, is_short=True)


async def command_digest(turn: Turn) -> None:
    await reading.digest_command(turn)


async def command_settings(turn: Turn) -> None:
    turn.say(await settings.show_settings(turn))


async def command_help(turn: Turn) -> None:
    turn.say(start.help_message(turn))


async def _press(update: TelegramUpdate, _context: ContextTypes.DEFAULT_TYPE) -> None:
    turn = current.get()
    query = update.callback_query
    press = decode(query.data if query else None)
    if query is not None and not turn.is_private and not groups.stands_there(query):
        return  # an app may send what no button says: nothing is done, and nothing is said
    if press is None:
        turn.toast(turn.speech.gettext("This button is out of date."))
    elif groups.may_press(turn, press):
        await _ends_waiting(turn)
        await PRESSES[press.act](turn, press)


async def _pressed_now(turn: Turn, _press: Press) -> None:
    await reading.digest_command(turn)


async def _pressed_done(turn: Turn, _press: Press) -> None:
    turn.edit(await topics.following_message(turn))


async def _pressed_hour(turn: Turn, press: Press) -> None:
    if await schedule.has_several(turn):  # the button is of the first minute, when there was one at most
        turn.toast(turn.speech.gettext("This button is out of date."))
        turn.edit(await settings.show(turn, "hour"))
    elif await schedule.pressed_hour(turn, press):
        turn.edit(await newcomer.ready_message(turn))
    else:
        turn.edit(await settings.show(turn, "when"))


async def _pressed_zone(turn: Turn, press: Press) -> None:
    if await zone.pressed_zone(turn, press):
        turn.edit(await newcomer.after_zone(turn))
    else:
        turn.edit(await settings.show(turn, "when"))


PRESSES: dict[str, Callable[[Turn, Press], Awaitable[None]]] = {
    "found": searching.pressed_found,
    "open": reading.pressed_open,
    "radar": reading.pressed_radar,
    "ask": asking.pressed_ask,
    "stand": asking_choices.pressed_stand,
    "lend": asking_choices.pressed_lend,
    "forget": asking_choices.pressed_forget,
    "timeline": reading.pressed_timeline,
    "coverage": reading.pressed_coverage,
    "picture": reading.pressed_picture,
    "ledger": reading.pressed_ledger,
    "titles": reading.pressed_titles,
    "now": _pressed_now,
    "topics": topics.pressed_topics,
    "follow": topics.pressed_follow,
    "words": words.pressed_words,
    "word": words.pressed_word,
    "reword": words.pressed_reword,
    "unword": words.pressed_unword,
    "feed": feeds.pressed_feed,
    "site": feeds.pressed_site,
    "unsite": feeds.pressed_unsite,
    "addsite": feeds.pressed_addsite,
    "sitein": feeds.pressed_site_in,
    "unlist": feeds.pressed_unlist,
    "opml": feeds.pressed_opml,
    "again": following.pressed_again,
    "preset": topics.pressed_preset,
    "search": finding_topics.pressed_search,
    "pick": finding_topics.pressed_pick,
    "less": mutes.pressed_less,
    "mute": mutes.pressed_mute,
    "unmute": mutes.pressed_unmute,
    "remute": mutes.pressed_remute,
    "mutes": mutes.pressed_mutes,
    "hidden": mutes.pressed_hidden,
    "vote": why.pressed_vote,
    "why": why.pressed_why,
    "taste": why.pressed_taste,
    "prune": pruning.pressed_prune,
    "done": _pressed_done,
    "langs": newcomer.pressed_languages,
    "tongue": tongue.pressed_tongue,
    "linked": newcomer.pressed_linked,
    "widen": topics.pressed_widen,
    "lang": newcomer.pressed_language,
    "hour": _pressed_hour,
    "zone": _pressed_zone,
    "place": channels.pressed_place,
    "menu": settings.pressed_menu,
    "count": length.pressed_count,
    "slot": digest_page.pressed_slot,
    "alerts": alerts.pressed_alerts,
    "quiet": quiet.pressed_quiet,
    "pause": pausing.pressed_pause,
    "look": look.pressed_look,
    "own": own_stories.pressed_own,
    "unown": own_stories.pressed_unown,
    "saved": own_stories.pressed_saved,
    "away": catching_up.pressed_away,
    "export": own_data.pressed_export,
    "erase": own_data.pressed_erase,
    "admin": operating.pressed_admin,
    "setup": newcomer.pressed_setup,
}
"""What each button of `news.callbacks` does; a test holds the two equal."""


async def _membership(update: TelegramUpdate, _context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.my_chat_member is not None:
        await groups.membership(current.get(), update.my_chat_member)


async def _spoken_to(update: TelegramUpdate, context: ContextTypes.DEFAULT_TYPE) -> None:
    """What is said to us among others: what an admin was asked for, or a question."""
    turn, message = current.get(), update.message
    said = called(message, context.bot.bot) if message is not None else None
    if message is None or said is None:
        return
    is_told = turn.is_admin and message.reply_to_message is not None and await _as_asked(turn, said.text)
    if not is_told and not (turn.is_admin and await _took_zone(turn, said.text)):
        await groups.spoken_to(turn, said)


async def _text(update: TelegramUpdate, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Free words: what we asked for, a question, or the city we asked for beside the zones; else help, not silence."""
    turn = current.get()
    text = (update.effective_message.text or "").strip() if update.effective_message else ""
    if not groups.may_write(turn) or await _as_asked(turn, text) or await feeds.typed_site(turn, text):
        return
    if turn.is_for_another and await _took_zone(turn, text):
        return
    turn.come_home()
    if await forwarded.brought(turn) or await _took_zone(turn, text):
        return
    if await asking.asked(turn, text):
        await awaiting.forget(turn, zone.CITY)
    elif not await finding_topics.offered(turn, text):
        if await forwarded.pasted(turn):
            return
        turn.say(start.not_understood(turn))
    await tongue.offer(turn, text)


async def _took_zone(turn: Turn, text: str) -> bool:
    """Takes a city where one is asked for: "Nice" and "Reading" are words, too."""
    named = read_zone(text, languages=turn.app.words.languages)
    if named is None or "/" not in named:  # "Israel" and "Cuba" are zones too, but not what anybody means
        return False
    if await awaiting.take(turn, (zone.CITY,)) is None:
        return False
    if turn.subscriber.state == "new":
        await zone.set_zone(turn, named)
        turn.say(await newcomer.after_zone(turn))
    else:
        await zone.zone_command(turn, named)
    return True


TYPED: dict[str, Callable[[Turn, str, Awaited], Awaitable[None]]] = {
    "topic": finding_topics.typed,
    "words": words.typed,
    "feed": feeds.typed,
    "feed address": operating.typed,
}
"""For whom the words are that a reader was asked to type."""


async def _as_asked(turn: Turn, text: str) -> bool:
    awaited = await awaiting.take(turn, TYPED)
    if awaited is None:
        return False
    await TYPED[awaited.kind](turn, text, awaited)
    return True


async def _edited(update: TelegramUpdate, _context: ContextTypes.DEFAULT_TYPE) -> None:
    await asking.edited(current.get(), update.edited_message.text or "" if update.edited_message else "")


async def _wordless(update: TelegramUpdate, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Pictures, recordings, stickers: the words beside them are read, if there are any."""
    turn, message = current.get(), update.effective_message
    if await feeds.take_file(turn):
        return
    caption = message.caption if message is not None else None
    if caption and (await forwarded.brought(turn) or await asking.asked(turn, caption)):
        return
    is_picture, is_recording = _PICTURES.check_update(update), _RECORDINGS.check_update(update)
    asking.wordless(turn, "picture" if is_picture else "recording" if is_recording else "other")


async def _anything(_update: TelegramUpdate, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Unknown commands, and whatever else people send."""
    turn = current.get()
    turn.say(start.not_understood(turn))


async def _nothing(_update: TelegramUpdate, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """What needs no answer: service messages, edits, what people say to each other in groups."""
