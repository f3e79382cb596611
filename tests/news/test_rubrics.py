"""Titles that name a format and not an event."""

import pytest

from news.language.rubrics import Rubric, rubric


@pytest.mark.parametrize(
    ("title", "format_"),
    [
        ("Premier calls vote baseless, fire at the zoo and more top headlines", Rubric.ROUNDUP),
        ("Picture of the day: storm over Port Ansel", Rubric.ROUNDUP),
        ("Marel Rail Holding Buy", Rubric.STANDING),
        ("Port Ansel fire: a look at other harbour fires", Rubric.FEATURE),
        ("Banks buy more gold than they hold", Rubric.NEWS),
        ("Ferry Halcyon hits quay", Rubric.NEWS),
    ],
)
def test_a_title_says_what_kind_of_text_stands_below_it(title: str, format_: Rubric) -> None:
    assert rubric(title) is format_
