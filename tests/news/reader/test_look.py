"""A digest shows as much as its reader wants: compact, standard, full; originals beside translations; a picture or none."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.i18n import UI_LANGUAGES, open_words
from news.markup import Html, measure, plain
from news.reader.look import COMPACT, FULL, STANDARD, Look, fitted, look_of, stories_for
from news.rendering.render_digest import Heading, digest
from news.story.views import Cited, Sentence, StoryView
from news.testing import NOON

SPEECH = open_words()("en")
HEADING = Heading(day=NOON.date(), now=NOON)


def a_source(article: int, language: str, title: str) -> Cited:
    return Cited(
        article=article, outlet=f"Outlet {article}", url=f"https://a{article}.example/x", country=None,
        language=language, published_at=NOON - timedelta(hours=1), title=title, text="", family=article,
    )  # fmt: skip


def a_view(story: int = 1, *, sentences: int = 8, words: int = 10) -> StoryView:
    """Told in English from a German and an English outlet."""
    told = tuple(
        Sentence(f"Sentence {n} " + "word " * (words - 2), (1,), "en", ((1, f"Satz {n} im Original."),))
        for n in range(1, sentences + 1)
    )
    return StoryView(
        story=story, revision=1, headline=f"Dam {story} bursts above Marel", headline_cites=(1, 2), language="en",
        paragraphs=(told,), outlets=2, mode="llm", last_at=NOON,
        sources={1: a_source(1, "de", "Damm über Marel gebrochen"), 2: a_source(2, "en", "Dam bursts")},
    )  # fmt: skip


def shown(look: Look, *views: StoryView) -> str:
    return "\n".join(
        plain(Html(m.html)) for m in digest(views or (a_view(),), SPEECH, heading=HEADING, look=look)
    )


def test_a_digest_says_that_stories_in_a_language_its_reader_did_not_choose_are_not_translated():
    quoted = replace(a_view(), mode="extractive")
    said = {
        reads: plain(Html(digest((quoted,), SPEECH, heading=replace(HEADING, reads=reads))[-1].html))
        for reads in ("fr", "en-GB")
    }
    assert "Stories in other languages are not translated." in said["fr"]
    assert "translated" not in said["en-GB"]


@pytest.mark.parametrize(("name", "sentences"), [(COMPACT, 0), (STANDARD, 2), (FULL, 6)])
def test_a_look_shows_so_many_sentences(name, sentences):
    text = shown(look_of(name))
    assert [f"Sentence {n} " in text for n in range(1, 9)] == [n <= sentences for n in range(1, 9)]
    assert "Dam 1 bursts" in text
    assert "2 outlets" in text


def test_the_original_stands_under_headline_and_sentence_where_it_is_of_another_language():
    text = shown(look_of(STANDARD, is_bilingual=True))
    assert text.index("Dam 1 bursts") < text.index("Damm über Marel") < text.index("Sentence 1")
    assert text.index("Sentence 1") < text.index("Satz 1 im Original.") < text.index("Sentence 2")
    assert "Satz" not in shown(look_of(STANDARD))


def test_nothing_is_said_twice_where_there_was_nothing_to_translate():
    own = replace(a_view(), sources={n: a_source(n, "en", "Dam bursts") for n in (1, 2)})
    assert shown(look_of(STANDARD, is_bilingual=True), own) == shown(look_of(STANDARD), own)


def test_a_picture_is_the_preview_of_the_first_storys_article_and_of_no_other():
    views = [a_view(number, words=300) for number in range(1, 7)]
    first, *others = digest(views, SPEECH, heading=HEADING, look=look_of(FULL, has_images=True))
    assert first.payload()["link_preview_options"]["url"] == "https://a1.example/x"
    assert others
    assert all(m.payload()["link_preview_options"] == {"is_disabled": True} for m in others)
    plain_first = digest(views, SPEECH, heading=HEADING, look=look_of(FULL))[0]
    assert plain_first.payload()["link_preview_options"] == {"is_disabled": True}


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_every_look_can_be_sent_in_every_language(language):
    speech = open_words()(language)
    heading = replace(HEADING, of=("Science", "World"), minutes=5, since=NOON.date() - timedelta(days=9))
    for name in (COMPACT, STANDARD, FULL):
        look = look_of(name, is_bilingual=True, has_images=True)
        for message in digest([a_view(n) for n in range(1, 16)], speech, heading=heading, look=look):
            assert measure(Html(message.html)).fits


# --- minutes -------------------------------------------------------------------------------------


def test_minutes_are_filled_with_stories_first_and_then_with_sentences():
    views = [a_view(n, words=20) for n in range(1, 4)]  # 45 words each at two sentences
    assert fitted(views, depth=2, minutes=0.5).count == 2
    deeper = fitted(views, depth=2, minutes=2)
    assert (deeper.count, deeper.depth) == (3, 7)
    assert deeper.minutes <= 2


def test_a_reader_in_a_hurry_gets_one_story_all_the_same():
    assert fitted([a_view(words=300)], depth=6, minutes=1).count == 1


def test_a_compact_digest_stays_compact_however_much_time_there_is():
    assert fitted([a_view()], depth=0, minutes=30).depth == 0


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(3, 60)), max_size=12),
    st.sampled_from((0, 2, 6)),
    st.integers(1, 30),
)
def test_what_is_shown_never_takes_longer_than_asked_for_but_for_a_single_story(sizes, depth, minutes):
    views = [a_view(n, sentences=count, words=words) for n, (count, words) in enumerate(sizes)]
    fit = fitted(views, depth=depth, minutes=minutes)
    assert fit.count <= 1 or fit.minutes <= minutes
    assert fit.depth >= depth


def test_more_minutes_have_more_stories_at_hand_up_to_what_anybody_reads():
    counts = [stories_for(minutes, STANDARD) for minutes in (1, 2, 3, 10, 30)]
    assert counts == sorted(counts)
    assert counts[-1] == counts[-2] == 15
