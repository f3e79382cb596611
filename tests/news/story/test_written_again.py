"""What an outlet wrote again because something had happened is news, though it has no new number or name."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from news.models import Fact
from news.story.written_again import REPORT
from tests.news.press import Press, a_press

TRAPPED = (
    "14 miners trapped at Korvel",
    "The 14 miners of Korvel have been trapped underground since Friday.",
)
RESCUED = (
    "All 14 miners brought out alive",
    "The 14 miners of Korvel were rescued on Friday, the mine said.",
)


@pytest.fixture
async def press(tmp_path: Path) -> AsyncIterator[Press]:
    async with a_press(tmp_path) as made:
        yield made


async def reports(press: Press) -> list[int]:
    return [fact.article_id for fact in await press.rows(Fact) if fact.kind == REPORT]


async def test_a_digest_sends_it_as_an_update_once_and_only_what_it_says(press: Press) -> None:
    await press.publishes("Post", TRAPPED, -1)
    await press.digest()
    press.clock.move(timedelta(hours=2))
    await press.publishes("Post", RESCUED, 1)
    update = await press.digest()
    assert RESCUED[1] in update
    assert RESCUED[0] in update
    assert TRAPPED[1] not in update
    assert (await press.digest()).startswith("Nothing new")


async def test_within_the_hour_it_is_the_same_report_taken_further(press: Press) -> None:
    await press.publishes("Post", TRAPPED, -1)
    await press.digest()
    await press.publishes("Post", RESCUED, 1)
    assert await reports(press) == []
    assert (await press.digest()).startswith("Nothing new")


@pytest.mark.parametrize(
    ("outlet", "said"),
    [
        ("Courier", RESCUED),
        ("Post", (RESCUED[0], TRAPPED[1])),
        ("Post", (f"{TRAPPED[0]} mine", RESCUED[1])),
    ],
    ids=["another outlet", "the same text", "the same title"],
)
async def test_nor_what_another_outlet_writes_or_what_says_nothing_else(
    press: Press, outlet: str, said: tuple[str, str]
) -> None:
    await press.publishes("Post", TRAPPED, -1)
    press.clock.move(timedelta(hours=2))
    await press.publishes(outlet, said, 1)
    assert await reports(press) == []


async def test_it_goes_with_its_article_when_that_leaves_the_story(press: Press) -> None:
    await press.publishes("Post", TRAPPED, -1)
    press.clock.move(timedelta(hours=2))
    rescued = await press.publishes("Post", RESCUED, 1)
    assert await reports(press) == [rescued]
    await press.publishes(
        "Courier", ("Row over boats", "The council of Velm quarrelled."), -5, moved={rescued: -5}
    )
    (fact,) = [fact for fact in await press.rows(Fact) if fact.kind == REPORT]
    assert fact.story_id == 2
