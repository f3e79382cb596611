"""Lines that begin with words of another direction stand where the reader's own lines stand."""

import pytest

from news.i18n import LRM, RLM, open_words
from news.markup import Html, bold, esc, isolate, link, plain
from news.rendering import render_ledger, render_radar
from news.rendering.directions import directed, headed, rtl, turned
from tests.news.rendering.test_render_languages import a_view

ARABIC = "المرسى"


@pytest.mark.parametrize("language", ["en", "de", "zh"])
def test_a_line_that_begins_with_an_arabic_name_stays_on_the_left(language: str) -> None:
    line = esc("[1] ") + link(f"\u2068{ARABIC}\u2069", "https://a.example/1") + " · 12:00"
    assert rtl(line, open_words()(language)).startswith(LRM)


def test_a_headline_in_arabic_keeps_its_own_direction() -> None:
    line = bold(isolate(ARABIC))
    assert rtl(line, open_words()("en")) == line


@pytest.mark.parametrize(("language", "headline", "mark"), [("he", "14 hurt", LRM), ("en", ARABIC, RLM)])
def test_a_number_stands_where_the_headline_begins(language: str, headline: str, mark: str) -> None:
    assert headed(bold("1. " + isolate(headline)), open_words()(language)).startswith(mark)


def test_a_line_in_the_readers_letters_is_left_as_it_is() -> None:
    line = esc("3 outlets · ") + isolate(ARABIC)
    assert rtl(line, open_words()("en")) == line


def test_every_line_of_an_arabic_interface_begins_on_the_right() -> None:
    assert rtl(esc("Marel Post"), open_words()("ar")).startswith(RLM)


def test_signs_behind_others_words_stand_where_their_reader_ends() -> None:
    assert turned(isolate(ARABIC) + esc(" [1]")).startswith(RLM)
    assert turned(isolate("14 hurt at the quay") + esc(" [1]")).startswith("\u2068")


@pytest.mark.parametrize(
    ("language", "headline", "mark"), [("pl", ARABIC, RLM), ("he", "14 hurt in harbour", LRM)]
)
def test_a_headline_above_what_lies_behind_it_runs_its_own_way(
    language: str, headline: str, mark: str
) -> None:
    speech, view = open_words()(language), a_view(headline=headline)
    whole = [*render_ledger.whole(view, speech), *render_radar.radar(view, speech, zone="UTC")]
    headlines = [line for message in whole for line in plain(message.html).split("\n") if headline in line]
    assert len(headlines) >= 2
    assert all(line.startswith(mark) for line in headlines)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("آلمانی · ۲ · نروژ", "آلمانی | ۲ | نروژ"),
        ("<b>۱:۱۹</b> · ⁨Marel⁩ · <i>۷ رسانه</i>", "<b>۱:۱۹</b> | ⁨Marel⁩ | <i>۷ رسانه</i>"),
        ("علم · جهان", "علم · جهان"),
    ],
)
def test_no_dot_stands_by_a_digit_whose_zero_is_a_dot(line: str, shown: str) -> None:
    persian = open_words()("fa")
    assert rtl(Html(line), persian).endswith(shown)
    assert directed(line, persian).endswith(shown)


def test_where_zero_is_a_ring_dots_stay() -> None:
    assert rtl(Html("ألماني · 2"), open_words()("ar")).endswith("ألماني · 2")
