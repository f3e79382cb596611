"""What was joined and does not belong is put right at the next look, for every worker and over restarts."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from news.clustering.story_index import Plan, StoryIndex
from news.models import Membership
from news.testing import ToldIndex
from tests.news.clustering.newsroom import BRIDGE, BUDGET, QUAKE, QUAKE_AGAIN, Newsroom, Said, a_newsroom


@pytest.fixture
async def newsroom(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with a_newsroom(tmp_path) as room:
        yield room


BUDGET_AGAIN = (
    "Norrland approves austerity budget with cuts worth 3 billion crowns",
    "After an all-night debate, lawmakers in the parliament of Norrland passed an austerity budget with spending cuts "
    "worth 3 billion crowns.",
)
COMET = ("Comet passes close to the moon", "Astronomers watched a comet whose tail was seen with bare eyes.")


async def stood(newsroom: Newsroom, *stories: Sequence[Said]) -> None:
    """Articles of one outlet that once were put into these stories; then the process restarts."""
    key_of = {said[0]: -key for key, told in enumerate(stories, start=1) for said in told}
    newsroom.index = ToldIndex(
        lambda batch: Plan({one.article.id or 0: key_of[one.article.title] for one in batch.arrivals}, {})
    )
    feed = await newsroom.outlet("herald")
    for at, told in enumerate(one for story in stories for one in story):
        await newsroom.article(feed, told, minutes=at)
    await newsroom.run()
    newsroom.index = StoryIndex()


async def test_a_member_that_does_not_belong_begins_a_story_that_says_where_it_comes_from(
    newsroom: Newsroom,
) -> None:
    await stood(newsroom, [QUAKE, QUAKE_AGAIN, BUDGET])
    await newsroom.article(await newsroom.outlet("post"), COMET, minutes=9)
    await newsroom.run()
    titles = {
        told.story.id: ({source.title for source in told.sources}, told.story.split_from)
        for told in await newsroom.stories()
    }
    assert titles.pop(1) == ({QUAKE[0], QUAKE_AGAIN[0]}, None)
    assert sorted(titles.values(), key=str) == sorted([({BUDGET[0]}, 1), ({COMET[0]}, None)], key=str)


async def test_a_member_that_belongs_elsewhere_is_written_there(newsroom: Newsroom) -> None:
    await stood(newsroom, [QUAKE, QUAKE_AGAIN, BUDGET], [BUDGET_AGAIN])
    await newsroom.article(await newsroom.outlet("post"), COMET, minutes=9)
    await newsroom.run()
    quake, budget, _comet = await newsroom.stories()
    assert {source.title for source in quake.sources} == {QUAKE[0], QUAKE_AGAIN[0]}
    assert {source.title for source in budget.sources} == {BUDGET[0], BUDGET_AGAIN[0]}
    assert (budget.story.split_from, quake.story.articles, budget.story.articles) == (None, 2, 2)


async def test_what_second_thoughts_found_stands_after_a_restart_and_with_other_workers(
    newsroom: Newsroom,
) -> None:
    await stood(newsroom, [QUAKE, QUAKE_AGAIN, BUDGET])
    other = StoryIndex()
    async with newsroom.reading() as session:
        await other.follow(session, now=newsroom.at)
    await newsroom.article(await newsroom.outlet("post"), COMET, minutes=9)
    await newsroom.run()
    restarted = StoryIndex()
    held = {row.article_id: row.story_id for row in await newsroom.rows(Membership) if row.until_at is None}
    for index in (newsroom.index, other, restarted):
        async with newsroom.reading() as session:
            await index.follow(session, now=newsroom.at)
        assert {article: index.story_of(article) for article in held} == held


async def test_what_fits_is_left_alone_after_a_restart(newsroom: Newsroom) -> None:
    await stood(newsroom, [QUAKE, QUAKE_AGAIN, BRIDGE])
    before = [row.id for row in await newsroom.rows(Membership)]
    await newsroom.article(await newsroom.outlet("post"), COMET, minutes=9)
    await newsroom.run()
    assert [row.id for row in await newsroom.rows(Membership)][: len(before)] == before
    assert len(await newsroom.rows(Membership)) == len(before) + 1
    assert all(row.until_at is None for row in await newsroom.rows(Membership))
