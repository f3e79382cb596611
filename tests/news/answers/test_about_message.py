"""Questions about the sources are answered from the rows, exactly."""

from dataclasses import replace
from datetime import timedelta

import pytest

from news.answers.about_message import say_about
from news.answers.about_sources import About, AboutSources
from news.i18n import UI_LANGUAGES, open_words
from news.markup import Html, plain
from news.story.coverage import Coverage
from news.story.views import Cited, Differing, Sentence, StoryView
from news.testing import NOON

WORDS = open_words()
NOBODY = Coverage((), (), (), (), (), 0)
OUTLETS = {"post": "Harbour Post", "tass": "ТАСС", "else": "Elsewhere Times"}


def cited(article: int, outlet: str, minutes: int, **more: object) -> Cited:
    given: dict[str, object] = {
        "url": f"https://x.example/{article}", "country": "GB", "language": "en", "title": f"Title {article}",
        "text": "The ferry hit the quay on Friday, officials said.", "family": article,
    }  # fmt: skip
    return Cited(
        article=article, outlet=outlet, published_at=NOON + timedelta(minutes=minutes), **(given | more)
    )  # type: ignore[arg-type]


SOURCES = (
    cited(1, "Harbour Post", 0, owner="Marel Press", outlet_kind="private"),
    cited(2, "ТАСС", 5, language="ru", country="RU", owner="Government of Russia", outlet_kind="state"),
    cited(3, "Coast Radio", 9, outlet_kind="public"),
    cited(4, "Port Wire", 12, family=1, is_copy=True),
)


def a_view(*sources: Cited) -> StoryView:
    listed = sources or SOURCES
    return StoryView(
        7, 1, "Ferry hits quay", (), "en", (), {s.article: s for s in listed}, len(listed), "extractive", NOON
    )


def said(about: About, *outlets: str, view: StoryView | None = None, language: str = "en") -> str:
    messages = say_about(
        AboutSources(about, outlets),
        view or a_view(),
        NOBODY,
        WORDS(language),
        zone="UTC",
        outlets=OUTLETS,
        reply_to=3,
    )
    assert messages[0].extra["reply_parameters"]["message_id"] == 3
    return "\n".join(plain(Html(message.html)) for message in messages)


def test_who_had_it_first_is_told_by_time_without_copies() -> None:
    text = said(About.FIRST)

    assert text.index("Harbour Post") < text.index("ТАСС") < text.index("Coast Radio")
    assert "Port Wire" not in text
    assert "12:00" in text


def test_outlets_of_a_state_are_told_from_public_ones_and_from_those_not_known() -> None:
    text = said(About.STATE)

    state, rest = text.split("Public broadcasters")
    public, unknown = rest.split("Not known to us")
    assert "ТАСС" in state
    assert "Harbour Post" not in text
    assert "Coast Radio" in public
    assert "Port Wire" in unknown


def test_that_no_outlet_belongs_to_a_state_is_said_of_those_we_know() -> None:
    assert "None of the outlets that we know more of" in said(About.STATE, view=a_view(SOURCES[0]))


def test_owners_are_named_with_their_kind_where_they_are_known() -> None:
    text = said(About.OWNERS)

    assert "Harbour Post" in text
    assert "Marel Press" in text
    assert "privately owned" in text
    assert said(About.OWNERS, "tass").count("Government of Russia") == 1
    assert "Marel Press" not in said(About.OWNERS, "tass")


def test_copies_stand_under_who_had_the_text_first() -> None:
    text = said(About.COPIES)

    assert "The same text in:" in text
    assert text.index("Harbour Post") < text.index("Port Wire")
    assert "No two outlets" in said(About.COPIES, view=a_view(*SOURCES[:3]))


def test_what_an_outlet_says_is_its_headline_and_first_line() -> None:
    text = said(About.SAYS, "post")

    assert "Title 1" in text
    assert "The ferry hit the quay on Friday" in text
    assert "Title 2" not in text


def test_an_outlet_that_was_not_seen_is_not_called_silent() -> None:
    text = said(About.SAYS, "else")

    assert "Elsewhere Times was not seen to report this in the feeds we read." in text.replace(
        "\u2068", ""
    ).replace("\u2069", "")


def test_where_they_differ_is_told_by_side_or_said_not_to_be() -> None:
    point = Differing("injured", (Sentence("nine injured", (1,), "en"), Sentence("ten injured", (2,), "ru")))
    differing = replace(a_view(), contested=(point,))

    assert "nine injured" in said(About.DIFFER, view=differing)
    assert "do not differ" in said(About.DIFFER)


@pytest.mark.parametrize("language", UI_LANGUAGES)
@pytest.mark.parametrize("about", [about for about in About if about not in (About.WITHIN, About.NEW)])
def test_every_answer_is_said_in_every_language(about: About, language: str) -> None:
    english, own = said(about, "post"), said(about, "post", language=language)

    assert own
    assert (own == english) == (language == "en")
