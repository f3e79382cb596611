"""The arithmetic of docs/scale.md: nothing is lost in it, and it gives what a sheet of paper gives."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.lateness import (
    CHOSEN,
    DAY_S,
    MORNING,
    PEOPLE,
    answers_a_second,
    dealt,
    lateness,
    sent_at,
    slots,
)
from benchmarks.scale import (
    Assumed,
    Measured,
    bounds,
    loads,
    model_cost,
    most_readers,
    read_measured,
    written,
)

QUIET = np.zeros(24)
MEASURED = Measured(
    poll_s=0.02, unchanged_s=0.001, join_s=0.004, compose_s=0.01, send_s=0.0003, update_s=0.01, share=0.95,
    article_bytes=3_000, digest_bytes=2_000,
)  # fmt: skip


def test_a_hundred_digests_at_one_hour_are_sent_one_after_another():
    due = slots(100, zones={0: 1.0}, hours=MORNING)
    sent = sent_at(due, limit=10.0, answers=QUIET)
    assert sent == pytest.approx(8 * 3_600 + np.arange(1, 101) / 10)
    told = lateness(due, sent)
    assert (told.p50, told.most, told.within) == (pytest.approx(5.05), pytest.approx(10.0), 1.0)


def test_answers_go_first():
    due = slots(90, zones={0: 1.0}, hours=MORNING)
    sent = sent_at(due, limit=10.0, answers=np.full(24, 9.0))
    assert sent[-1] - due[-1] == pytest.approx(90.0)


def test_what_a_day_leaves_over_is_sent_on_the_next_before_its_own():
    due = slots(4_000, zones={0: 1.0}, hours={23.5: 1.0})
    sent = sent_at(due, limit=1.0, answers=QUIET)
    assert sent[-1] == pytest.approx(23.5 * 3_600 + 4_000)
    assert sent[-1] > DAY_S


def test_while_there_is_room_for_none_all_wait():
    answers = np.zeros(24)
    answers[8] = 50.0
    due = slots(10, zones={0: 1.0}, hours=MORNING)
    assert sent_at(due, limit=10.0, answers=answers)[0] == pytest.approx(9 * 3_600 + 0.1)


def test_more_than_a_day_holds_is_said_and_not_reckoned():
    with pytest.raises(ValueError, match="do not fit"):
        sent_at(slots(1_000, zones={0: 1.0}, hours=MORNING), limit=0.01, answers=QUIET)


@pytest.mark.parametrize("readers", [1, 999, 100_003])
def test_every_reader_is_due_once_and_sent_to_once_and_not_before_their_hour(readers):
    due = slots(readers, zones=PEOPLE, hours=CHOSEN)
    sent = sent_at(due, limit=30.0, answers=QUIET)
    assert len(due) == len(sent) == readers
    assert (sent > due).all()
    assert np.diff(np.sort(sent)).min(initial=1.0) >= 1 / 30 - 1e-6, "never faster than the limit"


def test_hours_are_those_of_the_readers_zone():
    due = slots(10, zones={9: 1.0, -5: 1.0}, hours=MORNING)
    assert set(due) == {23 * 3_600.0, 13 * 3_600.0}


def test_what_is_dealt_out_is_all_of_it():
    assert dealt(10, [1, 1, 1]) == [4, 3, 3]
    assert sum(dealt(1_000_003, list(PEOPLE.values()))) == 1_000_003
    assert answers_a_second(86_400.0, zones=PEOPLE).sum() * 3_600 == pytest.approx(86_400.0)


def test_dealing_an_hour_out_makes_nobody_later():
    due, spread = (slots(50_000, zones=PEOPLE, hours=CHOSEN, spread_s=s) for s in (0, 1_800))
    as_chosen, dealt_out = (lateness(d, sent_at(d, limit=30.0, answers=QUIET)).p95 for d in (due, spread))
    assert dealt_out < as_chosen


def test_the_model_costs_the_same_for_ten_readers_as_for_ten_million():
    small = Assumed(
        told=10, languages=2, story_tokens=(100, 10), translation_tokens=(50, 10), price=(1.0, 10.0)
    )
    assert model_cost(small) == (1_700.0, pytest.approx((1_500 * 1 + 200 * 10) / 1e6))


def test_only_what_readers_cause_grows_with_them():
    few, many = (loads(MEASURED, Assumed(), readers=n, limit=30.0) for n in (1_000, 10_000))
    grown = {one.work: other.a_day / one.a_day for one, other in zip(few, many, strict=True)}
    assert grown == {
        "polling feeds": 1, "joining articles": 1, "making digests": pytest.approx(10), "sending": pytest.approx(10),
        "answering readers": pytest.approx(10),
    }  # fmt: skip


def test_the_most_readers_are_found_to_a_hundredth():
    assert most_readers(lambda readers: readers <= 123_456) == pytest.approx(123_456, rel=0.02)


def test_the_worst_hour_gives_way_first():
    readers, what, _ = bounds(MEASURED, Assumed())[0]
    assert "everybody at eight" in what
    assert 0 < readers < 1_000_000


def test_one_process_sends_whatever_is_allowed():
    slow = replace(MEASURED, send_s=0.01)
    assert (slow.carried, slow.reached(30.0), slow.reached(1_000.0)) == (
        pytest.approx(60.0), pytest.approx(28.5), pytest.approx(60.0),
    )  # fmt: skip
    of_sender = [readers for readers, what, _ in bounds(slow, Assumed()) if "process that sends" in what]
    assert len(of_sender) == 2
    assert max(of_sender) < next(n for n, what, _ in bounds(slow, Assumed()) if "Telegram's 1,000" in what)
    assert "would take 10.0 cores" in written(slow, Assumed())
    assert not any("process that sends" in what for _, what, _ in bounds(MEASURED, Assumed()))


def test_a_row_that_was_never_measured_is_named():
    with pytest.raises(ValueError, match="ingest"):
        read_measured("| row |\n")


def test_the_page_is_written_from_the_figures():
    page = written(MEASURED, Assumed())
    assert "a digest 10.0 ms" in page
    assert "## What breaks first" in page
