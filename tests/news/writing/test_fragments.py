"""A citation's link opens the article at the passage, and is never worse than the plain link."""

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.intake.links import LINK_CHARS, canonical_url
from news.writing.fragments import MOST_DIRECTIVE, directive, passage_link

PAGE = "https://post.example/2026/bridge?id=7"
LONG = (
    "The harbour bridge, which was closed after the storm in 2019, will open again to all traffic, "
    "the mayor said on Tuesday, although the eastern lane stays shut until the end of the year."
)


def test_a_short_passage_is_looked_for_as_a_whole() -> None:
    assert passage_link(PAGE, "“Nobody was hurt at all,” she said.") == (
        PAGE + "#:~:text=Nobody%20was%20hurt%20at%20all%2C%E2%80%9D%20she%20said"
    )


def test_a_long_passage_is_looked_for_by_its_two_ends() -> None:
    assert directive(LONG) == "The%20harbour%20bridge%2C%20which,end%20of%20the%20year"


def test_what_the_syntax_would_read_otherwise_is_encoded() -> None:
    found = directive("Profits at Smith & Sons, the Anglo-Dutch firm, rose")
    assert found == "Profits%20at%20Smith%20%26%20Sons%2C%20the%20Anglo%2DDutch%20firm%2C%20rose"


def test_an_address_that_has_a_fragment_stays_as_it_is() -> None:
    for url in (PAGE + "#comments", PAGE + "#!/story/7", PAGE + "#:~:text=other%20words%20here"):
        assert passage_link(url, LONG) == url


def test_an_empty_fragment_is_none() -> None:
    assert passage_link(PAGE + "#", LONG).count("#") == 1
    assert passage_link(PAGE + "#", LONG).startswith(PAGE + "#:~:text=The")


@pytest.mark.parametrize("passage", ["", "No.", "Two words", "… — …", "\u200b", "12 %"])
def test_what_is_too_short_to_find_leaves_the_link_plain(passage: str) -> None:
    assert passage_link(PAGE, passage) == PAGE


def test_words_that_stand_in_the_article_twice_are_looked_for_with_more_of_the_passage() -> None:
    earlier = "The harbour bridge, which nobody loved, was built in 1931. "
    found = directive(LONG, text=earlier + LONG)
    assert found is not None
    start = unquote(found.partition(",")[0])
    assert (earlier + LONG).count(start) == 1
    assert LONG.startswith(start)


def test_a_passage_said_twice_is_still_linked() -> None:
    assert directive(LONG, text=f"{LONG} {LONG}") is not None


def test_words_of_scripts_without_spaces_are_cut_between_clauses() -> None:
    said = "国务院总理李强周二在北京说，今年前三个季度经济增长保持稳定，就业形势总体良好，物价温和上涨，居民收入继续增加。"
    found = directive(said)
    assert found is not None
    start, _, end = found.partition(",")
    assert said.startswith(unquote(start) + "，")
    assert said.endswith(unquote(end) + "。")


def test_vowel_signs_at_the_end_of_a_word_are_part_of_it() -> None:
    said = "प्रधानमंत्री ने कहा कि यह योजना सभी राज्यों में लागू होगी"
    found = directive(said)
    assert found is not None
    assert said.endswith(unquote(found.rpartition(",")[2]))


@given(st.text(max_size=400), st.text(max_size=400))
def test_whatever_the_passage_the_page_stays_the_same(passage: str, text: str) -> None:
    passage, text = (each.encode("utf-8", "ignore").decode() for each in (passage, text))
    made = passage_link(PAGE, passage, text=text)
    assert urlsplit(made)._replace(fragment="").geturl() == PAGE
    assert canonical_url(made) == canonical_url(PAGE)
    assert made.isascii()
    assert len(made) <= min(LINK_CHARS, len(PAGE) + len("#:~:text=") + MOST_DIRECTIVE)
    assert not set("<>\"' &") & set(made)


def test_a_long_address_stays_within_what_a_link_may_be() -> None:
    url = PAGE + "&x=" + "a" * (LINK_CHARS - len(PAGE) - 5)
    assert passage_link(url, LONG) == url
