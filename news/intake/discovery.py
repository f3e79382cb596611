"""Where a site keeps its feeds: what somebody typed as an address, what a page names, and the usual places.

Pure: text in, addresses out. Pages are strangers' work: only their beginning is read, tag by tag, by patterns that take
linear time. Knows nothing of the network; whoever fetches decides what may be fetched.
"""

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import urljoin, urlsplit

from news.catalogue.entries import is_web_address
from news.intake.decoding import decode

MOST_NAMED = 6
"""Feeds of one page that are looked at: sites name those of comments and sections, too, and the first is the main one."""
PAGE_BYTES = 400_000
USUAL_PLACES = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/?feed=rss2")

_HOST = re.compile(r"(?:[^\s/?#@:.]{1,63}\.)+[^\s/?#@:.\d][^\s/?#@:.]{1,62}(?::\d{1,5})?(?:[/?#]\S*)?")
_LINK = re.compile(r"<(link|a)\b([^<>]{1,2000})>", re.IGNORECASE)
_PAIR = re.compile(
    r"""([A-Za-z-]{1,20})\s{0,20}=\s{0,20}(?:"([^"<>]{0,1500})"|'([^'<>]{0,1500})'|([^\s"'<>]{1,1500}))"""
)
_BASE = re.compile(r"""<base\b[^<>]{0,500}?\bhref\s{0,5}=\s{0,5}["']([^"'<>]{1,1000})["']""", re.IGNORECASE)
_KINDS = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml")
_FEEDISH = re.compile(
    r"(?:^|[/._?=-])(?:rss|atom|feed)s?(?:2|\.xml|\.rdf|\.php)?(?:[/?#]|$)|\.rss$", re.IGNORECASE
)
_COMMENTS = re.compile("comment|kommentar|commentaire", re.IGNORECASE)


def read_address_typed(text: str) -> str | None:
    """The web address that somebody typed, with a scheme; None for words, and for addresses of other kinds."""
    typed = text.strip().strip("<>")
    if typed.lower().startswith("feed:"):
        typed = typed[5:].removeprefix("//")
    if re.match(r"https?://", typed, re.IGNORECASE):
        return None if re.search(r"\s", typed) else typed
    return f"https://{typed}" if _HOST.fullmatch(typed) else None


def is_site(address: str) -> bool:
    """Whether the address is of a site or a feed, and not of a page deep in it, which may be an article."""
    return is_top(address) or _FEEDISH.search(_after_host(address)) is not None


def is_top(address: str) -> bool:
    """Whether the address names a site and nothing in it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.path in ("", "/") and not parts.query


def feeds_named(content: bytes, content_type: str | None, *, url: str) -> list[str]:
    """The feeds that a page names in its head, then those that it links to; absolute, each once, those of comments last."""
    page = decode(content[:PAGE_BYTES], content_type)
    base = _BASE.search(page)
    start = _joined(url, unescape(base[1])) or url if base else url
    named: list[str] = []
    linked: list[str] = []
    for tag in _LINK.finditer(page):
        pairs = {
            name.lower(): unescape(quoted or single or bare)
            for name, quoted, single, bare in _PAIR.findall(tag[2])
        }
        if tag[1].lower() == "link" and _names_feed(pairs):
            named.append(pairs["href"])
        elif tag[1].lower() == "a" and _FEEDISH.search(_after_host(pairs.get("href", ""))):
            linked.append(pairs["href"])
    found = [joined for href in [*named, *linked] if (joined := _joined(start, href))]
    listed = sorted(dict.fromkeys(found), key=lambda feed: _COMMENTS.search(feed) is not None)
    return listed[:MOST_NAMED]


def usual_places(url: str) -> list[str]:
    """Where feeds mostly are: below the address itself, where it has a path, then at the top of the site."""
    parts = urlsplit(url)
    top = f"{parts.scheme}://{parts.netloc}"
    below = f"{top}{parts.path.rstrip('/')}"
    places = [f"{below}/feed", f"{below}/rss", f"{below}.rss"] if below != top else []
    return list(dict.fromkeys([*places, *(f"{top}{place}" for place in USUAL_PLACES)]))


def _after_host(href: str) -> str:
    """What follows the host: `feed.example.org` is no feed for its name."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _names_feed(pairs: dict[str, str]) -> bool:
    kind = pairs.get("type", "").partition(";")[0].strip().lower()
    return bool(pairs.get("href")) and "alternate" in pairs.get("rel", "").lower().split() and kind in _KINDS


def _joined(base: str, href: str) -> str | None:
    try:
        joined = urljoin(base, href.strip().removeprefix("feed:"))
    except ValueError:
        return None
    return joined if is_web_address(joined) else None


def site_of(url: str) -> str:
    """The host of an address as people know it, without “www.”."""
    try:
        host = urlsplit(url).hostname or url
    except ValueError:
        return url
    return host.removeprefix("www.")


def distinct(urls: Iterable[str]) -> list[str]:
    """Each address once, whether with a slash at its end or not."""
    return list({url.rstrip("/"): url for url in reversed(list(urls))}.values())[::-1]
