"""One event is one story, on real feeds read by hand: the labels are in `labels/`, and how they were read.

The sets lie beside the repository. Each is joined whole, once, by words alone and with the encoder; the largest with
LONG_RUNS=1.
"""

import os
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest

from benchmarks.captured import Event, events, judged, samples
from benchmarks.events import LEAST_PRECISION, LEAST_RECALL, held
from benchmarks.labelled import SETS
from benchmarks.reading import items_of, without
from news.adapters.embedder import open_embedders
from news.clustering.joining import Item
from news.clustering.trial import Sample, join

WAYS = ("words", "encoder")
LARGEST = "D"

EVENTS: dict[str, Event] = {event.name: event for event in events()}


NOT_YET = {
    # recall and precision of the best story, as measured
    ("biden-impeachment-inquiry-vote", "encoder"): "recall 0.94, precision 0.94",
    ("biden-impeachment-inquiry-vote", "words"): "recall 0.82, precision 0.91",
    ("braun-hanukkah-extinguisher", "words"): "recall 0.38, precision 0.97",
    ("cop28-deal", "words"): "recall 0.70, precision 0.93",
    ("scotus-mifepristone", "encoder"): "recall 1.00, precision 0.79",
    ("scotus-mifepristone", "words"): "recall 1.00, precision 0.94",
    ("tarique-rahman-sworn-in", "encoder"): "recall 0.86, precision 0.80",
    ("tarique-rahman-sworn-in", "words"): "recall 0.43, precision 0.67",
    ("tesla-autopilot-recall", "encoder"): "recall 0.96, precision 0.89",
    ("tusk-expose-and-confidence-vote", "encoder"): "recall 0.55, precision 1.00",
    ("tusk-expose-and-confidence-vote", "words"): "recall 0.43, precision 1.00",
    ("tusk-government-sworn-in", "encoder"): "recall 0.41, precision 1.00",
    ("tusk-government-sworn-in", "words"): "recall 0.30, precision 1.00",
}


def _case(event: str, way: str) -> Any:
    reason = NOT_YET.get((event, way))
    marks = [pytest.mark.xfail(strict=True, raises=AssertionError, reason=reason)] if reason else []
    if EVENTS[event].set == LARGEST and not os.environ.get("LONG_RUNS"):
        marks = [pytest.mark.skip(reason="its set takes a minute to join: LONG_RUNS=1")]
    return pytest.param(event, way, marks=marks, id=f"{event}-{way}")


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("event", "way"), [_case(event, way) for event in EVENTS for way in WAYS])
def test_one_story_holds_the_articles_of_an_event_and_no_others(event: str, way: str) -> None:
    told = EVENTS[event]
    (recall, precision), _ = held(told, _joined(told.set, way), _samples(told.set))
    assert recall >= LEAST_RECALL
    assert precision >= LEAST_PRECISION


def test_no_article_is_asked_for_in_two_events() -> None:
    asked = Counter(url for event in EVENTS.values() for url in event.urls)
    assert [url for url, count in asked.items() if count > 1] == []


def test_every_label_is_the_address_of_an_article_of_its_set() -> None:
    missing = {
        name: (event.urls | event.around) - {sample.url for sample in _samples(event.set)}
        for name, event in EVENTS.items()
    }
    assert {name: urls for name, urls in missing.items() if urls} == {}


def test_every_pair_that_was_read_is_of_two_articles_of_its_set_and_read_once() -> None:
    known = {sample.url for sample in _samples("B2")}
    pairs = judged()
    assert [pair.urls for pair in pairs if len(pair.urls) != 2 or not pair.urls <= known] == []
    assert len({pair.urls for pair in pairs}) == len(pairs)


# --- joining each set once -----------------------------------------------------------------------


@cache
def _joined(name: str, way: str) -> tuple[int, ...]:
    if way == "words":
        return tuple(join(without(_items(name))))
    if not open_embedders():
        pytest.skip("the sentence encoder is not installed")
    return tuple(join(_items(name)))


@cache
def _items(name: str) -> Sequence[Item]:
    return items_of(_samples(name))


def _samples(name: str) -> tuple[Sample, ...]:
    if not SETS.is_dir():
        pytest.skip("the sets of real feeds are not beside the repository")
    return samples(name)
