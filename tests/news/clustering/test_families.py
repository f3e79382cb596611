"""Copies are told from reporting of one's own."""

from dataclasses import dataclass
from datetime import UTC, datetime

from news.clustering.families import families, independent, new_families

WIRE = (
    "The central bank of Norrland raised its main rate by a quarter point on Tuesday, the third rise this "
    "year, and said that prices of food and rent were still rising faster than wages across the country."
)
OWN = (
    "Borrowing in Norrland gets dearer again: after a narrow vote the governors added 25 basis points, and "
    "economists at two universities expect another step before the winter is over."
)


@dataclass(frozen=True)
class Text:
    article_id: int
    title: str
    text: str
    domain: str
    owner: str | None = None
    published_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_shortened_wire_copy_is_of_the_family_of_the_original() -> None:
    texts = [
        Text(1, "Norrland raises rate", WIRE, "a.example"),
        Text(2, "Bank lifts rates again in Norrland", WIRE[:120], "b.example"),
        Text(3, "Rates up", OWN, "c.example"),
    ]
    assert families(texts) == {1: 1, 2: 1, 3: 3}
    assert independent(texts) == 2


def test_one_owner_counts_once_however_different_the_texts() -> None:
    texts = [
        Text(1, "Norrland raises rate", WIRE, "a.example", "Octopus"),
        Text(2, "Rates up", OWN, "b.example", "octopus"),
    ]
    assert families(texts) == {1: 1, 2: 2}
    assert independent(texts) == 1


def test_an_unknown_owner_is_the_outlet_itself() -> None:
    texts = [Text(1, "Norrland raises rate", WIRE, "a.example"), Text(2, "Rates up", OWN, "b.example")]
    assert independent(texts) == 2


def test_copies_of_copies_are_one_family() -> None:
    half = len(WIRE) // 2
    texts = [
        Text(1, "First half here", WIRE[: half + 40], "a.example"),
        Text(2, "Whole thing here", WIRE, "b.example"),
        Text(3, "Second half here", WIRE[half - 40 :], "c.example"),
    ]
    assert set(families(texts).values()) == {1}


def test_titles_without_text_are_copies_only_when_equal() -> None:
    texts = [
        Text(1, "Two die in fire", "", "a.example"),
        Text(2, "Two die in fire", "", "b.example"),
        Text(3, "Three die in fire", "", "c.example"),
        Text(4, "", "", "d.example"),
        Text(5, "", "", "e.example"),
    ]
    assert families(texts) == {1: 1, 2: 1, 3: 3, 4: 4, 5: 5}


def test_scripts_without_spaces_have_copies_too() -> None:
    text = "日本銀行は金融政策決定会合で政策金利を引き上げることを決めた。物価の上昇が続いているためだ。"
    texts = [Text(1, "利上げ", text, "a.example"), Text(2, "日銀", text[:30], "b.example")]
    assert families(texts) == {1: 1, 2: 1}


@dataclass(frozen=True)
class Of:
    first_version: int
    family: int


def test_a_family_is_known_by_any_of_its_articles_whatever_it_is_called_now() -> None:
    called_by_an_earlier_copy = [Of(3, 3), Of(5, 3), Of(9, 9)]
    left_by_its_earliest = [Of(5, 5), Of(9, 9)]
    assert new_families(called_by_an_earlier_copy, {5}) == {9}
    assert new_families(left_by_its_earliest, {3, 5}) == {9}
    assert new_families(left_by_its_earliest, {3}) == {5, 9}
