"""Step: tell a reader what is new in a story that they follow, under its first message. Row: a story of one's own.

It is looked up every few minutes, and said only where a sentence has a fact that the reader was not shown: not at night
where they set quiet hours, and a few times a day at most; what comes meanwhile is said at once. When the story is closed,
one last line says so. Which story a row is by now is for `own_stories`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.language.tokens import primary_subtag
from news.models import Brief, Chat, Delivery, OwnStory, Seen, Subscriber
from news.ports import Message
from news.queries import briefs_of, seen_by
from news.reader.agenda import is_paused
from news.reader.muting import muted_outlets
from news.reader.own_stories import homes_of, settle
from news.reader.quiet_hours import is_quiet, quiet_ends_at, window_of
from news.reader.seen import mark_seen
from news.rendering.render_own import story_closed, story_update
from news.sending.deliveries import owe_delivery
from news.story.since import StoryNews, news_of, without_muted
from news.story.stories import Told, read_stories
from news.story.unheard import without_outlets
from news.story.viewing import bare_view, view_of
from news.story.whats_new import Fresh
from news.work import Claim, finish
from news.writing.extract import facts
from news.writing.orders import order_briefs

if TYPE_CHECKING:
    from news.app import App

LOOKED_UP_EVERY = timedelta(minutes=10)
"""It costs a look at the story's revision, and more only where that has grown."""
APART = timedelta(hours=1)
MOST_A_DAY = 4
"""Updates of one story within 24 hours: a story that grows all day is told in portions."""
WRITTEN_WITHIN = timedelta(minutes=3)
"""So long a brief in the reader's language is waited for; then the outlets' own words are sent."""
LOOK_AGAIN = timedelta(seconds=15)
KIND = "update"


@dataclass(frozen=True)
class Followed:
    """A story that is followed, with whoever follows it. `news` None: nothing came since it was last looked at."""

    own: OwnStory
    subscriber: Subscriber
    chat: Chat
    told: Told
    seen: Seen | None
    news: StoryNews | None
    brief: Brief | None
    told_at: Sequence[datetime]

    @property
    def is_closed(self) -> bool:
        return self.told.story.closed_at is not None


async def follow(app: "App", claim: Claim) -> None:
    """Tells what is new, if anything is and it may be told now. Idempotent: what was told is seen."""
    now = app.now()
    async with app.reading() as session:
        own = await session.get(OwnStory, claim.row)
        has_moved = own is not None and (await homes_of(session, [own]))[claim.row] != own.story_id
        found = None if own is None or has_moved else await _read(session, own, now=now)
    async with app.session() as session:
        kept = await session.get(OwnStory, claim.row)
        if kept is None or kept.followed_at is None:
            await finish(session, claim)
        elif has_moved:
            await settle(session, kept, now=now)
            await finish(session, claim, again_at=now)
        elif found is None:
            await finish(session, claim, again_at=now + LOOKED_UP_EVERY)
        else:
            again_at = await _take_further(app, session, kept, found, now=now)
            await finish(session, claim, again_at=again_at)
    app.bell.ring("write", "deliver")


async def _read(session: AsyncSession, own: OwnStory, *, now: datetime) -> Followed | None:
    """None where the reader is not to be written to, or the story holds nothing that may be shown."""
    subscriber = await session.get(Subscriber, own.subscriber_id)
    chat = await session.get(Chat, subscriber.chat) if subscriber else None
    told = (await read_stories(session, [own.story_id], shown_at=now)).get(own.story_id)
    if subscriber is None or chat is None or told is None:
        return None
    if chat.state != "active" or subscriber.state == "stopped" or is_paused(subscriber, now=now):
        return None
    seen = (await seen_by(session, own.subscriber_id, [own.story_id])).get(own.story_id)
    language = subscriber.digest_language
    has_grown = told.story.revision != own.revision
    news = None
    if seen is not None and has_grown:
        found = await news_of(session, told, seen, language=language, chat=chat.id or 0)
        news = worth_telling(found, told, seen)
        news = without_muted(news, await muted_outlets(session, own.subscriber_id, now=now))
    brief = await _brief(session, told, language) if news else None
    return Followed(own, subscriber, chat, told, seen, news, brief, await _told_at(session, own, now=now))


def worth_telling(news: StoryNews, told: Told, seen: Seen) -> StoryNews:
    """Without sentences of a language that the reader was shown no article in, unless a number is new in them: names are
    written otherwise there, and look new. Pure."""
    languages = {primary_subtag(s.language) for s in told.sources if s.first_version in set(seen.families)}
    known = set(seen.facts)
    kept = tuple(
        fresh
        for fresh in news.found.sentences
        if primary_subtag(fresh.source.language) in languages or _has_number(fresh, known)
    )
    return replace(news, found=replace(news.found, sentences=kept))


def _has_number(fresh: Fresh, known: Collection[str]) -> bool:
    told = facts(fresh.text, fresh.source.language)
    return any(fact.kind == "number" and fact.value not in known for fact in told)


async def _brief(session: AsyncSession, told: Told, language: str) -> Brief | None:
    """The story as it is now in the reader's language, where that is ordered."""
    found = await session.execute(
        select(Brief).where(
            col(Brief.story_id) == told.story.id,
            col(Brief.language) == language,
            col(Brief.revision) == told.story.revision,
        )
    )
    return found.scalar_one_or_none()


async def _told_at(session: AsyncSession, own: OwnStory, *, now: datetime) -> list[datetime]:
    """When the updates of the last day were sent, oldest first."""
    found = await session.execute(
        select(col(Delivery.created_at))
        .where(
            col(Delivery.kind) == KIND,
            col(Delivery.subject) == own.id,
            col(Delivery.created_at) > now - timedelta(days=1),
        )
        .order_by(col(Delivery.created_at))
    )
    return list(found.scalars())


async def _take_further(
    app: "App", session: AsyncSession, own: OwnStory, found: Followed, *, now: datetime
) -> datetime | None:
    """Says what there is to say; gives when to look again, None where that was all."""
    if found.news is not None and found.news.has_sentences:
        held = await _held_until(session, found, now=now)
        if held is not None:
            return held
        await _tell(app, session, own, found, found.news, now=now)
        return now if found.is_closed else now + LOOKED_UP_EVERY
    own.revision = found.told.story.revision
    if found.seen is None:
        await _know(session, found, now=now)
    if not found.is_closed:
        return now + LOOKED_UP_EVERY
    quiet = _quiet(found, now=now)
    if quiet is not None:
        return quiet
    await _close(app, session, own, found, now=now)
    return None


async def _know(session: AsyncSession, found: Followed, *, now: datetime) -> None:
    """What the reader was shown of it moved away with other articles: what is there now is where they begin."""
    nothing = Seen(subscriber_id=0, story_id=found.own.story_id, revision=0, shown_at=now)
    language = found.subscriber.digest_language
    news = await news_of(session, found.told, nothing, language=language, chat=found.chat.id or 0)
    await mark_seen(session, found.own.subscriber_id, [news.shown], now=now)


async def _held_until(session: AsyncSession, found: Followed, *, now: datetime) -> datetime | None:
    """None where it may be told now; else it waits for its brief, the morning, or its turn."""
    release = released_at(found.told_at, quiet=_quiet(found, now=now), now=now)
    if release > now:
        return release
    story, brief = found.told.story, found.brief
    if brief is None:
        wanted = [(story.id or 0, story.revision)]
        await order_briefs(session, wanted, language=found.subscriber.digest_language, now=now)
        return now + LOOK_AGAIN
    if brief.state == "ordered" and now - brief.ordered_at < WRITTEN_WITHIN:
        return now + LOOK_AGAIN
    return None


def _quiet(found: Followed, *, now: datetime) -> datetime | None:
    """When the reader's quiet hours end; None outside of them."""
    reader = found.subscriber
    window = window_of(reader.quiet_from, reader.quiet_until)
    if window is None or not is_quiet(window, now=now, zone=reader.zone):
        return None
    return quiet_ends_at(window, now=now, zone=reader.zone)


def released_at(told_at: Sequence[datetime], *, quiet: datetime | None, now: datetime) -> datetime:
    """When the next update may be sent, after those of the last day (oldest first). Pure."""
    earliest = [now, quiet or now]
    if told_at:
        earliest.append(told_at[-1] + APART)
    if len(told_at) >= MOST_A_DAY:
        earliest.append(told_at[-MOST_A_DAY] + timedelta(days=1))
    return max(earliest)


async def _tell(
    app: "App", session: AsyncSession, own: OwnStory, found: Followed, news: StoryNews, *, now: datetime
) -> None:
    speech = app.words(found.subscriber.interface_language)
    await _reply(session, own, found.chat, story_update(news, speech, zone=found.subscriber.zone), now=now)
    own.revision = found.told.story.revision
    await mark_seen(session, own.subscriber_id, [news.shown], now=now)


async def _close(app: "App", session: AsyncSession, own: OwnStory, found: Followed, *, now: datetime) -> None:
    speech = app.words(found.subscriber.interface_language)
    headline = await _headline(session, found, now=now)
    await _reply(session, own, found.chat, story_closed(headline, own.story_id, speech), now=now)
    own.followed_at = None


async def _headline(session: AsyncSession, found: Followed, *, now: datetime) -> str:
    """As the story was told to the reader last, in their language where it was."""
    briefs = await briefs_of(session, [found.told.story.id or 0])
    language = found.subscriber.digest_language
    view = view_of(found.told, briefs, language=language, newest=False) or bare_view(
        found.told, language=language
    )
    return without_outlets(view, await muted_outlets(session, found.own.subscriber_id, now=now)).headline


async def _reply(
    session: AsyncSession, own: OwnStory, chat: Chat, message: Message, *, now: datetime
) -> None:
    payload = message.payload()
    first = own.message_id or await _first_update(session, own)
    if first is not None:
        payload["reply_parameters"] = {"message_id": first, "allow_sending_without_reply": True}
    own.updates += 1
    delivery = Delivery(
        kind=KIND, subject=own.id or 0, part=own.updates, chat=chat.id or 0, payload=payload,
        stories=list(message.stories), bulk=True, created_at=now,
    )  # fmt: skip
    await owe_delivery(session, delivery, now=now)


async def _first_update(session: AsyncSession, own: OwnStory) -> int | None:
    """Where it was followed under no message of its own, its updates hang under the first of them."""
    found = await session.execute(
        select(col(Delivery.message_id))
        .where(
            col(Delivery.kind) == KIND,
            col(Delivery.subject) == own.id,
            col(Delivery.message_id).is_not(None),
        )
        .order_by(col(Delivery.part))
        .limit(1)
    )
    return found.scalar_one_or_none()
