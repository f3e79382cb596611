"""compose: at the reader's hour, choose the stories, see that they are written, and owe the messages.

A digest's row passes through three runs of this step: ahead of the slot it orders the briefs of likely stories;
at the slot it fixes its choice; once their briefs are there (or the wait is over) it renders. What the reader has now
seen, the deliveries and the next planned digest are one commit with the digest.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news import render
from news.agenda import next_planned, plan_next
from news.clock import local_date
from news.i18n import Speech
from news.language.tokens import terms
from news.models import Brief, Chat, Delivery, Digest, Mark, Schedule, Seen, Story, Subscriber, Work
from news.orders import order_briefs
from news.ports import Message
from news.queries import briefs_of, facts_of, followed, live_stories, read_topics, seen_by, with_descendants
from news.rank import Candidate, Taste, rank
from news.stories import Told, read_stories
from news.viewing import fresh_sentences, view_of
from news.views import StoryView
from news.work import Claim, finish, owe

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)

WINDOW = timedelta(hours=48)
LONGEST_WINDOW = timedelta(days=7)
BRIEF_WAIT = timedelta(seconds=20)
FIRST_NEWS_WAIT = timedelta(seconds=22)  # a digest asked for by hand is there within 30 s
MORE_NEWS_WAIT = timedelta(seconds=5)
LOOK_AGAIN = timedelta(milliseconds=300)
SPARE = 3  # chosen beyond what is wanted, for stories that turn out to have nothing new to say
AHEAD_FACTOR = 2  # briefs ordered ahead, as a multiple of the stories wanted
EDITION = "edition"  # the mark that stands while the bundled sample edition is what we read


async def compose(app: "App", claim: Claim) -> None:
    """Takes the digest one run further. Idempotent: everything it does is decided from the rows."""
    now = app.now()
    async with app.reading() as session:
        desk = await _read_desk(session, claim.row, now=now)
    if desk is None:
        async with app.session() as session:
            await finish(session, claim)
        return
    if now < desk.digest.slot_at:
        await _order_ahead(app, claim, desk, now=now)
    elif desk.digest.state == "planned":
        await _choose(app, claim, desk, now=now)
    else:
        await _render_when_written(app, claim, desk, now=now)


@dataclass(frozen=True)
class Desk:
    """A digest to be made, for whom, and what they want."""

    digest: Digest
    subscriber: Subscriber
    chat: Chat
    schedule: Schedule | None
    taste: Taste
    since: datetime

    @property
    def count(self) -> int:
        return (self.schedule.stories if self.schedule else None) or self.subscriber.stories


async def _read_desk(session: AsyncSession, digest_id: int, *, now: datetime) -> Desk | None:
    """None where nothing is to be made any more: composed already, or the reader has stopped."""
    digest = await session.get(Digest, digest_id)
    if digest is None or digest.state not in ("planned", "chosen"):
        return None
    subscriber = await session.get(Subscriber, digest.subscriber_id)
    chat = await session.get(Chat, subscriber.chat) if subscriber else None
    if subscriber is None or chat is None or chat.state != "active":
        return None
    if digest.schedule_id is not None and subscriber.state != "active":
        return None
    schedule = await session.get(Schedule, digest.schedule_id) if digest.schedule_id else None
    slugs = (schedule.topics if schedule else None) or await followed(session, subscriber.id or 0)
    topics = await read_topics(session)
    taste = Taste(
        topics=with_descendants(slugs or [slug for slug, t in topics.items() if t.parent is None], topics),
        language=subscriber.digest_language,
        min_outlets=subscriber.min_outlets,
    )
    last_at = await _last_composed_at(session, subscriber)
    return Desk(digest, subscriber, chat, schedule, taste, _since(last_at, now=now))


async def _last_composed_at(session: AsyncSession, subscriber: Subscriber) -> datetime | None:
    return (
        await session.execute(
            select(col(Digest.composed_at))
            .where(col(Digest.subscriber_id) == subscriber.id, col(Digest.composed_at).is_not(None))
            .order_by(col(Digest.composed_at).desc())
            .limit(1)
        )
    ).scalar_one_or_none()


def _since(last_at: datetime | None, *, now: datetime) -> datetime:
    """From when on stories count: the last two days, or since the last digest if that is longer ago."""
    earliest = now - LONGEST_WINDOW
    return max(earliest, min(now - WINDOW, last_at)) if last_at else now - WINDOW


# --- choosing ------------------------------------------------------------------------------------


async def _order_ahead(app: "App", claim: Claim, desk: Desk, *, now: datetime) -> None:
    async with app.reading() as session:
        likely = await _ranked(session, desk, now=now, count=desk.count * AHEAD_FACTOR)
    async with app.session() as session:
        await _order_briefs(session, desk, [(c.story, c.revision) for c in likely], now=now)
        await finish(session, claim, again_at=desk.digest.slot_at)
    app.bell.ring("write")


async def _choose(app: "App", claim: Claim, desk: Desk, *, now: datetime) -> None:
    async with app.reading() as session:
        chosen = await _ranked(session, desk, now=now, count=desk.count + SPARE)
        early = await _is_early(session, desk, found=len(chosen), now=now)
    if early:
        async with app.session() as session:
            await finish(session, claim, again_at=now + LOOK_AGAIN)
        return
    items = [{"story": c.story, "revision": c.revision, "brief": None, "update": c.is_update} for c in chosen]
    async with app.session() as session:
        digest = await session.get(Digest, desk.digest.id)
        if digest is None:
            await finish(session, claim)
            return
        digest.state, digest.items = "chosen", items
        await _order_briefs(session, desk, [(c.story, c.revision) for c in chosen], now=now)
        await finish(session, claim, again_at=now)
    app.bell.ring("write", "compose")


async def _is_early(session: AsyncSession, desk: Desk, *, found: int, now: datetime) -> bool:
    """Whether who asked by hand should wait a little: feeds are being read this moment, and little is there yet.
    So the first digest of a new installation holds news instead of saying that there is none."""
    if desk.schedule is not None or found >= desk.count:
        return False
    if now > desk.digest.created_at + (FIRST_NEWS_WAIT if found == 0 else MORE_NEWS_WAIT):
        return False
    arriving = await session.execute(
        select(col(Work.id))
        .where(col(Work.step).in_(("fetch", "cluster")), or_(col(Work.due_at) <= now, col(Work.leased)))
        .limit(1)
    )
    return arriving.first() is not None


async def _ranked(session: AsyncSession, desk: Desk, *, now: datetime, count: int) -> list[Candidate]:
    stories = await live_stories(session, since=desk.since)
    fitting = {s.id: s for s in stories if s.id is not None and set(s.topics) & desk.taste.topics}
    seen = await seen_by(session, desk.subscriber.id or 0)
    again = [i for i, s in fitting.items() if i in seen and s.revision > seen[i].revision]
    updates = await _updates(session, desk, again, seen)
    candidates = [
        _candidate(story, new_facts=updates.get(story_id, 0), is_update=story_id in updates)
        for story_id, story in fitting.items()
        if story_id not in seen or story_id in updates
    ]
    return rank(candidates, desk.taste, now=now, count=count)


async def _updates(
    session: AsyncSession, desk: Desk, ids: Sequence[int], seen: dict[int, Seen]
) -> dict[int, int]:
    """Stories the reader knows that have facts they were not shown, with how many."""
    found = {}
    for story_id, facts in (await facts_of(session, ids)).items() if ids else ():
        new = {fact.value for fact in facts} - set(seen[story_id].facts)
        if new:
            found[story_id] = len(new)
    return found


def _candidate(story: Story, *, new_facts: int, is_update: bool) -> Candidate:
    return Candidate(
        story=story.id or 0,
        revision=story.revision,
        topics=tuple(story.topics),
        languages=frozenset((language or "").split("-")[0] for language in story.languages),
        independent=story.independent,
        last_at=story.last_published_at,
        words=frozenset(terms(story.headline, story.language)),
        is_update=is_update,
        new_facts=new_facts,
    )


async def _order_briefs(
    session: AsyncSession, desk: Desk, wanted: Iterable[tuple[int, int]], *, now: datetime
) -> None:
    await order_briefs(session, wanted, language=desk.subscriber.digest_language, now=now)


# --- rendering -----------------------------------------------------------------------------------


async def _render_when_written(app: "App", claim: Claim, desk: Desk, *, now: datetime) -> None:
    async with app.reading() as session:
        waiting = await _unwritten(session, desk)
    if waiting and now < max(desk.digest.slot_at, desk.digest.created_at) + BRIEF_WAIT:
        async with app.session() as session:
            await finish(session, claim, again_at=now + LOOK_AGAIN)
        return
    async with app.session() as session:
        digest = await session.get(Digest, desk.digest.id)
        if digest is None or digest.state != "chosen":
            await finish(session, claim)
            return
        views = await _views(session, desk, digest)
        if views:
            await _commit_digest(app, session, desk, digest, views, now=now)
        else:
            await _commit_empty(app, session, desk, digest, now=now)
        if desk.schedule is not None:
            await plan_next(session, desk.schedule, desk.subscriber, now=now)
        await finish(session, claim)
    app.bell.ring("deliver")
    log.info(
        "digest composed",
        digest=desk.digest.id,
        stories=len(views),
        late_s=(now - desk.digest.slot_at).seconds,
    )


async def _unwritten(session: AsyncSession, desk: Desk) -> bool:
    briefs = await briefs_of(session, [item["story"] for item in desk.digest.items])
    language = desk.subscriber.digest_language
    return any(
        brief is None or brief.state == "ordered"
        for item in desk.digest.items
        for brief in [briefs.get((item["story"], language, item["revision"]))]
    )


async def _views(session: AsyncSession, desk: Desk, digest: Digest) -> list[StoryView]:
    """What the chosen stories look like now. Drops what the reader has been shown in the meantime, what was
    merged into another story of the digest, and an update that has nothing new to say."""
    ids = [item["story"] for item in digest.items]
    told = await read_stories(session, ids)
    living = {t.story.id or 0 for t in told.values()}
    briefs = await briefs_of(session, living | set(ids))
    seen = await seen_by(session, desk.subscriber.id or 0, living)
    views: dict[int, StoryView] = {}
    for item in digest.items:
        story = told.get(item["story"])
        if story is None or story.story.id in views:
            continue
        view = _view(story, briefs, seen.get(story.story.id or 0), language=desk.subscriber.digest_language)
        if view is not None:
            views[view.story] = view
        elif (known := seen.get(story.story.id or 0)) is not None:
            known.revision = max(
                known.revision, story.story.revision
            )  # nothing to say of this revision: rest
            session.add(known)
    return list(views.values())[: desk.count]


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
    views: Sequence[StoryView],
    *,
    now: datetime,
) -> None:
    speech = app.words(desk.subscriber.interface_language)
    sample = await session.get(Mark, EDITION) is not None
    messages = render.digest(views, speech, heading=_heading(speech, desk, now=now, sample=sample))
    digest.state, digest.composed_at, digest.covers_from_at = "ready", now, desk.since
    digest.items = [
        {"story": v.story, "revision": v.revision, "brief": None, "update": v.is_update} for v in views
    ]
    await mark_seen(session, desk.subscriber.id or 0, views, now=now)
    await owe_messages(
        session, desk.chat, "digest", digest.id or 0, messages, now=now, bulk=desk.schedule is not None
    )


def _heading(speech: Speech, desk: Desk, *, now: datetime, sample: bool) -> render.Heading:
    zone = desk.subscriber.zone
    notices = []
    if sample:
        notices.append(
            speech.gettext("Sample edition: invented news, served on this machine, to show what a digest is.")
        )
    late = now - desk.digest.slot_at
    covers = desk.digest.slot_at if late > timedelta(hours=12) else None
    return render.Heading(
        day=local_date(now, zone=zone),
        notices=tuple(notices),
        since=local_date(covers, zone=zone) if covers else None,
    )


async def _commit_empty(
    app: "App", session: AsyncSession, desk: Desk, digest: Digest, *, now: datetime
) -> None:
    """An empty day says so in one line, and is not repeated; who asked by hand is always answered."""
    by_hand = desk.schedule is None
    digest.state = "empty" if by_hand or await _is_first_empty(session, desk) else "quiet"
    digest.composed_at, digest.items = now, []
    if digest.state == "quiet":
        return
    speech = app.words(desk.subscriber.interface_language)
    zone = desk.subscriber.zone
    following = await next_planned(session, desk.subscriber.id or 0) if by_hand else None
    when = render.moment(following.slot_at, speech, zone) if following else None
    message = render.empty_digest(speech, since=render.moment(desk.since, speech, zone), following=when)
    await owe_messages(session, desk.chat, "digest", digest.id or 0, [message], now=now, bulk=not by_hand)


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


# --- what is owed, what was seen -----------------------------------------------------------------


async def owe_messages(
    session: AsyncSession,
    chat: Chat,
    kind: str,
    subject: int,
    messages: Sequence[Message],
    *,
    now: datetime,
    first_part: int = 0,
    bulk: bool = False,
) -> None:
    """Delivery rows for these messages, in order, and the work to deliver them."""
    for part, message in enumerate(messages, start=first_part):
        delivery = Delivery(
            kind=kind,
            subject=subject,
            part=part,
            chat=chat.id or 0,
            payload=message.payload(),
            stories=list(message.stories),
            bulk=bulk,
            created_at=now,
        )
        session.add(delivery)
        await session.flush()
        await owe(session, "deliver", delivery.id or 0, at=now)


async def mark_seen(
    session: AsyncSession, subscriber_id: int, views: Sequence[StoryView], *, now: datetime
) -> None:
    """From now on these stories, as they stand, are known to the reader."""
    ids = [view.story for view in views]
    facts = await facts_of(session, ids)
    seen = await seen_by(session, subscriber_id, ids)
    for view in views:
        row = seen.get(view.story) or Seen(
            subscriber_id=subscriber_id, story_id=view.story, revision=0, shown_at=now
        )
        row.revision, row.shown_at = view.revision, now
        row.facts = sorted({fact.value for fact in facts.get(view.story, ())})
        row.families = sorted({source.family for source in view.sources.values()})
        session.add(row)
