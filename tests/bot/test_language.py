"""The language of the buttons and that of the digests, set together or apart, by a line and by taps."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from news.catalogue.names import language_named
from news.i18n import UI_LANGUAGES, open_words
from news.models import Subscriber
from tests.bot.readers import Reader, a_reader, button, data_of


@pytest.fixture
async def reader(tmp_path) -> AsyncIterator[Reader]:
    async with a_reader(tmp_path) as made:
        await made.types("/start")
        yield made


async def languages(reader: Reader) -> tuple[str, str]:
    """Of the interface, of the digests."""
    async with reader.app.reading() as session:
        found = (await session.execute(select(Subscriber))).scalar_one()
        return found.interface_language, found.digest_language


@pytest.mark.parametrize(
    ("lines", "after"),
    [
        (["/language de"], ("de", "de")),
        (["/language digests fr"], ("en", "fr")),
        (["/language digests da"], ("en", "da")),
        (["/language buttons uk"], ("uk", "en")),
        (["/language digests fr", "/language buttons uk"], ("uk", "fr")),
        (["/language digests fr", "/language digests en"], ("en", "en")),
        (["/language digests fr", "/language de"], ("de", "de")),
        (["/language de", "/language ausgaben fr"], ("de", "fr")),
        (["/language German"], ("de", "de")),
        (["/language français"], ("fr", "fr")),
        (["/language de", "/language Französisch"], ("fr", "fr")),
        (["/language الفرنسية"], ("fr", "fr")),
        (["/language ja", "/language フランス語"], ("fr", "fr")),
        (["/language digests Swiss German"], ("en", "gsw")),
        (["/language digests Lao"], ("en", "lo")),
        (["/language Lao digests"], ("en", "lo")),
        (["/language de", "/language Französisch Ausgaben"], ("de", "fr")),
        (["/language pt-BR"], ("pt", "pt")),
        (["/language de", "/language knöpfe en"], ("en", "de")),
    ],
)
async def test_one_line_sets_both_languages_or_one_of_them(reader, lines, after) -> None:
    for line in lines:
        await reader.types(line)
    assert await languages(reader) == after


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_each_language_is_known_by_the_name_that_its_button_shows(language: str) -> None:
    speech = open_words()(language)
    assert language_named(speech.language_name(language), first="en") == language
    assert all(language_named(speech.language_name(other), first=language) == other for other in UI_LANGUAGES)


@pytest.mark.parametrize("language", UI_LANGUAGES)
async def test_the_words_of_each_language_name_what_is_set(tmp_path, language: str) -> None:
    speech = open_words()(language)
    async with a_reader(tmp_path) as reader:
        reader.code = language
        other = "sv" if language != "sv" else "nl"
        await reader.types(f"/language {speech.gettext('Digests')} {other}")
        assert await languages(reader) == (language, other)
        await reader.types(f"/language {speech.gettext('Buttons')} {other}")
        assert await languages(reader) == (other, other)


async def test_taps_set_the_digests_alone_and_set_them_back(reader: Reader) -> None:
    menu = await reader.types("/language")
    digests = await reader.taps(button(menu, "Language of digests:"))
    changed = await reader.taps(button(digests, "Deutsch"))
    assert await languages(reader) == ("en", "de")
    assert "Digests come in German now. The buttons stay in English." in changed["text"]
    menu = await reader.taps(button(changed, "Language"))
    digests = await reader.taps(button(menu, "Language of digests: German"))
    await reader.taps(button(digests, "English"))
    assert await languages(reader) == ("en", "en")


async def test_taps_set_the_buttons_alone(reader: Reader) -> None:
    await reader.types("/language digests fr")
    menu = await reader.types("/language")
    changed = await reader.taps(button(await reader.taps(button(menu, "Language of buttons:")), "Deutsch"))
    assert await languages(reader) == ("de", "fr")
    assert "Die Ausgaben bleiben auf Französisch." in changed["text"]


async def test_the_next_page_of_languages_is_for_the_same(reader: Reader) -> None:
    menu = await reader.types("/language digests")
    following = await reader.taps(button(menu, "▶"))
    await reader.taps(button(following, "Svenska"))
    assert await languages(reader) == ("en", "sv")


async def test_a_language_that_the_buttons_do_not_speak_changes_nothing(reader: Reader) -> None:
    said = await reader.types("/language buttons da")
    assert await languages(reader) == ("en", "en")
    assert "The buttons stay in English." in said["text"]
    assert "v1:lang:de:buttons" in data_of(said)


async def test_settings_say_both_languages_where_they_are_apart(reader: Reader) -> None:
    assert "Language: English" in (await reader.types("/settings"))["text"]
    await reader.types("/language digests fr")
    assert "Digests: French · Buttons: English" in (await reader.types("/settings"))["text"]
