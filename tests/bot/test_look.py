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


@pytest.mark.parametrize(
    ("language", "line", "after"),
    [
        ("en", "compact without images", ("compact", True, False)),
        ("en", "compact, without images", ("compact", True, False)),
        ("en", "bilingual without images", ("full", True, False)),
        ("en", "without images compact", ("compact", True, False)),
        ("en", "images off compact", ("compact", True, False)),
        ("de", "kompakt ohne Foto", ("compact", True, False)),
        ("ar", "مختصر بدون صورة", ("compact", True, False)),
        ("ja", "コンパクト 写真なし", ("compact", True, False)),
        ("fr", "sans photo, sans original", ("full", False, False)),
        ("ru", "кратко без фотографии", ("compact", True, False)),
    ],
)
async def test_what_is_not_wanted_is_the_thing_beside_which_that_is_said(reader, language, line, after):
    await reader.types("/look full bilingual images")
    await reader.types(f"/language {language}")
    await reader.types(f"/look {line}")
    assert await look(reader) == after


WITHOUT_PICTURE = {
    "en": "without a photo", "de": "ohne Foto", "es": "sin foto", "fr": "sans photo", "ru": "без фото", "uk": "без фото",
    "ar": "بدون صورة", "zh": "不要照片", "it": "senza foto", "pt": "sem fotografia", "nl": "zonder foto", "sv": "utan foto",
    "ro": "fără fotografie", "el": "χωρίς φωτογραφία", "pl": "bez zdjęcia", "cs": "bez fotografie", "tr": "fotoğrafsız",
    "fa": "بدون عکس", "he": "בלי תמונה", "hi": "बिना फ़ोटो", "bn": "ছবি ছাড়া", "id": "tanpa foto", "vi": "không ảnh",
    "ja": "写真なし", "ko": "사진 없이",
}  # fmt: skip
WITHOUT_ORIGINAL = {
    "en": "without the original", "de": "ohne Original", "es": "sin original", "fr": "sans original", "ru": "без оригинала",
    "uk": "без оригіналу", "ar": "بدون الأصل", "zh": "不要原文", "it": "senza originale", "pt": "sem original",
    "nl": "zonder origineel", "sv": "utan original", "ro": "fără original", "el": "χωρίς πρωτότυπο", "pl": "bez oryginału",
    "cs": "bez originálu", "tr": "özgün metin olmadan", "fa": "بدون متن اصلی", "he": "בלי המקור", "hi": "बिना मूल पाठ",
    "bn": "মূল লেখা ছাড়া", "id": "tanpa teks asli", "vi": "không bản gốc", "ja": "原文なし", "ko": "원문 없이",
}  # fmt: skip


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_a_switch_is_turned_off_in_the_words_of_every_language(language):
    speech = open_words()(language)
    full = names(speech)["full"]
    for code, said in (("images", WITHOUT_PICTURE[language]), ("bilingual", WITHOUT_ORIGINAL[language])):
        assert read_wishes(said, (speech,)) == [(code, False)]
        assert read_wishes(f"{full} {said}", (speech,)) == [("full", True), (code, False)]


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
