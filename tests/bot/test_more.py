"""A story has few buttons; the rarer ones are shown and folded again by one tap, in the message itself."""

from collections.abc import AsyncIterator

import pytest

from news.i18n import UI_LANGUAGES
from news.testing import a_topic
from tests.bot.readers import Json, Reader, a_reader, button, buttons, unfolded
from tests.news.test_compose import a_told_story

MOST_ROWS = 5
RARER = (
    "How the story unfolded",
    "Outlets by language, country, owner",
    "Chart: who reported when",
    "Mute this story",
    "Mute a topic, name or outlet",
    "Why this story?",
)


@pytest.fixture
async def reader(tmp_path) -> AsyncIterator[Reader]:
    async with a_reader(tmp_path) as made:
        async with made.app.session() as session:
            await a_topic(session, "sport")
            await a_told_story(session, "Cup final goes to Norn", topic="sport")
        yield made


def labels(message: Json) -> list[str]:
    return [one["text"] for one in buttons(message)]


async def test_a_story_comes_with_few_rows_of_buttons(reader: Reader) -> None:
    opened = await reader.taps("v1:open:1")
    assert len(opened["reply_markup"]["inline_keyboard"]) <= MOST_ROWS
    assert not [label for label in labels(opened) if label.endswith(RARER)]


async def test_one_tap_shows_the_rarer_buttons_and_one_folds_them(reader: Reader) -> None:
    opened = await reader.taps("v1:open:1")
    shown = await unfolded(reader, opened)
    assert all(any(label.endswith(rare) for label in labels(shown)) for rare in RARER)
    assert set(labels(opened)) - {"⋯ More buttons"} < set(labels(shown))
    assert labels(shown)[-1] == "▴ Fewer buttons", "below what it folds"
    folded = await reader.taps(button(shown, "Fewer buttons"), under=shown)
    assert folded["reply_markup"] == opened["reply_markup"]


async def test_pressed_twice_it_shows_them_once(reader: Reader) -> None:
    """The second tap may be on its way before the first was answered."""
    opened = await reader.taps("v1:open:1")
    shown = await unfolded(reader, opened)
    again = await reader.taps("v1:more:1:1", under=shown)
    assert sorted(labels(again)) == sorted({*labels(again)})


async def test_muting_the_story_and_muting_something_in_it_are_said_apart(reader: Reader) -> None:
    shown = await unfolded(reader, await reader.taps("v1:open:1"))
    muted = await reader.taps(button(shown, "Mute this story"), under=shown)
    assert "✅ Mute this story" in labels(muted)
    menu = await reader.taps(button(muted, "Mute a topic"), under=muted)
    assert "Choose what to mute." in menu["text"]


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_no_two_buttons_of_a_story_are_called_alike(language: str) -> None:
    from news.i18n import open_words
    from news.rendering.render_more import folded
    from news.rendering.render_votes import more_button
    from tests.news.rendering.test_render_languages import a_view

    speech = open_words()(language)
    rows = folded(a_view(), (), speech)
    said = [one.label for row in rows for one in row]
    said += [more_button(1, speech, is_open=is_open).label for is_open in (True, False)]
    assert len({label.split(" ", 1)[1] for label in said}) == len(said)
