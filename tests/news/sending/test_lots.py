"""What is asked for one by one and done for many: nobody waits for a lot to fill, and what fails for one fails for nobody else."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from news.sending.lots import MOST, Lots
from news.writers import _has_time


class Counter:
    """Does lots, and keeps each. What is `bad` fails the lot; what is `lost` is refused by itself."""

    def __init__(self) -> None:
        self.lots: list[list[str]] = []
        self.may_go = asyncio.Event()
        self.may_go.set()

    async def do(self, lot: Sequence[str]) -> list[str | Exception]:
        self.lots.append(list(lot))
        await self.may_go.wait()
        if "bad" in lot:
            raise ValueError("bad")
        return [LookupError(what) if what == "lost" else what.upper() for what in lot]


async def asked(lots: Lots[str, str], counter: Counter, *whats: str) -> list[str | BaseException]:
    asks = (lots.done(what, counter.do, urgent=True) for what in whats)
    return await asyncio.gather(*asks, return_exceptions=True)


async def test_what_is_asked_for_at_once_is_done_together() -> None:
    counter = Counter()
    assert await asked(Lots(), counter, "a", "b", "c") == ["A", "B", "C"]
    assert counter.lots == [["a", "b", "c"]]


async def test_who_comes_meanwhile_goes_into_the_next_lot() -> None:
    lots, counter = Lots[str, str](), Counter()
    counter.may_go.clear()
    first = asyncio.ensure_future(asked(lots, counter, "a"))
    while not counter.lots:
        await asyncio.sleep(0)
    rest = asyncio.ensure_future(asked(lots, counter, "b", "c"))
    await asyncio.sleep(0)
    counter.may_go.set()
    assert (await first, await rest) == (["A"], ["B", "C"])
    assert counter.lots == [["a"], ["b", "c"]]


async def test_no_lot_is_larger_than_the_most() -> None:
    counter = Counter()
    whats = [f"what {number}" for number in range(MOST + 1)]
    assert await asked(Lots(), counter, *whats) == [what.upper() for what in whats]
    assert [len(lot) for lot in counter.lots] == [MOST, 1]


async def test_what_fails_a_lot_fails_for_nobody_else() -> None:
    counter = Counter()
    a, bad, b = await asked(Lots(), counter, "a", "bad", "b")
    assert (a, b) == ("A", "B")
    assert isinstance(bad, ValueError)
    assert counter.lots == [["a", "bad", "b"], ["a"], ["bad"], ["b"]]


async def test_who_alone_is_refused_is_told_and_the_lot_stands() -> None:
    counter = Counter()
    a, lost = await asked(Lots(), counter, "a", "lost")
    assert a == "A"
    assert isinstance(lost, LookupError)
    assert counter.lots == [["a", "lost"]]


async def test_who_is_cancelled_takes_nobody_along() -> None:
    lots, counter = Lots[str, str](), Counter()
    counter.may_go.clear()
    gone = asyncio.ensure_future(lots.done("gone", counter.do, urgent=True))
    stays = asyncio.ensure_future(lots.done("stays", counter.do, urgent=True))
    while not counter.lots:
        await asyncio.sleep(0)
    gone.cancel()
    with suppress(asyncio.CancelledError):
        await gone
    counter.may_go.set()
    assert await stays == "STAYS"


async def test_who_is_urgent_goes_first_and_before_who_has_time() -> None:
    lots, order = Lots[str, str](), []

    async def do(lot: Sequence[str]) -> list[str | Exception]:
        order.append((list(lot), _has_time.get()))
        return list(lot)

    await asyncio.gather(
        *(lots.done(name, do, urgent=is_urgent) for name, is_urgent in (("later", False), ("now", True)))
    )
    assert order == [(["now"], False), (["later"], True)]
