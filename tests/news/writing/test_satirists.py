"""Which outlets and folders of sites no facts are told from, whatever an article says of itself."""

import pytest

from news.language.rubrics import Rubric, rubric
from news.writing.satirists import is_filed_as_opinion, is_satirist


@pytest.mark.parametrize(
    ("outlet", "url"),
    [("The Onion", "https://mirror.example/1"), ("Some", "https://www.lercio.it/1"), ("Zaytung", "")],
)
def test_an_outlet_that_makes_its_news_up_is_known_by_name_or_address(outlet: str, url: str) -> None:
    assert is_satirist(outlet, url)


@pytest.mark.parametrize("outlet", ["Onion Growers Weekly", "Панорама", ""])
def test_an_outlet_that_has_part_of_such_a_name_is_none(outlet: str) -> None:
    assert not is_satirist(outlet, "https://paper.example/onion")


def test_a_folder_says_what_is_filed_in_it() -> None:
    assert is_filed_as_opinion("https://paper.example/2026/opinion/bridge")
    assert is_filed_as_opinion("https://paper.example/kommentar/")
    assert not is_filed_as_opinion("https://paper.example/news/opinion-poll-shows-lead")
    assert not is_filed_as_opinion("https://paper.example/?from=/opinion/")


@pytest.mark.parametrize(
    "title",
    [
        "社説：橋を閉鎖せよ",
        "رأي: أغلقوا الجسر",
        "Ledare: Stäng bron",
        "[사설] 다리를 닫아라",
        "Opinión | El puente",
    ],
)
def test_a_title_says_that_it_is_an_opinion(title: str) -> None:
    assert rubric(title) is Rubric.OPINION


@pytest.mark.parametrize(
    "title", ["Leder of the union resigns: report", "Debatten om bron fortsätter", "다리 사설 경비원 배치"]
)
def test_a_title_that_has_such_a_word_is_news(title: str) -> None:
    assert rubric(title) is not Rubric.OPINION
