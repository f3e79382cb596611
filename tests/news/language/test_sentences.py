from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.splitting import FLOOR, boundary_f1, languages
from news.language.sentences import spans, split

WHOLE = [  # (language, sentences that stay whole, in order)
    ("en", ["Dr. J. R. Smith paid $3.5 million on Jan. 5.", "The U.S. Senate met at 9 a.m. in Washington."]),
    ("en", ["“Why now?” he asked.", "“Because it rains.”", "Nobody laughed."]),
    ("en", ["He moved to the U.S.", "The family followed."]),
    ("en", ['She said: "It is over."', "Then she left..."]),
    ("en", ["Wait… no.", "The iPhone sold well.", "eBay did not, and No. 5 won."]),
    ("de", ["Am 5. Mai trafen sich z. B. Dr. Krause und Prof. Weiß.", "Danach fiel der DAX um 1,5 Prozent."]),
    ("de", ["„Das reicht.“", "Er ging um 18.30 Uhr."]),
    ("fr", ["M. Dupont a dit : « C’est fini. »", "Mme Durand est partie."]),
    ("es", ["El Sr. Gómez llegó el 3 de mayo.", "¿Quién lo vio?", "¡Nadie!"]),
    ("ru", ["В 2016 г. она жила в г. Москва с А. С. Ивановой и др. людьми.", "Потом уехала."]),
    ("uk", ["Про це повідомив І. Петренко, м. Львів.", "Деталей немає."]),
    ("el", ["Ποιος ήρθε;", "Ο κ. Παπάς, π.χ. χθες.", "Κανείς άλλος."]),
    ("ar", ["قال الرئيس إن الاجتماع تأجل.", "هل سيعقد غدا؟", "لا أحد يعلم."]),
    ("fa", ["رئیس جمهور آمد.", "آیا او ماند؟", "نه."]),
    ("ur", ["وزیر اعظم نے کہا۔", "پی۔ٹی۔آئی نے انکار کیا۔"]),
    ("hi", ["डॉ. शर्मा ने कहा।", "क्या यह सच है?", "हाँ।"]),
    ("zh", ["他说：“今天下雨。”", "会议推迟到3.5小时后！", "为什么？"]),
    ("ja", ["首相は「延期する。」と述べた。", "理由は不明だ。"]),
    ("ko", ["회의가 3.5시간 연기됐다.", "이유는 없다."]),
    ("cs", ["Oprava stála 5 tis. korun.", "Most stojí."]),
    ("tr", ["Dr. Yılmaz 3. kez seçildi.", "Oy oranı 52,3 oldu."]),
]


@pytest.mark.parametrize(("language", "sentences"), WHOLE)
def test_sentences_end_where_a_reader_of_the_language_ends_them(language: str, sentences: list[str]) -> None:
    joint = "" if language in {"zh", "ja"} else " "

    assert split(joint.join(sentences), language) == sentences


def test_a_line_break_ends_a_sentence_without_a_mark() -> None:
    assert split("By Ann Lee\n\nThe bridge fell.\r\nNobody was hurt") == [
        "By Ann Lee",
        "The bridge fell.",
        "Nobody was hurt",
    ]


def test_sentences_that_lost_their_gap_are_parted_but_addresses_are_not() -> None:
    assert split("He paid the fine.The court closed.", "en") == ["He paid the fine.", "The court closed."]
    assert split("See Booking.com or example.org. Then decide.", "en") == [
        "See Booking.com or example.org.",
        "Then decide.",
    ]


def test_a_dot_in_a_short_remark_ends_no_sentence() -> None:
    told = (
        "The bank rated Marel Rail Ltd. (spec. shares) higher on Friday. Midland Co. (MID) fell. It lost 2%."
    )
    assert split(told, "en") == [
        "The bank rated Marel Rail Ltd. (spec. shares) higher on Friday.",
        "Midland Co. (MID) fell.",
        "It lost 2%.",
    ]


def test_chinese_quotes_stay_with_their_sentence() -> None:
    assert split('他说："下雨。"我走了。"好。"', "zh")[0] == '他说："下雨。"'


@given(st.text(max_size=300), st.sampled_from([None, "en", "de", "zh-Hant", "th", "xx"]))
def test_no_character_but_white_space_is_lost_or_doubled(text: str, language: str | None) -> None:
    cuts = spans(text, language)

    assert all(start < end for start, end in cuts)
    assert all(before[1] <= after[0] for before, after in pairwise(cuts))
    assert "".join(text[start:end] for start, end in cuts).split() == "".join(split(text, language)).split()
    kept = sum(not sign.isspace() for start, end in cuts for sign in text[start:end])
    assert kept == sum(not sign.isspace() for sign in text)


def test_the_mean_over_28_languages_holds_its_floor() -> None:
    chosen = [language for language in languages() if language != "th"]
    if not chosen:
        pytest.skip("the gold texts are not on this machine")

    assert sum(map(boundary_f1, chosen)) / len(chosen) >= FLOOR
