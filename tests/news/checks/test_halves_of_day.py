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
        ("It begins at 10 a.m.", "en", "It begins at 10 local time (10 p.m. GMT).", "en"),
        ("It begins at 4 a.m.", "en", AFTERNOON, "en"),
    ],
)
def test_the_same_half_or_one_that_is_open_passes(sentence: str, language: str, source: str, of: str) -> None:
    assert found(check, sentence, source, language=language, of=of) == []
