"""The first minute and following, by somebody of each language: every word of the interface is theirs."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from babel.messages.pofile import read_po

from news.adapters.telegram_calls import plain_text
from news.i18n import UI_LANGUAGES, open_words
from tests.bot.followers import Follower, a_follower_of_topics, button
from tests.test_locales import ROOT

TELLING_CHARS = 12


@pytest.fixture
async def reader(tmp_path) -> AsyncIterator[Follower]:
    async with a_follower_of_topics(tmp_path) as made:
        yield made


def english(language: str) -> list[str]:
    """What the interface says in English, where this language says it otherwise."""
    with (ROOT / "locales" / language / "LC_MESSAGES" / "bot.po").open("rb") as file:
        found = [
            (str(m.id), str(m.string))
            for m in read_po(file, locale=language)
            if isinstance(m.id, str) and m.id
        ]
    parts = [part.strip() for said, told in found if told != said for part in re.split(r"\{\w+\}", said)]
    return [part for part in parts if len(part) >= TELLING_CHARS and " " in part]


def shown(payload: dict[str, Any]) -> str:
    rows = payload.get("reply_markup", {}).get("inline_keyboard", [])
    return "\n".join([plain_text(payload["text"]), *(one["text"] for row in rows for one in row)])


@pytest.mark.parametrize("language", [code for code in UI_LANGUAGES if code != "en"])
async def test_a_newcomer_of_each_language_is_set_up_and_follows_in_it(
    reader: Follower, language: str
) -> None:
    reader.language = language
    speech = open_words()(language)
    say = speech.gettext
    seen = [hello := await reader.types("/start")]
    seen.append(menu := await reader.taps(button(hello, say("Continue to topics"))))
    seen.append(menu := await reader.taps(button(menu, say("Tech and science"))))
    seen.append(hours := await reader.taps(button(menu, say("Continue: choose a time"))))
    seen.append(ready := await reader.taps(button(hours, speech.number(8))))
    assert say("Your news desk is ready.") in plain_text(ready["text"])
    example = say("cars +Norway !Tesla")
    seen.append(page := await reader.types(f"/follow {example}"))
    assert len(plain_text(page["text"]).split("• ")) == 4, "plain words, what must and what must not be there"
    seen.append(asked := await reader.taps(button(page, say("Change the words"))))
    assert len(asked["reply_markup"]["input_field_placeholder"]) <= 64
    seen.append(page := await reader.types("Tesla"))
    seen.append(gone := await reader.taps(button(page, say("Stop following"))))
    seen.append(await reader.taps(button(gone, say("Follow again"))))
    seen.append(following := await reader.types("/follow"))
    seen.append(sites := await reader.taps(button(following, say("Sites you follow"))))
    seen.append(await reader.taps(button(sites, say("Add a site"))))
    seen.append(await reader.types("qqq"))
    seen.append(await reader.types("/follow example.org"))
    seen.append(await reader.types("/topics zzqx"))
    seen.append(await reader.types("/unfollow zzqx"))
    for text in map(shown, seen):
        foreign = [part for part in english(language) if part in text]
        assert not foreign, (foreign, text)
