"""A reader's votes in the rows: given, taken back, read as what was learned, forgotten. `learned` says what they teach."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Article, Fact, Membership, Story, Vote
from news.queries import facts_of, outlet_names, outlets_of
from news.reader.learned import BY_HAND, KEPT, NAMES, Ballot, about, leans, read_key
from news.reader.whole_names import as_people_say

MOST_STORIES, MOST_ARTICLES, LEAD_CHARS = 5, 40, 600
"""Of a name, so much is looked through for how it is written."""

_BALLOTS = (
    select(col(Vote.subscriber_id), col(Vote.value), col(Vote.about), col(Vote.at))
    .where(col(Vote.subscriber_id).in_(bindparam("subscribers", expanding=True)))
    .order_by(col(Vote.id))
)


async def learned_of(session: AsyncSession, subscriber_id: int, *, now: datetime) -> dict[str, float]:
    """What was learned about the reader, by key."""
    return (await learned_of_all(session, [subscriber_id], now=now)).get(subscriber_id, {})


async def learned_of_all(
    session: AsyncSession, subscribers: Collection[int], *, now: datetime
) -> dict[int, dict[str, float]]:
    """By reader, what was learned about those of whom there are votes."""
    rows = await session.execute(_BALLOTS, {"subscribers": list(subscribers)})
    ballots: dict[int, list[Ballot]] = defaultdict(list)
    for reader, value, about_, at in rows:
        ballots[reader].append(Ballot(value, about_, at))
    return {reader: leans(each, now=now) for reader, each in ballots.items()}


async def vote_of(session: AsyncSession, subscriber_id: int, story: int) -> int:
    """The reader's vote on a story: 1, -1, or 0 where there is none."""
    its = (col(Vote.subscriber_id) == subscriber_id, col(Vote.story_id) == story)
    return (await session.execute(select(col(Vote.value)).where(*its))).scalar_one_or_none() or 0


async def _votes(session: AsyncSession, subscriber_id: int) -> list[Vote]:
    found = await session.execute(
        select(Vote).where(col(Vote.subscriber_id) == subscriber_id).order_by(col(Vote.id))
    )
    return list(found.scalars())


async def vote_on(
    session: AsyncSession, subscriber_id: int, story: Story, value: int, *, now: datetime
) -> int:
    """The reader's vote on the story as it stands then: the same once more takes it back (0)."""
    over = (col(Vote.subscriber_id) == subscriber_id, col(Vote.at) < now - KEPT)
    await session.execute(delete(Vote).where(*over))
    its = (col(Vote.subscriber_id) == subscriber_id, col(Vote.story_id) == story.id)
    before = (await session.execute(select(Vote).where(*its))).scalar_one_or_none()
    if before is not None and before.value == value:
        await session.delete(before)
        return 0
    vote = before or Vote(subscriber_id=subscriber_id, story_id=story.id, value=value, at=now)
    vote.value, vote.at = value, now
    vote.about = await _about(session, story)
    session.add(vote)
    await session.flush()
    return value


async def _about(session: AsyncSession, story: Story) -> list[str]:
    number = story.id or 0
    outlets = (await outlets_of(session, [number])).get(number, set())
    facts = (await facts_of(session, [number])).get(number, ())
    return about(story.topics, outlets, most_told(facts, headline=story.headline)[:NAMES])


def most_told(facts: Collection[Fact], *, headline: str) -> list[str]:
    """The names of a story, those of its headline first, then by how many families tell them."""
    told: dict[str, int] = {}
    for fact in facts:
        if fact.kind == "name":
            told[fact.value] = told.get(fact.value, 0) + 1
    head = headline.casefold()
    return sorted(told, key=lambda name: (name not in head, -told[name], name))


async def called(
    session: AsyncSession, subscriber_id: int, keys: Collection[str], *, language: str
) -> dict[str, str]:
    """By key, how people say what was learned: outlets by their names, names whole and in this language where sources tell."""
    domains = {target: one for one in keys for kind, target in [read_key(one)] if kind == "outlet"}
    said = {domains[domain]: name for domain, name in (await outlet_names(session, domains)).items()}
    for one in keys:
        kind, name = read_key(one)
        if kind == "name":
            told = await _told_with(session, subscriber_id, one)
            said[one] = as_people_say(name, told, language=language)
    return said


async def _told_with(session: AsyncSession, subscriber_id: int, key: str) -> list[tuple[str, str | None]]:
    """What the stories say by whose votes it was learned, the newest first."""
    votes = [vote for vote in await _votes(session, subscriber_id) if key in vote.about and vote.story_id]
    stories = [vote.story_id for vote in votes[-MOST_STORIES:]]
    rows = await session.execute(
        select(col(Article.title), col(Article.text), col(Article.language))
        .join(Membership, col(Membership.article_id) == col(Article.id))
        .where(col(Membership.story_id).in_(stories))
        .order_by(col(Article.id).desc())
        .limit(MOST_ARTICLES)
    )
    return [(f"{title}\n{text[:LEAD_CHARS]}", language) for title, text, language in rows]


async def lean_by_hand(
    session: AsyncSession, subscriber_id: int, key: str, value: int, *, now: datetime
) -> None:
    """The reader says it of the thing itself, in place of what was learned of it; 0 forgets it."""
    await forget(session, subscriber_id, {key})
    if value:
        session.add(Vote(subscriber_id=subscriber_id, value=BY_HAND * value, about=[key], at=now))
        await session.flush()


async def forget(session: AsyncSession, subscriber_id: int, keys: Collection[str]) -> None:
    """No vote speaks of these any more."""
    for vote in await _votes(session, subscriber_id):
        left = [key for key in vote.about if key not in keys]
        if left != vote.about:
            vote.about = left
            session.add(vote)
            if not left and vote.story_id is None:
                await session.delete(vote)
    await session.flush()


async def forget_all(session: AsyncSession, subscriber_id: int) -> None:
    await session.execute(delete(Vote).where(col(Vote.subscriber_id) == subscriber_id))
