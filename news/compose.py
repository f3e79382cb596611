"""Step 5: at readers' hours, choose the stories, see that they are written, and owe the messages. Row: a digest.

A digest's row passes through three runs of this step: ahead of the slot it orders the briefs of likely stories;
at the slot it fixes its choice; once their briefs are there (or the wait is over) it renders. What the reader has now
seen, the deliveries and the next planned digest are one commit with the digest.

Digests that are due together are made together: what they need is read, and what becomes of them written, in as many statements
as for one. A reader has one at a time: what the first shows is no news to the second.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.breathing import in_turns
from news.db import past_orm
from news.digest import digest_items, digest_message
from news.digest.arriving import early_among
from news.digest.choosing import Choice, choose_all
from news.digest.desk import Desk, read_desks
from news.digest.drawn import Drawn, draw, unwritten
from news.digest.overdue import (
    Unmade,
    hold_for_news,
    missed_hours,
    news_awaited_until,
    skip,
    skip_near,
    take_over,
    was_kept,
)
from news.digest.reasons import reasons
from news.intake.fulltext_orders import order_pages
from news.models import Digest, Subscriber
from news.ports import Message
from news.reader.agenda import UNMADE, hours_of, plan_next_of
from news.reader.seen import mark_all_seen
from news.sending.deliveries import Parcel, hushed, owe_parcels
from news.sending.stock import AHEAD, is_crowded, is_stocked, turn_of
from news.voicing.orders import order_voice
from news.work import Claim, finish_all, still_ours
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
# Made once.
_CHOSEN = (
    update(Digest)
    .where(col(Digest.id) == bindparam("digest"))
    .where(col(Digest.state) == "planned")  # not where another made up for it meanwhile
    .values(state="chosen")
)
_WRITTEN = update(Digest).where(col(Digest.id) == bindparam("digest"))


@dataclass(frozen=True, eq=False)
class Due:
    """A digest in our hands. It is chosen and rendered from `begins_at`."""

    claim: Claim
    desk: Desk
    begins_at: datetime


async def compose(app: "App", claim: Claim) -> None:
    """Takes the digest one run further. Idempotent: everything it does is decided from the rows."""
    await compose_all(app, [claim])


async def compose_all(app: "App", claims: Sequence[Claim]) -> None:
    """Takes each of the digests one run further, as `compose`."""
    now = app.now()
    desks = await _desks(app, claims, now=now)
    await _skip(app, [claim for claim in claims if claim.row not in desks])
    held = await hold_for_news(app, claims, desks, now=now)
    desks = {number: desk for number, desk in desks.items() if number not in held}
    begins_at = await _begins_at(app, desks, now=now)
    mine = [Due(claim, desks[claim.row], begins_at[claim.row]) for claim in claims if claim.row in desks]
    for due in _by_turns(mine):
        ahead = [each for each in due if now < each.begins_at]
        planned = [each for each in due if each not in ahead and each.desk.digest.state == "planned"]
        chosen = [each for each in due if each not in ahead and each.desk.digest.state == "chosen"]
        await _order_ahead(app, ahead, now=now)
        await _choose(app, planned, now=now)
        await _render_when_written(app, chosen, now=now)


async def _desks(app: "App", claims: Sequence[Claim], *, now: datetime) -> dict[int, Desk]:
    async with app.reading(brief=True) as session:
        desks = await read_desks(session, [claim.row for claim in claims], now=now)
        missed = await missed_hours(session, desks.values(), started_at=app.started_at, now=now)
    take_over(desks, missed)
    return desks


async def has_enough(app: "App", session: AsyncSession) -> bool:
    """Whether as many digests wait to be sent as should."""
    return await is_stocked(session, per_second=app.messages_per_second, now=app.now())


async def _begins_at(app: "App", desks: Mapping[int, Desk], *, now: datetime) -> dict[int, datetime]:
    """By digest, when it is chosen and rendered: at its hour, or a little before where so many have that hour that they cannot
    all be sent as it strikes."""
    ahead = {number for number, desk in desks.items() if _is_ahead(desk, now=now)}
    crowded: set[datetime] = set()
    async with app.reading(brief=True) as session:
        for slot_at in {desks[number].digest.slot_at for number in ahead}:
            if await is_crowded(session, slot_at, per_second=app.messages_per_second):
                crowded.add(slot_at)
    begins_at = {}
    for number, desk in desks.items():
        slot_at = desk.digest.slot_at
        is_early = number in ahead and slot_at in crowded
        begins_at[number] = slot_at - AHEAD + turn_of(number) if is_early else slot_at
    return {number: at if number in ahead else min(at, now) for number, at in begins_at.items()}


def _is_ahead(desk: Desk, *, now: datetime) -> bool:
    return now < desk.digest.slot_at and desk.digest.state == "planned"


def _by_turns(due: Iterable[Due]) -> list[list[Due]]:
    """In turns, each with one digest of a reader at most."""
    turns: list[list[Due]] = []
    had: dict[int, int] = defaultdict(int)
    for each in due:
        turn = had[each.desk.subscriber.id or 0]
        had[each.desk.subscriber.id or 0] += 1
        if turn == len(turns):
            turns.append([])
        turns[turn].append(each)
    return turns


async def _skip(app: "App", claims: Sequence[Claim]) -> None:
    """Nobody wants them any more. Left as they were, they would pass for a reader's next one, or for one that is on its way."""
    if not claims:
        return
    async with app.session(brief=True) as session:
        mine = await still_ours(session, claims)
        await session.execute(
            update(Digest)
            .where(col(Digest.id).in_([claim.row for claim in mine]))
            .where(col(Digest.state).in_(("planned", "chosen")))
            .values(state="skipped")
        )
        await finish_all(session, dict.fromkeys(mine))


# --- choosing ------------------------------------------------------------------------------------


async def _order_ahead(app: "App", due: Sequence[Due], *, now: datetime) -> None:
    if not due:
        return
    wanted = [(each.desk, each.desk.count * AHEAD_FACTOR) for each in due]
    async with app.reading(brief=True) as session:
        choices = await choose_all(session, app.shelf, wanted, now=now)
    async with app.session(brief=True) as session:
        mine = await _still_ours(session, due, choices)
        stories = {one.story: None for _, choice in mine for one in choice.best}
        pages = await order_pages(session, list(stories), now=now) if app.pages else 0
        for is_far in (True, False):
            some = [
                (each, choice) for each, choice in mine if (each.begins_at - now > 2 * PAGES_WAIT) == is_far
            ]
            await _order_briefs(session, some, now=now, wait=PAGES_WAIT if pages and is_far else timedelta(0))
        await finish_all(session, {each.claim: each.begins_at for each, _ in mine})
    app.bell.ring("read", "write")


async def _choose(app: "App", due: Sequence[Due], *, now: datetime) -> None:
    if not due:
        return
    async with app.reading(brief=True) as session:
        wanted = [(each.desk, each.desk.count + SPARE) for each in due]
        choices = await choose_all(session, app.shelf, wanted, now=now)
        found = [(each.desk, len(choice.best)) for each, choice in zip(due, choices, strict=True)]
        early = await early_among(session, found, started_at=app.started_at, now=now)
    async with app.session(brief=True) as session:
        mine = await _still_ours(session, due, choices)
        chosen = [(each, choice) for each, choice in mine if each.claim.row not in early]
        await _fix(session, chosen, now=now)
        await _order_briefs(session, chosen, now=now)
        await finish_all(
            session, {each.claim: now + LOOK_AGAIN for each, _ in mine if each.claim.row in early}
        )
        again = {each.claim: now for each, _ in chosen}
        await finish_all(session, again, urgent=True)  # what is begun goes before what is not
    app.bell.ring("write", "compose")


async def _fix(session: AsyncSession, chosen: Sequence[tuple[Due, Choice]], *, now: datetime) -> None:
    """From now on these are the stories, and why."""
    rows = []
    for each, choice in chosen:
        desk = each.desk
        why = reasons(choice.best, desk.taste, wants=desk.muting.wants, now=now)
        items = [digest_items.chosen(*one) for one in zip(choice.best, why, strict=True)]
        rows.append({"digest": each.claim.row, "items": items, "hidden": digest_items.hidden(choice.hidden)})
    if rows:
        await past_orm(session, _CHOSEN, rows)


async def _order_briefs(
    session: AsyncSession,
    chosen: Iterable[tuple[Due, Choice]],
    *,
    now: datetime,
    wait: timedelta = timedelta(0),
) -> None:
    """Of each story one in a language, however many are to get it."""
    wanted: dict[str, dict[tuple[int, int], None]] = defaultdict(dict)
    for each, choice in chosen:
        stories = wanted[each.desk.subscriber.digest_language]
        stories.update(((one.story, one.revision), None) for one in choice.best)
    for language, stories in wanted.items():
        await order_briefs(session, stories, language=language, now=now, wait=wait)


async def _still_ours(
    session: AsyncSession, due: Sequence[Due], choices: Sequence[Choice]
) -> list[tuple[Due, Choice]]:
    """Those whose claims nobody else has by now, for as long as the transaction."""
    mine = set(await still_ours(session, [each.claim for each in due]))
    return [(each, choice) for each, choice in zip(due, choices, strict=True) if each.claim in mine]


# --- rendering -----------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Page:
    """A digest to be written, with what it shows, and all that mutes keep out of it, as its row keeps it."""

    due: Due
    drawn: Drawn
    hidden: Sequence[Mapping[str, Any]]

    @property
    def desk(self) -> Desk:
        return self.due.desk


async def _render_when_written(app: "App", due: Sequence[Due], *, now: datetime) -> None:
    if not due:
        return
    async with app.reading(brief=True) as session:
        waiting = await unwritten(session, [each.desk for each in due])
    async with app.session(brief=True) as session:
        mine = set(await still_ours(session, [each.claim for each in due]))
        ours = [each for each in due if each.claim in mine]
        later = [
            each
            for each in ours
            if each.claim.row in waiting
            and _waited(each.desk, started_at=app.started_at, now=now) < BRIEF_WAIT
        ]
        due, needless = await _still_chosen(
            app, session, [each for each in ours if each not in later], now=now
        )
        drawn = await draw(session, [each.desk for each in due], app.views, now=now)
        pages = [_page(*one) for one in zip(due, drawn, strict=True)]
        unready = [
            page
            for page in pages
            if page.due.claim.row in waiting
            and not page.drawn.shown
            and _waited(page.desk, started_at=app.started_at, now=now) < LONGEST_WAIT
        ]
        pages = [page for page in pages if page not in unready]
        told = {page.desk.subscriber.id for page in pages}
        await skip(session, [each for each in needless if each.reader in told], now=now)
        await _commit(app, session, pages, now=now)
        again = {each.claim for each in (*later, *(page.due for page in unready))}
        await finish_all(session, {claim: now + LOOK_AGAIN if claim in again else None for claim in mine})
    app.bell.ring("deliver", "listen")
    if pages:
        log.info(
            "digests composed",
            digests=len(pages),
            stories=sum(len(page.drawn.shown) for page in pages),
            latest_s=max(0, int(max(now - page.desk.digest.slot_at for page in pages).total_seconds())),
        )


def _waited(desk: Desk, *, started_at: datetime | None, now: datetime) -> timedelta:
    """How long what it tells could have been written by now: not while nobody was there, nor while it waited for news."""
    since = max(min(desk.digest.slot_at, now), desk.digest.created_at)
    if was_kept(desk, started_at=started_at, now=now):
        since = news_awaited_until(desk.digest, started_at=started_at, now=now)
    elif started_at is not None and since < started_at <= now:
        since = started_at
    return now - since


async def _still_chosen(
    app: "App", session: AsyncSession, due: Sequence[Due], *, now: datetime
) -> tuple[list[Due], list[Unmade]]:
    """Those that are still to be written, and what they make up for. What is chosen stays as it is until the commit: of two that would
    make up for each other, one is told."""
    started_at = app.started_at
    missed = await missed_hours(session, [each.desk for each in due], started_at=started_at, now=now)
    found = await session.execute(
        select(col(Digest.id), col(Digest.state))
        .where(col(Digest.id).in_({each.claim.row for each in due} | {each.digest for each in missed}))
        .where(col(Digest.state).in_(UNMADE))
        .order_by(col(Digest.id))
        .with_for_update()
    )
    states = {number: state for number, state in found}
    chosen = [each for each in due if states.get(each.claim.row) == "chosen"]
    needless = take_over(
        {each.claim.row: each.desk for each in chosen}, [each for each in missed if each.digest in states]
    )
    return chosen, needless


def _page(due: Due, drawn: Drawn) -> Page:
    return Page(due, drawn, [*due.desk.digest.hidden, *digest_items.hidden(drawn.hidden)])


async def _commit(app: "App", session: AsyncSession, pages: Sequence[Page], *, now: datetime) -> None:
    if not pages:
        return
    await _plan_following(session, pages, now=now)  # first: an empty one says when the next one comes
    told = [page.desk for page in pages if page.drawn.shown]
    await skip_near(session, told, started_at=app.started_at, now=now)
    desks = [page.desk for page in pages]
    setting = await digest_message.read_setting(session, desks, app.entries, now=now)
    rows, parcels = [], []
    async for page in in_turns(pages):
        make = _told if page.drawn.shown else _empty
        state, messages = await make(app, session, page, setting, now=now)
        rows.append(_row(page, state, now=now))
        schedule = page.desk.schedule
        said = hushed(messages, is_silent=schedule is not None and schedule.is_silent)
        is_bulk = schedule is not None
        chat, slot_at = page.desk.chat.id or 0, page.desk.digest.slot_at
        parcels.append(Parcel(chat, "digest", page.due.claim.row, said, bulk=is_bulk, due_at=slot_at))
        await _end_pause(session, page.desk)
    await past_orm(session, _WRITTEN, rows)
    shown = {page.desk.subscriber.id or 0: [*page.drawn.shown, *page.drawn.twins] for page in pages}
    await mark_all_seen(session, shown, now=now)
    await owe_parcels(session, parcels, now=now)


def _row(page: Page, state: str, *, now: datetime) -> dict[str, Any]:
    """What the digest shows and hides, with why it was chosen, whatever the stories have become since."""
    drawn = page.drawn
    return {
        "digest": page.due.claim.row,
        "slot_at": page.desk.digest.slot_at,
        "state": state,
        "items": [
            digest_items.shown(view, drawn.why.get(view.story, {}), depth=drawn.look.depth)
            for view in drawn.shown
        ],
        "hidden": page.hidden,
        "composed_at": now,
        "covers_from_at": page.desk.since if state == "ready" else page.desk.digest.covers_from_at,
    }


async def _plan_following(session: AsyncSession, pages: Sequence[Page], *, now: datetime) -> None:
    """By what the readers want at this moment: they may have changed their hour or stopped while we chose."""
    planned = [page.desk.schedule.id or 0 for page in pages if page.desk.schedule is not None]
    if planned:
        await plan_next_of(session, await hours_of(session, planned), now=now)


async def _end_pause(session: AsyncSession, desk: Desk) -> None:
    """What was missed is made up for."""
    reader = await session.get(Subscriber, desk.subscriber.id) if desk.is_catch_up else None
    if reader is not None:
        reader.paused_at = reader.paused_until = None
        session.add(reader)


async def _told(
    app: "App", session: AsyncSession, page: Page, setting: digest_message.Setting, *, now: datetime
) -> tuple[str, list[Message]]:
    """The state that the digest is in from now on, and what it says."""
    desk = page.desk
    can_listen = app.reads_aloud(desk.subscriber.digest_language)
    if can_listen and desk.schedule is not None and desk.schedule.is_spoken:
        await order_voice(session, desk.digest, now=now, is_asked=False)
    messages = await digest_message.messages(
        session,
        desk,
        page.drawn.shown,
        app.words(desk.subscriber.interface_language),
        hidden=page.hidden,
        look=page.drawn.look,
        minutes=page.drawn.minutes,
        can_listen=can_listen,
        setting=setting,
        now=now,
    )
    return "ready", messages


async def _empty(
    app: "App", session: AsyncSession, page: Page, setting: digest_message.Setting, *, now: datetime
) -> tuple[str, list[Message]]:
    """As `_told`. An empty day says so in one line, and is not repeated; who asked by hand is always answered."""
    desk = page.desk
    if desk.schedule is not None and not await _is_first_empty(session, desk):
        return "quiet", []
    speech = app.words(desk.subscriber.interface_language)
    looked_at = (await app.shelf.live(session, since=desk.since, now=now)).count(since=desk.since)
    said = await digest_message.empty(
        session, desk, speech, hidden=page.hidden, looked_at=looked_at, setting=setting
    )
    return "empty", [said]


async def _is_first_empty(session: AsyncSession, desk: Desk) -> bool:
    last = await session.execute(
        select(col(Digest.state))
        .where(
            col(Digest.subscriber_id) == desk.subscriber.id,
            col(Digest.id) != desk.digest.id,
            col(Digest.schedule_id).is_not(None),
            col(Digest.composed_at).is_not(None),
        )
        .order_by(col(Digest.composed_at).desc())
        .limit(1)
    )
    return last.scalar_one_or_none() not in ("empty", "quiet")
