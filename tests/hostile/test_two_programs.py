"""Two programs with one token and one database: one of them asks for updates and sends, the other stands by, and takes over soon after it died."""

import random
import time
from pathlib import Path

import aiohttp
import pytest

from sandbox.limits import Limits
from tests.end_to_end.conftest import Person, Program, one_process
from tests.hostile.rush import QUICK, Rush, a_rush
from tests.measured import IS_WHOLE, SEED
from tests.waiting import Writes

ROUNDS, READERS, PER_SECOND = (25, 400, 10) if IS_WHOLE else (1, 20, 30)
COMMAND = ("bot", "run") if IS_WHOLE else QUICK
HAND_OVER_S = 15.0
HAS_SEAT, STANDS_BY = "has the seat", "stands by"


async def says(program: Program, words: str, *, patience_s: float = 60.0) -> None:
    """Waits until the newest log of the program has these words."""
    async with Writes(program.folder) as writes:
        await writes.until(
            lambda: words in program.logs[-1].read_text(errors="replace"), patience_s=patience_s
        )


@pytest.mark.timeout(3600)
async def test_who_stands_by_takes_over_within_seconds_and_nothing_comes_twice(
    tmp_path: Path, record
) -> None:
    """In each round the one that is at work is killed, a reader writes at once, and it begins again to stand by. Meanwhile digests go out."""
    limits = Limits(overall_per_second=PER_SECOND)
    settings = {"TELEGRAM_PER_SECOND": str(PER_SECOND), "LOG_LEVEL": "INFO"}
    chance, waited = random.Random(SEED), list[float]()
    async with (
        a_rush(tmp_path, READERS, limits=limits, command=COMMAND, name="first", **settings) as rush,
        one_process(tmp_path, rush.program.environment, command=COMMAND, name="second") as other,
        aiohttp.ClientSession() as http,
    ):
        person = Person(http, rush.telegram.url, READERS + 1)
        await person.arrive()
        at_work, standing = rush.program, other
        await at_work.start()
        await says(at_work, HAS_SEAT)
        for _ in range(ROUNDS):
            await standing.start()
            await says(standing, STANDS_BY)
            goal = len(rush.record) + chance.randint(1, 3)
            await rush.record.until(lambda goal=goal: len(rush.record) >= goal or all_there(rush))
            await at_work.stop(by=9)
            began = time.monotonic()
            await person.send("/help")
            await person.hears("/settings")
            waited.append(time.monotonic() - began)
            at_work, standing = standing, at_work
        await rush.all_arrived(patience_s=120 + READERS)
        conflicts = sum(
            call["method"] == "getUpdates" and call["error_code"] == 409 for call in rush.telegram.api.calls
        )
        await at_work.stop()
        record(
            f"Two programs on one database, the one at work killed {ROUNDS} times while {READERS} digests are sent and a reader writes",
            bar=f"one of them works at a time, 0 lost, 0 duplicates, the reader is answered within {HAND_OVER_S:.0f} s",
            figure=f"{conflicts} polls in each other's way, {rush.lost} lost, {rush.doubled} duplicates; answered after {max(waited):.1f} s at most",
        )
        assert (rush.lost, rush.doubled, conflicts) == (0, 0, 0)
        assert max(waited) <= HAND_OVER_S


def all_there(rush: Rush) -> bool:
    return rush.lost == 0
