"""Wherever a text stands that a model wrote, it says so, in every language."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from news.i18n import UI_LANGUAGES, Speech, open_words
from news.ports import Message
from news.rendering import (
    render,
    render_ledger,
    render_mutes,
    render_new,
    render_own,
    render_why,
    search_render,
)
from news.story.since import StoryNews
from news.story.views import StoryView
from news.story.whats_new import SinceSeen
from news.testing import NOON
from tests.news.rendering.test_render_languages import SOURCES, WRITTEN, ZONE, a_view

Shown = Callable[[StoryView, Speech], Sequence[Message]]


def news(view: StoryView) -> StoryNews:
    return StoryNews(view, SinceSeen(NOON - timedelta(hours=3)), view)


SURFACES: dict[str, Shown] = {
    "story": lambda view, speech: render.story(view, speech, zone=ZONE),
    "new": lambda view, speech: render_new.whats_new([news(view)], speech, zone=ZONE),
    "followed": lambda view, speech: [render_own.story_update(news(view), speech, zone=ZONE)],
    "own": lambda view, speech: [
        render_own.own_stories(
            [render_own.Listed(view, ("saved",))], render_own.Page(0, 1, 1), speech, zone=ZONE
        )
    ],
    "found": lambda view, speech: [
        search_render.page(search_render.Page("ferry", [(view, [])], 1, 0, 1, 1), speech, zone=ZONE)
    ],
    "hidden": lambda view, speech: render_mutes.hidden_stories([(view, [])], {}, speech, outlets={}),
    "why": lambda view, speech: render_why.why(
        [render_why.Placed(1, view, None)], render_why.Learned({}, {}), speech, zone=ZONE
    ),
    "ledger": lambda view, speech: render_ledger.whole(view, speech),
    "sentence": lambda view, speech: (
        [made] if (made := render_ledger.one(view, 1, speech, zone=ZONE)) else []
    ),
}


@pytest.mark.parametrize("language", UI_LANGUAGES)
@pytest.mark.parametrize("surface", SURFACES)
def test_what_a_model_wrote_says_so(surface: str, language: str) -> None:
    speech = open_words()(language)
    label = speech.gettext("Texts written by a language model from the cited sources.")
    assert label in "".join(message.html for message in SURFACES[surface](WRITTEN, speech))


@pytest.mark.parametrize("surface", SURFACES)
def test_what_outlets_wrote_does_not(surface: str) -> None:
    speech = open_words()("en")
    quoted = a_view(sources=SOURCES)
    label = speech.gettext("Texts written by a language model from the cited sources.")
    assert label not in "".join(message.html for message in SURFACES[surface](quoted, speech))
