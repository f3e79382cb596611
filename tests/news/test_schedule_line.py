"""One line says when digests come and what they are: in the words of the reader's language, and never by halves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.i18n import UI_LANGUAGES, open_words
from news.reader.schedule_line import EVERY_DAY, Wish, read_line, vocabulary

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
