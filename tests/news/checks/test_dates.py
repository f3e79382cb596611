"""Days of a sentence are days that its evidence names, or that follow from the day it was published."""

from datetime import UTC, datetime, timedelta

import pytest

from news.checks.dates import check
from news.checks.findings import Severity
from tests.news.checks.held import TUESDAY, found, severities


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("am 12. Mai 2016", "de", "on May 12, 2016", "en"),
        ("12 мая", "ru", "on 12 May 2016", "en"),
        ("w maju 2016", "pl", "on 12 May 2016", "en"),
        ("2016年5月12日", "zh", "on 12 May 2016", "en"),
        ("on 10 June", "en", "六月十日", "zh"),
        ("on 12 May", "en", "5월 12일", "ko"),
        ("on 25 October 2013", "en", "ngày 25-10-2013", "vi"),
        ("on 12 May 2016", "en", "เมื่อวันที่ 12 พฤษภาคม 2559", "th"),
        ("on 30 August 2015", "en", "في 30 آب 2015", "ar"),
        ("on 30 August 2015", "en", "30 Ağustos 2015'te", "tr"),
        ("from 10 to 12 June", "en", "10.–12. kesäkuuta", "fi"),
        ("on 12 June", "en", "June 10-12", "en"),
        ("on 3 November", "en", "the third of November", "en"),
        ("le 1er mai", "fr", "on 1 May", "en"),
        ("on 12 May 2016", "en", "12.05.2016", "de"),
        ("in July", "en", "od lipcowej konwencji", "pl"),
        ("in September", "en", "after enlisting on Sept.", "en"),
        ("tháng Sáu", "vi", "in June", "en"),
        ("on Thursday", "en", "روز پنج‌شنبه", "fa"),
        ("on Monday", "en", "ביום שני", "he"),
        ("in June", "en", "τον Ιούνιο", "el"),
        ("on Saturday", "en", "শনিবারে", "bn"),
        ("on the 28th of October", "en", "الثامن والعشرين من تشرين الأول", "ar"),
    ],
)
def test_a_day_is_the_same_in_every_language(sentence: str, language: str, source: str, of: str) -> None:
    assert found(check, sentence, source, language=language, of=of) == []


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of", "detail"),
    [
        ("on 13 May 2016", "en", "am 12. Mai 2016", "de", "13 May 2016"),
        ("on 12 June 2016", "en", "am 12. Mai 2016", "de", "12 June 2016"),
        ("on 12 May 2017", "en", "am 12. Mai 2016", "de", "12 May 2017"),
        ("6月12日", "zh", "on 12 May", "en", "6月12日"),
        ("на 13 мая", "ru", "on 12 May", "en", "13 мая"),
        ("on Friday", "en", "on Thursday, 12 May 2016", "en", "Friday"),
        ("in June", "en", "on 12 May", "en", "June"),
        ("on 12 May", "en", "in May", "en", "12 May"),
    ],
)
def test_a_day_that_no_source_names_is_found(
    sentence: str, language: str, source: str, of: str, detail: str
) -> None:
    assert found(check, sentence, source, language=language, of=of) == [f"date: {detail}"]


@pytest.mark.parametrize(
    ("source", "day"),
    [
        ("The ferry sank yesterday.", "2 February 2026"),
        ("The ferry sank on Monday.", "2 February"),
        ("The vote is tomorrow.", "Wednesday 4 February"),
        ("The vote is on Thursday.", "5 February 2026"),
        ("The vote was on 30 December.", "30 December 2025"),
    ],
)
def test_words_of_the_source_are_resolved_against_the_day_it_was_published(source: str, day: str) -> None:
    assert found(check, f"It was on {day}.", source) == []
    assert found(check, "It was on 17 March 2026.", source) == ["date: 17 March 2026"]


def test_yesterday_is_the_day_before_in_the_zone_of_the_outlet() -> None:
    late = datetime(2026, 2, 3, 22, tzinfo=UTC)  # already the 4th in Tokyo
    assert (
        found(check, "on 3 February", "Fähre sank gestern", of="de", published_at=late, zone="Asia/Tokyo")
        == []
    )
    assert found(check, "on 2 February", "Fähre sank gestern", of="de", published_at=late, zone="UTC") == []


def test_a_date_of_digits_is_read_as_its_country_writes_it() -> None:
    assert found(check, "on 4 March 2026", "on 3/4/2026", country="US") == []
    assert found(check, "on 3 April 2026", "on 3/4/2026", country="US") == ["date: 3 April 2026"]
    assert found(check, "on 3 April 2026", "on 3/4/2026", country="GB") == []
    assert found(check, "on 4 March 2026", "on 3/4/2026", country="GB") == ["date: 4 March 2026"]


def test_yesterday_in_a_sentence_of_ours_is_counted_and_dropped_where_the_day_is_another() -> None:
    sentence = "Die Fähre sank gestern."
    assert severities(check, sentence, "The ferry sank yesterday.", language="de") == [Severity.COUNTED]
    assert severities(check, sentence, "The ferry sank on Monday.", language="de") == [Severity.COUNTED]
    assert severities(check, sentence, "The ferry sank on Sunday.", language="de") == [Severity.DROPS]
    day_later = TUESDAY + timedelta(days=1)
    assert severities(check, sentence, "It sank yesterday.", language="de", now=day_later) == [Severity.DROPS]


def test_these_days_and_the_words_of_others_are_no_days() -> None:
    assert found(check, "“We saw it yesterday”, he said.", "“We saw it on Sunday”, he said.") == []
    assert found(check, "Das Haus steht bis heute.", "The house still stands.", language="de") == []


def test_words_that_look_like_months_are_none() -> None:
    assert found(check, "They may march on.", "They went on.") == []
    assert found(check, "Защита окружающей среды", "The environment", language="ru") == []
    assert found(check, "5个月后", "five months later", language="zh") == []


def test_what_only_looks_like_a_day_needs_no_proof() -> None:
    for sentence, language in (
        ("She told The Sunday Times about it.", "en"), ("đội thứ ba", "vi"), ("στην τρίτη θέση", "el"), ("थेरेसा मई", "hi"),
        ("Nedělá si starosti.", "cs"), ("четверте місце", "uk"),
    ):  # fmt: skip
        assert found(check, sentence, "Nothing of the kind.", language=language) == []


def test_today_is_kept_where_the_day_follows_that_is_meant() -> None:
    source = "The envoy of Beijing protested on 2 February 2026."
    assert severities(check, "Beijing today (2 February) protested.", source) == [Severity.COUNTED]
    assert severities(check, "Beijing today (5 February) protested.", source)[0] is Severity.DROPS


def test_today_is_kept_where_it_is_the_return_of_a_day_that_is_named() -> None:
    told = "Born on September 30, 1882, 136 years ago today."
    source = "Geboren am 30. September 1882, vor 136 Jahren."
    assert severities(check, told, source, of="de") == [Severity.COUNTED]
    assert Severity.DROPS in severities(check, told, source.replace("30", "29"), of="de")


def test_a_word_that_is_a_month_or_a_weekday_elsewhere_needs_no_proof() -> None:
    for sentence, language in (
        ("Mai multe persoane au mai venit.", "ro"), ("Au trecut două luni de zile.", "ro"), ("Die Montagewerke schließen.", "de"),
        ("Sıcaklık aralığı oldukça küçüktür.", "tr"), ("قدمت تويوتا ونيسان سيارات", "ar"), ("He told USA Today so.", "en"),
    ):  # fmt: skip
        assert found(check, sentence, "Nobody says when.", language=language) == []


def test_such_a_word_is_a_day_where_the_text_says_so() -> None:
    for sentence, language in (
        ("Pe 3 mai 2020", "ro"), ("În luna mai", "ro"), ("A venit luni", "ro"), ("Am Montagabend", "de"), ("aralık ayında", "tr"),
        ("في شهر نيسان", "ar"),
    ):  # fmt: skip
        assert found(check, sentence, "On 12 June 2016", language=language) != []


def test_today_may_be_what_another_language_says_of_these_days() -> None:
    source = "In 1834 it was a school; it is now one of the largest, as of 3 May 2016."
    assert severities(check, "Sie ist heute eine der größten.", source, language="de") == [Severity.COUNTED]
    assert severities(check, "Sie schließt heute.", "It closed on 3 May 2016.", language="de") == [
        Severity.DROPS
    ]
