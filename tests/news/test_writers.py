"""Those who have time write behind those for whom somebody waits, and get on all the same."""

import asyncio

import pytest

from news.writers import SHARE, Writers, having_time


class Desk:
    """Keeps who wrote, in order."""

    def __init__(self) -> None:
        self.writers = Writers()
        self.wrote: list[str] = []

    async def write(self, name: str, *, has_time: bool = False) -> None:
        with having_time(has_time):
            async with self.writers:
                await asyncio.sleep(0)
                self.wrote.append(name)


async def test_they_write_one_at_a_time_in_order_of_arrival() -> None:
    desk = Desk()
    await asyncio.gather(*(desk.write(str(number)) for number in range(5)))
    assert desk.wrote == ["0", "1", "2", "3", "4"]


async def test_who_has_time_writes_behind_those_who_came_later() -> None:
    desk = Desk()
    await asyncio.gather(
        desk.write("first"), desk.write("slow", has_time=True), desk.write("a"), desk.write("b")
    )
    assert desk.wrote == ["first", "a", "b", "slow"]


async def test_who_has_time_gets_on_however_busy_it_is() -> None:
    desk = Desk()
    busy = [desk.write(str(number)) for number in range(4 * SHARE)]
    await asyncio.gather(desk.write("first"), *(desk.write("slow", has_time=True) for _ in range(2)), *busy)
    assert desk.wrote.index("slow") <= SHARE
    assert desk.wrote[: 2 * SHARE + 1].count("slow") == 2


@pytest.mark.parametrize("turns", range(4))
async def test_who_is_cancelled_while_waiting_keeps_nobody_else_waiting(turns: int) -> None:
    desk = Desk()
    first, second = asyncio.create_task(desk.write("first")), asyncio.create_task(desk.write("second"))
    for _ in range(turns):
        await asyncio.sleep(0)
    second.cancel()
    await asyncio.wait({first, second})
    async with asyncio.timeout(20):
        await desk.write("third")
    assert desk.wrote[-1] == "third"


async def test_a_failure_while_writing_lets_the_next_go_on() -> None:
    desk = Desk()
    with pytest.raises(ValueError, match="no"):
        async with desk.writers:
            raise ValueError("no")
    await desk.write("next")
    assert desk.wrote == ["next"]
