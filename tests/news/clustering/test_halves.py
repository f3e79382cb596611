"""Two events in one large story are found by the words that each has for itself, and one event is left whole."""

from collections.abc import Sequence
from random import Random

import pytest

from news.clustering.halves import FEWEST, FEWEST_OF_A_HALF, are_two, smaller_half

SUBJECT = ["president", "house", "republican", "inquiry"]
VOTE = ["vote", "formal", "authorize", "resolution", "majority", "speaker", "floor"]
SUMMONS = ["son", "summons", "defy", "closed", "testify", "contempt", "capitol"]
OF_MANY = [f"word{number}" for number in range(400)]


def articles(words: Sequence[str], count: int, *, draw: Random) -> list[dict[str, float]]:
    """Each names the subject, tells some of these words, and has some that hardly another has."""
    return [
        dict.fromkeys(SUBJECT, 0.15) | dict.fromkeys([*draw.sample(words, 4), *draw.sample(OF_MANY, 4)], 0.3)
        for _ in range(count)
    ]


def two_events(votes: int, summonses: int, seed: int = 1) -> list[dict[str, float]]:
    draw = Random(seed)
    return articles(VOTE, votes, draw=draw) + articles(SUMMONS, summonses, draw=draw)


@pytest.mark.parametrize(("votes", "summonses"), [(20, 12), (40, 30), (24, 8)])
def test_two_events_of_one_subject_are_told_apart(votes: int, summonses: int) -> None:
    assert smaller_half(two_events(votes, summonses)) == list(range(votes, votes + summonses))


def test_the_smaller_half_is_given_whether_it_came_first_or_last() -> None:
    assert smaller_half(two_events(12, 20)) == list(range(12))


@pytest.mark.parametrize("seed", range(5))
def test_one_event_is_left_whole(seed: int) -> None:
    assert smaller_half(articles([*VOTE, *SUMMONS], 40, draw=Random(seed))) == []


@pytest.mark.parametrize("seed", range(5))
def test_two_agencies_reports_of_one_event_that_many_print_are_one_event(seed: int) -> None:
    draw = Random(seed)
    told = draw.sample(VOTE, 7)
    first = dict.fromkeys([*SUBJECT, *told, "first", "agency", "dawn"], 0.3)
    second = dict.fromkeys([*SUBJECT, *told, "second", "bureau", "dusk"], 0.3)
    others = articles(VOTE, 6, draw=draw)
    assert smaller_half([first] * 14 + [second] * 14 + others) == []


def test_copies_of_one_text_are_one_event() -> None:
    assert smaller_half([dict.fromkeys([*SUBJECT, *VOTE], 0.3)] * 30) == []


def test_few_articles_are_never_halved() -> None:
    assert smaller_half(two_events(FEWEST - 1 - FEWEST_OF_A_HALF, FEWEST_OF_A_HALF)) == []


def test_a_few_that_differ_are_no_half() -> None:
    assert smaller_half(two_events(30, FEWEST_OF_A_HALF - 1)) == []


def test_the_order_of_articles_does_not_matter() -> None:
    told = two_events(24, 14)
    for seed in range(10):
        order = Random(seed).sample(range(len(told)), len(told))
        found = smaller_half([told[place] for place in order])
        assert sorted(order[place] for place in found) == list(range(24, 38))


def test_two_stories_of_two_events_are_not_one_and_two_parts_of_one_event_are() -> None:
    told, one = two_events(24, 14), articles(VOTE, 38, draw=Random(2))
    assert are_two(told[:24], told[24:])
    assert not are_two(one[:24], one[24:])
    assert not are_two([], told)


def test_articles_without_words_are_no_event_of_their_own() -> None:
    assert smaller_half([{}] * 30) == []
