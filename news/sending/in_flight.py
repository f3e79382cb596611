"""What this process is sending, and what it has learnt of ids since: by a clock that nobody sets.

Whether a message whose reply was lost is there is decided by looking at ids. That proves nothing while its call may still
be obeyed, or where the counter may stand beyond the ids looked at. Here stands how long a call has been over, an id that
was surely given after it, and which ids are others'. The machine's own clock is not asked: put ahead, it would say that a call is
long over whose request is still on its way. Kept in memory: who begins knows nothing of the calls of a process before. Knows no rows.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import inf

KEPT = 1_000
"""So many ids, and so many calls in doubt, are remembered. Of what is forgotten it is only known later that it is over."""
FOLLOWS_WITHIN_S = 2.0
"""Where an id was given so lately, another will follow soon."""
NOBODY = 0
"""Whose id it is that others wrote."""


@dataclass
class Call:
    """One under way. `message_id` is set by whoever hears what it made, where ids are counted for the whole account."""

    began_s: float
    message_id: int | None = None


@dataclass(frozen=True)
class Doubt:
    """A call that may have been obeyed: when it was over, when this process knew of it first, and the lowest id known by now that
    was given after it."""

    over_at_s: float
    known_at_s: float
    below: int | None = None


@dataclass(frozen=True)
class Given:
    """Whose message an id is, by its delivery, and when its call began."""

    row: int
    began_s: float


class InFlight:
    """Belongs to one event loop. `hears`: whether this process has all that was written to the bot; None: it does not poll."""

    def __init__(self, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self.hears: bool | None = None
        self._seconds = seconds
        self._rows: set[int] = set()
        self._doubts: dict[int, Doubt] = {}
        self._given: dict[int, Given] = {}
        self._given_at_s = -inf
        self._calls = 0
        self._looking: set[int] = set()
        self._absent: dict[int, set[int]] = {}

    @contextmanager
    def alone(self, row: int) -> Iterator[bool]:
        """Whether nobody else here has this delivery in hand; then it is ours until the block is left."""
        is_ours = row not in self._rows
        self._rows.add(row)
        try:
            yield is_ours
        finally:
            if is_ours:
                self._rows.discard(row)

    @contextmanager
    def calling(self, row: int) -> Iterator[Call]:
        """A call for this delivery, over when the block is left, however it is left."""
        call = Call(self._seconds())
        self._calls += 1
        try:
            yield call
        finally:
            self._calls -= 1
            over_at_s = self._seconds()
            self._absent.pop(row, None)
            self._doubt(row, Doubt(over_at_s, over_at_s))
            if call.message_id is not None:
                self._given_at_s = over_at_s
                self._keep(call.message_id, Given(row, call.began_s))

    @contextmanager
    def looking(self, row: int) -> Iterator[Callable[[], int]]:
        """That we look for the message of this delivery; gives how many older ones are looked for at the moment it is asked."""
        self._looking.add(row)
        try:
            yield lambda: sum(other < row for other in self._looking)
        finally:
            self._looking.discard(row)

    @property
    def is_looking(self) -> bool:
        """Whether any message is being looked for."""
        return bool(self._looking)

    @property
    def is_sending(self) -> bool:
        """Whether an id is likely to be given soon."""
        return self._calls > 0 or self._seconds() - self._given_at_s < FOLLOWS_WITHIN_S

    def found(self, row: int, message_id: int) -> None:
        """An id of the account that this delivery's message turned out to have."""
        self._keep(message_id, Given(row, began_s=-inf))

    def hear(self, message_ids: Iterable[int]) -> None:
        """Ids of the account that what others wrote has."""
        for message_id in message_ids:
            self._keep(message_id, Given(NOBODY, began_s=-inf))

    def is_anothers(self, message_id: int, *, row: int) -> bool:
        """Whether it is known that not this delivery's message has this id of the account. Of its own one it may not be known in the
        rows."""
        given = self._given.get(message_id)
        return given is not None and given.row != row

    def doubts_beside(self, row: int, *, within_s: float) -> int:
        """How many other calls that were over at most so long before or after this delivery's are in doubt."""
        mine = self._doubts.get(row)
        if mine is None:
            return 0
        return sum(
            other != row and abs(doubt.over_at_s - mine.over_at_s) <= within_s
            for other, doubt in self._doubts.items()
        )

    def absent(self, row: int) -> set[int]:
        """Ids of the account that were looked at for this delivery's message, and are not its; whoever looks at more adds them."""
        if row not in self._absent and len(self._absent) >= KEPT:
            del self._absent[next(iter(self._absent))]
        return self._absent.setdefault(row, set())

    def settle(self, row: int) -> None:
        """It is known what became of it."""
        self._doubts.pop(row, None)
        self._absent.pop(row, None)

    def over_for_s(self, row: int, *, by_clock_s: float) -> float:
        """How long its last call has been over. Of a call that another process made, what the machine's clock says, the first
        time this is asked; a steady clock goes on from there."""
        now_s = self._seconds()
        if row not in self._doubts:
            self._doubt(row, Doubt(now_s - max(by_clock_s, 0.0), now_s))
        return now_s - self._doubts[row].over_at_s

    def first_after(self, row: int, *, settled_s: float) -> int | None:
        """The lowest id known of a message whose call began when this delivery's had been over for so long: if the delivery
        has one, it is lower. None: nothing has been sent since, or nothing is known of the call."""
        doubt = self._doubts.get(row)
        if doubt is None:
            return None
        since_s = max(doubt.over_at_s + settled_s, doubt.known_at_s)
        after = [number for number, given in self._given.items() if given.began_s >= since_s]
        if doubt.below is not None:
            after.append(doubt.below)
        below = min(after, default=None)
        self._doubts[row] = replace(doubt, below=below)
        return below

    def _keep(self, message_id: int, given: Given) -> None:
        self._given.pop(message_id, None)
        self._given[message_id] = given
        if len(self._given) > KEPT:
            del self._given[next(iter(self._given))]

    def _doubt(self, row: int, doubt: Doubt) -> None:
        self._doubts.pop(row, None)
        self._doubts[row] = doubt
        if len(self._doubts) > KEPT:
            del self._doubts[next(iter(self._doubts))]
