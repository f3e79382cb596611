"""Links are absolute web links, and one article has one canonical link."""

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as some

from news.intake.links import WHOLE, canonical_url, is_of_one_article, web_link


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://example.com/a?utm_source=rss&utm_medium=feed", "https://example.com/a"),
        ("https://example.com/a?id=7&utm_source=rss&page=2", "https://example.com/a?id=7&page=2"),
        ("HTTPS://Example.COM:443/a#top", "https://example.com/a"),
        ("http://example.com:80", "http://example.com/"),
        ("http://127.0.0.1:8765/a?x=1", "http://127.0.0.1:8765/a?x=1"),
        ("https://example.com/a?fbclid=x&gclid=y&at_medium=RSS&xtor=RSS-3208", "https://example.com/a"),
        ("https://www.dw.com/en/a-1?maca=en-rss-en-all-1573-rdf", "https://www.dw.com/en/a-1"),
        ("https://example.com/story?ref=rss", "https://example.com/story"),
        ("https://example.com/story?ref=main", "https://example.com/story?ref=main"),
        ("https://example.com/?source=shop&id=3", "https://example.com/?source=shop&id=3"),
        ("https://example.com/a/amp/", "https://example.com/a"),
        ("https://example.com/a.amp.html", "https://example.com/a.html"),
        ("https://amp.example.com/a", "https://www.example.com/a"),
        ("https://m.example.co.uk/a", "https://m.example.co.uk/a"),
        ("https://de.m.wikipedia.org/wiki/A", "https://de.wikipedia.org/wiki/A"),
        ("https://www.google.com/url?rct=j&url=https://example.com/a%3Futm_source%3Dg&ct=ga", "https://example.com/a"),
        ("https://www.google.com/amp/s/example.com/a", "https://example.com/a"),
        ("https://пример.рф/новость", "https://xn--e1afmkfd.xn--p1ai/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D1%8C"),
        ("https://example.com/%61%62", "https://example.com/ab"),
        ("https://example.com/a%2Fb", "https://example.com/a%2Fb"),
        ("https://example.com/app#!/story/3", "https://example.com/app#!/story/3"),
        ("mailto:a@example.com", "mailto:a@example.com"),
        ("https://example.com:99999/", "https://example.com:99999/"),
    ],
)  # fmt: skip
def test_one_article_has_one_canonical_link(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    ("written", "base", "link"),
    [
        ("/a", "https://example.com/feed.xml", "https://example.com/a"),
        ("a b", "https://example.com/x/", "https://example.com/x/a%20b"),
        ("  https://example.com/a\n", "", "https://example.com/a"),
        ("//cdn.example.com/a", "https://example.com/", "https://cdn.example.com/a"),
        ("javascript:alert(1)", "https://example.com/", None),
        ("mailto:a@example.com", "https://example.com/", None),
        ("file:///etc/passwd", "https://example.com/", None),
        ("https://user:secret@example.com/", "", None),
        ("https://[", "", None),
        ("/a", "", None),
        ("", "https://example.com/", None),
        (None, "https://example.com/", None),
        ("https://example.com/" + "a" * 2_000, "", None),
    ],
)
def test_only_absolute_web_links_are_links(written: str | None, base: str, link: str | None) -> None:
    assert web_link(written, base) == link


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://example.com/a/1", True),
        ("https://example.com/?p=17", True),
        ("https://example.com/#!/story/3", True),
        ("https://example.com/", False),
        ("https://example.com", False),
        ("HTTPS://Example.COM:443/#top", False),
        ("https://example.com/?utm_source=rss", False),
        ("", False),
    ],
)
def test_a_front_page_is_the_address_of_no_article(url: str, is_one: bool) -> None:
    assert is_of_one_article(canonical_url(url)) is is_one


@given(
    some.from_regex(WHOLE, fullmatch=True),
    some.sampled_from(["https://north.example/a/b", "http://north.example", "https://north.example/a?b=1#c"]),
)
def test_a_link_that_is_whole_is_the_same_joined_to_anything(link: str, base: str) -> None:
    assert urljoin(base, link) == link
