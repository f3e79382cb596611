"""Broadcasts to ten thousand, by a program that is killed over and over while some replies are lost: everybody gets theirs, once.
Counted by the server's own record. How it is done stands in `news.deliver` and `news.sending.settling`.
"""

import signal
from pathlib import Path

import pytest

from tests.measured import IS_WHOLE
from tests.news.sending.test_kill import Broadcast, survive

READERS, KILLS, PER_SECOND = (10_000, 67, 1_000) if IS_WHOLE else (400, 6, 1_000)
LOOKS = 150


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", [1, 2, 3] if IS_WHOLE else [2])
async def test_kills_and_lost_replies_lose_nothing_and_double_nothing(
    seed: int, tmp_path: Path, record
) -> None:
    broadcast = Broadcast(READERS, KILLS, lost_replies=READERS // 100, per_second=PER_SECOND, seed=seed)
    arrived = await survive(broadcast, tmp_path)
    record(
        f"kill -9 at {KILLS} random points of a broadcast to {READERS:,}, 1 % of replies lost, seed {seed}",
        bar=f"0 lost, 0 duplicates, at most {LOOKS} looks a kill",
        figure=f"{arrived.lost(READERS)} lost, {arrived.duplicates} duplicates, {arrived.probes / KILLS:.0f} looks a kill",
    )
    assert (arrived.lost(READERS), arrived.duplicates) == (0, 0)
    assert set(arrived.states) == {"sent"}
    assert arrived.probes <= LOOKS * KILLS


@pytest.mark.timeout(3600)
async def test_a_stop_in_order_leaves_nothing_to_look_for(tmp_path: Path, record) -> None:
    readers, kills = (2_000, 20) if IS_WHOLE else (200, 3)
    arrived = await survive(
        Broadcast(readers, kills, lost_replies=0, per_second=PER_SECOND, seed=1, by=signal.SIGTERM),
        tmp_path,
    )
    record(
        f"SIGTERM at {kills} random points of a broadcast to {readers:,}, each time handed over to the next process",
        bar="0 lost, 0 duplicates, nothing to look for",
        figure=f"{arrived.lost(readers)} lost, {arrived.duplicates} duplicates, {arrived.probes} looks",
    )
    assert (arrived.lost(readers), arrived.duplicates, arrived.probes) == (0, 0, 0)


STORM = (
    {"kind": "error", "error_code": 500},
    {"kind": "error", "error_code": 502},
    {"kind": "reset"},
    {"kind": "lost_reply"},
    {"kind": "delay", "seconds": 2.0},
    {"kind": "error", "retry_after": 1},
)


@pytest.mark.timeout(1200)
async def test_a_storm_of_errors_loses_nothing_and_doubles_nothing(tmp_path: Path, record) -> None:
    readers = 150
    storm = Broadcast(
        readers, 0, lost_replies=0, per_second=PER_SECOND, seed=1, trouble=STORM, troubled=3 * readers // 10
    )
    arrived = await survive(storm, tmp_path)
    calls = arrived.calls / readers
    record(
        f"30 % of {readers:,} sends meet a 500, 502, 429, reset, lost reply or delay",
        bar="0 lost, 0 duplicates, at most 3 times the calls",
        figure=f"{arrived.lost(readers)} lost, {arrived.duplicates} duplicates, {calls:.2f} times the calls",
    )
    assert (arrived.lost(readers), arrived.duplicates) == (0, 0)
    assert calls <= 3


@pytest.mark.timeout(1200)
async def test_who_blocked_the_bot_is_called_once(tmp_path: Path, record) -> None:
    readers = 2_000 if IS_WHOLE else 150
    blocked = readers // 10
    gone = {
        "kind": "error",
        "error_code": 403,
        "description": "Forbidden: bot was blocked by the user",
        "times": None,
    }
    arrived = await survive(
        Broadcast(
            readers, 0, lost_replies=0, per_second=PER_SECOND, seed=1, trouble=(gone,), troubled=blocked
        ),
        tmp_path,
    )
    record(
        f"{blocked} of {readers:,} readers blocked the bot",
        bar="one call to each of them",
        figure=f"{arrived.calls - (readers - blocked)} calls; {arrived.states['gone']} given up, {arrived.states['sent']} sent",
    )
    assert arrived.calls == readers
    assert arrived.states == {"sent": readers - blocked, "gone": blocked}
