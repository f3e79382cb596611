"""What was answered before, as answering asks for it: rows behind functions; and one who asks a model what several want to know.

Who works on the same answer, in this process or another on the same database, waits for what the first is told. A hold says
so, which ends with its holder: let go, or found dead (`workers`). Knows nothing of how a question is answered.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlmodel import col

from news.answers import memory
from news.answers.answering import Known
from news.answers.values import Answer
from news.answers.writing import PATIENCE
from news.holds import let_go, take
from news.models import Work
from news.story.stories import Told
from news.work import Claim

if TYPE_CHECKING:
    from news.app import App

LOOKED_EVERY_S = 0.25
WAITS_S = PATIENCE.total_seconds() + 5
"""No longer is a model heard; who holds on for longer does not answer any more."""


def known_of(app: "App", claim: Claim, key: str, stories: Sequence[Told]) -> Known:
    """`claim` is the work under which the answer of this key is looked for."""
    sources = [source for told in stories for source in told.sources]

    async def recall() -> Answer | None:
        async with app.reading() as session:
            return await memory.recall(session, key, sources)

    async def keep(answer: Answer) -> None:
        async with app.session() as session:
            await memory.keep(session, key, answer, now=app.now())

    return Known(recall, keep, partial(alone, app, claim, key))


@asynccontextmanager
async def alone(app: "App", claim: Claim, key: str, enough: asyncio.Event) -> AsyncIterator[None]:
    """Until the block is left nobody else asks for the answer of this key. Is entered all the same once `enough` is set, or
    whoever was first takes too long."""
    async with app.under_way.alone(key, enough):
        async with app.reading() as session:
            worker = await session.scalar(
                select(col(Work.worker)).where(col(Work.step) == claim.step, col(Work.row) == claim.row)
            )
        is_ours = worker is not None and await _held(app, _name(key), worker, enough)
        try:
            yield
        finally:
            if worker is not None and is_ours:
                async with app.session() as session:
                    await let_go(session, _name(key), worker=worker)


async def _held(app: "App", name: str, worker: str, enough: asyncio.Event) -> bool:
    """Whether it is this worker's by the time that it need not wait any longer."""
    until_s = time.monotonic() + WAITS_S
    while True:
        async with app.session() as session:
            if await take(session, name, worker=worker):
                return True
        with suppress(TimeoutError):
            await asyncio.wait_for(enough.wait(), LOOKED_EVERY_S)
        if enough.is_set() or time.monotonic() >= until_s:
            return False


def _name(key: str) -> str:
    return f"answer {key}"
