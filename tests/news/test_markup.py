"""Foreign text cannot become markup, and a message's cost is known before it is sent."""

from hypothesis import given
from hypothesis import strategies as st

from news.markup import (
    MAX_ENTITIES,
    MAX_UNITS,
    Html,
    Size,
    bold,
    esc,
    isolate,
    italic,
    lines,
    link,
    measure,
    paragraphs,
    plain,
    quiet,
    quote,
)

foreign = st.text(st.characters(blacklist_categories=["Cs"]))


@given(foreign)
def test_foreign_text_is_read_back_as_it_was(text: str) -> None:
    assert plain(esc(text)) == text
    assert measure(esc(text)).entities == 0


@given(foreign)
def test_foreign_text_cannot_open_a_tag(text: str) -> None:
    assert "<" not in esc(text)
    assert bold(text).count("<") == 2


def test_what_is_safe_already_is_not_escaped_again() -> None:
    assert esc(esc("Bed & Breakfast")) == "Bed &amp; Breakfast"
    assert bold(italic("a<b")) == "<b><i>a&lt;b</i></b>"


def test_adding_plain_text_to_safe_text_escapes_it_on_either_side() -> None:
    assert bold("a") + "<i>" == "<b>a</b>&lt;i&gt;"
    assert "<i>" + bold("a") == "&lt;i&gt;<b>a</b>"
    assert isinstance("<i>" + bold("a"), Html)
    assert Html(", ").join(["<", bold("a")]) == "&lt;, <b>a</b>"


def test_an_address_cannot_leave_its_attribute() -> None:
    made = link("here", 'https://x.example/?a=1&b="><b>')
    assert made == '<a href="https://x.example/?a=1&amp;b=&quot;&gt;&lt;b&gt;">here</a>'
    assert measure(made) == Size(4, 1)


def test_units_are_those_of_utf_16() -> None:
    assert measure(esc("a")).units == 1
    assert measure(esc("é")).units == 1
    assert measure(esc("🙂")).units == 2
    assert measure(esc("🇺🇦")).units == 4
    assert measure(esc("<&>")).units == 3


@given(foreign)
def test_units_are_those_a_receiver_would_count(text: str) -> None:
    assert measure(bold(text)).units == len(text.encode("utf-16-le")) // 2


def test_each_tag_opened_is_an_entity() -> None:
    text = lines([bold("a"), quote(italic("b"), folded=True), link("c", "https://c.example/")])
    assert measure(text).entities == 4
    assert plain(text) == "a\nb\nc"


def test_the_budget_is_telegrams_to_the_last_unit_and_entity() -> None:
    assert measure(esc("x" * MAX_UNITS)).fits
    assert not measure(esc("x" * (MAX_UNITS + 1))).fits
    assert measure(Html("").join([bold("x")] * MAX_ENTITIES)).fits
    assert not measure(Html("").join([bold("x")] * (MAX_ENTITIES + 1))).fits


def test_sizes_add_up() -> None:
    one, other = bold("one"), link("two", "https://x.example/")
    assert measure(one) + measure(other) == measure(one + other)


def test_nothing_in_a_headline_can_be_tapped() -> None:
    for tempting in (
        "Visit evil.example now",
        "ask @support",
        "/stop everything",
        "see https://evil.example",
    ):
        assert quiet(tempting) != tempting
        assert plain(quiet(tempting)).replace("\u2060", "") == tempting


def test_ordinary_words_and_numbers_stay_as_they_are() -> None:
    for ordinary in ("It rose 3.5 percent. Then it fell.", "and/or", "12.30–14.00", "Die Regierung tagt."):
        assert quiet(ordinary) == ordinary


def test_foreign_text_does_not_turn_the_line() -> None:
    assert isolate("مرحبا") == "\u2068مرحبا\u2069"


def test_empty_parts_leave_no_empty_lines() -> None:
    assert lines(["a", "", "b"]) == "a\nb"
    assert paragraphs(["", "a", "b"]) == "a\n\nb"
