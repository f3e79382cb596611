"""No hour of the forenoon is told as one of the afternoon."""

import pytest

from news.checks.halves_of_day import check
from tests.news.checks.held import found

AFTERNOON = "The meeting starts at 3 p.m."


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("会議は午前3時に始まる。", "ja", "会議は午後3時に始まる。", "ja"),
        ("会議は午前3時に始まる。", "ja", AFTERNOON, "en"),
        ("The meeting starts at 3 a.m.", "en", "会議は午後3時に始まる。", "ja"),
        ("The meeting starts at 3 a.m.", "en", AFTERNOON, "en"),
        ("会议上午3点开始。", "zh", "会议下午3点开始。", "zh"),
        ("회의는 오전 3시에 시작한다.", "ko", "회의는 오후 3시에 시작한다.", "ko"),
        ("Die Sitzung beginnt um 3 Uhr morgens.", "de", AFTERNOON, "en"),
        ("Die Sitzung beginnt um 15 Uhr.", "de", "The meeting starts at 3 a.m.", "en"),
        ("Совещание в 3 часа утра.", "ru", AFTERNOON, "en"),
        ("Cuộc họp bắt đầu lúc 3 giờ sáng.", "vi", AFTERNOON, "en"),
        ("La reunión empieza a las 3 de la mañana.", "es", AFTERNOON, "en"),
        ("La reunión empieza a las 9 de la noche.", "es", "The meeting starts at 9 a.m.", "en"),
        ("会议晚上9点开始。", "zh", "The meeting starts at 9 a.m.", "en"),
        ("Совещание в 3 дня.", "ru", "The meeting starts at 3 a.m.", "en"),
        ("Совещание в 3 часа дня.", "ru", "The meeting starts at 3 a.m.", "en"),
        ("Toplantı akşam 7'de başlıyor.", "tr", "The meeting starts at 7 a.m.", "en"),
        ("Toplantı sabah saat 7.30'da başlıyor.", "tr", "The meeting starts at 7 p.m.", "en"),
        ("Die Sitzung beginnt um 15.30 Uhr.", "de", "The meeting starts at 3 a.m.", "en"),
        ("Mødet begynder kl. 15.30.", "da", "The meeting starts at 3 a.m.", "en"),
        ("会議は15時に始まる。", "ja", "会議は午前3時に始まる。", "ja"),
        ("يبدأ الاجتماع في الساعة 3 صباحا", "ar", AFTERNOON, "en"),
    ],
)
def test_the_other_half_is_found(sentence: str, language: str, source: str, of: str) -> None:
    assert found(check, sentence, source, language=language, of=of)


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("会議は午後3時に始まる。", "ja", AFTERNOON, "en"),
        ("会議は午後3時に始まる。", "ja", "The meeting starts at 15:00.", "en"),
        ("Die Sitzung beginnt um 15 Uhr.", "de", AFTERNOON, "en"),
        ("会議は午前3時に始まる。", "ja", "The meeting starts at 3:00; another at 3 p.m.", "en"),
        ("会議は午前3時に始まる。", "ja", "One starts at 3 p.m. and one at 3 a.m.", "en"),
        ("Empieza a las 12 de la noche.", "es", "It begins at 12 a.m.", "en"),
        ("Empieza a las 12:30 de la noche.", "es", "It begins at 12:30 a.m.", "en"),
        ("Empieza a la 1 de la noche.", "es", "It begins at 1 a.m.", "en"),
        ("Empieza a las 12 de la mañana.", "es", "It begins at 12 p.m. (noon).", "en"),
        ("It begins at 1 a.m.", "en", "Empieza a la 1 de la noche.", "es"),
        ("Começa às 2 da noite.", "pt", "It begins at 2 a.m.", "en"),
        ("会议晚上12点开始。", "zh", "It begins at 12 a.m.", "en"),
        ("Toplantı akşam 19.00'da başlıyor.", "tr", "One begins at 1 a.m., one at 7 p.m.", "en"),
        ("Срок 3 дня.", "ru", "It ended at 3 a.m.", "en"),
        ("Строк 3 дні, а 3 дня ні.", "uk", "It ended at 3 a.m.", "en"),
        ("It begins at 5 a.m. on 17 May.", "en", "Am 17.05. beginnt es.", "de"),
        ("It begins at 5 a.m.", "en", "Am 17.05.2026 beginnt es.", "de"),
        ("It cost money at 3 a.m.", "en", "It cost 15.30 dollars.", "en"),
        ("It ended at 5 a.m.", "en", "Score 17.05", "en"),
        ("It took until 3 a.m.", "en", "15時間かかった。", "ja"),
        ("It begins at 8 a.m. GMT.", "en", "It begins at 8 p.m. Tokyo time.", "en"),
        ("It begins at 8 a.m.", "en", "It begins at 8 p.m. local time.", "en"),
        ("It begins at 10 a.m.", "en", "It begins at 10 local time (10 p.m. GMT).", "en"),
        ("It begins at 4 a.m.", "en", AFTERNOON, "en"),
    ],
)
def test_the_same_half_or_one_that_is_open_passes(sentence: str, language: str, source: str, of: str) -> None:
    assert found(check, sentence, source, language=language, of=of) == []


NINE = {
    "bn": "সভা সকাল ৯টায় শুরু হবে।", "cs": "Schůzka začíná v 9 hodin ráno.", "da": "Mødet begynder kl. 9 om morgenen.", "de": "Die Sitzung beginnt um 9 Uhr morgens.",
    "el": "Η σύσκεψη αρχίζει στις 9 το πρωί.", "en": "The meeting starts at 9 a.m.", "es": "La reunión empieza a las 9 de la mañana.", "fa": "جلسه ساعت 9 صبح آغاز می‌شود.",
    "fi": "Kokous alkaa klo 9 aamulla.", "fr": "La réunion commence à 9 heures du matin.", "he": "הישיבה תתחיל ב-9 בבוקר.", "hi": "बैठक सुबह 9 बजे शुरू होगी।",
    "hu": "Az ülés reggel 9-kor kezdődik.", "id": "Rapat dimulai pukul 9 pagi.", "it": "La riunione inizia alle 9 del mattino.", "nb": "Møtet begynner klokken 9 om morgenen.",
    "nl": "De vergadering begint om 9 uur 's ochtends.", "pl": "Spotkanie zaczyna się o 9 rano.", "pt": "A reunião começa às 9 da manhã.",
    "ro": "Ședința începe la ora 9 dimineața.", "sv": "Mötet börjar klockan 9 på morgonen.", "th": "การประชุมเริ่ม 9 โมงเช้า", "uk": "Нарада почнеться о 9 ранку.",
}  # fmt: skip
TWENTY_ONE = {
    "da": "Mødet begynder kl. 21.00 i Oslo.", "de": "Die Sitzung beginnt um 21 Uhr.", "en": "The meeting starts at 21:00.", "es": "Empieza a las 21:00 horas.",
    "fr": "La réunion commence à 21h.|La réunion commence à 21 heures.", "it": "La riunione inizia alle ore 21.", "ja": "会議は21時に始まる。", "ko": "회의는 21시에 시작한다.",
    "nl": "De vergadering begint om 21 uur.", "pl": "Spotkanie o godz. 21.00.", "pt": "Começa às 21h.", "ro": "Începe la ora 21:00.", "ru": "Начало в 21:00.",
    "sv": "Mötet börjar kl. 21 i Lund.", "vi": "Cuộc họp lúc 21 giờ.", "zh": "会议21点开始。",
}  # fmt: skip


@pytest.mark.parametrize("language", NINE)
def test_the_morning_in_every_language_is_no_evening(language: str) -> None:
    assert found(check, NINE[language], "The meeting starts at 9 p.m.", language=language)
    assert found(check, NINE[language], "The meeting starts at 9 a.m.", language=language) == []


@pytest.mark.parametrize(
    ("language", "told"), [(code, each) for code, said in TWENTY_ONE.items() for each in said.split("|")]
)
def test_an_hour_beyond_twelve_is_of_the_evening_in_every_language(language: str, told: str) -> None:
    assert found(check, "The meeting starts at 9 a.m.", told, of=language)
    assert found(check, "The meeting starts at 9 p.m.", told, of=language) == []


@pytest.mark.parametrize(
    ("told", "language"),
    [
        ("Team A beat Team B 21:19.", "en"), ("Der Favorit gewann 25:19, 21:25.", "de"), ("Tỷ số 21:19.", "vi"), ("Wynik 21:13.", "pl"),
        ("Матч закончился со счётом 21:13.", "ru"), ("La recherche a duré 21 h.", "fr"), ("Die Suche dauerte 21 h.", "de"), ("Duró 21 h.", "es"),
        ("Durou 21h.", "pt"), ("Kéo dài 21 giờ.", "vi"), ("Sau 21 giờ tìm kiếm.", "vi"), ("21時間かかった。", "ja"), ("21시간 걸렸다.", "ko"),
        ("She finished in 21:20 and left.", "en"), ("The ratio is 21:10.", "en"), ("Il record è 21:32,4 minuti.", "it"), ("指数下跌21点。", "zh"),
    ],
)  # fmt: skip
def test_scores_lengths_records_and_points_are_no_hours(told: str, language: str) -> None:
    assert found(check, "The meeting starts at 9 a.m.", told, of=language) == []


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("It begins at 9 a.m.", "en", "It begins at 9 p.m.; at half Time magazine left.", "en"),
        ("会议上午9点开始。", "zh", "会议下午9点开始，讨论了很长时间。", "zh"),
        ("회의는 오전 9시에 시작한다.", "ko", "회의는 오후 9시에 시작해 몇 시간 이어진다.", "ko"),
        ("Spotkanie o 9 rano.", "pl", "Spotkanie o 9 wieczorem, po tak długim czasu biegu.", "pl"),
        ("Die Sitzung beginnt um 9 Uhr morgens.", "de", "Nach kurzer Zeit beginnt sie um 21 Uhr.", "de"),
        ("Rapat dimulai pukul 9 pagi.", "id", "Waktu itu rapat dimulai pukul 9 sore.", "id"),
    ],
)
def test_words_for_time_are_no_zones(sentence: str, language: str, source: str, of: str) -> None:
    assert found(check, sentence, source, language=language, of=of)
