"""Step 6: commit the intent, for power cuts too, call Telegram, commit the outcome; look for what is unknown, never repeat it.

Row: a delivery. Three beats a delivery, and two rules that the looking rests on: at most one delivery of a chat is in flight,
and its low-water mark was committed before the call (`sending.intents`). A claim that finds its row `sending` comes after a crash
or a lost reply. Outcomes of many are committed together, and intents of what somebody waits for (`sending.lots`); the calls are made
each by itself.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.errors import LostClaim
from news.models import Chat, Delivery, Enclosure, Picture, Work
from news.operating.notices import tell_operator
from news.ports import (
    Barred,
    Gone,
    Later,
    Messenger,
    Missing,
    Moved,
    Outcome,
    Refused,
    Sent,
    Unknown,
)
from news.reader.barred import DELETED, reason_in, tell_once
from news.reader.chats import move
from news.sending.closing import close, close_unsent
from news.sending.doubts import SETTLE_AFTER, end_of, over_for
from news.sending.intents import FOR_ORDER, Parcel, take_all
from news.sending.settling import (
    ACCOUNT,
    OWN_COUNTER,
    Finding,
    NotThere,
    There,
    Undecided,
    look_for,
    note_ids,
)
from news.work import Claim, finish, finish_all, still_ours

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)

GIVE_UP_AFTER = timedelta(hours=1)
"""When looking has not decided for so long, it never will."""
INVITE = "invite"
"""A message with a word that lets people in: the database keeps its hash only (`reader.invites`)."""
# Made once: to make such a statement takes longer than to execute it.
_WITH_CHATS = (
    select(Delivery, Chat)
    .join(Chat, col(Chat.id) == col(Delivery.chat))
    .where(col(Delivery.id).in_(bindparam("rows", expanding=True)))
)
_WAITS = exists().where(
    col(Delivery.id) == col(Work.row),
    col(Delivery.chat).in_(bindparam("chats", expanding=True)),
    col(Delivery.state) == "pending",
)
_AT_ONCE = (
    update(Work)
    .where(col(Work.step) == "deliver", ~col(Work.leased), _WAITS)
    .where(col(Work.due_at) > bindparam("now"), col(Work.due_at) <= bindparam("soon"))
    .values(due_at=bindparam("now"))
    .execution_options(synchronize_session=False)
)


async def deliver(app: "App", claim: Claim) -> None:
    """One delivery, one step further. Raises LostClaim, also where it is still under way here: a clock put ahead, or a machine
    that slept, ends leases early."""
    if app.messenger is None:
        raise RuntimeError("deliver runs only where there is a messenger")
    with app.in_flight.alone(claim.row) as is_ours:
        if not is_ours:
            raise LostClaim(claim.step, claim.row)
        parcel = await _taken(app, claim)
        if parcel is None:
            return
        if parcel.is_doubtful:
            end = end_of(app, parcel.delivery)
            finding = await look_for(app, parcel.delivery, parcel.chat, parcel.call, end)
            await _settle(app, claim, finding)
        else:
            await app.db.outlast()  # the intent, whatever becomes of this machine
            await _conclude(app, claim, await _send(app, app.messenger, parcel))
    app.bell.ring("deliver")


async def _taken(app: "App", claim: Claim) -> Parcel | None:
    """What somebody waits for is taken together. Of a broadcast each is by itself: whatever is begun and not sent when the program
    is killed has to be looked for, and that takes many calls."""
    if claim.urgent:
        return await app.intents.done(claim, partial(take_all, app), urgent=True)
    (taken,) = await take_all(app, [claim])
    if isinstance(taken, Exception):
        raise taken
    return taken


async def _send(app: "App", messenger: Messenger, parcel: Parcel) -> Outcome:
    with app.in_flight.calling(parcel.delivery.id or 0) as call:
        outcome = await messenger.send(parcel.call)
        if isinstance(outcome, Sent) and parcel.chat.kind not in OWN_COUNTER:
            call.message_id = outcome.message_id
    return outcome


# --- third beat: the outcome ---------------------------------------------------------------------


async def _conclude(app: "App", claim: Claim, outcome: Outcome) -> None:
    """Commits what the call proved, and gives the work back."""
    if isinstance(outcome, Sent):
        await app.outcomes.done((claim, outcome), partial(_keep_sent, app), urgent=claim.urgent)
    else:
        await _keep_failed(app, claim, outcome)
    if not isinstance(outcome, Unknown):
        app.in_flight.settle(claim.row)
    _tell(claim, outcome)
    if isinstance(outcome, Refused):
        text = f"Telegram refused delivery {claim.row}: {outcome.reason}"
        await tell_operator(app, "delivery refused", text)


async def _keep_sent(app: "App", items: Sequence[tuple[Claim, Sent]]) -> list[LostClaim | None]:
    """Commits for many that they are sent. A claim that was lost comes back as LostClaim: of it nothing is kept."""
    now = app.now()
    async with app.session(brief=True) as session:
        ours = set(await still_ours(session, [claim for claim, _ in items]))
        found = await _reread(session, [claim.row for claim in ours])
        kept = [
            (claim, sent, *found[claim.row]) for claim, sent in items if claim in ours and claim.row in found
        ]
        highest = max(
            (_close_sent(delivery, chat, sent, now=now) for _, sent, delivery, chat in kept), default=0
        )
        if highest:
            await note_ids(session, {ACCOUNT: highest}, now=now)
        for _, sent, delivery, _ in kept:
            await _keep_file(session, delivery, sent.file_id)
            await _empty_enclosure(session, delivery)
        await _next_may_go(session, {delivery.chat for _, _, delivery, _ in kept}, now=now)
        await finish_all(session, {claim: None for claim, *_ in kept})
    done = {claim for claim, *_ in kept}
    return [None if claim in done else LostClaim(claim.step, claim.row) for claim, _ in items]


async def _keep_failed(app: "App", claim: Claim, outcome: Outcome) -> None:
    now = app.now()
    async with app.session(brief=True) as session:
        delivery, chat = await _reread_one(session, claim)
        match outcome:
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
                await close_unsent(session, delivery, "gone", now=now, error=reason)
                await finish(session, claim)
            case Barred(reason):
                await _bar(app, session, delivery, chat, reason)
                await finish(session, claim)
            case Refused(reason):
                await close_unsent(session, delivery, "refused", now=now, error=reason)
                await finish(session, claim)
            case Unknown(reason):
                delivery.error = reason
                await finish(session, claim, again_at=now + SETTLE_AFTER, urgent=True)
        await _empty_enclosure(session, delivery)


async def _settle(app: "App", claim: Claim, finding: Finding) -> None:
    """Commits what looking for the message has shown."""
    now = app.now()
    async with app.session(brief=True) as session:
        delivery, chat = await _reread_one(session, claim)
        is_hopeless = over_for(app, delivery) > GIVE_UP_AFTER
        match finding:
            case There(message_id):
                if highest := _close_sent(delivery, chat, Sent(message_id), now=now):
                    await note_ids(session, {ACCOUNT: highest}, now=now)
                await finish(session, claim)
            case NotThere():
                delivery.state = "pending"
                await finish(session, claim, again_at=now)
            case Undecided() if finding.is_final or is_hopeless:
                error = delivery.error or "sent or not: nobody can tell"
                await close_unsent(session, delivery, "rolled", now=now, error=error)
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


async def _reread(session: AsyncSession, rows: Collection[int]) -> dict[int, tuple[Delivery, Chat]]:
    found = await session.execute(_WITH_CHATS, {"rows": list(rows)})
    return {delivery.id or 0: (delivery, chat) for delivery, chat in found}


async def _reread_one(session: AsyncSession, claim: Claim) -> tuple[Delivery, Chat]:
    found = await _reread(session, [claim.row])
    if claim.row not in found:  # its reader had everything forgotten meanwhile
        raise LostClaim(claim.step, claim.row)
    return found[claim.row]


def _close_sent(delivery: Delivery, chat: Chat, sent: Sent, *, now: datetime) -> int:
    """Gives its id where that tells of the counter of the whole account, else 0."""
    close(delivery, "sent", now=now)
    delivery.message_id = sent.message_id
    chat.barred = None
    if chat.state != "active":  # we were let in again
        chat.state, chat.state_at = "active", now
    return (sent.message_id or 0) if chat.kind not in OWN_COUNTER else 0


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


async def _next_may_go(session: AsyncSession, chats: Collection[int], *, now: datetime) -> None:
    """Those that looked again in a second because of one that is sent now may come at once."""
    await session.execute(_AT_ONCE, {"chats": list(chats), "now": now, "soon": now + FOR_ORDER})


async def _bar(app: "App", session: AsyncSession, delivery: Delivery, chat: Chat, reason: str) -> None:
    """We may not write there now: what it told rolls into the next digest, and who can change it hears of it once."""
    await close_unsent(session, delivery, "gone", now=app.now(), error=reason)
    if delivery.method == "sendMessage":  # where pictures alone are not wanted, digests come
        await tell_once(app, session, chat, delivery, reason)


async def _lose(session: AsyncSession, delivery: Delivery, chat: Chat, reason: str, *, now: datetime) -> None:
    """The chat is closed to us, with everything that waits for it. A thread closes alone."""
    await close_unsent(session, delivery, "gone", now=now, error=reason)
    await session.flush()
    state = "blocked" if "blocked" in reason.casefold() else "gone"
    is_thread = "thread" in reason.casefold() or "topic" in reason.casefold()
    lost = col(Chat.id) == chat.id if is_thread else col(Chat.chat_id) == chat.chat_id
    await session.execute(update(Chat).where(lost).values(state=state, state_at=now))
    waiting = await session.execute(
        select(Delivery)
        .where(col(Delivery.chat).in_(select(col(Chat.id)).where(lost)), col(Delivery.state) == "pending")
        .order_by(col(Delivery.id))
    )
    for other in waiting.scalars():
        await close_unsent(session, other, "gone", now=now, error=reason)


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
