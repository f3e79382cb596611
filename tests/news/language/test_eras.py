"""Days and years of other calendars stand for those of the common one."""

from datetime import date

import pytest

from news.checks import dates, numbers
from news.language.eras import of_persian
from tests.news.checks.held import found


@pytest.mark.parametrize(
    ("persian", "common"),
    [
        ((1404, 1, 1), date(2025, 3, 21)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1399, 1, 1), date(2020, 3, 20)),
        ((1357, 11, 22), date(1979, 2, 11)),
        ((1404, 7, 15), date(2025, 10, 7)),
    ],
)
def test_a_persian_day_is_one_of_the_common_calendar(persian: tuple[int, int, int], common: date) -> None:
    assert of_persian(*persian) == common


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("The ferry sank on 7 October 2025.", "en", "کشتی در ۱۵ مهر ۱۴۰۴ غرق شد", "fa"),
        ("کشتی در ۱۵ مهر ۱۴۰۴ غرق شد", "fa", "The ferry sank on 7 October 2025.", "en"),
        ("The ferry sank on 7 October.", "en", "کشتی در ۱۵ مهر غرق شد", "fa"),
        ("The ferry sank on 5 October 2025.", "en", "令和7年10月5日に沈没した。", "ja"),
        ("Das Schiff sank 2025.", "de", "民國114年沉沒", "zh"),
        ("Das Schiff sank 2025.", "de", "غرقت السفينة سنة 1447 هـ", "ar"),
        ("The ferry sank in 2025.", "en", "เรือล่มในปี พ.ศ. 2568", "th"),
    ],
)
def test_a_date_may_be_told_by_another_calendar(sentence: str, language: str, source: str, of: str) -> None:
    assert found(dates.check, sentence, source, language=language, of=of) == []
    assert found(numbers.check, sentence, source, language=language, of=of) == []


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("The ferry sank on 9 October 2025.", "en", "کشتی در ۱۵ مهر ۱۴۰۴ غرق شد", "fa"),
        ("کشتی در ۱۶ مهر ۱۴۰۴ غرق شد", "fa", "The ferry sank on 7 October 2025.", "en"),
        ("The ferry sank on 5 October 2024.", "en", "令和7年10月5日に沈没した。", "ja"),
    ],
)
def test_another_day_is_found_across_calendars(sentence: str, language: str, source: str, of: str) -> None:
    assert found(dates.check, sentence, source, language=language, of=of)
