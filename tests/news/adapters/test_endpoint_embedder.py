"""Embeddings over HTTP, as good endpoints give them and as bad ones do: a scripted server on loopback."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import numpy as np
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from news.adapters import embeddings
from news.adapters.breaker import FAILURES_IN_A_ROW, REST_S
from news.adapters.embeddings import RUN_S, TEXTS_AT_ONCE, TRIES, EndpointEmbedder
from news.adapters.endpoint import Endpoint
from news.calibration import read_events

EVENTS = read_events()
PER_LANGUAGE = len(EVENTS.sentences) // len(EVENTS.languages)
SIZE = 48
TEXTS = ("Floods in the north", "Überschwemmungen im Norden", "Budget passed")

Play = Callable[["Model", web.Request, dict[str, Any]], Any]


@dataclass
class Model:
    """The server. What is asked of it is answered by the plays, one a request, and well once they are used up."""

    plays: list[Play] = field(default_factory=list)
    always: Play | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        return [text for request in self.asked for text in request["input"] if text not in EVENTS.sentences]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.asked.append(body)
        self.keys.append(request.headers.get("Authorization"))
        play = self.plays.pop(0) if self.plays else self.always or good
        made = play(self, request, body)
        return await made if asyncio.iscoroutine(made) else made


def vector(text: str) -> list[float]:
    """Sentences of one event lie close, whatever their language; other texts lie anywhere. All share something."""
    if text in EVENTS.sentences:
        event = EVENTS.sentences.index(text) % PER_LANGUAGE
        return [
            float(x) for x in 2 * _direction("all") + _direction(f"event {event}") + 0.3 * _direction(text)
        ]
    return [float(x) for x in 2 * _direction("all") + _direction(text)]


def _direction(name: str) -> Any:
    found = np.random.default_rng(int(sha256(name.encode()).hexdigest()[:8], 16)).normal(size=SIZE)
    return found / np.linalg.norm(found)


def answer_of(texts: Sequence[str], **more: Any) -> dict[str, Any]:
    rows = [{"object": "embedding", "index": at, "embedding": vector(text)} for at, text in enumerate(texts)]
    return {
        "object": "list",
        "data": rows,
        "model": "m",
        "usage": {"prompt_tokens": 9, "total_tokens": 9},
    } | more


def good(_: Model, __: web.Request, body: Mapping[str, Any]) -> web.Response:
    return web.json_response(answer_of(body["input"]))


def status(code: int, **headers: str) -> Play:
    return lambda *_: web.Response(status=code, headers={k.replace("_", "-"): v for k, v in headers.items()})


def saying(text: str | bytes) -> Play:
    return lambda *_: web.Response(body=text, content_type="application/json")


def changed(change: Callable[[dict[str, Any]], object]) -> Play:
    def play(_: Model, __: web.Request, body: Mapping[str, Any]) -> web.Response:
        told = answer_of(body["input"])
        change(told)
        return web.Response(text=json.dumps(told), content_type="application/json")

    return play


class Clock:
    """Pauses pass at once, and are counted."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.pauses: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


@asynccontextmanager
async def serving(
    model: Model, clock: Clock | None = None, key: str | None = None
) -> AsyncIterator[EndpointEmbedder]:
    site = web.Application(client_max_size=10**7)
    site.router.add_post("/v1/embeddings", model.answer)
    clock = clock or Clock()
    async with TestServer(site) as server:
        endpoint = Endpoint("m", f"http://127.0.0.1:{server.port}/v1", key)
        embedder = EndpointEmbedder(endpoint, clock=clock, pause=clock.pause)
        try:
            yield embedder
        finally:
            await embedder.close()


async def test_texts_become_vectors_of_unit_length_in_order() -> None:
    model = Model()
    async with serving(model) as embedder:
        told = await embedder.embed(TEXTS, languages=["en", "de", None])
        again = await embedder.embed(TEXTS[::-1], languages=[None, "de", "en"])
    assert [round(float(np.linalg.norm(v)), 4) for v in told if v is not None] == [1.0] * 3
    assert all(np.allclose(one, two) for one, two in zip(told, again[::-1], strict=True))
    assert embedder.trouble is None


async def test_an_answer_out_of_order_is_put_in_order() -> None:
    model = Model(always=changed(lambda told: told["data"].reverse()))
    async with serving(model) as embedder:
        crossed = await embedder.embed(TEXTS)
    async with serving(Model()) as embedder:
        straight = await embedder.embed(TEXTS)
    assert all(np.allclose(one, two) for one, two in zip(crossed, straight, strict=True))


async def test_what_all_texts_share_is_taken_away() -> None:
    async with serving(Model()) as embedder:
        one, other = await embedder.embed(["Floods in the north", "Budget passed"])
    raw = np.array(vector("Floods in the north")) @ np.array(vector("Budget passed")) / 5
    assert raw > 0.7, "as the model gives them, any two texts are alike"
    assert one is not None
    assert other is not None
    assert float(one @ other) < 0.4


async def test_the_languages_are_known_once_the_model_was_tried_and_it_is_tried_once() -> None:
    model = Model()
    async with serving(model) as embedder:
        assert embedder.languages == frozenset()
        before = embedder.name
        await embedder.prepare()
        tried = len(model.asked)
        await embedder.prepare()
        await embedder.embed(TEXTS)
    assert embedder.languages is None, "all"
    assert len(model.asked) == tried + 1
    assert embedder.name != before, "vectors kept under another name are never compared"


async def test_a_slow_endpoint_is_tried_over_several_runs() -> None:
    clock, model = Clock(), Model()

    def slow(*asked: Any) -> web.Response:
        clock.now += RUN_S / 2
        return good(*asked)

    model.always = slow
    async with serving(model, clock) as embedder:
        runs = 0
        while embedder.languages is not None and runs < 20:
            await embedder.prepare()
            runs += 1
    assert runs == 5
    assert len(model.asked) == 9, "no sentence is asked of twice"


async def test_many_texts_go_in_batches() -> None:
    model = Model()
    async with serving(model) as embedder:
        told = await embedder.embed([f"text {n}" for n in range(150)])
    assert all(v is not None for v in told)
    assert [len(request["input"]) for request in model.asked[-5:]] == [32, 32, 32, 32, 22]
    assert {len(request["input"]) <= TEXTS_AT_ONCE for request in model.asked} == {True}


async def test_an_empty_text_is_no_reason_for_a_refusal() -> None:
    model = Model()
    async with serving(model) as embedder:
        (told,) = await embedder.embed([""])
    assert told is not None
    assert model.texts == [" "]


async def test_a_key_is_sent_where_there_is_one() -> None:
    model = Model()
    async with serving(model, key="sk-test") as embedder:
        await embedder.prepare()
    assert set(model.keys) == {"Bearer sk-test"}


async def test_too_many_requests_are_tried_again_when_the_endpoint_says() -> None:
    clock, model = Clock(), Model(plays=[status(429, Retry_After="7")])
    async with serving(model, clock) as embedder:
        (told,) = await embedder.embed(["text"])
    assert told is not None
    assert clock.pauses == [7.0]


async def test_a_server_that_stumbles_is_tried_a_few_times() -> None:
    clock, model = Clock(), Model(plays=[status(500), status(503)])
    async with serving(model, clock) as embedder:
        (told,) = await embedder.embed(["text"])
    assert told is not None
    assert clock.pauses == [0.5, 1.0]


async def test_who_asks_for_an_hour_is_not_waited_for() -> None:
    clock, model = Clock(), Model(plays=[status(429, Retry_After="3600")])
    async with serving(model, clock) as embedder:
        assert await embedder.embed(["text"]) == [None]
        assert clock.pauses == []
        asked = len(model.asked)
        assert await embedder.embed(["text"]) == [None]
        assert len(model.asked) == asked, "it is left alone"
        clock.now += REST_S
        (told,) = await embedder.embed(["text"])
    assert told is not None
    assert embedder.trouble is None


@pytest.mark.parametrize("code", [401, 402, 403, 404, 301])
async def test_what_only_the_operator_can_mend_is_asked_once_and_told(code: int) -> None:
    model = Model(always=status(code, Location="/elsewhere"))
    async with serving(model) as embedder:
        assert await embedder.embed(TEXTS) == [None] * 3
        assert await embedder.embed(TEXTS) == [None] * 3
    assert len(model.asked) == 1
    assert embedder.trouble is not None
    assert f"HTTP {code}" in embedder.trouble
    assert embedder.languages == frozenset()


async def test_a_server_that_is_down_is_left_alone_and_found_again() -> None:
    clock, model = Clock(), Model()
    async with serving(model, clock) as embedder:
        await embedder.prepare()
        model.always = status(500)
        told = await embedder.embed([f"text {n}" for n in range(500)])
        assert told == [None] * 500
        tried = len(model.asked)
        assert tried <= 9 + TRIES * FAILURES_IN_A_ROW
        assert await embedder.embed(TEXTS) == [None] * 3
        assert len(model.asked) == tried
        assert embedder.trouble is not None
        model.always = None
        clock.now += REST_S
        found = await embedder.embed(TEXTS)
    assert all(v is not None for v in found)
    assert embedder.trouble is None


async def test_an_address_where_nobody_listens_costs_nothing_but_meaning() -> None:
    clock = Clock()
    embedder = EndpointEmbedder(Endpoint("m", "http://127.0.0.1:9/v1"), clock=clock, pause=clock.pause)
    assert await embedder.embed(TEXTS) == [None] * 3
    await embedder.close()


async def test_an_endpoint_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "TRY_S", 0.05)
    gone = asyncio.Event()

    async def hang() -> web.Response:
        await gone.wait()
        return web.Response()

    async with serving(Model(always=lambda *_: hang())) as embedder:
        assert await embedder.embed(TEXTS) == [None] * 3
        gone.set()
    assert embedder.trouble is not None
    assert "no answer" in embedder.trouble


async def test_a_run_has_an_end_however_slow_the_endpoint() -> None:
    clock, model = Clock(), Model()

    def slow(*asked: Any) -> web.Response:
        clock.now += RUN_S / 2
        return good(*asked)

    async with serving(model, clock) as embedder:
        await embedder.prepare()
        model.always = slow
        told = await embedder.embed([f"text {n}" for n in range(500)])
    assert [v is not None for v in told] == [True] * 64 + [False] * 436
    assert embedder.trouble is None, "slow is not broken"


async def test_one_text_that_is_refused_does_not_cost_the_others() -> None:
    def picky(model: Model, request: web.Request, body: Mapping[str, Any]) -> web.Response:
        if "too long" in body["input"]:
            return web.Response(status=400)
        return good(model, request, body)

    model = Model(always=picky)
    async with serving(model) as embedder:
        told = await embedder.embed([*(f"text {n}" for n in range(30)), "too long"])
    assert [v is not None for v in told] == [True] * 24 + [False] * 7
    assert embedder.trouble is None


@pytest.mark.parametrize(
    "play",
    [
        saying("{"),
        saying("[" * 50_000),
        saying("null"),
        saying(b"\xff\xfe"),
        saying('{"data": {}}'),
        saying('{"data": [1, 2, 3]}'),
        changed(lambda told: told["data"].pop()),
        changed(lambda told: told["data"].append(told["data"][0])),
        changed(lambda told: told["data"][0].update(index=True)),
        changed(lambda told: told["data"][0].update(index=10**30)),
        changed(lambda told: told["data"][0].update(embedding=[])),
        changed(lambda told: told["data"][0].update(embedding="AAAA")),
        changed(lambda told: told["data"][0]["embedding"].pop()),
        changed(lambda told: [row.update(embedding=row["embedding"][:-1]) for row in told["data"]]),
        changed(lambda told: told["data"][0].update(embedding=[float("nan")] * SIZE)),
        changed(lambda told: told["data"][0].update(embedding=[float("inf")] * SIZE)),
        changed(lambda told: told["data"][0].update(embedding=[10**400] * SIZE)),
        changed(lambda told: told["data"][0].update(embedding=[1e308] * SIZE)),
        changed(lambda told: told["data"][0].update(embedding=[0.0] * SIZE)),
        changed(lambda told: told["data"][0].update(embedding=["1"] * SIZE)),
        changed(lambda told: told["data"][0].update(embedding=[None] * SIZE)),
        changed(lambda told: [row.update(embedding=[1.0] * 20_000) for row in told["data"]]),
    ],
)
async def test_nothing_that_is_wrong_is_believed(play: Play) -> None:
    model = Model()
    async with serving(model) as embedder:
        await embedder.prepare()
        model.always = play
        assert await embedder.embed(TEXTS) == [None] * 3


async def test_an_answer_without_end_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "ANSWER_BYTES", 100_000)
    sent = 0

    async def flood(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        while sent < 10**9:
            try:
                await response.write(b" " * 65_536)
            except ConnectionError:
                break
            sent += 65_536
        return response

    model = Model()
    async with serving(model) as embedder:
        await embedder.prepare()
        model.always = lambda _, request, __: flood(request)
        assert await embedder.embed(TEXTS) == [None] * 3
    assert sent < 10**8


async def test_a_model_that_cannot_tell_events_apart_joins_nothing() -> None:
    def same(told: dict[str, Any]) -> None:
        for row in told["data"]:
            row["embedding"] = [1.0] * SIZE

    async with serving(Model(always=changed(same))) as embedder:
        assert await embedder.embed(TEXTS) == [None] * 3
    assert embedder.trouble is not None
    assert "does not tell events apart" in embedder.trouble


async def test_a_count_of_tokens_that_makes_no_sense_does_no_harm() -> None:
    model = Model(always=changed(lambda told: told.update(usage={"total_tokens": "many"})))
    async with serving(model) as embedder:
        assert all(v is not None for v in await embedder.embed(TEXTS))


async def test_no_texts_are_no_request() -> None:
    model = Model()
    async with serving(model) as embedder:
        await embedder.prepare()
        asked = len(model.asked)
        assert await embedder.embed([]) == []
    assert len(model.asked) == asked
