"""Articles that turn out to belong elsewhere: to a story of their own, or to another one.

The part that leaves takes its facts along, and what readers were shown of it; the story it leaves keeps its id, and is
told anew where a brief cites what left. Nothing of this is news to anybody. Knows nothing of how it is found that one
story is two.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from news.clustering.merging import move_memberships
from news.errors import NotFound
from news.models import Article, Brief, Membership, Seen, Story
from news.searching.search_index import BRIEFS, forget
from news.writing.orders import order_briefs

_OTHER = aliased(Article)


async def move_articles(
    session: AsyncSession, moved: Mapping[int, tuple[int, int]], *, now: datetime
) -> list[Membership]:
    """`moved` gives for each article the story it leaves and the one it is in from now on. Gives the new memberships,
    with their ids.

    Raises NotFound where somebody else moved one of them meanwhile.
    """
    if not moved:
        return []
    found = await session.execute(
        select(Membership)
        .where(col(Membership.article_id).in_(moved), col(Membership.until_at).is_(None))
        .with_for_update()
    )
    past = {membership.article_id: membership for membership in found.scalars()}
    for article, (origin, _) in moved.items():
        if article not in past or past[article].story_id != origin:
            raise NotFound("membership", article)
    return await move_memberships(
        session, [(past[article], goal) for article, (_, goal) in moved.items()], now=now
    )


async def end_emptied(session: AsyncSession, emptied: Mapping[int, int], *, now: datetime) -> None:
    """Stories without articles say what became of them, so that whoever holds their id finds the articles.

    Raises NotFound where somebody else gave one an article meanwhile.
    """
    if not emptied:
        return
    full = await session.execute(
        select(col(Membership.story_id))
        .where(col(Membership.story_id).in_(emptied), col(Membership.until_at).is_(None))
        .limit(1)
    )
    if (story := full.scalar_one_or_none()) is not None:
        raise NotFound("story", story)
    for ended in await _stories(session, emptied):
        ended.merged_into = emptied[ended.id or 0]
        ended.closed_at = ended.changed_at = now


async def retell(
    session: AsyncSession, left: Mapping[int, Collection[int]], *, news: Collection[int], now: datetime
) -> None:
    """`left` gives for each story the articles that left it. Its briefs that cite them are withdrawn, and so are those
    that may be being written from them this moment; the story gets a new revision and is written again.

    Where it is no `news` besides, who knew the story as it was knows that revision.
    """
    if not left:
        return
    versions = await _versions(session, [article for articles in left.values() for article in articles])
    found = await session.execute(
        select(Brief)
        .where(col(Brief.story_id).in_(left), col(Brief.state).in_(("ordered", "ready")))
        .order_by(col(Brief.revision))
        .with_for_update()
    )
    told: dict[int, list[Brief]] = {}
    for brief in found.scalars():
        told.setdefault(brief.story_id, []).append(brief)
    for story in await _stories(session, told):
        departed = {version for article in left[story.id or 0] for version in versions[article]}
        briefs = told[story.id or 0]
        withdrawn = [brief for brief in briefs if _may_cite(brief, departed)]
        for brief in withdrawn:
            brief.state = "withdrawn"
        await forget(session, [brief.id or 0 for brief in withdrawn], kind=BRIEFS)
        untold = sorted({brief.language for brief in briefs} - _told_in(briefs))
        if untold and story.merged_into is None:
            if story.id not in news:
                await _raise_revision(session, story)
            for language in untold:
                await order_briefs(session, [(story.id or 0, story.revision)], language=language, now=now)


async def _versions(session: AsyncSession, articles: Collection[int]) -> dict[int, set[int]]:
    rows = await session.execute(
        select(col(Article.id), col(_OTHER.id))
        .join(
            _OTHER, and_(col(_OTHER.feed_id) == col(Article.feed_id), col(_OTHER.guid) == col(Article.guid))
        )
        .where(col(Article.id).in_(articles))
    )
    found: dict[int, set[int]] = {}
    for article, version in rows:
        found.setdefault(article or 0, set()).add(version or 0)
    return found


def _told_in(briefs: Iterable[Brief]) -> set[str]:
    """The languages whose newest brief stands."""
    newest = {brief.language: brief for brief in briefs}
    return {language for language, brief in newest.items() if brief.state != "withdrawn"}


def _may_cite(brief: Brief, articles: Collection[int]) -> bool:
    if brief.state == "ordered":
        return True
    return not set(articles).isdisjoint(cited(brief))


def cited(brief: Brief) -> Iterable[int]:
    yield from brief.headline_cites
    for paragraph in brief.paragraphs:
        for sentence in paragraph:
            yield from sentence["cites"]
    for point in brief.contested:
        for version in point["versions"]:
            yield from version["cites"]


async def _raise_revision(session: AsyncSession, story: Story) -> None:
    was, story.revision = story.revision, story.revision + 1
    await session.flush()
    await session.execute(
        update(Seen)
        .where(col(Seen.story_id) == story.id, col(Seen.revision) == was)
        .values(revision=story.revision)
        .execution_options(synchronize_session="fetch")
    )


async def _stories(session: AsyncSession, ids: Collection[int]) -> list[Story]:
    if not ids:
        return []
    return list((await session.execute(select(Story).where(col(Story.id).in_(ids)))).scalars())
