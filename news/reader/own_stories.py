"""Stories that a reader follows, has saved or has muted: the rows, and which story each of them is by now.

A story is chosen under a headline, and stays the story that the article of that headline is in: one that was merged into
another is that one, and where a part split off, it is the part with the article. Knows nothing of how readers are told.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from news.models import Article, Carried, Delivery, Membership, OwnStory
from news.reader.ways import WAYS, Way
from news.story.stories import living
from news.story.views import StoryView
from news.work import forgive, owe_at

STEP = "follow"
MOST = 400
"""Stories that a reader may have followed, saved or muted at a time."""
FIRST_LOOK = timedelta(minutes=10)
"""Who follows a story has just read it: what is being written this moment can wait for more."""
_ANCHOR, _VERSION = aliased(Article), aliased(Article)


async def choose(
    session: AsyncSession,
    subscriber_id: int,
    view: StoryView,
    way: Way,
    *,
    now: datetime,
    message_id: int | None = None,
) -> None:
    """The reader wants this of the story from now on. Who mutes a story no longer follows it, and the other way round.
    `message_id` is the message that updates reply to."""
    row = await _row(session, subscriber_id, view)
    if since(row, way) is None:
        setattr(row, f"{way}_at", now)
    if way == "followed":
        row.muted_at, row.message_id, row.revision = None, message_id, 0
        await session.flush()
        await owe_at(session, STEP, row.id or 0, at=now + FIRST_LOOK)
    elif way == "muted":
        await _follow_no_more(session, row)
    await session.flush()


async def unchoose(session: AsyncSession, subscriber_id: int, story: int, ways: Collection[Way]) -> bool:
    """The reader no longer wants these of the story; False where none of them was chosen."""
    changed = False
    homes = await read_own(session, subscriber_id)
    for row in [row for row, home in homes if story in (home, row.story_id)]:
        for way in ways:
            changed |= since(row, way) is not None
            if way == "followed":
                await _follow_no_more(session, row)
            else:
                setattr(row, f"{way}_at", None)
        session.add(row)
    return changed


async def _follow_no_more(session: AsyncSession, row: OwnStory) -> None:
    row.followed_at = None
    await forgive(session, STEP, row.id or 0)


async def _row(session: AsyncSession, subscriber_id: int, view: StoryView) -> OwnStory:
    for row, home in await read_own(session, subscriber_id):
        if home == view.story:
            return row
    found = await session.execute(
        select(OwnStory).where(
            col(OwnStory.subscriber_id) == subscriber_id, col(OwnStory.story_id) == view.story
        )
    )
    row = found.scalar_one_or_none() or OwnStory(subscriber_id=subscriber_id, story_id=view.story)
    row.article_id = next((a for a in (*view.headline_cites, *view.sources) if a in view.sources), None)
    session.add(row)
    await session.flush()
    return row


def since(row: OwnStory, way: Way) -> datetime | None:
    match way:
        case "followed":
            return row.followed_at
        case "saved":
            return row.saved_at
        case "muted":
            return row.muted_at


def ways_of(row: OwnStory) -> tuple[Way, ...]:
    return tuple(way for way in WAYS if since(row, way) is not None)


# --- reading -------------------------------------------------------------------------------------


async def read_own(session: AsyncSession, subscriber_id: int) -> list[tuple[OwnStory, int]]:
    """What the reader has chosen, the latest first, each with the story that it is now."""
    found = await session.execute(
        select(OwnStory).where(
            col(OwnStory.subscriber_id) == subscriber_id,
            or_(
                col(OwnStory.followed_at).is_not(None),
                col(OwnStory.saved_at).is_not(None),
                col(OwnStory.muted_at).is_not(None),
            ),
        )
    )
    rows = sorted(found.scalars(), key=_chosen_at, reverse=True)
    homes = await homes_of(session, rows)
    return [(row, homes[row.id or 0]) for row in rows]


def _chosen_at(row: OwnStory) -> tuple[datetime, int]:
    return max(at for way in WAYS if (at := since(row, way)) is not None), row.id or 0


async def muted_stories(session: AsyncSession, subscriber_id: int) -> set[int]:
    """The stories that this reader's digests leave out: those that were muted, and what became of them."""
    return (await muted_stories_of(session, [subscriber_id])).get(subscriber_id, set())


async def muted_stories_of(session: AsyncSession, subscribers: Collection[int]) -> dict[int, set[int]]:
    """By reader, as `muted_stories`."""
    found = await session.execute(
        select(OwnStory).where(
            col(OwnStory.subscriber_id).in_(subscribers), col(OwnStory.muted_at).is_not(None)
        )
    )
    rows = list(found.scalars())
    homes = await homes_of(session, rows)
    muted: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        muted[row.subscriber_id] |= {row.story_id, homes[row.id or 0]}
    return muted


async def ways_chosen(session: AsyncSession, subscriber_id: int, story: int) -> tuple[Way, ...]:
    """What this reader has chosen of one story."""
    chosen = {
        way for row, home in await read_own(session, subscriber_id) if home == story for way in ways_of(row)
    }
    return tuple(way for way in WAYS if way in chosen)


async def first_message(session: AsyncSession, chat: int, story: int) -> int | None:
    """The first message of the chat that is about this story alone, else the first that carries it."""
    found = await session.execute(
        select(col(Delivery.message_id), col(Delivery.stories))
        .join(Carried, col(Carried.delivery_id) == col(Delivery.id))
        .where(
            col(Delivery.chat) == chat, col(Carried.story_id) == story, col(Delivery.message_id).is_not(None)
        )
        .order_by(col(Delivery.id))
    )
    sent = [(len(stories), message_id) for message_id, stories in found]
    alone = [message_id for count, message_id in sent if count == 1]
    return next(iter([*alone, *(message_id for _, message_id in sent)]), None)


async def homes_of(session: AsyncSession, rows: Sequence[OwnStory]) -> dict[int, int]:
    """The story that each of them is now, by the id of the row."""
    if not rows:
        return {}
    found = await session.execute(
        select(col(OwnStory.id), col(Membership.story_id))
        .join(_ANCHOR, col(_ANCHOR.id) == col(OwnStory.article_id))
        .join(
            _VERSION,
            and_(col(_VERSION.feed_id) == col(_ANCHOR.feed_id), col(_VERSION.guid) == col(_ANCHOR.guid)),
        )
        .join(
            Membership,
            and_(col(Membership.article_id) == col(_VERSION.id), col(Membership.until_at).is_(None)),
        )
        .where(col(OwnStory.id).in_([row.id for row in rows]))
    )
    homes: dict[int, int] = {row: story for row, story in found if row is not None}
    became = await living(session, {row.story_id for row in rows})
    lost = {row.id or 0: became[row.story_id].id or 0 for row in rows if row.id not in homes}
    return homes | lost


# --- stories that become others ------------------------------------------------------------------


async def settle(session: AsyncSession, row: OwnStory, *, now: datetime) -> bool:
    """Moves the row to the story that it is now, or joins it with the reader's row for that one; False where it is there."""
    home = (await homes_of(session, [row]))[row.id or 0]
    if home == row.story_id:
        return False
    found = await session.execute(
        select(OwnStory).where(
            col(OwnStory.subscriber_id) == row.subscriber_id, col(OwnStory.story_id) == home
        )
    )
    there = found.scalar_one_or_none()
    if there is None:
        row.story_id, row.revision = home, 0
    else:
        await _join(session, row, there, now=now)
    await session.flush()
    return True


async def _join(session: AsyncSession, row: OwnStory, there: OwnStory, *, now: datetime) -> None:
    """What was chosen of either is chosen of the story that both are."""
    for way in WAYS:
        either = [at for at in (since(row, way), since(there, way)) if at is not None]
        setattr(there, f"{way}_at", min(either, default=None))
        setattr(row, f"{way}_at", None)
    there.article_id = there.article_id or row.article_id
    there.message_id = there.message_id or row.message_id
    if there.followed_at is not None:
        await owe_at(session, STEP, there.id or 0, at=now)
