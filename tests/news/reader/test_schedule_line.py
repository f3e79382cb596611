"""One line says when digests come and what they are: in the words of the reader's language, and never by halves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.clock import fold
from news.i18n import UI_LANGUAGES, open_words
from news.reader.hours_said import hours_of
from news.reader.schedule_line import EVERY_DAY, Wish, read_line, vocabulary
from news.reader.small_words import SPOKEN

WORDS = open_words()


def read(text: str, *languages: str) -> list[Wish]:
    return read_line(text, vocabulary([WORDS(code) for code in languages or ("en",)]))


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("07:30", Wish(times=(("", "07:30"),))),
        ("07:30 18:00", Wish(times=(("", "07:30"), ("", "18:00")))),
        ("7, 18", Wish(times=(("", "07:00"), ("", "18:00")))),
        ("7:30 pm", Wish(times=(("", "19:30"),))),
        ("+18:00", Wish(times=(("+", "18:00"),))),
        ("-18:00 −9", Wish(times=(("-", "18:00"), ("-", "09:00")))),
        ("07:30 mon-fri", Wish(times=(("", "07:30"),), days="12345")),
        ("07:30 Mon – Fri", Wish(times=(("", "07:30"),), days="12345")),
        ("07:30 fri-mon", Wish(times=(("", "07:30"),), days="1567")),
        ("07:30 sat sun", Wish(times=(("", "07:30"),), days="67")),
        ("07:30 weekdays", Wish(times=(("", "07:30"),), days="12345")),
        ("07:30 every day", Wish(times=(("", "07:30"),), days=EVERY_DAY)),
        ("07:30 5 min", Wish(times=(("", "07:30"),), minutes=5)),
        ("07:30 5min", Wish(times=(("", "07:30"),), minutes=5)),
        ("07:30 6 stories", Wish(times=(("", "07:30"),), stories=6)),
        ("07:30 without sound", Wish(times=(("", "07:30"),), is_silent=True)),
        ("07:30 🔕", Wish(times=(("", "07:30"),), is_silent=True)),
        ("07:30 everything", Wish(times=(("", "07:30"),), is_everything=True)),
        ("07:30 Berlin", Wish(times=(("", "07:30"),), rest=("Berlin",))),
        (
            "07:30 mon-fri science 5 min",
            Wish(times=(("", "07:30"),), days="12345", minutes=5, rest=("science",)),
        ),
        ("90 min 07:30", Wish(times=(("", "07:30"),), rest=("90", "min"))),
    ],
)
def test_a_line_is_read(text: str, wish: Wish) -> None:
    assert read(text) == [wish]


def test_parts_that_differ_are_set_apart() -> None:
    assert read("07:30 mon-fri science; 18:00 world 2 min") == [
        Wish(times=(("", "07:30"),), days="12345", rest=("science",)),
        Wish(times=(("", "18:00"),), minutes=2, rest=("world",)),
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "07:30 Mo-Fr 5 Minuten"),
        ("es", "07:30 lun-vie 5 minutos"),
        ("fr", "07:30 lun.-ven. 5 minutes"),
        ("ru", "07:30 пн–пт 5 минут"),
        ("uk", "07:30 пн-пт 5 хв"),
        ("ar", "٠٧:٣٠ الاثنين-الجمعة 5 دقائق"),
        ("zh", "07:30 周一至周五 5分钟"),
        ("vi", "7 giờ 30 Th 2–Th 6 5 phút"),
        ("vi", "7h30 T2-T6 5 phút"),
        ("he", "07:30 שני-שישי 5 דקות"),
        ("he", "07:30 ב׳-ו׳ 5 דקות"),
        ("he", "07:30 יום שני - יום שישי 5 דקות"),
        ("ko", "7시 30분 월-금 5분"),
        ("ko", "오전 7시 30분 월~금 5분"),
        ("ja", "7時30分 月-金 5分"),
        ("hi", "7:30 सोम-शुक्र 5 मिनट"),
    ],
)
def test_days_and_minutes_are_named_in_the_language_of_the_reader(language: str, text: str) -> None:
    assert read(text, language, "en") == [Wish(times=(("", "07:30"),), days="12345", minutes=5)]


@pytest.mark.parametrize(
    ("language", "text", "wish"),
    [
        ("vi", "7 giờ 18 giờ", Wish(times=(("", "07:00"), ("", "18:00")))),
        ("vi", "+18 giờ Th 7", Wish(times=(("+", "18:00"),), days="6")),
        ("fr", "7h 18", Wish(times=(("", "07:00"), ("", "18:00")))),
        ("hi", "7 बजे", Wish(times=(("", "07:00"),))),
        ("ko", "오후 6:05", Wish(times=(("", "18:05"),))),
        ("bn", "07:30 6টি খবর", Wish(times=(("", "07:30"),), stories=6)),
        ("pl", "9 weekend", Wish(times=(("", "09:00"),), days="67")),
        ("cs", "9 víkend", Wish(times=(("", "09:00"),), days="67")),
    ],
)
def test_times_and_lengths_of_several_words_are_read(language: str, text: str, wish: Wish) -> None:
    assert read(text, language, "en") == [wish]


@pytest.mark.parametrize(
    ("language", "text", "at", "days"),
    [
        ("en", "at 8:00", "08:00", None),
        ("en", "every day at 8", "08:00", EVERY_DAY),
        ("en", "18:00 Saturday and Sunday", "18:00", "67"),
        ("en", "8 o'clock in the evening", "20:00", None),
        ("en", "Sunday morning at 8", "08:00", "7"),
        ("en", "0730", "07:30", None),
        ("en", "noon", "12:00", None),
        ("en", "12 at night", "00:00", None),
        ("en", "Mondays at 9", "09:00", "1"),
        ("de", "um 7:30 Uhr", "07:30", None),
        ("de", "7 Uhr 30", "07:30", None),
        ("de", "18 Uhr am Wochenende", "18:00", "67"),
        ("de", "8 Uhr abends", "20:00", None),
        ("de", "jeden Tag um 8", "08:00", EVERY_DAY),
        ("ru", "по будням в 7:30", "07:30", "12345"),
        ("ru", "18:00 сб и вс", "18:00", "67"),
        ("ru", "7 часов утра", "07:00", None),
        ("ru", "3 часа дня", "15:00", None),
        ("ja", "朝7時", "07:00", None),
        ("ja", "午後6時半", "18:30", None),
        ("ja", "18時 土日", "18:00", "67"),
        ("ja", "18時 土曜と日曜", "18:00", "67"),
        ("zh", "每天早上7点", "07:00", EVERY_DAY),
        ("zh", "周六和周日 晚上8点半", "20:30", "67"),
        ("ko", "토일 저녁 8시 반", "20:30", "67"),
        ("ar", "كل يوم الساعة 8 مساء", "20:00", EVERY_DAY),
        ("ar", "18:00 السبت والأحد", "18:00", "67"),
        ("ar", "18:00 عطلة نهاية الأسبوع", "18:00", "67"),
        ("he", "בשעה 8 בערב", "20:00", None),
        ("he", "18:00 שישי ושבת", "18:00", "56"),
        ("fa", "ساعت ۸ شب", "20:00", None),
        ("fr", "tous les jours à 8 heures du matin", "08:00", EVERY_DAY),
        ("fr", "le week-end à 9h", "09:00", "67"),
        ("es", "a las 8 de la noche los fines de semana", "20:00", "67"),
        ("pt", "às 8 da manhã", "08:00", None),
        ("it", "alle 8 di sera", "20:00", None),
        ("uk", "щодня о 8 вечора", "20:00", EVERY_DAY),
        ("pl", "codziennie o 7:30", "07:30", EVERY_DAY),
        ("nl", "om 8 uur 's avonds", "20:00", None),
        ("tr", "her gün akşam 8", "20:00", EVERY_DAY),
        ("hi", "रोज शाम 6 बजे", "18:00", EVERY_DAY),
        ("bn", "সকাল ৭টায়", "07:00", None),
        ("vi", "8 giờ tối", "20:00", None),
        ("id", "setiap hari jam 7 pagi", "07:00", EVERY_DAY),
        ("cs", "v 20 hodin", "20:00", None),
        ("ro", "la ora 8 seara", "20:00", None),
        ("el", "στις 8 το βράδυ", "20:00", None),
        ("sv", "kl 8 på kvällen", "20:00", None),
    ],
)
def test_hours_and_days_are_said_as_people_say_them(
    language: str, text: str, at: str, days: str | None
) -> None:
    assert read(text, language, "en") == [Wish(times=(("", at),), days=days)]


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_each_hour_with_the_part_of_the_day_that_it_lies_in_is_that_hour(language: str) -> None:
    """The parts and their names as CLDR has them; a name of two parts, and a half of a day, may mean another."""
    locale = WORDS(language).locale
    hours = hours_of([WORDS(language)])
    parts = [
        (rule, names[period])
        for period, rules in locale.day_period_rules.get(None, {}).items()
        for rule in rules
        for names in locale.day_periods["format"].values()
        if "from" in rule and len(hours.parts.get(fold(names.get(period, "")), ())) == 1
    ]
    for rule, name in parts:
        length = (rule["before"] - rule["from"]) // 3600 % 24
        for hour in ((rule["from"] // 3600 + ahead) % 24 for ahead in range(min(length, 12))):
            (wish,) = read(f"{(hour - 1) % 12 + 1}:15 {name}", language)
            assert wish.times == (("", f"{hour:02}:15"),), (hour, name)


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("en", "8:00 Monday to Friday", "12345"),
        ("en", "8:00 from Friday to Monday", "1567"),
        ("fr", "8h du lundi au vendredi", "12345"),
        ("ru", "с понедельника по пятницу в 8", "12345"),
        ("en", "weekdays except Friday at 8", "1234"),
        ("fr", "lundi à vendredi 8h", "12345"),
        ("es", "de lunes a viernes a las 8", "12345"),
        ("it", "dal lunedì al venerdì alle 8", "12345"),
        ("de", "Montag bis Freitag 8 Uhr", "12345"),
        ("de", "Mo und Mi 8 Uhr", "13"),
        ("ar", "من الأحد إلى الخميس الساعة 8", "12347"),
        ("he", "ראשון עד חמישי 8", "12347"),
        ("cs", "pondělí a pátek 8", "15"),
        ("pl", "poniedziałek i piątek 8", "15"),
    ],
)
def test_a_row_of_days_is_said_in_words_and_is_no_pair(language: str, text: str, days: str) -> None:
    (wish,) = read(text, language, "en")
    assert wish.times == (("", "08:00"),)
    assert (wish.days, wish.rest) == (days, ())


@pytest.mark.parametrize("place", ["La Paz", "Los Angeles", "Le Havre", "A Coruña", "De Bilt", "Al Ain"])
def test_a_small_word_that_begins_a_name_stays_in_it(place: str) -> None:
    assert read(f"8:00 {place}", "fr", "en") == [Wish(times=(("", "08:00"),), rest=tuple(place.split()))]


@pytest.mark.parametrize("word", ["土木", "火星", "日本"])
def test_words_that_begin_like_days_are_words(word: str) -> None:
    assert read(f"8時 {word}", "ja") == [Wish(times=(("", "08:00"),), rest=(word,))]


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_what_our_own_messages_say_of_a_digest_is_understood(language: str) -> None:
    speech = WORDS(language)
    said = [speech.gettext("weekends"), speech.gettext("without sound"), speech.gettext("everything")]
    (wish,) = read("07:30 " + " ".join(said), language, "en")
    assert wish == Wish(times=(("", "07:30"),), days="67", is_silent=True, is_everything=True)


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_that_a_digest_is_read_aloud_and_that_it_is_not_is_understood_where_there_is_a_voice(
    language: str,
) -> None:
    speech = WORDS(language)
    known = vocabulary([speech, WORDS("en")], can_speak=True)
    for said, is_spoken in ((speech.gettext("read aloud"), True), (speech.gettext("text only"), False)):
        (wish,) = read_line(f"07:30 {said} 5 min", known)
        assert wish == Wish(times=(("", "07:30"),), minutes=5, is_spoken=is_spoken), said
    (mark,) = read_line("07:30 🎧", known)
    assert mark == Wish(times=(("", "07:30"),), is_spoken=True)


@pytest.mark.parametrize("said", sorted(SPOKEN))
def test_that_it_is_read_aloud_may_be_said_in_other_words(said: str) -> None:
    known = vocabulary([WORDS("en")], can_speak=True)
    assert read_line(f"07:30 {said} 5 min", known) == [
        Wish(times=(("", "07:30"),), minutes=5, is_spoken=True)
    ]
    assert read(f"07:30 {said}")[0].rest, "where there is a voice alone"


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_no_other_word_for_reading_aloud_is_one_of_sound(language: str) -> None:
    speech = WORDS(language)
    assert not SPOKEN & {fold(speech.gettext(one)) for one in ("with sound", "without sound", "text only")}


def test_where_there_is_no_voice_nobody_is_promised_one() -> None:
    (wish,) = read("07:30 read aloud")
    assert (wish.is_spoken, wish.rest) == (None, ("read", "aloud"))
    assert read("07:30 text only")[0].is_spoken is False


@pytest.mark.parametrize("language", UI_LANGUAGES)
@pytest.mark.parametrize("at", ["07:30", "18:00", "12:00", "00:15"])
def test_a_digest_as_our_messages_write_it_is_understood_as_it_is(language: str, at: str) -> None:
    speech = WORDS(language)
    (wish,) = read(f"{speech.wall_time(at)} {speech.days('12345')} {speech.minutes(5)}", language, "en")
    assert wish == Wish(times=(("", at),), days="12345", minutes=5)


@given(st.text(max_size=60))
def test_whatever_is_written_is_read_without_an_error(text: str) -> None:
    for wish in read(text):
        assert all(len(time) == 5 for _, time in wish.times)
