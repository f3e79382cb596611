"""Who wants breaking news says so by taps or by one line, and takes it back as easily."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from news.i18n import UI_LANGUAGES
from news.models import Alert, Subscriber
from news.testing import a_feed, a_story, an_article, an_outlet
from news.work import claim, owe
from tests.bot.readers import Reader, a_reader


@pytest.fixture
async def reader(tmp_path):
    async with a_reader(tmp_path) as reader:
        await reader.types("/help")
        yield reader


async def alerts(reader: Reader) -> tuple[str, bool]:
    async with reader.app.reading() as session:
        row = (await session.execute(select(Subscriber))).scalar_one()
        return row.alerts, row.alerts_silent


async def test_nobody_is_woken_who_did_not_ask_for_it(reader):
    assert await alerts(reader) == ("off", False)


async def test_a_level_and_the_sound_are_set_by_taps_and_taken_back(reader):
    await reader.taps("v1:alerts:more")
    await reader.taps("v1:alerts:sound")
    assert await alerts(reader) == ("more", True)
    await reader.taps("v1:alerts:sound")
    await reader.taps("v1:alerts:off")
    assert await alerts(reader) == ("off", False)


@pytest.mark.parametrize(
    ("language", "line", "after"),
    [
        ("en", "biggest", ("biggest", False)),
        ("en", "only the biggest", ("biggest", False)),
        ("de", "auch kleinere", ("more", False)),
        ("ru", "без звука", ("off", True)),
        ("en", "on", ("biggest", False)),
        ("ar", "تشغيل", ("biggest", False)),
        ("en", "more without sound", ("more", True)),
        ("en", "on, also smaller ones", ("more", False)),
        ("en", "smaller ones on", ("more", False)),
        ("en", "silent, biggest", ("biggest", True)),
        ("de", "auch kleinere ohne Ton", ("more", True)),
        ("ja", "オン 音なし", ("biggest", True)),
        ("ja", "多め", ("more", False)),
        ("ar", "الأهم بلا صوت", ("biggest", True)),
        ("de", "die größten", ("biggest", False)),
        ("es", "las menores", ("more", False)),
        ("uk", "найважливіші", ("biggest", False)),
    ],
)
async def test_a_line_says_the_same(reader, language, line, after):
    await reader.types(f"/language {language}")
    await reader.types(f"/alerts {line}")
    assert await alerts(reader) == after


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "none"),
        ("de", "aus"),
        ("ru", "выкл"),
        ("he", "כבוי"),
        ("ja", "なし"),
        ("hi", "नहीं"),
        ("fr", "désactivé"),
    ],
)
async def test_off_is_understood_as_people_say_it(reader, language, line):
    await reader.types(f"/language {language}")
    await reader.types("/alerts on")
    assert (await alerts(reader))[0] == "biggest"
    await reader.types(f"/alerts {line}")
    assert await alerts(reader) == ("off", False)


@pytest.mark.parametrize("line", ["loud", "more loud"])
async def test_what_is_not_known_changes_nothing(reader, line):
    shown = await reader.types(f"/alerts {line}")
    assert "only the biggest" in shown["text"]
    assert await alerts(reader) == ("off", False)


@pytest.mark.parametrize("language", UI_LANGUAGES)
async def test_level_and_sound_are_said_in_one_line_in_every_language(reader, language):
    speech = reader.app.words(language)
    await reader.types(f"/language {language}")
    await reader.types(f"/alerts {speech.gettext('also smaller ones')} {speech.gettext('without sound')}")
    assert await alerts(reader) == ("more", True)
    await reader.types(f"/alerts {speech.gettext('with sound')} {speech.gettext('off')}")
    assert await alerts(reader) == ("off", False)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "no more"),
        ("en", "no smaller ones"),
        ("en", "smaller ones off"),
        ("en", "biggest more"),
        ("en", "no silent"),
        ("de", "keine kleinere"),
        ("es", "no las menores"),
        ("es", "no solo las más importantes"),
        ("pt", "não as menores"),
        ("it", "no anche le minori"),
        ("it", "non solo le più grandi"),
        ("fr", "non seulement les plus importantes"),
        ("ar", "لا المهم والأهم"),
        ("he", "לא גם אירועים קטנים יותר"),
        ("pl", "nie tylko najważniejsze"),
        ("cs", "ne jen nejdůležitější"),
        ("ro", "nu doar cele mai mari"),
        ("el", "όχι μόνο οι μεγαλύτερες"),
        ("id", "tidak hanya yang terbesar"),
        ("vi", "không chỉ tin lớn nhất"),
        ("fa", "نه فقط بزرگ‌ترین‌ها"),
    ],
)
async def test_a_no_beside_a_level_is_asked_again(reader, language, line):
    await reader.types(f"/language {language}")
    await reader.taps("v1:alerts:biggest")
    await reader.types(f"/alerts {line}")
    assert await alerts(reader) == ("biggest", False)


@pytest.mark.parametrize("how", ["off", "22-7"])
@pytest.mark.parametrize("by_tap", [True, False])
async def test_what_quiet_hours_hold_is_looked_at_when_they_change(reader, how, by_tap):
    now = reader.app.now()
    await reader.types("/quiet 0-23")
    async with reader.app.session() as session:
        subscriber = (await session.execute(select(Subscriber))).scalar_one()
        feed = await a_feed(session, await an_outlet(session, "Post"))
        story = await a_story(session, await an_article(session, feed, "Dam bursts"))
        held = Alert(subscriber_id=subscriber.id or 0, story_id=story.id or 0, state="held", created_at=now)
        session.add(held)
        await session.flush()
        await owe(session, "alert", held.id or 0, at=now + timedelta(hours=11))
    if by_tap:
        await reader.taps(f"v1:quiet:{how.replace('22-7', '2200-0700')}")
    else:
        await reader.types(f"/quiet {how}")
    async with reader.app.session() as session:
        claims = await claim(session, "alert", now=now, lease=timedelta(minutes=4), limit=5)
    assert [one.row for one in claims] == [held.id]
