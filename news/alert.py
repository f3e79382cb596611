"""Steps: who is to hear that a story breaks (`spot`, row: story), and telling one of them (`alert`, row: alert).

Only what many independent outlets report counts, only what the reader follows and was not shown, once a story, and at most
three messages a local day. Quiet hours hold alerts: at their end those are told as one, or left to the digest that comes
then. Where nothing is written in time, the headline and its outlets are told. What was told is seen: a digest brings it again
only with news.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.clock import local_date
from news.clustering.breaking import FEWEST
from news.db import insert_missing
from news.digest.choosing import choose_all, wanting
from news.digest.desk import read_desks, wishes_of
from news.models import Alert, Chat, Story, Subscriber
from news.queries import briefs_of, seen_by
from news.reader.agenda import is_paused, planned_digests
from news.reader.muting import muted_now, muted_outlets
from news.reader.quiet_hours import is_quiet, quiet_ends_at, window_of
from news.reader.seen import mark_seen
from news.rendering.render_alert import alert_message
from news.sending.deliveries import hushed, owe_messages
from news.story.stories import read_stories
from news.story.unheard import without_outlets
from news.story.viewing import bare_view, view_of
from news.story.views import StoryView
from news.work import Claim, finish, owe
from news.writing.orders import order_briefs

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)

OFF, BIGGEST, MORE = "off", "biggest", "more"
LEVELS = (OFF, BIGGEST, MORE)
INDEPENDENT = {BIGGEST: 2 * FEWEST, MORE: FEWEST}
"""So many independent outlets a level asks for; whether it breaks at all is for `breaking`."""
MOST_A_DAY = 3
WATCHED = timedelta(hours=2)
"""So long after it broke, a story that grows may still reach those who want only the biggest."""
LOOK_AGAIN = timedelta(minutes=2)
AT_ONCE = 500
"""Readers whose wishes are looked at together."""
WRITTEN_WITHIN = timedelta(seconds=60)
SOON = timedelta(seconds=1)
DIGEST_WITHIN = timedelta(minutes=45)
"""Where a digest comes so soon after quiet hours, what was held is left to it, if it has it."""
OLDEST = timedelta(hours=14)
"""What broke before is no alert any more."""


# --- who is to hear of it ------------------------------------------------------------------------


async def spot(app: "App", claim: Claim) -> None:
    """Finds the readers of a breaking story, again while it grows. Idempotent: each has one alert of it."""
    now = app.now()
    async with app.reading() as session:
        story = await session.get(Story, claim.row)
        chosen = await _readers(app, session, story, now=now) if story else []
    async with app.session() as session:
        rows = [
            {"subscriber_id": reader.id, "story_id": claim.row, "state": "ordered", "created_at": now}
            for reader in chosen
        ]
        for alert in await insert_missing(session, Alert, rows, unique=("subscriber_id", "story_id")):
            await owe(session, "alert", alert, at=now, urgent=True)
        for language in {reader.digest_language for reader in chosen} if story else ():
            wanted = [(claim.row, story.revision)] if story else []
            await order_briefs(session, wanted, language=language, now=now, urgent=True)
        grows = story is not None and story.breaking_at is not None and now - story.breaking_at < WATCHED
        await finish(session, claim, again_at=now + LOOK_AGAIN if grows else None)
    if chosen:
        log.info("alerting", story=claim.row, readers=len(chosen))
        app.bell.ring("write", "alert")


async def _readers(app: "App", session: AsyncSession, story: Story, *, now: datetime) -> list[Subscriber]:
    if story.breaking_at is None or story.merged_into is not None:
        return []
    levels = [level for level, fewest in INDEPENDENT.items() if story.independent >= fewest]
    same = select(col(Story.id)).where(or_(col(Story.id) == story.id, col(Story.merged_into) == story.id))
    told = select(col(Alert.subscriber_id)).where(col(Alert.story_id).in_(same))
    found = await session.execute(
        select(Subscriber, Chat)
        .join(Chat, col(Chat.id) == col(Subscriber.chat))
        .where(col(Subscriber.alerts).in_(levels), col(Subscriber.state) == "active")
        .where(col(Subscriber.id).not_in(told))
    )
    awake = [
        (reader, chat)
        for reader, chat in found.all()
        if chat.state == "active"  # asked of SQLite, it would begin with all chats that are
        and not is_paused(reader, now=now)
    ]
    chosen: list[Subscriber] = []
    for at in range(0, len(awake), AT_ONCE):
        wishes = await wishes_of(session, awake[at : at + AT_ONCE], now=now)
        chosen += [
            each.subscriber for each in await wanting(session, app.shelf, wishes, story.id or 0, now=now)
        ]
    return chosen


# --- telling one reader --------------------------------------------------------------------------


@dataclass(frozen=True)
class _Due:
    """An alert in our hands, and when to look at it again: None where it is to be told now."""

    alert: Alert
    reader: Subscriber
    chat: Chat
    again_at: datetime | None


async def alert(app: "App", claim: Claim) -> None:
    """Takes one alert further: held, told, or left to the digest."""
    now = app.now()
    async with app.reading() as session:  # choosing a digest takes long: nobody waits for the lock meanwhile
        soon = await _told_soon(app, session, claim.row, now=now)
    async with app.session() as session:
        due = await _take(session, claim, now=now)
        if due is None or due.again_at is not None:
            await finish(session, claim, again_at=due.again_at if due else None)
            return
        await _tell(app, session, due, soon, now=now)
        await finish(session, claim)
    app.bell.ring("deliver")


async def _take(session: AsyncSession, claim: Claim, *, now: datetime) -> _Due | None:
    """None where nobody is to be told any more."""
    found = await session.get(Alert, claim.row)
    if found is None or found.state not in ("ordered", "held"):
        return None
    reader = (
        await session.execute(
            select(Subscriber).where(col(Subscriber.id) == found.subscriber_id).with_for_update()
        )
    ).scalar_one()
    await session.refresh(found)  # whoever held the reader before us may have told it with others
    if found.state not in ("ordered", "held"):
        return None
    chat = await session.get_one(Chat, reader.chat)
    is_wanting = reader.state == "active" and reader.alerts != OFF and not is_paused(reader, now=now)
    if not is_wanting or chat.state != "active":
        found.state = "dropped"
        return None
    if now - found.created_at > OLDEST:
        found.state = "rolled"
        return None
    window = window_of(reader.quiet_from, reader.quiet_until)
    if window is not None and is_quiet(window, now=now, zone=reader.zone):
        found.state = "held"
        return _Due(found, reader, chat, quiet_ends_at(window, now=now, zone=reader.zone))
    waits = await _is_unwritten(session, found, reader) and now - found.created_at < WRITTEN_WITHIN
    return _Due(found, reader, chat, now + SOON if waits else None)


async def _is_unwritten(session: AsyncSession, found: Alert, reader: Subscriber) -> bool:
    briefs = await briefs_of(session, [found.story_id])
    return not any(
        brief.language == reader.digest_language and brief.state != "ordered" for brief in briefs.values()
    )


async def _tell(
    app: "App", session: AsyncSession, due: _Due, soon: Collection[int], *, now: datetime
) -> None:
    """With everything else that was held, in one message; nothing where the day's are used up, or a digest tells it `soon`."""
    alerts = [due.alert, *await _others_held(session, due)]
    today = local_date(now, zone=due.reader.zone)
    views = await _views(session, alerts, due.reader, now=now)
    was_held = due.alert.state == "held"
    views = [view for view in views if not was_held or view.story not in soon]
    if not views or await _sent_on(session, due, today) >= MOST_A_DAY:
        for each in alerts:
            each.state = "rolled"
        return
    speech = app.words(due.reader.interface_language)
    message = alert_message(views, speech, was_held=was_held)
    messages = hushed([message], is_silent=due.reader.alerts_silent)
    await owe_messages(session, due.chat, "alert", due.alert.id or 0, messages, now=now)
    told = [view for view in views if view.story in message.stories and view.sentences]
    await mark_seen(
        session, due.reader.id or 0, told, now=now
    )  # of the others a digest still has all to tell
    for each in alerts:
        each.state = "sent"
    due.alert.local_date = today


async def _others_held(session: AsyncSession, due: _Due) -> Sequence[Alert]:
    found = await session.execute(
        select(Alert)
        .where(col(Alert.subscriber_id) == due.reader.id, col(Alert.state) == "held")
        .where(col(Alert.id) != due.alert.id)
        .order_by(col(Alert.id))
    )
    return found.scalars().all()


async def _sent_on(session: AsyncSession, due: _Due, today: object) -> int:
    """Messages, not stories: what was held comes as one."""
    found = await session.execute(
        select(func.count())
        .select_from(Alert)
        .where(col(Alert.subscriber_id) == due.reader.id, col(Alert.local_date) == today)
    )
    return int(found.scalar_one())


async def _told_soon(app: "App", session: AsyncSession, number: int, *, now: datetime) -> frozenset[int]:
    """Of an alert that was held, the stories of its reader's digests that come soon, as they would be chosen now: each is of what
    its hour is set to."""
    found = await session.get(Alert, number)
    if found is None or found.state != "held":
        return frozenset()
    planned = await planned_digests(session, found.subscriber_id)
    near = [digest.id or 0 for digest in planned if digest.slot_at - now <= DIGEST_WITHIN]
    desks = await read_desks(session, near, now=now)
    choices = await choose_all(session, app.shelf, [(desk, desk.count) for desk in desks.values()], now=now)
    return frozenset(one.story for choice in choices for one in choice.best)


async def _views(
    session: AsyncSession, alerts: Sequence[Alert], reader: Subscriber, *, now: datetime
) -> list[StoryView]:
    """The stories as they are now, each once; not what the reader has been shown or has muted meanwhile."""
    ids = [each.story_id for each in alerts]
    told = await read_stories(session, ids, shown_at=now)
    living = list(dict.fromkeys(told[each].story.id or 0 for each in ids if each in told))
    seen = await seen_by(session, reader.id or 0, living)
    briefs = await briefs_of(session, living)
    by_id = {one.story.id or 0: one for one in told.values()}
    muted = await muted_now(session, reader, living, now=now)
    outlets = await muted_outlets(session, reader.id or 0, now=now)
    views = [
        view_of(by_id[story], briefs, language=reader.digest_language)
        or bare_view(by_id[story], language=reader.digest_language)
        for story in living
        if story not in seen and story not in muted and by_id[story].sources
    ]
    return [without_outlets(view, outlets) for view in views]


async def release_held(session: AsyncSession, subscriber_id: int, *, now: datetime) -> None:
    """Looks at what quiet hours hold again, after they were changed: it is told now, or held until they end."""
    found = await session.execute(
        select(col(Alert.id)).where(col(Alert.subscriber_id) == subscriber_id, col(Alert.state) == "held")
    )
    for held in found.scalars().all():
        await owe(session, "alert", held or 0, at=now, urgent=True)
