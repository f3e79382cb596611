"""People of every language go the whole way with the real program, over HTTP, and are spoken to in their language alone.

In every run two of them do (`SEED` chooses which); with LONG_RUNS=1 all, eight at a time.
"""

import asyncio
import os
import random
import re
from datetime import date, timedelta

import pytest

from news.i18n import FSI, PDI, UI_LANGUAGES, open_words
from tests.end_to_end.one_language import Reading, messages
from tests.end_to_end.people import TONGUES, the_whole_way

SEED = int(os.environ.get("SEED", "6"))
SAMPLE, AT_ONCE = 2, 8
WORDS = open_words()


def those_who_come() -> list[list[str]]:
    if os.environ.get("LONG_RUNS"):
        return [list(TONGUES)[at : at + AT_ONCE] for at in range(0, len(TONGUES), AT_ONCE)]
    return [random.Random(SEED).sample(sorted(TONGUES), SAMPLE)]


@pytest.mark.parametrize("languages", those_who_come(), ids="-".join)
async def test_people_go_the_whole_way_in_their_own_language_and_see_no_other(town, languages):
    async with asyncio.TaskGroup() as group:
        ways = [
            group.create_task(the_whole_way(town, TONGUES[code], number))
            for number, code in enumerate(languages, start=1)
        ]
    for way in ways:
        diary = way.result()
        assert len(diary.texts) > 200, "all that was shown is looked at"
        assert diary.strays() == {}, diary.tongue.code
    assert list(town.telegram.api.violations) == []


# --- that a stray would be seen ------------------------------------------------------------------


ALSO_OF_THE_LANGUAGE = {
    ("de", "Listen"),  # lists
    ("fr", "A week"),  # has; week-end
    ("fr", "Sources"),
    ("fr", "{n} sites"),
    ("it", "state media"),  # been; average
    ("nl", "A week"),
    ("nl", "{n} site"),
    ("pt", "{n} site"),
    ("ro", "{n} site"),
    ("tr", "Listen"),  # your list
}
"""English messages whose words the language has, too, if with another meaning."""


def filled(message: str) -> str:
    return re.sub(r"\{\w+\}", f"{FSI}…{PDI}", message)


@pytest.mark.parametrize("language", sorted(set(UI_LANGUAGES) - {"en"}))
def test_a_message_that_is_not_translated_is_seen(language):
    reading = Reading(language)
    for message, translations in messages(language).items():
        is_words = any(map(str.isalpha, re.sub(r"\{\w+\}", "", message)))
        if is_words and message not in translations and (language, message) not in ALSO_OF_THE_LANGUAGE:
            assert reading.strays(filled(message)), message


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_a_message_of_another_language_is_seen(language):
    reading = Reading(language)
    for other in sorted(set(UI_LANGUAGES) - {language}):
        said = messages(other)["What you write and what I answer, word for word"][0]
        assert reading.strays(said), said


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_no_day_of_the_year_is_taken_for_a_stray(language):
    reading, speech = Reading(language), WORDS(language)
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(0, 364, 13)]  # each weekday, each month
    for say in (speech.near_date, speech.short_date, speech.date):
        assert {said: found for day in days if (found := reading.strays(said := say(day)))} == {}


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_a_message_in_its_language_is_not_taken_for_a_stray(language):
    reading = Reading(language)
    for translations in messages(language).values():
        for text in translations:
            assert reading.strays(filled(text)) == []
