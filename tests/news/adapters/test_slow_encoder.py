"""The slow encoder of many languages: what it has no time for stays untold, and what only it knows goes first."""

from hashlib import sha256
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from news.adapters.embedder_e5 import PACKAGE, RUN_S, TEXTS_AT_ONCE, SlowEncoder, open_slow_encoder
from news.calibration import read_events

EVENTS = read_events()
PER_LANGUAGE = len(EVENTS.sentences) // len(EVENTS.languages)


class Model:
    """Tells events apart in every language; takes as long as it is told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.now, self.seconds_a_text = 1_000.0, 0.0
        self.loaded = 0

    def load(self) -> "Model":
        self.loaded += 1
        return self

    def clock(self) -> float:
        return self.now

    def query(self, texts: list[str]) -> Any:
        self.asked += texts
        self.now += self.seconds_a_text * len(texts)
        return np.array([self._vector(text) for text in texts], dtype=np.float32)

    def _vector(self, text: str) -> Any:
        place = EVENTS.sentences.index(text) % PER_LANGUAGE if text in EVENTS.sentences else text
        return (2 * _direction("all") + _direction(f"event {place}") + 0.3 * _direction(text)) / 2.3


def _direction(name: str) -> Any:
    found = np.random.default_rng(int(sha256(name.encode()).hexdigest()[:8], 16)).normal(size=48)
    return found / np.linalg.norm(found)


def an_encoder(model: Model) -> SlowEncoder:
    return SlowEncoder(frozenset({"en"}), load=model.load, clock=model.clock)


async def test_texts_become_vectors_of_unit_length() -> None:
    told = await an_encoder(Model()).embed(["Flood in the north", ""], languages=["en", None])
    assert [round(float(np.linalg.norm(v)), 3) for v in told if v is not None] == [1.0, 1.0]


async def test_the_model_is_loaded_and_tried_once() -> None:
    model = Model()
    encoder = an_encoder(model)
    assert encoder.languages == frozenset()
    await encoder.embed(["one"])
    await encoder.embed(["two"])
    assert model.loaded == 1
    assert encoder.languages is None, "all"
    assert len(model.asked) == len(EVENTS.sentences) + 2


async def test_what_it_has_no_time_for_stays_untold_and_what_only_it_knows_goes_first() -> None:
    model = Model()
    encoder = an_encoder(model)
    await encoder.prepare()
    model.seconds_a_text = RUN_S / TEXTS_AT_ONCE
    languages = ["en"] * 20 + ["el"] * TEXTS_AT_ONCE
    told = await encoder.embed([f"text {n}" for n in range(len(languages))], languages=languages)
    assert [vector is not None for vector in told] == [False] * 20 + [True] * TEXTS_AT_ONCE


async def test_odd_characters_are_no_reason_to_stop() -> None:
    told = await an_encoder(Model()).embed(["a\0b", "lone \ud800 surrogate"])
    assert all(vector is not None for vector in told)


def test_where_it_is_not_installed_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("news.adapters.embedder_e5.PACKAGE", "not_installed_anywhere")
    assert open_slow_encoder(known_already=frozenset()) is None


@pytest.mark.skipif(find_spec(PACKAGE) is None, reason="the extra `languages` is not installed")
async def test_the_installed_model_knows_what_the_fast_one_does_not() -> None:
    encoder = open_slow_encoder(known_already=frozenset())
    assert encoder is not None
    await encoder.prepare()
    assert encoder.languages is None, "all that are tried, and so others too"
