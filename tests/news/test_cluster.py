"""The step: articles in, stories out, in one commit."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from news.cluster import cluster
from news.clustering.story_index import StoryIndex
from news.errors import LostClaim
from news.models import Fact, Membership, Story, Work
from news.story.stories import read_story
from tests.news.clustering.newsroom import BUDGET, NOON, QUAKE, QUAKE_AGAIN, Newsroom, a_newsroom


@pytest.fixture
async def newsroom(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with a_newsroom(tmp_path) as room:
        yield room


async def test_reports_of_one_event_become_one_story_and_others_do_not(newsroom: Newsroom) -> None:
    herald, tribune = (
        await newsroom.outlet("herald"),
        await newsroom.outlet("tribune", topics=["world", "asia"]),
    )
    await newsroom.article(herald, QUAKE)
    await newsroom.article(herald, BUDGET, minutes=5)
    await newsroom.run()
    await newsroom.article(tribune, QUAKE_AGAIN, minutes=40)
    await newsroom.run()

    quake, budget = await newsroom.stories()
    assert [source.outlet for source in quake.sources] == ["herald", "tribune"]
    assert [source.outlet for source in budget.sources] == ["herald"]
    assert (quake.story.articles, quake.story.outlets, quake.story.independent) == (2, 2, 2)
    assert quake.story.topics == ["asia", "world"]
    assert quake.story.languages == ["en"]
    assert quake.story.first_published_at == NOON
    assert quake.story.last_published_at == NOON + timedelta(minutes=40)
    assert not await newsroom.rows(Work)


async def test_a_restart_goes_on_where_the_rows_stand(newsroom: Newsroom) -> None:
    herald, tribune = await newsroom.outlet("herald"), await newsroom.outlet("tribune")
    await newsroom.article(herald, QUAKE)
    await newsroom.run()
    newsroom.index = StoryIndex()
    await newsroom.article(tribune, QUAKE_AGAIN, minutes=40)
    await newsroom.run()
    assert len(await newsroom.stories()) == 1


async def test_what_another_worker_committed_is_seen(newsroom: Newsroom) -> None:
    herald, tribune, gazette = [await newsroom.outlet(name) for name in ("herald", "tribune", "gazette")]
    await newsroom.article(gazette, BUDGET)
    await newsroom.run()
    mine, newsroom.index = newsroom.index, StoryIndex()
    await newsroom.article(herald, QUAKE)
    await newsroom.run()
    newsroom.index = mine
    await newsroom.article(tribune, QUAKE_AGAIN, minutes=40)
    await newsroom.run()
    assert len(await newsroom.stories()) == 2


async def test_what_another_worker_replaced_is_no_longer_compared_with(newsroom: Newsroom) -> None:
    herald = await newsroom.outlet("herald")
    first = await newsroom.article(herald, QUAKE, guid="q")
    await newsroom.run()
    mine, newsroom.index = newsroom.index, StoryIndex()
    second = await newsroom.article(herald, BUDGET, guid="q", version=2, minutes=1)
    await newsroom.run()
    async with newsroom.reading() as session:
        await mine.follow(session, now=newsroom.at)
    assert (mine.story_of(first), mine.story_of(second)) == (None, newsroom.index.story_of(second))


async def test_a_lost_claim_leaves_neither_rows_nor_a_trace_in_the_index(newsroom: Newsroom) -> None:
    herald, tribune = await newsroom.outlet("herald"), await newsroom.outlet("tribune")
    await newsroom.article(herald, QUAKE)
    (stale,) = await newsroom.claims()
    newsroom.at += timedelta(seconds=300)
    (fresh,) = await newsroom.claims()
    with pytest.raises(LostClaim):
        await cluster(newsroom, stale)  # type: ignore[arg-type]
    assert not await newsroom.rows(Story)
    await cluster(newsroom, fresh)  # type: ignore[arg-type]
    await newsroom.article(tribune, QUAKE_AGAIN, minutes=40)
    await newsroom.run()
    (told,) = await newsroom.stories()
    assert len(told.sources) == 2


async def test_a_new_version_takes_the_place_of_the_old_one(newsroom: Newsroom) -> None:
    herald = await newsroom.outlet("herald")
    first = await newsroom.article(herald, QUAKE, guid="q")
    await newsroom.run()
    second = await newsroom.article(herald, QUAKE_AGAIN, guid="q", version=2, minutes=1)
    await newsroom.run()
    (told,) = await newsroom.stories()
    (source,) = told.sources
    assert (source.article_id, source.version, source.family) == (second, 2, first)
    assert told.story.articles == 1
    assert told.story.revision == 2
    ended, standing = await newsroom.rows(Membership)
    assert ended.until_at is not None
    assert (standing.article_id, standing.until_at) == (second, None)


async def test_a_version_that_never_was_in_a_story_names_the_family_all_the_same(newsroom: Newsroom) -> None:
    herald = await newsroom.outlet("herald")
    first = await newsroom.article(herald, QUAKE, guid="q")
    await newsroom.article(herald, QUAKE_AGAIN, guid="q", version=2, minutes=1)
    await newsroom.run()
    (told,) = await newsroom.stories()
    assert [source.family for source in told.sources] == [first]
    assert {fact.family for fact in await newsroom.rows(Fact)} == {first}


async def test_a_wire_copy_counts_once_and_changes_nothing_material(newsroom: Newsroom) -> None:
    herald, mirror = await newsroom.outlet("herald"), await newsroom.outlet("mirror")
    await newsroom.article(herald, QUAKE)
    await newsroom.run()
    await newsroom.article(mirror, QUAKE, minutes=9)
    await newsroom.run()
    (told,) = await newsroom.stories()
    assert [source.is_copy for source in told.sources] == [False, True]
    assert (told.story.outlets, told.story.independent, told.story.revision) == (2, 1, 1)


async def test_titles_of_one_owner_count_once(newsroom: Newsroom) -> None:
    herald = await newsroom.outlet("herald", owner="Octopus plc")
    sister = await newsroom.outlet("sister", owner="Octopus plc")
    await newsroom.article(herald, QUAKE)
    await newsroom.article(sister, QUAKE_AGAIN, minutes=9)
    await newsroom.run()
    (told,) = await newsroom.stories()
    assert (told.story.outlets, told.story.independent) == (2, 1)


async def test_a_report_with_new_numbers_raises_the_revision_once(newsroom: Newsroom) -> None:
    herald, tribune = await newsroom.outlet("herald"), await newsroom.outlet("tribune")
    await newsroom.article(herald, QUAKE)
    await newsroom.run()
    await newsroom.article(tribune, QUAKE_AGAIN, minutes=30)
    await newsroom.run()
    (told,) = await newsroom.stories()
    assert told.story.revision == 2
    facts = {(fact.kind, fact.value) for fact in await newsroom.rows(Fact)}
    assert {("number", "7.1"), ("number", "43")} <= facts


async def test_a_version_that_says_the_same_in_other_words_changes_nothing_material(
    newsroom: Newsroom,
) -> None:
    herald = await newsroom.outlet("herald")
    await newsroom.article(herald, QUAKE, guid="q")
    await newsroom.run()
    title, _ = QUAKE
    reworded = (
        "Before dawn the port of Lisandria was struck by an earthquake of magnitude 7.1, officials in Varuna "
        "said. President Odile Marant declared an emergency while rescuers search the harbour district."
    )
    await newsroom.article(herald, (title, reworded), guid="q", version=2, minutes=1)
    await newsroom.run()
    (told,) = await newsroom.stories()
    assert (told.sources[0].version, told.story.revision) == (2, 1)


async def test_one_address_in_two_feeds_of_an_outlet_is_one_story(newsroom: Newsroom) -> None:
    herald = await newsroom.outlet("herald", topics=["politics"])
    second = await newsroom.second_feed(herald, ["europe"])
    await newsroom.article(herald, ("Row over bridge", ""), url="https://herald.example/a/1")
    await newsroom.run()
    await newsroom.article(second, ("What the minister must do now", ""), url="https://herald.example/a/1")
    await newsroom.run()
    (told,) = await newsroom.stories()
    assert len(told.sources) == 2
    assert sorted(told.story.topics) == ["europe", "politics"]


async def test_an_old_article_gets_a_story_of_its_own_and_closes(newsroom: Newsroom) -> None:
    herald, tribune = await newsroom.outlet("herald"), await newsroom.outlet("tribune")
    await newsroom.article(herald, QUAKE, minutes=-60 * 24 * 9)
    await newsroom.run()
    await newsroom.article(tribune, BUDGET)
    await newsroom.run()
    old, new = await newsroom.stories()
    assert old.story.closed_at is not None
    assert new.story.closed_at is None


async def test_more_than_a_run_holds_is_done_in_several(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("news.clustering.arrivals.ARTICLES_A_RUN", 3)
    herald = await newsroom.outlet("herald")
    for number in range(7):
        await newsroom.article(herald, (f"Zebra{number} yodels quietly{number}", ""), minutes=number)
    await newsroom.run()
    assert len(await newsroom.rows(Membership)) == 7
    assert not await newsroom.rows(Work)


async def test_an_article_of_no_words_stands_alone(newsroom: Newsroom) -> None:
    herald = await newsroom.outlet("herald")
    await newsroom.article(herald, ("", ""), guid="1")
    await newsroom.article(herald, ("!", ""), guid="2", minutes=1)
    await newsroom.run()
    assert len(await newsroom.stories()) == 2


async def test_a_merged_story_is_read_as_what_it_became(newsroom: Newsroom) -> None:
    herald = await newsroom.outlet("herald")
    await newsroom.article(herald, QUAKE)
    await newsroom.article(herald, BUDGET, minutes=5)
    await newsroom.run()
    quake, budget = await newsroom.rows(Story)
    async with newsroom.session() as session:
        row = await session.get(Story, budget.id)
        assert row is not None
        row.merged_into = quake.id
    async with newsroom.reading() as session:
        told = await read_story(session, budget.id)
        assert told is not None
        assert told.story.id == quake.id
        assert await read_story(session, 999) is None
