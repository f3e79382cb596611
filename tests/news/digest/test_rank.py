"""Which stories a reader gets, and in which order: promises of one pure function."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.digest.rank import Candidate, Taste, rank, score
from news.language.rubrics import Rubric

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

TASTE = Taste(topics=frozenset({"science", "world"}), language="en")


def a_candidate(
    story: int, *topics: str, hours: float = 1, independent: int = 2, **more: object
) -> Candidate:
    plain = Candidate(
        story=story,
        revision=1,
        topics=topics or ("science",),
        languages=frozenset({"en"}),
        independent=independent,
        last_at=NOON - timedelta(hours=hours),
        words=frozenset({f"word{story}"}),
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def order(*candidates: Candidate, taste: Taste = TASTE, count: int = 10) -> list[int]:
    return [chosen.story for chosen in rank(candidates, taste, now=NOON, count=count)]


candidates = st.lists(
    st.builds(
        a_candidate,
        st.integers(1, 50),
        st.sampled_from(["science", "world", "sport"]),
        hours=st.floats(0, 48),
        independent=st.integers(0, 20),
        languages=st.sampled_from([frozenset({"en"}), frozenset({"de"}), frozenset[str]()]),
        words=st.frozensets(st.sampled_from("abcdefgh"), max_size=5),
        is_update=st.booleans(),
        new_facts=st.integers(0, 9),
    ),
    max_size=20,
    unique_by=lambda candidate: candidate.story,
)


@given(candidates, st.integers(0, 10))
def test_only_what_is_followed_comes_and_no_more_than_asked(pool: list[Candidate], count: int) -> None:
    chosen = rank(pool, TASTE, now=NOON, count=count)
    followed = [c for c in pool if set(c.topics) & TASTE.topics]
    assert len(chosen) == min(count, len(followed))
    assert len({c.story for c in chosen}) == len(chosen)
    assert all(c in followed for c in chosen)


@given(candidates, st.randoms())
def test_the_same_rows_give_the_same_digest_in_whatever_order_they_are_read(
    pool: list[Candidate], random
) -> None:  # type: ignore[no-untyped-def]
    shuffled = random.sample(pool, len(pool))
    assert order(*pool) == order(*shuffled)


@given(candidates)
def test_a_longer_digest_begins_with_the_shorter_one(pool: list[Candidate]) -> None:
    assert order(*pool, count=5)[:3] == order(*pool, count=3)


def test_more_independent_outlets_come_first() -> None:
    assert order(a_candidate(1, independent=1), a_candidate(2, independent=6)) == [2, 1]


def test_what_two_outlets_reported_yesterday_goes_before_what_one_has_just_now() -> None:
    lonely = a_candidate(1, independent=1, hours=0)
    assert order(lonely, a_candidate(2, independent=2, hours=20)) == [2, 1]
    assert order(lonely) == [1]


def test_at_home_one_outlet_is_enough_but_what_many_report_abroad_goes_first() -> None:
    german = replace(TASTE, language="de")
    at_home = a_candidate(1, independent=1, languages=frozenset({"de"}))
    assert order(at_home, a_candidate(2, independent=4), taste=german) == [1, 2]
    assert order(at_home, a_candidate(2, independent=12), taste=german) == [2, 1]


@pytest.mark.parametrize("format_", [Rubric.STANDING, Rubric.ROUNDUP, Rubric.OPINION, Rubric.FEATURE])
def test_an_event_goes_before_a_format(format_: Rubric) -> None:
    standing = a_candidate(1, rubric=format_)
    assert order(standing, a_candidate(2)) == [2, 1]
    assert order(standing) == [1]


def test_fresher_comes_first() -> None:
    assert order(a_candidate(1, hours=24), a_candidate(2, hours=1)) == [2, 1]


def test_a_story_mainly_about_what_is_followed_goes_before_one_that_touches_it() -> None:
    touching = a_candidate(1, "sport", "business", "science")
    assert order(touching, a_candidate(2, "science", "sport")) == [2, 1]


def test_the_readers_language_ranks_but_never_empties() -> None:
    foreign = a_candidate(1, languages=frozenset({"de"}))
    assert order(foreign, a_candidate(2)) == [2, 1]
    assert order(foreign) == [1]


def test_a_minimum_of_outlets_ranks_but_never_empties() -> None:
    taste = replace(TASTE, min_outlets=3)
    lonely = a_candidate(1, independent=1, hours=0)
    assert order(lonely, a_candidate(2, independent=3, hours=12), taste=taste) == [2, 1]
    assert order(lonely, taste=taste) == [1]


def test_news_goes_before_an_update_of_something_known() -> None:
    assert order(a_candidate(1, is_update=True, new_facts=2), a_candidate(2)) == [2, 1]


def test_an_update_with_more_new_facts_goes_first() -> None:
    few, many = (a_candidate(n, is_update=True, new_facts=n * 2 - 1) for n in (1, 2))
    assert score(many, TASTE, now=NOON) > score(few, TASTE, now=NOON)


def test_two_tellings_of_one_thing_do_not_stand_together_before_another_topic() -> None:
    same = frozenset({"volcano", "erupts", "island"})
    twice = [a_candidate(n, words=same, independent=5) for n in (1, 2)]
    assert order(*twice, a_candidate(3, "world", independent=3)) == [1, 3, 2]


def test_no_topic_takes_the_whole_digest_where_another_is_followed_too() -> None:
    science = [a_candidate(n, independent=4) for n in range(1, 7)]
    chosen = order(*science, a_candidate(9, "world", independent=2), count=5)
    assert 9 in chosen


def test_equals_come_in_the_order_of_their_ids() -> None:
    assert order(*(a_candidate(n, words=frozenset()) for n in (3, 1, 2))) == [1, 2, 3]


def test_a_clock_that_is_behind_makes_nothing_fresher_than_now() -> None:
    ahead, now = a_candidate(1, hours=-2), a_candidate(2, hours=0)
    assert score(ahead, TASTE, now=NOON) == score(now, TASTE, now=NOON)
