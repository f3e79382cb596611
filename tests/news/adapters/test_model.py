"""A model over HTTP, as good endpoints give it and as bad ones do: the scripted server on loopback."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel

from news.adapters.breaker import FAILURES_IN_A_ROW, REST_S
from news.adapters.endpoint import Endpoint
from news.adapters.model import EndpointModel
from news.errors import (
    CutShort,
    Declined,
    InputTooLong,
    Misread,
    ModelBusy,
    ModelClosed,
    ModelFailed,
)
from news.operating.usage import read_prices
from news.ports import Again, Prompt, Reply
from news.prompts import read_wording
from news.writing.drafts import StoryAnswer
from news.writing.fence import fence
from tests.scripted_model import ScriptedModel, playing

SOURCES = (
    ("1.0", "Nine dead as ferry sinks off Marel"),
    ("1.1", "At least nine people died when a ferry sank off Marel on Tuesday."),
    ("1.2", "The coast guard said it had saved 41 people."),
    ("2.0", "Ferry with 50 on board goes down near Marel"),
    ("2.1", "Rescue ships from three towns took part in the search."),
    ("2.2", "The cause was not known on Tuesday night."),
)


def a_prompt(**more: Any) -> Prompt:
    wording = read_wording("story")
    user = f"Write in: English (en)\n{fence(SOURCES, nonce='7f3a9c')}\nWrite the story as one JSON object."
    plain = {"system": wording.system, "user": user, "version": wording.version, "schema": wording.schema}
    return Prompt(**plain | more)


class Notes:
    """A memory that several adapters can share, as if the program had been started again."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    async def recall(self, name: str) -> str | None:
        return self.kept.get(name)

    async def keep(self, name: str, value: str) -> None:
        self.kept[name] = value


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
async def adapter(
    model: ScriptedModel, clock: Clock | None = None, *, memory: Notes | None = None, **more: Any
) -> AsyncIterator[EndpointModel]:
    clock = clock or Clock()
    made = EndpointModel(
        Endpoint("scripted", model.url, "k"),
        memory=memory or Notes(),
        clock=clock,
        pause=clock.pause,
        draw=lambda: 0.5,
        **more,
    )
    try:
        yield made
    finally:
        await made.close()


async def ask(*plays: str, **more: Any) -> tuple[Reply[StoryAnswer], ScriptedModel]:
    with playing(*plays) as model:
        async with adapter(model, **more) as asked:
            return await asked.generate(a_prompt(), returns=StoryAnswer), model


async def fail(*plays: str, **more: Any) -> tuple[ModelFailed, ScriptedModel]:
    with playing(*plays) as model:
        async with adapter(model, **more) as asked:
            with pytest.raises(ModelFailed) as failed:
                await asked.generate(a_prompt(), returns=StoryAnswer)
            return failed.value, model


# --- good answers --------------------------------------------------------------------------------


async def test_a_story_comes_back_as_values_with_what_it_cost() -> None:
    reply, model = await ask("good", prices=read_prices("1/2"))
    assert reply.value.headline.text == SOURCES[0][1]
    assert [said.evidence for said in reply.value.paragraphs[0].sentences] == [["1.1"], ["2.1"]]
    assert reply.model == "scripted-1"
    assert reply.tokens_in > 100
    assert reply.cost == Decimal(reply.tokens_in + 2 * reply.tokens_out) / 1_000_000
    assert (reply.calls, model.paid) == (1, 1)


async def test_what_is_sent_holds_the_fenced_sources_the_schema_and_no_key() -> None:
    _, model = await ask("good")
    (asked,) = model.asked
    assert asked.sources == dict(SOURCES)
    assert asked.nonces == {"7f3a9c"}
    assert asked.schema == a_prompt().schema
    assert asked.body["response_format"]["json_schema"]["strict"] is True
    assert asked.body["max_tokens"] == a_prompt().max_tokens
    assert asked.key == "Bearer k"
    assert "Bearer" not in str(asked.body)


async def test_a_prompt_that_loses_its_sources_gets_no_story() -> None:
    with playing() as model:
        async with adapter(model) as asked:
            with pytest.raises(ModelBusy):
                await asked.generate(a_prompt(user="Write the story as JSON."), returns=StoryAnswer)


@pytest.mark.parametrize(
    "play", ["extra_keys", "fenced", "reasoning_tags", "trailing_comma", "slow_stream", "no_stream"]
)
async def test_an_answer_is_found_in_whatever_it_comes_in(play: str) -> None:
    reply, _ = await ask(play, play)
    assert reply.value.headline.text == SOURCES[0][1]


async def test_what_an_endpoint_does_not_count_is_estimated() -> None:
    told, _ = await ask("good", prices=read_prices("1/1"))
    untold, _ = await ask("no_usage", prices=read_prices("1/1"))
    assert 0.5 * told.tokens_in < untold.tokens_in < 3 * told.tokens_in
    assert untold.tokens_out == a_prompt().max_tokens, "what it thought without a word may be billed"
    assert untold.cost


# --- answers of no use ---------------------------------------------------------------------------


@pytest.mark.parametrize("play", ["invalid_json", "wrong_schema", "empty", "null_content"])
async def test_an_answer_of_another_shape_is_not_read(play: str) -> None:
    failed, model = await fail(play)
    assert isinstance(failed, Misread)
    assert len(failed.said) <= 300
    assert (len(model.asked), failed.usage.calls) == (1, 1)
    assert failed.usage.tokens_in > 100


async def test_a_model_can_be_told_what_was_wrong() -> None:
    with playing("wrong_schema") as model:
        async with adapter(model) as asked:
            with pytest.raises(Misread) as failed:
                await asked.generate(a_prompt(), returns=StoryAnswer)
            again = Again(
                said=failed.value.said, complaint=f"Wrong: {failed.value.reason}. Answer again as JSON."
            )
            reply = await asked.generate(a_prompt(again=again), returns=StoryAnswer)
    assert reply.value.paragraphs
    assert "headline" in failed.value.reason
    assert model.asked[1].turns == ["system", "user", "assistant", "user"]
    assert "JSON Schema" in model.asked[1].system, "an endpoint may have ignored the parameter"


@pytest.mark.parametrize("play", ["refusal", "refusal_text", "content_filter", "filtered_prompt"])
async def test_a_refusal_is_known_in_every_dress(play: str) -> None:
    failed, model = await fail(play)
    assert isinstance(failed, Declined)
    assert len(model.asked) == 1


@pytest.mark.parametrize("play", ["truncated", "cut_stream", "torn_stream"])
async def test_an_answer_without_its_end_is_no_answer(play: str) -> None:
    failed, model = await fail(play)
    assert isinstance(failed, CutShort)
    assert (len(model.asked), failed.usage.calls) == (1, 1), "what may be billed is not asked again unasked"
    assert failed.usage.tokens_in > 100


async def test_a_stream_that_stalls_is_left() -> None:
    failed, _ = await fail("stall_stream", stall_s=0.1)
    assert isinstance(failed, CutShort)


async def test_a_stream_of_nothing_is_left_in_the_end() -> None:
    failed, _ = await fail("slow", patience_s=0.3)
    assert isinstance(failed, CutShort)


async def test_more_than_a_model_can_read_is_said() -> None:
    failed, model = await fail("context_length")
    assert isinstance(failed, InputTooLong)
    assert (len(model.asked), failed.usage.calls) == (1, 0)


# --- heard while it is given ---------------------------------------------------------------------


async def heard(model: ScriptedModel, *, heard_stall_s: float = 10.0, **more: Any) -> list[Mapping[str, Any]]:
    """The parts of an answer, whatever becomes of it."""
    parts: list[Mapping[str, Any]] = []
    async with adapter(model, heard_stall_s=heard_stall_s, **more) as asked:
        with suppress(ModelFailed):
            await asked.generate(a_question(), returns=dict, on_part=parts.append)
    return parts


def a_question() -> Prompt:
    wording = read_wording("answer")
    user = fence((*SOURCES, ("question", "How many people died?")), nonce="7f3a9c")
    return Prompt(wording.system, user, wording.version, schema=wording.schema, kind="answer")


@pytest.mark.parametrize("play", ["good", "slow_stream", "fenced", "reasoning_tags"])
async def test_an_answer_is_heard_sentence_by_sentence(play: str) -> None:
    with playing(play) as model:
        parts = await heard(model)
    assert len(parts[0]["sentences"]) < len(parts[-1]["sentences"]) == 2
    assert parts[0]["answerable"] is True


async def test_a_model_that_does_not_stream_is_asked_plainly_ever_after() -> None:
    notes = Notes()
    with playing("no_stream") as model:
        assert await heard(model, memory=notes) == []
        assert await heard(model, memory=notes) == []
    assert [bool(asked.body.get("stream")) for asked in model.asked] == [True, False, False]


async def test_a_stream_that_stalls_while_somebody_listens_is_left_sooner() -> None:
    with playing("held_stream") as model:
        [part] = await heard(model, heard_stall_s=0.2, stall_s=600.0)
        assert await asyncio.to_thread(model.hung_up.wait, 10)
    assert len(part["sentences"]) == 1


async def test_whoever_stops_listening_hangs_up() -> None:
    with playing("held_stream") as model:
        began = asyncio.Event()
        async with adapter(model) as asked:
            asking = asyncio.create_task(
                asked.generate(a_question(), returns=dict, on_part=lambda _: began.set())
            )
            await asyncio.wait_for(began.wait(), 10)
            asking.cancel()
            await asyncio.wait({asking})
            assert await asyncio.to_thread(model.hung_up.wait, 10)
    assert asking.cancelled()


# --- not now -------------------------------------------------------------------------------------


@pytest.mark.parametrize("play", ["429", "500", "503_html", "reset"])
async def test_a_busy_endpoint_is_asked_again(play: str) -> None:
    reply, model = await ask(play, play)
    assert len(model.asked) == 3
    assert reply.calls == model.paid == 1


async def test_pauses_are_no_shorter_than_asked_for_and_never_the_same_for_all() -> None:
    clock = Clock()
    await ask("429", "500", clock=clock)
    assert clock.pauses == [1.25, 0.5], "Retry-After and a part of half a second, a part of a second"


async def test_it_is_asked_three_times_at_most() -> None:
    failed, model = await fail("500", "500", "500")
    assert isinstance(failed, ModelBusy)
    assert (len(model.asked), failed.usage.calls) == (3, 0)


async def test_a_long_pause_is_not_waited_for_here_and_kept_by_all() -> None:
    with playing("429_long") as model:
        clock = Clock()
        async with adapter(model, clock) as asked:
            for _ in range(2):
                with pytest.raises(ModelBusy) as failed:
                    await asked.generate(a_prompt(), returns=StoryAnswer)
            assert failed.value.after is not None
            assert timedelta(0) < failed.value.after <= timedelta(seconds=REST_S)
            assert (len(model.asked), clock.pauses) == (1, [])
            clock.now += REST_S
            await asked.generate(a_prompt(), returns=StoryAnswer)


async def test_an_endpoint_that_hangs_is_left_in_time_and_may_bill_it() -> None:
    failed, _ = await fail("hang", patience_s=0.3)
    assert isinstance(failed, ModelBusy)
    assert failed.usage.calls == 1


async def test_an_endpoint_that_is_not_there_is_busy() -> None:
    with playing() as model:
        pass
    async with adapter(model) as asked:
        with pytest.raises(ModelBusy) as failed:
            await asked.generate(a_prompt(), returns=StoryAnswer)
    assert failed.value.usage.calls == 0


# --- not at all ----------------------------------------------------------------------------------


@pytest.mark.parametrize("play", ["quota", "401", "404_model"])
async def test_what_the_operator_must_mend_is_not_asked_again_for_ten_minutes(play: str) -> None:
    with playing(always=play) as model:
        clock = Clock()
        async with adapter(model, clock) as asked:
            for _ in range(3):
                with pytest.raises(ModelClosed):
                    await asked.generate(a_prompt(), returns=StoryAnswer)
            assert len(model.asked) == 1
            assert asked.trouble is not None
            assert "scripted does not serve" in asked.trouble
            assert "sk-" not in asked.trouble
            model.always, clock.now = "good", clock.now + REST_S
            await asked.generate(a_prompt(), returns=StoryAnswer)
            assert asked.trouble is None


async def test_an_endpoint_that_fails_and_fails_is_left_alone() -> None:
    with playing(always="500") as model:
        async with adapter(model) as asked:
            for _ in range(FAILURES_IN_A_ROW):
                with pytest.raises(ModelBusy):
                    await asked.generate(a_prompt(), returns=StoryAnswer)
            before = len(model.asked)
            with pytest.raises(ModelClosed):
                await asked.generate(a_prompt(), returns=StoryAnswer)
    assert len(model.asked) == before


async def test_bad_answers_do_not_close_the_model() -> None:
    with playing(always="invalid_json") as model:
        async with adapter(model) as asked:
            for _ in range(2 * FAILURES_IN_A_ROW):
                with pytest.raises(Misread):
                    await asked.generate(a_prompt(), returns=StoryAnswer)
            assert asked.trouble is None


# --- not so --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("play", "refused", "then"),
    [
        ("no_json_schema", 1, "json_object"),
        ("no_json_object", 2, "plain"),
        ("no_temperature", 1, "json_schema"),
        ("no_max_tokens", 1, "json_schema"),
        ("no_stream", 1, "json_schema"),
    ],
)
async def test_the_form_an_endpoint_takes_is_found_once_and_outlives_the_process(
    play: str, refused: int, then: str
) -> None:
    memory = Notes()
    with playing(always=play) as model:
        async with adapter(model, memory=memory) as asked:
            reply = await asked.generate(a_prompt(), returns=StoryAnswer)
        assert (len(model.asked), reply.calls, model.paid) == (refused + 1, 1, 1)
        assert model.asked[-1].format == then
        async with adapter(model, memory=memory) as asked:
            await asked.generate(a_prompt(), returns=StoryAnswer)
        assert len(model.asked) == refused + 2
    assert all(model.url not in f"{name}{value}" for name, value in memory.kept.items()), (
        "it may hold a password"
    )


async def test_where_no_form_is_taken_none_is_remembered() -> None:
    memory = Notes()
    failed, model = await fail(*["400"] * 9, memory=memory)
    assert type(failed) is ModelFailed
    assert [asked.format for asked in model.asked] == [
        "json_schema",
        "json_schema",
        "json_object",
        "plain",
        "plain",
    ]
    assert memory.kept == {}


async def test_bounds_that_an_endpoint_does_not_know_are_left_out_of_the_schema() -> None:
    bounded = {
        "type": "object",
        "additionalProperties": False,
        "required": ["answer"],
        "properties": {"answer": {"type": "string", "maxLength": 40}},
    }
    memory = Notes()
    with playing(always="no_bounds") as model:
        async with adapter(model, memory=memory) as asked:
            for _ in range(2):
                await asked.generate(Prompt("JSON.", "What?", "probe/1", schema=bounded), returns=Answered)
    assert [asked.format for asked in model.asked] == ["json_schema"] * 3
    assert ["maxLength" in str(asked.schema) for asked in model.asked] == [True, False, False]


async def test_where_the_format_is_no_parameter_the_schema_is_in_words() -> None:
    with playing(always="no_json_object") as model:
        async with adapter(model) as asked:
            await asked.generate(a_prompt(), returns=StoryAnswer)
    assert model.asked[-1].schema == a_prompt().schema


async def test_openai_itself_is_asked_in_its_own_way() -> None:
    with playing(always="no_max_tokens") as model:
        async with adapter(model) as asked:
            await asked.generate(a_prompt(), returns=StoryAnswer)
    assert model.asked[-1].body["max_completion_tokens"] == a_prompt().max_tokens


# --- many at once --------------------------------------------------------------------------------


async def test_the_same_question_of_many_is_asked_and_paid_once() -> None:
    with playing() as model:
        async with adapter(model) as asked:
            prompt = a_prompt(key="story 1 revision 2 en")
            replies = await asyncio.gather(*(asked.generate(prompt, returns=StoryAnswer) for _ in range(20)))
    assert len(model.asked) == 1
    assert sum(reply.calls for reply in replies) == 1
    assert len({id(reply.value) for reply in replies}) == 1
    assert [reply.usage.tokens for reply in replies].count(0) == 19


async def test_a_failure_of_a_shared_question_is_everybodys_and_paid_once() -> None:
    with playing("empty") as model:
        async with adapter(model) as asked:
            prompt = a_prompt(key="k")
            told = await asyncio.gather(
                *(asked.generate(prompt, returns=StoryAnswer) for _ in range(5)), return_exceptions=True
            )
    assert [type(failed) for failed in told] == [Misread] * 5
    assert sum(failed.usage.calls for failed in told if isinstance(failed, Misread)) == 1


async def test_who_gives_up_takes_the_answer_from_nobody_else() -> None:
    with playing() as model:
        async with adapter(model) as asked:
            prompt = a_prompt(key="k")
            first = asyncio.create_task(asked.generate(prompt, returns=StoryAnswer))
            second = asyncio.create_task(asked.generate(prompt, returns=StoryAnswer))
            await asyncio.sleep(0)
            first.cancel()
            assert (await second).value.paragraphs
    assert len(model.asked) == 1


async def test_other_questions_are_asked_each() -> None:
    with playing() as model:
        async with adapter(model) as asked:
            await asyncio.gather(
                *(asked.generate(a_prompt(key=f"{at}"), returns=StoryAnswer) for at in range(6))
            )
    assert len(model.asked) == 6


# --- other shapes --------------------------------------------------------------------------------


class Answered(BaseModel):
    answer: int


@pytest.mark.parametrize("schema", [{}, {"type": "object", "properties": {"answer": {"type": "integer"}}}])
async def test_any_shape_can_be_asked_for(schema: Mapping[str, Any]) -> None:
    strict = dict(schema) | ({"additionalProperties": False, "required": ["answer"]} if schema else {})
    with playing() as model:
        async with adapter(model) as asked:
            prompt = Prompt("You answer in JSON.", "What is six times seven?", "probe/1", schema=strict)
            reply = await asked.generate(prompt, returns=Answered)
    assert reply.value == Answered(answer=42)
