"""What an outlet's new words make of a sentence: corrected, withdrawn, or only said otherwise."""

import pytest

from news.language.headlines import is_withdrawal_title, says_withdrawn
from news.writing.corrections import Change, change_by_notice, change_of

LANGUAGES = {
    "en": ("The ferry hit the quay and {} people were hurt, police said.", "The minister was{} arrested on Monday, police said.", " not"),
    "de": ("Die Fähre rammte den Kai, {} Menschen wurden verletzt, teilte die Polizei mit.", "Der Minister wurde am Montag{} festgenommen, teilte die Polizei mit.", " nicht"),
    "es": ("El ferry chocó con el muelle y {} personas resultaron heridas, dijo la policía.", "El ministro{} fue detenido el lunes, dijo la policía.", " no"),
    "fr": ("Le ferry a heurté le quai et {} personnes ont été blessées, selon la police.", "Le ministre {} été arrêté lundi, selon la police.", "n’a pas"),
    "ru": ("Паром врезался в причал, {} человек ранены, сообщила полиция.", "Министр{} был задержан в понедельник, сообщила полиция.", " не"),
    "ar": ("اصطدمت العبارة بالرصيف وأصيب {} شخصا، بحسب الشرطة.", "", ""),
    "zh": ("渡轮撞上码头，造成{}人受伤，警方表示。", "", ""),
    "hi": ("नौका घाट से टकरा गई और {} लोग घायल हो गए, पुलिस ने कहा।", "", ""),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_number_in_the_same_sentence_is_a_correction_in_any_language(language: str) -> None:
    sentence = LANGUAGES[language][0]
    found = change_of(sentence.format(12), [sentence.format(14)], language=language, is_correction=False)
    assert found is not None
    assert (found.was_part, found.now_part) == ("12", "14")


@pytest.mark.parametrize("language", [code for code, (_, denied, _) in LANGUAGES.items() if denied])
def test_a_denial_is_a_correction(language: str) -> None:
    _, sentence, no = LANGUAGES[language]
    told, denied = sentence.format("a" if language == "fr" else ""), sentence.format(no)
    found = change_of(told, [denied], language=language, is_correction=False)
    assert found is not None
    assert found.now == denied


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ("Minister Nina Ashdown resigned over the contract.", "Minister Neve Ashdown resigned over the contract.", ("Nina", "Neve")),
        ("The talks begin in Port Ansel on Monday, he said.", "The talks begin in Port Ansel on Tuesday, he said.", ("Monday", "Tuesday")),
        ("Nine people were killed in the crash, officials said.", "Nine people were injured in the crash, officials said.", ("killed", "injured")),
        ("Twelve people were hurt in the crash, officials said.", "14 people were hurt in the crash, officials said.", ("Twelve", "14")),
    ],
)  # fmt: skip
def test_another_name_day_or_toll_is_a_correction(before: str, after: str, parts: tuple[str, str]) -> None:
    found = change_of(before, [after], language="en", is_correction=False)
    assert found is not None
    assert (found.was_part, found.now_part) == parts


@pytest.mark.parametrize(
    "after",
    [
        "Officers said 12 people were taken to Saint Bride hospital after the crash.",
        "Police said 12 people were taken to Saint Bride hospital after the crash, 3 of them children.",
        "Police said twelve people were taken to Saint Bride hospital after the crash.",
        "The bridge will be closed for 9 days, the harbour office said on Saturday.",
    ],
)
def test_other_words_more_detail_or_another_subject_correct_nothing(after: str) -> None:
    before = "Police said 12 people were taken to Saint Bride hospital after the crash."
    assert change_of(before, [after], language="en", is_correction=False) is None


def test_an_article_that_calls_itself_corrected_corrects_by_words_alone() -> None:
    before, after = "The yard in Northmoor built the ship.", "The yard in Northmoor repaired the ship."
    assert change_of(before, [after], language="en", is_correction=False) is None
    found = change_of(before, [after], language="en", is_correction=True)
    assert found == Change(after, "built", "repaired")


def test_a_notice_gives_up_one_number_for_another_and_touches_no_other_sentence() -> None:
    notice = [
        "Voltra plans to create 2,400 jobs in Hallen, not 4,200 as reported.",
        "The cost of the plant, 1.9 billion marks, was right.",
    ]
    title = "Correction: Voltra plant in Hallen"
    wrong = "Voltra will build a plant for 1.9 billion marks in Hallen and create 4,200 jobs."
    found = change_by_notice(wrong, title, notice, language="en")
    assert found == Change(notice[0], "4,200", "2,400")
    right = "Construction of the plant in Hallen is to start in spring for 1.9 billion marks."
    assert change_by_notice(right, title, notice, language="en") is None


@pytest.mark.parametrize(
    "title",
    ["WITHDRAWN: Ferry hits quay", "Ferry hits quay (RETRACTED)", "Retraction: Ferry hits quay", "Zurückgezogen: Fähre rammt Kai",
     "Отозвано: Паром врезался в причал", "撤稿：渡轮撞上码头", "Ferry hits quay - withdrawn"],
)  # fmt: skip
def test_a_title_that_takes_its_article_back_is_known(title: str) -> None:
    assert is_withdrawal_title(title)


@pytest.mark.parametrize(
    "title",
    ["Withdrawn troops return home", "Candidate is withdrawn", "军队撤回国内", "Bill to be withdrawn - minister", "Correction: Ferry hits quay"],
)  # fmt: skip
def test_what_is_withdrawn_in_the_news_is_no_withdrawn_article(title: str) -> None:
    assert not says_withdrawn(title, "The story was removed from the exam, teachers said.")
