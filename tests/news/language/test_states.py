"""Parts of countries that a text names, with a capital, the longest name there is."""

import pytest

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


@pytest.mark.parametrize(
    "text",
    ["Joe Montana won", "Virginia Woolf wrote", "The Prince of Wales spoke", "Der Prinz von Wales", "Indiana Jones returns", "Fire in Kansas City", "Tennessee Williams wrote"],
)  # fmt: skip
def test_a_person_or_a_town_that_is_called_like_a_state_is_none(text: str) -> None:
    assert states(text) == frozenset()


def test_beside_its_namesake_a_state_is_one() -> None:
    assert states("Joe Montana moved to Montana") == {"montana"}


@pytest.mark.parametrize(
    ("one", "other"),
    [("Lower Saxony", "Niedersachsen"), ("Cataluña", "Catalonia"), ("Québec", "Quebec"), ("Thüringen", "Thuringia"), ("Andalucía", "Andalusia"), ("Odisha", "Orissa")],
)  # fmt: skip
def test_two_spellings_are_one_state(one: str, other: str) -> None:
    assert states(f"In {one}") == states(f"In {other}")
    assert len(states(f"{one} ({other})")) == 1
