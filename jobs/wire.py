"""The wire between those who find work due and those who run it: the port, and what crosses it.

The rows are the truth and the wire is none: it may be emptied, doubled or cut at any time. What was lost is found again by
the clock, and what comes twice is claimed once. Knows no engine and no step.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession


class WireBroken(Exception):
    """Nothing can be put or taken now; `open` may mend it."""


@dataclass(frozen=True)
class Call:
    """A piece of work that fell due at `due_at`. `urgent` calls overtake the others of their step."""

    step: str
    row: int
    due_at: datetime
    urgent: bool = False


class Wire(Protocol):
    """Every method may raise WireBroken."""

    async def open(self, stir: Callable[[], None]) -> None:
        """Be ready, also where nothing was before or the last connection broke. `stir` is called whenever something was put
        on the wire, by whomever; a call that is lost is made good by looking."""
        ...

    async def close(self) -> None: ...

    async def put(self, session: AsyncSession, calls: Sequence[Call]) -> None:
        """Must: be part of the session's transaction, and put no call twice that lies there already."""
        ...

    async def waiting(self) -> Mapping[str, int]:
        """How many calls of each step lie on the wire; steps without one are left out."""
        ...

    async def take(self, step: str, *, most: int) -> Collection[int]:
        """Takes the rows of at most so many calls off the wire, the urgent first. Must: give each call to one taker; what a
        taker that died had taken may be given again or be lost."""
        ...

    async def tidy(self) -> None:
        """Throws away what the engine keeps of calls that are over."""
        ...
