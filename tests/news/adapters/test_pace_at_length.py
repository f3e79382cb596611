"""A hundred thousand digests at the pace, against a Telegram that counts strictly: all of it by a clock of its own.

The program sends some at a time, as it does, and readers' taps are answered meanwhile. Messages and replies travel unevenly, and both machines are
busy with other things now and then: what comes while one of them stands still is seen when it goes on.
"""

import heapq
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

import pytest

from news.adapters.turns import Passage, Rates, Turns
from sandbox.limits import FloodControl, Limits

DIGESTS = 100_000 if os.environ.get("LONG_RUNS") else 6_000
AT_ONCE = 16
TAP_EVERY_S = 0.7
FIRST_S = 1.0


@dataclass(frozen=True)
class Way:
    """Seconds: how long a message and its reply travel each, between two bounds; how often a machine stands still, and how long at the mean.
    Of the replies, `lost` never come."""

    least: float = 0.03
    most: float = 0.05
    stands_every: float = 1e9
    stands_for: float = 0.0
    lost: float = 0.0


class Machine:
    """Stands still now and then."""

    def __init__(self, way: Way, chance: random.Random) -> None:
        self._way, self._chance = way, chance
        self._from, self._until = self._next(0.0)

    def _next(self, after: float) -> tuple[float, float]:
        begins = after + self._chance.expovariate(1 / self._way.stands_every)
        return begins, begins + self._chance.expovariate(
            1 / self._way.stands_for
        ) if self._way.stands_for else begins

    def awake_at(self, at: float) -> float:
        """The first moment from then on at which it runs. Asked in the order of time."""
        while self._until <= at:
            self._from, self._until = self._next(self._until)
        return self._until if self._from <= at else at


@dataclass
class Seen:
    """When each message counted at the server, how many it refused, and how long each tap waited for its answer to count."""

    counted: list[float] = field(default_factory=list)
    refused: int = 0
    waited: list[float] = field(default_factory=list)
    ended_at: float = 0.0
    """When the last digest was asked for: from then on, there is less to send than might be."""

    def least_share(self, per_second: float) -> float:
        """Of what is allowed in the sixty seconds with the fewest messages, after the first second."""
        began, ended = self.counted[0] + FIRST_S, self.ended_at
        span = min(60.0, ended - began)
        starts = [began, *(at for at in self.counted if began <= at <= ended - span)]
        return min(self._within(at, at + span) for at in starts) / (span * per_second)

    def _within(self, begin: float, end: float) -> int:
        from bisect import bisect_right

        return bisect_right(self.counted, end) - bisect_right(self.counted, begin)


class Town:
    """One program, one Telegram, and the way between them."""

    def __init__(self, way: Way, *, rate: int, digests: int, seed: int) -> None:
        self.chance = random.Random(seed)
        self.way = way
        self.turns = Turns(Rates(overall_per_second=rate))
        self.server = FloodControl(Limits(overall_per_second=rate))
        self.ours, self.theirs = Machine(way, self.chance), Machine(way, self.chance)
        self.seen = Seen()
        self.chats: Iterator[int] = iter(range(1, digests + 1))
        self.tap_chats = count(10_000_000)
        self._events: list[tuple[float, int, Callable[[float], None]]] = []
        self._numbers = count()
        self._waiting: dict[int, tuple[object, float | None]] = {}
        self._to_do = digests
        self._wakes_at: float | None = None

    def at(self, moment: float, act: Callable[[float], None]) -> None:
        heapq.heappush(self._events, (moment, next(self._numbers), act))

    def run(self) -> Seen:
        for _ in range(AT_ONCE):
            self.ask(next(self.chats), asked_at=None)
        self.at(0.0, self.pump)
        self.at(TAP_EVERY_S, self.tap)
        while self._to_do and self._events:
            moment, _, act = heapq.heappop(self._events)
            act(moment)
        self.seen.counted.sort()
        return self.seen

    def ask(self, chat: int, *, asked_at: float | None) -> None:
        turn = self.turns.join(chat, cost=1, bulk=asked_at is None)
        self._waiting[chat] = (turn, asked_at)

    def tap(self, now: float) -> None:
        self.at(now + TAP_EVERY_S, self.tap)
        self.ask(next(self.tap_chats), asked_at=now)
        self.at(self.ours.awake_at(now), self.pump)

    def pump(self, now: float) -> None:
        self._wakes_at = None if self._wakes_at is None or self._wakes_at <= now else self._wakes_at
        again_at = self.turns.let_go(now)
        for chat, (turn, asked_at) in [*self._waiting.items()]:
            if turn.done():  # type: ignore[attr-defined]
                del self._waiting[chat]
                self.send(now, chat, turn.result(), asked_at)  # type: ignore[attr-defined]
        if again_at is not None and (self._wakes_at is None or again_at < self._wakes_at):
            self._wakes_at = again_at
            self.at(self.ours.awake_at(max(again_at, now)), self.pump)

    def send(self, now: float, chat: int, passage: Passage, asked_at: float | None) -> None:
        self.at(
            now + self.chance.uniform(self.way.least, self.way.most),
            lambda at: self.arrive(at, chat, passage, asked_at),
        )

    def arrive(self, now: float, chat: int, passage: Passage, asked_at: float | None) -> None:
        self.at(self.theirs.awake_at(now), lambda at: self.judge(at, chat, passage, asked_at))

    def judge(self, now: float, chat: int, passage: Passage, asked_at: float | None) -> None:
        wait = self.server.wait(chat, now, is_group=False)
        if wait:
            self.seen.refused += 1
        else:
            self.seen.counted.append(now)
            if asked_at is not None:
                self.seen.waited.append(now - asked_at)
        back_at = now + self.chance.uniform(self.way.least, self.way.most)
        if self.chance.random() < self.way.lost:
            back_at = now + 20.0
        self.at(
            back_at,
            lambda at: self.at(
                self.ours.awake_at(at), lambda at: self.hear(at, chat, passage, wait, asked_at)
            ),
        )

    def hear(self, now: float, chat: int, passage: Passage, wait: float, asked_at: float | None) -> None:
        self.turns.end(passage, now, is_answered=True)
        if wait:
            self.at(now + wait, lambda at: (self.ask(chat, asked_at=asked_at), self.pump(at)))  # type: ignore[func-returns-value]
            return
        if asked_at is None:
            self._to_do -= 1
            if (another := next(self.chats, None)) is not None:
                self.ask(another, asked_at=None)
                self.seen.ended_at = now
        self.pump(now)


USUAL = {
    "as on the internet": Way(0.03, 0.05),
    "on one machine": Way(0.0005, 0.002),
    "on one machine with other work": Way(0.001, 0.01, stands_every=0.5, stands_for=0.03),
}
ODD = {
    "unevenly": Way(0.01, 0.1),
    "very unevenly": Way(0.02, 0.25),
    "between machines that are busy a sixth of the time": Way(0.001, 0.01, stands_every=0.5, stands_for=0.1),
    "with one reply in a hundred lost": Way(lost=0.01),
}


@pytest.mark.parametrize("way", USUAL.values(), ids=USUAL)
async def test_digests_flow_at_95_percent_of_any_minute_and_none_is_refused_while_taps_are_answered_within_a_second(
    way: Way,
) -> None:
    seen = Town(way, rate=30, digests=DIGESTS, seed=1).run()
    assert seen.refused == 0
    assert seen.least_share(30) >= 0.95
    assert max(seen.waited) < 1.0


@pytest.mark.parametrize("way", ODD.values(), ids=ODD)
async def test_where_messages_travel_oddly_the_pace_gives_way_and_next_to_none_is_refused(way: Way) -> None:
    seen = Town(way, rate=30, digests=DIGESTS // 2, seed=2).run()
    assert seen.refused <= DIGESTS // 50_000
    assert seen.least_share(30) >= 0.75
    assert max(seen.waited) < 1.5


async def test_a_raised_limit_is_used_as_well() -> None:
    seen = Town(Way(0.005, 0.01), rate=300, digests=DIGESTS, seed=3).run()
    assert seen.refused == 0
    assert seen.least_share(300) >= 0.95
