"""Lines that menus show as examples are understood as they stand, in every language of the interface."""

import re

import pytest

from news.i18n import FSI, PDI, UI_LANGUAGES
from news.models import Schedule, Subscriber
from tests.bot.readers import a_reader

MENUS = ("/time", "/length", "/look", "/alerts", "/quiet", "/pause")


def examples(text: str) -> list[str]:
    return re.findall(f"{FSI}(/[^{PDI}]+){PDI}", text)


@pytest.mark.parametrize("language", UI_LANGUAGES)
async def test_every_line_that_a_menu_gives_as_an_example_sets_what_it_says(language, tmp_path):
    async with a_reader(tmp_path) as reader:
        reader.code = language
        typed = []
        for menu in MENUS:
            for line in examples((await reader.types(menu))["text"]):
                await reader.types(line)
                typed.append(line)
                async with reader.app.reading() as session:
                    row = await session.get(Subscriber, 1)
                    slots = {s.local_time: s for s in (await session.execute(Schedule.__table__.select()))}
                match line.split()[0], line:
                    case "/time", _ if "21:00" in line:
                        assert slots["21:00"].minutes == 5
                    case "/length", _:
                        assert row.minutes == 5
                    case "/look", _:
                        assert row.look == "full"
                    case "/quiet", _:
                        assert (row.quiet_from, row.quiet_until) == ("22:00", "07:00")
                    case "/pause", _:
                        assert row.paused_until is not None
                    case "/alerts", _:
                        assert reader.answers[-1]["text"].startswith(("⚡", "\u200f<b>⚡", "<b>⚡"))
        assert len(typed) == 8, typed
