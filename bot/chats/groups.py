"""Groups, their forum topics, and channels: let in and put out, who is refused, and what is said to us there.

In a group we speak when spoken to, and once when we come. What may be changed by whom is `bot.chats.admins`.
"""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import CallbackQuery, ChatMemberUpdated, Update
from telegram import Message as TelegramMessage
from telegram.constants import ChatType

from bot.chats.addressed import Called, is_in_group
from bot.chats.admins import BETWEEN_US, MEMBERS_ASK, MEMBERS_PRESS, OF_A_PLACE
from bot.questions import asking, forwarded
from bot.stories.permalinks import own_name, start_link
from bot.turn import Turn
from news.callbacks import Press, encode
from news.markup import esc, paragraphs, quiet
from news.ports import Button, Message
from news.reader.chats import chat_at, move, open_again, open_thread, shut, subscriber_of
from news.rendering.directions import rtl

REFUSED_ONCE_IN = timedelta(hours=1)
"""Who may not change settings hears so once in this time, whoever they are; a tap is answered each time."""


# --- who may -------------------------------------------------------------------------------------


def may_command(turn: Turn, name: str, argument: str) -> bool:
    """False where it was refused, or leads elsewhere: that is said then."""
    if turn.is_lost:
        return _is_lost(turn)
    if name in OF_A_PLACE and (turn.is_for_another or not turn.is_private):
        return _may_have(turn, name)
    if name in BETWEEN_US or (name in MEMBERS_ASK and name != "digest"):
        turn.come_home()
    if name == "ask" and not turn.is_private:
        name = "settings" if argument.casefold() == "forget" else "ask" if argument else "privacy"
    if name in BETWEEN_US and not turn.is_private:
        _between_us(turn, "ask" if name == "privacy" and not argument else name)
        return False
    return _may(turn, is_free=name in MEMBERS_ASK)


def may_press(turn: Turn, press: Press) -> bool:
    """False where it was refused, or leads elsewhere: that is said then."""
    if turn.is_lost:
        return _is_lost(turn)
    if press.act in BETWEEN_US:
        turn.come_home()
    if press.act in BETWEEN_US and not turn.is_private:
        _between_us(turn, {"export": "export", "erase": "forget"}.get(press.act, "ask"))
        return False
    if press.act == "vote" and not turn.is_admin:
        turn.toast(turn.speech.gettext("In this chat only the votes of admins count."))
        return False
    return _may(turn, is_free=press.act in MEMBERS_PRESS and turn.chat.kind != ChatType.CHANNEL)


def may_write(turn: Turn) -> bool:
    """Whether free words count; who sets up a channel from here must still be its admin."""
    if turn.is_lost:
        return _is_lost(turn)
    return _may(turn, is_free=not turn.is_for_another)


def stands_there(query: CallbackQuery) -> bool:
    """Whether the message has a button with these words: an app may send any."""
    message = query.message
    markup = message.reply_markup if isinstance(message, TelegramMessage) else None
    rows = markup.inline_keyboard if markup is not None else ()
    return any(button.callback_data == query.data for row in rows for button in row)


def _may(turn: Turn, *, is_free: bool) -> bool:
    if turn.is_admin or (is_free and not turn.is_for_another):
        return True
    turn.come_home()  # a link may name any chat by its row: who is no admin there does not hear what it is called
    speech = turn.speech
    said = speech.gettext("Only admins of this chat can change that.")
    if turn.update.callback_query is not None:
        turn.toast(said)
    elif turn.is_private or _is_first_for_long(turn):
        link = start_link(own_name(turn.update), "c_settings")
        turn.say(
            Message(
                rtl(esc(said), speech), [(Button("💬 " + speech.gettext("Open our private chat"), url=link),)]
            )
        )
    return False


def _is_lost(turn: Turn) -> bool:
    """A button or a line for a place of which nothing is kept any more: it is not meant for the reader's own chat. Always False."""
    said = turn.speech.gettext("That was for a chat of which I keep nothing any more.")
    if turn.update.callback_query is not None:
        turn.toast(said, alert=True)
    else:
        turn.say(Message(rtl(esc(said), turn.speech)))
    return False


def _may_have(turn: Turn, name: str) -> bool:
    """What is kept about a place is for its admins; everybody else is led to what is kept about themselves."""
    if turn.is_admin or turn.is_for_another:
        return _may(turn, is_free=False)
    speech = turn.speech
    said = speech.gettext(
        "Only admins can have or delete what I keep about this chat. Your own data is in our private chat."
    )
    link = start_link(own_name(turn.update), f"c_{name}")
    turn.say(
        Message(
            rtl(esc(said), speech), [(Button("💬 " + speech.gettext("Open our private chat"), url=link),)]
        )
    )
    return False


def _is_first_for_long(turn: Turn) -> bool:
    last = turn.chat.refused_at
    if last is not None and turn.now - last < REFUSED_ONCE_IN:
        return False
    turn.chat.refused_at = turn.now
    turn.session.add(turn.chat)
    return True


def _between_us(turn: Turn, what: str) -> None:
    """What one reader asks about their own things is not answered before others."""
    speech, link = turn.speech, start_link(own_name(turn.update), f"c_{what}")
    if turn.update.callback_query is not None:
        turn.toast_url = link
        return
    said = speech.gettext("That is between you and me.")
    turn.say(
        Message(
            rtl(esc(said), speech), [(Button("💬 " + speech.gettext("Open our private chat"), url=link),)]
        )
    )


# --- let in, put out -----------------------------------------------------------------------------


async def membership(turn: Turn, change: ChatMemberUpdated) -> None:
    """Put out or blocked: nothing more is sent or planned. Let in again: everything goes on."""
    member, kind = change.new_chat_member, change.chat.type
    present = ("administrator", "creator") if kind == ChatType.CHANNEL else _PRESENT
    if member.status not in present:
        await shut(turn.session, change.chat.id, now=turn.now)
        return
    is_news = turn.is_new or turn.chat.state != "active"
    await open_again(turn.session, change.chat.id, now=turn.now)
    if kind == ChatType.PRIVATE:
        return
    turn.chat.added_by = change.from_user.id if is_news else turn.chat.added_by
    turn.session.add(turn.chat)
    if is_news and kind == ChatType.CHANNEL:
        await _tell_adder(turn, change.from_user.id)
    elif is_news:
        turn.say(_greeting(turn, is_forum=bool(change.chat.is_forum)))


_PRESENT = ("member", "administrator", "creator", "restricted")


def _greeting(turn: Turn, *, is_forum: bool) -> Message:
    """What we are for, and what to press: once, and short."""
    speech = turn.speech
    if turn.subscriber.state != "new":
        said = [speech.gettext("Welcome back! Everything is as you left it.")]
        rows = [(Button("⚙️ " + speech.gettext("Your settings"), encode("menu", "settings")),)]
    else:
        said = [
            speech.gettext("Hello! I bring this chat the news at its hour, every sentence with its source."),
            speech.gettext("An admin chooses language, topics and hour here."),
        ]
        rows = [(Button("⚙️ " + speech.gettext("Set up"), encode("setup", "language")),)]
    if is_forum:
        said.append(speech.gettext("/start in a topic sets up that topic."))
    return Message(paragraphs(rtl(esc(one), speech) for one in said), rows)


async def _tell_adder(turn: Turn, user_id: int) -> None:
    """Nothing is posted in a channel that nobody has set up: who let us in hears of it, where they know us."""
    private = await chat_at(turn.session, user_id)
    adder = await subscriber_of(turn.session, private) if private is not None else None
    if private is None or adder is None or private.state != "active":
        return
    speech = turn.app.words(adder.interface_language)
    said = speech.gettext("I can write in {chat} now.", chat=speech.isolated(turn.chat.title or "…"))
    button = Button("⚙️ " + speech.gettext("Set up"), encode("place", turn.chat.id or 0))
    turn.say(Message(rtl(quiet(said), speech), [(button,)]), to=private)


# --- what Telegram itself says in a group --------------------------------------------------------


async def heeded(session: AsyncSession, update: Update, *, now: datetime) -> bool:
    """Heeds what needs no answer: the group has another number, a topic another name, or is open again."""
    message = update.message
    if message is None or not is_in_group(update):
        return False
    if message.migrate_to_chat_id or message.migrate_from_chat_id:
        old = message.migrate_from_chat_id or message.chat.id
        await move(session, old, message.migrate_to_chat_id or message.chat.id, now=now)
        return True
    edited, reopened = message.forum_topic_edited, message.forum_topic_reopened
    if edited is None and reopened is None:
        return False
    topic = await chat_at(session, message.chat.id, message.message_thread_id or 0)
    if topic is not None and edited is not None and edited.name:
        topic.topic = edited.name
    if topic is not None and reopened is not None:
        await open_thread(session, topic, now=now)
    return True


# --- what is said to us --------------------------------------------------------------------------


async def spoken_to(turn: Turn, said: Called) -> None:
    """A question, or a post to be compared. Who called us by name gets a word in any case."""
    if await asking.asked(turn, said.text, is_called=said.is_by_name) or not said.is_by_name:
        return
    if not await forwarded.shown(turn) and not asking.ordered(turn, said.text):
        speech = turn.speech
        how = speech.gettext("To ask about a story, press “Ask” under it or reply to it with your question.")
        turn.say(Message(rtl(esc(how), speech)))
