"""A day in words is understood in every language of the interface, as CLDR writes it and as people say it."""

from datetime import date, timedelta

import pytest
from babel import Locale
from babel.dates import format_date, format_skeleton, format_timedelta, get_day_names
from hypothesis import given
from hypothesis import strategies as st

from news.i18n import UI_LANGUAGES
from news.reader.dates_in_words import FURTHEST, read_day, read_span
from news.reader.numbers_said import known, with_digits

SUNDAY = date(2026, 11, 22)
MONDAY, IN_TWO_WEEKS = date(2026, 11, 23), date(2026, 12, 6)
CHRISTMAS_EVE, THE_DAY_AFTER = date(2026, 12, 24), date(2026, 11, 24)
WEDNESDAY, FRIDAY, SATURDAY, SUNDAY_ON = (
    date(2026, 11, 25),
    date(2026, 11, 27),
    date(2026, 11, 28),
    date(2026, 11, 29),
)

SAID = {
    "ar": {
        "حتى يوم الاثنين": MONDAY, "أسبوعين": IN_TWO_WEEKS, "حتى ٢٤ ديسمبر": CHRISTMAS_EVE, "غدًا": MONDAY,
        "حتى الجمعة": FRIDAY, "أسبوع": SUNDAY_ON, "بعد غد": THE_DAY_AFTER, "حتى يوم السبت": SATURDAY,
        "لمدة أسبوع": SUNDAY_ON, "حتى الإثنين": MONDAY,
    },
    "bn": {
        "দুটি সপ্তাহ": IN_TWO_WEEKS, "তিনটি দিন": WEDNESDAY, "সোমবার পর্যন্ত": MONDAY, "দুই সপ্তাহ": IN_TWO_WEEKS,
        "এক সপ্তাহ": SUNDAY_ON, "আগামীকাল": MONDAY, "২৪ ডিসেম্বর পর্যন্ত": CHRISTMAS_EVE, "পরশু": THE_DAY_AFTER,
        "শুক্রবার পর্যন্ত": FRIDAY,
    },
    "cs": {
        "do pondělí": MONDAY, "dva týdny": IN_TWO_WEEKS, "na týden": SUNDAY_ON, "týden": SUNDAY_ON,
        "do 24. prosince": CHRISTMAS_EVE, "zítra": MONDAY, "pozítří": THE_DAY_AFTER, "do pátku": FRIDAY,
        "do soboty": SATURDAY, "do středy": WEDNESDAY, "do neděle": SUNDAY_ON, "do pátku 27. listopadu": FRIDAY,
    },
    "de": {
        "bis nächsten Montag": MONDAY, "zwei Wochen": IN_TWO_WEEKS, "bis zum 24.12.": CHRISTMAS_EVE,
        "übermorgen": THE_DAY_AFTER, "bis Freitag": FRIDAY, "eine Woche": SUNDAY_ON, "für eine Woche": SUNDAY_ON,
        "morgen": MONDAY, "bis Sonntag": SUNDAY_ON, "bis Samstag": SATURDAY,
    },
    "el": {
        "μέχρι τη Δευτέρα": MONDAY, "ως Δευτέρα": MONDAY, "δύο εβδομάδες": IN_TWO_WEEKS, "μία εβδομάδα": SUNDAY_ON,
        "μια εβδομάδα": SUNDAY_ON, "μέχρι τις 24 Δεκεμβρίου": CHRISTMAS_EVE, "αύριο": MONDAY,
        "μεθαύριο": THE_DAY_AFTER, "μέχρι την Παρασκευή": FRIDAY, "ως την Παρασκευή": FRIDAY,
    },
    "en": {
        "until Monday": MONDAY, "two weeks": IN_TWO_WEEKS, "for 10 days": date(2026, 12, 2), "tomorrow": MONDAY,
        "next Monday": MONDAY, "a week": SUNDAY_ON, "for a week": SUNDAY_ON, "until Dec 24": CHRISTMAS_EVE,
        "till Friday": FRIDAY, "until Sunday": SUNDAY_ON,
    },
    "es": {
        "hasta el lunes": MONDAY, "dos semanas": IN_TWO_WEEKS, "hasta el 24 de diciembre": CHRISTMAS_EVE,
        "pasado mañana": THE_DAY_AFTER, "una semana": SUNDAY_ON, "mañana": MONDAY, "hasta mañana": MONDAY,
        "hasta el 24/12": CHRISTMAS_EVE, "hasta el sábado": SATURDAY, "hasta el miércoles": WEDNESDAY,
    },
    "fa": {
        "تا دوشنبه": MONDAY, "دو هفته": IN_TWO_WEEKS, "یک هفته": SUNDAY_ON, "فردا": MONDAY, "پس‌فردا": THE_DAY_AFTER,
        "تا ۲۴ دسامبر": CHRISTMAS_EVE, "تا جمعه": FRIDAY, "تا سه شنبه": THE_DAY_AFTER, "تا سه‌شنبه": THE_DAY_AFTER,
        "تا پنج شنبه": date(2026, 11, 26), "تا شنبه": SATURDAY, "تا یکشنبه": SUNDAY_ON,
    },
    "fr": {
        "jusqu’à lundi": MONDAY, "deux semaines": IN_TWO_WEEKS, "jusqu’au 24 décembre": CHRISTMAS_EVE,
        "demain": MONDAY, "une semaine": SUNDAY_ON, "après-demain": THE_DAY_AFTER, "jusqu'à vendredi": FRIDAY,
        "pour deux semaines": IN_TWO_WEEKS,
    },
    "he": {
        "עד יום שני": MONDAY, "שבועיים": IN_TWO_WEEKS, "שני שבועות": IN_TWO_WEEKS, "עד 24 בדצמבר": CHRISTMAS_EVE,
        "מחר": MONDAY, "עד יום שישי": FRIDAY, "עד שישי": FRIDAY, "מחרתיים": THE_DAY_AFTER, "שבוע": SUNDAY_ON,
        "עד יום ראשון": SUNDAY_ON, "עד שני": MONDAY, "עד ראשון": SUNDAY_ON,
    },
    "hi": {
        "सोमवार तक": MONDAY, "2 सप्ताह": IN_TWO_WEEKS, "24 दिसंबर तक": CHRISTMAS_EVE, "कल": MONDAY,
        "दो हफ़्ते": IN_TWO_WEEKS, "दो सप्ताह": IN_TWO_WEEKS, "एक हफ़्ता": SUNDAY_ON, "एक सप्ताह": SUNDAY_ON,
        "परसों": THE_DAY_AFTER, "शुक्रवार तक": FRIDAY, "24 दिसंबर": CHRISTMAS_EVE, "2 हफ्ते": IN_TWO_WEEKS,
        "कल तक": MONDAY,
    },
    "id": {
        "sampai Senin": MONDAY, "sampai hari Senin": MONDAY, "hingga Senin": MONDAY, "dua minggu": IN_TWO_WEEKS,
        "satu minggu": SUNDAY_ON, "seminggu": SUNDAY_ON, "sampai 24 Desember": CHRISTMAS_EVE, "besok": MONDAY,
        "lusa": THE_DAY_AFTER, "sampai Jumat": FRIDAY, "sampai Minggu": SUNDAY_ON, "2 minggu": IN_TWO_WEEKS,
        "dua hari": THE_DAY_AFTER,
    },
    "it": {
        "fino a lunedì": MONDAY, "due settimane": IN_TWO_WEEKS, "una settimana": SUNDAY_ON,
        "fino al 24 dicembre": CHRISTMAS_EVE, "domani": MONDAY, "dopodomani": THE_DAY_AFTER,
        "fino a venerdì": FRIDAY, "per 10 giorni": date(2026, 12, 2),
    },
    "ja": {
        "月曜日まで": MONDAY, "2週間": IN_TWO_WEEKS, "12月24日まで": CHRISTMAS_EVE, "明日": MONDAY, "明後日": THE_DAY_AFTER,
        "金曜日まで": FRIDAY, "金曜まで": FRIDAY, "一週間": SUNDAY_ON, "明日まで": MONDAY, "月曜まで": MONDAY, "日曜日まで": SUNDAY_ON,
        "明後日まで": THE_DAY_AFTER, "日曜まで": SUNDAY_ON,
    },
    "ko": {
        "월요일까지": MONDAY, "2주": IN_TWO_WEEKS, "하루": MONDAY, "이틀 동안": THE_DAY_AFTER, "사흘": WEDNESDAY,
        "나흘": date(2026, 11, 26), "일주일 동안": SUNDAY_ON, "12월 24일까지": CHRISTMAS_EVE, "내일": MONDAY, "금요일까지": FRIDAY,
        "2주 동안": IN_TWO_WEEKS, "일주일": SUNDAY_ON, "모레": THE_DAY_AFTER, "내일까지": MONDAY, "모레까지": THE_DAY_AFTER,
        "이번 주 금요일까지": FRIDAY,
    },
    "nl": {
        "tot maandag": MONDAY, "twee weken": IN_TWO_WEEKS, "een week": SUNDAY_ON, "tot 24 december": CHRISTMAS_EVE,
        "morgen": MONDAY, "overmorgen": THE_DAY_AFTER, "tot en met vrijdag": FRIDAY,
    },
    "pl": {
        "do poniedziałku": MONDAY, "2 tygodnie": IN_TWO_WEEKS, "do 24 grudnia": CHRISTMAS_EVE, "jutro": MONDAY,
        "dwa tygodnie": IN_TWO_WEEKS, "tydzień": SUNDAY_ON, "na tydzień": SUNDAY_ON, "pojutrze": THE_DAY_AFTER,
        "do piątku": FRIDAY, "do soboty": SATURDAY, "do środy": WEDNESDAY, "do niedzieli": SUNDAY_ON,
    },
    "pt": {
        "até segunda-feira": MONDAY, "até segunda": MONDAY, "duas semanas": IN_TWO_WEEKS, "uma semana": SUNDAY_ON,
        "até 24 de dezembro": CHRISTMAS_EVE, "amanhã": MONDAY, "depois de amanhã": THE_DAY_AFTER,
        "até sexta": FRIDAY, "até sábado": SATURDAY, "até terça": THE_DAY_AFTER, "até quarta-feira": WEDNESDAY,
        "até domingo": SUNDAY_ON,
    },
    "ro": {
        "până luni": MONDAY, "două săptămâni": IN_TWO_WEEKS, "o săptămână": SUNDAY_ON,
        "până pe 24 decembrie": CHRISTMAS_EVE, "mâine": MONDAY, "poimâine": THE_DAY_AFTER, "până vineri": FRIDAY,
    },
    "ru": {
        "до понедельника": MONDAY, "на две недели": IN_TWO_WEEKS, "до 24 декабря": CHRISTMAS_EVE, "завтра": MONDAY,
        "до пятницы": FRIDAY, "до субботы": SATURDAY, "до среды": WEDNESDAY, "на неделю": SUNDAY_ON,
        "неделя": SUNDAY_ON, "послезавтра": THE_DAY_AFTER, "до воскресенья": SUNDAY_ON,
        "на 10 дней": date(2026, 12, 2), "до 24.12": CHRISTMAS_EVE, "до пн": MONDAY,
    },
    "sv": {
        "till måndag": MONDAY, "till på måndag": MONDAY, "två veckor": IN_TWO_WEEKS, "en vecka": SUNDAY_ON,
        "till den 24 december": CHRISTMAS_EVE, "i morgon": MONDAY, "imorgon": MONDAY, "i övermorgon": THE_DAY_AFTER,
        "till fredag": FRIDAY, "till söndag": SUNDAY_ON,
    },
    "tr": {
        "pazartesiye kadar": MONDAY, "iki hafta": IN_TWO_WEEKS, "24 Aralık'a kadar": CHRISTMAS_EVE, "yarın": MONDAY,
        "2 hafta": IN_TWO_WEEKS, "bir hafta": SUNDAY_ON, "cumaya kadar": FRIDAY, "cuma gününe kadar": FRIDAY,
        "öbür gün": THE_DAY_AFTER, "24 Aralık": CHRISTMAS_EVE, "yarına kadar": MONDAY, "pazara kadar": SUNDAY_ON,
    },
    "uk": {
        "до понеділка": MONDAY, "до п’ятниці": FRIDAY, "на два тижні": IN_TWO_WEEKS, "до 24 грудня": CHRISTMAS_EVE,
        "завтра": MONDAY, "на тиждень": SUNDAY_ON, "до середи": WEDNESDAY, "до суботи": SATURDAY,
        "післязавтра": THE_DAY_AFTER, "до неділі": SUNDAY_ON, "до пʼятниці": FRIDAY, "до п'ятниці": FRIDAY,
    },
    "vi": {
        "đến thứ hai": MONDAY, "hai tuần": IN_TWO_WEEKS, "ngày mai": MONDAY, "đến ngày 24 tháng 12": CHRISTMAS_EVE,
        "2 tuần": IN_TWO_WEEKS, "một tuần": SUNDAY_ON, "ngày kia": THE_DAY_AFTER, "đến thứ sáu": FRIDAY,
        "đến thứ 6": FRIDAY, "đến chủ nhật": SUNDAY_ON, "thứ 7": SATURDAY, "đến thứ 2": MONDAY,
        "hai ngày": THE_DAY_AFTER,
    },
    "zh": {
        "到周一": MONDAY, "两周": IN_TWO_WEEKS, "到12月24日": CHRISTMAS_EVE, "明天": MONDAY, "下周一": MONDAY,
        "两个星期": IN_TWO_WEEKS, "一个星期": SUNDAY_ON, "后天": THE_DAY_AFTER, "一周": SUNDAY_ON, "到星期五": FRIDAY,
        "到礼拜五": FRIDAY, "直到周一": MONDAY, "到明天": MONDAY, "到礼拜天": SUNDAY_ON, "到周日": SUNDAY_ON,
    },
}  # fmt: skip
"""The Monday after a Sunday is tomorrow."""
LANGUAGES = sorted({*UI_LANGUAGES, *SAID})


def test_every_language_of_the_interface_is_tried() -> None:
    assert set(UI_LANGUAGES) <= set(SAID)


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


COUNTED = {
    "ar": {"خمسة عشر يوما": 15, "أربعة عشر يومًا": 14, "واحد وعشرين يوما": 21},
    "bn": {"পনেরো দিন": 15, "একুশ দিন": 21, "ত্রিশ দিন": 30},
    "cs": {"patnáct dní": 15, "jedenadvacet dní": 21, "dvacet jedna dní": 21, "na čtrnáct dní": 14},
    "de": {"vierzehn Tage": 14, "für einundzwanzig Tage": 21, "dreißig Tage": 30, "sechs Wochen": 42},
    "el": {"δεκαπέντε ημέρες": 15, "είκοσι μία ημέρες": 21, "για δέκα μέρες": 10},
    "en": {"fifteen days": 15, "twenty-one days": 21, "twenty one days": 21, "for the next thirty-one days": 31},
    "es": {"quince días": 15, "veintiún días": 21, "treinta y un días": 31, "por diez días": 10},
    "fa": {"پانزده روز": 15, "بیست و یک روز": 21, "سی روز": 30},
    "fr": {"quinze jours": 15, "vingt et un jours": 21, "vingt-et-un jours": 21, "pour dix-sept jours": 17},
    "he": {"חמישה עשר יום": 15, "עשרים ואחד ימים": 21, "שלושים יום": 30, "עשרה ימים": 10},
    "hi": {"पंद्रह दिन": 15, "इक्कीस दिन": 21, "तीस दिन": 30},
    "id": {"lima belas hari": 15, "dua puluh satu hari": 21, "selama sepuluh hari": 10},
    "it": {"quindici giorni": 15, "quattordici giorni": 14, "ventuno giorni": 21, "per trentun giorni": 31},
    "ja": {"十五日間": 15, "二十一日間": 21, "三十日間": 30, "六週間": 42},
    "ko": {"십오일": 15, "열흘": 10, "보름 동안": 15, "이십일일 동안": 21, "여섯 주": 42},
    "nl": {"veertien dagen": 14, "eenentwintig dagen": 21, "tweeëntwintig dagen": 22, "dertig dagen": 30},
    "pl": {"piętnaście dni": 15, "na czternaście dni": 14, "dwadzieścia jeden dni": 21},
    "pt": {"quinze dias": 15, "vinte e um dias": 21, "por dez dias": 10},
    "ro": {"paisprezece zile": 14, "cincisprezece zile": 15, "douăzeci și una de zile": 21, "zece zile": 10},
    "ru": {"четырнадцать дней": 14, "на двадцать один день": 21, "в течение десяти дней": 10},
    "sv": {"fjorton dagar": 14, "tjugoen dagar": 21, "i trettio dagar": 30},
    "tr": {"on beş gün": 15, "onbeş gün": 15, "yirmi bir gün": 21, "otuz gün": 30},
    "uk": {"чотирнадцять днів": 14, "п'ятнадцять днів": 15, "двадцять один день": 21},
    "vi": {"mười lăm ngày": 15, "hai mươi mốt ngày": 21, "năm ngày": 5, "sau sáu ngày": 6},
    "zh": {"十五天": 15, "二十一天": 21, "三十天": 30, "六个星期": 42},
}  # fmt: skip


@pytest.mark.parametrize(("language", "said"), [(code, said) for code in COUNTED for said in COUNTED[code]])
def test_numbers_in_words_are_counted(language: str, said: str) -> None:
    assert read_day(said, language, MONDAY) == MONDAY + timedelta(days=COUNTED[language][said])


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_every_number_up_to_thirty_one_is_known(language: str) -> None:
    """As `news.reader.numbers_said` has it: no number is said by the words of another, and none is missing."""
    if language in ("ja", "zh"):
        signs = {number: f"{'二三'[number // 10 - 2] if number >= 20 else ''}十" for number in (10, 20, 30)}
        assert {number: with_digits([f"{said}天"], "zh") for number, said in signs.items()} == {
            number: [f"{number}天"] for number in signs
        }
        return
    assert {*range(1, 32)} <= set(known(language).values())
    for words, number in known(language).items():
        assert with_digits(words, language) == [str(number)], words


NOT_READ = {
    "ar": "أسبوع ونصف|أربعين يوما|مائة يوم|عدة أيام",
    "bn": "দেড় সপ্তাহ|চল্লিশ দিন|কয়েক দিন",
    "cs": "čtyřicet dní|čtyřicet pět dní|půl druhého týdne|několik dní|týden a půl|pár týdnů",
    "de": "vierzig Tage|anderthalb Wochen|1,5 Wochen|ein paar Wochen|eine Woche und drei Tage|zweiundvierzig Tage|mehrere Wochen",
    "el": "σαράντα ημέρες|μιάμιση εβδομάδα|μερικές εβδομάδες",
    "en": "for two and a half weeks|one and a half weeks|a week and a half|1.5 weeks|2 1/2 weeks|½ week|forty days|forty-two days|"
    "one hundred days|several weeks|a few days|more than a week|2 weeks 8h|2 or 3 weeks|two weeks and three days|this week",
    "es": "cuarenta días|cuarenta y dos días|semana y media|una semana y media|varias semanas|1,5 semanas",
    "fa": "چهل روز|یک هفته و نیم|چند روز",
    "fr": "quarante jours|quatre-vingt jours|une semaine et demie|quelques jours|soixante-dix jours|1,5 semaine",
    "he": "ארבעים יום|שבוע וחצי|כמה ימים",
    "hi": "चालीस दिन|डेढ़ हफ़्ते|कुछ दिन",
    "id": "empat puluh hari|satu setengah minggu|beberapa hari",
    "it": "quaranta giorni|una settimana e mezza|alcuni giorni|1,5 settimane",
    "ja": "百二十日間|数日間|1.5週間|一週間半",
    "ko": "사십 일 반|사십오 일|몇 주|일주일 반|마흔 날 동안",
    "nl": "veertig dagen|anderhalve week|een paar weken|1,5 week",
    "pl": "czterdzieści dni|półtora tygodnia|kilka dni|1,5 tygodnia",
    "pt": "quarenta dias|uma semana e meia|alguns dias|1,5 semanas",
    "ro": "patruzeci de zile|o săptămână și jumătate|câteva zile",
    "ru": "сорок дней|сорок два дня|полторы недели|несколько дней|сто пятнадцать дней|1,5 недели",
    "sv": "fyrtio dagar|en och en halv vecka|några dagar|ett par veckor",
    "tr": "kırk gün|bir buçuk hafta|birkaç gün",
    "uk": "сорок днів|півтора тижня|кілька днів",
    "vi": "bốn mươi ngày|một tuần rưỡi|vài ngày",
    "zh": "一百二十天|半个月|几天|1.5周|一个半星期",
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "said"),
    [(code, said) for code, all_said in NOT_READ.items() for said in all_said.split("|")],
)
def test_what_is_not_understood_whole_is_asked_again(language: str, said: str) -> None:
    assert read_day(said, language, MONDAY) is None
    assert read_span(said, language, MONDAY) is None


@pytest.mark.parametrize(
    ("language", "said", "wanted"),
    [
        ("en", "one more week", SUNDAY_ON),
        ("en", "at least a week", SUNDAY_ON),
        ("en", "a couple of weeks", IN_TWO_WEEKS),
        ("en", "48 hours", THE_DAY_AFTER),
        ("en", "friday 8am", FRIDAY),
        ("en", "until sunday at 8", SUNDAY_ON),
        ("en", "until 24 December at 8 pm", CHRISTMAS_EVE),
        ("de", "heute in einer Woche", SUNDAY_ON),
        ("de", "bis Freitag 8 Uhr", FRIDAY),
        ("fr", "jusqu’à vendredi 8h", FRIDAY),
        ("ru", "до пятницы в 8 часов", FRIDAY),
        ("ko", "한 달", date(2026, 12, 22)),
        ("ko", "한달", date(2026, 12, 22)),
        ("ko", "한 달 동안", date(2026, 12, 22)),
        ("ko", "두 달", date(2027, 1, 22)),
        ("ko", "3달", date(2027, 2, 22)),
        ("ko", "삼 개월", date(2027, 2, 22)),
    ],
)
def test_an_hour_and_small_words_leave_the_day_as_it_is(language: str, said: str, wanted: date) -> None:
    assert read_day(said, language, SUNDAY) == wanted


@pytest.mark.parametrize("said", ["8am", "at 8", "in 8h", "two weeks 8h"])
def test_an_hour_alone_is_no_day(said: str) -> None:
    assert read_day(said, "en", SUNDAY) is None


ANOTHER_WEEK = {
    "ar": "حتى الجمعة من الأسبوع القادم", "bn": "আগামী সপ্তাহের শুক্রবার পর্যন্ত", "cs": "do pátku příštího týdne", "de": "bis Freitag nächster Woche",
    "el": "μέχρι την Παρασκευή της επόμενης εβδομάδας", "en": "until Friday next week", "es": "hasta el viernes de la semana que viene",
    "fa": "تا جمعه هفته آینده", "fr": "jusqu'à vendredi de la semaine prochaine", "he": "עד שישי בשבוע הבא", "hi": "अगले हफ़्ते शुक्रवार तक",
    "id": "sampai Jumat minggu depan", "it": "fino a venerdì della settimana prossima", "ja": "来週の金曜まで", "ko": "다음 주 금요일까지",
    "nl": "tot vrijdag volgende week", "pl": "do piątku w przyszłym tygodniu", "pt": "até sexta da próxima semana", "ro": "până vineri săptămâna viitoare",
    "ru": "до пятницы следующей недели", "sv": "till fredag nästa vecka", "tr": "gelecek hafta cumaya kadar", "uk": "до п'ятниці наступного тижня",
    "vi": "đến thứ sáu tuần sau", "zh": "到下周五",
}  # fmt: skip


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_a_day_of_next_week_is_not_that_of_this_week(language: str) -> None:
    assert read_day(ANOTHER_WEEK[language], language, date(2026, 11, 24)) == date(2026, 12, 4)


def test_where_weeks_begin_on_sunday_for_some_a_sunday_of_next_week_is_asked_again() -> None:
    assert read_day("Sunday next week", "en", date(2026, 11, 24)) is None
    assert read_day("Sonntag nächster Woche", "de", date(2026, 11, 24)) == date(2026, 12, 6)


END_OF_THE_MONTH = {
    "ar": "حتى نهاية الشهر", "bn": "মাসের শেষ পর্যন্ত", "cs": "do konce měsíce", "de": "bis Ende des Monats", "el": "μέχρι το τέλος του μήνα",
    "en": "until the end of the month", "es": "hasta fin de mes", "fr": "jusqu'à la fin du mois", "he": "עד סוף החודש",
    "hi": "महीने के अंत तक", "id": "sampai akhir bulan", "it": "fino a fine mese", "ja": "月末まで", "ko": "월말까지", "nl": "tot het einde van de maand",
    "pl": "do końca miesiąca", "pt": "até ao fim do mês", "ro": "până la sfârșitul lunii", "ru": "до конца месяца", "sv": "till slutet av månaden",
    "tr": "ay sonuna kadar", "uk": "до кінця місяця", "vi": "đến cuối tháng", "zh": "到月底",
}  # fmt: skip


@pytest.mark.parametrize("language", END_OF_THE_MONTH)
def test_the_end_of_the_month_is_when_the_next_one_begins(language: str) -> None:
    assert read_day(END_OF_THE_MONTH[language], language, SUNDAY) == date(2026, 12, 1)


def test_the_end_of_the_year_is_when_the_next_one_begins() -> None:
    for language, said in {
        "de": "bis Jahresende",
        "fr": "jusqu’à la fin de l’année",
        "ru": "до конца года",
    }.items():
        assert read_day(said, language, SUNDAY) == date(2027, 1, 1)


ANOTHER_DAY = {
    "bn": "সপ্তাহের শেষ পর্যন্ত", "de": "bis nach dem Wochenende|bis übernächsten Freitag|bis nach Freitag|bis Freitag in einer Woche|bis Mitte Januar",
    "en": "until the day after Friday|until Friday week|until Friday after next|until the week after next|until the end of January",
    "hi": "हफ़्ते के अंत तक", "id": "sampai akhir minggu", "ja": "再来週の月曜まで", "ko": "다다음 주 금요일까지", "nl": "tot na het weekend",
    "ro": "până la sfârșitul lunii ianuarie", "ru": "через пятницу|после пятницы", "tr": "hafta sonuna kadar", "zh": "到下下周一|周五之后",
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "said"),
    [(code, said) for code, all_said in ANOTHER_DAY.items() for said in all_said.split("|")],
)
def test_a_day_that_is_counted_from_another_one_is_asked_again(language: str, said: str) -> None:
    assert read_day(said, language, date(2026, 11, 24)) is None


ANOTHER_PERIOD = {
    "bn": "আগামী মাসের শেষ", "de": "letzten Freitag|ersten Montag im Dezember|Freitag nächsten Monat|Montag dieser Woche|nächstes Monatsende",
    "en": "until Friday next month|until last Friday|the first Monday of December|Friday next year|Monday this week|next month end",
    "es": "viernes pasado|próximo fin de mes", "fr": "vendredi dernier|prochaine fin du mois", "hi": "अगले महीने के अंत|अगले साल के अंत", "it": "prossima fine mese",
    "ja": "先週の金曜日|来月の金曜日|今週の月曜日|来月末まで|12月末", "ko": "다음 달 말|내년 말|다음 달 말까지|지난 금요일|이번 주 월요일", "tr": "gelecek ayın sonuna kadar|gelecek yıl sonu",
    "zh": "上周五|本周一|下个月的周五|到下个月底",
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "said"),
    [(code, said) for code, all_said in ANOTHER_PERIOD.items() for said in all_said.split("|")],
)
def test_a_day_of_another_month_or_one_that_is_past_is_asked_again(language: str, said: str) -> None:
    assert read_day(said, language, date(2026, 11, 24)) is None


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("cs", "do konce tohoto měsíce"), ("de", "bis Ende dieses Monats"), ("el", "μέχρι το τέλος αυτού του μήνα"), ("en", "until the end of this month"),
        ("es", "hasta finales de este mes"), ("fr", "jusqu'à la fin de ce mois"), ("he", "עד סוף החודש הזה"), ("hi", "इस महीने के अंत तक"),
        ("it", "fino alla fine di questo mese"), ("pl", "do końca tego miesiąca"), ("pt", "até o fim deste mês"), ("ro", "până la sfârșitul acestei luni"),
        ("ru", "до конца этого месяца"), ("sv", "till slutet av den här månaden"), ("tr", "bu ayın sonuna kadar"), ("uk", "до кінця цього місяця"),
    ],
)  # fmt: skip
def test_this_month_ends_as_the_month_does(language: str, said: str) -> None:
    assert read_day(said, language, date(2026, 11, 24)) == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ar", "الجمعة الأخيرة"), ("cs", "poslední pátek"), ("el", "τελευταία Παρασκευή"), ("fa", "آخرین جمعه"), ("hi", "आखिरी शुक्रवार"), ("id", "Jumat terakhir"),
        ("pl", "do ostatniego piątku"), ("ro", "ultima vineri"), ("ru", "последняя пятница"), ("tr", "ayın son cuması"), ("uk", "до останньої п'ятниці"),
    ],
)  # fmt: skip
def test_the_last_friday_of_something_is_asked_again(language: str, said: str) -> None:
    assert read_day(said, language, date(2026, 11, 24)) is None


HALF_OF_A_DAY = {
    "ar": "الجمعة بعد الظهر", "cs": "do pátku po obědě", "de": "Freitag nach dem Mittag", "el": "Παρασκευή μετά το μεσημέρι", "en": "Friday after lunch",
    "es": "viernes después de comer", "fa": "جمعه بعد از ظهر", "fr": "vendredi après midi", "he": "יום שישי אחרי הצהריים", "hi": "शुक्रवार दोपहर के बाद",
    "id": "Jumat setelah makan siang", "it": "venerdì dopo pranzo", "nl": "vrijdag na de middag", "pl": "piątek po południu", "pt": "sexta depois do almoço",
    "ro": "vineri după amiază", "ru": "до пятницы после обеда", "sv": "fredag efter lunch", "tr": "cuma öğleden sonra", "uk": "п'ятниця після обіду",
    "vi": "thứ sáu sau bữa trưa",
}  # fmt: skip


@pytest.mark.parametrize("language", HALF_OF_A_DAY)
def test_a_half_of_the_day_leaves_the_day_as_it_is(language: str) -> None:
    assert read_day(HALF_OF_A_DAY[language], language, date(2026, 11, 24)) == date(2026, 11, 27)


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_every_day_of_the_week_is_read_whatever_else_its_name_means(language: str) -> None:
    for ahead in range(1, 8):
        day = date(2026, 11, 24) + timedelta(days=ahead)
        name = format_date(day, "EEEE", locale=language.replace("-", "_"))
        assert read_day(name, language, date(2026, 11, 24)) == day, name


SPANS = {
    "el": {"μια βδομάδα": 7}, "fa": {"یه هفته": 7}, "he": {"לשבוע": 7, "לשלושה ימים": 3, "ל-3 ימים": 3, "לשבועיים": 14}, "id": {"minggu depan": 7, "sehari": 1},
    "ja": {"1年間": 365, "一ヶ月間": 30}, "ko": {"7일간": 7, "일 년": 365, "일주일간": 7}, "pl": {"do jutra": 1, "do pojutrza": 2}, "zh": {"一年": 365, "三天": 3},
    "ar": {"حتى الغد": 1}, "tr": {"öbür güne kadar": 2}, "cs": {"do příštího týdne": 7},
}  # fmt: skip


@pytest.mark.parametrize(("language", "said"), [(code, said) for code in SPANS for said in SPANS[code]])
def test_lengths_and_days_are_understood_in_other_forms(language: str, said: str) -> None:
    assert read_day(said, language, SUNDAY) == SUNDAY + timedelta(days=SPANS[language][said])


def test_a_date_is_understood_without_the_space_and_by_the_word_for_its_number() -> None:
    assert read_day("12월24일까지", "ko", SUNDAY) == read_day("到12月24号", "zh", SUNDAY) == CHRISTMAS_EVE


def test_numbers_alone_are_read_in_the_order_of_the_language() -> None:
    assert read_day("3/12", "fr", SUNDAY) == date(2026, 12, 3)
    assert read_day("3/12", "en", SUNDAY) == date(2027, 3, 12)
    assert read_day("2026-12-03", "fr", SUNDAY) == date(2026, 12, 3)
    assert read_day("2026/12/3", "zh", SUNDAY) == date(2026, 12, 3)
    assert read_day("99号公路", "zh", SUNDAY) is None


def test_a_day_without_a_year_is_the_next_one() -> None:
    assert read_day("21 November", "en", SUNDAY) == date(2027, 11, 21)
    assert read_day("Sunday", "en", SUNDAY) == SUNDAY + timedelta(days=7)
    assert read_day("December 24 1999", "en", SUNDAY) is None
    assert read_day("December 24, 2028", "en", SUNDAY) is None


@pytest.mark.parametrize(
    "text", ["", "banana", "until", "3", "the 5th", "yesterday", "24 December 1999", "x" * 500, "10 years"]
)
def test_what_is_no_day_to_come_is_none(text: str) -> None:
    assert read_day(text, "en", SUNDAY) is None


@given(st.text(max_size=40), st.sampled_from(LANGUAGES))
def test_whatever_is_written_gives_a_day_to_come_or_none(text: str, language: str) -> None:
    day = read_day(text, language, SUNDAY)
    assert day is None or timedelta() < day - SUNDAY <= FURTHEST


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("۹/۱۰", None),
        ("تا 10.9", None),
        ("۱۴۰۵/۹/۱۰", None),
        ("۵ آذر", None),
        ("تا پنجم دی", None),
        ("تا پایان آذر", None),
        ("تا آخر ماه", None),
        ("تا پایان سال", None),
        ("۲۰۲۶/۱۲/۵", date(2026, 12, 5)),
        ("۵ دسامبر", date(2026, 12, 5)),
    ],
)
def test_a_persian_date_that_may_be_of_the_solar_hijri_calendar_is_asked_again(
    text: str, meant: date | None
) -> None:
    assert read_day(text, "fa", date(2026, 11, 24)) == meant
