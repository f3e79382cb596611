"""The one mechanism: work is owed, claimed for the length of a lease, and given back, whatever happens to workers."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.db import Database, open_engine
from news.errors import LostClaim
from news.models import Mark, Row, Work
from news.work import (
    FIRST_RETRY,
    LONGEST_RETRY,
    Bell,
    Claim,
    backoff,
    claim,
    claim_row,
    fail,
    finish,
    forgive,
    owe,
    owe_at,
    take_back,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LEASE = timedelta(minutes=2)


@asynccontextmanager
async def opened(file: Path) -> AsyncIterator[Database]:
    database = Database(open_engine(f"sqlite:///{file}"))
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture
async def file(tmp_path: Path) -> Path:
    async with opened(tmp_path / "work.sqlite3") as database:
        async with database.engine.begin() as connection:
            await connection.run_sync(Row.metadata.create_all)
    return tmp_path / "work.sqlite3"


@pytest.fixture
async def db(file: Path) -> AsyncIterator[Database]:
    async with opened(file) as database:
        yield database


async def owed(db: Database, *rows: int, step: str = "write", at: datetime = NOON) -> None:
    async with db.session() as session:
        for row in rows:
            await owe(session, step, row, at=at)


async def take(db: Database, *, now: datetime = NOON, step: str = "write", limit: int = 10) -> list[Claim]:
    async with db.session() as session:
        return await claim(session, step, now=now, lease=LEASE, limit=limit)


async def rows_of(db: Database) -> list[Work]:
    async with db.reading() as session:
        return list((await session.execute(select(Work).order_by(col(Work.row)))).scalars())


# --- owing ---------------------------------------------------------------------------------------


async def test_what_is_owed_is_owed_only_if_its_change_is_committed(db: Database) -> None:
    with pytest.raises(RuntimeError):
        async with db.session() as session:
            await owe(session, "write", 1, at=NOON)
            raise RuntimeError("the change failed")
    assert await rows_of(db) == []


async def test_owing_twice_is_owing_once_at_the_earlier_time(db: Database) -> None:
    for minutes in (5, 1, 9):
        await owed(db, 1, at=NOON + timedelta(minutes=minutes))
    (row,) = await rows_of(db)
    assert row.due_at == NOON + timedelta(minutes=1)


async def test_an_hour_that_a_reader_moved_is_moved_later_too(db: Database) -> None:
    await owed(db, 1)
    async with db.session() as session:
        await owe_at(session, "write", 1, at=NOON + timedelta(hours=1))
    assert await take(db) == []
    assert [c.row for c in await take(db, now=NOON + timedelta(hours=1))] == [1]


async def test_work_that_is_forgiven_is_not_done(db: Database) -> None:
    await owed(db, 1, 2)
    async with db.session() as session:
        await forgive(session, "write", 1)
    assert [c.row for c in await take(db)] == [2]


# --- claiming ------------------------------------------------------------------------------------


async def test_nothing_is_claimed_before_it_is_due(db: Database) -> None:
    await owed(db, 1, at=NOON + timedelta(seconds=1))
    assert await take(db) == []


async def test_the_longest_due_goes_first_and_no_more_than_there_is_room_for(db: Database) -> None:
    for row, minutes in ((1, 1), (2, 3), (3, 2)):
        await owed(db, row, at=NOON - timedelta(minutes=minutes))
    assert sorted(c.row for c in await take(db, limit=2)) == [2, 3]
    assert [c.row for c in await take(db, limit=2)] == [1]


async def owed_in(db: Database, lane: int, *rows: int, minutes: int = 0, urgent: bool = False) -> None:
    async with db.session() as session:
        for row in rows:
            at = NOON - timedelta(minutes=minutes)
            await owe(session, "look", row, at=at, urgent=urgent, lane=lane)


async def test_whoever_owes_much_has_one_done_at_a_time_and_the_next_when_it_is_done(db: Database) -> None:
    await owed_in(db, 7, *range(1, 31), minutes=5)
    await owed_in(db, 8, 31)
    await owed_in(db, 9, 32)
    first = await take(db, step="look", limit=4)
    assert sorted(claimed.row for claimed in first) == [1, 31, 32]
    assert await take(db, step="look", limit=4) == []
    async with db.session() as session:
        await finish(session, next(claimed for claimed in first if claimed.row == 1))
    assert [claimed.row for claimed in await take(db, step="look", limit=4)] == [2]


async def test_readers_with_much_to_do_take_turns(db: Database) -> None:
    for lane, minutes in ((7, 5), (8, 4), (9, 3)):
        await owed_in(db, lane, *(10 * lane + number for number in range(3)), minutes=minutes)
    done: list[int] = []
    for second in range(9):
        claims = await take(db, step="look", limit=1, now=NOON + timedelta(seconds=second))
        async with db.session() as session:
            await finish(session, claims[0])
        done.append(claims[0].row)
    assert done == [70, 80, 90, 71, 81, 91, 72, 82, 92]


async def test_of_ones_own_work_the_urgent_goes_first(db: Database) -> None:
    await owed_in(db, 7, 1, minutes=5)
    await owed_in(db, 7, 2, urgent=True)
    assert [claimed.row for claimed in await take(db, step="look")] == [2]


async def test_what_is_due_later_keeps_nothing_of_its_own_back(db: Database) -> None:
    await owed_in(db, 7, 1, minutes=-5)
    await owed_in(db, 7, 2)
    assert [claimed.row for claimed in await take(db, step="look")] == [2]


async def test_a_lane_goes_on_when_the_lease_of_a_dead_worker_ends(db: Database) -> None:
    await owed_in(db, 7, 1, 2)
    assert [claimed.row for claimed in await take(db, step="look")] == [1]  # and its worker dies
    assert [claimed.row for claimed in await take(db, step="look", now=NOON + LEASE)] == [2]


async def test_work_that_is_nobodys_stands_in_nobodys_way(db: Database) -> None:
    await owed(db, 1, 2, 3)
    assert len(await take(db)) == 3


async def test_a_step_claims_only_its_own_work(db: Database) -> None:
    await owed(db, 1, step="fetch")
    assert await take(db, step="write") == []
    assert [c.step for c in await take(db, step="fetch")] == ["fetch"]


async def test_what_is_claimed_is_not_claimed_again_while_the_lease_lasts(db: Database) -> None:
    await owed(db, 1)
    assert len(await take(db)) == 1
    assert await take(db, now=NOON + LEASE - timedelta(microseconds=1)) == []


async def test_a_dead_workers_work_comes_back_after_its_lease(db: Database) -> None:
    await owed(db, 1)
    await take(db)  # and the worker dies: nothing more is heard of it
    (again,) = await take(db, now=NOON + LEASE)
    assert (again.row, again.attempts) == (1, 0)


async def test_two_sweeps_at_once_never_run_the_same_row_twice(file: Path) -> None:
    rows = range(1, 401)
    async with opened(file) as one, opened(file) as other:
        await owed(one, *rows)
        runs: Counter[int] = Counter()

        async def sweep(db: Database) -> int:
            swept = 0
            while claims := await take(db, limit=7):
                swept += len(claims)
                for claimed in claims:
                    runs[claimed.row] += 1
                async with db.session() as session:
                    for claimed in claims:
                        await finish(session, claimed)
            return swept

        swept = await asyncio.gather(sweep(one), sweep(other), sweep(one), sweep(other))
        assert runs == Counter(rows)
        assert sum(swept) == len(rows)
        assert await rows_of(one) == []


# --- giving back ---------------------------------------------------------------------------------


async def test_finished_work_is_no_longer_owed(db: Database) -> None:
    await owed(db, 1)
    (claimed,) = await take(db)
    async with db.session() as session:
        await finish(session, claimed)
    assert await rows_of(db) == []


async def test_finished_work_may_be_owed_again_with_a_clean_record(db: Database) -> None:
    await owed(db, 1)
    (first,) = await take(db)
    async with db.session() as session:
        await fail(session, first, "OSError: once", now=NOON, most=10)
    later = NOON + LONGEST_RETRY
    (second,) = await take(db, now=later)
    async with db.session() as session:
        await finish(session, second, again_at=later + timedelta(hours=1))
    (row,) = await rows_of(db)
    assert (row.due_at, row.attempts, row.last_error) == (later + timedelta(hours=1), 0, None)


async def test_a_claim_whose_lease_ran_out_is_lost_and_keeps_nothing(db: Database) -> None:
    await owed(db, 1)
    (slow,) = await take(db)
    (quick,) = await take(db, now=NOON + LEASE)
    with pytest.raises(LostClaim):
        async with db.session() as session:
            session.add(Mark(name="result of the slow one", value="", at=NOON))
            await session.flush()
            await finish(session, slow)
    async with db.reading() as session:
        assert await session.get(Mark, "result of the slow one") is None
    async with db.session() as session:
        await finish(session, quick)
    assert await rows_of(db) == []


async def test_a_claim_on_work_that_was_forgiven_meanwhile_is_lost(db: Database) -> None:
    await owed(db, 1)
    (claimed,) = await take(db)
    async with db.session() as session:
        await forgive(session, "write", 1)
    with pytest.raises(LostClaim):
        async with db.session() as session:
            await finish(session, claimed, again_at=NOON)
    assert await rows_of(db) == []


async def test_a_failure_that_comes_too_late_leaves_the_new_owner_alone(db: Database) -> None:
    await owed(db, 1)
    (slow,) = await take(db)
    (quick,) = await take(db, now=NOON + LEASE)
    async with db.session() as session:
        await fail(session, slow, "TimeoutError: too slow", now=NOON + LEASE, most=10)
    async with db.session() as session:
        await finish(session, quick)
    assert await rows_of(db) == []


async def test_a_poisoned_row_rests_after_its_attempts_and_stops_nobody(db: Database) -> None:
    await owed(db, 1, 2)
    now, tries, done = NOON, 0, 0
    while claims := await take(db, now=now):
        for claimed in claims:
            async with db.session() as session:
                if claimed.row == 1:
                    tries += 1
                    again = await fail(session, claimed, f"ValueError: try {tries}", now=now, most=3)
                    assert again == (tries < 3)
                else:
                    done += 1
                    await finish(session, claimed)
        now += LONGEST_RETRY
    assert (tries, done) == (3, 1)
    (row,) = await rows_of(db)
    assert (row.attempts, row.last_error) == (3, "ValueError: try 3")
    assert row.due_at > now + timedelta(days=365)


async def test_an_endless_error_text_is_cut(db: Database) -> None:
    await owed(db, 1)
    (claimed,) = await take(db)
    async with db.session() as session:
        await fail(session, claimed, "x" * 1_000_000, now=NOON, most=10)
    (row,) = await rows_of(db)
    assert len(row.last_error or "") == 2_000


async def test_the_only_worker_takes_back_what_the_dead_one_held_at_once(db: Database) -> None:
    await owed(db, 1, 2)
    await owed(db, 3, at=NOON + timedelta(hours=1))
    await take(db, limit=1)
    async with db.session() as session:
        assert await take_back(session, now=NOON) == 1
    assert sorted(c.row for c in await take(db)) == [1, 2]


def test_waits_grow_are_never_the_same_for_all_and_end_at_an_hour() -> None:
    for attempts in range(1, 40):
        span = min(FIRST_RETRY * 2 ** (attempts - 1), LONGEST_RETRY)
        assert span / 2 <= backoff(attempts) <= span
    assert len({backoff(5) for _ in range(20)}) > 1


# --- the line ------------------------------------------------------------------------------------


def test_every_steps_lease_outlasts_its_timeout() -> None:
    from news.pipeline import STEPS

    assert all(step.lease > step.timeout for step in STEPS)
    names = [step.name for step in STEPS]
    assert names[:7] == ["fetch", "read", "cluster", "write", "translate", "compose", "deliver"]
    assert len(names) == len(set(names))


def test_a_step_whose_lease_ends_before_its_timeout_cannot_be_made() -> None:
    from news.pipeline import STEPS, Step

    with pytest.raises(ValueError, match="does not outlast"):
        Step("hasty", STEPS[0].run, timeout=LEASE, lease=LEASE, concurrency=1)


# --- the bell ------------------------------------------------------------------------------------


async def test_a_bell_tells_once_of_all_that_was_rung_for() -> None:
    bell = Bell()
    bell.ring("write")
    bell.ring("compose", "write")
    assert await bell.heard() == {"write", "compose"}
    waiting = asyncio.create_task(bell.heard())
    await asyncio.sleep(0)
    assert not waiting.done()
    bell.ring("deliver")
    assert await waiting == {"deliver"}


# --- taking one row ------------------------------------------------------------------------------


async def test_a_row_can_be_taken_now_owed_or_not(db: Database) -> None:
    await owed(db, 1, at=NOON + timedelta(hours=1))
    async with db.session() as session:
        early = await claim_row(session, "write", 1, now=NOON, lease=LEASE)
        never_owed = await claim_row(session, "write", 2, now=NOON, lease=LEASE)
    assert early == Claim("write", 1, NOON + LEASE, 0)
    assert never_owed == Claim("write", 2, NOON + LEASE, 0)
    assert await take(db) == []


async def test_a_row_is_not_taken_out_of_a_workers_hands(db: Database) -> None:
    await owed(db, 1)
    await take(db)
    async with db.session() as session:
        assert await claim_row(session, "write", 1, now=NOON, lease=LEASE) is None
    async with db.session() as session:
        assert await claim_row(session, "write", 1, now=NOON + LEASE, lease=LEASE) is not None
