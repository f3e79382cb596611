"""Parts of countries that a text names, with a capital, the longest name there is."""

from news.language.states import states


def test_states_and_provinces_are_found_by_their_names() -> None:
    assert states("Courts of Ohio and Baden-Württemberg") == {"ohio", "baden-württemberg"}
    assert states("New Mexico, and north of it Colorado") == {"new mexico", "colorado"}


def test_the_longer_name_is_meant() -> None:
    assert states("A mine in West Virginia") == {"west virginia"}


def test_a_word_in_small_letters_is_no_state() -> None:
    assert states("the maine point of the indiana bridge") == frozenset()


def test_the_first_word_of_a_name_alone_is_none() -> None:
    assert states("New rules for South Korea and North Macedonia") == frozenset()


def test_a_name_within_a_word_is_none() -> None:
    assert states("Texans and Californians") == frozenset()
