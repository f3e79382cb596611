"""Told again, a story leads with what happened since."""

from dataclasses import replace

import pytest

from news.story.stories import Source
from news.testing import NOON
from news.writing.developments import led_by_news
from news.writing.extract import facts
from news.writing.extractive import Limits, extract

TOLD = (
    "A magnitude 6.4 earthquake struck the coastal city of Talvik early on Tuesday, killing at least 14 people. "
    "Rescue teams from Norvia were digging through collapsed apartment blocks in the harbour district. "
    "The regional hospital was treating more than 120 injured people by noon."
)
SINCE = (
    "The death toll rose to 31 on Wednesday after rescuers reached a buried hotel, Mayor Irena Solberg said."
)


def a_source(article: int, title: str, text: str) -> Source:
    return Source(
        article_id=article,
        family=article,
        outlet=f"Outlet {article}",
        domain=f"outlet{article}.example",
        country=None,
        owner=None,
        kind=None,
        language="en",
        title=title,
        text=text,
        url=f"https://outlet{article}.example/a",
        published_at=NOON,
        version=1,
        is_copy=False,
    )


FIRST = a_source(1, "Earthquake strikes Talvik, killing at least 14 people", TOLD)
OTHER = a_source(2, "Talvik earthquake kills 14", TOLD.replace("early on Tuesday, ", ""))


@pytest.fixture
def known() -> set[str]:
    return {fact.value for source in (FIRST, OTHER) for fact in facts(f"{source.title}\n{source.text}", "en")}


def test_a_new_figure_at_the_end_of_an_article_that_grew_leads_the_brief(known: set[str]) -> None:
    sources = [replace(FIRST, text=f"{TOLD} {SINCE}"), OTHER]
    made = extract(sources)
    assert made is not None
    assert SINCE not in [said.text for said in made.sentences], "else this test shows nothing"
    told = led_by_news(made, sources, known)
    assert told.sentences[0].text == SINCE
    assert len(told.sentences) > 1
    assert len(told.sentences) <= Limits().sentences


def test_a_brief_that_tells_the_news_is_left_as_it_is(known: set[str]) -> None:
    sources = [FIRST, a_source(3, "Talvik: death toll rises to 31", SINCE)]
    made = extract(sources)
    assert made is not None
    assert led_by_news(made, sources, known) is made


def test_without_anything_new_to_quote_the_brief_is_left_as_it_is(known: set[str]) -> None:
    sources = [FIRST, replace(OTHER, title="Talvik earthquake: 31 dead")]
    made = extract(sources)
    assert made is not None
    assert led_by_news(made, sources, known) is made


def test_no_outlet_is_quoted_more_than_it_may_be(known: set[str]) -> None:
    more = "Prime Minister Oskar Lindqvist announced aid of 45 million crowns for the families of Talvik on Wednesday."
    sources = [replace(FIRST, text=f"{TOLD} {SINCE} {more}"), OTHER]
    made = extract(sources)
    assert made is not None
    told = led_by_news(made, sources, known)
    of_first = [said.text for said in told.sentences if 1 in said.cites]
    assert of_first
    assert len(of_first) <= Limits().outlet_sentences
    assert sum(map(len, of_first)) <= Limits().outlet_chars
