"""What is an address, and where a page keeps its feeds."""

import time

import pytest

from news.intake.discovery import feeds_named, is_site, read_address_typed, site_of, usual_places

PAGE = """<html><head><base href="https://example.org/blog/">
<link rel="stylesheet" href="style.css"><link rel=alternate type=application/rss+xml href=comments/feed title=Comments>
<LINK REL="alternate" TYPE="application/atom+xml; charset=utf-8" HREF="atom.xml?a=1&amp;b=2" title="All > posts">
<link rel="alternate" hreflang="de" href="/de"><link rel="alternate" type="application/json+oembed" href="/o">
</head><body><a href="/rss">RSS</a> <a class="x" href='https://feeds.example.org/news.rss'>feed</a>
<a href="/feedback">write to us</a> <a href="/afeeding">food</a></body></html>"""


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("example.org", "https://example.org"),
        ("  https://example.org/feed ", "https://example.org/feed"),
        ("feed:https://example.org/rss", "https://example.org/rss"),
        ("feed://example.org/rss", "https://example.org/rss"),
        ("HTTP://Example.org", "HTTP://Example.org"),
        ("новости.рф", "https://новости.рф"),
        ("example.org:8080/rss?x=1", "https://example.org:8080/rss?x=1"),
        ("electric cars", None),
        ("ftp://example.org", None),
        ("javascript:alert(1)", None),
        ("science", None),
        ("3.14", None),
        ("https://example.org and more", None),
        ("", None),
    ],
)
def test_an_address_is_told_from_words(typed: str, address: str | None) -> None:
    assert read_address_typed(typed) == address


def test_a_page_names_its_feeds_first_and_links_to_others() -> None:
    assert feeds_named(PAGE.encode(), "text/html; charset=utf-8", url="https://example.org/") == [
        "https://example.org/blog/atom.xml?a=1&b=2",
        "https://example.org/rss",
        "https://feeds.example.org/news.rss",
        "https://example.org/blog/comments/feed",
    ]


def test_what_a_page_names_is_never_another_scheme() -> None:
    page = b"""<link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">
    <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
    <link rel="alternate" type="application/rss+xml" href="http://[::1">"""
    assert feeds_named(page, "text/html", url="https://example.org/") == []


@pytest.mark.parametrize(
    "page",
    [
        b"<link " * 200_000,
        b"<link rel=alternate type='application/rss+xml' href=" + b"'" * 400_000,
        b"<base " + b"href=" * 100_000,
        b"<a " + b"a=a " * 100_000 + b">",
        b"<link " + b" " * 400_000 + b">",
    ],
)
def test_a_page_built_to_be_expensive_is_read_in_a_moment(page: bytes) -> None:
    began = time.process_time()
    assert feeds_named(page, "text/html", url="https://example.org/") == []
    assert time.process_time() - began < 20  # minutes, for who goes back at each byte


def test_the_usual_places_are_below_the_page_and_at_the_top() -> None:
    places = usual_places("https://example.org/@ann/")
    assert places[:3] == [
        "https://example.org/@ann/feed",
        "https://example.org/@ann/rss",
        "https://example.org/@ann.rss",
    ]
    assert "https://example.org/feed" in places
    assert usual_places("https://example.org/")[0] == "https://example.org/feed"


def test_an_article_is_no_site() -> None:
    assert is_site("https://example.org")
    assert is_site("https://example.org/news/rss.xml")
    assert is_site("https://example.org/?feed=rss2")
    assert not is_site("https://example.org/2026/11/22/ferry-sinks")
    assert not is_site("https://feeds.example.org/ferry-sinks")


def test_a_site_is_called_by_its_host() -> None:
    assert site_of("https://www.example.org/feed") == "example.org"
