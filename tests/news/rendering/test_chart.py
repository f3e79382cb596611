"""The coverage of a story over time, as a chart and as a picture."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest

from news.adapters.drawing import WorkerPainter, painted, read_picture
from news.errors import PictureFailed
from news.i18n import UI_LANGUAGES, open_words
from news.rendering.chart import ROWS, SERIES, Chart, chart_of
from news.story.views import Cited, StoryView

START = datetime(2026, 11, 20, 21, 5, tzinfo=UTC)
WORDS = open_words()
PRESS = (
    ("Harbour Post", "GB", "en", 0),
    ("Küstenblatt", "DE", "de", 25),
    ("Port Wire", "GB", "en", 70),
    ("الميناء", "EG", "ar", 200),
    ("海港报", "CN", "zh", 400),
    ("Nowhere", None, None, 500),
)


def a_view(press: tuple[tuple[str, str | None, str | None, int], ...] = PRESS) -> StoryView:
    sources = {
        number: Cited(
            number, outlet, "https://harbour.example/1", country, language, START + timedelta(minutes=minutes),
            "Ferry hits quay", "", number, is_copy=number == 2,
        )
        for number, (outlet, country, language, minutes) in enumerate(press)
    }  # fmt: skip
    return StoryView(1, 1, "Ferry hits quay", (), "en", (), sources, len(sources), "extractive", START)


def a_chart(view: StoryView, language: str = "en", zone: str = "Europe/Berlin") -> Chart:
    chart = chart_of(view, WORDS(language), WORDS("en"), zone=zone)
    assert chart is not None
    return chart


def test_every_article_is_a_dot_from_the_first_to_the_last_report() -> None:
    chart = a_chart(a_view())

    assert [dot.x for dot in chart.dots][::5] == [0.0, 1.0]
    assert [chart.rows[dot.row].text for dot in chart.dots] == [
        "United Kingdom", "Germany", "United Kingdom", "Egypt", "China", "Not known",
    ]  # fmt: skip
    assert [chart.series[dot.series].text for dot in chart.dots][:4] == [
        "English",
        "German",
        "English",
        "Arabic",
    ]
    assert [dot.is_copy for dot in chart.dots] == [False, False, True, False, False, False]
    assert [count for _, count in chart.growth] == [1, 2, 3, 4, 5, 6]


def test_labels_are_the_readers_and_in_english_where_no_font_has_theirs() -> None:
    chart = a_chart(a_view(), "ar")

    assert chart.is_rtl
    assert (chart.rows[1].text, chart.rows[1].plain) == ("ألمانيا", "Germany")


def test_numbers_are_written_as_the_language_writes_them() -> None:
    counts = a_chart(a_view(), "fa").counts

    assert [(count, label.text, label.plain) for count, label in counts] == [(0, "۰", "0"), (6, "۶", "6")]


def test_midnights_are_those_of_the_readers_zone() -> None:
    times = {label.plain: x for x, label in a_chart(a_view(), zone="Europe/Berlin").ticks}

    midnight = datetime(2026, 11, 20, 23, tzinfo=UTC)
    assert times["Nov 21"] == pytest.approx((midnight - START) / timedelta(minutes=500))


def test_one_article_alone_stands_in_the_middle_of_an_hour() -> None:
    chart = a_chart(a_view(PRESS[:1]))

    assert [dot.x for dot in chart.dots] == [0.5]
    assert chart.ticks


def test_many_countries_and_languages_share_a_row_and_a_colour() -> None:
    countries = ("GB", "DE", "FR", "IT", "ES", "PT", "PL", "RO", "GR", "SE", "NO", "FI", "GB")
    languages = ("en", "de", "fr", "it", "es", "pt", "pl", "ro", "el", "sv", "no", "fi", "en")
    press = tuple(
        (f"Outlet {at}", country, language, at)
        for at, (country, language) in enumerate(zip(countries, languages, strict=True))
    )

    chart = a_chart(a_view(press))

    assert (len(chart.rows), len(chart.series)) == (ROWS, SERIES)
    assert (chart.rows[0].text, chart.rows[-1].text, chart.series[-1].text) == (
        "United Kingdom", "Others", "Others",
    )  # fmt: skip
    assert max(dot.row for dot in chart.dots) == ROWS - 1


def test_a_story_without_articles_has_no_chart() -> None:
    assert chart_of(a_view(()), WORDS("en"), WORDS("en"), zone="UTC") is None


async def test_a_picture_is_drawn_in_every_language_of_the_interface() -> None:
    painter = WorkerPainter()
    try:
        for language in UI_LANGUAGES:
            png = await painter.draw(a_chart(a_view(), language))
            assert png.startswith(b"\x89PNG")
            width = int.from_bytes(png[16:20])
            assert width == 1080
    finally:
        await painter.close()


def test_what_no_font_can_write_is_written_in_english() -> None:
    chart = a_chart(a_view(), "ar")
    english = a_chart(a_view(), "en")
    flipped = Chart(**{**vars(english), "is_rtl": True, "ticks": chart.ticks, "counts": chart.counts})

    assert painted(chart, str.isascii) == painted(flipped, str.isascii)


async def test_a_worker_that_gives_no_picture_says_why() -> None:
    painter = WorkerPainter(deadline_s=0.01)
    try:
        with pytest.raises(PictureFailed, match="longer than"):
            await painter.draw(a_chart(a_view()))
    finally:
        await painter.close()


def test_a_chart_crosses_to_the_worker_whole() -> None:
    chart = a_chart(a_view(), "ar")

    assert read_picture(json.dumps(asdict(chart)).encode()) == chart
