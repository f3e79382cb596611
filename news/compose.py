"""compose: at the reader's hour, choose the stories, see that they are written, and owe the messages.

A digest's row passes through three runs of this step: ahead of the slot it orders the briefs of likely stories;
at the slot it fixes its choice; once their briefs are there (or the wait is over) it renders. What the reader has now
seen, the deliveries and the next planned digest are one commit with the digest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.digest import digest_items, digest_message
from news.digest.choosing import choose
from news.digest.desk import Desk, is_early, read_desk
from news.digest.reasons import reasons
from news.intake.fulltext_orders import order_pages
from news.models import Brief, Digest, Schedule, Seen, Subscriber
from news.queries import briefs_of, seen_by
from news.reader.agenda import plan_next
from news.reader.look import Look, fitted
from news.reader.mutes import Rule
from news.reader.seen import mark_seen, stories_before
from news.sending.deliveries import hushed, owe_messages
from news.sending.stock import AHEAD, is_crowded, is_stocked, turn_of
from news.story.stories import Told, read_stories
from news.story.unheard import without_outlets
from news.story.viewing import Briefs, fresh_sentences, is_twin, view_of
from news.story.views import StoryView
from news.voicing.orders import order_voice
from news.work import Claim, finish
from news.writing.orders import order_briefs

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)

BRIEF_WAIT = timedelta(seconds=20)
LONGEST_WAIT = timedelta(minutes=10)  # where nothing at all is written: better late than "nothing new"
LOOK_AGAIN = timedelta(milliseconds=300)
PAGES_WAIT = timedelta(seconds=45)  # ahead of the slot there is time for the pages that briefs are told from
SPARE = 3  # chosen beyond what is wanted, for stories that turn out to have nothing new to say
AHEAD_FACTOR = 2  # briefs ordered ahead, as a multiple of the stories wanted


async def compose(app: "App", claim: Claim) -> None:
    """Takes the digest one run further. Idempotent: everything it does is decided from the rows."""
    now = app.now()
    async with app.reading() as session:
        desk = await read_desk(session, claim.row, now=now)
    if desk is None:
        await _skip(app, claim)
        return
    begins_at = await _begins_at(app, desk, now=now)
    if now < begins_at:
        await _order_ahead(app, claim, desk, now=now, begins_at=begins_at)
    elif desk.digest.state == "planned":
        await _choose(app, claim, desk, now=now)
    else:
        await _render_when_written(app, claim, desk, now=now)


async def has_enough(app: "App", session: AsyncSession) -> bool:
    """Whether as many digests wait to be sent as should."""
    return await is_stocked(session, per_second=app.messages_per_second, now=app.now())


async def _begins_at(app: "App", desk: Desk, *, now: datetime) -> datetime:
    """When it is chosen and rendered: at its hour, or a little before where so many have that hour that they cannot all be
    sent as it strikes."""
    slot_at = desk.digest.slot_at
    if now >= slot_at or desk.digest.state != "planned":
        return min(slot_at, now)
    async with app.reading() as session:
        crowded = await is_crowded(session, slot_at, per_second=app.messages_per_second)
    return slot_at - AHEAD + turn_of(desk.digest.id or 0) if crowded else slot_at


async def _skip(app: "App", claim: Claim) -> None:
    """Nobody wants it any more. Left as it was, it would pass for the reader's next one, or for one that is on its way."""
    async with app.session() as session:
        digest = await session.get(Digest, claim.row)
        if digest is not None and digest.state in ("planned", "chosen"):
            digest.state = "skipped"
        await finish(session, claim)


# --- choosing ------------------------------------------------------------------------------------


async def _order_ahead(app: "App", claim: Claim, desk: Desk, *, now: datetime, begins_at: datetime) -> None:
    async with app.reading() as session:
        likely = (await choose(session, app.shelf, desk, now=now, count=desk.count * AHEAD_FACTOR)).best
    async with app.session() as session:
        pages = await order_pages(session, [c.story for c in likely], now=now) if app.pages else 0
        wait = PAGES_WAIT if pages and begins_at - now > 2 * PAGES_WAIT else timedelta(0)
        await _order_briefs(session, desk, [(c.story, c.revision) for c in likely], now=now, wait=wait)
        await finish(session, claim, again_at=begins_at)
    app.bell.ring("read", "write")


async def _choose(app: "App", claim: Claim, desk: Desk, *, now: datetime) -> None:
    async with app.reading() as session:
        choice = await choose(session, app.shelf, desk, now=now, count=desk.count + SPARE)
        chosen = choice.best
        early = await is_early(session, desk, found=len(chosen), started_at=app.started_at, now=now)
    if early:
        async with app.session() as session:
            await finish(session, claim, again_at=now + LOOK_AGAIN)
        return
    why = reasons(chosen, desk.taste, wants=desk.muting.wants, now=now)
    items = [digest_items.chosen(*each) for each in zip(chosen, why, strict=True)]
    async with app.session() as session:
        digest = await session.get(Digest, desk.digest.id)
        if digest is None:
            await finish(session, claim)
            return
        digest.state, digest.items = "chosen", items
        digest.hidden = digest_items.hidden(choice.hidden)
        await _order_briefs(session, desk, [(c.story, c.revision) for c in chosen], now=now)
        await finish(session, claim, again_at=now, urgent=True)  # what is begun goes before what is not
    app.bell.ring("write", "compose")


async def _order_briefs(
    session: AsyncSession,
    desk: Desk,
    wanted: Iterable[tuple[int, int]],
    *,
    now: datetime,
    wait: timedelta = timedelta(0),
) -> None:
    await order_briefs(session, wanted, language=desk.subscriber.digest_language, now=now, wait=wait)


# --- rendering -----------------------------------------------------------------------------------


async def _render_when_written(app: "App", claim: Claim, desk: Desk, *, now: datetime) -> None:
    async with app.reading() as session:
        waiting = await _unwritten(session, desk)
    waited = now - max(min(desk.digest.slot_at, now), desk.digest.created_at)
    if waiting and waited < BRIEF_WAIT:
        async with app.session() as session:
            await finish(session, claim, again_at=now + LOOK_AGAIN)
        return
    async with app.session() as session:
        digest = await session.get(Digest, desk.digest.id)
        if digest is None or digest.state != "chosen":
            await finish(session, claim)
            return
        drawn = await _views(session, desk, digest, now=now)
        if waiting and not drawn.shown and waited < LONGEST_WAIT:
            await finish(session, claim, again_at=now + LOOK_AGAIN)
            return
        if drawn.shown:
            await _commit_digest(app, session, desk, digest, drawn, now=now)
            await _plan_following(session, desk, now=now)
        else:
            await _plan_following(session, desk, now=now)  # first: it says when the next one comes
            await _commit_empty(app, session, desk, digest, drawn, now=now)
        await finish(session, claim)
    app.bell.ring("deliver", "listen")
    log.info(
        "digest composed",
        digest=desk.digest.id,
        stories=len(drawn.shown),
        late_s=max(int((now - desk.digest.slot_at).total_seconds()), 0),
    )


async def _plan_following(session: AsyncSession, desk: Desk, *, now: datetime) -> None:
    """By what the reader wants at this moment: they may have changed their hour or stopped while we chose."""
    if desk.schedule is None:
        return
    schedule = await session.get(Schedule, desk.schedule.id)
    subscriber = await session.get(Subscriber, desk.subscriber.id)
    if schedule is not None and schedule.active and subscriber is not None and subscriber.state == "active":
        await plan_next(session, schedule, subscriber, now=now)


async def _unwritten(session: AsyncSession, desk: Desk) -> bool:
    briefs = await briefs_of(session, [item["story"] for item in desk.digest.items])
    language = desk.subscriber.digest_language
    return not all(_is_written(item, briefs, language=language) for item in desk.digest.items)


def _is_written(item: Mapping[str, Any], briefs: Briefs, *, language: str) -> bool:
    """Whether the brief that the digest waits for, or that of a newer revision, is there or never will be."""
    return any(
        brief.state not in ("ordered", "withdrawn")
        for (story, told_in, revision), brief in briefs.items()
        if story == item["story"] and told_in == language and revision >= item["revision"]
    )


@dataclass(frozen=True)
class Drawn:
    """What the digest shows; what it leaves out as the same event, told by outlets of another language; and what mutes keep
    out that was chosen, for it says so only now that it is told. `why` is what was reckoned of each when it was chosen.
    `look` is how much is shown of each, `minutes` how long that takes where that was asked for."""

    shown: list[StoryView]
    twins: list[StoryView]
    hidden: dict[int, tuple[Rule, ...]]
    why: dict[int, Mapping[str, Any]]
    look: Look
    minutes: int | None = None


async def _views(session: AsyncSession, desk: Desk, digest: Digest, *, now: datetime) -> Drawn:
    """What the chosen stories look like now. Drops what the reader has been shown in the meantime, what was
    merged into another story of the digest, and an update that has nothing new to say."""
    ids = [item["story"] for item in digest.items]
    told = await read_stories(session, ids, shown_at=now)
    living = {t.story.id or 0 for t in told.values()}
    seen = {} if desk.is_recap else await seen_by(session, desk.subscriber.id or 0, living)
    briefs = await briefs_of(session, {*living, *ids, *await stories_before(session, seen)})
    views: dict[int, StoryView] = {}
    hidden: dict[int, tuple[Rule, ...]] = {}
    why: dict[int, Mapping[str, Any]] = {}
    for item in digest.items:
        story = told.get(item["story"])
        if story is None or story.story.id in views:
            continue
        known = seen.get(story.story.id or 0)
        view = _view(story, briefs, known, language=desk.subscriber.digest_language)
        if view is not None:
            view = without_outlets(view, desk.muting.outlets)
            why[view.story] = digest_items.why_of(item)
            rules = digest_items.mutes_of(view, why[view.story], desk.muting)
            if rules:
                hidden[view.story] = rules
            else:
                views[view.story] = view
        elif known is not None and _is_written(item, briefs, language=desk.subscriber.digest_language):
            known.revision = max(known.revision, item["revision"])  # nothing to say of this revision: rest
            session.add(known)
    shown, twins = _without_twins(list(views.values()), count=desk.count)
    drawn = Drawn(shown, twins, hidden, why, desk.look)
    return _fitted(drawn, desk.minutes) if desk.minutes else drawn


def _fitted(drawn: Drawn, minutes: int) -> Drawn:
    """What can be read in so many minutes; other stories are left for next time."""
    fit = fitted(drawn.shown, depth=drawn.look.depth, minutes=minutes)
    look = replace(drawn.look, depth=fit.depth)
    return replace(drawn, shown=drawn.shown[: fit.count], look=look, minutes=max(1, round(fit.minutes)))


def _without_twins(views: Sequence[StoryView], *, count: int) -> tuple[list[StoryView], list[StoryView]]:
    """Stories of different languages are not always joined; in the reader's language their headlines say the same."""
    shown: list[StoryView] = []
    twins: list[StoryView] = []
    for view in views:
        if any(is_twin(view, other) for other in shown):
            twins.append(view)
        elif len(shown) < count:
            shown.append(view)
    return shown, twins


def _view(
    told: Told, briefs: dict[tuple[int, str, int], Brief], seen: Seen | None, *, language: str
) -> StoryView | None:
    view = view_of(told, briefs, language=language)
    if view is None or seen is None:
        return view
    if view.revision <= seen.revision:
        return None
    return fresh_sentences(view, told, briefs, seen)


async def _commit_digest(
    app: "App",
    session: AsyncSession,
    desk: Desk,
    digest: Digest,
    drawn: Drawn,
    *,
    now: datetime,
) -> None:
    speech = app.words(desk.subscriber.interface_language)
    _keep(digest, drawn, now=now)
    digest.state, digest.covers_from_at = "ready", desk.since
    can_listen = app.reads_aloud(desk.subscriber.digest_language)
    messages = await digest_message.messages(
        session,
        desk,
        digest,
        drawn.shown,
        speech,
        look=drawn.look,
        minutes=drawn.minutes,
        can_listen=can_listen,
        now=now,
    )
    is_silent = desk.schedule is not None and desk.schedule.is_silent
    await mark_seen(session, desk.subscriber.id or 0, [*drawn.shown, *drawn.twins], now=now)
    await owe_messages(
        session,
        desk.chat,
        "digest",
        digest.id or 0,
        hushed(messages, is_silent=is_silent),
        now=now,
        bulk=desk.schedule is not None,
        due_at=desk.digest.slot_at,
    )
    if can_listen and desk.schedule is not None and desk.schedule.is_spoken:
        await order_voice(session, digest, now=now, is_asked=False)
    await _end_pause(session, desk)


async def _end_pause(session: AsyncSession, desk: Desk) -> None:
    """What was missed is made up for."""
    reader = await session.get(Subscriber, desk.subscriber.id) if desk.is_catch_up else None
    if reader is not None:
        reader.paused_at = reader.paused_until = None
        session.add(reader)


def _keep(digest: Digest, drawn: Drawn, *, now: datetime) -> None:
    """What the digest shows and hides, with why it was chosen, whatever the stories have become since."""
    digest.composed_at = now
    digest.items = [
        digest_items.shown(view, drawn.why.get(view.story, {}), depth=drawn.look.depth)
        for view in drawn.shown
    ]
    digest.hidden = [*digest.hidden, *digest_items.hidden(drawn.hidden)]


async def _commit_empty(
    app: "App", session: AsyncSession, desk: Desk, digest: Digest, drawn: Drawn, *, now: datetime
) -> None:
    """An empty day says so in one line, and is not repeated; who asked by hand is always answered."""
    by_hand = desk.schedule is None
    digest.state = "empty" if by_hand or await _is_first_empty(session, desk) else "quiet"
    _keep(digest, drawn, now=now)
    await _end_pause(session, desk)
    if digest.state == "quiet":
        return
    speech = app.words(desk.subscriber.interface_language)
    looked_at = (await app.shelf.live(session, since=desk.since, now=now)).count(since=desk.since)
    message = await digest_message.empty(session, desk, digest, speech, looked_at=looked_at)
    is_silent = desk.schedule is not None and desk.schedule.is_silent
    said = hushed([message], is_silent=is_silent)
    await owe_messages(
        session,
        desk.chat,
        "digest",
        digest.id or 0,
        said,
        now=now,
        bulk=not by_hand,
        due_at=desk.digest.slot_at,
    )


async def _is_first_empty(session: AsyncSession, desk: Desk) -> bool:
    last = await session.execute(
        select(col(Digest.state))
        .where(
            col(Digest.subscriber_id) == desk.subscriber.id,
            col(Digest.schedule_id).is_not(None),
            col(Digest.composed_at).is_not(None),
        )
        .order_by(col(Digest.composed_at).desc())
        .limit(1)
    )
    return last.scalar_one_or_none() not in ("empty", "quiet")
