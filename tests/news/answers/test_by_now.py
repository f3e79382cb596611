"""How things are by now: the newest statement first, and the earlier one marked as that."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from benchmarks.scoping import NOW, stories
from news.answers.answering import answer_asked
from news.answers.by_now import is_of_now, with_newer
from news.answers.counting import NOTHING_COUNTED
from news.answers.finding import tellable
from news.answers.meaning import Encoder
from news.answers.saying import in_words
from news.answers.values import Answer, Asked
from news.i18n import open_words
from news.language.questions import asks_of_now
from news.retrieving.retrieve import Found
from news.story.stories import Source


async def said_of(name: str, text: str, *, language: str = "en", keep: Sequence[str] = ()) -> Answer:
    sources: Sequence[Source] = stories("tuned")[name].sources
    kept = [source for source in sources if not keep or source.outlet in keep]
    return (await answer_asked(Asked(text, language, language), kept, now=NOW, encoder=Encoder())).answer


async def test_what_was_told_since_comes_first_and_what_was_told_then_is_marked() -> None:
    said = await said_of("avalanche", "Are the skiers still missing?")

    first, *others = said.sentences
    assert "found alive" in first.text
    assert not first.is_earlier
    assert any("are missing" in each.text for each in others)
    assert all(each.is_earlier for each in others)


async def test_a_figure_that_its_outlet_changed_is_marked_whatever_is_asked() -> None:
    said = await said_of("fare", "How many dinars is the metro fare?")

    assert [("3 dinars" in each.text, each.is_earlier) for each in said.sentences] == [
        (True, False),
        (False, True),
    ]


async def test_a_toll_that_its_outlet_counted_again_comes_before_the_first() -> None:
    quake = stories("tuned")["bats"].sources[0]
    before = replace(
        quake,
        language="es",
        title="Un terremoto sacude Corvina",
        text="Nueve personas resultaron heridas, dijo la alcaldesa.",
    )
    since = replace(
        before,
        article_id=7,
        family=7,
        title="Corvina reabre el aeropuerto",
        text="El aeropuerto reabrió. La alcaldesa dijo que los heridos son ahora doce.",
        published_at=NOW,
    )
    asked = Asked("¿Cuántas personas resultaron heridas?", "es", "es")
    said = (await answer_asked(asked, [before, since], now=NOW, encoder=Encoder())).answer

    first, *others = said.sentences
    assert "ahora doce" in first.text
    assert all(each.is_earlier for each in others)


async def test_where_nothing_was_told_since_nothing_is_marked() -> None:
    said = await said_of("bats", "Are there still bats in the cave?")

    assert said.sentences
    assert not any(each.is_earlier for each in said.sentences)


async def test_what_was_told_before_does_not_stand_for_what_may_not_be_quoted() -> None:
    sources = stories("tuned")["fare"].sources
    quoted = {source.outlet: ["word " * 40, "other " * 40] for source in sources}
    asked = Asked("How many dinars is the metro fare now?", "en", "en")
    said = (await answer_asked(asked, sources, now=NOW, encoder=Encoder(), shown=quoted)).answer

    assert not any("stay at 2" in each.text for each in said.sentences if not each.is_earlier)


async def test_the_past_is_answered_by_what_was_told_then() -> None:
    said = await said_of("avalanche", "How many helpers searched the snow?")

    assert "Two hundred" in said.sentences[0].text
    assert not said.sentences[0].is_earlier


async def test_the_reader_sees_when_the_earlier_was_told() -> None:
    told = stories("tuned")["fare"]
    said = await said_of("fare", "How many dinars is the metro fare?")

    shown = in_words(said, [told], open_words()("en"), zone="Europe/London")

    assert "Earlier, Nov 23 8:20" in shown.replace("\u202f", " ")
    assert shown.index("3 dinars") < shown.index("Earlier") < shown.index("2 dinars")
    plain = replace(said, sentences=tuple(replace(each, is_earlier=False) for each in said.sentences))
    assert "Earlier" not in in_words(plain, [told], open_words()("en"), zone="Europe/London")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Are the miners still trapped?", "en"),
        ("Is the harbour open?", "en"),
        ("Sind die Bergleute gerettet?", "de"),
        ("Wird jetzt gestreikt?", "de"),
        ("Kauft Norvik Celadon?", "de"),
        ("¿Está abierto el aeropuerto?", "es"),
        ("Les otages sont-ils toujours détenus ?", "fr"),
        ("Шахтёры ещё под землёй?", "ru"),
        ("هل ما زال المطار مغلقا؟", "ar"),
        ("港口还在关闭吗？", "zh"),
        ("鉱員はまだ閉じ込められていますか？", "ja"),
        ("鉱員は今も閉じ込められていますか？", "ja"),
        ("Cảng vẫn đóng cửa?", "vi"),
        ("Is de haven nog steeds dicht?", "nl"),
    ],
)
def test_a_question_for_how_things_are_is_known(text: str, language: str) -> None:
    assert asks_of_now(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Did the union warn about cracks?", "en"),
        ("Who is the mayor?", "en"),
        ("When was the bridge built?", "en"),
        ("Wer hat gewonnen?", "de"),
        ("Kaufte Norvik Celadon?", "de"),
        ("¿Quién es la alcaldesa?", "es"),
        ("Qui est la maire ?", "fr"),
        ("Кто победил?", "ru"),
        ("A che ora è iniziata la riunione?", "it"),
        ("ماذا حدث بعد الزلزال؟", "ar"),
        ("首相は何と言いましたか", "ja"),
        ("Thủ tướng đã nói gì?", "vi"),
        ("Hoe was het weer tijdens de storm?", "nl"),
        ("Apa yang sudah dikatakan presiden?", "id"),
    ],
)
def test_a_question_for_what_happened_is_not(text: str, language: str) -> None:
    assert not asks_of_now(text, language)


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("Is the harbour open?", True),
        ("Was the harbour open on Monday?", False),
        ("Is the harbour of Tarn open?", True),
        ("Is the harbour of Tarn still closed?", True),
    ],
)
def test_a_question_that_names_a_day_asks_of_now_by_a_word_for_it(text: str, *, is_it: bool) -> None:
    assert is_of_now(Asked(text, "en", "en")) is is_it


def test_what_was_told_since_is_found_in_another_language_by_its_names() -> None:
    closed = replace(
        stories("tuned")["bats"].sources[0],
        language="es",
        title="El volcán Oruhai",
        text="El aeropuerto de Santa Ilena fue cerrado.",
        published_at=NOW - timedelta(hours=7),
    )
    reopened = replace(
        closed,
        article_id=7,
        family=7,
        first_version=7,
        domain="tide.example",
        outlet="Tide",
        language="en",
        title="Flights again",
        text="The airport of Santa Ilena reopened on Monday.",
        published_at=NOW,
    )
    within = tellable([closed, reopened])
    best = next(passage for passage in within if passage.text == closed.text)
    asked = Asked("Ist der Flughafen noch geschlossen?", "de", "de")

    told = with_newer([best], Found((best,), (0.9,)), within, asked, NOTHING_COUNTED)

    assert [passage.text for passage in told] == [reopened.text, closed.text]
