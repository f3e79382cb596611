"""What is said of a digest: words that can be spoken, in one language at a time, with who says so, and nothing of its reader."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.i18n import open_words
from news.story.views import Cited, Sentence, StoryView
from news.testing import NOON
from news.voicing.script import MOST_LETTERS, Piece, opening_of, script_of, speakable, story_piece

WORDS = open_words()
OPENING = opening_of(["Your news", "Sunday, November 22, 2026"], "en")


def a_source(article: int, outlet: str, language: str = "en") -> Cited:
    return Cited(
        article, outlet, f"https://{article}.example/x", None, language, NOON - timedelta(hours=1), "Title", "", article
    )  # fmt: skip


def a_view(story: int = 1, *texts: str, language: str = "en", outlets: int = 1, **more: object) -> StoryView:
    sentences = tuple(Sentence(text, (1,), language) for text in texts)
    names = ("Harbour Post", "The Ledger", "Coast News", "Hill Radio", "Quay TV")[:outlets]
    sources = {number: a_source(number, name, language) for number, name in enumerate(names, start=1)}
    view = StoryView(
        story=story, revision=1, headline="Ferry hits quay", headline_cites=(1,), language=language,
        paragraphs=(sentences,), sources=sources, outlets=outlets, mode="extractive", last_at=NOON,
    )  # fmt: skip
    return replace(view, **more)  # type: ignore[arg-type]


def said(*views: StoryView, speaks=lambda language: True, most_min: float = 8.0):
    return script_of(
        [(view, view.sentences) for view in views], WORDS, opening=OPENING, speaks=speaks, most_min=most_min
    )


def test_a_story_is_its_headline_its_sentences_and_who_reports_it() -> None:
    piece = story_piece(view := a_view(1, "Nobody was hurt."), view.sentences, WORDS)
    assert piece == Piece("Ferry hits quay. Nobody was hurt. Sources: Harbour Post.", "en", 1)


def test_the_first_outlets_are_named_and_the_others_counted() -> None:
    piece = story_piece(view := a_view(1, outlets=5), view.sentences, WORDS)
    assert piece.text.endswith("Sources: Harbour Post, The Ledger, Coast News, and 2 more outlets.")


def test_words_around_a_story_are_of_its_language() -> None:
    piece = story_piece(view := a_view(1, "Niemand ist verletzt", language="de"), view.sentences, WORDS)
    assert piece.text == "Ferry hits quay. Niemand ist verletzt. Quellen: Harbour Post."
    assert piece.language == "de"


def test_a_language_that_we_have_no_words_of_is_spoken_without_them() -> None:
    piece = story_piece(view := a_view(1, "Ningú ferit", language="ca"), view.sentences, WORDS)
    assert piece.text == "Ferry hits quay. Ningú ferit. Harbour Post."


def test_chinese_ends_with_its_own_stop_and_without_spaces() -> None:
    view = a_view(1, "没有人受伤", language="zh", headline="渡轮撞上码头")
    assert story_piece(view, view.sentences, WORDS).text.startswith("渡轮撞上码头。没有人受伤。")


def test_a_sentence_of_another_language_is_left_to_the_text() -> None:
    view = a_view(1)
    other = Sentence("Personne n'est blessé.", (1,), "fr", is_untranslated=True)
    assert "Personne" not in story_piece(view, [other], WORDS).text


def test_an_update_says_that_it_is_one() -> None:
    piece = story_piece(view := a_view(1, is_update=True), view.sentences, WORDS)
    assert piece.text.startswith("Update: Ferry hits quay.")


def test_the_same_story_is_the_same_piece_wherever_it_stands() -> None:
    first, second = a_view(1, "Nobody was hurt."), a_view(2, "It rained.")
    assert set(said(first, second).pieces) == set(said(second, first).pieces)


def test_what_does_not_fit_is_left_to_the_text_and_counted() -> None:
    long = " ".join(["word"] * 400)
    script = said(*(a_view(story, long) for story in range(1, 6)), most_min=4.0)
    assert [piece.story for piece in script.pieces] == [None, 1, 2]
    assert script.left == 3


def test_the_first_story_is_said_however_long_it_is() -> None:
    assert [piece.story for piece in said(a_view(1, "word " * 3000), most_min=1.0).pieces] == [None, 1]


def test_a_story_in_a_language_that_nobody_reads_aloud_is_left_to_the_text() -> None:
    script = said(a_view(1), a_view(2, language="de"), speaks=lambda language: language == "en")
    assert [piece.story for piece in script.pieces] == [None, 1]
    assert script.left == 1


def test_where_no_story_can_be_said_nothing_is() -> None:
    assert said(a_view(1), speaks=lambda language: False).pieces == ()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Read https://evil.example/x?a=1 now", "Read now"),
        ("It sank.[1] [12]", "It sank."),
        ("🔄 Rates up 0.5 % at 20 °C", "Rates up 0.5 % at 20 °C"),
        ("\u2068BBC\u2069 says\u2060", "BBC says"),
        ("#Paris and @mayor agree", "Paris and mayor agree"),
        ("[[p'oUn]] <speak>hello</speak> `x`", "p'oUn speakhello/speak x"),
        ("Ferry – what we know | BBC", "Ferry, what we know, BBC"),
        ("می‌رود", "می‌رود"),
        ("a\u0000b\u202ec", "abc"),
    ],
)
def test_what_no_voice_can_say_is_left_out(written: str, spoken: str) -> None:
    assert speakable(written) == spoken


@settings(deadline=None)  # the first of a language reads its catalogue
@given(
    st.text(max_size=300),
    st.lists(st.text(max_size=2000), max_size=6),
    st.sampled_from(["en", "ar", "zh", "hi", "ca"]),
)
def test_whatever_an_outlet_writes_a_piece_keeps_its_bounds(
    headline: str, texts: list[str], language: str
) -> None:
    view = a_view(1, *texts, language=language, headline=headline, outlets=5)
    text = story_piece(view, view.sentences, WORDS).text
    assert len(text) <= MOST_LETTERS
    assert not set(text) & set("[]<>{}\n\u2068\u0000")
    assert "://" not in text or "http" not in text
