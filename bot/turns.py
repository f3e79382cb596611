"""What one of several programs does at a time, as asking Telegram for updates: begun when its turn comes, ended when it is lost."""

import asyncio
from collections.abc import Callable, Coroutine

from bot.waiting import pause

LOOK_S = 0.25
"""So soon it is noticed that a turn came, or was lost."""


Run = Callable[[asyncio.Event], Coroutine[object, object, None]]


def always() -> bool:
    return True


async def in_turn(
    run: Run,
    is_our_turn: Callable[[], bool],
    *,
    stop: asyncio.Event,
    look_s: float = LOOK_S,
) -> None:
    """Runs it for as long as it is our turn, again and again until `stop`. It is given a stop of its own, which is set when the turn is lost,
    and finishes then what it has in hand.

    Raises what it raises. It must not end by itself.
    """
    while not stop.is_set():
        if is_our_turn():
            await _run_for_a_turn(run, is_our_turn, stop=stop, look_s=look_s)
        else:
            await pause(stop, look_s)


async def _run_for_a_turn(
    run: Run,
    is_our_turn: Callable[[], bool],
    *,
    stop: asyncio.Event,
    look_s: float,
) -> None:
    over = asyncio.Event()
    running, stopping = asyncio.create_task(run(over)), asyncio.create_task(stop.wait())
    try:
        while is_our_turn() and not (running.done() or stop.is_set()):
            await asyncio.wait({running, stopping}, timeout=look_s, return_when=asyncio.FIRST_COMPLETED)
        over.set()
        await running
    finally:  # cancelled, or it failed
        for task in (running, stopping):
            task.cancel()
        await asyncio.wait({running, stopping})
