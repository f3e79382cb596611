"""Step: edit the messages that tell what an outlet has taken back, once a message and correction.

Row: the article that corrects (`recalling` owes it). Every message that carries the story and was sent within two days,
whoever's it is, gets a delivery that edits it: the sentence that stands, and a line on what was corrected and when. What
is not sent yet is changed before it goes. A message that is gone stays gone. Where a sentence was told in another
language or in a model's words, the brief that is told anew is waited for, a little.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from news.markup import Html
from news.models import Article, Brief, Carried, Correction, Delivery, Outlet, Subscriber
from news.reader.seen import stories_before
from news.sending.amending import Amendment, Recall, amended
from news.sending.deliveries import owe_delivery
from news.story.stories import Source, source_of
from news.work import Claim, finish
from news.write import PATIENCE
from news.writing.resting import Resting, resting

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)

CHANGED_FOR = timedelta(hours=48)
"""So long after it was sent a message is still corrected: an older one is read by nobody."""
AT_ONCE = 50
"""Messages a commit: a quarter of a second, in which nobody else writes."""
LOOK_AGAIN = timedelta(seconds=1)
SENT_SOON = timedelta(seconds=5)
"""When to come back for a message that is on its way this moment."""
_EDIT = aliased(Delivery)


@dataclass(frozen=True)
class Task:
    """What is to be changed, in the messages of which stories; `is_early` while a brief is awaited that is told anew."""

    recall: Recall
    amendments: tuple[Amendment, ...]
    stories: frozenset[int]
    is_early: bool = False


async def correct(app: "App", claim: Claim) -> None:
    """Owes the edits. Idempotent: what was edited for this correction is not edited for it again."""
    now = app.now()
    async with app.reading() as session:
        task = await _read(session, claim.row, now=now)
    if task is None or task.is_early:
        async with app.session() as session:
            await finish(session, claim, again_at=now + LOOK_AGAIN if task else None)
        return
    after, edited, is_left = 0, 0, False
    while True:
        async with app.session() as session:
            found = await _messages(session, claim.row, task.stories, after=after, now=now)
            for delivery, reader in found:
                is_left |= delivery.state == "sending"
                edited += await _amend(app, session, delivery, reader, task, by_id=claim.row, now=now)
            if len(found) < AT_ONCE:
                await finish(session, claim, again_at=now + SENT_SOON if is_left else None)
                break
            after = found[-1][0].id or 0
    app.bell.ring("deliver")
    log.info("messages corrected", article=claim.row, messages=edited)


# --- what is to be changed -----------------------------------------------------------------------


async def _read(session: AsyncSession, by_id: int, *, now: datetime) -> Task | None:
    found = await session.execute(select(Correction).where(col(Correction.by_id) == by_id))
    corrections = list(found.scalars())
    if not corrections:
        return None
    sources = await _sources(session, {by_id, *(each.article_id for each in corrections)})
    first = corrections[0]
    stories = frozenset({first.story_id, *await stories_before(session, [first.story_id])})
    rows = await session.execute(
        select(Brief).where(col(Brief.story_id).in_(stories)).order_by(col(Brief.id))
    )
    briefs = list(rows.scalars())
    by, cited = sources[by_id], sources[first.article_id]
    amendments, is_early = _amendments(corrections, briefs, sources, by, now=now)
    recall = Recall(
        outlet=by.outlet,
        url=by.url,
        cited_url=cited.url,
        at=first.at,
        is_withdrawn=first.kind == "withdrawn",
        text=by.text,
    )
    return Task(recall, amendments, stories, is_early)


async def _sources(session: AsyncSession, articles: Iterable[int]) -> dict[int, Source]:
    rows = await session.execute(
        select(Article, Outlet)
        .join(Outlet, col(Outlet.id) == col(Article.outlet_id))
        .where(col(Article.id).in_(set(articles)))
    )
    return {article.id or 0: source_of(article, outlet, first_version=0) for article, outlet in rows}


def _amendments(
    corrections: Sequence[Correction],
    briefs: Sequence[Brief],
    sources: Mapping[int, Source],
    by: Source,
    *,
    now: datetime,
) -> tuple[tuple[Amendment, ...], bool]:
    """By sentence as it was told, in every language; and whether one is still to be told anew."""
    by_place = {(each.article_id, each.place): each for each in corrections}
    told = [brief for brief in briefs if brief.state in ("ready", "withdrawn")]
    found: dict[str, Amendment] = {}
    is_early = False
    for rest in resting(told, sources):
        correction = by_place.get((rest.article, rest.place))
        if correction is None or not rest.told:
            continue
        anew = correction.now
        if anew and rest.told != rest.was and rest.told in rest.was:  # a few words of it
            part = rest.told.replace(correction.was_part, correction.now_part)
            anew = part if correction.was_part and part in anew else ""
        elif anew and rest.told != rest.was:
            brief = _told_anew(rest, briefs)
            is_early |= brief is not None and brief.state == "ordered" and now < brief.ordered_at + PATIENCE
            anew = _sentence_anew(brief, correction, briefs, by) if brief else ""
        found[rest.told] = Amendment(
            rest.told, anew, correction.was_part, correction.now_part, sources[rest.article].language
        )
    return tuple(sorted(found.values(), key=lambda each: -len(each.told))), is_early


def _told_anew(rest: Resting, briefs: Sequence[Brief]) -> Brief | None:
    """The newest brief in the language of the one that tells this, if it is newer."""
    old = next(brief for brief in briefs if brief.id == rest.brief)
    later = [
        b
        for b in briefs
        if b.language == old.language and (b.id or 0) > rest.brief and b.state in ("ordered", "ready")
    ]
    return max(later, key=lambda brief: (brief.revision, brief.id or 0), default=None)


def _sentence_anew(brief: Brief, correction: Correction, briefs: Sequence[Brief], by: Source) -> str:
    """What that brief tells where it rests on the sentence that stands now."""
    if brief.state != "ready":
        return ""
    rests = resting([b for b in briefs if b.state == "ready"], {by.article_id: by})
    return next((each.told for each in rests if each.brief == brief.id and each.was == correction.now), "")


# --- in which messages ---------------------------------------------------------------------------


async def _messages(
    session: AsyncSession, by_id: int, stories: Iterable[int], *, after: int, now: datetime
) -> list[tuple[Delivery, Subscriber]]:
    """The next messages that carry one of the stories and were not edited for this yet, with their readers."""
    is_edited = exists().where(
        col(_EDIT.kind) == "correction", col(_EDIT.subject) == col(Delivery.id), col(_EDIT.part) == by_id
    )
    is_recent = or_(
        col(Delivery.state).in_(("pending", "sending")),
        and_(col(Delivery.state) == "sent", col(Delivery.finished_at) >= now - CHANGED_FOR),
    )
    carried = select(col(Carried.delivery_id)).where(col(Carried.story_id).in_(set(stories)))
    found = await session.execute(
        select(Delivery, Subscriber)
        .join(Subscriber, col(Subscriber.chat) == col(Delivery.chat))
        .where(col(Delivery.id).in_(carried), col(Delivery.id) > after, is_recent, ~is_edited)
        .order_by(col(Delivery.id))
        .limit(AT_ONCE)
        .with_for_update(of=Delivery)
    )
    return [(delivery, reader) for delivery, reader in found]


async def _amend(
    app: "App",
    session: AsyncSession,
    delivery: Delivery,
    reader: Subscriber,
    task: Task,
    *,
    by_id: int,
    now: datetime,
) -> bool:
    """Changes what the message says, and owes the edit where it was sent. The row keeps what the message shows from now on:
    the next correction starts from there."""
    if delivery.state == "sending" or not _can_be_edited(delivery):
        return False
    speech = app.words(reader.interface_language)
    text = amended(
        Html(str(delivery.payload.get("text", ""))), task.amendments, task.recall, speech, zone=reader.zone
    )
    if text is None:
        return False
    delivery.payload = dict(delivery.payload) | {"text": str(text)}
    if delivery.state == "sent":
        await owe_delivery(session, _edit(delivery, by_id, now=now), now=now)
    return True


def _can_be_edited(delivery: Delivery) -> bool:
    """Not those with a keyboard that is not inline."""
    markup = delivery.payload.get("reply_markup")
    is_known = delivery.state == "pending" or delivery.message_id is not None
    return is_known and delivery.method == "sendMessage" and not (markup and "inline_keyboard" not in markup)


EDITED = ("text", "parse_mode", "link_preview_options", "reply_markup")
"""The parameters that an edit has in common with what it edits."""


def _edit(delivery: Delivery, by_id: int, *, now: datetime) -> Delivery:
    payload = {name: delivery.payload[name] for name in EDITED if name in delivery.payload}
    return Delivery(
        kind="correction",
        subject=delivery.id or 0,
        part=by_id,
        chat=delivery.chat,
        method="editMessageText",
        payload=payload | {"message_id": delivery.message_id},
        bulk=True,
        created_at=now,
    )
