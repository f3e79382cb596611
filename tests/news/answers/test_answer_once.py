"""Who asks the same at one moment of two programs on one database: one call answers both, and nobody waits for the dead."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.event import listen
from sqlmodel import col

from news.answer import answer
from news.answers.knowing import alone
from news.app import App
from news.holds import take
from news.models import Hold, KnownAnswer, Question, Standing
from news.stand import answer_standing
from news.testing import a_postgres
from news.work import Claim, claim, owe
from news.workers import bury, sign_in
from tests.news.answers.test_answer_plays import DEAD, asked
from tests.news.test_plays import TOLD, an_app_with, the_story
from tests.scripted_model import ScriptedModel, playing

LEASE = timedelta(minutes=5)
Programs = tuple[ScriptedModel, list[App]]


@pytest_asyncio.fixture(params=["sqlite", "postgresql"])
async def programs(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Programs]:
    """A model, and two programs that ask it."""
    server = os.environ.get("TEST_POSTGRES_URL")
    if request.param == "postgresql" and not server:
        pytest.skip("TEST_POSTGRES_URL names no PostgreSQL server")
    with playing() as model:
        async with AsyncExitStack() as stack:
            url = await stack.enter_async_context(a_postgres(server)) if server else None
            url = url if request.param == "postgresql" else None
            apps = [
                replace(
                    await stack.enter_async_context(an_app_with(model, tmp_path, database_url=url)),
                    model_is_near=True,
                )
                for _ in range(2)
            ]
            yield model, apps


async def signed_in(app: App) -> str:
    async with app.session() as session:
        return await sign_in(session, now=app.now())


async def claimed(app: App, step: str, row: int, worker: str | None) -> Claim:
    async with app.session() as session:
        [mine] = await claim(session, step, now=app.now(), lease=LEASE, limit=1, worker=worker, rows=[row])
    return mine


async def hold_of(app: App) -> Hold | None:
    async with app.reading() as session:
        found: Hold | None = await session.scalar(select(Hold).where(col(Hold.name).startswith("answer ")))
    return found


async def questions_of(app: App, rows: list[int]) -> list[Question]:
    async with app.reading() as session:
        found = [await session.get(Question, row) for row in rows]
    return [each for each in found if each is not None]


async def test_two_programs_that_are_asked_the_same_pay_for_one_call(programs: Programs) -> None:
    model, apps = programs
    story = await the_story(apps[0])
    rows = [await asked(apps[0], DEAD, story) for _ in range(4)]
    names = [await signed_in(app) for app in apps]
    work = [
        (apps[at % 2], await claimed(apps[at % 2], "answer", row, names[at % 2]))
        for at, row in enumerate(rows)
    ]

    await asyncio.gather(*(answer(app, mine) for app, mine in work))

    assert len(model.asked) == 1
    questions = await questions_of(apps[0], rows)
    assert sorted(one.is_known for one in questions) == [False, True, True, True]
    assert len({one.shown for one in questions}) == 1
    assert await hold_of(apps[0]) is None


async def test_where_the_first_gets_no_answer_the_second_asks_itself(programs: Programs) -> None:
    model, apps = programs
    model.plays += ["500"] * 3
    story = await the_story(apps[0])
    rows = [await asked(apps[0], DEAD, story) for _ in range(2)]
    work = [
        (app, await claimed(app, "answer", row, await signed_in(app)))
        for app, row in zip(apps, rows, strict=True)
    ]

    await asyncio.gather(*(answer(app, mine) for app, mine in work))

    assert sorted(one.mode or "" for one in await questions_of(apps[0], rows)) == ["quoted", "written"]


async def test_who_died_while_asking_keeps_nobody_waiting(programs: Programs) -> None:
    """Its hold lasts until it is found dead, and then the next one asks."""
    model, apps = programs
    story = await the_story(apps[0])
    names = [await signed_in(app) for app in apps]
    first, row = [await asked(apps[0], DEAD, story) for _ in range(2)]
    await answer(apps[1], await claimed(apps[1], "answer", first, names[1]))
    async with apps[1].session() as session:  # as if it had died before it kept what it was told
        known = (await session.execute(select(KnownAnswer))).scalar_one()
        await session.delete(known)
        assert await take(session, f"answer {known.key}", worker=names[1])
    model.asked.clear()
    looks = looked_twice(apps[0])

    answering = asyncio.create_task(answer(apps[0], await claimed(apps[0], "answer", row, names[0])))
    await asyncio.wait_for(looks.wait(), 30)
    assert model.asked == []
    async with apps[0].session() as session:
        await bury(session, [names[1]], now=apps[0].now(), still={})
    await answering

    assert len(model.asked) == 1
    assert [one.mode for one in await questions_of(apps[0], [row])] == ["written"]
    assert await hold_of(apps[0]) is None


def looked_twice(app: App) -> asyncio.Event:
    """Set once the program has looked twice whether it may ask."""
    looks, seen = asyncio.Event(), []

    def look(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO hold"):
            seen.append(statement)
        if len(seen) == 2:
            looks.set()

    listen(app.db.engine.sync_engine, "before_cursor_execute", look)
    return looks


async def test_two_who_wait_for_the_same_answer_are_told_for_one_call(programs: Programs) -> None:
    model, apps = programs
    news = ("Strait Gazette", "Wreck of the ferry raised", "Salvors raised the wreck of the ferry on Friday.")
    story = await the_story(apps[0], (*TOLD, news))
    rows = [await asked(apps[0], "Who raised the wreck?", story) for _ in range(2)]
    async with apps[0].session() as session:
        waiting = []
        for row in rows:
            question = await session.get(Question, row)
            assert question is not None
            question.answered_at, question.refused = apps[0].now(), True
            standing = Standing(
                question_id=row,
                subscriber_id=question.subscriber_id,
                story_id=story,
                revision=0,
                asked_at=apps[0].now() - timedelta(days=3),
                expires_at=apps[0].now() + timedelta(days=1),
            )
            session.add_all([question, standing])
            await session.flush()
            await owe(session, "stand", standing.id or 0, at=apps[0].now())
            waiting.append(standing.id or 0)
    work = [
        (app, await claimed(app, "stand", row, await signed_in(app)))
        for app, row in zip(apps, waiting, strict=True)
    ]

    await asyncio.gather(*(answer_standing(app, mine) for app, mine in work))

    async with apps[0].reading() as session:
        told = (await session.execute(select(Standing))).scalars().all()
    assert all(one.answered_at for one in told)
    assert len(model.asked) == 1


async def test_whoever_has_had_enough_waits_no_more(programs: Programs) -> None:
    _, apps = programs
    row = await asked(apps[0], DEAD, await the_story(apps[0]))
    names = [await signed_in(app) for app in apps]
    mine = await claimed(apps[0], "answer", row, names[0])
    async with apps[1].session() as session:
        assert await take(session, "answer k", worker=names[1])
    enough = asyncio.Event()
    waiting = [asyncio.create_task(_entered_if(apps[0], mine, enough)) for _ in range(2)]
    enough.set()

    await asyncio.gather(*waiting)

    hold = await hold_of(apps[0])
    assert hold is not None
    assert hold.worker == names[1]


async def _entered_if(app: App, mine: Claim, enough: asyncio.Event) -> None:
    async with alone(app, mine, "k", enough):
        pass
