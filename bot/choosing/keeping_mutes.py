"""The rows of what a reader muted: kept, lifted, and kept again. What a mute keeps out is said in `news.reader.mutes`."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlmodel import col

from bot.turn import Turn
from news.clock import fold
from news.models import Mute
from news.reader.mute_lines import Line
from news.reader.muting import read_mutes

MOST = 50
"""Mutes a reader may have."""


async def keep_mute(turn: Turn, line: Line, *, instead_of: Mute | None = None) -> Mute | None:
    """The mute; one that there is already is held for the time said now. None where there are too many. `instead_of` another,
    which is lifted."""
    if instead_of is not None:
        instead_of.lifted_at = turn.now
        turn.session.add(instead_of)
        await turn.session.flush()
    mine = await mutes_of(turn)
    same = [m for m in mine if (m.kind, m.target, m.within) == (line.kind, line.target, line.within)]
    if not same and len(mine) >= MOST:
        return None
    mute = same[0] if same else await _lifted_lately(turn, line) or Mute(
        subscriber_id=turn.subscriber_id, kind=line.kind, target=line.target, within=line.within,
        created_at=turn.now,
    )  # fmt: skip
    mute.until_at, mute.lifted_at = line.until, None
    turn.session.add(mute)
    await turn.session.flush()
    return mute


async def _lifted_lately(turn: Turn, line: Line) -> Mute | None:
    """The same, where it was lifted lately: there is one row of each."""
    found = await turn.session.execute(
        select(Mute).where(
            col(Mute.subscriber_id) == turn.subscriber_id,
            col(Mute.kind) == line.kind,
            col(Mute.target) == line.target,
            col(Mute.within) == line.within,
        )
    )
    return found.scalar_one_or_none()


async def mutes_of(turn: Turn) -> list[Mute]:
    """Those that hold; what is over goes."""
    over = (col(Mute.subscriber_id) == turn.subscriber_id, col(Mute.until_at) <= turn.now)
    await turn.session.execute(delete(Mute).where(*over))
    return await read_mutes(turn.session, turn.subscriber_id, now=turn.now)


async def lift(turn: Turn, mutes: Sequence[Mute]) -> None:
    for mute in mutes:
        mute.lifted_at = turn.now
        turn.session.add(mute)
    await turn.session.flush()


async def lifted_with(turn: Turn, number: int) -> list[Mute]:
    """What was lifted in the same turn as this mute of the reader's."""
    mute = await turn.session.get(Mute, number)
    if mute is None or mute.subscriber_id != turn.subscriber_id or mute.lifted_at is None:
        return []
    found = await turn.session.execute(
        select(Mute)
        .where(
            col(Mute.subscriber_id) == turn.subscriber_id,
            col(Mute.kind) == mute.kind,
            col(Mute.lifted_at) == mute.lifted_at,
        )
        .order_by(col(Mute.id))
    )
    return [one for one in found.scalars() if fold(one.target) == fold(mute.target)]
