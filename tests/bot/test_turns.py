"""Of several programs one does what others must not do beside it; whoever loses its turn ends it, and begins again when it comes back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.turns import in_turn
from tests.waiting import PATIENCE_S, Noted


class Work:
    """What is done in turn; it says when it began and ended, and keeps something in hand until the test lets it go."""

    def __init__(self) -> None:
        self.said = Noted[str]()
        self.in_hand = asyncio.Event()
        self.in_hand.set()
        self.fails = asyncio.Event()

    async def __call__(self, stop: asyncio.Event) -> None:
        self.said.append("began")
        try:
            failing = asyncio.create_task(self.fails.wait())
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait({failing, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if self.fails.is_set():
                raise ValueError("failed")
            await self.in_hand.wait()
        except asyncio.CancelledError:
            self.said.append("cut off")
            raise
        self.said.append("ended")


class Turn:
    is_ours = False

    def __call__(self) -> bool:
        return self.is_ours


@asynccontextmanager
async def taking_turns(work: Work, turn: Turn) -> AsyncIterator[tuple[asyncio.Task[None], asyncio.Event]]:
    stop = asyncio.Event()
    task = asyncio.create_task(in_turn(work, turn, stop=stop, look_s=0.001))
    yield task, stop
    stop.set()
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.wait({task})


async def test_it_is_begun_when_the_turn_comes_and_ended_when_it_is_lost() -> None:
    work, turn = Work(), Turn()
    async with taking_turns(work, turn) as (_, stop):
        for times in (1, 2, 3):
            assert work.said == ["began", "ended"] * (times - 1)
            turn.is_ours = True
            await work.said.until(lambda times=times: work.said.count("began") == times)
            turn.is_ours = False
            await work.said.until(lambda times=times: work.said.count("ended") == times)
        stop.set()
    assert work.said == ["began", "ended"] * 3


async def test_what_is_in_hand_is_finished_though_the_turn_was_lost() -> None:
    work, turn = Work(), Turn()
    work.in_hand.clear()
    turn.is_ours = True
    async with taking_turns(work, turn) as (task, stop):
        await work.said.until(lambda: work.said == ["began"])
        turn.is_ours = False
        stop.set()
        assert not (await asyncio.wait({task}, timeout=0))[0]
        work.in_hand.set()
        await work.said.until(lambda: work.said == ["began", "ended"])


async def test_a_turn_that_comes_back_meanwhile_is_not_begun_beside_the_last_one() -> None:
    work, turn = Work(), Turn()
    work.in_hand.clear()
    turn.is_ours = True
    async with taking_turns(work, turn):
        await work.said.until(lambda: work.said == ["began"])
        turn.is_ours = False
        lost = Noted[int]()
        asyncio.get_running_loop().call_later(0.01, lost.append, 1)  # it has looked by then
        await lost.until(lambda: len(lost) == 1)
        turn.is_ours = True
        assert work.said == ["began"]
        work.in_hand.set()
        await work.said.until(lambda: work.said == ["began", "ended", "began"])


async def test_a_stop_ends_it_at_once_though_it_is_our_turn() -> None:
    work, turn = Work(), Turn()
    turn.is_ours = True
    stop = asyncio.Event()
    task = asyncio.create_task(in_turn(work, turn, stop=stop, look_s=10 * PATIENCE_S))
    await work.said.until(lambda: work.said == ["began"])
    stop.set()
    async with asyncio.timeout(PATIENCE_S):
        await task
    assert work.said == ["began", "ended"]


async def test_a_stop_is_heard_by_who_stands_by() -> None:
    work, stop = Work(), asyncio.Event()
    task = asyncio.create_task(in_turn(work, Turn(), stop=stop, look_s=10 * PATIENCE_S))
    stop.set()
    async with asyncio.timeout(PATIENCE_S):
        await task
    assert work.said == []


async def test_what_it_raises_is_raised() -> None:
    work, turn = Work(), Turn()
    turn.is_ours = True
    work.fails.set()
    with pytest.raises(ValueError, match="failed"):
        await in_turn(work, turn, stop=asyncio.Event())


async def test_cut_off_it_leaves_nothing_running() -> None:
    work, turn = Work(), Turn()
    turn.is_ours = True
    task = asyncio.create_task(in_turn(work, turn, stop=asyncio.Event()))
    await work.said.until(lambda: work.said == ["began"])
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert work.said == ["began", "cut off"]
