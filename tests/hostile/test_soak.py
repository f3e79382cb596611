"""A day of the whole program in some minutes, with faults at random everywhere; afterwards, what must be true is true.

`make soak` lives the whole day, with two seeds; the tests of every day one hour of it. SOAK_SEED names
another seed, SOAK_HOURS another length, SOAK_TRACED has the lines of code told that memory grew by (and takes twice as much of it).
"""

import os
import sys
from pathlib import Path

import pytest

from tests.hostile.conftest import IS_WHOLE
from tests.hostile.soak.day import Plan, soaked
from tests.hostile.soak.verdict import broken, figures, growth

HOURS = float(os.environ.get("SOAK_HOURS", "24"))
SEEDS = [int(seed) for seed in os.environ.get("SOAK_SEED", "1 2" if IS_WHOLE else "1").split()]


def a_plan(seed: int) -> Plan:
    """In the short one nothing is held locked for longer than we wait for it, as that takes the machine's own time."""
    if IS_WHOLE:
        return Plan(
            seed,
            hours=HOURS,
            settling=3,
            readers=60,
            outlets=12,
            events_an_hour=8,
            acts_an_hour=1.5,
            kills=max(2, round(16 * HOURS / 24)),
            locks=round(4 * HOURS / 24),
            is_traced="SOAK_TRACED" in os.environ,
        )
    return Plan(
        seed,
        hours=0.5,
        settling=0.5,
        readers=8,
        outlets=4,
        events_an_hour=6,
        acts_an_hour=6,
        kills=1,
        locks=0,
        by_meaning=False,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="what a process holds is read from /proc")
@pytest.mark.timeout(14_400)
@pytest.mark.parametrize("seed", SEEDS)
async def test_after_a_day_of_trouble_nothing_is_lost_repeated_stuck_or_grown(
    seed: int, tmp_path: Path, record
) -> None:
    day = await soaked(a_plan(seed), tmp_path)
    found, told, grown = broken(day), figures(day), growth(day.vitals)
    print(told, dict(day.did), grown)
    assert found == {}
    assert told["digests due to steady readers"]
    assert day.did["times of trouble"]
    record(
        f"{day.plan.hours:.0f} simulated hours with {day.plan.readers} readers and faults at random: {day.did['answers of the press']:,} answers of feeds "
        f"({day.did['of them trouble']:,} of them broken), {day.did['faults of Telegram']:,} faults of Telegram, {day.did['SIGKILL']} kills, "
        f"{day.did['jumps of the clock']} jumps of the clock, {day.did['of them bad']:,} bad answers of a model among {day.did['answers of the model']:,}, a database that refuses, cancelled steps; "
        f"{told['alerts told']} breaking alerts; seed {seed}",
        bar="no lost digest, no repeated story, no stuck row, no message lost or sent twice, memory flat",
        figure=f"{told['digests due to steady readers']} digests due beforehand, 0 lost; {told['deliveries sent']:,} messages, 0 lost, 0 twice; 0 stories new "
        f"twice, 0 rows stuck" + (f"; {grown.rss_mb:+.0f} MB in {grown.hours:.0f} h" if grown else ""),
    )
