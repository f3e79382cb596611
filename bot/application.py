"""The conversation's table of contents: which handler answers what. python-telegram-bot routes, we answer.

How an update becomes a turn, and what it says is sent, is in `bot.handling`.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from telegram import Update as TelegramUpdate
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
from bot.chats import channels, groups, kept
from bot.chats.addressed import called
from bot.choosing import (
    feeds,
    finding_topics,
    following,
    hidden_stories,
    mute_commands,
    mutes,
    muting_by_taps,
    own_stories,
    pruning,
    topics,
    words,
)
from bot.greeting import catching_up, helping, language, newcomer, said_plainly, small_talk, start, tongue
from bot.handling import keep_error
from bot.operators import operating
from bot.questions import asking, asking_choices, forwarded
from bot.stories import (
    behind,
    free_words,
    listening,
    more,
    reading,
    searching,
    sides,
    sources,
    voting,
    whats_new,
    why,
)
from bot.stories.permalinks import command_named, place_named
from bot.timing import alerts, coming, digest_page, length, look, pausing, quiet, schedule, zone
from bot.turn import Turn, current
from news.callbacks import Press, decode
from news.clock import read_zone
from news.models import Awaited
from news.reader.posts import linked

Answer = Callable[[Turn, str], Awaitable[None]]

_PICTURES = filters.PHOTO | filters.VIDEO | filters.VIDEO_NOTE | filters.ANIMATION | filters.Document.ALL
_RECORDINGS = filters.VOICE | filters.AUDIO
_WORDLESS = _PICTURES | _RECORDINGS | filters.Sticker.ALL

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
    "listen": listening.listen_command,
    "sources": sources.sources_command,
    "new": whats_new.new_command,
    "search": searching.search_command,
    "ask": asking.ask_command,
    "save": own_stories.save_command,
    "saved": own_stories.saved_command,
    "mute": own_stories.or_story(mute_commands.mute_command, "muted"),
    "unmute": own_stories.or_story(mute_commands.unmute_command, "muted", on=False),
    "mutes": mute_commands.mutes_command,
    "privacy": own_data.privacy_command,
    "export": kept.or_place(own_data.export_command, kept.export_command),
    "forget": kept.or_place(own_data.forget_command, kept.forget_command),
    "why": why.why_command,
    "like": voting.vote_command(1),
    "dislike": voting.vote_command(-1),
    "unlike": voting.vote_command(0),
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
    application.add_error_handler(keep_error)
    return application


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
    if turn.is_for_another and place_named(payload) == turn.place.id:
        turn.say(await kept.kept_message(turn))
        return
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
    turn.say(helping.help_message(turn))


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
    "radar": behind.pressed_radar,
    "ask": asking.pressed_ask,
    "meant": asking_choices.pressed_meant,
    "stand": asking_choices.pressed_stand,
    "lend": asking_choices.pressed_lend,
    "forget": asking_choices.pressed_forget,
    "timeline": behind.pressed_timeline,
    "coverage": behind.pressed_coverage,
    "differ": sides.pressed_differ,
    "silent": sides.pressed_silent,
    "picture": behind.pressed_picture,
    "ledger": behind.pressed_ledger,
    "titles": behind.pressed_titles,
    "listen": listening.pressed_listen,
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
    "more": more.pressed_more,
    "less": muting_by_taps.pressed_less,
    "mute": muting_by_taps.pressed_mute,
    "within": mutes.pressed_within,
    "unmute": mutes.pressed_unmute,
    "remute": mutes.pressed_remute,
    "mutes": mutes.pressed_mutes,
    "mutemore": mutes.pressed_more,
    "hidden": hidden_stories.pressed_hidden,
    "vote": voting.pressed_vote,
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
    "kept": kept.pressed_kept,
    "help": helping.pressed_help,
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
    if await forwarded.continued(turn) or await voting.voted(turn, text):
        return
    if await forwarded.brought(turn) or await _took_zone(turn, text):
        return
    if await free_words.numbered(turn, text) or await newcomer.typed_hours(turn, text):
        return
    if (meant := said_plainly.command_meant(turn, text)) is not None:
        name, argument = meant
        await COMMANDS[name](turn, argument)
        return
    if small_talk.answered(turn, text):
        pass
    elif await asking.asked(turn, text):
        await awaiting.forget(turn, zone.CITY)
    elif not await finding_topics.offered(turn, text):
        if await forwarded.pasted(turn) or asking.ordered(turn, text) or await free_words.found(turn, text):
            return
        turn.say(helping.not_understood(turn))
    await tongue.offer(turn, text)


async def _took_zone(turn: Turn, text: str) -> bool:
    """Takes a city where one is asked for: "Nice" and "Reading" are words, too."""
    is_new = turn.subscriber.state == "new"  # else "Israel" and "Cuba" are topics rather than clocks
    named = read_zone(
        text,
        languages=turn.app.words.languages,
        by_country=is_new,
        near=turn.subscriber.zone,
        language=turn.speech.language,
    )
    if named is None or "/" not in named:
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
    "mute": mute_commands.typed,
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
    if not groups.may_write(turn):
        return
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
    if groups.may_write(turn):
        turn.say(helping.not_understood(turn))


async def _nothing(_update: TelegramUpdate, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """What needs no answer: service messages, edits, what people say to each other in groups."""
