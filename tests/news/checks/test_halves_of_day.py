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
