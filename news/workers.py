"""Who is at work: a row for each process that claims, with a beat, so that what the dead held need not wait for its lease.

A process of this machine is known to be dead by its number; one elsewhere, in another container too, by its silence, measured
by our own clock, as theirs may go wrong. Knows nothing of what is worked on.
"""

import os
import platform
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Hold, Work, Worker
from news.work import TAKEN_UP_FIRST

BEAT = timedelta(seconds=2)
SILENCE = timedelta(seconds=10)
"""Without a beat for so long, a worker counts as dead: five beats, as a loop may be held up or a commit wait."""
LATE = SILENCE / 2
"""Whoever could not say for so long that it lives cannot tell whether others could: what held it up may have held them up, too."""


async def sign_in(session: AsyncSession, *, now: datetime) -> str:
    """A new worker's name: this process from now on."""
    worker = Worker(name=uuid4().hex, host=this_machine(), pid=os.getpid(), started_at=now, seen_at=now)
    session.add(worker)
    return worker.name


async def beat(session: AsyncSession, name: str, *, now: datetime) -> bool:
    """Says that this worker lives; False where others have buried it: its claims are theirs."""
    said = await session.execute(update(Worker).where(col(Worker.name) == name).values(seen_at=now))
    return bool(said.rowcount)  # type: ignore[attr-defined]


async def dead_here(session: AsyncSession, *, at_start: bool = True) -> list[str]:
    """The workers of this machine that ended without signing out. At the start one with our own number is a predecessor's."""
    rows = await session.execute(
        select(col(Worker.name), col(Worker.pid)).where(col(Worker.host) == this_machine())
    )
    return [name for name, pid in rows if (at_start and pid == os.getpid()) or not _is_running(pid)]


async def may_live(session: AsyncSession) -> list[str]:
    """All workers but those that are known to be dead."""
    dead = await dead_here(session)
    return list(await session.scalars(select(col(Worker.name)).where(col(Worker.name).not_in(dead))))


def this_machine() -> str:
    """Where a process number means what it means here. A name is not enough: containers may share one, and count their processes
    from 1 each. Where the system does not tell them apart, the name has to do."""
    named = [platform.node()]
    with suppress(OSError):
        named += [
            Path("/proc/sys/kernel/random/boot_id").read_text().strip(),
            os.readlink("/proc/self/ns/pid"),
        ]
    return " ".join(named)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


async def ahead_by(session: AsyncSession, *, now: datetime) -> timedelta:
    """How far beyond now a worker has been seen: its clock, or ours, was wrong. Zero where none has."""
    newest = await session.scalar(select(func.max(col(Worker.seen_at))))
    return max(newest - now, timedelta()) if newest is not None else timedelta()


@dataclass
class Watch:
    """When each worker's beat was last seen to change, in seconds of a clock that only we read."""

    changed: dict[str, tuple[datetime, float]] = field(default_factory=dict)

    def silent(self, beats: Mapping[str, datetime], *, at_s: float, own_beat_at_s: float) -> list[str]:
        """Those whose beat has stood still for too long, of all that are there now. Where our own was late, all have their time anew."""
        if at_s - own_beat_at_s > LATE.total_seconds():
            self.changed.clear()
        self.changed = {
            name: known if (known := self.changed.get(name)) and known[0] == seen else (seen, at_s)
            for name, seen in beats.items()
        }
        return [
            name for name, (_, since_s) in self.changed.items() if at_s - since_s >= SILENCE.total_seconds()
        ]


async def beats(session: AsyncSession, *, but: str) -> dict[str, datetime]:
    """When all others were seen last, by their own clocks."""
    rows = await session.execute(select(col(Worker.name), col(Worker.seen_at)).where(col(Worker.name) != but))
    return {name: seen_at for name, seen_at in rows}


async def bury(
    session: AsyncSession, names: Collection[str], *, now: datetime, still: Mapping[str, timedelta]
) -> int:
    """Gives back what these workers hold, and forgets them; gives how many pieces of work.

    `still`: of these steps, how long before its lease ends a claim's run is surely over. One who only seems dead, cut off from
    the database but not from Telegram, may send until then; nobody may take the row before. Empty where they are known
    to be dead.

    Waits for nobody: on PostgreSQL who is cut off in a transaction has rows of its own locked until its session ends. What somebody
    has locked is left for the next time, and so is its worker, with the seats: it may live, and would not learn that they are gone.
    """
    found = await session.scalars(
        select(col(Worker.name))
        .where(col(Worker.name).in_(names))
        .order_by(col(Worker.name))
        .with_for_update(skip_locked=True)
    )
    names = found.all()
    is_theirs = (col(Work.worker).in_(names), col(Work.leased))
    held = await session.execute(
        select(col(Work.id), col(Work.step), col(Work.due_at))
        .where(*is_theirs)
        .order_by(col(Work.row), col(Work.id))
        .with_for_update(skip_locked=True)
    )
    given = 0
    for row_id, step, until_at in held.all():
        at = max(now, until_at - still[step]) if step in still else now
        how = {"urgent": True} if step in TAKEN_UP_FIRST else {}
        freed = await session.execute(
            update(Work)
            .where(col(Work.id) == row_id, col(Work.worker).in_(names), col(Work.due_at) == until_at)
            .values(due_at=at, leased=False, worker=None, **how)
        )
        given += freed.rowcount  # type: ignore[attr-defined]
    is_left = select(col(Work.worker)).where(*is_theirs)
    await session.execute(delete(Worker).where(col(Worker.name).in_(names), col(Worker.name).not_in(is_left)))
    await session.execute(delete(Hold).where(col(Hold.worker).not_in(select(col(Worker.name)))))
    return given


async def sign_out(session: AsyncSession, name: str) -> None:
    """This worker has ended in order; what it still claims runs out by its lease."""
    await session.execute(delete(Worker).where(col(Worker.name) == name))
    await session.execute(delete(Hold).where(col(Hold.worker) == name))
