"""The name of a city sets the clock where a city was asked for, and nowhere else."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.awaiting import PATIENCE
from news.models import Subscriber
from news.testing import NOON, Clock
from tests.bot.readers import Reader, a_reader


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
async def reader(tmp_path, clock):
    async with a_reader(tmp_path, clock=clock) as reader:
        await reader.types("/time 07:30")
        yield reader


async def zone(reader: Reader) -> str:
    async with reader.app.reading() as session:
        return (await session.execute(select(col(Subscriber.zone)))).scalar_one()


@pytest.mark.parametrize("word", ["Paris", "Tokyo", "Moscow", "Batman"])
async def test_a_city_typed_out_of_the_blue_leaves_the_clock_alone(reader, word):
    await reader.types(word)
    assert await zone(reader) == "Europe/London"


@pytest.mark.parametrize("opened", ["/zone", "/zone Nowhereville"])
async def test_a_city_answers_the_zones_that_are_shown_once(reader, opened):
    await reader.types(opened)
    shown = await reader.types("Tokyo")
    assert await zone(reader) == "Asia/Tokyo"
    assert "Tokyo" in shown["text"]
    await reader.types("Paris")
    assert await zone(reader) == "Asia/Tokyo"


@pytest.mark.parametrize("place", ["Tokyo", "Japan"])
async def test_a_newcomer_who_types_a_city_or_a_country_goes_on_to_the_hours(tmp_path, place):
    async with a_reader(tmp_path) as reader:
        await reader.types("/start")
        await reader.taps("v1:setup:zone")
        shown = await reader.types(place)
        assert await zone(reader) == "Asia/Tokyo"
        assert "When should your digest come?" in shown["text"]


async def test_a_city_that_was_mistyped_is_typed_again(reader):
    await reader.taps("v1:menu:zone")
    await reader.types("Tokioooo")
    await reader.types("Tokyo")
    assert await zone(reader) == "Asia/Tokyo"


async def test_whatever_else_is_done_ends_the_question(reader):
    for other in ("/help", "/next", "What happened at the harbour?"):
        await reader.types("/zone")
        await reader.types(other)
        await reader.types("Tokyo")
        assert await zone(reader) == "Europe/London", other
    await reader.types("/zone")
    await reader.taps("v1:menu:settings")
    await reader.types("Tokyo")
    assert await zone(reader) == "Europe/London"


async def test_zones_shown_long_ago_ask_for_nothing(reader, clock):
    await reader.types("/zone")
    clock.move(PATIENCE + timedelta(minutes=1))
    await reader.types("Tokyo")
    assert await zone(reader) == "Europe/London"


@pytest.mark.parametrize(
    "line", ["/zone Tokyo", "/time 07:30 Tokyo", "/time Tokyo", "/zone Japan", "/time Japan"]
)
async def test_a_command_names_the_place_at_any_time(reader, line):
    await reader.types(line)
    assert await zone(reader) == "Asia/Tokyo"


@pytest.mark.parametrize("line", ["/zone UTC+3", "/zone +3", "/time 07:30 UTC+3"])
async def test_an_offset_sets_the_clock_and_says_that_it_knows_no_summer(reader, line):
    shown = await reader.types(line)
    assert await zone(reader) == "Etc/GMT-3"
    assert "UTC+3" in shown["text"]
    assert "Etc/" not in shown["text"]
    assert "It stays the same all year." in shown["text"]
    assert "Etc/" not in (await reader.types("/settings"))["text"]


async def test_an_offset_answers_the_zones_that_are_shown(reader):
    await reader.types("/zone")
    shown = await reader.types("GMT-5")
    assert await zone(reader) == "Etc/GMT+5"
    assert "UTC-5" in shown["text"]
