"""What a reader writes without a command and without asking: a number, a word, a thank-you."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from news.clock import fold
from news.i18n import UI_LANGUAGES
from news.models import Digest, Subscriber
from news.reader.agenda import digest_now
from news.reader.small_words import COURTESIES, GREETINGS, NEWS_ASKED
from news.testing import a_feed, a_story, an_article, an_outlet
from tests.bot.villages import Village, a_village, buttons, the_ferry

READER = 7
SAID = {
    "en": ("thank you", "good morning"), "de": ("vielen Dank", "guten Tag"), "fr": ("merci", "bonjour"), "es": ("gracias", "buenos días"),
    "pt": ("obrigada", "bom dia"), "it": ("grazie", "buongiorno"), "nl": ("dank je wel", "goedemorgen"), "sv": ("tack", "god morgon"),
    "pl": ("dziękuję", "dzień dobry"), "cs": ("děkuji", "dobrý den"), "ro": ("mulțumesc", "bună ziua"), "el": ("ευχαριστώ", "καλημέρα"),
    "ru": ("спасибо", "здравствуйте"), "uk": ("дякую", "добрий день"), "tr": ("teşekkürler", "merhaba"), "ar": ("شكرا", "مرحبا"),
    "fa": ("ممنون", "سلام"), "he": ("תודה", "שלום"), "hi": ("धन्यवाद", "नमस्ते"), "bn": ("ধন্যবাদ", "নমস্কার"),
    "ja": ("ありがとう", "こんにちは"), "ko": ("감사합니다", "안녕하세요"), "zh": ("谢谢", "你好"), "vi": ("cảm ơn", "xin chào"),
    "id": ("terima kasih", "selamat pagi"),
}  # fmt: skip


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    """Somebody had a digest of one story."""
    async with a_village(tmp_path) as village:
        await the_ferry(village)
        await village.meets(READER)
        await village.says(READER, READER, "/topics world")
        await village.says(READER, READER, "/digest")
        yield village


async def answered(village: Village, text: str, **more: object) -> str:
    """All that is written to a line."""
    before = len(await village.heard(READER, READER))
    await village.says(READER, READER, text, **more)
    return "\n".join(m.get("text", "") for m in (await village.heard(READER, READER))[before:])


@pytest.mark.parametrize("text", ["1", "1.", "#1", "1️⃣", "١", "story 1"])
async def test_a_bare_number_opens_that_story_of_the_digest(village: Village, text: str) -> None:
    assert "Ferry sinks off Marel" in await answered(village, text)
    assert any("Ask" in one["text"] for one in buttons(await village.last(READER, READER)))


async def test_a_number_that_the_digest_does_not_have_is_said_not_to_be(village: Village) -> None:
    assert "There is no story 9 in your digest" in await answered(village, "9")


@pytest.mark.parametrize("text", ["passengers", "fishing boats", "tell me about the passengers"])
async def test_words_that_stories_have_find_them(village: Village, text: str) -> None:
    said = await answered(village, text)
    assert "🔎" in said
    assert "Ferry sinks off Marel" in said


async def test_a_number_below_what_was_found_is_of_that_until_something_else_was_said(
    village: Village,
) -> None:
    async with village.app.session() as session:
        feed = await a_feed(session, await an_outlet(session, "Gazette", language="en"), "world")
        article = await an_article(session, feed, "Octopus opens jar", "An octopus opened a jar in Dorrin.")
        await a_story(session, article, headline="Octopus opens jar")
    assert "Octopus" in await answered(village, "octopus")
    assert "Octopus opens jar" in await answered(village, "1")
    await answered(village, "thanks")
    assert "Ferry sinks off Marel" in await answered(village, "1")


async def test_words_that_no_story_has_are_not_understood(village: Village) -> None:
    assert "Sorry, I did not understand that." in await answered(village, "zeppelins")


async def test_the_pages_of_what_was_found_by_free_words_turn(village: Village) -> None:
    async with village.app.session() as session:
        feed = await a_feed(session, await an_outlet(session, "Gazette", language="en"), "world")
        for number in range(6):
            article = await an_article(
                session, feed, f"Strike {number} ends", f"Passengers of line {number} wait."
            )
            await a_story(session, article)
    await answered(village, "passengers")
    await village.presses(READER, await village.last(READER, READER), "▶")
    assert "6. " in (await village.last(READER, READER))["text"]


@pytest.mark.parametrize("text", ["News", "today’s news", "новости", "最新新闻", "digest"])
async def test_who_names_the_news_gets_a_digest(village: Village, text: str) -> None:
    assert "did not understand" not in await answered(village, text)
    async with village.app.reading() as session:
        assert len((await session.execute(select(Digest))).scalars().all()) == 2


@pytest.mark.parametrize(
    ("text", "shown"),
    [("Settings", "Your settings"), ("help", "What you can do"), ("SOURCES", "📡"), ("stop", "Stopped")],
)
async def test_a_command_may_be_written_without_its_slash(village: Village, text: str, shown: str) -> None:
    assert shown in await answered(village, text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("save 1", "Saved"),
        ("why 1", "You follow"),
        ("follow story 1", "I reply here when there is news on it"),
        ("sources 1", "Ferry sinks off Marel"),
        ("follow electric cars", "You follow: “⁨electric cars⁩”"),
        ("mute football until Friday", "football"),
        ("Fußball stummschalten", "Fußball"),
    ],
)
async def test_a_wish_is_the_command_that_it_means(village: Village, text: str, shown: str) -> None:
    said = await answered(village, text)
    assert shown in said
    assert "did not understand" not in said


@pytest.mark.parametrize("text", ["thanks!", "Danke", "СПАСИБО!!", "谢谢。", "شكراً", "👍", "merci beaucoup"])
async def test_thanks_are_taken_in_kind(village: Village, text: str) -> None:
    said = await answered(village, text)
    assert "You are welcome" in said
    assert "did not understand" not in said


@pytest.mark.parametrize("text", ["Hello!", "hola", "你好", "Добрый день"])
async def test_who_greets_hears_what_there_is_to_do_and_no_apology(village: Village, text: str) -> None:
    said = await answered(village, text)
    assert "What you can do" in said
    assert "Sorry" not in said


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_every_language_of_the_interface_has_its_thanks_and_its_greeting(language: str) -> None:
    thanks, greeting = SAID[language]
    assert fold(thanks) in COURTESIES
    assert fold(greeting) in GREETINGS


@pytest.mark.parametrize(
    ("text", "hour"), [("7:30", "7:30"), ("7", "7:00"), ("8 pm", "8:00"), ("18:00 weekdays", "6:00")]
)
async def test_a_newcomer_may_write_the_hour_they_are_asked_for(tmp_path: Path, text: str, hour: str) -> None:
    async with a_village(tmp_path) as village:
        await the_ferry(village)
        await village.meets(READER)
        await village.says(READER, READER, "/start")
        said = await answered(village, text)
        assert hour in said
        assert "Ferry sinks off Marel" in said, "their first digest"


async def test_an_hour_is_set_without_its_command_too(village: Village) -> None:
    assert "6:45" in await answered(village, "18:45")


async def test_a_score_is_no_hour(village: Village) -> None:
    said = await answered(village, "Marel 2:1 Hallen")
    assert "Your next digest" not in said


async def test_who_asks_before_the_first_digest_came_hears_that_it_is_coming(tmp_path: Path) -> None:
    async with a_village(tmp_path) as village:
        await village.meets(READER)
        await village.says(READER, READER, "/topics world")
        async with village.app.session() as session:
            subscriber = (await session.execute(select(Subscriber))).scalar_one()
            await digest_now(session, subscriber, now=village.clock() + timedelta(minutes=5))
        assert "Your digest is on its way." in await answered(village, "Was anyone hurt?")


NEWS_ASKED_SO = {
    "en": "What did I miss?", "de": "Was habe ich verpasst?", "fr": "Quoi de neuf ?", "es": "¿Qué hay de nuevo?",
    "pt": "O que aconteceu hoje?", "it": "Cos’è successo oggi?", "nl": "Wat heb ik gemist?", "sv": "Vad är nytt?",
    "pl": "Co nowego?", "cs": "Co je nového?", "ro": "Ce e nou?", "el": "Τι νέα;", "ru": "Что нового?", "uk": "Що нового?",
    "tr": "Bugün neler oldu?", "ar": "ما الجديد؟", "fa": "چه خبر؟", "he": "מה חדש?", "hi": "क्या ख़बर है?", "bn": "কী খবর?",
    "ja": "今日は何があった？", "ko": "오늘 무슨 일 있었어?", "zh": "有什么新闻？", "vi": "Có gì mới?", "id": "Ada berita apa?",
}  # fmt: skip


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_the_news_are_asked_for_in_a_sentence(language: str) -> None:
    assert fold(NEWS_ASKED_SO[language].strip("¿?？؟; ")) in NEWS_ASKED


@pytest.mark.parametrize(
    "text", ["What did I miss?", "What’s new?", "какие новости?", "¿Qué pasó hoy?", "News?"]
)
async def test_who_asks_for_the_news_gets_a_digest(village: Village, text: str) -> None:
    await answered(village, text)
    async with village.app.reading() as session:
        assert len(list(await session.scalars(select(Digest).where(Digest.schedule_id.is_(None))))) == 2


async def test_what_happened_below_a_story_is_asked_of_that_story(village: Village) -> None:
    await answered(village, "1")
    story = await village.last(READER, READER)
    assert "💬" in await answered(village, "What happened?", reply_to_message_id=story["message_id"])
