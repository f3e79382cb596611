"""Presence on PostgreSQL: whoever is stalled or cut off in a transaction, with rows locked, keeps nobody else from living on."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col
from structlog.testing import capture_logs

from jobs.presence import Presence
from news import db
from news.app import App
from news.db import open_engine
from news.models import Work, Worker
from news.operating.troubles import Troubles
from news.testing import a_postgres, an_app
from news.work import claim, owe
from news.workers import BEAT, SILENCE

SEATS = ["receive", "deliver"]
PATIENCE_S = 30.0


@dataclass
class Two:
    """One that is about to stall, of another machine, with the seats and a piece of work; and another, that is well."""

    app: App
    stalled: Presence
    well: Presence
    passed_s: list[float]
    told: list[str]
    """The operator."""

    async def beats(self, *, for_s: float) -> None:
        async with asyncio.timeout(PATIENCE_S):
            for _ in range(round(for_s / BEAT.total_seconds())):
                self.passed_s[0] += BEAT.total_seconds()
                await self.well.beat()

    async def living(self) -> set[str]:
        async with self.app.reading() as session:
            return set(await session.scalars(select(col(Worker.name))))

    async def leased(self) -> list[int]:
        async with self.app.reading() as session:
            return list(
                await session.scalars(select(col(Work.row)).where(col(Work.leased)).order_by(col(Work.row)))
            )


@pytest.fixture
async def app(tmp_path) -> AsyncIterator[App]:
    server = os.environ.get("TEST_POSTGRES_URL")
    if server is None:
        pytest.skip("TEST_POSTGRES_URL names no PostgreSQL server")
    async with a_postgres(server) as url, an_app(tmp_path, database_url=url) as made:
        yield made


async def two(app: App, *, stalled: list[str]) -> Two:
    """The one that is well wants all seats, but these are the other's."""
    passed_s, told = [0.0], list[str]()

    async def tell(words: str) -> None:
        told.append(words)

    app = replace(app, troubles=Troubles(tell=tell))
    well = Presence(app, seats=SEATS, seconds=lambda: passed_s[0])
    other = Presence(app, seats=stalled)
    await other.sign_in()
    async with app.session() as session:
        for row in (1, 2):
            await owe(session, "write", row, at=app.now())
        await claim(session, "write", now=app.now(), lease=timedelta(hours=1), limit=2, worker=other.name)
        worker = await session.get(Worker, other.name)
        assert worker is not None
        worker.host = "elsewhere.example"
    await well.sign_in()
    await well.beat()
    return Two(app, other, well, passed_s, told)


@asynccontextmanager
async def stalls_after(app: App, statement: str, **values: object) -> AsyncIterator[AsyncConnection]:
    """Another's transaction, which says this and no more until the end of the block."""
    engine = open_engine(app.db.engine.url.render_as_string(hide_password=False))
    try:
        async with engine.connect() as connection:
            await connection.execute(text(statement), values)
            yield connection
    finally:
        await engine.dispose()


async def test_who_stalls_in_its_beat_keeps_no_other_from_its_own(app: App) -> None:
    both = await two(app, stalled=[])
    with capture_logs() as said:
        async with stalls_after(
            app, "UPDATE worker SET seen_at = now() WHERE name = :name", name=both.stalled.name
        ):
            await both.beats(for_s=2 * SILENCE.total_seconds())
            assert all(map(both.well.has_seat, SEATS))
            assert both.stalled.name in await both.living(), "its row is locked"
        await both.beats(for_s=BEAT.total_seconds())
    assert await both.living() == {both.well.name}
    assert await both.leased() == []
    fell_silent = [line for line in said if line["event"] == "workers fell silent"]
    assert [line["given_back"] for line in fell_silent] == [0, 2]
    assert both.told == []


async def test_what_somebody_has_locked_is_given_back_when_it_is_free_and_the_seats_with_it(app: App) -> None:
    """The worker may live: as long as its row is there it believes that it has the seats."""
    both = await two(app, stalled=SEATS)
    async with stalls_after(app, "SELECT * FROM work WHERE row = 1 FOR UPDATE"):
        await both.beats(for_s=2 * SILENCE.total_seconds())
        assert await both.leased() == [1]
        assert both.stalled.name in await both.living()
        assert not any(map(both.well.has_seat, SEATS))
    await both.beats(for_s=BEAT.total_seconds())
    assert await both.leased() == []
    assert await both.living() == {both.well.name}
    assert all(map(both.well.has_seat, SEATS))


async def test_being_kept_waiting_is_said_once_and_does_no_harm_to_the_seats_one_has(app: App) -> None:
    both = await two(app, stalled=["deliver"])
    with capture_logs() as said:
        async with stalls_after(app, "DELETE FROM hold WHERE name = 'seat deliver'"):
            await both.beats(for_s=2 * BEAT.total_seconds())
            assert both.well.has_seat("receive")
            assert not both.well.has_seat("deliver")
        await both.beats(for_s=SILENCE.total_seconds())
    assert both.well.has_seat("deliver")
    assert [line["event"] for line in said].count("others keep rows locked") == 1
    assert both.told == []


async def test_who_is_being_buried_by_one_that_stalls_goes_on_when_that_one_is_gone(app: App) -> None:
    both = await two(app, stalled=[])
    async with stalls_after(app, "DELETE FROM worker WHERE name = :name", name=both.well.name):
        await both.beats(for_s=SILENCE.total_seconds())
        assert not both.well.has_seat("receive"), "it cannot say that it lives"
    await both.beats(for_s=BEAT.total_seconds())
    assert both.well.has_seat("receive")
    assert both.told == []


async def test_the_server_ends_who_stands_still_in_a_transaction(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits for its rows has them then, and no word comes from the host that is gone."""
    monkeypatch.setattr(db, "IDLE_S", 1)
    both = await two(app, stalled=[])
    locking = "UPDATE worker SET seen_at = now() WHERE name = :name"
    async with stalls_after(app, locking, name=both.stalled.name) as stalled:
        async with asyncio.timeout(PATIENCE_S), app.session() as session:
            await session.execute(text(locking), {"name": both.stalled.name})
        with pytest.raises(DBAPIError):
            await stalled.execute(text("SELECT 1"))


async def test_whose_host_is_gone_is_noticed_by_the_server(app: App) -> None:
    async with app.session() as session:
        idle_s, every_s, times, answer = [
            await session.scalar(text(f"SELECT current_setting('{name}')"))
            for name in (
                "tcp_keepalives_idle",
                "tcp_keepalives_interval",
                "tcp_keepalives_count",
                "tcp_user_timeout",
            )
        ]
    assert int(idle_s) + int(every_s) * int(times) == db.AWAY_S
    assert int(answer) == 1000 * db.AWAY_S
