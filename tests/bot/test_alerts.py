"""Who wants breaking news says so by taps or by one line, and takes it back as easily."""

import pytest
from sqlalchemy import select

from news.models import Subscriber
from tests.bot.readers import Reader, a_reader


@pytest.fixture
async def reader(tmp_path):
    async with a_reader(tmp_path) as reader:
        await reader.types("/help")
        yield reader


async def alerts(reader: Reader) -> tuple[str, bool]:
    async with reader.app.reading() as session:
        row = (await session.execute(select(Subscriber))).scalar_one()
        return row.alerts, row.alerts_silent


async def test_nobody_is_woken_who_did_not_ask_for_it(reader):
    assert await alerts(reader) == ("off", False)


async def test_a_level_and_the_sound_are_set_by_taps_and_taken_back(reader):
    await reader.taps("v1:alerts:more")
    await reader.taps("v1:alerts:sound")
    assert await alerts(reader) == ("more", True)
    await reader.taps("v1:alerts:sound")
    await reader.taps("v1:alerts:off")
    assert await alerts(reader) == ("off", False)


@pytest.mark.parametrize(
    ("language", "line", "after"),
    [
        ("en", "biggest", ("biggest", False)),
        ("en", "only the biggest", ("biggest", False)),
        ("de", "mehr", ("more", False)),
        ("ru", "без звука", ("off", True)),
    ],
)
async def test_a_line_says_the_same(reader, language, line, after):
    await reader.types(f"/language {language}")
    await reader.types(f"/alerts {line}")
    assert await alerts(reader) == after


async def test_what_is_not_known_changes_nothing(reader):
    shown = await reader.types("/alerts loud")
    assert "only the biggest" in shown["text"]
    assert await alerts(reader) == ("off", False)
