"""Whether a message whose reply was lost is there: which ids it may have, and looking at them.

Telegram has no idempotency key, so a send that may have happened is looked for instead of repeated. In
private chats and basic groups ids come from one counter of the bot's account, in supergroups and channels
from the chat's own; other servers of the Bot API may count every chat for itself. The window starts at marks
that were durable before the call: a guessed window produced duplicates as soon as replies were lost. It ends
where a later message begins, or where the counter is known to stand; while neither is known, nothing is proved
by finding nothing. Knows nothing of Telegram's errors.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import islice, pairwise, takewhile
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Executable, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.db import dialect_of, insert_into, past_orm
from news.models import Chat, Delivery, Mark
from news.ports import Messenger, Outgoing

if TYPE_CHECKING:
    from news.app import App

AHEAD = 50
"""Ids looked at beyond the highest known one: more than what is in flight at once and comes in meanwhile."""
AT_ONCE = 15
"""Of them looked at while more of the counter may become known: what this process has in flight itself."""
MOST = 400
"""Ids looked at in one go; and those that a chat's members take between what we know of its counter and our message."""
NEAR = 500
"""Ids below the window that tell how ids are given."""
NEIGHBOURS = 20_000
"""Rows on either side of a delivery whose ids are known to be taken; one that is missed costs a probe."""
ENOUGH_EVIDENCE = 8
FRESH = timedelta(minutes=5)
"""In a chat that others write in, an id that old says where the counter stands, within `MOST`."""
AMONG_OTHERS, BESIDE_S = 3, 10.0
"""Ids looked at in one go where others are in doubt that were sent within so many seconds: what is found of them need not be looked at."""
TRIES = 3
"""So often an id is asked for that gets no answer, in a row. Then nothing answers."""
SOON = timedelta(seconds=5)
LOOKING_FOR = timedelta(seconds=45)
"""One look ends after this, well within the step's timeout, and is taken up again where it ended."""
OWN_COUNTER = ("supergroup", "channel")
ACCOUNT = "ids"
"""The mark of the highest id in the account's own row, in or out."""


@dataclass(frozen=True)
class End:
    """Where ids end, as the process knows at first hand. `below`: an id that was surely given later. `is_known`: that the
    account's counter stands where the rows say, but for what is in flight."""

    below: int | None = None
    is_known: bool = True


@dataclass(frozen=True)
class Window:
    """Ids that the message may have. `is_complete`: if it has none of them, it was not sent. `is_open`: it may be complete later.

    `ascending_from`: what has been looked at from that place on need not be looked at again. `is_shared`: ids are counted for the whole
    account, so that one is of one chat alone. `is_bounded`: it ends where a later message is known to be.
    """

    ids: tuple[int, ...]
    is_complete: bool
    is_open: bool = False
    ascending_from: int = 0
    is_shared: bool = False
    is_bounded: bool = False


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


async def look_for(app: "App", delivery: Delivery, chat: Chat, call: Outgoing, end: End) -> Finding:
    """Looks for the message that `call` may have made; one probe an id."""
    assert app.messenger is not None
    if leaves_no_trace(call):
        return Undecided(is_final=True)
    row = delivery.id or 0
    with app.in_flight.looking(row) as older:
        async with app.reading() as session:
            window = await window_of(session, delivery, chat, end)
        others = {number for number in window.ids if app.in_flight.is_anothers(number, row=row)}
        first = place_behind(window.ids, older(), others)
        finding = await _look(app, app.messenger, call, window, row=row, first=first)
    if window.is_shared and isinstance(finding, There):
        app.in_flight.found(row, finding.message_id)
    return finding


async def _look(
    app: "App", messenger: Messenger, call: Outgoing, window: Window, *, row: int, first: int
) -> Finding:
    """As messages get their ids in the order in which they are sent, where so many older ones are looked for we begin behind so many
    ids; and what is found to be another's meanwhile is passed over. In a storm, where many are in doubt, each is looked for among a few ids
    at a time: of those that are there most are found at once, and those that are not there have ever fewer ids left to look at."""
    until, asked = app.now() + LOOKING_FOR, 0
    looked = app.in_flight.absent(row) if window.is_shared else set[int]()
    for message_id in rotated(window, first):
        if message_id not in looked and not (
            window.is_shared and app.in_flight.is_anothers(message_id, row=row)
        ):
            is_there = await _exists(app, messenger, call, message_id)
            if is_there:
                return There(message_id)
            if is_there is None:
                return Undecided(absent_until=absent_until(window, looked))
            asked += 1
        looked.add(message_id)
        is_enough = asked >= AMONG_OTHERS and app.in_flight.doubts_beside(row, within_s=BESIDE_S) > 0
        if app.now() > until or (is_enough and window.is_bounded):
            return Undecided(absent_until=absent_until(window, looked))
    if window.is_open:
        return Undecided(absent_until=absent_until(window, looked))
    return NotThere() if window.is_complete else Undecided(is_final=bool(window.ids))


async def _exists(app: "App", messenger: Messenger, call: Outgoing, message_id: int) -> bool | None:
    """Asked again where no answer came soon; who waits out silence again and again holds a place that others need."""
    for _ in range(TRIES):
        asked_at = app.now()
        is_there = await messenger.exists(call, message_id)
        if is_there is not None or app.now() - asked_at > SOON:
            return is_there
    return None


def place_behind(ids: Sequence[int], older: int, others: Collection[int]) -> int:
    """Of the id behind so many, those not counted that are known to be others'."""
    free = [place for place, number in enumerate(ids) if number not in others]
    return free[older % len(free)] if free else 0


def rotated(window: Window, first: int) -> tuple[int, ...]:
    """All its ids, from this place on; from the first one where each chat counts for itself."""
    at = first % len(window.ids) if window.is_shared and window.ids else 0
    return window.ids[at:] + window.ids[:at]


def absent_until(window: Window, looked: Collection[int]) -> int | None:
    """The id up to which all were looked at."""
    ascending = window.ids[window.ascending_from :]
    return next(reversed(list(takewhile(lambda number: number in looked, ascending))), None)


def leaves_no_trace(call: Outgoing) -> bool:
    """Messages that no edit can be tried on: other kinds, and those with a keyboard that is not inline."""
    markup = call.payload.get("reply_markup")
    return call.method not in PROBED or (isinstance(markup, dict) and "inline_keyboard" not in markup)


PROBED = ("sendMessage", "sendPhoto", "sendDocument", "sendAudio", "sendVoice", "sendVideo", "sendAnimation")


# --- where it may be -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """A message of ours, as recorded."""

    chat: int
    message_id: int


async def window_of(session: AsyncSession, delivery: Delivery, chat: Chat, end: End) -> Window:
    """The ids to look at for a delivery that is `sending`."""
    low = delivery.low_water or 0
    own = await _recorded_in(session, chat)
    if chat.kind in OWN_COUNTER:
        known_at = await _when_known(session, chat, low)
        is_fresh = known_at is not None and (delivery.started_at or known_at) - known_at <= FRESH
        return window_in_chat(low, own, is_fresh=is_fresh)
    near = await _recorded_near(session, delivery, since=low - NEAR)
    highest = await _mark(session, ACCOUNT)
    heard = await _mark(session, mark_of(chat.chat_id))
    return window_in_account(low, near, highest=highest, own=own, heard=heard, end=end)


def window_in_chat(low: int, own: Collection[int], *, is_fresh: bool) -> Window:
    """A chat with its own counter, where others write too: only a fresh mark says where to look for all."""
    top = max([low, *own]) + (MOST if is_fresh else AHEAD)
    ids = _free(low, top, own) if low else ()
    is_complete = is_fresh and bool(low) and len(ids) <= MOST
    return Window(ids[:MOST], is_complete)


def window_in_account(
    low: int,
    near: Sequence[Known],
    *,
    highest: int,
    own: Collection[int],
    heard: int,
    end: End = End(),
) -> Window:
    """A private chat or basic group. `low` and `highest`: of the account, at the intent and now.

    `near`: what we sent around then, oldest first; `own` and `heard`: ours, and the highest of theirs, in this
    chat. Without evidence that ids are counted for the whole account, the chat's own next ids come first.
    """
    recorded = {known.message_id for known in near} | set(own)
    start = low or max(min(recorded, default=AHEAD) - AHEAD, 0)
    counts = counts_for_account(near)
    below = end.below if counts else None
    ahead = AHEAD if end.is_known else AT_ONCE
    top = below - 1 if below is not None else max(highest, *recorded, 0) + ahead
    shared = _free(start, top, recorded)
    is_told = bool(low or near)
    is_complete = is_told and len(shared) <= MOST and (below is not None or end.is_known)
    of_chat: tuple[int, ...] = ()
    if not counts and (own or heard):
        begin = max(own, default=max(heard - AHEAD, 0))
        of_chat = _free(begin, max(begin, heard) + AHEAD, own)[:MOST]
    ids = tuple(dict.fromkeys([*of_chat, *(shared[:MOST] if counts or is_told else ())]))
    return Window(
        ids,
        is_complete,
        is_open=is_told and not is_complete,
        ascending_from=len(of_chat),
        is_shared=counts,
        is_bounded=below is not None,
    )


def _free(low: int, high: int, taken: Collection[int]) -> tuple[int, ...]:
    """One more than will be looked at, where there are more."""
    free = (number for number in range(low + 1, high + 1) if number not in taken)
    return tuple(islice(free, MOST + 1))


def counts_for_account(sent: Sequence[Known]) -> bool:
    """Whether ids were given in one row to all chats: never twice the same, and growing as we sent."""
    ids = [known.message_id for known in sent]
    if len(ids) < ENOUGH_EVIDENCE or len({known.chat for known in sent}) < ENOUGH_EVIDENCE // 2:
        return False
    growing = sum(earlier < later for earlier, later in pairwise(ids))
    return len(set(ids)) == len(ids) and growing >= 0.75 * (len(ids) - 1)


async def _recorded_in(session: AsyncSession, chat: Chat) -> set[int]:
    """The chat's latest messages of ours."""
    found = await session.execute(
        select(col(Delivery.message_id))
        .join(Chat, col(Chat.id) == col(Delivery.chat))
        .where(col(Chat.chat_id) == chat.chat_id, col(Delivery.message_id).is_not(None))
        .order_by(col(Delivery.message_id).desc())
        .limit(MOST)
    )
    return {message_id for message_id in found.scalars() if message_id is not None}


async def _recorded_near(session: AsyncSession, delivery: Delivery, *, since: int) -> list[Known]:
    """What we sent from this id on, in deliveries made around this one, to chats that share the account's counter."""
    middle = delivery.id or 0
    found = await session.execute(
        select(col(Delivery.chat), col(Delivery.message_id))
        .join(Chat, col(Chat.id) == col(Delivery.chat))
        .where(col(Delivery.id).between(middle - NEIGHBOURS, middle + NEIGHBOURS))
        .where(col(Delivery.message_id) >= since, col(Chat.kind).not_in(OWN_COUNTER))
        .order_by(col(Delivery.finished_at), col(Delivery.message_id))
    )
    return [Known(place, message_id) for place, message_id in found if message_id is not None]


async def _when_known(session: AsyncSession, chat: Chat, message_id: int) -> datetime | None:
    """When this id of the chat became known to us."""
    mark = await session.get(Mark, mark_of(chat.chat_id))
    if mark is not None and int(mark.value) == message_id:
        return mark.at
    found = await session.execute(
        select(func.max(col(Delivery.finished_at)))
        .join(Chat, col(Chat.id) == col(Delivery.chat))
        .where(col(Chat.chat_id) == chat.chat_id, col(Delivery.message_id) == message_id)
    )
    return found.scalar_one_or_none()


# --- the marks -----------------------------------------------------------------------------------


def mark_of(chat_id: int) -> str:
    """The name of the mark that keeps the highest message id a chat has told us."""
    return f"{ACCOUNT} {chat_id}"


async def note_ids(session: AsyncSession, highest: Mapping[str, int], *, now: datetime) -> None:
    """Raises marks, by name, to these message ids. `ACCOUNT` holds private chats and basic groups together."""
    marks = [
        {"name": name, "value": str(message_id), "at": now} for name, message_id in sorted(highest.items())
    ]
    if marks:
        await past_orm(session, _raised(dialect_of(session)), marks)


@cache
def _raised(dialect: str) -> Executable:
    """One statement for a mark that is there and one that is not."""
    new = insert_into(Mark, dialect)
    value, at = new.excluded["value"], new.excluded["at"]
    is_higher = cast(value, BigInteger) > cast(col(Mark.value), BigInteger)
    return new.on_conflict_do_update(
        index_elements=["name"], set_={"value": value, "at": at}, where=is_higher
    )


async def low_water(session: AsyncSession, chat: Chat) -> int:
    """The highest id known of the counter that the chat's next message is numbered by; 0: none is."""
    if chat.kind not in OWN_COUNTER:
        return await _mark(session, ACCOUNT)
    return max([*await _recorded_in(session, chat), await _mark(session, mark_of(chat.chat_id))])


async def _mark(session: AsyncSession, name: str) -> int:
    mark = await session.get(Mark, name)
    return int(mark.value) if mark else 0
