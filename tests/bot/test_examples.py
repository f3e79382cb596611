"""Lines that menus show as examples are understood as they stand, in every language of the interface."""

import re

import pytest

from news.i18n import PDI, RLM, UI_LANGUAGES, open_words
from news.markup import Html, plain
from news.models import Schedule, Subscriber, Subscription
from news.rendering.examples import LRI
from tests.bot.readers import a_reader, buttons

MENUS = ("/time", "/length", "/look", "/alerts", "/quiet", "/pause")


SOME = ("en", "he", "fa", "ja")
"""Of either direction, and without spaces between words."""


def examples(text: str) -> list[str]:
    return [plain(Html(line)) for line in re.findall("<code>(/[^<]+)</code>", text)]


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


@pytest.mark.parametrize("language", SOME)
async def test_the_help_shows_each_example_on_a_line_of_its_own_in_one_run_from_left_to_right(
    language, tmp_path
):
    async with a_reader(tmp_path) as reader:
        reader.code = language
        sections = [await reader.types("/help")]
        doors = [
            one["callback_data"]
            for one in buttons(sections[0])
            if one["callback_data"].startswith("v1:help:")
        ]
        sections += [await reader.taps(data) for data in doors]
        begins = f"{RLM}{LRI}<code>/" if open_words()(language).is_rtl else f"{LRI}<code>/"
        shown = [line for section in sections for line in section["text"].split("\n") if "<code>" in line]
        assert len(shown) > 12
        for line in shown:
            assert line.startswith(begins), line
            assert line.endswith(f"</code>{PDI}"), line


@pytest.mark.parametrize("language", SOME)
async def test_own_words_are_asked_for_with_what_their_signs_mean_and_the_example_is_followed(
    language, tmp_path
):
    async with a_reader(tmp_path) as reader:
        reader.code = language
        say = open_words()(language).gettext
        signs = [
            say("+ before a word: it must be there."),
            say("! before a word: it must not be there."),
        ]
        menu = (await reader.types("/topics"))["text"]
        (line,) = examples(menu)
        assert all(sign in plain(Html(menu)) for sign in signs)
        await reader.types(line)
        async with reader.app.reading() as session:
            (row,) = (await session.execute(Subscription.__table__.select())).all()
        assert row.target == line.removeprefix("/follow ")
        asked = await reader.taps("v1:reword:0")
        assert all(sign in plain(Html(asked["text"])) for sign in signs)
