"""Questions that lean on the turns before them: what they borrow, and whom they may mean."""

import pytest

from news.answers.standing_alone import Person, has_own_words, persons, readings, says_nothing_alone
from news.answers.values import Asked, Earlier, Reading

WEIR, HALE = Person("Tomas Weir"), Person("Dorran Hale")


def turn(question: str, answer: str, language: str = "en") -> Earlier:
    return Earlier(question, answer, language)


def leaning(
    text: str, *turns: Earlier, language: str = "en", known: tuple[Person, ...] = ()
) -> tuple[Reading, ...]:
    return readings(Asked(text, language, language, turns), known)


def test_a_question_that_stands_alone_borrows_nothing() -> None:
    before = turn("Who met reporters?", "Tomas Weir did.")

    assert leaning("How much does the repair of the east quay cost?", before) == (
        Reading("How much does the repair of the east quay cost?"),
    )


def test_one_that_points_back_borrows_names_and_content() -> None:
    (reading,) = leaning(
        "And when was it built?", turn("Which ferry hit the quay?", "The Halcyon did, in Port Ansel.")
    )

    assert reading.text == "And when was it built?"
    assert {"Halcyon", "Ansel", "ferry"} <= set(reading.borrowed.replace("?", "").split())


def test_who_was_asked_about_is_meant_and_not_who_else_was_named() -> None:
    (reading,) = leaning(
        "How old is he?",
        turn("Who is Tomas Weir?", "Tomas Weir met Dorran Hale."),
        known=(WEIR, HALE),
    )

    assert (reading.person, "Weir" in reading.borrowed) == ("", True)


def test_either_of_two_is_meant_where_nothing_tells() -> None:
    both = leaning(
        "What did he say?", turn("Who spoke?", "Tomas Weir and Dorran Hale spoke."), known=(WEIR, HALE)
    )

    assert [reading.person for reading in both] == ["Tomas Weir", "Dorran Hale"]


def test_they_means_both() -> None:
    (reading,) = leaning(
        "What did they say?", turn("Who spoke?", "Tomas Weir and Dorran Hale spoke."), known=(WEIR, HALE)
    )

    assert reading.person == ""


def test_quotation_marks_and_signs_in_an_answer_are_nobody() -> None:
    before = turn("Who was hurt?", "Le ferry « Halcyon » a heurté — un quai … « » ?", "fr")

    assert len(leaning("And who is treating them?", before, known=(WEIR,))) == 1


def test_persons_are_who_speak_or_bear_a_title_in_several_languages() -> None:
    lines = [
        ("Harbour master Tomas Weir met reporters.", "en"),
        ("Weir said the engines had failed.", "en"),
        ("The ferry sailed from Port Ansel to Saint Bride Hospital.", "en"),
        ("La ministra Lucía Ferrán anunció ayudas de 90 millones.", "es"),
        ("Губернатор Анна Ковалёва заявила об этом.", "ru"),
    ]

    found = {person.name for person in persons(lines)}

    assert {"Tomas Weir", "Lucía Ferrán", "Анна Ковалёва"} <= found
    assert not {"Port Ansel", "Saint Bride Hospital"} & found


WHAT_HAPPENED = {
    "ar": "ماذا حدث؟", "bn": "কী হয়েছে?", "cs": "Co se stalo?", "de": "Was ist passiert?", "el": "Τι έγινε;|Τι συνέβη;", "en": "What happened?", "es": "¿Qué pasó?|¿Qué ha pasado?",
    "fa": "چه شد؟|چه اتفاقی افتاده؟", "fr": "Que s'est-il passé ?|Qu’est-ce qui s’est passé ?", "he": "מה קרה?", "hi": "क्या हुआ?", "id": "Apa yang terjadi?",
    "it": "Cosa è successo?|Che è successo?", "ja": "何があった？|何が起きた？", "ko": "무슨 일이야?|무슨 일 있었어?", "nl": "Wat is er gebeurd?", "pl": "Co się stało?|Co się wydarzyło?",
    "pt": "O que aconteceu?", "ro": "Ce s-a întâmplat?", "ru": "Что случилось?|Что произошло?", "sv": "Vad har hänt?|Vad hände?", "tr": "Ne oldu?|Neler oldu?", "uk": "Що сталося?",
    "vi": "Chuyện gì đã xảy ra?", "zh": "发生了什么？",
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text"), [(code, each) for code, said in WHAT_HAPPENED.items() for each in said.split("|")]
)
def test_what_happened_asks_for_the_matter_and_points_at_nobody(language: str, text: str) -> None:
    asked = Asked(text, language, language)

    assert not has_own_words(asked)
    assert not says_nothing_alone(asked)


@pytest.mark.parametrize(
    ("text", "language"),
    [("What happened to him?", "en"), ("Qu'est-ce qui lui est arrivé ?", "fr"), ("Was ist mit ihm passiert?", "de"), ("Wat is er met hem gebeurd?", "nl")],
)  # fmt: skip
def test_what_happened_to_somebody_who_is_not_named_says_nothing_alone(text: str, language: str) -> None:
    assert says_nothing_alone(Asked(text, language, language))
