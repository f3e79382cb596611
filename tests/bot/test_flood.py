"""Whoever writes in a flood waits for themselves alone, and for no longer than the flood lasts."""

from hypothesis import given
from hypothesis import strategies as st

from bot.flood import EAGER, PRIVATE, QUIET_CHATS, SHARED, Flood

BURST, PER_SECOND = PRIVATE


def waits(flood: Flood, chat: int, count: int, *, now_s: float = 0.0) -> list[float]:
    """How long each next update should wait, after so many."""
    said = []
    for _ in range(count):
        flood.spend(chat, now_s)
        said.append(flood.wait_s(chat, now_s))
    return said


def test_a_burst_is_handled_at_once_and_then_one_a_second() -> None:
    said = waits(Flood(), 7, BURST + 3)
    assert said[:BURST] == [0.0] * BURST
    assert said[BURST:] == [1 / PER_SECOND, 2 / PER_SECOND, 3 / PER_SECOND]


def test_who_was_silent_for_long_enough_has_the_whole_burst_again() -> None:
    flood = Flood()
    waits(flood, 7, BURST + 10)
    assert waits(flood, 7, BURST, now_s=(BURST + 10) / PER_SECOND) == [0.0] * BURST


def test_a_flood_begins_once_however_long_it_lasts_and_anew_after_a_silence() -> None:
    flood, now_s, begun = Flood(), 0.0, []
    for _ in range(3 * BURST):
        begun.append(flood.spend(7, now_s))
        now_s += flood.wait_s(7, now_s)
    assert begun.count(True) == 1
    assert begun.index(True) == BURST
    later = [flood.spend(7, now_s + 2 * BURST) for _ in range(BURST + 1)]
    assert later.count(True) == 1


def test_a_group_that_talks_all_day_is_not_slowed() -> None:
    flood, (burst, per_second) = Flood(), SHARED
    for number in range(10 * burst):
        flood.spend(-100, number / per_second)
        assert flood.wait_s(-100, number / per_second) == 0.0


@given(st.lists(st.tuples(st.integers(1, 3), st.floats(0, 0.5)), max_size=200))
def test_one_chats_flood_is_no_others_wait(steps: list[tuple[int, float]]) -> None:
    together, alone, now_s = Flood(), {chat: Flood() for chat in (1, 2, 3)}, 0.0
    for chat, pause in steps:
        now_s += pause
        assert together.spend(chat, now_s) == alone[chat].spend(chat, now_s)
        assert together.wait_s(chat, now_s) == alone[chat].wait_s(chat, now_s)


def test_chats_that_are_quiet_are_not_remembered() -> None:
    flood = Flood()
    for chat in range(1, 3 * QUIET_CHATS):
        flood.spend(chat, 2.0 * chat)
    assert len(flood._paces) <= QUIET_CHATS + 1


def test_who_writes_much_is_eager_long_before_they_must_wait() -> None:
    flood = Flood()
    for _ in range(EAGER):
        flood.spend(7, 100.0)
    assert not flood.is_eager(7, 100.0)
    flood.spend(7, 100.0)
    assert flood.is_eager(7, 100.0)
    assert flood.wait_s(7, 100.0) == 0
    assert not flood.is_eager(7, 110.0)
    assert not flood.is_eager(8, 100.0)


def test_who_must_wait_is_known_by_name() -> None:
    flood = Flood(private=(3, 1.0))
    for _ in range(4):
        flood.spend(7, 100.0)
        flood.spend(8, 90.0)
    assert flood.resting(100.5) == [7]
