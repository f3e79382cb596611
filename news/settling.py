"""Whether a message whose reply was lost is there: which ids it may have, and looking at them.

Telegram has no idempotency key, so a send that may have happened is looked for instead of repeated. In
private chats and basic groups ids come from one counter of the bot's account, in supergroups and channels
from the chat's own; other servers of the Bot API may count every chat for itself. The window starts at marks
that were durable before the call: a guessed window produced duplicates as soon as replies were lost. Knows
nothing of Telegram's errors.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Chat, Delivery, Mark
from news.ports import Messenger, Outgoing

if TYPE_CHECKING:
    from news.app import App

AHEAD = 50
"""Ids looked at beyond the highest known one: more than what is in flight at once and comes in meanwhile."""
ENOUGH_EVIDENCE = 8
ON_ITS_WAY = timedelta(seconds=60)
"""No call takes effect later than this after its intent: longer than limiter, pool and reply may take."""
FRESH = timedelta(minutes=15)
"""In a chat that others write in, an id that old says where the counter stands."""
LOOKING_FOR = timedelta(seconds=45)
"""One look ends after this, well within the step's timeout, and is taken up again where it ended."""
OWN_COUNTER = ("supergroup", "channel")


@dataclass(frozen=True)
class Known:
    """A message of ours, as recorded: `began_at` is its intent, `at` its outcome."""

    chat: int
    message_id: int
    began_at: datetime
    at: datetime


@dataclass(frozen=True)
class Window:
    """Ids that the message may have. `is_complete`: if it has none of them, it was not sent.

    `is_ascending`: what has been looked at need not be looked at again.
    """

    ids: tuple[int, ...]
    is_complete: bool
    is_ascending: bool


@dataclass(frozen=True)
class There:
    message_id: int


@dataclass(frozen=True)
class NotThere:
    pass


@dataclass(frozen=True)
class Undecided:
    """Nobody can tell, now or ever (`is_final`). `absent_until`: ids up to this one are not it."""

    is_final: bool = False
    absent_until: int | None = None


Finding = There | NotThere | Undecided


async def look_for(app: "App", delivery: Delivery, chat: Chat, call: Outgoing) -> Finding:
    """Looks for the message that `call` may have made, oldest possible id first; one probe an id."""
    assert app.messenger is not None
    if leaves_no_trace(call):
        return Undecided(is_final=True)
    async with app.reading() as session:
        window = await window_of(session, delivery, chat)
    return await _look(app, app.messenger, call, window)


async def _look(app: "App", messenger: Messenger, call: Outgoing, window: Window) -> Finding:
    until, absent = app.now() + LOOKING_FOR, None
    for message_id in window.ids:
        match await messenger.exists(call, message_id):
            case True:
                return There(message_id)
            case None:
                return Undecided(absent_until=absent)
            case False:
                absent = message_id if window.is_ascending else None
        if app.now() > until:
            return Undecided(absent_until=absent)
    return NotThere() if window.is_complete else Undecided(is_final=bool(window.ids))


def leaves_no_trace(call: Outgoing) -> bool:
    """Messages that no edit can be tried on: other kinds, and those with a keyboard that is not inline."""
    markup = call.payload.get("reply_markup")
    return call.method not in PROBED or (isinstance(markup, dict) and "inline_keyboard" not in markup)


PROBED = ("sendMessage", "sendPhoto", "sendDocument", "sendAudio", "sendVoice", "sendVideo", "sendAnimation")


# --- where it may be -----------------------------------------------------------------------------


async def window_of(session: AsyncSession, delivery: Delivery, chat: Chat) -> Window:
    """The ids to look at for a delivery that is `sending`."""
    assert delivery.started_at is not None
    own = await _recorded_in(session, chat, above=delivery.low_water or 0)
    if chat.kind in OWN_COUNTER:
        low_at = await _when_heard(session, chat, delivery.low_water)
        is_fresh = low_at is not None and delivery.started_at - low_at <= FRESH
        return window_in_chat(delivery.low_water or 0, own, is_fresh=is_fresh)
    near = await _recorded_near(session, delivery.started_at)
    return window_in_account(delivery.low_water or 0, own, near, started_at=delivery.started_at)


def window_in_chat(low: int, recorded: Collection[int], *, is_fresh: bool) -> Window:
    """A chat with its own counter, where others write too: only a fresh mark says where to look for all."""
    top = max([low, *recorded]) + AHEAD
    ids = tuple(number for number in range(low + 1, top + 1) if number not in recorded) if low else ()
    return Window(ids, is_complete=is_fresh and bool(low), is_ascending=True)


def window_in_account(
    low: int, recorded: Collection[int], near: Sequence[Known], *, started_at: datetime
) -> Window:
    """A private chat or basic group. `recorded`: the chat's ids above `low`; `near`: ours around then.

    Without evidence that ids are counted for the whole account, the chat's own next ids come first.
    """
    before = [known.message_id for known in near if known.at <= started_at]
    after = [known.message_id for known in near if known.began_at > started_at + ON_ITS_WAY]
    between = [known.message_id for known in near if known.at > started_at and known.message_id not in after]
    start = max([low, *before]) if before or low else max(min(between, default=0) - AHEAD, 0)
    top = max([start, *before, *between]) + AHEAD
    if after:
        top = max(min(top, min(after)), start)
    taken = {known.message_id for known in near} | set(recorded)
    shared = tuple(number for number in range(start + 1, top + 1) if number not in taken)
    is_complete = bool(low or near)
    if not is_complete:
        return Window((), is_complete=False, is_ascending=False)
    if counts_for_account(near):
        return Window(shared, is_complete, is_ascending=True)
    of_chat = [number for number in range(low + 1, low + AHEAD + 1) if number not in recorded]
    return Window(tuple(dict.fromkeys([*of_chat, *shared])), is_complete, is_ascending=False)


def counts_for_account(near: Sequence[Known]) -> bool:
    """Whether ids were given in one row to all chats: never twice the same, and growing with time."""
    ids = [known.message_id for known in sorted(near, key=lambda known: known.at)]
    if len(ids) < ENOUGH_EVIDENCE or len({known.chat for known in near}) < ENOUGH_EVIDENCE // 2:
        return False
    growing = sum(earlier < later for earlier, later in pairwise(ids))
    return len(set(ids)) == len(ids) and growing >= 0.75 * (len(ids) - 1)


async def _recorded_in(session: AsyncSession, chat: Chat, *, above: int) -> set[int]:
    found = await session.execute(
        select(col(Delivery.message_id))
        .join(Chat, col(Chat.id) == col(Delivery.chat))
        .where(col(Chat.chat_id) == chat.chat_id, col(Delivery.message_id) > above)
    )
    return set(found.scalars())


async def _recorded_near(session: AsyncSession, at: datetime) -> list[Known]:
    """What we sent around that time to chats that share the account's counter: 60 before, 400 after."""
    ours = (
        select(
            col(Delivery.chat), col(Delivery.message_id), col(Delivery.started_at), col(Delivery.finished_at)
        )
        .join(Chat, col(Chat.id) == col(Delivery.chat))
        .where(col(Delivery.message_id).is_not(None), col(Delivery.started_at).is_not(None))
        .where(col(Chat.kind).not_in(OWN_COUNTER))
    )
    finished_at = col(Delivery.finished_at)
    before = ours.where(finished_at <= at).order_by(finished_at.desc()).limit(60)
    after = ours.where(finished_at > at).order_by(finished_at).limit(400)
    return [Known(*row) for half in (before, after) for row in await session.execute(half)]


async def _when_heard(session: AsyncSession, chat: Chat, message_id: int | None) -> datetime | None:
    """When this id of the chat became known to us."""
    mark = await session.get(Mark, heard_name(chat.chat_id))
    if mark is not None and int(mark.value) == message_id:
        return mark.at
    found = await session.execute(
        select(func.max(col(Delivery.finished_at)))
        .join(Chat, col(Chat.id) == col(Delivery.chat))
        .where(col(Chat.chat_id) == chat.chat_id, col(Delivery.message_id) == message_id)
    )
    return found.scalar_one_or_none()


# --- the marks -----------------------------------------------------------------------------------


def heard_name(chat_id: int) -> str:
    """The name of the mark that keeps the highest message id a chat has told us."""
    return f"heard {chat_id}"


async def low_water(session: AsyncSession, chats: Sequence[Chat]) -> int:
    """The highest message id known in a chat, ours or theirs; 0 when none is. `chats`: all its threads."""
    ours = await session.execute(
        select(func.max(col(Delivery.message_id))).where(
            col(Delivery.chat).in_([chat.id for chat in chats]), col(Delivery.message_id).is_not(None)
        )
    )
    mark = await session.get(Mark, heard_name(chats[0].chat_id))
    return max(ours.scalar_one_or_none() or 0, int(mark.value) if mark else 0)
