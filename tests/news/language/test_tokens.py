"""What a word is, in every script."""

import pytest

from news.language.tokens import stems, stop_words, terms, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Straße UND Fluß", ["strasse", "und", "fluss"]),
        ("हिन्दी में समाचार", ["हिन्दी", "में", "समाचार"]),
        ("日本の首相", ["日本", "本の", "の首", "首相"]),
        ("ไทย", ["ไท", "ทย"]),
        ("中", ["中"]),
        ("U.S. visit", ["us", "visit"]),
        ("1,200.5 people, 3.", ["1,200.5", "people", "3"]),
        ("об’єкт об'єкт", ["обєкт", "обєкт"]),
        ("zero\u200bwidth so\u00adft", ["zerowidth", "soft"]),
        ("...!?", []),
        ("", []),
    ],
)
def test_a_word_is_what_its_script_says(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Straße UND Fluß – 1'200.5 m², “U.S.troops” in A.B. and covid19_x",
        "rock'n'roll ŉ ʼa d’Artagnan 1’000’000 3.",
        "ÅNGSTRÖM naïve ﬁne so\u00adft zero\u200bwidth €5 … n.a.t.o.",
        f"{'x' * 80} 1.{'2' * 80}",
    ],
)
def test_latin_words_are_the_same_beside_another_script(text: str) -> None:
    """They are cut by a faster pattern where nothing else is there."""
    assert words(f"{text} हिन्दी") == [*words(text), "हिन्दी"]


def test_vowel_signs_stay_with_their_word() -> None:
    assert words("বাংলাদেশ") == ["বাংলাদেশ"]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "The minister resigned", "ministers resign"),
        ("de-AT", "Die Minister", "Ministern"),
        ("ru", "Министры ёлки", "министр елка"),
        ("uk", "виборами", "вибори"),
        ("fr", "L'État", "état"),
        ("ar", "كِتَاب", "كتاب"),
        ("ko", "트럼프가", "트럼프"),
    ],
)
def test_inflected_forms_meet_in_one_term(language: str, one: str, other: str) -> None:
    assert set(terms(other, language)) <= set(terms(one, language))


def test_stop_words_are_dropped_but_not_what_names_things() -> None:
    assert terms("The UK and Microsoft at the UN on AI", "en") == ["uk", "microsoft", "un", "ai"]
    assert "the" in stop_words("en")
    assert stop_words("") == frozenset()


def test_an_unknown_language_keeps_words_whole() -> None:
    assert terms("Ministers résigned", None) == ["ministers", "resigned"]


def test_a_run_without_end_is_cut() -> None:
    assert len(words("x" * 100_000)[0]) == 64


@pytest.mark.parametrize("text", ["ʼ", "a ʼ b", " ʼ “ʼ” x"])
def test_an_apostrophe_that_stands_alone_is_no_word(text: str) -> None:
    assert all(words(text))
    assert stems(text, "uk") == [stem for word in words(text) for stem in stems(word, "uk")]
    assert all(terms(text, "uk"))
