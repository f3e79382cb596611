"""Stories that turn out to be two: ids stay, nothing is lost, and no reader sees the same twice."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from news.clustering.splitting import end_emptied, move_articles
from news.errors import NotFound
from news.models import (
    Brief,
    Delivery,
    Digest,
    Fact,
    Membership,
    Seen,
    Story,
    Subscriber,
)
from news.reader.seen import mark_unseen
from news.testing import a_subscriber
from news.write import Kept, keep, quoted
from tests.news.press import Press, a_press

FERRY = (
    "Ferry Halcyon sinks off Port Ansel",
    "The ferry Halcyon sank off Port Ansel on Friday with 61 aboard.",
)
DIVERS = ("Divers reach the ferry Halcyon", "Divers found 17 people alive inside the Halcyon, rescuers said.")
MILL = (
    "Fire destroys paper mill in Tarn",
    "A fire destroyed the paper mill of Tarn overnight and 230 jobs with it.",
)
OWNER = (
    "Mill owner to rebuild",
    "The owner Bertil Rask said that 90 million crowns would rebuild the mill of Tarn.",
)
ROW = (
    "Council row over boats",
    "The council of Velm quarrelled about 4 old rescue boats for hours on Sunday.",
)


@pytest.fixture
async def press(tmp_path: Path) -> AsyncIterator[Press]:
    async with a_press(tmp_path) as made:
        yield made


async def one_of_two_events(press: Press) -> tuple[int, int, int]:
    """Story 1, of two reports on the ferry and one on the mill: their ids."""
    ferry = await press.publishes("Herald", FERRY, -1)
    divers = await press.publishes("Tribune", DIVERS, 1)
    return ferry, divers, await press.publishes("Gazette", MILL, 1)


async def split(press: Press, mill: int) -> int:
    """The mill has a story of its own: its id, 2."""
    await press.publishes("Courier", OWNER, -5, moved={mill: -5})
    return 2


# --- rows ----------------------------------------------------------------------------------------


async def test_the_part_that_leaves_is_a_new_story_and_says_where_it_came_from(press: Press) -> None:
    ferry, divers, mill = await one_of_two_events(press)
    await split(press, mill)
    old, new = await press.rows(Story)
    assert (old.split_from, old.merged_into, new.split_from) == (None, None, old.id)
    assert {s.article_id for s in (await press.told(old.id)).sources} == {ferry, divers}
    assert {s.title for s in (await press.told(new.id)).sources} == {MILL[0], OWNER[0]}
    assert (old.articles, old.outlets, new.articles, new.outlets) == (2, 2, 2, 2)


async def test_past_memberships_stay_as_history(press: Press) -> None:
    *_, mill = await one_of_two_events(press)
    await split(press, mill)
    of_mill = [row for row in await press.rows(Membership) if row.article_id == mill]
    assert [(row.story_id, row.until_at is None) for row in of_mill] == [(1, False), (2, True)]
    assert of_mill[0].until_at == of_mill[1].since_at


async def test_facts_go_with_the_articles_that_say_them(press: Press) -> None:
    *_, mill = await one_of_two_events(press)
    assert "230" in await press.values(1)
    await split(press, mill)
    assert "230" not in await press.values(1)
    assert "230" in await press.values(2)
    assert any(value.startswith("61") for value in await press.values(1))


async def test_a_fact_that_a_copy_had_first_stays_with_the_copy_that_stays(press: Press) -> None:
    first = await press.publishes("Wire", FERRY, -1)
    copy = await press.publishes("Herald", FERRY, 1)
    before = await press.values(1)
    await press.publishes("Courier", OWNER, -5, moved={first: -5})
    facts = [fact for fact in await press.rows(Fact) if fact.story_id == 1]
    assert {fact.value for fact in facts} == before
    assert {(fact.family, fact.article_id) for fact in facts} == {(copy, copy)}


async def test_losing_an_article_is_no_news_and_a_story_never_told_keeps_its_revision(press: Press) -> None:
    *_, mill = await one_of_two_events(press)
    (before,) = await press.rows(Story)
    await split(press, mill)
    after = (await press.rows(Story))[0]
    assert (after.revision, after.changed_at) == (before.revision, before.changed_at)


async def test_a_single_article_goes_over_to_another_story(press: Press) -> None:
    *_, mill = await one_of_two_events(press)
    await press.publishes("Courier", OWNER, -5)
    await press.publishes("Post", ROW, -6, moved={mill: 2})
    assert {s.title for s in (await press.told(2)).sources} == {OWNER[0], MILL[0]}
    story = (await press.rows(Story))[1]
    assert (story.articles, story.split_from, story.revision) == (2, None, 2)


async def test_an_emptied_story_becomes_the_one_most_of_it_went_to(press: Press) -> None:
    ferry, divers, mill = await one_of_two_events(press)
    await press.publishes("Courier", OWNER, -5)
    await press.publishes("Post", ROW, -6)
    await press.publishes("Kurier", OWNER, 2, moved={ferry: 3, divers: 3, mill: 2})
    emptied = (await press.rows(Story))[0]
    assert emptied.merged_into == 3
    assert emptied.closed_at is not None
    assert (await press.told(1)).story.id == 3


async def test_a_story_that_a_new_one_takes_whole_goes_on_under_its_id(press: Press) -> None:
    ferry, divers, mill = await one_of_two_events(press)
    await press.publishes("Courier", ROW, -9, moved={ferry: -9, divers: -9, mill: -9})
    (only,) = await press.rows(Story)
    assert (only.id, only.articles, only.merged_into) == (1, 4, None)


async def test_a_newer_version_may_leave_for_another_story(press: Press) -> None:
    *_, mill = await one_of_two_events(press)
    newer = await press.publishes("Gazette", OWNER, -5, updates=mill)
    old, new = await press.rows(Story)
    assert (old.articles, new.articles, new.split_from) == (2, 1, 1)
    assert "230" not in await press.values(1)
    assert "230" in await press.values(2)
    (source,) = (await press.told(2)).sources
    assert (source.article_id, source.family) == (newer, mill)


async def test_what_another_worker_moved_meanwhile_is_not_moved_again(press: Press) -> None:
    *_, mill = await one_of_two_events(press)
    await split(press, mill)
    with pytest.raises(NotFound):
        async with press.app.session() as session:
            await move_articles(session, {mill: (1, 2)}, now=press.clock.at)


async def test_a_story_that_another_worker_filled_meanwhile_does_not_end(press: Press) -> None:
    await one_of_two_events(press)
    with pytest.raises(NotFound):
        async with press.app.session() as session:
            await end_emptied(session, {1: 2}, now=press.clock.at)


async def test_families_are_known_after_a_merge_and_a_split_though_their_earliest_article_left(
    press: Press,
) -> None:
    first = await press.publishes("Wire", FERRY, -1)
    await press.publishes("Herald", FERRY, 1)
    await press.publishes("Tribune", DIVERS, 1)
    await press.digest()
    revision = (await press.rows(Story))[0].revision
    await press.publishes("Courier", OWNER, -5, moved={first: -5})
    await press.publishes("Mirror", FERRY, 1)
    assert (await press.rows(Story))[0].revision == revision + 1  # told anew for what left, not for the copy
    for seen in await press.rows(Seen):
        sources = (await press.told(seen.story_id)).sources
        assert first in seen.families
        assert {s.family for s in sources if s.title == FERRY[0]}.issubset(seen.families)


async def test_the_whole_of_a_merge_has_the_facts_of_both_under_the_families_they_are_now(
    press: Press,
) -> None:
    early = await press.publishes("Wire", FERRY, -1)
    await press.publishes("Herald", DIVERS, -2)
    copy = await press.publishes("Mirror", FERRY, 2)
    both = await press.values(1) | await press.values(2)
    await press.publishes("Post", FERRY, 1, merged={2: 1})
    facts = [fact for fact in await press.rows(Fact) if fact.story_id == 1]
    assert {fact.value for fact in facts} == both
    assert {fact.family for fact in facts} == {early, 2}
    assert copy not in {fact.family for fact in facts}
    assert (await press.rows(Story))[0].revision == 2


async def test_a_merge_that_brings_only_copies_is_no_news(press: Press) -> None:
    await press.publishes("Wire", FERRY, -1)
    await press.publishes("Mirror", FERRY, -2)
    await press.publishes("Post", FERRY, 1, merged={2: 1})
    older, younger = await press.rows(Story)
    assert (older.revision, older.articles, older.independent, younger.merged_into) == (1, 3, 1, 1)


# --- readers -------------------------------------------------------------------------------------


async def test_who_was_shown_the_story_is_shown_neither_part_again(press: Press) -> None:
    *_, mill = await one_of_two_events(press)
    told = await press.digest()
    assert "Halcyon" in told
    await press.publishes("Post", ROW, -6, moved={mill: -5})
    second = await press.digest()
    assert ROW[0] in second
    assert not any(said in second for said in ("Halcyon", "mill"))
    assert (await press.digest()).startswith("Nothing new")


async def test_what_joined_after_the_reader_was_told_is_news_when_it_leaves(press: Press) -> None:
    await press.publishes("Herald", FERRY, -1)
    assert "Halcyon" in await press.digest()
    mill = await press.publishes("Gazette", MILL, 1)
    await split(press, mill)
    later = await press.digest()
    assert "paper mill" in later
    assert "Halcyon" not in later


async def test_an_article_that_was_shown_is_not_shown_again_in_the_story_it_went_to(press: Press) -> None:
    *_, mill = await one_of_two_events(press)
    await press.digest()
    await press.publishes("Courier", OWNER, -5, moved={mill: -5})
    later = await press.digest()
    assert OWNER[1] in later
    assert MILL[1] not in later


async def test_a_brief_that_cites_what_left_is_written_anew_before_it_is_shown(press: Press) -> None:
    *_, mill = await one_of_two_events(press)
    await press.digest()
    await split(press, mill)
    assert {brief.state for brief in await press.rows(Brief) if brief.story_id == 1} >= {
        "withdrawn",
        "ordered",
    }
    async with press.app.session() as session:
        await a_subscriber(session, 8, "world")
    press.reader = (await press.rows(Subscriber))[-1]
    told = await press.digest()
    assert all(said in told for said in ("Halcyon", "paper mill"))
    stands = [brief for brief in await press.rows(Brief) if brief.story_id == 1 and brief.state == "ready"]
    assert stands
    assert all(mill not in s["cites"] for brief in stands for p in brief.paragraphs for s in p)


async def test_a_digest_chosen_before_a_split_waits_for_the_new_brief(press: Press) -> None:
    *_, mill = await one_of_two_events(press)
    await press.chooses_and_writes()
    await split(press, mill)
    await press.works()
    (sent,) = await press.rows(Delivery)
    assert "Halcyon" in sent.payload["text"]
    assert "paper mill" not in sent.payload["text"]


async def test_the_other_reports_of_a_told_story_are_still_news_after_a_split(press: Press) -> None:
    *_, mill = await one_of_two_events(press)
    await press.digest()
    await split(press, mill)
    await press.publishes(
        "Mirror", ("Halcyon toll", "The coast guard counted 44 people dead from the Halcyon."), 1
    )
    assert "44 people dead" in await press.digest()


async def test_every_article_that_was_told_is_known_and_none_that_came_after_the_brief(press: Press) -> None:
    wire = await press.publishes("Wire", FERRY, -1)
    copy = await press.publishes("Herald", FERRY, 1)
    await press.chooses_and_writes()
    mill = await press.publishes("Gazette", MILL, 1)
    await press.works()
    (seen,) = await press.rows(Seen)
    assert seen.families == [wire, copy]
    await split(press, mill)
    assert "paper mill" in await press.digest()


async def test_a_copy_that_moves_away_takes_along_that_its_text_was_shown(press: Press) -> None:
    await press.publishes("Wire", FERRY, -1)
    await press.publishes("Tribune", DIVERS, 1)
    await press.digest()
    copy = await press.publishes("Mirror", FERRY, 1)
    await press.publishes("Post", ROW, -5, moved={copy: -6})
    later = await press.digest()
    assert ROW[1] in later
    assert "Halcyon" not in later


async def test_what_was_no_news_before_a_split_is_none_after_it(press: Press) -> None:
    ferry, _, mill = await one_of_two_events(press)
    await press.digest()
    quoted = f"{FERRY[1]} Her owner said: “We never saw it coming at all.”"
    await press.publishes("Herald", (FERRY[0], quoted), 1, updates=ferry)
    await press.publishes("Post", ROW, -6, moved={mill: -5})
    assert [seen.revision for seen in await press.rows(Seen)] == [
        s.revision for s in await press.rows(Story)
    ][:2]
    assert "never saw it" not in await press.digest()


async def test_a_radar_button_of_an_old_digest_shows_what_became_of_its_story(press: Press) -> None:
    ferry, divers, mill = await one_of_two_events(press)
    await press.digest()
    (digest,) = await press.rows(Digest)
    (item,) = digest.items
    await split(press, mill)
    assert {s.article_id for s in (await press.told(item["story"])).sources} == {ferry, divers}
    await press.publishes("Post", ROW, -9)
    await press.publishes("Post", OWNER, 2, moved={ferry: 3, divers: 3})
    assert {s.title for s in (await press.told(item["story"])).sources} == {FERRY[0], DIVERS[0], ROW[0]}


async def test_a_message_that_may_not_have_arrived_is_taken_back_with_what_split_from_its_story(
    press: Press,
) -> None:
    *_, mill = await one_of_two_events(press)
    await press.digest()
    (shown_at,) = [each.created_at for each in await press.rows(Delivery)]
    await press.publishes("Post", ROW, -6, moved={mill: -5})
    async with press.app.session() as session:
        await mark_unseen(session, press.reader.chat, [1], shown_at=shown_at)
    again = await press.digest()
    assert all(said in again for said in ("Halcyon", "paper mill", "quarrelled"))


async def test_of_an_update_that_may_not_have_arrived_only_what_was_new_comes_again(press: Press) -> None:
    await press.publishes("Herald", FERRY, -1)
    await press.digest()
    await press.publishes("Tribune", DIVERS, 1)
    update = await press.digest()
    assert "divers" in update.casefold()
    *_, shown_at = [each.created_at for each in await press.rows(Delivery)]
    async with press.app.session() as session:
        await mark_unseen(session, press.reader.chat, [1], shown_at=shown_at)
    assert await press.digest() == update
    assert [[item["update"] for item in digest.items] for digest in await press.rows(Digest)] == [
        [False],
        [True],
        [True],
    ]


async def test_a_brief_that_was_being_written_from_what_left_is_not_kept(press: Press) -> None:
    *_, mill = await one_of_two_events(press)
    await press.chooses()
    await split(press, mill)
    (brief,) = [row for row in await press.rows(Brief) if row.revision == 3]
    now = press.app.now()
    made = quoted((await press.told(1)).sources, None, language="en", now=now)
    async with press.app.session() as session:
        await keep(session, brief.id or 0, Kept(made), now=now)
    assert [row.state for row in await press.rows(Brief) if row.story_id == 1] == ["withdrawn", "ordered"]


async def test_what_the_article_that_joins_two_stories_adds_is_news_and_they_are_not(press: Press) -> None:
    await press.publishes("Herald", FERRY, -1)
    await press.digest()
    await press.publishes("Tribune", DIVERS, -2)
    toll = "The coast guard counted 44 people dead from the Halcyon."
    await press.publishes("Mirror", ("Halcyon toll", toll), 1, merged={2: 1})
    later = await press.digest()
    assert toll in later
    assert not any(said in later for said in (FERRY[1], DIVERS[1]))
    assert (await press.digest()).startswith("Nothing new")
