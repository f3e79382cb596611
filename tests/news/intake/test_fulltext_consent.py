"""A no that machines can read is heard, in whichever of the ways it is said; silence is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.intake.fulltext_consent import (
    refused_by_headers,
    refused_by_page,
    refused_by_robots,
    refused_by_tdmrep,
)

PAGE = "https://post.example/news/2026/bridge.html?id=7"


@pytest.mark.parametrize(
    "robots",
    [
        "User-agent: *\nDisallow: /news/",
        "user-agent: PRESSRADAR\nDISALLOW: /",
        "User-agent: a\nUser-agent: Pressradar/0.1\nDisallow: /*.html",
        "\ufeffUser-agent: *\r\nAllow: /\r\nDisallow: /news/*/bridge",
        "User-agent: *\rDisallow: /*?id=7$",
        "User-agent: *\nDisallow: /%6Eews/  # all of it",
        "User-agent: *\nDisallow: /a\nUser-agent: x\nDisallow: /b\nUser-agent: *\nDisallow: /news",
        "User-agent: *\nSitemap: https://post.example/map\nDisallow: /",
        "User-agent: *\nContent-Signal: search=yes, ai-train=no, ai-input=no\nAllow: /",
        "User-agent: *\nContent-Usage: /news/ bots=n",
    ],
)
def test_robots_txt_can_say_no(robots: str) -> None:
    assert refused_by_robots(robots, PAGE) is not None


@pytest.mark.parametrize(
    "robots",
    [
        "",
        "Disallow: /",
        "User-agent: *\nDisallow:",
        "User-agent: *\nDisallow: /sport/",
        "User-agent: *\nDisallow: /news/\nAllow: /news/2026/",
        "User-agent: *\nDisallow: /news/2026/\nAllow: /news/2026/",
        "User-agent: *\nDisallow: /\nUser-agent: pressradar\nAllow: /news/",
        "User-agent: otherbot\nDisallow: /",
        "User-agent: *\nDisallow: /*.html$",
        "User-agent: *\nDisallow: /*/*/*/*/*/*/",
        "User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /",
        "User-agent: *\nContent-Usage: /sport/ bots=n",
        "<!DOCTYPE html><p>User-agent: see below</p>",
    ],
)
def test_what_speaks_of_others_or_allows_us_is_no_no(robots: str) -> None:
    assert refused_by_robots(robots, PAGE) is None


def test_letters_of_any_script_are_the_same_path_encoded_or_not() -> None:
    for written in ("/новости/", "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/"):
        for asked in (
            "https://vestnik.example/новости/7",
            "https://vestnik.example/%d0%bd%d0%be%d0%b2%d0%be%d1%81%d1%82%d0%b8/7",
        ):
            assert refused_by_robots(f"User-agent: *\nDisallow: {written}", asked) == "robots.txt"


def test_a_hostile_pattern_costs_no_time() -> None:
    robots = "User-agent: *\nDisallow: /" + "*a" * 100_000 + "$"
    assert refused_by_robots(robots, "https://post.example/" + "a" * 2_000) is None


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ('[{"location": "/", "tdm-reservation": 1}]', "tdm-reservation"),
        ('[{"location": "/news/*", "tdm-reservation": "1", "tdm-policy": "https://p.example"}]', "tdm-reservation"),
        ('[{"location": "/sport/", "tdm-reservation": 1}, {"location": "/", "tdm-reservation": 0}]', None),
        ('[{"location": "/news/", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}]', "tdm-reservation"),
        ('{"tdm-reservation": 1}', "tdm-reservation"),
        ("<!DOCTYPE html><h1>Not found</h1>", None),
        ("[" * 100_000, None),
        ('[1, null, "x", {"location": 7}]', None),
    ],
)  # fmt: skip
def test_a_reservation_of_the_site_is_heard_where_it_speaks_of_the_page(file: str, why: str | None) -> None:
    assert refused_by_tdmrep(file, PAGE) == why


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("tdm-reservation", "1", "tdm-reservation"),
        ("tdm-reservation", "0", None),
        ("x-robots-tag", "noai, noimageai", "noai"),
        ("x-robots-tag", "Pressradar: noarchive", "noarchive"),
        ("x-robots-tag", "googlebot: noindex, noarchive", None),
        ("x-robots-tag", "max-snippet:0", "nosnippet"),
        ("x-robots-tag", "max-snippet: -1, max-image-preview:large", None),
        ("x-robots-tag", "unavailable_after: 25 Jun 2027 15:00:00 PST", None),
        ("content-signal", "ai-train=no, search=yes, ai-input=no", "content signal"),
        ("content-usage", "train-ai=n", None),
        ("etag", "noai", None),
    ],
)
def test_a_header_can_say_no(name: str, value: str, why: str | None) -> None:
    assert refused_by_headers([("vary", "x"), (name, value)], PAGE) == why


@pytest.mark.parametrize(
    ("element", "why"),
    [
        ('<meta name="robots" content="index, follow, NOAI">', "noai"),
        ("<META content='noarchive' name=robots />", "noarchive"),
        ('<meta name="tdm-reservation" content="1">', "tdm-reservation"),
        ('<meta name="tdm-reservation" content="0">', None),
        ('<meta name="googlebot" content="noindex">', None),
        ('<meta name="robots" content="index, follow, max-image-preview:large">', None),
        ('<meta property="og:title" content="noai">', None),
    ],
)
def test_the_page_itself_can_say_no(element: str, why: str | None) -> None:
    assert refused_by_page(f"<html><head><title>Bridge</title>{element}</head><body>Open.</body>") == why


@given(st.text(), st.text())
def test_nothing_that_a_site_can_say_breaks_us(said: str, path: str) -> None:
    url = "https://post.example/" + path.encode("utf-8", "ignore").decode()
    refused_by_robots("User-agent: *\nDisallow: " + said, url)
    refused_by_tdmrep(said, url)
    refused_by_headers([("x-robots-tag", said), ("content-usage", said)], url)
    refused_by_page(f"<meta name=robots content={said}>")
