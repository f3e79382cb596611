"""The live stories that readers share: what changed is read again, what did not is not, and the order is that of a new reading."""

import random
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, update
from sqlmodel import col

from news.app import App
from news.digest.rank import Likely
from news.digest.rankings import Listed, Rankings
from news.digest.shelf import BLOCK, NEAR, Live, Shelf
from news.models import Story
from news.testing import NOON, an_app

TOPICS = ("world", "science", "chess", "sport")
REACHES = (frozenset({"world"}), frozenset({"science", "chess"}), frozenset({"sport"}))


def listed(number: int, chance: random.Random) -> Listed:
    return Listed(
        id=number,
        revision=1,
        headline=f"Event {number}",
        language="en",
        topics=tuple(chance.sample(TOPICS, 2)),
        languages=frozenset({chance.choice(["en", "de"])}),
        independent=chance.randrange(1, 5),
        last_at=NOON - timedelta(minutes=chance.randrange(2_000)),
    )


def order(rankings: Rankings, language: str) -> list[Likely]:
    return list(rankings.best(REACHES, language=language, min_outlets=2, since=NOON - NEAR))


def test_a_renewed_order_is_that_of_a_new_one() -> None:
    chance = random.Random(3)
    stories = {number: listed(number, chance) for number in range(300)}
    rankings = Rankings(stories.values(), now=NOON)
    order(rankings, "en")
    for turn in range(5):
        gone = set(chance.sample(sorted(stories), 40))
        before = [stories[number] for number in gone]
        came = {number: listed(number, chance) for number in [*sorted(gone)[:25], *range(400 + turn * 10, 410 + turn * 10)]}  # fmt: skip
        stories = {number: one for number, one in stories.items() if number not in gone} | came
        rankings = rankings.renewed(list(came.values()), before)
        anew = Rankings(stories.values(), now=NOON)
        assert order(rankings, "en") == order(anew, "en")  # asked for before
    assert order(rankings, "de") == order(anew, "de")  # never asked for


def rows_of_three_blocks() -> Iterator[dict[str, object]]:
    for number in (*range(1, 30), *range(BLOCK, BLOCK + 30), *range(3 * BLOCK, 3 * BLOCK + 30)):
        at = NOON - timedelta(minutes=number)
        yield {
            "id": number, "revision": 1, "headline": f"Event {number}", "language": "en", "topics": ["world"], "languages": ["en"],
            "articles": 1, "outlets": 1, "independent": 1, "first_published_at": at, "last_published_at": at,
            "created_at": at, "changed_at": at,
        }  # fmt: skip


async def shelved(app: App, shelf: Shelf, *, at: datetime = NOON) -> Live:
    async with app.reading() as session:
        return await shelf.live(session, since=at - NEAR, now=at)


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with an_app(tmp_path) as opened:
        yield opened


@pytest.fixture
async def shelf(app: App) -> Shelf:
    async with app.session() as session:
        await session.execute(insert(Story), list(rows_of_three_blocks()))
    shelf = Shelf()
    await shelved(app, shelf)
    return shelf


GROWN = update(Story).where(col(Story.id) == 7).values(articles=2, independent=2, last_published_at=NOON)
CHANGES = {
    "a story grew": GROWN,
    "one was told anew": update(Story).where(col(Story.id) == 7).values(revision=2),
    "one became another": update(Story).where(col(Story.id) == 7).values(merged_into=8, changed_at=NOON),
    "one came": insert(Story).values({**next(rows_of_three_blocks()), "id": 5 * BLOCK}),
    "one was deleted": delete(Story).where(col(Story.id) == BLOCK + 3),
    "the last of a block was deleted": delete(Story).where(col(Story.id) >= 3 * BLOCK),
}


@pytest.mark.parametrize("what", CHANGES)
async def test_what_changed_is_read_again(app: App, shelf: Shelf, what: str) -> None:
    before = await shelved(app, shelf)
    async with app.session() as session:
        await session.execute(CHANGES[what])
    after = await shelved(app, shelf)
    assert after.stories == (await shelved(app, Shelf())).stories != before.stories
    assert order(after.rankings(now=NOON), "en") == order(Rankings(after.stories.values(), now=NOON), "en")


async def test_what_did_not_change_is_known_still(app: App, shelf: Shelf) -> None:
    before = await shelved(app, shelf)
    async with app.reading() as session:
        await before.describe(session, [7, BLOCK + 7])
    near, far = (before.candidate(number) for number in (7, BLOCK + 7))
    async with app.session() as session:
        await session.execute(GROWN)
    after = await shelved(app, shelf)
    assert after.stories[BLOCK + 7] is before.stories[BLOCK + 7]
    assert after.candidate(BLOCK + 7) is far
    async with app.reading() as session:
        await after.describe(session, [7])
    assert after.candidate(7).independent == 2 != near.independent
    assert (await shelved(app, shelf)) is after
