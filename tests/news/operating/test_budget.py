"""A day's budget: what is asked fits in, what was used is in the rows, and the operator hears of its end once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from news.app import App
from news.errors import Declined, ModelBusy, ModelClosed, ModelFailed, OverBudget
from news.marks import FORGET, Marks
from news.models import Delivery, Spending
from news.operating.budget import BudgetedModel, reserve, spent_on, total_of, used_of
from news.operating.notices import tell_operator
from news.operating.usage import Allowance, Usage
from news.ports import OnPart, Prompt, Reply
from news.testing import Clock, a_subscriber, an_app
from news.writing.modes import SPARED, WHOLE
from news.writing.orders import order_spared
from tests.news.test_plays import an_app_with, german, ordered, the_story
from tests.scripted_model import playing

STORY = Prompt("You write stories.", "Nine died. " * 100, "story/1", max_tokens=500)
TRANSLATION = replace(STORY, version="translate/1", kind="translation")
MOST = Usage("scripted", 1_000, 500, Decimal("0.01"), calls=1)
AS_EXPECTED = MOST.tokens


class Scripted:
    """A model that says, or fails with, what it is told to; and uses up 300 tokens."""

    name = "scripted"

    def __init__(self, *told: ModelFailed) -> None:
        self.told, self.asked = list(told), 0
        self.trouble: str | None = None
        self.goes_on = asyncio.Event()
        self.goes_on.set()

    def most(self, prompt: Prompt) -> Usage:
        return MOST

    async def generate(
        self, prompt: Prompt, *, returns: type[Any], on_part: OnPart | None = None
    ) -> Reply[Any]:
        self.asked += 1
        await self.goes_on.wait()
        if self.told:
            raise self.told.pop(0)
        return Reply("told", "scripted-1", 250, 50, Decimal("0.002"), calls=1)

    async def close(self) -> None: ...


@pytest.fixture
async def clock() -> Clock:
    return Clock()


@pytest.fixture
async def app(tmp_path: Path, clock: Clock) -> AsyncIterator[App]:
    async with an_app(tmp_path, clock=clock) as made:
        yield replace(made, operator_chat_id=42)


def budgeted(app: App, model: Scripted, allowance: Allowance) -> BudgetedModel:
    async def tell(matter: str, text: str) -> None:
        await tell_operator(app, matter, text)

    return BudgetedModel(model, app.db, allowance=allowance, now=app.now, tell=tell)


async def rows(app: App) -> list[Spending]:
    async with app.reading() as session:
        return list((await session.execute(select(Spending).order_by(Spending.kind))).scalars())


async def told_operator(app: App) -> list[str]:
    async with app.reading() as session:
        return [str(owed.payload["text"]) for owed in (await session.execute(select(Delivery))).scalars()]


async def test_what_is_used_up_is_in_the_rows_by_day_and_kind(app: App, clock: Clock) -> None:
    model = budgeted(app, Scripted(), Allowance(100_000))
    for prompt in (STORY, STORY, TRANSLATION):
        await model.generate(prompt, returns=str)
    clock.move(timedelta(days=1))
    await model.generate(STORY, returns=str)
    kept = await rows(app)
    assert sorted((row.day.day, row.kind, row.calls, row.tokens_in, row.tokens_out) for row in kept) == [
        (22, "story", 2, 500, 100),
        (22, "translation", 1, 250, 50),
        (23, "story", 1, 250, 50),
    ]
    assert [row.reserved for row in kept] == [0, 0, 0]
    assert total_of(kept).cost == pytest.approx(0.008)


async def test_a_question_that_may_not_fit_is_not_asked_and_the_operator_hears_of_it_once(app: App) -> None:
    inner = Scripted()
    model = budgeted(app, inner, Allowance(AS_EXPECTED + 299))
    await model.generate(STORY, returns=str)
    for _ in range(3):
        with pytest.raises(OverBudget):
            await model.generate(STORY, returns=str)
    assert inner.asked == 1
    (told,) = await told_operator(app)
    assert "OPENAI_TOKENS_PER_DAY" in told


async def test_the_next_day_has_a_budget_of_its_own(app: App, clock: Clock) -> None:
    model = budgeted(app, Scripted(), Allowance(AS_EXPECTED))
    await model.generate(STORY, returns=str)
    with pytest.raises(OverBudget):
        await model.generate(STORY, returns=str)
    clock.move(timedelta(days=1))
    assert (await model.generate(STORY, returns=str)).value == "told"


async def test_a_kind_keeps_to_its_own_limit_and_leaves_the_rest_to_others(app: App) -> None:
    model = budgeted(app, Scripted(), Allowance(100_000, by_kind={"translation": AS_EXPECTED}))
    await model.generate(TRANSLATION, returns=str)
    with pytest.raises(OverBudget):
        await model.generate(TRANSLATION, returns=str)
    await model.generate(STORY, returns=str)


async def test_calls_are_limited_too(app: App) -> None:
    model = budgeted(app, Scripted(), Allowance(100_000, calls=1))
    await model.generate(STORY, returns=str)
    with pytest.raises(OverBudget):
        await model.generate(STORY, returns=str)


async def test_what_can_be_spared_is_not_asked_from_four_fifths_on(app: App) -> None:
    model = budgeted(app, Scripted(), Allowance(AS_EXPECTED))
    with pytest.raises(OverBudget):
        await model.generate(replace(TRANSLATION, is_spare=True), returns=str)
    assert await told_operator(app) == [], "that is as it should be"
    await model.generate(STORY, returns=str)


async def test_calls_under_way_are_counted_before_they_are_billed(app: App) -> None:
    inner = Scripted()
    inner.goes_on.clear()
    model = budgeted(app, inner, Allowance(2 * AS_EXPECTED))
    under_way = [asyncio.create_task(model.generate(STORY, returns=str)) for _ in range(5)]
    refused, _ = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
    inner.goes_on.set()
    done = await asyncio.gather(*under_way, return_exceptions=True)
    assert refused
    assert sorted(type(each).__name__ for each in done) == ["OverBudget"] * 3 + ["Reply"] * 2


@pytest.mark.parametrize(
    ("failure", "questions", "tokens"),
    [
        (ModelBusy("out of reach"), 0, 0),
        (Declined("refused", usage=Usage("m", 250, 9, calls=1)), 1, 259),
    ],
)
async def test_a_failure_costs_what_it_cost(
    app: App, failure: ModelFailed, questions: int, tokens: int
) -> None:
    model = budgeted(app, Scripted(failure), Allowance(100_000))
    with pytest.raises(type(failure)):
        await model.generate(STORY, returns=str)
    (row,) = await rows(app)
    assert (row.questions, row.calls, row.tokens_in + row.tokens_out) == (questions, questions, tokens)
    assert (row.reserved, row.cost) == (0, None)


async def test_a_call_that_was_cut_off_counts_as_much_as_it_may_have_cost(app: App) -> None:
    inner = Scripted()
    inner.goes_on.clear()
    model = budgeted(app, inner, Allowance(100_000))
    task = asyncio.create_task(model.generate(STORY, returns=str))
    while not inner.asked:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with app.reading() as session:
        spent = await spent_on(session, app.now().date())
    assert (used_of(spent).tokens, used_of(spent).calls) == (AS_EXPECTED, 1)
    assert total_of(spent).cost == pytest.approx(0.01)


async def test_who_is_cut_off_while_it_is_settled_leaves_nothing_reserved(app: App) -> None:
    model = budgeted(app, Scripted(), Allowance(100_000))
    for turns in range(1, 60):
        task = asyncio.create_task(model.generate(STORY, returns=str))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    assert [row.reserved for row in await rows(app)] == [0]


async def test_the_operator_is_told_once_that_the_model_does_not_serve(app: App) -> None:
    inner = Scripted(ModelClosed("HTTP 401"), ModelClosed("HTTP 401"))
    inner.trouble = "The model scripted does not serve (HTTP 401)."
    model = budgeted(app, inner, Allowance(100_000))
    for _ in range(2):
        with pytest.raises(ModelClosed):
            await model.generate(STORY, returns=str)
    (told,) = await told_operator(app)
    assert "HTTP 401" in told


async def test_what_was_learned_of_a_server_outlives_the_process_for_a_month(app: App, clock: Clock) -> None:
    await Marks(app.db, now=app.now).keep("habits", "plain")
    await Marks(app.db, now=app.now).keep("habits", "json_object")
    assert await Marks(app.db, now=app.now).recall("habits") == "json_object"
    assert await Marks(app.db, now=app.now).recall("other") is None
    clock.move(FORGET)
    assert await Marks(app.db, now=app.now).recall("habits") is None


# --- what is spared from four fifths on ------------------------------------------------------------


@pytest.mark.parametrize(("readers", "is_made"), [(1, False), (2, True)])
async def test_from_four_fifths_on_a_language_of_one_reader_is_translated_only_when_asked_for(
    readers: int, is_made: bool, tmp_path: Path
) -> None:
    """Ahead of a digest it is not; once that reader opens the story, it is."""
    with playing(always="good") as scripted:
        async with an_app_with(scripted, tmp_path) as plain:
            assert plain.model is not None

            async def tell(matter: str, text: str) -> None:
                await tell_operator(app, matter, text)

            limited = BudgetedModel(
                plain.model, plain.db, allowance=Allowance(100_000), now=plain.now, tell=tell
            )
            app = replace(plain, model=limited, operator_chat_id=42)
            async with app.session() as session:
                for reader in range(readers):
                    await a_subscriber(session, reader + 1, "world", digest_language="de")
            story = await the_story(app)
            [english] = await ordered(app, story, "en")
            async with app.session() as session:  # somebody else's questions
                await reserve(session, app.now().date(), "answer", "m", tokens=80_000 - english.tokens_in)
            scripted.say = german
            [brief] = await ordered(app, story, "de")
            before = (brief.state, brief.findings, len(scripted.asked))
            async with app.session() as session:
                is_ordered = await order_spared(session, story, 1, language="de", now=app.now())
            [again] = await ordered(app, story, "de")
            told = await told_operator(app)

    assert (before == ("unavailable", [SPARED], 1)) is not is_made
    assert is_ordered is not is_made
    assert (again.state, again.mode, len(scripted.asked)) == ("ready", WHOLE, 2)
    assert told == [], "nothing is used up yet"
