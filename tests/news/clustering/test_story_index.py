"""What the window did becomes what is written; and a newer version goes on in its story, or does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from news.clustering.arrivals import Arrival
from news.clustering.joining import RULES, Item, read_item
from news.clustering.story_index import _goes_on, planned
from news.clustering.window import Window
from news.models import Article, Outlet

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TOLD = "Ministers of Tavonia and Norrland signed a treaty on fishing quotas in the Grey Sound."
REWORDED = "The quarrel about quotas in the Grey Sound ends: Tavonia and Norrland have a treaty."
ANOTHER = "Choir of Ostmark wins the singers' prize in Port Ansel."


def test_an_arrival_is_where_it_was_put_last() -> None:
    plan = planned({7: -7, 8: 3, 9: -7}, {-7: 3}, {8: -8})
    assert plan.story_of == {7: 3, 8: -8, 9: 3}
    assert plan.moved == {}


def test_what_merged_in_a_chain_became_the_last() -> None:
    plan = planned({7: 5}, {5: 4, 4: 2, -7: 5}, {1: 4})
    assert plan.story_of == {7: 2}
    assert plan.merged == {5: 2, 4: 2}
    assert plan.moved == {1: 2}


def test_an_article_goes_with_its_story_unless_it_was_put_elsewhere() -> None:
    plan = planned({}, {5: 2}, {1: -9})
    assert [plan.goal_of(article, 5) for article in (1, 6)] == [-9, 2]
    assert plan.goal_of(6, 3) == 3
    assert plan.stories == {5, 2, -9}


def an_item(article: int, text: str, *, language: str = "en") -> Item:
    return read_item(
        article, outlet=article, language=language, url="", published_at=NOON, title=text, text=text
    )


def goes_on(item: Item, older: Item, *, beside: Item | None = None, margin: float = -9.0) -> bool:
    """Whether it stays in the story of the older version, where it fits the other article by this margin."""
    window = Window()
    others = [beside] if beside else []
    window.observe([item, older, *others], now=NOON)
    for one in [older, *others]:
        window.add(one, 7, now=NOON)
    if beside:
        others_only = Window()
        others_only.observe([item, older, beside], now=NOON)
        others_only.add(beside, 7, now=NOON)
        wanting = others_only.margin_to(item, 7) - margin
        words = replace(RULES.words, bar=RULES.words.bar + wanting)
        window.rules = replace(RULES, words=words, least_shared=0.0)
    arrival = Arrival(Article(), Outlet(), replaces=older.article, inherits=7)
    found = _goes_on(window, item, arrival, 7)
    assert older.article not in window
    return found


def test_a_newer_version_that_tells_the_same_stays() -> None:
    assert goes_on(an_item(2, REWORDED), an_item(1, TOLD))


def test_a_newer_version_that_tells_of_another_event_leaves() -> None:
    assert not goes_on(an_item(2, ANOTHER), an_item(1, TOLD))


@pytest.mark.parametrize(("text", "language"), [("", "en"), (ANOTHER, "de")], ids=["no words", "languages"])
def test_a_newer_version_that_cannot_be_compared_stays(text: str, language: str) -> None:
    assert goes_on(an_item(2, text, language=language), an_item(1, TOLD))


def test_a_newer_version_of_one_that_is_not_live_stays() -> None:
    arrival = Arrival(Article(), Outlet(), replaces=1, inherits=7)
    window, item = Window(), an_item(2, ANOTHER)
    window.observe([item], now=NOON)
    assert _goes_on(window, item, arrival, 7)


@pytest.mark.parametrize(("margin", "stays"), [(1.0, True), (-1.0, True), (-4.0, False)])
def test_a_newer_version_in_other_words_stays_where_it_nearly_fits_the_others(
    margin: float, stays: bool
) -> None:
    beside = an_item(3, "Singers of Ostmark celebrate in Port Ansel", language="en")
    item = replace(an_item(2, ANOTHER), published_at=NOON + timedelta(hours=1))
    assert goes_on(item, an_item(1, TOLD), beside=beside, margin=margin) is stays


def test_an_article_that_is_no_newer_version_goes_on_nowhere() -> None:
    window, item = Window(), an_item(2, TOLD)
    window.observe([item], now=NOON)
    assert not _goes_on(window, item, Arrival(Article(), Outlet()), 0)
