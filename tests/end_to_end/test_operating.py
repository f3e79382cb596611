"""The operator announces something over HTTP, the program is killed in the middle, and each reader has it once."""

import asyncio
import signal

from tests.end_to_end.conftest import a_town, an_hour_far_off, its_button

OPERATOR = 900
READERS = range(1, 41)
TEXT = "The ferry pages move house"


async def heard_by(person):
    return sum(m.get("text") == TEXT for m in await person.messages())


async def until_someone_heard(people):
    waiting = [asyncio.create_task(person.hears(lambda m: m.get("text") == TEXT)) for person in people]
    heard, others = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in others:
        task.cancel()
    await asyncio.gather(*heard)


async def test_an_announcement_reaches_each_reader_once_though_the_program_is_killed_midway(tmp_path):
    async with a_town(tmp_path, OPERATOR_CHAT_ID=str(OPERATOR), TELEGRAM_PER_SECOND="10") as town:
        await town.program.start()
        readers = [await town.person(number) for number in READERS]
        for reader in readers:
            await reader.send("/topics world")
        hour = an_hour_far_off()
        for reader in readers:
            await reader.hears("World")
            await reader.send(f"/time {hour}")
        for reader in readers:
            await reader.hears(its_button(hour))
        operator = await town.person(OPERATOR)
        await operator.send(f"/admin announce {TEXT}")
        asked = await operator.hears("would get")
        await operator.press(asked, "Send to")
        await until_someone_heard(readers)
        await town.program.stop(signal.SIGKILL)
        counts = [await heard_by(reader) for reader in readers]
        assert 0 < sum(counts) < len(readers), "killed in the middle"
        await town.program.start()
        await operator.hears("Announced", patience_s=90)
        assert [await heard_by(reader) for reader in readers] == [1] * len(readers)
