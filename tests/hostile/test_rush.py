"""Ten thousand digests at one hour by the whole program, which is killed, stopped, and answered by a network in a storm: everybody gets
theirs, once, and a reader's tap is answered meanwhile. Counted by the server's own record.
"""

import asyncio
import os
import random
import signal
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest

from sandbox.faults import Fault, Faults
from sandbox.limits import Limits
from tests.end_to_end.conftest import Person
from tests.hostile.rush import QUICK, Rush, a_rush
from tests.measured import IS_WHOLE, SEED

WHOLE = ("bot", "run")
COMMAND = WHOLE if IS_WHOLE else QUICK
ROOMY = Limits(overall_per_second=1_000)
LOOKS = 150
NEVER_ANSWERED = "lost_reply"


def sized(usual: int, name: str = "READERS") -> int:
    """RUSH_READERS, RUSH_KILLS and RUSH_SECONDS make a whole run smaller, on a machine that has other work; rows say how large it was."""
    return int(os.environ.get(f"RUSH_{name}", usual))


def settings(per_second: int) -> dict[str, str]:
    return {"TELEGRAM_PER_SECOND": str(per_second)}


# --- kills ---------------------------------------------------------------------------------------


async def survive(rush: Rush, *, kills: int, by: signal.Signals, chance: random.Random) -> None:
    """The program is ended so often, each time after so many more messages as chance has it, and begins again."""
    process, share = rush.program, rush.readers // kills
    for _ in range(kills):
        await process.start()
        goal = min(len(rush.record) + chance.randint(share // 4 + 1, max(2, share)), rush.readers - 1)
        await rush.record.until(lambda goal=goal: len(rush.record) >= goal, patience_s=300)
        code = await process.stop(by)
        assert code == (0 if by is signal.SIGTERM else -by), process.said[-2_000:]
    await process.start()
    await rush.all_arrived(patience_s=120 + rush.readers / 5)
    await process.stop()


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("seed", [1, 2, 3] if IS_WHOLE else [1])
async def test_kills_of_the_whole_program_lose_nothing_and_double_nothing(
    seed: int, tmp_path: Path, record
) -> None:
    readers, kills = (sized(10_000), sized(67, "KILLS")) if IS_WHOLE else (40, 1)
    chance = random.Random(seed)
    async with a_rush(tmp_path, readers, limits=ROOMY, command=COMMAND, **settings(1_000)) as rush:
        for reader in chance.sample(range(1, readers + 1), max(1, readers // 100)):
            kind = chance.choice([NEVER_ANSWERED, NEVER_ANSWERED, "reset"])
            rush.telegram.api.faults.lay({"method": "sendMessage", "kind": kind, "chat_id": reader})
        await survive(rush, kills=kills, by=signal.SIGKILL, chance=chance)
        states = await rush.states()
        record(
            f"kill -9 of the whole program at {kills} random points of {readers:,} digests of one hour, 1 % of replies lost, seed {seed}",
            bar=f"0 lost, 0 duplicates, at most {LOOKS} looks a kill",
            figure=f"{rush.lost} lost, {rush.doubled} duplicates, {rush.looks / kills:.0f} looks a kill",
        )
        assert (rush.lost, rush.doubled) == (0, 0)
        assert set(states) <= {"sent", "sending"}, states
        assert rush.looks <= LOOKS * kills


@pytest.mark.timeout(3600)
async def test_the_whole_program_told_to_stop_leaves_nothing_to_look_for(tmp_path: Path, record) -> None:
    readers, kills = (sized(2_000), sized(20, "KILLS")) if IS_WHOLE else (40, 1)
    async with a_rush(tmp_path, readers, limits=ROOMY, command=COMMAND, **settings(1_000)) as rush:
        await survive(rush, kills=kills, by=signal.SIGTERM, chance=random.Random(SEED))
        states = await rush.states()
        record(
            f"SIGTERM to the whole program at {kills} random points of {readers:,} digests of one hour",
            bar="0 lost, 0 duplicates, nothing to look for",
            figure=f"{rush.lost} lost, {rush.doubled} duplicates, {rush.looks} looks",
        )
        assert (rush.lost, rush.doubled, rush.looks) == (0, 0, 0)
        assert set(states) == {"sent"}, states


# --- a storm -------------------------------------------------------------------------------------


@dataclass
class Storm(Faults):
    """A network in which so many of all calls, whatever they are, end so that nobody can tell whether they were obeyed: half of them were."""

    share: float
    chance: random.Random
    is_over: bool = False
    told: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        super().__init__()

    def take(self, method: str, chat_id: object) -> Fault | None:
        if self.is_over:
            return None
        self.told["calls"] += 1
        if self.chance.random() >= self.share:
            return None
        self.told["ambiguous"] += 1
        return self.chance.choice(
            [
                Fault(kind="error", error_code=500),
                Fault(kind="error", error_code=502),
                Fault(kind="reset"),
                Fault(kind="timeout", seconds=self.chance.uniform(0, 2)),
                *[Fault(kind=NEVER_ANSWERED) for _ in range(4)],
            ]
        )


@pytest.mark.timeout(7200)
async def test_a_storm_of_ten_minutes_loses_nothing_and_doubles_nothing(tmp_path: Path, record) -> None:
    """The digests are as many as ten minutes carry."""
    readers, per_second, lasts_s = (sized(18_000), 30, sized(600, "SECONDS")) if IS_WHOLE else (30, 30, 3)
    limits = Limits(overall_per_second=per_second)
    async with a_rush(tmp_path, readers, limits=limits, command=COMMAND, **settings(per_second)) as rush:
        storm = Storm(0.3, random.Random(SEED))
        rush.telegram.api.faults = storm
        await rush.program.start()
        await rush.record.until(lambda: len(rush.record) > 0, patience_s=120)
        began = time.monotonic()
        asyncio.get_running_loop().call_later(lasts_s, setattr, storm, "is_over", True)
        await rush.all_arrived(patience_s=600 + 4 * lasts_s)
        took_s = time.monotonic() - began
        in_it, storm.is_over = storm.told, True
        await rush.program.stop()
        states = await rush.states()
        record(
            f"A storm of {lasts_s / 60:.0f} minutes: {in_it['ambiguous']:,} of {in_it['calls']:,} calls end so that nobody can tell what became of them, "
            f"while {readers:,} digests are sent by the whole program",
            bar="0 lost, 0 duplicates, at most 3 times the calls",
            figure=f"{rush.lost} lost, {rush.doubled} duplicates, {rush.calls / readers:.2f} times the calls; all there after {took_s / 60:.1f} min",
        )
        assert (rush.lost, rush.doubled) == (0, 0)
        assert set(states) <= {"sent", "sending"}, states
        if IS_WHOLE:  # of a few, all are in doubt at once, with nothing known above them
            assert rush.calls <= 3 * readers


# --- the flow ------------------------------------------------------------------------------------

OWED, WATCHED_S = (sized(100_000), sized(600, "SECONDS")) if IS_WHOLE else (150, 4)
PER_SECOND = 30
SPAN_S = 60.0 if IS_WHOLE else 1.0
TAP_EVERY_S, TAP_WITHIN_S, LEAST = 1.0, 1.0, 0.95
FIRST_S = 1.0


def least_share(times: Sequence[float], *, span_s: float) -> float:
    """Of what is allowed, in the span of so many seconds in which there were fewest, from the first second on."""
    rest = [at for at in times if at > times[0] + FIRST_S]
    spans = [
        bisect_right(rest, end) - bisect_right(rest, end - span_s)
        for end in rest
        if end - span_s >= times[0] + FIRST_S
    ]
    return min(spans) / span_s / PER_SECOND


@dataclass
class Tapper:
    """A reader who asks for the settings and presses a button under them, again and again."""

    person: Person
    asked: int = 0
    waited_s: list[float] = field(default_factory=list)

    async def go_on(self) -> None:
        while True:
            await asyncio.sleep(TAP_EVERY_S)  # readers think
            began = time.monotonic()
            self.asked += 1
            await self.person.send("/settings")
            menu = await self.person.hears(lambda message: "reply_markup" in message)
            self.waited_s.append(time.monotonic() - began)
            began = time.monotonic()
            button = menu["reply_markup"]["inline_keyboard"][0][0]
            await self.person.press_data(menu["message_id"], button["callback_data"])
            self.waited_s.append(time.monotonic() - began)


@pytest.mark.timeout(7200)
async def test_digests_flow_as_fast_as_allowed_and_a_tap_is_answered_meanwhile(
    tmp_path: Path, record
) -> None:
    limits = Limits(overall_per_second=PER_SECOND)
    async with (
        a_rush(tmp_path, OWED, limits=limits, **settings(PER_SECOND)) as rush,
        aiohttp.ClientSession() as http,
    ):
        tapper = Tapper(Person(http, rush.telegram.url, OWED + 1))
        await tapper.person.arrive()
        await rush.program.start()
        await rush.record.until(lambda: len(rush.record) > 0, patience_s=300)
        tapping = asyncio.create_task(tapper.go_on())
        await asyncio.wait([tapping], timeout=WATCHED_S)
        assert not tapping.done(), tapping
        tapping.cancel()
        times = [at for at, (chat, _) in zip(rush.record.at_s, rush.record, strict=True) if chat <= OWED]
        refused = rush.telegram.api.called["sendMessage"] - len(rush.record) + tapper.asked
        await rush.program.stop()
        share, longest_s = least_share(times, span_s=SPAN_S), max(tapper.waited_s)
        record(
            f"{OWED:,} digests of one hour by the whole program, watched for {WATCHED_S / 60:.0f} minutes, while a reader asks and taps {len(tapper.waited_s)} times",
            bar=f"at least {LEAST:.0%} of {PER_SECOND} a second in any {SPAN_S:.0f} s, no 429, each tap answered within {TAP_WITHIN_S:.0f} s",
            figure=f"{share:.1%} in the {SPAN_S:.0f} s with the fewest, {refused} refused; the longest that a tap waited {longest_s:.2f} s",
        )
        assert (rush.doubled, refused) == (0, 0)
        if IS_WHOLE:
            assert share >= LEAST
            assert longest_s <= TAP_WITHIN_S
