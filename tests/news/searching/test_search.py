"""What a reader looks for: read from their words, harmless whatever they wrote."""

import pytest

from news.searching.search import as_tsvector, for_postgres, for_sqlite, index_of, read, typed, without
from news.searching.search_ranking import is_all_in


def test_a_word_is_looked_for_as_it_stands_and_by_its_stem_in_the_readers_languages():
    (part,) = read("Elections", languages=("de",)).wanted
    assert part.words == ("elections",)
    assert set(part.stems) == {"election_de", "elect_en"}


def test_words_in_quotes_are_looked_for_in_this_order_and_words_after_a_minus_not_at_all():
    sought = read('"climate change" summit -boycott')
    assert [part.words for part in sought.wanted] == [("climate", "change"), ("summit",)]
    assert [part.words for part in sought.never] == [("boycott",)]


@pytest.mark.parametrize("text", ["", "   ", "😀😀😀", "-only", "''\"\"", "***", "\x00\x00", "‏‏"])
def test_where_there_is_no_word_nothing_is_looked_for(text):
    assert read(text) is None


def test_short_stop_words_are_left_out_unless_there_are_no_others():
    assert [part.words for part in read("the port of Marel").wanted] == [("port",), ("marel",)]
    assert [part.words for part in read("the who").wanted] == [("the",), ("who",)]


def test_longer_words_are_kept_though_lists_of_stop_words_have_them():
    assert ("results",) in [part.words for part in read("election results").wanted]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("北京大学", ("北京", "京大", "大学")),
        ("東京都", ("東京", "京都")),
        ("대통령", ("대통", "통령")),
        ("चुनाव", ("चुनाव",)),
        ("covid-19", ("covid", "19")),
        ("U.S.", ("us",)),
        ("Trump's", ("trump",)),
    ],
)
def test_words_are_cut_as_texts_are_in_every_script(text, words):
    (part,) = read(text).wanted
    assert part.words == words
    assert set(words) <= set(index_of(f"{text} ...", "", "zh").words)


def test_half_a_pair_of_signs_is_looked_for_as_the_beginning_of_one():
    (part,) = read("国").wanted
    assert part.begins


def test_a_word_of_another_script_is_stemmed_in_the_languages_written_in_it_whoever_asks():
    (part,) = read("выборы", languages=("de", "en")).wanted
    assert "выбор_ru" in part.stems


def test_what_is_being_typed_may_be_the_beginning_of_a_word():
    assert typed("ferry sin").wanted[-1].begins is False
    assert typed("ferry sink").wanted[-1].begins is True
    assert typed("ferry sink ").wanted[-1].begins is False


def test_a_part_can_be_left_out():
    sought = read("ferry zzyzx -storm")
    missing = sought.wanted[1]
    assert without(sought, {missing}).written == "ferry !storm"
    assert without(sought, sought.wanted) is None


def test_a_stem_is_marked_with_its_language_so_that_it_is_no_word_of_another():
    assert "pari_en" in index_of("Paris", "", "en").stems
    assert "pari" not in index_of("Paris", "", "en").words
    assert index_of("Paris", "", "fr").stems == ("paris_fr",)


@pytest.mark.parametrize("language", ["x' OR 1=1", "e n", "", None, "12"])
def test_what_a_feed_says_of_its_language_is_taken_for_one_only_if_it_is(language):
    assert index_of("Ferry sinks", "", language).stems == ()


def test_nothing_of_a_readers_words_is_syntax_of_a_database():
    sought = read("NEAR(a b)* \"x\" OR 'y'); DROP TABLE article; -- {words}: ^z")
    for asked in (for_sqlite(sought), for_postgres(sought)):
        outside = "".join(asked.split('"')[::2]) if '"' in asked else "".join(asked.split("'")[::2])
        assert "DROP" not in outside
        assert "near" not in outside.casefold()


def test_a_vector_holds_words_with_their_places_and_stems_without():
    assert as_tsvector(index_of("Port, port!", "Ships' bells", "en"), within="#7").split() == [
        *("'port':1,2", "'ships':3", "'bells':4", "'port_en'", "'ship_en'", "'bell_en'", "'#7'"),
    ]


WRITTEN = ("3900", "3,900", "3.900", "3\u202f900", "3’900", "3٬900", "٣٩٠٠", "٣٬٩٠٠", "۳۹۰۰", "३,९००", "৩৯০০")


@pytest.mark.parametrize("typed_as", [*WRITTEN, "3 900"])
def test_a_number_is_looked_for_in_every_way_to_write_it(typed_as: str) -> None:
    (part,) = read(typed_as).wanted
    for text in WRITTEN:
        told = index_of(f"Octopus of {text} eggs", "", "en").words
        assert any(
            told[at : at + len(phrase)] == phrase for phrase in part.phrases for at in range(len(told))
        ), text


@pytest.mark.parametrize("other", ["39", "390", "39000", "3.9", "13,900", "900"])
def test_no_other_number_is_among_its_forms(other: str) -> None:
    (part,) = read("3,900").wanted
    assert (other,) not in part.phrases


@pytest.mark.parametrize("text", ["1.5", "3,9", "2026-11-23", "covid-19", "10:30"])
def test_what_is_no_whole_number_is_looked_for_as_it_stands(text: str) -> None:
    assert all(part.forms == () for part in read(text).wanted)


def test_numbers_beside_each_other_that_are_no_groups_stay_two() -> None:
    assert [part.words for part in read("19 25").wanted] == [("19",), ("25",)]
    assert [part.words for part in read("1234 567").wanted] == [("1234",), ("567",)]


def test_indian_groups_are_one_number() -> None:
    (part,) = read("1234567").wanted
    assert ("12,34,567",) in part.phrases
    assert ("1234567",) in read("12,34,567").wanted[0].phrases


@pytest.mark.parametrize(
    ("language", "told", "holds"),
    [
        ("en", "Octopus lays 3900 eggs", True),
        ("en", "Octopus lays 39000 eggs", True),
        ("de", "Krake legt 3.900 Eier", True),
        ("fr", "Une pieuvre pond 3 900 œufs", True),
        ("fr", "Une pieuvre pond 900 œufs", False),
        ("ru", "Осьминог отложил 900 яиц", False),
        ("ar", "الأخطبوط يضع ٩٠٠ بيضة", False),
        ("en", "Octopus 3 lays 9001 eggs", False),
    ],
)
def test_a_number_being_typed_needs_all_its_groups(language: str, told: str, holds: bool) -> None:
    sought = typed("3900", languages=[language])
    assert sought is not None
    assert is_all_in(told, language, sought) is holds
