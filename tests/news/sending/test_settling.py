"""Where a message whose reply was lost is looked for: windows of ids, and the order in which they are tried."""

from news.sending.in_flight import InFlight
from news.sending.settling import (
    Known,
    Window,
    absent_until,
    place_behind,
    rotated,
    window_in_account,
    window_in_chat,
)


def test_an_id_that_a_deliverys_own_message_may_have_is_not_anothers() -> None:
    """Its reply was heard, and could not be committed."""
    in_flight = InFlight(seconds=lambda: 0.0)
    with in_flight.calling(7) as call:
        call.message_id = 100
    in_flight.found(8, 101)
    assert [in_flight.is_anothers(number, row=7) for number in (100, 101, 102)] == [False, True, False]


def test_who_was_found_meanwhile_moves_nobodys_place() -> None:
    assert place_behind((11, 12, 13), 2, others=()) == 2
    assert place_behind((11, 12, 13), 1, others={11}) == 2
    assert place_behind((12, 13), 1, others=()) == 1
    assert place_behind((11,), 3, others={11}) == 0


def test_only_what_was_looked_at_without_a_gap_need_not_be_looked_at_again() -> None:
    window = Window((11, 12, 13, 14), is_complete=False, is_shared=True)
    assert rotated(window, 6) == (13, 14, 11, 12)
    assert absent_until(window, {13, 14}) is None
    assert absent_until(window, {13, 14, 11}) == 11
    assert absent_until(window, {11, 12, 13, 14}) == 14


def test_where_chats_count_for_themselves_one_looks_from_the_first_id_on() -> None:
    assert rotated(Window((11, 12, 13), is_complete=False), 2) == (11, 12, 13)


IN_A_ROW = [Known(chat, 100 + chat) for chat in range(1, 21)]


def test_an_accounts_window_starts_after_the_highest_id_at_the_intent() -> None:
    window = window_in_account(120, IN_A_ROW, highest=125, own=(), heard=0)
    assert (window.ids[0], window.ids[-1]) == (121, 175)
    assert window.is_complete
    assert window.ascending_from == 0


def test_a_window_leaves_out_what_others_have() -> None:
    window = window_in_account(105, IN_A_ROW, highest=125, own=(), heard=0)
    assert window.ids[:2] == (121, 122)


def test_a_first_broadcast_is_looked_for_around_what_is_known_of_it() -> None:
    window = window_in_account(0, IN_A_ROW, highest=120, own=(), heard=0)
    assert (window.ids[0], window.ids[-1]) == (52, 170)
    assert 110 not in window.ids


def test_without_any_known_id_nothing_is_proved() -> None:
    window = window_in_account(0, [], highest=0, own=(), heard=0)
    assert (window.ids, window.is_complete) == ((), False)
    assert not window_in_chat(0, set(), is_fresh=True).is_complete


def test_where_ids_repeat_from_chat_to_chat_the_chats_own_come_first() -> None:
    near = [Known(chat, 2) for chat in range(1, 11)]
    assert window_in_account(7, near, highest=7, own={4, 6}, heard=7).ids[:3] == (7, 8, 9)
