"""People of eight languages go the whole way with the real program, over HTTP, and are spoken to in their language alone.

In every run two of them do (`SEED` chooses which); with LONG_RUNS=1 all eight.
"""

import asyncio
import os
import random
import re
from datetime import date, timedelta

import pytest

from news.i18n import FSI, PDI
from tests.end_to_end.one_language import Reading, messages
from tests.end_to_end.people import TONGUES, the_whole_way

SEED = int(os.environ.get("SEED", "6"))
SAMPLE = 2


def those_who_come() -> list[str]:
    if os.environ.get("LONG_RUNS"):
        return list(TONGUES)
    return random.Random(SEED).sample(sorted(TONGUES), SAMPLE)


@pytest.mark.timeout(400)
async def test_people_go_the_whole_way_in_their_own_language_and_see_no_other(town):
    async with asyncio.TaskGroup() as group:
        ways = [
            group.create_task(the_whole_way(town, TONGUES[code], number))
            for number, code in enumerate(those_who_come(), start=1)
        ]
    for way in ways:
        diary = way.result()
        assert len(diary.texts) > 200, "all that was shown is looked at"
        assert diary.strays() == {}, diary.tongue.code
    assert list(town.telegram.api.violations) == []


# --- that a stray would be seen ------------------------------------------------------------------


ALSO_OF_THE_LANGUAGE = {("de", "Listen")}  # lists


def filled(message: str) -> str:
    return re.sub(r"\{\w+\}", f"{FSI}…{PDI}", message)


@pytest.mark.parametrize("language", sorted(TONGUES.keys() - {"en"}))
def test_a_message_that_is_not_translated_is_seen(language):
    reading = Reading(language)
    for message, translations in messages(language).items():
        is_words = any(map(str.isalpha, re.sub(r"\{\w+\}", "", message)))
        if is_words and message not in translations and (language, message) not in ALSO_OF_THE_LANGUAGE:
            assert reading.strays(filled(message)), message


@pytest.mark.parametrize("language", sorted(TONGUES))
def test_a_message_of_another_language_is_seen(language):
    reading = Reading(language)
    for other in sorted(TONGUES.keys() - {language}):
        said = messages(other)["What you write and what I answer, word for word"][0]
        assert reading.strays(said), said


@pytest.mark.parametrize("language", sorted(TONGUES))
def test_no_day_of_the_year_is_taken_for_a_stray(language):
    reading, speech = Reading(language), TONGUES[language].speech
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(0, 364, 13)]  # each weekday, each month
    for say in (speech.near_date, speech.short_date, speech.date):
        assert {said: found for day in days if (found := reading.strays(said := say(day)))} == {}


@pytest.mark.parametrize("language", sorted(TONGUES))
def test_a_message_in_its_language_is_not_taken_for_a_stray(language):
    reading = Reading(language)
    for translations in messages(language).values():
        for text in translations:
            assert reading.strays(filled(text)) == []
