"""deliver: commits the intent, for power cuts too, calls Telegram, commits the outcome; the unknown is looked for, not repeated.

Three beats a delivery, and two rules that the looking rests on: at most one delivery of a chat is in flight,
and its low-water mark was committed before the call. A claim that finds its row `sending` comes after a crash
or a lost reply. Deliveries of a chat go out in the order of their ids, answers before broadcasts. Knows
methods by name only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.errors import LostClaim, NotFound
from news.models import Chat, Delivery, Enclosure, Picture, Work
from news.operating.notices import tell_operator
from news.ports import (
    Barred,
    File,
    Gone,
    Later,
    Messenger,
    Missing,
    Moved,
    Outcome,
    Outgoing,
    Refused,
    Sent,
    Unknown,
)
from news.reader.barred import DELETED, reason_in, tell_once
from news.reader.chats import move
from news.reader.posts import as_post
from news.reader.seen import mark_unseen
from news.sending.deliveries import is_quiet_now
from news.sending.settling import (
    ACCOUNT,
    OWN_COUNTER,
    End,
    Finding,
    NotThere,
    There,
    Undecided,
    look_for,
    low_water,
    note_ids,
)
from news.sending.withdrawing import withdraw_if_outdated
from news.work import Claim, finish

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)

FOR_ORDER = timedelta(seconds=1)
"""How soon a delivery looks again whether those before it are out."""
SETTLE_AFTER = timedelta(seconds=5)
"""How long after its call was over a message is looked for: the request may still be on its way."""
LEAVES_WITHIN = timedelta(seconds=10)
"""How long after its intent a call has surely left; of a process that died, only the time of the intent is known."""
PATIENCE = timedelta(seconds=60)
"""A process that does not poll takes the counter for where it is known to stand, when nothing was sent for so long."""
GIVE_UP_AFTER = timedelta(hours=1)
"""When looking has not decided for so long, it never will."""
INVITE = "invite"
"""A message with a word that lets people in: the database keeps its hash only (`reader.invites`)."""
UNASKED = ("digest", "alert", "announcement", "update", "correction")
"""Kinds that nobody waits for: not even tried in a chat that does not want us."""


@dataclass(frozen=True)
class Parcel:
    """A delivery in our hands: `is_doubtful` when it may have been sent before."""

    delivery: Delivery
    chat: Chat
    call: Outgoing
    is_doubtful: bool


async def deliver(app: "App", claim: Claim) -> None:
    """One delivery, one step further. Raises LostClaim, also where it is still under way here: a clock put ahead, or a machine
    that slept, ends leases early."""
    if app.messenger is None:
        raise RuntimeError("deliver runs only where there is a messenger")
    with app.in_flight.alone(claim.row) as is_ours:
        if not is_ours:
            raise LostClaim(claim.step, claim.row)
        parcel = await _take(app, claim)
        if parcel is None:
            return
        if parcel.is_doubtful:
            end = _end_of(app, parcel.delivery)
            finding = await look_for(app, parcel.delivery, parcel.chat, parcel.call, end)
            await _settle(app, claim, finding)
        else:
            await app.db.outlast()  # the intent, whatever becomes of this machine
            await _conclude(app, claim, await _send(app, app.messenger, parcel))
    app.bell.ring("deliver")


async def _send(app: "App", messenger: Messenger, parcel: Parcel) -> Outcome:
    with app.in_flight.calling(parcel.delivery.id or 0) as call:
        outcome = await messenger.send(parcel.call)
        if isinstance(outcome, Sent) and parcel.chat.kind not in OWN_COUNTER:
            call.message_id = outcome.message_id
    return outcome


def _end_of(app: "App", delivery: Delivery) -> End:
    """Where the ids end that the message may have. A process that polls well has heard of all that others wrote."""
    below = app.in_flight.first_after(delivery.id or 0, settled_s=SETTLE_AFTER.total_seconds())
    hears = app.in_flight.hears
    return End(below, is_known=_over_for(app, delivery) >= PATIENCE if hears is None else hears)


def _over_for(app: "App", delivery: Delivery) -> timedelta:
    """How long the delivery's last call has been over."""
    now = app.now()
    by_clock = now - (delivery.started_at or now) - LEAVES_WITHIN
    over_s = app.in_flight.over_for_s(delivery.id or 0, by_clock_s=by_clock.total_seconds())
    return timedelta(seconds=over_s)


# --- first beat: the intent ----------------------------------------------------------------------


async def _take(app: "App", claim: Claim) -> Parcel | None:
    """Commits that we are about to call; None when there is nothing to do now: the claim is given back."""
    assert app.messenger is not None
    now = app.now()
    async with app.session(brief=True) as session:
        delivery = await session.get(Delivery, claim.row)
        if delivery is None or delivery.state not in ("pending", "sending"):
            await finish(session, claim)
            return None
        chats = await _places(session, delivery)
        await _still_ours(session, claim)
        chat = next(place for place in chats if place.id == delivery.chat)
        if chat.state != "active" and delivery.kind in UNASKED and delivery.state == "pending":
            _close(delivery, "gone", now=now, error=f"the chat is {chat.state}")
            await finish(session, claim)
            return None
        is_doubtful = delivery.state == "sending" and makes_message(delivery.method)
        again_at = (
            _settles_at(app, delivery, now=now)
            if is_doubtful
            else await _goes_behind(session, delivery, chats, now=now)
        )
        if again_at is not None:
            await finish(session, claim, again_at=again_at)
            return None
        if await withdraw_if_outdated(session, delivery, chat, now=now):
            await finish(session, claim)
            app.bell.ring("compose")
            return None
        if not is_doubtful:
            delivery.low_water = await low_water(session, chat)
            delivery.state, delivery.started_at = "sending", now
        picture = await session.get(Picture, delivery.picture_id) if delivery.picture_id else None
        enclosure = await session.get(Enclosure, delivery.enclosure_id) if delivery.enclosure_id else None
        call = _call(delivery, chat, picture, enclosure)
        if chat.kind == "channel":
            call = replace(call, payload=as_post(call.payload, bot=app.messenger.username))
        if (
            makes_message(delivery.method)
            and delivery.kind in UNASKED
            and await is_quiet_now(session, chat, now=now)
        ):
            call = replace(call, payload={**call.payload, "disable_notification": True})
        return Parcel(delivery, chat, call, is_doubtful)


async def _places(session: AsyncSession, delivery: Delivery) -> Sequence[Chat]:
    """The delivery's chat and its other threads, locked: two deliveries of a chat never start together."""
    chat_id = select(col(Chat.chat_id)).where(col(Chat.id) == delivery.chat).scalar_subquery()
    found = await session.execute(
        select(Chat).where(col(Chat.chat_id) == chat_id).order_by(col(Chat.id)).with_for_update()
    )
    chats = found.scalars().all()
    if not chats:
        raise NotFound("chat", delivery.chat)
    return chats


async def _still_ours(session: AsyncSession, claim: Claim) -> None:
    """Whoever lost the claim must not call: the new owner may be looking for the message already."""
    found = await session.execute(
        select(col(Work.id))
        .where(col(Work.step) == claim.step, col(Work.row) == claim.row)
        .where(col(Work.due_at) == claim.until_at)
        .with_for_update()
    )
    if found.scalar_one_or_none() is None:
        raise LostClaim(claim.step, claim.row)


def _settles_at(app: "App", delivery: Delivery, *, now: datetime) -> datetime | None:
    """When to come back, if it is too early to look."""
    early = SETTLE_AFTER - _over_for(app, delivery)
    return now + early if early > timedelta() else None


async def _goes_behind(
    session: AsyncSession, delivery: Delivery, chats: Sequence[Chat], *, now: datetime
) -> datetime | None:
    """When to come back, if others of the chat go first."""
    return now + FOR_ORDER if await _someone_first(session, delivery, chats, now=now) else None


async def _someone_first(
    session: AsyncSession, delivery: Delivery, chats: Sequence[Chat], *, now: datetime
) -> bool:
    """Another of the chat is in flight; or an earlier part, or an earlier one as urgent, is not out yet."""
    same = and_(col(Delivery.kind) == delivery.kind, col(Delivery.subject) == delivery.subject)
    underway = or_(
        col(Delivery.started_at).is_not(None), col(Work.leased), col(Work.due_at) <= now + FOR_ORDER
    )  # what is planned for later keeps nobody waiting
    as_urgent = and_(or_(col(Delivery.bulk).is_(False), col(Delivery.bulk) == delivery.bulk), underway)
    earlier = and_(col(Delivery.id) < delivery.id, col(Delivery.chat) == delivery.chat, or_(same, as_urgent))
    found = await session.execute(
        select(col(Delivery.id))
        .join(Work, and_(col(Work.step) == "deliver", col(Work.row) == col(Delivery.id)))
        .where(col(Delivery.chat).in_([chat.id for chat in chats]), col(Delivery.id) != delivery.id)
        .where(col(Delivery.message_id).is_(None))  # with the chat, an index: the few that are not out yet
        .where(or_(col(Delivery.state) == "sending", and_(col(Delivery.state) == "pending", earlier)))
        .limit(1)
    )
    return found.scalar_one_or_none() is not None


def _call(delivery: Delivery, chat: Chat, picture: Picture | None, enclosure: Enclosure | None) -> Outgoing:
    """The call with its file; a picture by the id that Telegram gave it, or whole where it was never sent."""
    call = Outgoing(chat.chat_id, chat.thread_id, delivery.method, delivery.payload, delivery.bulk)
    if enclosure is not None:
        return replace(call, files={enclosure.parameter: File(enclosure.name, enclosure.content or b"")})
    if picture is None:
        return call
    if picture.file_id is not None:
        return replace(call, payload={**call.payload, "photo": picture.file_id})
    return replace(call, files={"photo": File("photo.png", picture.png or b"")})


def makes_message(method: str) -> bool:
    """Whether repeating the call would be seen: edits, deletions and answers to taps may be repeated."""
    return method.startswith(("send", "copy", "forward")) and method not in (
        "sendChatAction",
        "sendMessageDraft",
    )


# --- third beat: the outcome ---------------------------------------------------------------------


async def _conclude(app: "App", claim: Claim, outcome: Outcome) -> None:
    """Commits what the call proved, and gives the work back."""
    now = app.now()
    async with app.session(brief=True) as session:
        delivery, chat = await _reread(session, claim)
        match outcome:
            case Sent(message_id, file_id):
                await _sent(session, delivery, chat, message_id, now=now)
                await _keep_file(session, delivery, file_id)
                await _next_may_go(session, delivery, now=now)
                await finish(session, claim)
            case Later(after, reason):
                delivery.state, delivery.error = "pending", reason
                await finish(session, claim, again_at=now + after)
            case Gone(reason):
                await _lose(session, delivery, chat, reason, now=now)
                if chat.thread_id and reason_in(reason) == DELETED:
                    await tell_once(app, session, chat, delivery, reason)
                await finish(session, claim)
            case Moved(chat_id):
                delivery.state = "pending"
                await session.flush()
                await move(session, chat.chat_id, chat_id, now=now)
                await finish(session, claim, again_at=now)
            case Missing(reason):  # the reader deleted it: nothing is sent in its place
                _close(delivery, "gone", now=now, error=reason)
                await finish(session, claim)
            case Barred(reason):
                await _bar(app, session, delivery, chat, reason)
                await finish(session, claim)
            case Refused(reason):
                _close(delivery, "refused", now=now, error=reason)
                await finish(session, claim)
            case Unknown(reason):
                delivery.error = reason
                await finish(session, claim, again_at=now + SETTLE_AFTER, urgent=True)
        await _empty_enclosure(session, delivery)
    if not isinstance(outcome, Unknown):
        app.in_flight.settle(claim.row)
    _tell(claim, outcome)
    if isinstance(outcome, Refused):
        text = f"Telegram refused delivery {claim.row}: {outcome.reason}"
        await tell_operator(app, "delivery refused", text)


async def _settle(app: "App", claim: Claim, finding: Finding) -> None:
    """Commits what looking for the message has shown."""
    now = app.now()
    async with app.session(brief=True) as session:
        delivery, chat = await _reread(session, claim)
        is_hopeless = _over_for(app, delivery) > GIVE_UP_AFTER
        match finding:
            case There(message_id):
                await _sent(session, delivery, chat, message_id, now=now)
                await finish(session, claim)
            case NotThere():
                delivery.state = "pending"
                await finish(session, claim, again_at=now)
            case Undecided() if finding.is_final or is_hopeless:
                _close(delivery, "rolled", now=now, error=delivery.error or "sent or not: nobody can tell")
                if delivery.kind == "digest":
                    await mark_unseen(session, delivery.chat, delivery.stories)
                await finish(session, claim)
                log.warning("delivery rolled", delivery=delivery.id, kind=delivery.kind, chat=delivery.chat)
            case Undecided(absent_until=absent):
                delivery.low_water = max(delivery.low_water or 0, absent or 0)
                is_waited_for = not delivery.bulk  # one look goes before what others wait for, not every one
                await finish(session, claim, again_at=now + SETTLE_AFTER, urgent=is_waited_for)
        await _empty_enclosure(session, delivery)
        is_settled = delivery.state != "sending"
    if is_settled:
        app.in_flight.settle(claim.row)
    log.info("delivery settled", delivery=claim.row, finding=type(finding).__name__)


async def _reread(session: AsyncSession, claim: Claim) -> tuple[Delivery, Chat]:
    found = await session.execute(
        select(Delivery, Chat)
        .join(Chat, col(Chat.id) == col(Delivery.chat))
        .where(col(Delivery.id) == claim.row)
    )
    row = found.one_or_none()
    if row is None:  # its reader had everything forgotten meanwhile
        raise LostClaim(claim.step, claim.row)
    return row[0], row[1]


async def _sent(
    session: AsyncSession, delivery: Delivery, chat: Chat, message_id: int | None, *, now: datetime
) -> None:
    _close(delivery, "sent", now=now)
    delivery.message_id = message_id
    if message_id is not None and chat.kind not in OWN_COUNTER:
        await note_ids(session, {ACCOUNT: message_id}, now=now)
    chat.barred = None
    if chat.state != "active":  # we were let in again
        chat.state, chat.state_at = "active", now


async def _keep_file(session: AsyncSession, delivery: Delivery, file_id: str | None) -> None:
    """A picture that Telegram has is sent by its id from now on."""
    picture = await session.get(Picture, delivery.picture_id) if delivery.picture_id and file_id else None
    if picture is not None:
        picture.file_id = file_id


async def _empty_enclosure(session: AsyncSession, delivery: Delivery) -> None:
    """A reader's file is kept no longer than it is on its way; nor is the word of an invite."""
    is_on_its_way = delivery.state in ("pending", "sending")
    if delivery.kind == INVITE and not is_on_its_way:
        delivery.payload = {}
    if delivery.enclosure_id is None or is_on_its_way:
        return
    enclosure = await session.get(Enclosure, delivery.enclosure_id)
    if enclosure is not None:
        enclosure.content = None


def _close(delivery: Delivery, state: str, *, now: datetime, error: str | None = None) -> None:
    delivery.state, delivery.finished_at, delivery.error = state, now, error


async def _next_may_go(session: AsyncSession, delivery: Delivery, *, now: datetime) -> None:
    """Those that looked again in a second because of this one may come at once."""
    waits = exists().where(
        col(Delivery.id) == col(Work.row),
        col(Delivery.chat) == delivery.chat,
        col(Delivery.state) == "pending",
    )
    await session.execute(
        update(Work)
        .where(col(Work.step) == "deliver", ~col(Work.leased), waits)
        .where(col(Work.due_at) > now, col(Work.due_at) <= now + FOR_ORDER)
        .values(due_at=now)
        .execution_options(synchronize_session=False)
    )


async def _bar(app: "App", session: AsyncSession, delivery: Delivery, chat: Chat, reason: str) -> None:
    """We may not write there now: a digest rolls into the next one, and who can change it hears of it once."""
    _close(delivery, "gone", now=app.now(), error=reason)
    if delivery.kind == "digest":
        await mark_unseen(session, delivery.chat, delivery.stories)
    if delivery.method == "sendMessage":  # where pictures alone are not wanted, digests come
        await tell_once(app, session, chat, delivery, reason)


async def _lose(session: AsyncSession, delivery: Delivery, chat: Chat, reason: str, *, now: datetime) -> None:
    """The chat is closed to us, with everything that waits for it. A thread closes alone."""
    _close(delivery, "gone", now=now, error=reason)
    await session.flush()
    state = "blocked" if "blocked" in reason.casefold() else "gone"
    is_thread = "thread" in reason.casefold() or "topic" in reason.casefold()
    lost = col(Chat.id) == chat.id if is_thread else col(Chat.chat_id) == chat.chat_id
    await session.execute(update(Chat).where(lost).values(state=state, state_at=now))
    await session.execute(
        update(Delivery)
        .where(col(Delivery.chat).in_(select(col(Chat.id)).where(lost)), col(Delivery.state) == "pending")
        .values(state="gone", finished_at=now, error=reason)
        .execution_options(synchronize_session=False)
    )


def _tell(claim: Claim, outcome: Outcome) -> None:
    match outcome:
        case Refused(reason):
            log.error("delivery refused", delivery=claim.row, reason=reason)
        case Gone(reason) | Later(reason=reason) | Unknown(reason) | Missing(reason) | Barred(reason):
            log.info("delivery not sent", delivery=claim.row, outcome=type(outcome).__name__, reason=reason)
        case Moved():
            log.info("chat moved", delivery=claim.row)
        case Sent():
            pass
