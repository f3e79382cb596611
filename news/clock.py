"""When a reader's hour comes: slots, local dates, time zones by name or city. Pure; `now` is passed in.

The rule of cron (Vixie) at the edges of summer time: an hour that does not exist fires at the first instant
after the gap, an hour that comes twice fires the first time only.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages

EVERY_DAY = "1234567"
USUAL_WEEKEND = "67"
_CLOCK = re.compile(
    r"""
    ^\s*(?:(?P<early>오전|午前|上午)|(?P<late>오후|午後|下午))?
    \s*(?P<hour>\d{1,2})(?:\s?(?:[:.hч时時点點시]|giờ|बजे)\s?(?:(?P<minute>\d{2})\s?[分분]?)?)?
    \s*(?P<half>am|pm)?\s*$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NOT_PLACES = ("Etc/", "posix/", "right/", "SystemV/", "US/")
_NOT_ZONES = {"Factory", "posixrules", "localtime", "leapseconds", "tzdata.zi"}


@dataclass(frozen=True)
class Slot:
    """One firing: the local date it belongs to, and the instant."""

    local_date: date
    at: datetime


def slot_on(day: date, local_time: str, *, zone: str) -> Slot:
    """The one instant at which `local_time` ("HH:MM") fires on `day` in `zone`."""
    tz = ZoneInfo(zone)
    wall = datetime.combine(day, time.fromisoformat(local_time))
    first = wall.replace(tzinfo=tz, fold=0)
    back = first.astimezone(UTC).astimezone(tz).replace(tzinfo=None)
    if back == wall:
        return Slot(day, first.astimezone(UTC))
    return Slot(day, _end_of_gap(first, tz))


def _end_of_gap(inside: datetime, tz: ZoneInfo) -> datetime:
    """The first instant after the gap that swallowed this wall time: where the zone's offset changes."""
    low = inside.replace(fold=1).astimezone(UTC) - timedelta(minutes=1)
    high = inside.replace(fold=0).astimezone(UTC) + timedelta(minutes=1)
    low, high = min(low, high), max(low, high)
    before = low.astimezone(tz).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(tz).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


@lru_cache(maxsize=1024)
def next_slot(
    local_time: str,
    *,
    zone: str,
    now: datetime,
    days: str = EVERY_DAY,
    fired: frozenset[date] = frozenset(),
    since: date | None = None,
) -> Slot:
    """The next slot after `now` on one of `days` (ISO weekdays) whose local date has not fired yet and is not before
    `since`."""
    today = now.astimezone(ZoneInfo(zone)).date()
    first = max(today, since) if since else today
    for ahead in range(400):
        day = first + timedelta(days=ahead)
        if str(day.isoweekday()) not in days or day in fired or not exists(day, zone=zone):
            continue
        slot = slot_on(day, local_time, zone=zone)
        if slot.at > now:
            return slot
    raise ValueError(f"no slot for {local_time!r} on days {days!r}")


def exists(day: date, *, zone: str) -> bool:
    """Whether clocks of the zone ever show this date: Samoa had no 30 December 2011."""
    return local_date(slot_on(day, "00:00", zone=zone).at, zone=zone) == day


def local_date(now: datetime, *, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


@lru_cache(maxsize=64)
def weekend_of(zone: str) -> str:
    """The ISO weekdays that are the weekend where the zone is: "56" in Egypt (CLDR by Babel)."""
    locale = _place_of(zone)
    if locale is None:
        return USUAL_WEEKEND
    first, last = locale.weekend_start, locale.weekend_end
    days = ((first + ahead) % 7 + 1 for ahead in range((last - first) % 7 + 1))
    return "".join(map(str, sorted(days)))


@lru_cache(maxsize=64)
def week_of(zone: str) -> str:
    """The ISO weekdays in the order of a week where the zone is: "7123456" in Israel (CLDR by Babel)."""
    locale = _place_of(zone)
    first = locale.first_week_day if locale else 0
    return EVERY_DAY[first:] + EVERY_DAY[:first]


def _country_of(zone: str) -> str | None:
    first = _FIRST_NAMES.get(zone, zone)
    place: str | None = get_global("zone_territories").get(get_global("zone_aliases").get(first, first))
    return place


def _place_of(zone: str) -> Locale | None:
    place = _country_of(zone)
    try:
        return Locale.parse(f"und_{place}") if place else None
    except UnknownLocaleError:  # of Antarctica
        return None


def read_time(text: str) -> str | None:
    """ "7", "7:30", "07.30", "7pm", "19h" as "HH:MM"; None where it is no time of day."""
    match = _CLOCK.match(unicodedata.normalize("NFKC", text))
    if not match:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = "am" if match["early"] else "pm" if match["late"] else (match["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def read_zone(
    text: str,
    *,
    languages: tuple[str, ...] = ("en",),
    by_country: bool = True,
    near: str = "",
    language: str = "",
) -> str | None:
    """An IANA zone by its name in any case, by the name of its city in one of `languages`, or by that of a large city; or of a
    country where (nearly) all clocks show the same, if `by_country`. Of large cities of one name that in the country of the zone
    `near` is meant, else one where `language` is spoken, else the largest."""
    wanted = fold(text)
    if not wanted or len(wanted) > 60:
        return None
    for code in languages if by_country else ():
        if wanted in countries(code):
            return countries(code)[wanted]
    if wanted in zones_by_name():
        return zones_by_name()[wanted]
    if fixed := _zone_of_offset(text):
        return fixed
    for code in languages:
        if wanted in cities(code):
            return cities(code)[wanted]
    return _meant(large_cities().get(wanted, ()), near=near, language=language)


def _meant(zones: Sequence[str], *, near: str, language: str) -> str | None:
    """Of these, best first, the one that somebody means who lives or speaks so."""
    if len(zones) < 2:
        return next(iter(zones), None)
    country = _country_of(near)
    there = [zone for zone in zones if country and _country_of(zone) == country]
    spoken = [zone for zone in zones if language in _spoken_in(_country_of(zone))]
    chosen: str = (there or (zones[:1] if zones[0] in spoken else spoken) or zones)[0]
    return chosen


@lru_cache(maxsize=256)
def _spoken_in(country: str | None) -> tuple[str, ...]:
    return get_official_languages(country, de_facto=True) if country else ()


_OFFSET = re.compile(
    r"(?P<from>utc|gmt|msk|мск)?\s*(?P<sign>[+\-–−])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?",
    re.IGNORECASE,
)
_OF_NO_WHOLE_HOUR = {
    -570: "Pacific/Marquesas",
    -210: "America/St_Johns",
    210: "Asia/Tehran",
    270: "Asia/Kabul",
    330: "Asia/Kolkata",
    345: "Asia/Kathmandu",
    390: "Asia/Yangon",
    525: "Australia/Eucla",
    570: "Australia/Darwin",
    630: "Australia/Lord_Howe",
    765: "Pacific/Chatham",
}
"""By minutes ahead of UTC: whose clocks show that, outside of their summer time."""
_OF_MOSCOW = 180


def _zone_of_offset(text: str) -> str | None:
    """ "UTC+3", "GMT-5", "+05:30", "МСК+2" as a zone; None where nobody's clock shows that."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _OFFSET.fullmatch(plain)
    if found is None:
        return "Europe/Moscow" if plain.casefold() in ("msk", "мск") else None
    ahead = int(found["hours"]) * 60 + int(found["minutes"] or 0)
    ahead = ahead if found["sign"] == "+" else -ahead
    ahead += _OF_MOSCOW if (found["from"] or "").casefold() in ("msk", "мск") else 0
    hours, rest = divmod(ahead, 60)
    if rest or not -12 <= hours <= 14:
        return _OF_NO_WHOLE_HOUR.get(ahead)
    return f"Etc/GMT{-hours:+}" if hours else "UTC"  # POSIX counts the other way


def is_fixed(zone: str) -> bool:
    """Whether it is an offset, and the clock of no place."""
    return zone.startswith("Etc/") or zone == "UTC"


def is_zone(name: str) -> bool:
    return name in zones_by_name().values()


def fold(text: str) -> str:
    """For comparing names: no case, no accents, no punctuation between words."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[\s_\-'’ʼ.,]+", " ", bare).strip().casefold()


@lru_cache(maxsize=1)
def zones_by_name() -> Mapping[str, str]:
    return {
        fold(name): name
        for name in sorted(available_timezones())
        if name not in _NOT_ZONES and not name.startswith(("posix/", "right/"))
    }


# CLDR keeps a zone's first name for ever; these are the names of today (tzdata, file "backward").
_RENAMED = {
    "Europe/Kiev": "Europe/Kyiv",
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Saigon": "Asia/Ho_Chi_Minh",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Rangoon": "Asia/Yangon",
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "Atlantic/Faeroe": "Atlantic/Faroe",
    "America/Godthab": "America/Nuuk",
}
_FIRST_NAMES = {today: first for first, today in _RENAMED.items()}


@lru_cache(maxsize=64)
def cities(language: str) -> Mapping[str, str]:
    """Folded city name -> zone: the last part of the zone's name, and its city in `language` (CLDR by Babel)."""
    known = set(available_timezones())
    found = {
        fold(name.rsplit("/", 1)[1]): name
        for name in sorted(known, reverse=True)
        if "/" in name and not name.startswith(_NOT_PLACES)
    }
    for first, said in Locale.parse(language).time_zones.items():
        zone = _RENAMED.get(first, first)
        if zone in known and said.get("city"):
            found[fold(said["city"])] = zone
    return found


_NEARLY_ONE = {
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "UA": "Europe/Kyiv",
}
"""Countries with several zones, and the one by which more than nine in ten people live."""


@lru_cache(maxsize=64)
def countries(language: str) -> Mapping[str, str]:
    """Folded name of a country in `language` (CLDR by Babel) -> its zone, where that is one for (nearly) all."""
    names = Locale.parse(language).territories
    return {fold(names[code]): zone for code, zone in _zone_of_country().items() if code in names}


@lru_cache(maxsize=1)
def _zone_of_country() -> Mapping[str, str]:
    """By tzdata's `zone.tab`."""
    rows = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8").splitlines()
    zones: dict[str, list[str]] = {}
    for code, _, zone, *_ in (row.split("\t") for row in rows if not row.startswith("#")):
        zones.setdefault(code, []).append(zone)
    alike = {code: those[0] for code, those in zones.items() if len(set(map(_clock_of_a_year, those))) == 1}
    return alike | _NEARLY_ONE


def _clock_of_a_year(zone: str) -> tuple[timedelta | None, ...]:
    tz = ZoneInfo(zone)
    return tuple(datetime(2026, month, 15, tzinfo=tz).utcoffset() for month in range(1, 13))


@lru_cache(maxsize=1)
def large_cities() -> Mapping[str, tuple[str, ...]]:
    """Folded names, in any script, of some four thousand cities that no zone is named after (`cities.txt`), with the zones of
    those that are called so: the first is that of the capital or the largest."""
    rows = files("news").joinpath("cities.txt").read_text("utf-8").splitlines()
    lists = [row.split("\t") for row in rows if not row.startswith("#")]
    alone: dict[str, tuple[str, ...]] = {zone: (zone,) for zone, *_ in lists}
    found = {name: alone[zone] for zone, *names in lists for name in names if not name.startswith("~")}
    for zone, *names in lists:
        for name in names:
            if name.startswith("~"):
                found[name[1:]] = (*found[name[1:]], zone)
    return found


def city_of(zone: str, *, language: str) -> str:
    """How a reader calls the zone: its city, its offset where it is nothing else ("UTC+3"), or its name."""
    if found := re.fullmatch(r"Etc/GMT([+-])(\d+)", zone):
        return f"UTC{'-' if found[1] == '+' else '+'}{found[2]}" if found[2] != "0" else "UTC"
    if "/" not in zone or zone.startswith("Etc/"):
        return zone
    said = Locale.parse(language).time_zones.get(_FIRST_NAMES.get(zone, zone), {})
    return said.get("city") or zone.rsplit("/", 1)[1].replace("_", " ")
