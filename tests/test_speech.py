"""How the interface speaks: plurals, dates, lists, directions and names, as each language has them."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel import Locale

from news.i18n import UI_LANGUAGES, Words, flag, open_words


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("12345", "Mon–Fri"),
        ("123456", "Mon–Sat"),
        ("71234", "Sun–Thu"),
        ("6712", "Sat–Tue"),
        ("67", "Sat and Sun"),
        ("71", "Mon and Sun"),
        ("713", "Mon, Wed, and Sun"),
        ("1234567", "every day"),
    ],
)
def test_days_in_a_row_are_said_from_first_to_last(days: str, said: str) -> None:
    assert open_words()("en").days(days) == said


def test_plurals_follow_the_language() -> None:
    words = open_words()

    def outlets(language: str) -> list[str]:
        return [words(language).ngettext("{n} outlet", "{n} outlets", n) for n in (1, 2, 5, 11, 21)]

    assert outlets("en") == ["1 outlet", "2 outlets", "5 outlets", "11 outlets", "21 outlets"]
    assert outlets("de") == ["1 Medium", "2 Medien", "5 Medien", "11 Medien", "21 Medien"]
    assert outlets("es") == ["1 medio", "2 medios", "5 medios", "11 medios", "21 medios"]
    assert outlets("fr") == ["1 média", "2 médias", "5 médias", "11 médias", "21 médias"]
    assert outlets("ru") == ["1 издание", "2 издания", "5 изданий", "11 изданий", "21 издание"]
    assert outlets("uk") == ["1 видання", "2 видання", "5 видань", "11 видань", "21 видання"]
    assert outlets("ar") == [
        "وسيلة إعلام واحدة",
        "وسيلتا إعلام",
        "5 وسائل إعلام",
        "11 وسيلة إعلام",
        "21 وسيلة إعلام",
    ]
    assert outlets("zh") == ["1 家媒体", "2 家媒体", "5 家媒体", "11 家媒体", "21 家媒体"]
    assert outlets("it") == ["1 testata", "2 testate", "5 testate", "11 testate", "21 testate"]
    assert outlets("ro") == [
        "1 publicație",
        "2 publicații",
        "5 publicații",
        "11 publicații",
        "21 de publicații",
    ]
    assert outlets("nl") == ["1 medium", "2 media", "5 media", "11 media", "21 media"]
    assert outlets("sv") == ["1 medium", "2 medier", "5 medier", "11 medier", "21 medier"]
    assert outlets("el") == ["1 μέσο", "2 μέσα", "5 μέσα", "11 μέσα", "21 μέσα"]
    assert outlets("pl") == ["1 redakcja", "2 redakcje", "5 redakcji", "11 redakcji", "21 redakcji"]
    assert outlets("cs") == ["1 médium", "2 média", "5 médií", "11 médií", "21 médií"]
    assert outlets("tr") == [f"{n} medya kuruluşu" for n in (1, 2, 5, 11, 21)]
    assert outlets("id") == [f"{n} media" for n in (1, 2, 5, 11, 21)]
    assert outlets("vi") == [f"{n} báo" for n in (1, 2, 5, 11, 21)]
    assert outlets("hi") == [f"{n} मीडिया संस्थान" for n in (1, 2, 5, 11, 21)]
    assert outlets("fa") == [f"{n} رسانه" for n in ("۱", "۲", "۵", "۱۱", "۲۱")]
    assert outlets("he") == ["כלי תקשורת אחד", *(f"{n} כלי תקשורת" for n in (2, 5, 11, 21))]
    assert outlets("bn") == [f"{n}টি সংবাদমাধ্যম" for n in ("১", "২", "৫", "১১", "২১")]
    assert outlets("ja") == [f"メディア{n}社" for n in (1, 2, 5, 11, 21)]
    assert outlets("ko") == [f"언론사 {n}곳" for n in (1, 2, 5, 11, 21)]


@pytest.mark.parametrize(
    ("language", "full", "clock", "day"),
    [
        ("en", "Sunday, November 22, 2026", "6:05\u202fPM", "Nov 22"),
        ("de", "Sonntag, 22. November 2026", "18:05", "22. Nov."),
        ("es", "domingo, 22 de noviembre de 2026", "18:05", "22 nov"),
        ("fr", "dimanche 22 novembre 2026", "18:05", "22 nov."),
        ("ru", "воскресенье, 22 ноября 2026\u202fг.", "18:05", "22 нояб."),
        ("uk", "неділя, 22 листопада 2026\u202fр.", "18:05", "22 лист."),
        ("ar", "الأحد، 22 نوفمبر 2026", "6:05\u00a0م", "22 نوفمبر"),
        ("zh", "2026年11月22日星期日", "18:05", "11月22日"),
        ("it", "domenica 22 novembre 2026", "18:05", "22 nov"),
        ("pt", "domingo, 22 de novembro de 2026", "18:05", "22 de nov."),
        ("ro", "duminică, 22 noiembrie 2026", "18:05", "22 nov."),
        ("nl", "zondag 22 november 2026", "18:05", "22 nov"),
        ("sv", "söndag 22 november 2026", "18:05", "22 nov."),
        ("el", "Κυριακή 22 Νοεμβρίου 2026", "6:05\u202fμ.μ.", "22 Νοε"),
        ("pl", "niedziela, 22 listopada 2026", "18:05", "22 lis"),
        ("cs", "neděle 22. listopadu 2026", "18:05", "22. 11."),
        ("tr", "22 Kasım 2026 Pazar", "18:05", "22 Kas"),
        ("id", "Minggu, 22 November 2026", "18.05", "22 Nov"),
        ("vi", "Chủ Nhật, 22 tháng 11, 2026", "18:05", "22 thg 11"),
        ("hi", "रविवार, 22 नवंबर 2026", "6:05\u00a0pm", "22 नव॰"),
        ("fa", "یکشنبه ۲۲ نوامبر ۲۰۲۶", "۱۸:۰۵", "۲۲ نوامبر"),
        ("he", "יום ראשון, 22 בנובמבר 2026", "18:05", "22 בנוב׳"),
        ("bn", "রবিবার, ২২ নভেম্বর, ২০২৬", "৬:০৫\u00a0PM", "২২ নভে"),
        ("ja", "2026年11月22日日曜日", "18:05", "11月22日"),
        ("ko", "2026년 11월 22일 일요일", "오후\u00a06:05", "11월 22일"),
    ],
)
def test_dates_and_times_are_written_as_the_language_writes_them(
    language: str, full: str, clock: str, day: str
) -> None:
    speech, at = open_words()(language), datetime(2026, 11, 22, 17, 5, tzinfo=UTC)
    assert speech.date(date(2026, 11, 22)) == full
    assert speech.time(at, zone="Europe/Berlin") == clock
    assert speech.day_month(at, zone="Europe/Berlin") == day


def test_lists_colons_and_prose_are_set_as_the_language_sets_them() -> None:
    words = open_words()
    assert words("en").listed(["a", "b", "c"]) == "a, b, and c"
    assert words("de").listed(["a", "b", "c"]) == "a, b und c"
    assert words("zh").listed(["甲", "乙", "丙"]) == "甲、乙和丙"
    assert words("fr").labelled("Heure") == "Heure\u00a0:"
    assert words("zh").labelled("时间") == "时间："
    assert words("en").labelled("Hour", "08:00") == "Hour: 08:00"
    assert words("zh").labelled("时间", "08:00") == "时间：08:00"
    assert words("en").prose(["One.", "Two."]) == "One. Two."
    assert words("zh").prose(["一。", "二。"]) == "一。二。"
    assert words("ja").labelled("時刻") == "時刻："
    assert words("ja").prose(["一。", "二。"]) == "一。二。"
    assert words("ko").prose(["하나.", "둘."]) == "하나. 둘."


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_a_date_that_ends_with_a_full_stop_is_followed_by_none(language: str) -> None:
    speech, day = open_words()(language), date(2026, 11, 23)
    for written in (speech.date(day), speech.short_date(day)):
        said = speech.gettext("Paused until {day}.", day=written)
        assert written in said
        assert ".." not in said


def test_pages_are_turned_in_the_direction_in_which_people_read() -> None:
    words = open_words()
    assert words("en").arrows == ("◀", "▶")
    assert words("ar").arrows == ("▶", "◀")


def test_a_reader_gets_the_nearest_shipped_language() -> None:
    words = open_words()
    assert [words.match(code) for code in ("de", "DE-at", "pt-BR", "zh-Hant-TW", "uk_UA", "", None, "en-GB")] == [
        "de", "de", "pt", "zh", "uk", "en", "en", "en",
    ]  # fmt: skip


def test_arabic_persian_and_hebrew_are_written_right_to_left() -> None:
    words = open_words()
    assert [language for language in UI_LANGUAGES if words(language).is_rtl] == ["ar", "fa", "he"]


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_every_shipped_language_can_name_every_other_and_the_countries(language: str) -> None:
    speech = open_words()(language)
    names = {speech.language_name(other) for other in UI_LANGUAGES}
    assert len(names) == len(UI_LANGUAGES)
    assert not names & set(UI_LANGUAGES)
    assert speech.country("DE") == Locale.parse(language).territories["DE"]
    assert speech.country(None) == ""


def test_a_language_without_a_catalogue_speaks_english(tmp_path: Path) -> None:
    speech = Words(tmp_path)("de")
    assert speech.gettext("Saved.") == "Saved."
    assert speech.ngettext("{n} outlet", "{n} outlets", 2) == "2 outlets"
    assert speech.date(date(2026, 11, 22)) == "Sonntag, 22. November 2026"


def test_a_flag_is_made_of_a_country_code_only() -> None:
    assert flag("ua") == "🇺🇦"
    assert flag("UA") == "🇺🇦"
    assert [flag(code) for code in (None, "", "EUR", "1A")] == ["", "", "", ""]


def test_no_language_changes_the_names_of_another():
    """Babel keeps what it looks up in data that several locales share (`news.locale_data`)."""
    for language in ("zh", "fa", "zh"):
        names = Locale.parse(language).months["stand-alone"]["abbreviated"]
        assert names[12] == {"zh": "12月", "fa": "دسامبر"}[language]
    assert "دسامبر" in open_words()("fa").near_date(date(2026, 12, 18))
