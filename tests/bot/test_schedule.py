"""Several digests a day, each of its own: by one line and by taps, and undone as easily."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.models import Digest, Schedule, Subscriber, Subscription
from news.testing import NOON, a_feed, a_topic, an_outlet
from tests.bot.readers import Reader, a_reader, button, buttons, data_of
from tests.bot.villages import a_village


@pytest.fixture
async def reader(tmp_path):
    async with a_reader(tmp_path) as reader:
        async with reader.app.session() as session:
            for slug in ("world", "science", "technology"):
                await a_topic(session, slug)
        yield reader


async def digests(reader: Reader) -> list[Schedule]:
    async with reader.app.reading() as session:
        found = await session.execute(select(Schedule).where(col(Schedule.active)))
        return sorted(found.scalars(), key=lambda row: row.local_time)


async def hours(reader: Reader) -> list[str]:
    return [row.local_time for row in await digests(reader)]


async def settings(reader: Reader) -> list[tuple[object, ...]]:
    return [
        (row.local_time, row.days, row.topics, row.minutes, row.is_silent) for row in await digests(reader)
    ]


async def planned(reader: Reader) -> list[Digest]:
    async with reader.app.reading() as session:
        found = await session.execute(select(Digest).where(col(Digest.state) == "planned"))
        return sorted(found.scalars(), key=lambda row: row.slot_at)


# --- by a line -----------------------------------------------------------------------------------


async def test_several_hours_make_several_digests_each_planned_once(reader):
    shown = await reader.types("/time 07:30 18:00")
    assert await hours(reader) == ["07:30", "18:00"]
    assert len(await planned(reader)) == 2
    assert "7:30" in shown["text"]
    assert "6:00" in shown["text"]


async def test_a_line_says_days_topics_and_length(reader):
    await reader.types("/time 07:30 mon-fri science 5 min")
    (row,) = await digests(reader)
    assert (row.days, row.topics, row.minutes) == ("12345", ["science"], 5)


async def test_weekends_and_weekdays_are_those_of_the_readers_country(reader):
    await reader.types("/zone Cairo")
    await reader.types("/time 07:30 weekdays; 10:00 weekends")
    assert [row.days for row in await digests(reader)] == ["12347", "56"]


async def test_the_page_of_a_digest_offers_the_weekend_of_the_readers_country(reader):
    await reader.types("/zone Cairo")
    await reader.types("/time 07:30")
    (row,) = await digests(reader)
    offered = data_of(await reader.taps(f"v1:slot:{row.id}:days"))
    assert {f"v1:slot:{row.id}:days:12347", f"v1:slot:{row.id}:days:56"} <= set(offered)
    await reader.taps(f"v1:slot:{row.id}:days:67")  # a button from before the move to Cairo
    assert [row.days for row in await digests(reader)] == ["67"]


@pytest.mark.parametrize("language", ["he", "ar", "fa"])
async def test_each_example_of_a_command_stands_on_a_line_of_its_own_in_no_others_direction(reader, language):
    await reader.types("/time 07:30")
    await reader.types(f"/language {language}")
    shown = (await reader.types("/time"))["text"].splitlines()
    examples = [line for line in shown if "/time" in line]
    assert len(examples) == 3
    assert all(line.startswith("\u200f\u2066<code>/time ") and line.endswith("\u2069") for line in examples)


async def test_the_days_of_a_digest_are_in_the_order_of_the_readers_week(reader):
    await reader.types("/zone Jerusalem")
    await reader.types("/time 07:30")
    (row,) = await digests(reader)
    offered = data_of(await reader.taps(f"v1:slot:{row.id}:days"))
    days = [data.rsplit(":", 1)[1] for data in offered if data.startswith(f"v1:slot:{row.id}:day:")]
    assert days == ["7", "1", "2", "3", "4", "5", "6"]


async def test_hours_are_added_and_dropped_by_signs_and_others_stay_as_they_are(reader):
    await reader.types("/time 07:30 science")
    await reader.types("/time +18:00 weekends without sound")
    morning, evening = await digests(reader)
    assert (morning.topics, evening.days, evening.is_silent) == (["science"], "67", True)
    await reader.types("/time -07:30")
    assert await hours(reader) == ["18:00"]
    assert len(await planned(reader)) == 1


async def test_an_hour_that_is_moved_keeps_what_its_digest_is_of(reader):
    await reader.types("/time 07:30 science 5 min")
    await reader.types("/time 08:15")
    (row,) = await digests(reader)
    assert (row.local_time, row.topics, row.minutes) == ("08:15", ["science"], 5)
    await reader.types("/time 08:15 everything")
    assert (await digests(reader))[0].topics == []


async def test_parts_set_apart_differ(reader):
    await reader.types("/time 07:30 science; 18:00 world 3 stories")
    morning, evening = await digests(reader)
    assert (morning.topics, evening.topics, evening.stories) == (["science"], ["world"], 3)


async def test_a_line_names_ones_own_words_or_a_site_that_is_followed(reader):
    await reader.types("/follow electric cars")
    async with reader.app.session() as session:
        feed = await a_feed(session, await an_outlet(session, "Harbour Dispatch"))
        one = (await session.execute(select(Subscriber))).scalar_one()
        session.add(
            Subscription(subscriber_id=one.id or 0, kind="feed", target=str(feed.id), created_at=NOON)
        )
    await reader.types("/time 07:30 electric cars; 18:00 science harbour-dispatch.example")
    morning, evening = await digests(reader)
    assert (morning.words, evening.topics, evening.feeds) == (["electric cars"], ["science"], [str(feed.id)])


@pytest.mark.parametrize("line", ["7:30", "/time 7:30", "/time -18:00 -12:00"])
async def test_what_a_line_takes_away_is_brought_back_by_a_tap_with_all_that_was_set_of_it(reader, line):
    await reader.types("/topics science world")
    await reader.types("/time 07:30 science; 12:00 mon-fri 5 min; 18:00 world")
    before = await settings(reader)
    shown = await reader.types(line)
    assert await hours(reader) == ["07:30"]
    left = await reader.taps(button(shown, "Bring back 6:00"), under=shown)
    await reader.taps(button(left, "Bring back 12:00"), under=left)
    assert await settings(reader) == before
    await reader.taps(button(shown, "Bring back 12:00"))
    assert await settings(reader) == before


async def test_what_a_tap_takes_away_is_brought_back_by_the_next_unless_its_hour_is_taken(reader):
    await reader.types("/time 12:00 mon-fri; 18:00")
    before = await settings(reader)
    row = next(row for row in await digests(reader) if row.local_time == "12:00")
    menu = await reader.taps(f"v1:slot:{row.id}:drop")
    await reader.taps(button(menu, "Bring back 12:00"))
    assert await settings(reader) == before
    menu = await reader.taps(f"v1:slot:{row.id}:drop")
    await reader.types("/time +12:00")
    await reader.taps(button(menu, "Bring back 12:00"))
    assert await hours(reader) == ["12:00", "18:00"]


async def test_a_place_may_stand_in_the_line(reader):
    await reader.types("/time 07:30 science Tokyo")
    async with reader.app.reading() as session:
        assert (await session.execute(select(col(Subscriber.zone)))).scalar_one() == "Asia/Tokyo"
    assert (await digests(reader))[0].topics == ["science"]


async def test_a_line_that_is_not_understood_whole_changes_nothing(reader):
    await reader.types("/time 07:30")
    shown = await reader.types("/time 09:00 sciense")
    assert "sciense" in shown["text"]
    assert await hours(reader) == ["07:30"]


async def test_an_hour_dropped_and_taken_up_again_in_its_minute_fires_once(reader):
    await reader.types("/time 12:00 UTC")
    async with reader.app.session() as session:
        (digest,) = (await session.execute(select(Digest))).scalars()
        assert digest.slot_at == NOON
        digest.state = "ready"
    await reader.types("/time -12:00")
    await reader.types("/time +12:00")
    async with reader.app.reading() as session:
        days = (await session.execute(select(col(Digest.local_date)))).scalars().all()
    assert len(days) == len(set(days)) == 2


async def test_more_digests_than_anybody_reads_are_not_made(reader):
    shown = await reader.types("/time " + " ".join(f"{hour}:00" for hour in range(6, 16)))
    assert "At most 8" in shown["text"]
    assert await hours(reader) == []


async def test_a_line_in_the_language_of_the_reader_is_understood(reader):
    await reader.types("/language de")
    await reader.types("/time 07:30 Mo-Fr 5 Minuten")
    (row,) = await digests(reader)
    assert (row.days, row.minutes) == ("12345", 5)


# --- by taps -------------------------------------------------------------------------------------


async def test_a_digest_is_made_changed_and_removed_by_taps_alone(reader):
    await reader.types("/topics science world")
    shown = await reader.taps("v1:menu:hour")
    shown = await reader.taps(next(data for data in data_of(shown) if data == "v1:slot:0:hour"))
    shown = await reader.taps(next(data for data in data_of(shown) if data.endswith(":0800")))
    (row,) = await digests(reader)
    for press in ("day:7", "day:6", "topic:science", "length:m5", "sound", "hour:0900"):
        await reader.taps(f"v1:slot:{row.id}:{press}")
    (row,) = await digests(reader)
    assert (row.local_time, row.days, row.topics, row.minutes, row.is_silent) == (
        "09:00",
        "12345",
        ["science"],
        5,
        True,
    )
    for press in ("days:1234567", "topic:science", "length:usual", "sound"):
        await reader.taps(f"v1:slot:{row.id}:{press}")
    (row,) = await digests(reader)
    assert (row.days, row.topics, row.minutes, row.stories, row.is_silent) == (
        "1234567",
        [],
        None,
        None,
        False,
    )
    await reader.taps(f"v1:slot:{row.id}:drop")
    assert await digests(reader) == []
    assert await planned(reader) == []


async def test_the_last_day_of_a_digest_cannot_be_taken_away(reader):
    await reader.types("/time 07:30 mon")
    (row,) = await digests(reader)
    await reader.taps(f"v1:slot:{row.id}:day:1")
    assert (await digests(reader))[0].days == "1"


async def test_a_tap_that_cannot_be_heeded_says_what_is_the_matter(tmp_path):
    async with a_village(tmp_path) as village:
        await village.meets(11)
        await village.says(11, 11, "/time 07:00 mon; 08:00 mon")
        await village.presses(11, await village.last(11, 11), "Change digest times")
        await village.presses(11, await village.last(11, 11), "7:00")
        page = await village.last(11, 11)
        await village.presses(11, page, "Days")
        last = await village.presses(11, await village.last(11, 11), "Mon")
        assert last["text"] == "A digest needs at least one day. “Remove this digest time” ends it."
        await village.presses(11, await village.last(11, 11), "Back")
        await village.presses(11, await village.last(11, 11), "Hour")
        taken = await village.presses(11, await village.last(11, 11), "8:00")
        assert (
            taken["text"].replace("\u202f", " ").replace("\u00a0", " ")
            == "You have a digest at 8:00 AM already."
        )


async def test_nobody_changes_the_digest_of_another(reader):
    await reader.types("/time 07:30")
    (row,) = await digests(reader)
    reader.chat = 8
    await reader.taps(f"v1:slot:{row.id}:drop")
    assert len(await digests(reader)) == 1


@pytest.mark.parametrize("what", ["", "hour", "days", "of", "length"])
async def test_every_page_of_a_digest_leads_back(reader, what):
    await reader.types("/time 07:30")
    (row,) = await digests(reader)
    shown = await reader.taps(f"v1:slot:{row.id}:{what}".rstrip(":"))
    assert [button for button in buttons(shown) if button["text"].startswith("‹")]


async def test_a_length_is_set_for_all_digests_by_taps_and_by_a_line(reader):
    async def lengths() -> tuple[int | None, int]:
        async with reader.app.reading() as session:
            one = (await session.execute(select(Subscriber))).scalar_one()
            return one.minutes, one.stories

    await reader.types("/length 5 min")
    assert await lengths() == (5, 5)
    await reader.types("/length 7")
    assert await lengths() == (None, 7)
    await reader.taps("v1:count:m3")
    assert await lengths() == (3, 7)
    await reader.taps("v1:count:4")
    assert await lengths() == (None, 4)
    shown = await reader.types("/length 99")
    assert await lengths() == (None, 4)
    assert "How long" in shown["text"]


# --- what is kept --------------------------------------------------------------------------------


async def test_an_hour_button_of_the_first_minute_drops_no_other_digest(reader):
    await reader.types("/time 07:30 science; 18:00 world")
    shown = await reader.taps("v1:hour:08:00:setup")
    assert await hours(reader) == ["07:30", "18:00"]
    assert "Digest times" in shown["text"]


@pytest.mark.parametrize("change", ["sound", "day:7", "topic:science", "length:m5", "drop"])
async def test_who_stopped_stays_so_whatever_is_changed_of_a_digest_by_taps(reader, change):
    await reader.types("/time 07:30 18:00")
    (row, _) = await digests(reader)
    await reader.types("/stop")
    await reader.taps(f"v1:slot:{row.id}:{change}")
    assert await state(reader) == "stopped"
    assert await planned(reader) == []


async def test_who_stopped_stays_so_where_an_hour_is_dropped_by_a_line(reader):
    await reader.types("/time 07:30 18:00")
    await reader.types("/stop")
    await reader.types("/time -07:30")
    assert await hours(reader) == ["18:00"]
    assert await state(reader) == "stopped"
    assert await planned(reader) == []


async def test_who_stopped_is_started_by_an_hour(reader):
    await reader.types("/time 07:30")
    await reader.types("/stop")
    (row,) = await digests(reader)
    await reader.taps(f"v1:slot:{row.id}:hour:0900")
    assert await state(reader) == "active"
    await reader.types("/stop")
    await reader.types("/time +18:00")
    assert await state(reader) == "active"
    assert len(await planned(reader)) == 2


async def state(reader: Reader) -> str:
    async with reader.app.reading() as session:
        return (await session.execute(select(col(Subscriber.state)))).scalar_one()


@pytest.mark.parametrize("line", ["/time 21:00-18:00", "/time 21 to 18", "/time 21:00 – 18:00"])
async def test_a_span_is_no_digest_and_what_it_may_mean_is_said(reader, line):
    await reader.types("/time 07:30")
    shown = await reader.types(line)
    assert "A digest comes at one time" in shown["text"]
    assert "/time 21:00 18:00" in shown["text"]
    assert "/quiet 21:00-18:00" in shown["text"]
    assert await hours(reader) == ["07:30"]


@pytest.mark.parametrize("line", ["/time +21:00/-18:00", "/time +21:00 -18:00"])
async def test_what_there_is_after_one_was_added_and_one_taken_away_is_listed(reader, line):
    await reader.types("/time 18:00")
    shown = await reader.types(line)
    assert await hours(reader) == ["21:00"]
    assert "🕗 9:00\u202fPM · every day" in shown["text"].replace("\u00a0", "\u202f")


async def test_the_page_of_digests_says_what_plus_and_minus_do(reader):
    assert "+ before a time adds a digest, - takes one away." in (await reader.types("/time"))["text"]
