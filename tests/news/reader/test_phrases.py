"""A reader's own words: promises of reading them, and of what they match."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.reader.phrases import (
    MOST_CHARS,
    MOST_PARTS,
    can_be_found,
    keys,
    keys_of,
    matches,
    parse,
    read_passage,
    written,
)


def about(words: str, title: str, text: str = "", *, language: str = "en", reads: str = "en") -> bool:
    phrase = parse(words, languages=[reads])
    assert phrase is not None
    return matches(phrase, read_passage(title, text, language), rarity={})


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("electric cars +Norway !Tesla", "electric cars +Norway !Tesla"),
        ("  !Tesla  electric,  cars  +Norway ", "electric cars +Norway !Tesla"),
        ("„schnelles Laden“ −Tesla", '"schnelles Laden" !Tesla'),
        ("«быстрая зарядка» +Осло", '"быстрая зарядка" +Осло'),
        ("人工智能 ！特斯拉", "人工智能 !特斯拉"),
        ("حرب السودان", "حرب السودان"),
        ('"open quote', '"open quote"'),
        ("fusion Fusion FUSION", "fusion"),
        ("Formel-1", "Formel-1"),
    ],
)
def test_what_is_typed_has_one_form(typed: str, canonical: str) -> None:
    phrase = parse(typed)
    assert phrase is not None
    assert written(phrase) == canonical


@pytest.mark.parametrize("typed", ["", "   ", "!Tesla", "?!…", "🙂", '""', "+"])
def test_where_nothing_is_wanted_there_is_no_phrase(typed: str) -> None:
    assert parse(typed) is None


@given(st.text(max_size=300))
def test_whatever_is_typed_is_bounded_and_its_form_means_the_same(typed: str) -> None:
    phrase = parse(typed)
    if phrase is not None:
        parts = (*phrase.plain, *phrase.must, *phrase.never)
        assert len(parts) <= MOST_PARTS
        assert sum(map(len, parts)) <= 18 * MOST_CHARS  # a compatibility form may be of 18 letters
        assert parse(written(phrase)) is not None


@pytest.mark.parametrize(
    ("words", "title", "other"),
    [
        ("WHO", "The WHO warns of a new fever", "The man who warned of a new fever"),
        ("WHO", "WHO’s chief resigns", "Who is the next chief?"),
        ("IT", "A day of IT outages at banks", "It was a day of outages at banks"),
        ("US", "US tariffs on steel rise", "Give us cheaper steel, makers say"),
        ("U.S.", "U.S. tariffs on steel rise", "Give us cheaper steel, makers say"),
        ("WHO chief", "WHO chief resigns", "Bank chief, who was ill, resigns"),
    ],
)
def test_initials_that_are_a_common_word_in_small_letters_can_be_followed(
    words: str, title: str, other: str
) -> None:
    phrase = parse(words, languages=["en"])
    assert phrase is not None
    assert can_be_found(phrase)
    assert about(words, title)
    assert not about(words, other)
    wanted, found = keys_of(phrase.plain[0], ["en"]), keys(read_passage(title, "", "en"))
    assert wanted & found


def test_where_all_is_in_capitals_they_tell_nothing() -> None:
    assert not about("WHO", "WHO IS GUILTY OF IT?")


@pytest.mark.parametrize("typed", ["who", "it", "the and"])
def test_common_words_alone_are_not_to_be_followed(typed: str) -> None:
    phrase = parse(typed, languages=["en"])
    assert phrase is not None
    assert not can_be_found(phrase)


def test_both_of_two_words_must_be_there_and_belong_together() -> None:
    assert about("electric cars", "Electric car sales rise in Norway")
    assert about("electric cars", "Jaguar tests new electric model", "The electric car goes on sale in May.")
    assert not about("electric cars", "Electric guitars are back")
    assert not about("oil prices", "Prices jump as Venezuelans consider buying homes", "Talk of oil money.")


def test_a_single_word_must_stand_in_the_headline() -> None:
    assert about("measles", "Measles outbreak closes schools")
    assert not about("measles", "Schools close for the holidays", "Last year measles closed them.")


def test_what_must_be_there_is_asked_for_and_what_must_not_shuts_out() -> None:
    assert about("electric cars +Norway", "Electric cars lead in Norway")
    assert not about("electric cars +Norway", "Electric cars lead in Spain")
    assert not about("climate activists +Germany", "Belarusian activist starts over in Germany")
    assert about("inflation +Fed", "Inflation slows again", "The Fed meets this week.")
    assert not about("electric cars !Tesla", "Electric cars: Tesla cuts prices")


def test_quoted_words_stand_in_this_order() -> None:
    assert about('"solar eclipse"', "Solar eclipse darkens Antarctica")
    assert not about('"solar eclipse"', "Eclipse of the solar industry")


def test_of_three_words_one_may_lack_only_where_a_name_stands_for_the_rest() -> None:
    assert about("Iran nuclear talks", "Iran leaves talks in Geneva without a deal")
    assert not about("artificial intelligence regulation", "Artificial intelligence stocks rise")
    assert not about("Supreme Court abortion", "Supreme Court hears land case")


@pytest.mark.parametrize(
    ("words", "reads", "title", "language"),
    [
        ("Zelensky", "en", "Зеленский прибыл в Женеву", "ru"),
        ("Зеленский", "ru", "Zelensky says no deal yet", "en"),
        ("Зеленский", "ru", "Ζελένσκι: κοντά σε συμφωνία", "el"),
        ("Трамп Иран", "ru", "Trump warns Iran again", "en"),
        ("イラン", "ja", "Iran closes strait", "en"),
        ("Moldova", "en", "В Молдове прошли выборы", "ru"),
        ("Německo", "cs", "Germany holds elections", "en"),
        ("Jerman", "id", "Germany holds elections", "en"),
        ("Đức", "vi", "Germany holds elections", "en"),
        ("Germania", "ro", "Deutschland hat gewählt", "de"),
        ("জার্মানি", "bn", "Germany holds elections", "en"),
    ],
)
def test_names_and_places_are_found_in_other_languages(
    words: str, reads: str, title: str, language: str
) -> None:
    assert about(words, title, language=language, reads=reads)


@pytest.mark.parametrize(
    ("words", "reads", "title", "language"),
    [
        ("pain", "en", "Le pain devient plus cher", "fr"),
        ("gift", "en", "Gift im Trinkwasser gefunden", "de"),
        ("Макрон", "uk", "Micron builds new factory", "en"),
        ("Макрон", "uk", "Macro funds lose money", "en"),
        ("выборы в Молдове", "ru", "Moldova wins match", "en"),
    ],
)
def test_what_only_looks_alike_elsewhere_is_not_meant(
    words: str, reads: str, title: str, language: str
) -> None:
    assert not about(words, title, language=language, reads=reads)


def test_words_that_the_lists_call_stop_words_count_when_they_are_typed() -> None:
    assert about("interest rates", "Central bank holds interest rates")
    assert not about("interest rates", "Vaccination rates are falling")


@pytest.mark.parametrize(
    ("words", "reads", "title", "language"),
    [
        ("electric cars", "en", "Electric cars lead in Norway", "en"),
        ("Зеленский", "ru", "Zelensky says no deal yet", "en"),
        ("Трамп Иран", "ru", "Trump warns Iran again", "en"),
        ("выборы", "ru", "Выборы в Молдове", "ru"),
        ("人工智能", "zh", "人工智能加速嵌入日常生活", "zh"),
        ("interest", "en", "Interest in chess grows", "en"),
    ],
)
def test_what_matches_is_found_by_its_keys(words: str, reads: str, title: str, language: str) -> None:
    assert about(words, title, language=language, reads=reads)
    found = keys(read_passage(title, "", language))
    phrase = parse(words, languages=[reads])
    assert phrase is not None
    assert all(keys_of(part, ["en", "ru", "zh"]) & found for part in phrase.wanted)


def test_nothing_matches_an_empty_article() -> None:
    assert not about("Tesla", "")
    assert not about("Tesla", "🙂 … ?!")
