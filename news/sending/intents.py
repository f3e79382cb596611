"""The first beat of deliveries: that we are about to call is committed, for many at once, before any call is made.

Two rules that the looking rests on (`settling`): at most one delivery of a chat is in flight, and its low-water mark was committed
before the call. Deliveries of a chat go out in the order of their ids, answers before broadcasts. Knows methods by name only.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from news.errors import LostClaim, NotFound
from news.models import Chat, Delivery, Enclosure, Picture, Work
from news.ports import File, Outgoing
from news.reader.posts import as_post
from news.sending.closing import close_unsent
from news.sending.deliveries import is_quiet_now
from news.sending.doubts import looked_for_at
from news.sending.settling import OWN_COUNTER, low_water
from news.sending.withdrawing import withdraw_if_outdated
from news.work import Claim, finish_all, still_ours

if TYPE_CHECKING:
    from news.app import App

FOR_ORDER = timedelta(seconds=1)
"""How soon a delivery looks again whether those before it are out."""
UNASKED = ("digest", "alert", "announcement", "update", "correction")
"""Kinds that nobody waits for: not even tried in a chat that does not want us."""
MAKING = ("send", "copy", "forward")
"""How methods begin that make messages."""
# Made once: to make such a statement takes longer than to execute it, and another name of a table is a circle of hundreds of objects.
_MINE, _OTHER, _OWN_PLACE, _PLACE = aliased(Delivery), aliased(Delivery), aliased(Chat), aliased(Chat)
_DELIVERIES = select(Delivery).where(col(Delivery.id).in_(bindparam("rows", expanding=True)))
_CHAT_IDS = select(col(Chat.chat_id)).where(col(Chat.id).in_(bindparam("chats", expanding=True)))
_PLACES = select(Chat).where(col(Chat.chat_id).in_(_CHAT_IDS)).order_by(col(Chat.id)).with_for_update()


@dataclass(frozen=True)
class Parcel:
    """A delivery in our hands: `is_doubtful` when it may have been sent before."""

    delivery: Delivery
    chat: Chat
    call: Outgoing
    is_doubtful: bool


Taken = Parcel | LostClaim | NotFound | None


@dataclass
class _Lot:
    """What a transaction knows while it goes through a lot, and what it has decided so far."""

    session: AsyncSession
    now: datetime
    deliveries: Mapping[int, Delivery]
    places: Mapping[int, Chat]
    behind: Collection[int]
    ours: Collection[Claim]
    low_water: dict[int, int] = field(default_factory=dict)
    in_flight: set[int] = field(default_factory=set)
    is_looking: bool = False
    finished: dict[Claim, datetime | None] = field(default_factory=dict)


async def take_all(app: "App", claims: Sequence[Claim]) -> list[Taken]:
    """Commits that we are about to call; None where there is nothing to do now: the claim is given back. A claim that was lost comes
    back as LostClaim: whoever lost it must not call, as the new owner may be looking for the message already."""
    async with app.session(brief=True) as session:
        lot = await _read(session, claims, now=app.now())
        taken = {claim: await _take(app, lot, claim) for claim in sorted(claims, key=_turn)}
        await finish_all(session, lot.finished)
    return [taken[claim] for claim in claims]


def _turn(claim: Claim) -> tuple[bool, int]:
    return (not claim.urgent, claim.row)


async def _read(session: AsyncSession, claims: Sequence[Claim], *, now: datetime) -> _Lot:
    rows = [claim.row for claim in claims]
    found = await session.execute(_DELIVERIES, {"rows": rows})
    deliveries = {delivery.id or 0: delivery for delivery in found.scalars()}
    places = await _places(session, {delivery.chat for delivery in deliveries.values()})
    ours = set(await still_ours(session, claims))
    behind = await _someone_first(session, rows, now=now)
    return _Lot(session, now, deliveries, places, behind, ours)


async def _places(session: AsyncSession, chats: Collection[int]) -> Mapping[int, Chat]:
    """The deliveries' chats and their other threads, locked: two deliveries of a chat never start together."""
    found = await session.execute(_PLACES, {"chats": list(chats)})
    return {chat.id or 0: chat for chat in found.scalars()}


async def _someone_first(session: AsyncSession, rows: Sequence[int], *, now: datetime) -> set[int]:
    """Those of which another of the chat is in flight; or an earlier part, or an earlier one as urgent, is not out yet."""
    found = await session.execute(_BEHIND, {"rows": rows, "soon": now + FOR_ORDER})
    return {number or 0 for number in found.scalars()}


def _behind() -> Select[int | None]:
    same = and_(col(_OTHER.kind) == _MINE.kind, col(_OTHER.subject) == _MINE.subject)
    underway = or_(
        col(_OTHER.started_at).is_not(None), col(Work.leased), col(Work.due_at) <= bindparam("soon")
    )  # what is planned for later keeps nobody waiting
    as_urgent = and_(or_(col(_OTHER.bulk).is_(False), col(_OTHER.bulk) == _MINE.bulk), underway)
    # an edit that Telegram put off says nothing of messages: those have limits of their own
    put_off = and_(
        col(_OTHER.started_at).is_not(None), ~col(Work.leased), col(Work.due_at) > bindparam("soon")
    )
    keeps_nobody = and_(put_off, ~_makes_message(_OTHER), _makes_message(_MINE))
    earlier = and_(
        col(_OTHER.id) < _MINE.id, col(_OTHER.chat) == _MINE.chat, or_(same, as_urgent), ~keeps_nobody
    )
    return (
        select(col(_MINE.id))
        .distinct()
        .join(_OWN_PLACE, col(_OWN_PLACE.id) == _MINE.chat)
        .join(_PLACE, col(_PLACE.chat_id) == _OWN_PLACE.chat_id)
        .join(_OTHER, col(_OTHER.chat) == _PLACE.id)
        .join(Work, and_(col(Work.step) == "deliver", col(Work.row) == col(_OTHER.id)))
        .where(col(_MINE.id).in_(bindparam("rows", expanding=True)), col(_OTHER.id) != _MINE.id)
        .where(col(_OTHER.message_id).is_(None))  # with the chat, an index: the few that are not out yet
        .where(or_(col(_OTHER.state) == "sending", and_(col(_OTHER.state) == "pending", earlier)))
    )


def _makes_message(which: type[Delivery]) -> ColumnElement[bool]:
    """As `makes_message`; what it leaves out no delivery has for its method."""
    return or_(*(col(which.method).startswith(beginning) for beginning in MAKING))


_BEHIND = _behind()


async def _take(app: "App", lot: _Lot, claim: Claim) -> Taken:
    delivery = lot.deliveries.get(claim.row)
    if claim not in lot.ours:
        return LostClaim(claim.step, claim.row)
    if delivery is None or delivery.state not in ("pending", "sending"):
        lot.finished[claim] = None
        return None
    chat = lot.places.get(delivery.chat)
    if chat is None:
        return NotFound("chat", delivery.chat)
    if chat.state != "active" and delivery.kind in UNASKED and delivery.state == "pending":
        await close_unsent(lot.session, delivery, "gone", now=lot.now, error=f"the chat is {chat.state}")
        lot.finished[claim] = None
        return None
    is_doubtful = delivery.state == "sending" and makes_message(delivery.method)
    again_at = _looked_for_at(app, lot, delivery, chat) if is_doubtful else _goes_behind(lot, delivery, chat)
    if again_at is not None:
        lot.finished[claim] = again_at
        return None
    if await withdraw_if_outdated(lot.session, delivery, chat, now=lot.now):
        lot.finished[claim] = None
        app.bell.ring("compose")
        return None
    if not is_doubtful:
        delivery.low_water = await _low_water(lot, chat)
        delivery.state, delivery.started_at = "sending", lot.now
    lot.in_flight.add(chat.chat_id)
    return Parcel(delivery, chat, await _call(app, lot, delivery, chat), is_doubtful)


def _looked_for_at(app: "App", lot: _Lot, delivery: Delivery, chat: Chat) -> datetime | None:
    again_at = looked_for_at(app, delivery, chat, is_another=lot.is_looking, now=lot.now)
    lot.is_looking |= again_at is None
    return again_at


def _goes_behind(lot: _Lot, delivery: Delivery, chat: Chat) -> datetime | None:
    """When to come back, if others of the chat go first: of this lot, too."""
    is_behind = delivery.id in lot.behind or chat.chat_id in lot.in_flight
    return lot.now + FOR_ORDER if is_behind else None


async def _low_water(lot: _Lot, chat: Chat) -> int:
    """One counter numbers the messages to all private chats."""
    counter = chat.chat_id if chat.kind in OWN_COUNTER else 0
    if counter not in lot.low_water:
        lot.low_water[counter] = await low_water(lot.session, chat)
    return lot.low_water[counter]


async def _call(app: "App", lot: _Lot, delivery: Delivery, chat: Chat) -> Outgoing:
    assert app.messenger is not None
    call = await _with_file(lot.session, delivery, chat)
    if chat.kind == "channel":
        is_for_readers = delivery.kind in UNASKED
        post = as_post(call.payload, bot=app.messenger.username, is_for_readers=is_for_readers)
        call = replace(call, payload=post)
    is_unasked = makes_message(delivery.method) and delivery.kind in UNASKED
    if is_unasked and await is_quiet_now(lot.session, chat, now=lot.now):
        call = replace(call, payload={**call.payload, "disable_notification": True})
    return call


async def _with_file(session: AsyncSession, delivery: Delivery, chat: Chat) -> Outgoing:
    """The call with its file; a picture by the id that Telegram gave it, or whole where it was never sent."""
    call = Outgoing(chat.chat_id, chat.thread_id, delivery.method, delivery.payload, delivery.bulk)
    enclosure = await session.get(Enclosure, delivery.enclosure_id) if delivery.enclosure_id else None
    if enclosure is not None:
        return replace(call, files={enclosure.parameter: File(enclosure.name, enclosure.content or b"")})
    picture = await session.get(Picture, delivery.picture_id) if delivery.picture_id else None
    if picture is None:
        return call
    if picture.file_id is not None:
        return replace(call, payload={**call.payload, "photo": picture.file_id})
    return replace(call, files={"photo": File("photo.png", picture.png or b"")})


def makes_message(method: str) -> bool:
    """Whether repeating the call would be seen: edits, deletions and answers to taps may be repeated."""
    return method.startswith(MAKING) and method not in (
        "sendChatAction",
        "sendMessageDraft",
    )
