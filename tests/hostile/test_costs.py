"""What a model may cost in a day, in money: several processes on one database ask an endpoint that answers, fails, refuses and babbles.

The bill is the endpoint's own, of all that it answered. What we count is in the rows, and is what the day's budget is held to.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from news.adapters.habits import asked_tokens
from news.app import App
from news.errors import ModelFailed, OverBudget
from news.models import Spending
from news.operating.budget import BudgetedModel, total_of
from news.operating.usage import Allowance, Prices
from news.ports import Prompt
from news.testing import Clock, an_app
from news.writing.drafts import StoryAnswer
from tests.measured import IS_WHOLE, SEED
from tests.news.adapters.test_model import Clock as Pauses
from tests.news.adapters.test_model import a_prompt, adapter
from tests.scripted_model import ScriptedModel, playing

QUESTIONS, PROCESSES = (4_000, 8) if IS_WHOLE else (60, 4)
PRICES = Prices(Decimal("2.50"), Decimal("10.00"))
AN_HOUR_S = 3_600.0
SAID = (
    *("good", "good", "good", "extra_keys", "fenced", "reasoning_tags", "wrong_schema", "invalid_json", "empty"),
    *("null_content", "truncated", "refusal", "refusal_text", "content_filter", "too_long"),
    *("500", "429", "503_html", "reset"),
)  # fmt: skip
"""The endpoint says what it bills, or bills nothing."""
UNSAID = (*SAID, *("no_usage", "thinks", "cut_stream", "torn_stream") * 2)
"""Now and then it bills what it does not say nor show, or breaks off before it would."""


@dataclass(frozen=True)
class Way:
    """How a day goes: what the endpoint plays, and of how many questions one is left as soon as its answer begins, if any."""

    told: str
    plays: Sequence[str]
    ends: frozenset[str]
    leaves_each: int = 0


WAYS = {
    "said": Way("that fails, refuses and babbles", SAID, frozenset({"answered", "failed"})),
    "unsaid": Way(
        "that fails, refuses and babbles, and breaks off or says not what it bills",
        UNSAID,
        frozenset({"answered", "failed", "left"}),
        leaves_each=5,
    ),
    "unseen": Way(
        "that bills what it thinks, and neither shows nor counts it", ["thinks"], frozenset({"answered"})
    ),
    "left": Way("that is left in the middle of each answer", ["good"], frozenset({"left"}), leaves_each=1),
}


@dataclass
class Desk:
    """A process of ours: asks one question after the other, each as if the endpoint's troubles were long over."""

    model: BudgetedModel
    clock: Pauses
    leaves_each: int = 0
    """Of so many questions one is left as soon as its answer begins; none where it is zero."""

    async def ask(self, questions: Sequence[Prompt], ends: Counter[str]) -> None:
        for number, question in enumerate(questions, start=1):
            self.clock.now += AN_HOUR_S
            try:
                if self.leaves_each and number % self.leaves_each == 0:
                    await self._ask_and_leave(question)
                else:
                    await self.model.generate(question, returns=StoryAnswer)
                ends["answered"] += 1
            except asyncio.CancelledError:
                ends["left"] += 1
            except OverBudget:
                ends["over budget"] += 1
            except ModelFailed:
                ends["failed"] += 1

    async def _ask_and_leave(self, question: Prompt) -> None:
        def leave(_part: Mapping[str, Any]) -> None:
            asking.cancel()

        asking = asyncio.ensure_future(self.model.generate(question, returns=StoryAnswer, on_part=leave))
        await asking


def some_questions(chance: random.Random) -> list[Prompt]:
    """No two are the same, so that each is asked."""
    kinds = ("story", "story", "translation", "answer")
    plain = a_prompt()
    return [
        a_prompt(user=f"{plain.user}\n{number} {'Further. ' * chance.randrange(200)}", kind=chance.choice(kinds))
        for number in range(QUESTIONS)
    ]  # fmt: skip


async def lived(app: App, played: ScriptedModel, questions: Sequence[Prompt], allowed: Allowance, leaves_each: int) -> Counter[str]:  # fmt: skip
    """All are put, by processes that share nothing but the rows; gives what became of them."""

    async def tell(matter: str, text: str) -> None: ...

    ends: Counter[str] = Counter()
    async with AsyncExitStack() as opened:
        desks = []
        for _ in range(PROCESSES):
            clock = Pauses()
            inner = await opened.enter_async_context(adapter(played, clock, prices=PRICES))
            model = BudgetedModel(inner, app.db, allowance=allowed, now=app.now, tell=tell)
            desks.append(Desk(model, clock, leaves_each))
        await asyncio.gather(*(desk.ask(questions[at::PROCESSES], ends) for at, desk in enumerate(desks)))
    return ends


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
async def test_a_day_costs_what_is_counted_and_no_more_than_is_allowed(
    way: Way, tmp_path: Path, record
) -> None:
    chance = random.Random(f"costs {SEED}")
    questions = some_questions(chance)
    allowed = Allowance(sum(asked_tokens(each) + each.max_tokens for each in questions) // 4)
    with playing(*chance.choices(way.plays, k=4 * QUESTIONS)) as played:
        async with an_app(tmp_path, clock=Clock()) as app:
            ends = await lived(app, played, questions, allowed, way.leaves_each)
            async with app.reading() as session:
                rows = (await session.execute(select(Spending))).scalars().all()
    counted, bills = total_of(rows), [asked.billed for asked in played.asked if asked.billed]
    tokens = sum(sum(bill.values()) for bill in bills)
    bill = sum(PRICES.cost(each["prompt_tokens"], each["completion_tokens"]) for each in bills)
    is_exact = way.plays is SAID
    assert set(ends) == way.ends | {"over budget"}
    assert [row.reserved for row in rows] == [0] * len(rows)
    assert tokens <= counted.tokens <= allowed.tokens
    assert float(bill) <= (counted.cost or 0.0) + 1e-9
    if is_exact:
        assert counted.tokens == tokens
        assert counted.cost == pytest.approx(float(bill), abs=1e-9)
    record(
        f"{QUESTIONS:,} questions by {PROCESSES} processes to a model {way.told}"
        + (f", one in {way.leaves_each} left as its answer begins" if way.leaves_each > 1 else "")
        + f", with a budget for a part of them, seed {SEED}",
        bar=(
            "what is counted is the bill, to the cent"
            if is_exact
            else "what is counted is no less than the bill"
        )
        + "; no token over the day's budget",
        figure=f"billed {bill:.4f}, counted {counted.cost:.4f}; {counted.tokens:,} of {allowed.tokens:,} tokens; "
        + ", ".join(f"{times:,} {end}" for end, times in sorted(ends.items())),
    )
