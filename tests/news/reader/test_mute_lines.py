"""What a line about muting means."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.i18n import UI_LANGUAGES, open_words
from news.reader.mute_lines import Line, read_line
from tests.end_to_end.people import TONGUES

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TOPICS = {"football": "football", "sport": "sport", "fußball": "football", "middle east": "middle-east"}
OUTLETS = {
    "Harbour Dispatch": "harbourdispatch.example",
    "Focus": "focus.example",
    "المرسى": "almarsa.example",
}
FOLLOWED = {"sport": "sport", "electric cars": "=electric cars", "middle east": "middle-east"}


WORDS = open_words()


def read(text: str, language: str = "en", zone: str = "UTC") -> Line | None:
    return read_line(
        text, topics=TOPICS, followed=FOLLOWED, outlets=OUTLETS, now=NOW, zone=zone, language=language,
        only_in=[WORDS(code).gettext("only in {topic}") for code in (language, "en")],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language", "kind", "target"),
    [
        ("el tenis", "es", "word", "tenis"),
        ("El País", "es", "word", "El País"),
        ("the football", "en", "topic", "football"),
        ("the harbour dispatch", "en", "outlet", "harbourdispatch.example"),
        ("l'Ukraine", "fr", "word", "Ukraine"),
        ("das Grubenunglück", "de", "word", "Grubenunglück"),
        ("die hard", "en", "word", "die hard"),
        ("“el tenis”", "es", "word", "el tenis"),
    ],
)
def test_an_article_is_no_part_of_what_is_named(text: str, language: str, kind: str, target: str) -> None:
    assert read(text, language) == Line(kind, target)


@pytest.mark.parametrize(
    ("text", "kind", "target", "within"),
    [
        ("Tesla", "word", "Tesla", ""),
        ("Elon Musk", "word", "Elon Musk", ""),
        ("football", "topic", "football", ""),
        ("Middle East", "topic", "middle-east", ""),
        ("“football”", "word", "football", ""),
        ("word football", "word", "football", ""),
        ("football in sport", "topic", "football", "sport"),
        ("Tesla in electric cars", "word", "Tesla", "=electric cars"),
        ("made in China", "word", "made in China", ""),
        ("oil in Middle East", "word", "oil", "middle-east"),
        ("outlet example.com", "outlet", "example.com", ""),
        ("https://www.Example.com/", "outlet", "example.com", ""),
        ("outlet The Daily Post", "outlet", "The Daily Post", ""),
        ("báo Tuổi Trẻ", "outlet", "Tuổi Trẻ", ""),
        ("médium Marelský list", "outlet", "Marelský list", ""),
        ("noviny Marelský list", "outlet", "Marelský list", ""),
        ("kuruluş Liman Postası", "outlet", "Liman Postası", ""),
        ("situs Pos Pelabuhan", "outlet", "Pos Pelabuhan", ""),
        ("संस्थान मारेल पोस्ट", "outlet", "मारेल पोस्ट", ""),
        ("メディア マレル新報", "outlet", "マレル新報", ""),
        ("언론사 마렐신문", "outlet", "마렐신문", ""),
        ("সংবাদমাধ্যম মারেল পোস্ট", "outlet", "মারেল পোস্ট", ""),
        ("אתר הנמל", "outlet", "הנמל", ""),
        ("語句 football", "word", "football", ""),
        ("harbour dispatch", "outlet", "harbourdispatch.example", ""),
        ("“Harbour Dispatch”", "word", "Harbour Dispatch", ""),
        ("outlet focus", "outlet", "focus.example", ""),
        ("Focus", "outlet", "focus.example", ""),
        ("focus", "word", "focus", ""),
        ("المرسى", "outlet", "almarsa.example", ""),
    ],
)
def test_a_line_names_a_word_a_topic_or_an_outlet(text: str, kind: str, target: str, within: str) -> None:
    assert read(text) == Line(kind, target, within)


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [
        ("Tesla 1 week", "en", 7),
        ("Tesla for 2 weeks", "en", 14),
        ("Tesla für 3 Tage", "de", 3),
        ("Tesla pendant 2 semaines", "fr", 14),
        ("Tesla на 1 неделю", "ru", 7),
        ("Tesla 1 week", "uk", 7),
        ("Tesla 2 周", "zh", 14),
        ("Tesla for 1 month", "en", 30),
    ],
)
def test_a_length_is_understood_as_the_language_writes_it(text: str, language: str, days: int) -> None:
    assert read(text, language) == Line("word", "Tesla", until=NOW + timedelta(days=days))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Tesla a week", "en"),
        ("Tesla eine Woche", "de"),
        ("Tesla une semaine", "fr"),
        ("Tesla una semana", "es"),
        ("Tesla bir hafta", "tr"),
        ("Tesla 7日間", "ja"),
        ("Tesla 一周", "zh"),
        ("Tesla 일주일", "ko"),
    ],
)
def test_a_length_in_words_needs_no_word_before_it(text: str, language: str) -> None:
    assert read(text, language) == Line("word", "Tesla", until=datetime(2026, 11, 29, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Tesla forever", "en"),
        ("Tesla for ever", "en"),
        ("Tesla für immer", "de"),
        ("Tesla навсегда", "ru"),
        ("Tesla للأبد", "ar"),
        ("Tesla 永远", "zh"),
        ("Tesla ずっと", "ja"),
        ("Tesla हमेशा के लिए", "hi"),
        ("Tesla לתמיד", "he"),
    ],
)
def test_for_ever_is_a_length_and_no_part_of_the_name(text: str, language: str) -> None:
    assert read(text, language) == Line("word", "Tesla")


@pytest.mark.parametrize("text", ["Tesla until 2026-12-01", "Tesla 2026-12-1", "Tesla bis zum 2026-12-01"])
def test_until_a_day_ends_where_that_day_begins_for_the_reader(text: str) -> None:
    line = read(text, zone="Asia/Tokyo")
    assert line == Line("word", "Tesla", until=datetime(2026, 12, 1, tzinfo=ZoneInfo("Asia/Tokyo")))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Tesla until Monday", "en"),
        ("Tesla bis Montag", "de"),
        ("Tesla hasta el lunes", "es"),
        ("Tesla jusqu’à lundi", "fr"),
        ("Tesla до понедельника", "ru"),
        ("Tesla до понеділка", "uk"),
        ("Tesla حتى الاثنين", "ar"),
        ("Tesla 到周一", "zh"),
        ("Tesla pazartesiye kadar", "tr"),
        ("Tesla έως Δευτέρα", "el"),
        ("Tesla 11월 23일까지", "ko"),
    ],
)
def test_a_day_in_words_is_understood_in_the_readers_language(text: str, language: str) -> None:
    assert read(text, language) == Line("word", "Tesla", until=datetime(2026, 11, 23, tzinfo=UTC))


@pytest.mark.parametrize(
    "text",
    [
        "March for life",
        "Fridays for Future",
        "Brot für die Welt",
        "Theresa May",
        "Die Woche",
        "Section 31",
        "Forever 21",
    ],
)
def test_names_that_sound_like_a_time_are_names(text: str) -> None:
    assert read(text) == Line("word", text)


def test_all_of_it_together() -> None:
    until = datetime(2026, 12, 1, tzinfo=UTC)
    assert read("football in sport until 1 December") == Line("topic", "football", "sport", until)
    assert read("football in sport until 2026-12-01") == Line("topic", "football", "sport", until)
    assert read("football until 1 December in sport") == Line("topic", "football", "sport", until)
    assert read("football until 2026-12-01 only in sport") == Line("topic", "football", "sport", until)


@pytest.mark.parametrize("code", UI_LANGUAGES)
def test_in_one_thing_only_is_understood_as_the_interface_says_it_and_beside_a_day(code: str) -> None:
    tongue = TONGUES[code]
    only = WORDS(code).gettext("only in {topic}", topic="Sport")
    until = datetime(2026, 11, 23, tzinfo=UTC)
    assert read(f"{tongue.muted} {only}", code) == Line("word", tongue.muted, "sport")
    assert read(f"{tongue.muted} {only} {tongue.until}", code) == Line("word", tongue.muted, "sport", until)
    assert read(f"{tongue.muted} {tongue.until} {only}", code) == Line("word", tongue.muted, "sport", until)


def test_only_in_a_topic_needs_no_following_and_in_alone_may_be_words() -> None:
    assert read("Tesla only in football") == Line("word", "Tesla", "football")
    assert read("Tesla in football") == Line("word", "Tesla in football")


@pytest.mark.parametrize(
    ("text", "language"), [("टेस्ला Sport में", "hi"), ("テスラ Sport で", "ja"), ("Tesla Sport içinde", "tr")]
)
def test_the_small_word_may_stand_behind(text: str, language: str) -> None:
    assert read(text, language) == Line("word", text.split()[0], "sport")


@pytest.mark.parametrize(
    "text", ["", "   ", "!!!", "the", "and the", "x" * 61, "Tesla until 2020-01-01", '""', "2026-12-01"]
)
def test_what_names_nothing_is_no_mute(text: str) -> None:
    assert read(text) is None


UNREAD = {
    "en": "Tesla until Friday next month|Tesla until last Friday|Tesla for a week and a half|Tesla for forty five days|Tesla for forty-five days|Tesla for half a year|Tesla half a year|"
    "Tesla forty five days|Tesla for 1.5 weeks|Tesla for 2 1/2 weeks|Tesla for two and a half weeks|Tesla until 2026-02-31|Tesla for 5 hours|"
    "Tesla for 2 or 3 weeks|Tesla until the 5th|Tesla for several weeks|Tesla until the weekend",
    "de": "Tesla bis Ende nächsten Monats|Tesla bis Ende des nächsten Monats|Tesla für anderthalb Wochen|Tesla für ein paar Wochen|Tesla für fünfundvierzig Tage|Tesla vierzig Tage|Tesla für zwei und drei Tage|Tesla ein paar Tage|Tesla anderthalb Wochen",
    "es": "Tesla durante cuarenta y cinco días|Tesla por semana y media|Tesla durante varias semanas|Tesla unos días",
    "fr": "Tesla pendant quarante cinq jours|Tesla pendant quarante-cinq jours|Tesla pendant quelques jours|Tesla quelques jours|Tesla une semaine et demie",
    "ja": "テスラを来月末まで|テスラを再来週まで|テスラを再来週の金曜日まで|テスラを来年末まで|テスラを翌月末まで|テスラを毎週金曜日まで|テスラを数日|テスラを12月末まで|テスラ 一週間半まで|テスラ 数日間|テスラ 1週間半",
    "cs": "Tesla na čtyřicet pět dní|Tesla na pár dní",
    "ko": "테슬라 몇 년|테슬라를 다음 달 말까지|테슬라를 내년 말까지|테슬라를 다다음 주 금요일까지|테슬라 사십오 일 동안|테슬라 며칠 동안|테슬라 일주일 반",
    "hi": "Tesla अगले महीने के अंत तक|Tesla पिछले शुक्रवार तक|Tesla पैंतालीस दिन के लिए|Tesla कुछ दिनों के लिए|Tesla डेढ़ हफ़्ते",
    "bn": "Tesla আগামী মাসের শেষ পর্যন্ত|Tesla গত শুক্রবার পর্যন্ত|Tesla পঁয়তাল্লিশ দিন পর্যন্ত|Tesla কয়েক দিন|Tesla দেড় সপ্তাহ",
    "ru": "Тесла на пару дней|Тесла на полтора месяца|Тесла на сорок пять дней|Тесла на несколько недель|Тесла на полгода",
    "tr": "Tesla gelecek ayın sonuna kadar|Tesla gelecek yılın sonuna kadar|Tesla geçen cumaya kadar|Tesla kırk beş gün|Tesla bir buçuk hafta boyunca|Tesla birkaç gün|Tesla bir buçuk hafta",
    "zh": "特斯拉到12月|特斯拉到明年5月|特斯拉几天|特斯拉半年|特斯拉到下个月底|特斯拉到下下周五|特斯拉到12月底|特斯拉 为期 一百二十天|特斯拉 几天|特斯拉 一周半",
    "it": "Tesla qualche giorno",
    "nl": "Tesla een paar dagen|Tesla anderhalve week",
    "sv": "Tesla några dagar|Tesla en och en halv vecka",
    "pl": "Tesla kilka dni|Tesla półtora tygodnia",
    "ro": "Tesla câteva zile|Tesla o săptămână și jumătate",
    "id": "Tesla beberapa hari|Tesla satu setengah minggu",
    "vi": "Tesla vài ngày|Tesla một tuần rưỡi",
    "uk": "Tesla на кілька днів",
    "el": "Tesla για λίγες μέρες",
    "ar": "Tesla لبضعة أيام|Tesla أسبوع ونصف",
    "fa": "Tesla چند روز|Tesla یک هفته و نیم",
    "he": "Tesla לכמה ימים|Tesla שבוע וחצי",
}


@pytest.mark.parametrize(
    ("text", "language"), [(text, code) for code in UNREAD for text in UNREAD[code].split("|")]
)
def test_a_time_that_is_not_understood_is_asked_for_again(text: str, language: str) -> None:
    assert read(text, language) is None


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("Tesla until friday 8am", "en", 27),
        ("Tesla until friday at 8", "en", 27),
        ("Tesla for one more week", "en", 29),
        ("Tesla for at least a week", "en", 29),
        ("Tesla एक हफ़्ते के लिए", "hi", 29),
        ("Tesla for 48 hours", "en", 24),
        ("Tesla até domingo às 10h", "pt", 29),
        ("Tesla bis Freitag um 8 Uhr", "de", 27),
        ("Tesla drei Tage lang", "de", 25),
        ("Tesla drie dagen lang", "nl", 25),
        ("Tesla until Friday, 27 November", "en", 27),
    ],
)
def test_what_is_said_beside_the_time_leaves_it_as_it_is(text: str, language: str, day: int) -> None:
    assert read(text, language) == Line("word", "Tesla", until=datetime(2026, 11, day, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("Tesla einen Monat lang", "de", (12, 22)),
        ("Tesla twee weken lang", "nl", (12, 6)),
        ("Tesla pour un mois", "fr", (12, 22)),
        ("Tesla timp de 7 zile", "ro", (11, 29)),
        ("Tesla w ciągu dwóch tygodni", "pl", (12, 6)),
        ("Tesla do jutra", "pl", (11, 23)),
        ("Tesla selama 7 hari", "id", (11, 29)),
        ("Tesla selama dua minggu", "id", (12, 6)),
        ("Tesla sebulan", "id", (12, 22)),
        ("Tesla ως τη Δευτέρα", "el", (11, 23)),
        ("Tesla עד שני", "he", (11, 23)),
        ("Tesla לשבועיים", "he", (12, 6)),
        ("Tesla לשלושה ימים", "he", (11, 25)),
        ("Tesla ৭ দিনের জন্য", "bn", (11, 29)),
        ("Tesla দুই সপ্তাহের জন্য", "bn", (12, 6)),
        ("Tesla 7일간", "ko", (11, 29)),
        ("特斯拉 三个月", "zh", (2, 22)),
        ("Tesla bis Ende des Monats", "de", (12, 1)),
        ("テスラ 月末まで", "ja", (12, 1)),
        ("Tesla cho đến thứ hai", "vi", (11, 23)),
    ],
)
def test_more_ways_to_say_until_when(text: str, language: str, day: tuple[int, int]) -> None:
    line = read(text, language)
    assert line is not None
    assert line.until is not None
    assert (line.until.month, line.until.day) == day
    assert line.target == text.split()[0]


@pytest.mark.parametrize(
    ("text", "language", "target", "day"),
    [
        ("特斯拉到周五", "zh", "特斯拉", 27),
        ("特斯拉到明天为止", "zh", "特斯拉", 23),
        ("テスラを金曜まで", "ja", "テスラ", 27),
        ("テスラ金曜日まで", "ja", "テスラ", 27),
        ("テスラを1週間", "ja", "テスラ", 29),
        ("テスラを今月末まで", "ja", "テスラ", 1),
        ("日本12月5日まで", "ja", "日本", 5),
        ("テスラを2026年12月5日まで", "ja", "テスラ", 5),
        ("特斯拉到2026年12月5日", "zh", "特斯拉", 5),
        ("현대 자동차를 금요일까지", "ko", "현대 자동차", 27),
        ("현대 자동차를 12월 5일까지", "ko", "현대 자동차", 5),
        ("테슬라를 이번 주 금요일까지", "ko", "테슬라", 27),
        ("테슬라를 2026년 12월 5일까지", "ko", "테슬라", 5),
        ("Tesla cuma öğleden sonraya kadar", "tr", "Tesla", 27),
        ("Tesla gelecek cumaya kadar", "tr", "Tesla", 27),
        ("Tesla महीने के अंत तक", "hi", "Tesla", 1),
        ("Tesla মাসের শেষ পর্যন্ত", "bn", "Tesla", 1),
        ("Tesla এই মাসের শেষ পর্যন্ত", "bn", "Tesla", 1),
        ("Tesla इस महीने के अंत तक", "hi", "Tesla", 1),
        ("Tesla bu ayın sonuna kadar", "tr", "Tesla", 1),
        ("特斯拉到本月底", "zh", "特斯拉", 1),
        ("特斯拉到这个月底", "zh", "特斯拉", 1),
        ("Тесла до конца этого месяца", "ru", "Тесла", 1),
        ("테슬라를 이번 달 말까지", "ko", "테슬라", 1),
        ("테슬라를 금요일까지", "ko", "테슬라", 27),
        ("가을 금요일까지", "ko", "가을", 27),
        ("삼성을 금요일까지", "ko", "삼성", 27),
        ("टेस्ला को शुक्रवार तक", "hi", "टेस्ला", 27),
        ("Tesla'yı cumaya kadar", "tr", "Tesla", 27),
    ],
)
def test_what_marks_the_object_is_no_part_of_it_and_no_space_is_needed(
    text: str, language: str, target: str, day: int
) -> None:
    line = read(text, language)
    assert line is not None
    assert (line.target, line.until and line.until.day) == (target, day)


@pytest.mark.parametrize(
    ("text", "language"),
    [("Tesla pour deux ans", "fr"), ("Tesla for two years", "en"), ("Tesla für zwei Jahre", "de")],
)
def test_a_length_that_is_longer_than_any_day_is_ahead_leaves_its_small_word_out(
    text: str, language: str
) -> None:
    assert read(text, language) == Line("word", "Tesla", until=datetime(2028, 11, 22, tzinfo=UTC))


def test_a_couple_of_weeks_are_two() -> None:
    assert read("Tesla for a couple of weeks") == Line(
        "word", "Tesla", until=datetime(2026, 12, 6, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Once upon a time", "en"),
        ("Song for Montana", "en"),
        ("Song for Norway", "en"),
        ("Vuelta a la Manga", "es"),
        ("Атака на Марель", "ru"),
        ("Have a nice day", "en"),
        ("Ein Film von Lang", "de"),
        ("Hora por hora", "es"),
        ("Dag voor dag", "nl"),
        ("המכון לשנה", "he"),
        ("חדשות ליום שישי", "he"),
        ("下半年", "zh"),
        ("冬至日", "zh"),
        ("百年孤独", "zh"),
        ("東京まで", "ja"),
    ],
)
def test_small_words_in_names_set_no_end(text: str, language: str) -> None:
    assert read(text, language) == Line("word", text)


def test_a_time_in_quotation_marks_is_a_name() -> None:
    assert read("“Fight for 15”") == Line("word", "Fight for 15")


@given(st.text(max_size=80), st.sampled_from(["en", "de", "ru", "ar", "zh"]))
def test_no_text_whatever_breaks_reading(text: str, language: str) -> None:
    line = read(text, language)
    assert line is None or (line.target and len(line.target) <= 60)


@pytest.mark.parametrize(
    ("text", "language", "target", "days"),
    [
        ("特斯拉三天", "zh", "特斯拉", 3),
        ("特斯拉两周", "zh", "特斯拉", 14),
        ("特斯拉二十天", "zh", "特斯拉", 20),
        ("特斯拉一个星期", "zh", "特斯拉", 7),
        ("新冠三年", "zh", "新冠", 1095),
        ("テスラ3日間", "ja", "テスラ", 3),
        ("テスラ三日間", "ja", "テスラ", 3),
        ("テスラを二週間", "ja", "テスラ", 14),
        ("Tesla 2 χρόνια", "el", "Tesla", 731),
        ("टेस्ला 1 साल", "hi", "टेस्ला", 365),
        ("Formula 1 2 weeks", "en", "Formula 1", 14),
        ("Formel 1 ein Jahr", "de", "Formel 1", 365),
        ("Formula 1 for a year", "en", "Formula 1", 365),
    ],
)
def test_how_long_is_parted_from_what_is_named(text: str, language: str, target: str, days: int) -> None:
    line = read(text, language)
    assert line is not None
    assert line.until is not None
    assert (line.target, (line.until.date() - NOW.date()).days) == (target, days)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        *((f"Tesla {word}", language) for language, word in (
            ("en", "tomorrow"), ("de", "morgen"), ("fr", "demain"), ("es", "mañana"), ("pt", "amanhã"), ("it", "domani"), ("ro", "mâine"),
            ("nl", "morgen"), ("sv", "i morgon"), ("pl", "jutro"), ("cs", "zítra"), ("ru", "завтра"), ("uk", "завтра"), ("el", "αύριο"),
            ("tr", "yarın"), ("ar", "غدا"), ("fa", "فردا"), ("he", "מחר"), ("hi", "कल"), ("bn", "আগামীকাল"), ("id", "besok"),
            ("vi", "ngày mai"), ("ko", "내일"), ("ja", "明日"), ("zh", "明天"),
        )),
        *((line, language) for language, line in (
            ("en", "Formula 1 year"), ("de", "Formel 1 Jahr"), ("fr", "Formule 1 an"), ("es", "Fórmula 1 año"), ("pt", "Fórmula 1 ano"),
            ("it", "Formula 1 anno"), ("ro", "Formula 1 an"), ("nl", "Formule 1 jaar"), ("sv", "Formel 1 år"), ("pl", "Formuła 1 rok"),
            ("cs", "Formule 1 rok"), ("ru", "Формула 1 год"), ("uk", "Формула 1 рік"), ("el", "Φόρμουλα 1 χρόνο"), ("tr", "Formula 1 yıl"),
            ("ar", "فورمولا 1 سنة"), ("fa", "فرمول ۱ سال"), ("he", "פורמולה 1 שנה"), ("hi", "फॉर्मूला 1 साल"), ("bn", "ফর্মুলা ১ বছর"),
            ("id", "Formula 1 tahun"), ("vi", "Công thức 1 năm"), ("ko", "포뮬러 1 년"), ("zh", "iPhone 17天"),
        )),
        ("Tesla 3 hours", "en"), ("Tesla 3 Stunden", "de"), ("Tesla next week", "en"), ("Tesla nächste Woche", "de"), ("特斯拉明天", "zh"),
        ("特斯拉三个小时", "zh"), ("特斯拉三天时间", "zh"), ("テスラ明日", "ja"),
    ],
)  # fmt: skip
def test_a_day_that_nothing_says_is_an_end_and_a_number_that_may_be_of_the_name_are_asked(
    text: str, language: str
) -> None:
    assert read(text, language) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The Day After Tomorrow", "en"), ("Tomorrow", "en"), ("Guten Morgen", "de"), ("paris fashion week", "en"), ("this week", "en"),
        ("Formula 1", "en"), ("Area 51", "en"), ("48 Hours", "en"), ("第三天", "zh"), ("某一天", "zh"), ("明天会更好", "zh"), ("头七天", "zh"),
        ("百年孤独", "zh"), ("三年二班", "zh"), ("1日1話", "ja"), ("第三週間", "ja"), ("Hoàng Mai", "vi"),
    ],
)  # fmt: skip
def test_names_with_a_day_or_a_number_in_them_are_names(text: str, language: str) -> None:
    assert read(text, language) == Line("word", text)


NAMED_SO = {
    "De Morgen": "morgen.example", "20 Minuten": "minuten.example", "CBS 60 Minutes": "cbs.example", "رادیو فردا": "farda.example",
    "财经一周": "caijing.example", "La Mañana": "manana.example", "Télé 7 jours": "tele.example",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language", "kind", "target"),
    [
        ("de morgen", "nl", "outlet", "morgen.example"),
        ("outlet de morgen", "nl", "outlet", "morgen.example"),
        ("20 minuten", "de", "outlet", "minuten.example"),
        ("zeitung 20 minuten", "de", "outlet", "minuten.example"),
        ("cbs 60 minutes", "en", "outlet", "cbs.example"),
        ("رادیو فردا", "fa", "outlet", "farda.example"),
        ("财经一周", "zh", "outlet", "caijing.example"),
        ("la mañana", "es", "outlet", "manana.example"),
        ("Télé 7 jours", "fr", "outlet", "tele.example"),
        ("издание завтра", "ru", "outlet", "завтра"),
        ("outlet 30 Minuten", "de", "outlet", "30 Minuten"),
        ("outlet 7 Tage", "de", "outlet", "7 Tage"),
        ("outlet “Radio for 5 days”", "en", "outlet", "Radio for 5 days"),
        ("媒体 经济半小时", "zh", "outlet", "经济半小时"),
        ("word tesla tomorrow", "en", "word", "tesla tomorrow"),
        ("agência lusa", "pt", "word", "agência lusa"),
        ("portland maine", "en", "word", "portland maine"),
    ],
)
def test_what_is_called_so_or_said_to_be_a_name_is_one(
    text: str, language: str, kind: str, target: str
) -> None:
    line = read_line(
        text, topics=TOPICS, followed=FOLLOWED, outlets=NAMED_SO, now=NOW, zone="UTC", language=language
    )
    assert line == Line(kind, target)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("万历十五年", "zh"), ("改革开放四十年", "zh"), ("改革开放40年", "zh"), ("伊拉克战争二十年", "zh"), ("哈利波特二十年", "zh"), ("结婚十年", "zh"),
        ("国际一周", "zh"), ("财经一周", "zh"), ("世界一週間", "ja"), ("平成30年間", "ja"),
        ("تسلا تا پایان سال", "fa"), ("تسلا تا آخر ماه", "fa"), ("تسلا تا پنجم دی", "fa"), ("تسلا تا اول دی", "fa"), ("تسلا تا پایان آذر", "fa"),
        ("Guerra de los Seis Días", "es"), ("Guerre des six jours", "fr"), ("Trump first 100 days", "en"),
        ("outlet Focus for a week and a half", "en"), ("outlet Focus tomorrow", "en"),
    ],
)  # fmt: skip
def test_a_name_is_not_cut_where_a_length_may_belong_to_it(text: str, language: str) -> None:
    assert read(text, language) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Tesla for the next 3 days", "en"), ("Tesla für die nächsten 3 Tage", "de"), ("Tesla durante los próximos 3 días", "es"),
        ("Tesla pendant les 3 jours", "fr"), ("Tesla per i prossimi 3 giorni", "it"), ("Tesla voor de komende 3 dagen", "nl"),
    ],
)  # fmt: skip
def test_the_next_days_are_so_many_and_no_part_of_the_name(text: str, language: str) -> None:
    assert read(text, language) == Line("word", "Tesla", until=NOW + timedelta(days=3))
