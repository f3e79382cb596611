"""Questions about the sources in the words of 25 languages: six kinds, three wordings each, and questions that only resemble.

Every other wording was looked at while words were added; the others were only counted.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from news.answers.about_sources import About, read_about
from news.answers.outlets_named import Named, find_outlets
from news.i18n import UI_LANGUAGES

WRITTEN: dict[str, dict[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent / "source_questions.toml").read_text("utf-8")
)
KINDS = {
    "says": About.SAYS,
    "first": About.FIRST,
    "state": About.STATE,
    "many": About.WHO,
    "differ": About.DIFFER,
    "missing": About.MISSING,
}
OUTLETS = (
    Named("dw", "Deutsche Welle", "dw.com"),
    Named("bbc", "BBC News", "www.bbc.co.uk"),
    Named("reuters", "Reuters", "reuters.com"),
    Named("post", "Harbour Post", "harbourpost.example"),
    Named("zeit", "Die Zeit", "zeit.de"),
)
HEADLINES = ("Ferry Halcyon hits quay in Port Ansel, nine injured",)
TUNED, HELD = 0.97, 0.93


def asked(*, held: bool) -> Iterator[tuple[str, str, str]]:
    """Language, kind and question of one half."""
    for at, (language, kinds) in enumerate(WRITTEN.items()):
        for number, kind in enumerate((*KINDS, "event")):
            for wording, question in enumerate(kinds[kind]):
                if ((at + number + wording) % 2 == 1) is held:
                    yield language, kind, question


def told(language: str, question: str) -> About | None:
    read = read_about(question, languages=[language], outlets=OUTLETS, headlines=HEADLINES)
    return read.about if read else None


def test_there_are_three_wordings_of_each_kind_in_each_language() -> None:
    assert set(WRITTEN) == set(UI_LANGUAGES)
    assert all(len(kinds[kind]) == 3 for kinds in WRITTEN.values() for kind in KINDS)


@pytest.mark.parametrize(("held", "floor"), [(False, TUNED), (True, HELD)])
def test_questions_about_the_sources_are_known_in_many_wordings(held: bool, floor: float) -> None:
    told_right = [
        told(language, question) is KINDS[kind]
        for language, kind, question in asked(held=held)
        if kind != "event"
    ]

    assert len(told_right) == 225
    assert sum(told_right) / len(told_right) >= floor


@pytest.mark.parametrize("held", [False, True])
def test_questions_about_the_event_that_resemble_them_are_left_to_the_texts(held: bool) -> None:
    wrong = [
        question
        for language, kind, question in asked(held=held)
        if kind == "event" and told(language, question) not in (None, About.WITHIN)
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("language", "question", "outlet"),
    [
        ("ar", "ماذا تقول هاربر بوست؟", "post"),
        ("ru", "Что пишет Харбор Пост?", "post"),
        ("he", "מה אומר הארבור פוסט?", "post"),
        ("hi", "हार्बर पोस्ट क्या कहता है?", "post"),
        ("ar", "ماذا قالت بي بي سي؟", "bbc"),
        ("uk", "Що каже Дойче Велле?", "dw"),
        ("ko", "로이터는 뭐라고 했어?", "reuters"),
        ("zh", "德国之声怎么说？", "dw"),
    ],
)
def test_an_outlet_is_known_in_the_letters_of_other_languages(
    language: str, question: str, outlet: str
) -> None:
    found = find_outlets(question, OUTLETS, language=language)

    assert [key for mention in found for key in mention.outlets] == [outlet]


WORLDWIDE = (Named("aj", "Al Jazeera", "aljazeera.com"), Named("tass", "TASS", "tass.com"))


@pytest.mark.parametrize(
    ("language", "question", "outlet"),
    [
        ("ar", "ماذا قالت الجزيرة عن الزلزال؟", "aj"),
        ("ar", "ماذا قالت قناة الجزيرة؟", "aj"),
        ("ar", "الجزيرة ماذا نشرت؟", "aj"),
        ("fa", "تاس چه گفت؟", "tass"),
        ("fa", "خبرگزاری تاس چه نوشت؟", "tass"),
        ("bn", "তাস কী বলেছে?", "tass"),
        ("ru", "Что сообщает ТАСС?", "tass"),
    ],
)
def test_a_name_that_is_another_word_too_names_an_outlet_that_tells(
    language: str, question: str, outlet: str
) -> None:
    found = find_outlets(question, WORLDWIDE, language=language)

    assert [key for mention in found for key in mention.outlets] == [outlet]


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("ar", "ماذا قال كيم عن شبه الجزيرة الكورية؟"),
        ("ar", "ماذا قالت السلطات عن الجزيرة؟"),
        ("ar", "كم عدد سكان الجزيرة؟"),
        ("fa", "چرا پلیس تاس را ضبط کرد؟"),
        ("bn", "কে তাস খেলেছিল?"),
    ],
)
def test_such_a_word_elsewhere_names_none(language: str, question: str) -> None:
    assert find_outlets(question, WORLDWIDE, language=language) == ()


@pytest.mark.parametrize(
    "question", ["من أبلغ عنه أولا؟", "хто перший про це написав", "最初に報道した媒体はどれですか？"]
)
def test_a_question_in_another_script_is_known_whatever_its_reader_reads(question: str) -> None:
    read = read_about(question, languages=["en"], outlets=OUTLETS, headlines=HEADLINES)

    assert read is not None
    assert read.about is About.FIRST


def test_what_only_sounds_like_one_word_of_a_name_names_nobody() -> None:
    assert find_outlets("ماذا حدث في البوست؟", OUTLETS, language="ar") == ()
    assert find_outlets("Что случилось в Харборе?", OUTLETS, language="ru") == ()
