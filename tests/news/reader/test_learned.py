"""What votes teach, and how little they may move: promises of pure functions."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.digest.rank import OUTLETS, Candidate, Taste, parts, rank, score
from news.digest.reasons import reasons
from news.reader.learned import DOUBT, FAINT, HALF_LIFE, MOST, Ballot, about, bounded, leaning, leans
from news.testing import NOON

keys = st.sampled_from(["topic=sport", "topic=science", "outlet=a.example", "name=tesla"])
votes = st.lists(
    st.builds(
        Ballot,
        st.sampled_from([1, -1, 2, -2]),
        st.lists(keys, min_size=1, unique=True),
        st.integers(0, 400).map(lambda days: NOON - timedelta(days=days)),
    ),
    max_size=30,
)


def a_candidate(story: int, *topics: str, independent: int = 2, **more: object) -> Candidate:
    plain = Candidate(
        story=story, revision=1, topics=topics, languages=frozenset({"en"}), independent=independent,
        last_at=NOON, words=frozenset({f"word{story}"}),
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


def a_taste(**learned: float) -> Taste:
    return Taste(
        topics=frozenset({"sport", "science"}),
        language="en",
        leans={key.replace("_", "=", 1): value for key, value in learned.items()},
    )


@given(votes)
def test_however_many_votes_there_are_a_lean_stays_small(given_: list[Ballot]) -> None:
    assert all(FAINT <= abs(value) <= MOST for value in leans(given_, now=NOON).values())


@given(votes, st.integers(0, 400))
def test_without_new_votes_what_was_learned_fades(given_: list[Ballot], days: int) -> None:
    alike = [replace(vote, value=abs(vote.value)) for vote in given_]
    now, later = leans(alike, now=NOON), leans(alike, now=NOON + timedelta(days=days))
    assert all(later[key] <= value for key, value in now.items() if key in later)
    assert set(later) <= set(now)


def test_a_vote_counts_half_after_a_month() -> None:
    once = leans([Ballot(2, ["topic=sport"], NOON)], now=NOON + HALF_LIFE)["topic=sport"]
    assert once == pytest.approx(MOST * 1 / (1 + DOUBT), abs=0.001)


def test_more_and_less_cancel_out() -> None:
    given_ = [Ballot(1, ["topic=sport"], NOON), Ballot(-1, ["topic=sport"], NOON)]
    assert leans(given_, now=NOON) == {}


def test_a_vote_is_shared_among_the_topics_of_its_story() -> None:
    one = leans([Ballot(1, ["topic=sport"], NOON)], now=NOON)["topic=sport"]
    two = leans([Ballot(1, ["topic=sport", "topic=science"], NOON)], now=NOON)["topic=sport"]
    assert 0 < two < one


def test_what_many_outlets_tell_teaches_nothing_of_one() -> None:
    few, many = {"a.example"}, {f"{n}.example" for n in range(9)}
    assert "outlet=a.example" in about(["sport"], few, [])
    assert about(["sport"], many, []) == ["topic=sport"]
    learned = {"outlet=1.example": -0.5}
    assert leaning(learned, topics=(), names=(), outlets=many) == {}


def test_what_feeds_of_everything_say_teaches_nothing_of_the_world() -> None:
    assert about(["science", "world"], set(), []) == ["topic=science"]


def test_no_key_is_longer_than_a_button_holds() -> None:
    assert about([], {"x" * 41}, ["я" * 21, "a:b", "tesla"]) == ["name=tesla"]


def test_a_vote_changes_the_order_of_like_stories() -> None:
    football, physics = a_candidate(1, "sport"), a_candidate(2, "science")
    assert [c.story for c in rank([football, physics], a_taste(), now=NOON, count=2)] == [1, 2]
    turned = a_taste(topic_sport=-0.4)
    assert [c.story for c in rank([football, physics], turned, now=NOON, count=2)] == [2, 1]


def test_all_that_was_learned_weighs_no_more_than_twice_the_outlets() -> None:
    assert MOST <= OUTLETS
    worst = a_taste(topic_sport=-MOST, name_cup=-MOST)
    big = a_candidate(1, "sport", independent=7, names=frozenset({"cup"}))
    small = a_candidate(2, "science", independent=3)
    assert score(big, worst, now=NOON) >= score(small, worst, now=NOON)


@given(st.dictionaries(keys, st.floats(-MOST, MOST), max_size=4))
def test_what_was_learned_hides_nothing(learned: dict[str, float]) -> None:
    taste = replace(a_taste(), leans=learned)
    stories = [a_candidate(1, "sport"), a_candidate(2, "science"), a_candidate(3, "sport", independent=1)]
    assert {c.story for c in rank(stories, taste, now=NOON, count=3)} == {1, 2, 3}
    assert abs(bounded(learned)) <= MOST


@given(
    st.builds(
        a_candidate,
        st.integers(1, 9),
        st.sampled_from(["sport", "science"]),
        independent=st.integers(0, 20),
        is_update=st.booleans(),
        new_facts=st.integers(0, 9),
        names=st.frozensets(st.just("tesla")),
    ),
    st.dictionaries(keys, st.floats(-MOST, MOST), max_size=4),
)
def test_the_reasons_add_up_to_the_score(candidate: Candidate, learned: dict[str, float]) -> None:
    taste = replace(a_taste(), leans=learned, min_outlets=3)
    assert sum(parts(candidate, taste, now=NOON).values()) == pytest.approx(score(candidate, taste, now=NOON))


def test_a_story_that_variety_put_lower_says_so() -> None:
    alike = frozenset({"cup", "final", "norn"})
    one = a_candidate(1, "sport", independent=8, words=alike)
    twin = a_candidate(2, "sport", independent=7, words=alike)
    other = a_candidate(3, "science", independent=3)
    chosen = rank([one, twin, other], a_taste(), now=NOON, count=3)
    said = reasons(chosen, a_taste(), wants={"sport": frozenset({"sport"})}, now=NOON)
    assert [c.story for c in chosen] == [1, 3, 2]
    assert [why["is_lowered"] for why in said] == [False, False, True]
    assert [why["for"] for why in said] == [["sport"], [], ["sport"]]
