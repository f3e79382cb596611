"""Names and numbers that can be compared across scripts."""

import pytest

from news.language.skeletons import anchors, skeleton


@pytest.mark.parametrize(
    "spelled",
    [
        [
            ("Zelensky", "en"),
            ("Selenskyj", "de"),
            ("Зеленского", "ru"),
            ("Зеленський", "uk"),
            ("زيلينسكي", "ar"),
        ],
        [("Trump", "en"), ("Трампа", "ru"), ("ترامب", "ar"), ("Τραμπ", "el"), ("טראמפ", "he")],
        [("Macron", "fr"), ("Макрон", "ru"), ("ماكرون", "ar"), ("Μακρόν", "el")],
        [("Rushdie", "en"), ("Рушди", "ru"), ("رشدي", "ar")],
        [("Putin", "en"), ("Putina", "pl"), ("Путиным", "ru"), ("بوتين", "ar")],
        [
            ("Trump", "en"), ("트럼프", "ko"), ("トランプ", "ja"), ("ट्रम्प", "hi"), ("ट्रंप", "hi"), ("ট্রাম্প", "bn"),
            ("ట్రంప్", "te"), ("டிரம்ப்", "ta"),
        ],
        [("Putin", "en"), ("푸틴", "ko"), ("पुतिन", "hi"), ("পুতিন", "bn"), ("పుతిన్", "te"), ("புதின்", "ta")],
        [("Macron", "fr"), ("마크롱", "ko"), ("マクロン", "ja"), ("मैक्रों", "hi"), ("మాక్రాన్", "te"), ("மேக்ரோன்", "ta")],
        [("Samsung", "en"), ("삼성", "ko"), ("サムスン", "ja"), ("सैमसंग", "hi"), ("স্যামসাং", "bn")],
        [("Boris", "en"), ("Μπορίς", "el")],
        [("Donald", "en"), ("Ντόναλντ", "el")],
        [("Venezuela", "es"), ("Βενεζουέλα", "el")],
        [("Washington", "en"), ("Ουάσινγκτον", "el")],
        [("Mitsotakis", "en"), ("Μητσοτάκης", "el")],
        [("Merkel", "de"), ("메르켈", "ko"), ("मर्केल", "hi"), ("মার্কেল", "bn"), ("మెర్కెల్", "te"), ("மெர்க்கெல்", "ta")],
    ],
    ids=lambda spelled: f"{spelled[0][0]}-{spelled[-1][1]}",
)  # fmt: skip
def test_a_name_has_one_skeleton_in_every_script(spelled: list[tuple[str, str]]) -> None:
    assert len({skeleton(word, language) for word, language in spelled}) == 1


def test_names_and_numbers_are_anchors_and_other_words_are_not() -> None:
    said = anchors("Truss resigns after 45 days; 1,200 protest in 2022", "en")
    assert said == {skeleton("Truss", "en"), "#45day", "#1200"}


def test_a_number_that_measures_is_none_that_counts() -> None:
    counted, measured = anchors("14 hurt at Ansel", "en"), anchors("14 kilometres at Ansel", "en")
    assert "#14" in counted
    assert measured - counted == {"#14km"}
    assert "#14km" in anchors("14 Kilometer bei Ansel", "de")


def test_what_the_end_of_a_text_cuts_is_no_name() -> None:
    assert anchors("so it was told " * 26 + "in Washington", "en") == frozenset()
    assert skeleton("Washington", "en") in anchors("so it was told " * 25 + "in Washington", "en")


def test_digits_of_every_script_are_one_number() -> None:
    assert "#43" in anchors("٤٣ قتيلا", "ar") & anchors("43 dead", "en")


@pytest.mark.parametrize("text", ["", "!!", "東京で地震", "...", "\x00", "١", "٫"])
def test_texts_without_names_have_no_anchors(text: str) -> None:
    assert anchors(text, None) == frozenset()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("푸틴 대통령, 마크롱 대통령과 회담", "ko"),
        ("マクロン大統領とプーチン氏が会談", "ja"),
        ("पुतिन और मैक्रों की मुलाकात", "hi"),
    ],
)
def test_names_in_a_text_of_a_script_without_capitals_are_found(text: str, language: str) -> None:
    assert skeleton("Macron", "fr") in anchors(text, language)


def test_an_l_that_japanese_writes_as_r_is_found_all_the_same() -> None:
    assert skeleton("Zelensky", "en") in anchors("ゼレンスキー大統領", "ja")
    assert skeleton("Merkel", "de") not in anchors("トランプ大統領", "ja")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("43 killed on 20 November", "en"),
        ("November 20th: 43 killed", "en"),
        ("43 killed on 20 May", "en"),
        ("20. November: 43 Tote", "de"),
        ("20 novembre: 43 morts", "fr"),
        ("20 de noviembre: 43 muertos", "es"),
        ("20 ноября погибли 43", "ru"),
        ("٢٠ نوفمبر مقتل ٤٣", "ar"),
        ("20 नवंबर को 43 लोगों की मौत", "hi"),
        ("৪৩ জন নিহত ২০ নভেম্বর", "bn"),
        ("20 நவம்பர்: பலி 43", "ta"),
        ("11月20日に43人死亡", "ja"),
        ("2026年11月20日43人遇难", "zh"),
        ("2026년 11월 20일 43명 사망", "ko"),
    ],
)
def test_days_of_dates_are_no_evidence_and_counts_are(text: str, language: str) -> None:
    assert {one for one in anchors(text, language) if one.startswith("#")} == {"#43"}


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("30万人が避難", "ja", 300_000),
        ("3万5000人が避難", "ja", 35_000),
        ("1兆2000億円", "ja", 1_200_000_000_000),
        ("2億3千万ドル", "ja", 230_000_000),
        ("1.5万人撤离", "zh", 15_000),
        ("12亿元", "zh", 1_200_000_000),
        ("3万亿元", "zh", 3_000_000_000_000),
        ("４万人", "zh", 40_000),
        ("4만 5천 명이 대피", "ko", 45_000),
        ("4만5,000명", "ko", 45_000),
    ],
)
def test_a_number_with_a_scale_is_the_number_written_out(text: str, language: str, value: int) -> None:
    assert anchors(text, language) & anchors(f"{value:,} people", "en") == {f"#{value}"}


def test_a_count_beside_a_scaled_number_stays_one_of_its_own() -> None:
    assert anchors("12亿 43人", "zh") == {"#1200000000", "#43"}


@pytest.mark.parametrize("text", ["万", "0万", "1" * 400 + "万", "1" + "千" * 399, "1," * 200 + "万", "१万"])
def test_numbers_that_no_one_writes_do_no_harm(text: str) -> None:
    assert all(one.startswith("#") for one in anchors(text, "zh"))
