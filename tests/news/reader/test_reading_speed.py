"""A minute is as many words as people of that language read in it."""

from news.reader.reading_speed import minutes, units, units_a_minute


def test_a_minute_of_english_is_238_words() -> None:
    assert minutes("word " * 238, "en") == 1


def test_chinese_and_japanese_are_counted_by_characters() -> None:
    assert units("柏林的新港口今天开放。", "zh-Hans") == 10
    assert minutes("港" * 255, "zh") == 1
    assert units_a_minute("ja") == 357


def test_a_language_that_nobody_measured_has_the_mean() -> None:
    assert units_a_minute("sw") == units_a_minute(None) == 184


def test_a_script_without_spaces_is_not_taken_for_one_word() -> None:
    assert units("ท่าเรือใหม่เปิดวันนี้" * 10, "th") > 20


def test_marks_between_words_are_no_words() -> None:
    assert units("one – two … [3]", "en") == 3
