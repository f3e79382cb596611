"""Whatever happens in whatever order: no message comes twice, and none is lost. Played by chance, and the games that were lost once.

LONG_RUNS=1 plays many more.
"""

import asyncio
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.news.sending.delivery_world import GROUP, PRIVATE, Move, World, a_world, play

GAMES = int(os.environ.get("GAMES", "3000" if os.environ.get("LONG_RUNS") else "8"))

NUMBER = st.integers(0, 3)
CHAT = st.sampled_from((*PRIVATE[:3], GROUP))
MOVES = st.one_of(
    st.tuples(st.just("owe"), CHAT, st.booleans()),
    st.tuples(st.just("owe"), CHAT, st.booleans()),
    st.tuples(st.just("sweep")),
    st.tuples(st.just("sweep")),
    st.tuples(st.just("sweep")),
    st.tuples(st.just("obey"), NUMBER),
    st.tuples(st.just("obey"), NUMBER),
    st.tuples(st.just("reply"), NUMBER),
    st.tuples(st.just("refuse"), NUMBER),
    st.tuples(st.just("break_off"), NUMBER),
    st.tuples(st.just("break_off"), NUMBER),
    st.tuples(st.just("die")),
    st.tuples(st.just("cancel")),
    st.tuples(st.just("poll")),
    st.tuples(st.just("go_deaf")),
    st.tuples(st.just("silence_probes"), st.sampled_from((1, 3, 40))),
    st.tuples(st.just("write"), CHAT, st.sampled_from((1, 20, 60, 390, 450))),
    st.tuples(st.just("pass_time"), st.sampled_from((0.5, 3.0, 5.0, 6.0, 30.0, 200.0))),
    st.tuples(st.just("pass_time"), st.sampled_from((3.0, 6.0))),
    st.tuples(st.just("jump"), st.sampled_from((0.0, 6.0, -6.0, 200.0, 4_500.0, -4_500.0, 200_000.0))),
)


def known(world: World) -> list[Move]:
    """So much was sent before that it shows how ids are given."""
    return [("owe", chat) for chat in PRIVATE * 2] + [("calm",)]


@settings(max_examples=GAMES, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(st.lists(MOVES, min_size=3, max_size=25), st.booleans())
def test_no_message_comes_twice_and_none_is_lost(moves: list[Move], is_known: bool) -> None:
    asyncio.run(_played(moves, is_known=is_known))


async def _played(moves: list[Move], *, is_known: bool) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        async with a_world(Path(folder)) as world:
            await play(world, [*(known(world) if is_known else []), *moves, ("calm",)])
            there, rolled = world.telegram.times, await world.rolled()
            lost = [
                n
                for n in range(len(world.owed))
                if not there[f"message {n}"] and f"message {n}" not in rolled
            ]
            assert not lost, lost
            assert set(await world.states()) <= {"sent", "rolled"}


def moves(*said: str) -> list[Move]:
    """Each as it is said, numbers as numbers."""
    return [
        (name, *(float(one) if "." in one else int(one) for one in more))
        for name, *more in map(str.split, said)
    ]


OFTEN = ["sweep", "pass_time 6.0"] * 4
LOST_ONCE = {
    "cut off, and the clock put ahead, before its request was obeyed": moves(
        "owe 1", "sweep", "cancel", "jump 4500.0", "sweep", "sweep", "sweep", "obey 0"
    ),
    "still on its way when the clock put ahead ended its lease": moves(
        "owe 1", "sweep", "jump 4500.0", "sweep", "sweep", "sweep", "obey 0", "obey 0"
    ),
    "its reply lost, and the clock put ahead, before its request was obeyed": moves(
        "owe 1", "sweep", "break_off 0", "jump 6.0", "sweep", "sweep", "sweep", "obey 0"
    ),
    "sent behind what others wrote while nobody listened": moves(
        "go_deaf", "write 2 60", "owe 1", "sweep", "obey 0", "break_off 0", *OFTEN
    ),
    "sent behind more than is looked at in one go": moves(
        "go_deaf", "write 2 450", "owe 1", "sweep", "obey 0", "break_off 0", "poll", *OFTEN
    ),
    "sent to a group that writes much in little time": moves(
        f"owe {GROUP}",
        "sweep",
        "reply 0",
        f"write {GROUP} 60",
        f"owe {GROUP}",
        "sweep",
        "obey 0",
        "break_off 0",
        *OFTEN,
    ),
}


@pytest.mark.parametrize("game", LOST_ONCE.values(), ids=LOST_ONCE)
@pytest.mark.parametrize("is_known", [True, False], ids=["among others", "the first"])
def test_a_game_that_was_lost_once_is_won(game: list[Move], is_known: bool) -> None:
    asyncio.run(_played(game, is_known=is_known))
