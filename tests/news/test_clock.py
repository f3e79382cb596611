"""When a reader's hour comes: once a local day, also where summer time begins or ends."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.clock import (
    city_of,
    fold,
    is_zone,
    large_cities,
    local_date,
    next_slot,
    read_time,
    read_zone,
    slot_on,
    week_of,
    weekend_of,
    zones_by_name,
)
from news.i18n import UI_LANGUAGES

TRANSITIONS = (
    Path(__file__).resolve().parents[3] / "shared" / "data" / "hostile" / "tz" / "transitions_2024_2032.json"
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# --- slots ---------------------------------------------------------------------------------------


@pytest.mark.skipif(not TRANSITIONS.exists(), reason="the table of transitions is not on this machine")
def test_the_slot_is_right_at_every_transition_from_2024_to_2032() -> None:
    wrong = []
    for case in json.loads(TRANSITIONS.read_text("utf-8")):
        slot = slot_on(
            date.fromisoformat(case["digest_local_date"]), case["digest_local_time"], zone=case["zone"]
        )
        expected = [datetime.fromisoformat(at) for at in case["expected_utc"]]
        if [slot.at] != expected:
            wrong.append((case["zone"], case["digest_local_date"], slot.at, expected))
    assert wrong == []


def test_an_hour_that_does_not_exist_fires_at_the_end_of_the_gap() -> None:
    assert slot_on(date(2027, 3, 28), "02:30", zone="Europe/Berlin").at == utc("2027-03-28 01:00")


def test_the_minute_before_and_after_a_gap_are_themselves() -> None:
    assert slot_on(date(2027, 3, 28), "01:59", zone="Europe/Berlin").at == utc("2027-03-28 00:59")
    assert slot_on(date(2027, 3, 28), "03:00", zone="Europe/Berlin").at == utc("2027-03-28 01:00")


def test_an_hour_that_comes_twice_fires_the_first_time() -> None:
    assert slot_on(date(2026, 10, 25), "02:30", zone="Europe/Berlin").at == utc("2026-10-25 00:30")


def test_a_gap_of_half_an_hour_is_one_too() -> None:
    assert slot_on(date(2026, 10, 4), "02:15", zone="Australia/Lord_Howe").at == utc("2026-10-03 15:30")


def test_a_zone_ahead_of_utc_fires_on_its_own_date() -> None:
    slot = slot_on(date(2026, 11, 23), "07:30", zone="Pacific/Auckland")
    assert (slot.local_date, slot.at) == (date(2026, 11, 23), utc("2026-11-22 18:30"))


@given(
    st.sampled_from(["Europe/Berlin", "America/New_York", "Africa/Cairo", "America/Santiago", "Asia/Gaza"]),
    st.dates(date(2025, 1, 1), date(2030, 12, 31)),
    st.times().map(lambda at: f"{at:%H:%M}"),
)
def test_a_slot_never_comes_before_its_wall_time_and_hardly_after(zone: str, day: date, wall: str) -> None:
    slot = slot_on(day, wall, zone=zone)
    local = slot.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    asked = datetime.combine(day, time.fromisoformat(wall))
    assert timedelta() <= local - asked <= timedelta(hours=1)


# --- the next slot -------------------------------------------------------------------------------


def test_an_hour_still_to_come_fires_today() -> None:
    slot = next_slot("19:30", zone="Europe/Kyiv", now=utc("2026-11-22 12:00"))
    assert (slot.local_date, slot.at) == (date(2026, 11, 22), utc("2026-11-22 17:30"))


def test_an_hour_that_is_over_fires_tomorrow() -> None:
    assert next_slot("07:00", zone="UTC", now=utc("2026-11-22 12:00")).at == utc("2026-11-23 07:00")


def test_the_very_instant_is_over() -> None:
    assert next_slot("12:00", zone="UTC", now=utc("2026-11-22 12:00")).local_date == date(2026, 11, 23)


def test_a_day_that_has_fired_does_not_fire_again() -> None:
    fired = frozenset({date(2026, 11, 22)})
    slot = next_slot("19:30", zone="UTC", now=utc("2026-11-22 12:00"), fired=fired)
    assert slot.local_date == date(2026, 11, 23)


def test_only_the_days_asked_for_fire() -> None:
    sunday = utc("2026-11-22 12:00")
    assert next_slot("19:30", zone="UTC", now=sunday, days="12345").local_date == date(2026, 11, 23)
    assert next_slot("19:30", zone="UTC", now=sunday, days="6").local_date == date(2026, 11, 28)


def test_no_days_at_all_is_an_error_and_not_an_endless_search() -> None:
    with pytest.raises(ValueError, match="no slot"):
        next_slot("07:00", zone="UTC", now=utc("2026-11-22 12:00"), days="")


def test_a_whole_year_has_one_slot_a_local_day() -> None:
    now, days = utc("2027-01-01 00:00"), []
    while len(days) < 365:
        slot = next_slot("02:30", zone="America/New_York", now=now)
        days.append(slot.local_date)
        now = slot.at
    assert days == [days[0] + timedelta(days=n) for n in range(365)]


def test_a_local_date_is_the_readers() -> None:
    assert local_date(utc("2026-11-22 23:30"), zone="Asia/Tokyo") == date(2026, 11, 23)
    assert local_date(utc("2026-11-22 03:30"), zone="America/New_York") == date(2026, 11, 21)


# --- what readers write --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("7", "07:00"),
        ("07:30", "07:30"),
        (" 7.30 ", "07:30"),
        ("7pm", "19:00"),
        ("7:05 PM", "19:05"),
        ("12am", "00:00"),
        ("12 pm", "12:00"),
        ("19h", "19:00"),
        ("19h30", "19:30"),
        ("19ч", "19:00"),
        ("19時", "19:00"),
        ("07：30", "07:30"),
        ("٠٧:٣٠", "07:30"),
        ("0", "00:00"),
        ("23:59", "23:59"),
        ("7 giờ", "07:00"),
        ("7 giờ 30", "07:30"),
        ("7 बजे", "07:00"),
        ("7時30分", "07:30"),
        ("午後7時", "19:00"),
        ("7点", "07:00"),
        ("下午7点30分", "19:30"),
        ("7시", "07:00"),
        ("19시 30분", "19:30"),
        ("오후 7시 30분", "19:30"),
        ("오전 12시", "00:00"),
        ("오후 6:05", "18:05"),
    ],
)
def test_a_time_is_read_as_people_write_it(text: str, meant: str) -> None:
    assert read_time(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24:00",
        "7:60",
        "13pm",
        "0am",
        "noon",
        "7:5:3",
        "-7",
        "777",
        "07:30 Europe/Berlin",
        "오후 19시",
        "7 30",
    ],
)
def test_what_is_no_time_of_day_is_none(text: str) -> None:
    assert read_time(text) is None


@given(st.text(max_size=20))
def test_a_time_read_from_any_text_is_a_time(text: str) -> None:
    read = read_time(text)
    assert read is None or f"{time.fromisoformat(read):%H:%M}" == read


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("UTC", "UTC"),
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("New_York", "America/New_York"),
        ("Nueva York", "America/New_York"),
        ("Київ", "Europe/Kyiv"),
        ("Киев", "Europe/Kyiv"),
        ("Kiew", "Europe/Kyiv"),
        ("Москва", "Europe/Moscow"),
        ("القاهرة", "Africa/Cairo"),
        ("上海", "Asia/Shanghai"),
        ("Sao Paulo", "America/Sao_Paulo"),
        ("São Paulo", "America/Sao_Paulo"),
        ("Kolkata", "Asia/Kolkata"),
        ("calcutta", "Asia/Kolkata"),
    ],
)
def test_a_zone_is_found_by_its_name_or_its_city_in_a_readers_language(text: str, zone: str) -> None:
    found = read_zone(text, languages=UI_LANGUAGES)
    assert found is not None
    assert found in (zone, "Asia/Calcutta" if text == "calcutta" else zone)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Germany", "Europe/Berlin"),
        ("Deutschland", "Europe/Berlin"),
        ("ألمانيا", "Europe/Berlin"),
        ("日本", "Asia/Tokyo"),
        ("भारत", "Asia/Kolkata"),
        ("Украина", "Europe/Kyiv"),
        ("Israel", "Asia/Jerusalem"),
    ],
)
def test_a_country_with_one_clock_says_the_zone(text: str, zone: str) -> None:
    assert read_zone(text, languages=UI_LANGUAGES) == zone


@pytest.mark.parametrize("text", ["Russia", "United States", "Australia", "Brazil", "Канада", "Indonesia"])
def test_a_country_with_several_clocks_says_none(text: str) -> None:
    assert read_zone(text, languages=UI_LANGUAGES) is None


@pytest.mark.parametrize(
    "text", ["", "Atlantis", "posix/Europe/Berlin", "Factory", "x" * 1000, "../etc/passwd"]
)
def test_what_is_no_place_is_none(text: str) -> None:
    assert read_zone(text, languages=UI_LANGUAGES) is None


@pytest.mark.parametrize(
    ("text", "language", "near", "zone"),
    [
        ("Santa Ana", "es", "", "America/El_Salvador"),
        ("Abadan", "fa", "", "Asia/Tehran"),
        ("Kochi", "ja", "", "Asia/Tokyo"),
        ("Hamilton", "en", "", "America/Toronto"),
        ("Toledo", "en", "", "America/New_York"),
        ("San Jose", "en", "", "America/Los_Angeles"),
        ("Valencia", "es", "Europe/Madrid", "Europe/Madrid"),
    ],
)
def test_of_cities_of_one_name_the_readers_is_meant(text: str, language: str, near: str, zone: str) -> None:
    assert read_zone(text, languages=UI_LANGUAGES, language=language, near=near) == zone


def test_every_zone_is_found_by_its_name_and_is_one() -> None:
    for name in zones_by_name().values():
        assert read_zone(name, by_country=False) == name
        assert is_zone(name)
    assert not is_zone("Europe/Atlantis")


def test_a_city_is_called_as_readers_call_it() -> None:
    assert city_of("Europe/Vienna", language="de") == "Wien"
    assert city_of("Europe/Kyiv", language="uk") == "Київ"
    assert city_of("America/New_York", language="en") == "New York"
    assert city_of("UTC", language="en") == "UTC"


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_a_city_as_we_call_it_leads_back_to_its_zone(language: str) -> None:
    for zone in ("Europe/Berlin", "Asia/Tokyo", "America/Mexico_City", "Africa/Nairobi", "Asia/Kolkata"):
        assert read_zone(city_of(zone, language=language), languages=(language,)) == zone


@pytest.mark.parametrize(
    ("city", "zone"),
    [
        ("Munich", "Europe/Berlin"),
        ("München", "Europe/Berlin"),
        ("Мюнхен", "Europe/Berlin"),
        ("慕尼黑", "Europe/Berlin"),
        ("ミュンヘン", "Europe/Berlin"),
        ("Санкт-Петербург", "Europe/Moscow"),
        ("Львів", "Europe/Kyiv"),
        ("جدة", "Asia/Riyadh"),
        ("San Francisco", "America/Los_Angeles"),
        ("Kraków", "Europe/Warsaw"),
    ],
)
def test_a_large_city_that_no_zone_is_named_after_says_the_zone(city: str, zone: str) -> None:
    assert read_zone(city) == zone


@pytest.mark.parametrize(
    ("city", "zone"),
    [
        ("Islamabad", "Asia/Karachi"),  # as Chittagong was called once
        ("اسلام آباد", "Asia/Karachi"),
        ("Haifa", "Asia/Jerusalem"),
        ("حيفا", "Asia/Jerusalem"),
        ("Geneva", "Europe/Zurich"),
        ("Genève", "Europe/Zurich"),
        ("Genf", "Europe/Zurich"),
        ("Oxford", "Europe/London"),
        ("Suva", "Pacific/Fiji"),
        ("St Petersburg", "Europe/Moscow"),
        ("Bridgetown", "America/Barbados"),
    ],
)
def test_a_capital_or_a_large_city_goes_before_what_was_called_so(city: str, zone: str) -> None:
    assert read_zone(city) == zone


@pytest.mark.parametrize(
    ("city", "near", "language", "zone"),
    [
        ("Valencia", "Europe/Madrid", "es", "Europe/Madrid"),
        ("Valencia", "America/Caracas", "es", "America/Caracas"),
        ("Valencia", "UTC", "de", "America/Caracas"),
        ("Birmingham", "America/New_York", "en", "America/Chicago"),
        ("Birmingham", "Europe/Berlin", "de", "Europe/London"),
        ("San Jose", "America/New_York", "en", "America/Los_Angeles"),
        ("San José", "Europe/Madrid", "es", "America/Costa_Rica"),
    ],
)
def test_of_cities_of_one_name_the_one_nearer_to_the_reader_is_meant(
    city: str, near: str, language: str, zone: str
) -> None:
    assert read_zone(city, near=near, language=language) == zone


def test_every_large_city_is_of_a_zone_that_there_is_and_written_as_names_are_compared() -> None:
    assert all(is_zone(zone) for zones in set(large_cities().values()) for zone in zones)
    assert all(fold(name) == name for name in large_cities())


@pytest.mark.parametrize(
    ("zone", "days"),
    [
        ("Europe/Berlin", "67"),
        ("Africa/Cairo", "56"),
        ("Asia/Tel_Aviv", "56"),  # an old name
        ("Asia/Tehran", "5"),
        ("Asia/Kolkata", "7"),
        ("UTC", "67"),
        ("Antarctica/Troll", "67"),
    ],
)
def test_a_weekend_is_that_of_the_country_that_the_zone_is_in(zone: str, days: str) -> None:
    assert weekend_of(zone) == days


@pytest.mark.parametrize(
    ("zone", "days"),
    [
        ("Europe/Berlin", "1234567"),
        ("Asia/Jerusalem", "7123456"),
        ("Africa/Cairo", "6712345"),
        ("Asia/Tehran", "6712345"),
        ("America/New_York", "7123456"),
        ("Antarctica/Troll", "1234567"),
    ],
)
def test_a_week_begins_as_in_the_country_that_the_zone_is_in(zone: str, days: str) -> None:
    assert week_of(zone) == days


def test_every_zone_has_a_weekend_and_weekdays() -> None:
    assert all(0 < len(weekend_of(zone)) < 3 for zone in zones_by_name().values())


@pytest.mark.parametrize(
    ("text", "zone", "called", "ahead"),
    [
        ("UTC+3", "Etc/GMT-3", "UTC+3", 180),
        ("utc +03:00", "Etc/GMT-3", "UTC+3", 180),
        ("GMT-5", "Etc/GMT+5", "UTC-5", -300),
        ("+3", "Etc/GMT-3", "UTC+3", 180),
        ("−8", "Etc/GMT+8", "UTC-8", -480),
        ("UTC+14", "Etc/GMT-14", "UTC+14", 840),
        ("GMT+5:30", "Asia/Kolkata", "Kolkata", 330),
        ("UTC-0330", "America/St_Johns", "St. John’s", -210),
        ("МСК+2", "Etc/GMT-5", "UTC+5", 300),
        ("МСК", "Europe/Moscow", "Moscow", 180),
        ("UTC+00:00", "UTC", "UTC", 0),
    ],
)
def test_an_offset_is_a_zone_that_shows_it_and_is_called_as_people_say_it(
    text: str, zone: str, called: str, ahead: int
) -> None:
    assert read_zone(text) == zone
    assert city_of(zone, language="en") == called
    assert datetime(2026, 1, 15, tzinfo=ZoneInfo(zone)).utcoffset() == timedelta(minutes=ahead)


@pytest.mark.parametrize("text", ["UTC+15", "GMT-13", "+5:20", "UTC", "+", "3", "07:30"])
def test_an_offset_that_no_clock_shows_is_no_zone(text: str) -> None:
    assert read_zone(text) in (None, "UTC")
