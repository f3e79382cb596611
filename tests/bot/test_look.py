"""How a digest looks is set by taps and by a line, and shown at once on a story of the reader's."""

import pytest
from sqlalchemy import select

from bot.timing.look import names, read_wishes, switches
from news.i18n import UI_LANGUAGES, open_words
from news.models import Subscriber
from news.testing import a_topic
from tests.bot.readers import Reader, a_reader
from tests.news.test_compose import a_told_story


@pytest.fixture
async def reader(tmp_path):
    async with a_reader(tmp_path) as reader:
        async with reader.app.session() as session:
            await a_topic(session, "world")
            await a_told_story(session)
        yield reader


async def look(reader: Reader) -> tuple[str, bool, bool]:
    async with reader.app.reading() as session:
        row = (await session.execute(select(Subscriber))).scalar_one()
        return row.look, row.is_bilingual, row.has_images


async def test_every_look_is_set_by_taps_and_taken_back(reader):
    await reader.taps("v1:look:compact")
    await reader.taps("v1:look:bilingual")
    await reader.taps("v1:look:images")
    assert await look(reader) == ("compact", True, True)
    for press in ("standard", "bilingual", "images"):
        await reader.taps(f"v1:look:{press}")
    assert await look(reader) == ("standard", False, False)


async def test_a_line_sets_several_things_at_once_in_the_language_of_the_reader(reader):
    await reader.types("/look full bilingual images")
    assert await look(reader) == ("full", True, True)
    await reader.types("/look -images")
    assert await look(reader) == ("full", True, False)
    await reader.types("/language de")
    await reader.types("/look kompakt")
    assert (await look(reader))[0] == "compact"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "no images"),
        ("en", "images off"),
        ("en", "without images"),
        ("en", "-images"),
        ("de", "ohne Foto"),
        ("ru", "без фотографией"),
        ("ar", "بدون صورة"),
    ],
)
async def test_a_switch_is_turned_off_by_a_line_in_words(reader, language, line):
    await reader.types("/look full bilingual images")
    await reader.types(f"/language {language}")
    await reader.types(f"/look {line}")
    assert await look(reader) == ("full", True, False)


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_every_name_that_a_button_shows_is_understood_in_a_line(language):
    speech = open_words()(language)
    for code, said in (names(speech) | switches(speech)).items():
        assert read_wishes(said, (speech,)) == [(code, True)]
    everything = " ".join((names(speech) | switches(speech)).values())
    assert read_wishes(everything, (speech,)) == [(code, True) for code in names(speech) | switches(speech)]


async def test_what_is_known_is_said_in_the_language_of_the_reader(reader):
    await reader.types("/language ru")
    shown = await reader.types("/look sideways")
    assert all(said in shown["text"] for said in names(reader.app.words("ru")).values())
    assert "compact" not in shown["text"]


async def test_what_is_not_known_changes_nothing(reader):
    shown = await reader.types("/look full sideways")
    assert "compact" in shown["text"]
    assert await look(reader) == ("standard", False, False)


async def test_the_menu_shows_how_a_story_looks(reader):
    shown = await reader.types("/look compact")
    assert "Ferry sinks off Marel" in shown["text"]
    assert "Nine people died" not in shown["text"]
    shown = await reader.types("/look standard")
    assert "Nine people died" in shown["text"]


async def test_a_picture_is_the_link_preview_of_the_outlets_own_page(reader):
    shown = await reader.types("/look images")
    assert shown["link_preview_options"]["url"].startswith("https://news.example/")
    shown = await reader.types("/look -images")
    assert shown["link_preview_options"] == {"is_disabled": True}
