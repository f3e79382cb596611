"""Holidays off, quiet hours, and what comes next: by taps and by one line in the reader's language, undone as easily."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.models import Digest, Subscriber
from news.testing import NOON, Clock
from tests.bot.readers import Reader, a_reader, button, data_of


@pytest.fixture
async def reader(tmp_path):
    async with a_reader(tmp_path) as reader:
        await reader.types("/time 07:30 UTC")
        yield reader


async def row(reader: Reader) -> Subscriber:
    async with reader.app.reading() as session:
        return (await session.execute(select(Subscriber))).scalar_one()


async def next_day(reader: Reader) -> date | None:
    async with reader.app.reading() as session:
        found = await session.execute(select(col(Digest.local_date)).where(col(Digest.state) == "planned"))
        return found.scalar_one_or_none()


# --- a pause -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "line", "until"),
    [
        ("en", "until Friday", date(2026, 11, 27)),
        ("en", "2 weeks", date(2026, 12, 6)),
        ("de", "bis Freitag", date(2026, 11, 27)),
        ("es", "hasta el viernes", date(2026, 11, 27)),
        ("fr", "jusqu’à vendredi", date(2026, 11, 27)),
        ("ru", "до пятницы", date(2026, 11, 27)),
        ("uk", "до п’ятниці", date(2026, 11, 27)),
        ("ar", "حتى الجمعة", date(2026, 11, 27)),
        ("zh", "到周五", date(2026, 11, 27)),
    ],
)
async def test_a_pause_is_said_in_words_of_the_language(reader, language, line, until):
    await reader.types(f"/language {language}")
    await reader.types(f"/pause {line}")
    assert await next_day(reader) == until


async def test_a_pause_says_that_digests_come_on_its_day(reader):
    shown = await reader.types("/pause until Friday")
    assert "Paused until Friday" in shown["text"]
    assert "Digests start again on that day" in shown["text"]
    assert await next_day(reader) == date(2026, 11, 27)


async def test_a_resumed_pause_leaves_everything_as_it_was(reader):
    before = await next_day(reader)
    await reader.types("/pause 2 weeks")
    shown = await reader.types("/resume")
    assert await next_day(reader) == before
    assert "tomorrow" in shown["text"]


@pytest.mark.parametrize(
    ("language", "line"), [("en", "off"), ("de", "aus"), ("ru", "нет"), ("zh", "关闭"), ("ar", "متوقفة")]
)
async def test_a_pause_is_ended_by_its_own_command_too(reader, language, line):
    before = await next_day(reader)
    await reader.types(f"/language {language}")
    await reader.types("/pause 2026-12-20")
    assert await next_day(reader) != before
    await reader.types(f"/pause {line}")
    assert await next_day(reader) == before


async def test_where_a_word_may_mean_the_pause_or_the_digests_nothing_is_guessed(reader):
    await reader.types("/pause 2026-12-20")
    paused = await next_day(reader)
    shown = await reader.types("/pause stop")
    assert await next_day(reader) == paused
    assert [button(shown, words) for words in ("Resume now", "Stop all digests")]


async def test_a_pause_that_would_begin_later_does_not_begin_now(reader):
    before = await next_day(reader)
    shown = await reader.types("/pause 24 Dec - 2 Jan")
    assert "nothing was changed" in shown["text"]
    assert await next_day(reader) == before


async def test_a_pause_in_which_nothing_was_missed_leaves_nothing_to_make_up_for(reader):
    await reader.types("/pause 2 weeks")
    await reader.types("/resume")
    assert (await row(reader)).paused_at is None


async def test_what_was_missed_is_made_up_for_also_where_the_pause_is_ended_early(tmp_path):
    clock = Clock(NOON)
    async with a_reader(tmp_path, clock=clock) as reader:
        await reader.types("/time 07:30 UTC")
        await reader.types("/pause 2 weeks")
        clock.move(timedelta(days=3))
        await reader.types("/resume")
        assert (await row(reader)).paused_at == NOON


async def test_a_pause_is_made_and_ended_by_taps(reader):
    shown = await reader.taps("v1:menu:pause")
    shown = await reader.taps(next(data for data in data_of(shown) if data == "v1:pause:7"))
    assert "Paused until Sunday, November 29" in shown["text"]
    assert await next_day(reader) == date(2026, 11, 29)
    await reader.taps(next(data for data in data_of(shown) if data == "v1:pause:off"))
    assert await next_day(reader) == date(2026, 11, 23)


async def test_the_day_until_which_it_is_paused_is_ticked(reader):
    shown = await reader.types("/pause 2 weeks")
    labels = [button["text"] for row in shown["reply_markup"]["inline_keyboard"] for button in row]
    assert [label for label in labels if "✅" in label] == ["✅ Sun, Dec 6"]


async def test_what_is_no_day_changes_nothing_and_says_so(reader):
    shown = await reader.types("/pause bananas")
    assert "bananas" in shown["text"]
    assert (await row(reader)).paused_until is None


async def test_what_is_planned_in_a_pause_comes_after_it(reader):
    await reader.types("/pause 3 days")
    await reader.types("/time 07:30 18:00")
    async with reader.app.reading() as session:
        days = (
            await session.execute(select(col(Digest.local_date)).where(col(Digest.state) == "planned"))
        ).scalars()
        assert set(days) == {date(2026, 11, 25)}


async def test_stopping_for_good_is_one_tap_away(reader):
    await reader.taps("v1:pause:stop")
    assert (await row(reader)).state == "stopped"
    assert await next_day(reader) is None


@pytest.mark.parametrize("line", ["/pause", "/pause until Friday"])
async def test_who_stopped_is_promised_no_digest_after_a_pause(reader, line):
    await reader.types("/stop")
    shown = await reader.types(line)
    assert "Stopped" in shown["text"]
    assert "one digest covers" not in shown["text"]
    assert (await row(reader)).paused_until is None
    await reader.taps(button(shown, "Resume now"))
    assert (await row(reader)).state == "active"
    assert await next_day(reader) == date(2026, 11, 23)


async def test_an_old_day_button_pauses_nobody_who_stopped(reader):
    await reader.types("/stop")
    shown = await reader.taps("v1:pause:7")
    assert "Stopped" in shown["text"]
    assert (await row(reader)).paused_until is None


# --- quiet hours ---------------------------------------------------------------------------------


async def test_quiet_hours_are_set_and_ended_by_a_line_and_by_taps(reader):
    await reader.types("/quiet 22-7")
    assert ((await row(reader)).quiet_from, (await row(reader)).quiet_until) == ("22:00", "07:00")
    await reader.types("/quiet none")
    assert (await row(reader)).quiet_from is None
    await reader.taps("v1:quiet:2300-0700")
    assert (await row(reader)).quiet_from == "23:00"
    await reader.taps("v1:quiet:off")
    assert (await row(reader)).quiet_until is None


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "from 10 in the evening to 7"),
        ("de", "22 bis 7 Uhr"),
        ("de", "von 22 Uhr bis 7 Uhr"),
        ("ru", "с 22 до 7"),
        ("fr", "de 22h à 7h"),
        ("ar", "من 10 مساء إلى 7 صباحا"),
        ("ja", "夜10時から朝7時まで"),
    ],
)
async def test_quiet_hours_are_said_as_people_say_hours(reader, language, line):
    await reader.types(f"/language {language}")
    await reader.types(f"/quiet {line}")
    assert ((await row(reader)).quiet_from, (await row(reader)).quiet_until) == ("22:00", "07:00")


async def test_what_is_no_window_changes_nothing(reader):
    await reader.types("/quiet 22-7")
    shown = await reader.types("/quiet later")
    assert "/quiet 22-7" in shown["text"]
    assert (await row(reader)).quiet_from == "22:00"


# --- what comes next -----------------------------------------------------------------------------


async def test_the_next_digests_are_told_with_what_they_are_of(reader):
    await reader.types("/time 07:30; 18:00 3 min")
    shown = await reader.types("/next")
    assert "today at 6:00" in shown["text"]
    assert "3 min" in shown["text"]
    assert "tomorrow at 7:30" in shown["text"]


async def test_the_only_digest_that_is_planned_has_its_hour_said_once(reader):
    shown = await reader.types("/next")
    assert shown["text"].count("7:30") == 1
    assert "everything you follow" in shown["text"]


async def test_in_a_pause_it_says_so(reader):
    await reader.types("/pause until Friday")
    shown = await reader.types("/next")
    assert "Paused until Friday" in shown["text"]


# --- a restart in the middle ---------------------------------------------------------------------


async def test_a_restart_between_any_two_messages_loses_nothing(tmp_path):
    """Each line and each tap meets a program that has just been started."""
    steps = [
        "/time 07:30 18:00 UTC",
        "v1:menu:hour",
        "v1:slot:2:days",
        "v1:slot:2:day:7",
        "v1:slot:2:length:m5",
        "v1:menu:quiet",
        "v1:quiet:2200-0700",
        "/pause until Friday",
        "v1:pause:off",
        "v1:look:full",
        "v1:look:bilingual",
        "/length 7",
    ]
    for number, step in enumerate(steps):
        async with a_reader(tmp_path) as reader:
            reader.update_id = number
            said = await (reader.types(step) if step.startswith("/") else reader.taps(step))
            assert said, step
    async with a_reader(tmp_path) as reader:
        reader.update_id = len(steps)
        shown = await reader.types("/settings")
    for value in (
        "7:30",
        "6:00",
        "Mon–Sat",
        "5 min",
        "10:00",
        "full",
        "original beside translation",
        "7 stories",
    ):
        assert value in shown["text"]
