"""A day in words is understood in every language of the interface, as CLDR writes it and as people say it."""

from datetime import date, timedelta

import pytest
from babel import Locale
from babel.dates import format_skeleton, format_timedelta, get_day_names
from hypothesis import given
from hypothesis import strategies as st

from news.i18n import UI_LANGUAGES
from news.reader.dates_in_words import FURTHEST, read_day

SUNDAY = date(2026, 11, 22)
MONDAY, IN_TWO_WEEKS, TOMORROW = date(2026, 11, 23), date(2026, 12, 6), date(2026, 11, 23)
CHRISTMAS_EVE, THE_DAY_AFTER = date(2026, 12, 24), date(2026, 11, 24)

SAID = {
    "en": {"until Monday": MONDAY, "two weeks": IN_TWO_WEEKS, "for 10 days": date(2026, 12, 2), "tomorrow": TOMORROW},
    "de": {"bis nächsten Montag": MONDAY, "zwei Wochen": IN_TWO_WEEKS, "bis zum 24.12.": CHRISTMAS_EVE, "übermorgen": THE_DAY_AFTER},
    "es": {"hasta el lunes": MONDAY, "dos semanas": IN_TWO_WEEKS, "hasta el 24 de diciembre": CHRISTMAS_EVE, "pasado mañana": THE_DAY_AFTER},
    "fr": {"jusqu’à lundi": MONDAY, "deux semaines": IN_TWO_WEEKS, "jusqu’au 24 décembre": CHRISTMAS_EVE, "demain": TOMORROW},
    "ru": {"до понедельника": MONDAY, "на две недели": IN_TWO_WEEKS, "до 24 декабря": CHRISTMAS_EVE, "завтра": TOMORROW},
    "uk": {"до понеділка": MONDAY, "до п’ятниці": date(2026, 11, 27), "на два тижні": IN_TWO_WEEKS, "до 24 грудня": CHRISTMAS_EVE, "завтра": TOMORROW},
    "ar": {"حتى يوم الاثنين": MONDAY, "أسبوعين": IN_TWO_WEEKS, "حتى ٢٤ ديسمبر": CHRISTMAS_EVE, "غدًا": TOMORROW},
    "zh": {"到周一": MONDAY, "两周": IN_TWO_WEEKS, "到12月24日": CHRISTMAS_EVE, "明天": TOMORROW},
    "pl": {"do poniedziałku": MONDAY, "2 tygodnie": IN_TWO_WEEKS, "do 24 grudnia": CHRISTMAS_EVE},
    "tr": {"pazartesiye kadar": MONDAY, "iki hafta": IN_TWO_WEEKS, "24 Aralık'a kadar": CHRISTMAS_EVE},
    "ja": {"月曜日まで": MONDAY, "2週間": IN_TWO_WEEKS, "12月24日まで": CHRISTMAS_EVE, "明日": TOMORROW},
    "ko": {"월요일까지": MONDAY, "2주": IN_TWO_WEEKS, "하루": TOMORROW, "이틀 동안": THE_DAY_AFTER, "사흘": date(2026, 11, 25), "나흘": date(2026, 11, 26), "일주일 동안": date(2026, 11, 29), "12월 24일까지": CHRISTMAS_EVE, "내일": TOMORROW},
    "hi": {"सोमवार तक": MONDAY, "2 सप्ताह": IN_TWO_WEEKS, "24 दिसंबर तक": CHRISTMAS_EVE, "कल": TOMORROW},
    "he": {"עד יום שני": MONDAY, "שבועיים": IN_TWO_WEEKS, "שני שבועות": IN_TWO_WEEKS, "עד 24 בדצמבר": CHRISTMAS_EVE, "מחר": TOMORROW},
    "bn": {"দুটি সপ্তাহ": IN_TWO_WEEKS, "তিনটি দিন": date(2026, 11, 25)},
    "vi": {"đến thứ hai": MONDAY, "hai tuần": IN_TWO_WEEKS, "ngày mai": TOMORROW},
}  # fmt: skip
LANGUAGES = sorted({*UI_LANGUAGES, *SAID})


@pytest.mark.parametrize(("language", "said"), [(code, said) for code in SAID for said in SAID[code]])
def test_a_day_is_understood_as_people_say_it(language: str, said: str) -> None:
    assert read_day(said, language, SUNDAY) == SAID[language][said]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_is_understood_as_our_own_messages_write_it(language: str) -> None:
    locale = Locale.parse(language)
    for day, name in get_day_names("wide", locale=locale).items():
        assert read_day(name, language, SUNDAY) == MONDAY + timedelta(days=day)
    for span, unit in (
        (timedelta(days=5), "day"),
        (timedelta(weeks=1), "week"),
        (timedelta(weeks=2), "week"),
    ):
        for is_ahead in (True, False):
            said = format_timedelta(span, unit, 99, add_direction=is_ahead, locale=locale)  # type: ignore[arg-type]
            assert read_day(said, language, SUNDAY) == SUNDAY + span, said
    for ahead in (1, 9, 39, 100, 200, 300):
        wanted = SUNDAY + timedelta(days=ahead)
        for form in ("MMMMd", "yMMMd", "yMMMMEEEEd"):
            said = format_skeleton(form, wanted, locale=locale)
            assert read_day(said, language, SUNDAY) == wanted, said


def test_numbers_alone_are_read_in_the_order_of_the_language() -> None:
    assert read_day("3/12", "fr", SUNDAY) == date(2026, 12, 3)
    assert read_day("3/12", "en", SUNDAY) == date(2027, 3, 12)
    assert read_day("2026-12-03", "fr", SUNDAY) == date(2026, 12, 3)
    assert read_day("2026/12/3", "zh", SUNDAY) == date(2026, 12, 3)
    assert read_day("99号公路", "zh", SUNDAY) is None


def test_a_day_without_a_year_is_the_next_one() -> None:
    assert read_day("21 November", "en", SUNDAY) == date(2027, 11, 21)
    assert read_day("Sunday", "en", SUNDAY) == SUNDAY + timedelta(days=7)


@pytest.mark.parametrize(
    "text", ["", "banana", "until", "3", "the 5th", "yesterday", "24 December 1999", "x" * 500, "10 years"]
)
def test_what_is_no_day_to_come_is_none(text: str) -> None:
    assert read_day(text, "en", SUNDAY) is None


@given(st.text(max_size=40), st.sampled_from(LANGUAGES))
def test_whatever_is_written_gives_a_day_to_come_or_none(text: str, language: str) -> None:
    day = read_day(text, language, SUNDAY)
    assert day is None or timedelta() < day - SUNDAY <= FURTHEST
