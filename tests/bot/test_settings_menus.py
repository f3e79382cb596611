"""Everything that can be set is seen in one look, reached by taps, and every menu leads back."""

import pytest
from sqlalchemy import event

from bot import keyboards
from bot.settings import SECTIONS
from news.i18n import open_words
from tests.bot.readers import a_reader, buttons, data_of

ENGLISH = open_words()("en")

MENUS = [setting.menu for section in SECTIONS if not section.is_places for setting in section.settings]
"""A reader's own; that of groups and channels is walked in `test_kept`."""


async def test_all_settings_are_shown_in_one_look(tmp_path):
    async with a_reader(tmp_path) as reader:
        shown = await reader.types("/settings")
        for name in ("Topics", "Digest times", "Time zone", "Length", "Language"):
            assert f"{name}:" in shown["text"]


@pytest.mark.parametrize("menu", MENUS)
async def test_every_menu_is_reached_by_taps_and_leads_back(tmp_path, menu):
    section = next(s for s in SECTIONS if any(setting.menu == menu for setting in s.settings))
    async with a_reader(tmp_path) as reader:
        shown = await reader.types("/settings")
        assert f"v1:menu:{section.menu}" in data_of(shown)
        page = await reader.taps(f"v1:menu:{section.menu}")
        if len(section.settings) > 1 or section.actions(reader.speech):
            assert f"v1:menu:{menu}" in data_of(page)
            page = await reader.taps(f"v1:menu:{menu}")
        way_out = [button for button in buttons(page) if button["text"].startswith(("‹", "✓"))]
        assert way_out, "no dead end"
        above = await reader.taps(way_out[-1]["callback_data"])
        assert above["text"] != page["text"]


async def test_a_look_at_all_settings_asks_the_rows_nothing_twice(tmp_path):
    async with a_reader(tmp_path) as reader:
        await reader.types("/start")
        asked = []
        event.listen(
            reader.app.db.engine.sync_engine,
            "before_cursor_execute",
            lambda _connection, _cursor, statement, values, *_: asked.append((statement, values)),
        )
        await reader.types("/settings")
    questions = [one for one in asked if one[0].startswith("SELECT")]
    assert [one for one in questions if questions.count(one) > 1] == []


def test_who_goes_back_is_told_to_which_page() -> None:
    pages = {
        setting.menu: section
        for section in SECTIONS
        if section.menu in ("following", "when", "how")
        for setting in section.settings
    }
    assert pages.keys() == keyboards.LISTED.keys()
    for menu, section in pages.items():
        (button,) = keyboards.back(ENGLISH, of=menu)
        assert button.label == f"‹ {section.name(ENGLISH)}"
