"""The rows of an outlet that is taken down: its articles go, with all that was made of them; stories that others report too go
on without it, told anew, and those that nobody else reports go whole, as old stories do. The caller commits.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.clustering.changes import told_by
from news.clustering.splitting import cited, retell
from news.clustering.tally import tally
from news.db import insert_missing
from news.models import Article, Brief, Fact, Feed, Membership, Picture, Row, Seen, Spelling, Story, Work
from news.reader.holdings import OWED
from news.searching.search_index import BRIEFS, forget
from news.story.old_stories import referring
from news.story.stories import Source, read_stories, with_families
from news.takedown.scope import parts

WORK_OF = {name: step for step, name in OWED.items()} | {"picture": "draw", "brief": "write"}
"""Which step's work the rows of a table are."""


async def erase_stories(
    session: AsyncSession, stories: Sequence[int], theirs: Collection[int], *, now: datetime
) -> None:
    """These stories without these articles."""
    told = await read_stories(session, stories)
    remaining = {
        story: with_families(source for source in whole.sources if source.article_id not in theirs)
        for story, whole in told.items()
    }
    living = {story: whole.story for story, whole in told.items() if remaining[story]}
    await _blank_briefs(session, stories, theirs, living, now=now)
    await session.execute(delete(Spelling).where(col(Spelling.story_id).in_(stories)))
    for story, became in living.items():
        if story == became.id:
            await _reckon(session, became, remaining[story], now=now)
    for row in (await session.execute(select(Story).where(col(Story.id).in_(living)))).scalars():
        if row.merged_into is not None:  # it kept its headline when it was merged
            row.headline = tally(remaining[row.id or 0], {}).headline
    await _delete_pictures(session, stories)
    await _delete_stories(session, [story for story in stories if story not in living])


async def _blank_briefs(
    session: AsyncSession,
    stories: Sequence[int],
    theirs: Collection[int],
    living: Mapping[int, Story],
    *,
    now: datetime,
) -> None:
    """What rested on the articles is withdrawn and told again from the others; its words go."""
    left: dict[int, list[int]] = defaultdict(list)
    rows = await session.execute(
        select(col(Membership.story_id), col(Membership.article_id)).where(
            col(Membership.story_id).in_(living)
        )
    )
    for story, article in rows:
        if article in theirs:
            left[story].append(article)
    await retell(session, left, news=(), now=now)
    briefs = await session.execute(select(Brief).where(col(Brief.story_id).in_(stories)))
    blank = []
    for brief in briefs.scalars():
        if brief.state == "withdrawn" or not set(cited(brief)).isdisjoint(theirs):
            brief.state = "withdrawn"
            brief.headline, brief.paragraphs, brief.contested, brief.names = "", [], [], []
            brief.headline_cites, brief.headline_evidence = [], []
            blank.append(brief.id or 0)
    await forget(session, blank, kind=BRIEFS)


async def _reckon(session: AsyncSession, story: Story, sources: Sequence[Source], *, now: datetime) -> None:
    """What follows from its sources, from those that are left."""
    rows = await session.execute(
        select(col(Article.id), col(Feed.topics))
        .join(Feed, col(Feed.id) == col(Article.feed_id))
        .where(col(Article.id).in_([source.article_id for source in sources]))
    )
    for column, value in vars(tally(sources, {article or 0: topics for article, topics in rows})).items():
        setattr(story, column, value)
    story.changed_at = now
    facts = told_by(sources)
    await session.execute(delete(Fact).where(col(Fact.story_id) == story.id))
    await insert_missing(
        session,
        Fact,
        [
            {
                "story_id": story.id,
                "kind": fact.kind,
                "value": fact.value,
                "family": fact.family,
                "article_id": fact.article_id,
                "first_at": fact.first_at,
            }
            for fact in facts
        ],
        unique=("story_id", "value", "family"),
    )
    known = {fact.value for fact in facts}
    for seen in (await session.execute(select(Seen).where(col(Seen.story_id) == story.id))).scalars():
        seen.facts = [fact for fact in seen.facts if fact in known]


async def _delete_pictures(session: AsyncSession, stories: Sequence[int]) -> None:
    """Charts of how a story was covered."""
    pictures = select(col(Picture.id)).where(col(Picture.story_id).in_(stories))
    for column in referring("picture"):
        await session.execute(update(column.table).where(column.in_(pictures)).values({column: None}))
    await _delete_rows(session, Row.metadata.tables["picture"], "story_id", stories)


async def _delete_stories(session: AsyncSession, gone: Sequence[int]) -> None:
    """With everything that refers to them; a reader's question or vote stays without saying what it was about."""
    for stories in parts(gone):
        merged = select(col(Story.id)).where(
            col(Story.merged_into).in_(stories), col(Story.id).not_in(stories)
        )
        await _delete_stories(session, [story or 0 for story in (await session.execute(merged)).scalars()])
        await _let_go(session, "story", stories)
        await session.execute(delete(Work).where(col(Work.step) == "spot", col(Work.row).in_(stories)))
        await session.execute(delete(Story).where(col(Story.id).in_(stories)))


async def erase_articles(session: AsyncSession, articles: Sequence[int]) -> None:
    """With meanings, pages, the index of words, corrections and translated headlines."""
    await _let_go(session, "article", articles)
    for step in ("read", "correct"):
        await session.execute(delete(Work).where(col(Work.step) == step, col(Work.row).in_(articles)))
    await session.execute(delete(Article).where(col(Article.id).in_(articles)))


async def _let_go(session: AsyncSession, name: str, ids: Sequence[int]) -> None:
    """Rows that refer to one of these lose what they say of it, or go."""
    for column in referring(name):
        if column.nullable:
            await session.execute(update(column.table).where(column.in_(ids)).values({column: None}))
        else:
            await _delete_rows(session, column.table, column.name, ids)


async def _delete_rows(session: AsyncSession, table: Table, column: str, ids: Sequence[int]) -> None:
    """With the work that is owed for them."""
    rows = table.c[column].in_(ids)
    if step := WORK_OF.get(table.name):
        steps = ("write", "translate") if step == "write" else (step,)
        await session.execute(
            delete(Work).where(col(Work.step).in_(steps), col(Work.row).in_(select(table.c.id).where(rows)))
        )
    for inner in referring(table.name):
        owned = select(table.c.id).where(rows)
        if inner.nullable:
            await session.execute(update(inner.table).where(inner.in_(owned)).values({inner: None}))
        else:
            await session.execute(delete(inner.table).where(inner.in_(owned)))
    await session.execute(delete(table).where(rows))
