"""Texts over the budget: cut where nothing breaks."""

import pytest

from news.markup import Html, Size, bold, esc, isolate, link, measure, plain
from news.sending.cutting import cut

ROOMY = Size(100, 10)


def test_what_fits_stays_as_it_is() -> None:
    text = bold("Ferry") + " & " + link("source", "https://a.example/1")
    assert cut(text, ROOMY) == text


def test_what_is_open_is_closed() -> None:
    assert cut(bold("Ferry sinks off Marel"), Size(12, 1)) == "<b>Ferry sinks…</b>"


def test_an_entity_is_one_character_and_not_torn() -> None:
    assert cut(esc("a && b"), Size(4, 0)) == "a &amp;…"


def test_a_torn_link_is_left_out_whole() -> None:
    text = esc("Nine saved ") + link("the Marel Post", "https://a.example/1")
    assert cut(text, Size(16, 1)) == "Nine saved…"


def test_a_link_before_the_cut_stays() -> None:
    text = link("[1]", "https://a.example/1") + " and then much more"
    assert cut(text, Size(8, 1)) == '<a href="https://a.example/1">[1]</a> and…'


def test_no_more_entities_than_there_may_be() -> None:
    text = Html(" ").join(link(f"[{n}]", f"https://a.example/{n}") for n in range(5))
    assert measure(cut(text, Size(100, 3))).entities == 3


@pytest.mark.parametrize("most", range(2, 30))
def test_an_isolate_is_closed_and_the_budget_is_kept_at_every_length(most: int) -> None:
    text = isolate("Ferry 👩‍👩‍👧‍👦 sinks éé") + esc(" off Marel")
    made = cut(text, Size(most, 0))
    assert measure(made).units <= most
    assert made.count("\u2068") == made.count("\u2069")


def test_what_readers_see_as_one_character_is_not_torn() -> None:
    family = "👩‍👩‍👧‍👦"
    assert plain(cut(esc(f"ab{family}c"), Size(6, 0))) == "ab…"
