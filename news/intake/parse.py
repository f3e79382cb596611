"""Turns the bytes that a server gave for a feed into plain-text items. Runs in a worker process that can be
killed.

Pure: bytes in, values out. What comes in is hostile until shown otherwise, so it is decoded, counted and
guarded before the parser (feedparser) sees it; what goes out is text without markup, control or invisible
characters, of bounded length. Knows nothing of HTTP beyond the content type, of rows or of readers.
"""

import calendar
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from time import struct_time
from typing import Any

import feedparser

from news.catalogue.names import primary_language
from news.errors import ParseFailed
from news.intake.dates import read_date
from news.intake.decoding import decode
from news.intake.links import web_link
from news.intake.plain import TITLE_CHARS, body_text, headed, headline_text, plain_text
from news.ports import Body, ParsedArticle, ParsedFeed

MOST_ARTICLES = 500
AUTHOR_CHARS, GUID_CHARS = 254, 500
CATEGORIES, CATEGORY_CHARS = 20, 100
LONGEST_TTL = timedelta(days=1)
OLDEST_YEAR = 1991  # the first page of the web: what claims to be older is a broken date

# Bounds on the document, each far above what real feeds have; beyond them feedparser becomes slow or large.
MOST_ITEMS = 2_000
MOST_COMMENTS = 10_000
MOST_ATTRIBUTES = 200
LONGEST_RUN_CHARS = 200_000
DEEPEST = 200

_ITEM = re.compile(r"<(?:[\w.-]{1,40}:)?(?:item|entry)[\s>/]")
# References to half a surrogate pair, or beyond Unicode: feedparser raises on them.
_NO_CHARACTER = re.compile(
    r"&#(?:[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}|0*5(?:529[6-9]|5[3-9]\d\d|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3])"
    r"|\d{8,}|[xX][0-9a-fA-F]{7,});"
)
# feedparser looks for a mail address in time that grows with the square of the text (its issue 562).
_LONG_PERSON = re.compile(
    r"(<(?:[\w.-]{1,40}:)?(?:author|creator|contributor|publisher|managingEditor|webMaster|name|owner|email)\b[^<>]*>"
    r"(?:\s*<!\[CDATA\[)?)([^<\]]{500})[^<\]]+"
)
_PROLOG = re.compile(r"\s*<\?[^>]{0,2000}\?>")
_TAG = re.compile(r"<(/?)[A-Za-z_][^\s/>]{0,200}([^>]*)>")
_MAIL = re.compile(r"[^\s@()<>]{1,64}@[^\s@()<>]{1,200}")
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
_FEEDPARSER_FAULTS = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RecursionError,
)


def parse(body: Body) -> ParsedFeed:
    """The feed in a body, its newest 500 items at most. CPU bound: about 25 ms an ordinary feed.

    Raises ParseFailed for what is no feed, or is built to be expensive.
    """
    text = _guarded(decode(body.content, body.content_type), body.url)
    found = _read(text, body.url)
    if not found.entries and _ITEM.search(text):
        # Items that the strict parser passed over: a broken end makes feedparser take its loose one.
        found = _read(f"{text}</broken>", body.url)
    if not found.entries and not found.get("version"):
        raise ParseFailed(body.url, "a web page, not a feed" if _is_page(text) else "not a feed")
    articles = _articles(found, body.url)
    return ParsedFeed(
        title=plain_text(_string(found.feed.get("title")), is_html=True)[:TITLE_CHARS] or None,
        language=primary_language(_string(found.feed.get("language"))),
        ttl=_ttl(found.feed),
        articles=tuple(_newest(articles)),
        remark=_remark(found),
    )


# --- before the parser ---------------------------------------------------------------------------


def _guarded(text: str, url: str) -> str:
    """The document without prolog, or ParseFailed if it is not XML or is built to be expensive."""
    text = text.lstrip()
    if not text.startswith("<"):
        raise ParseFailed(url, "a JSON feed, which is not read" if text.startswith("{") else "not a feed")
    text = _without_prolog(text, url)
    if len(_ITEM.findall(text)) > MOST_ITEMS:
        raise ParseFailed(url, f"more than {MOST_ITEMS} items")
    if text.count("<!--") > MOST_COMMENTS:
        raise ParseFailed(url, f"more than {MOST_COMMENTS} comments")
    if any(len(run) > LONGEST_RUN_CHARS for run in text.split(">")):
        raise ParseFailed(url, "a tag or text without end")
    _refuse_towers(text, url)
    return _LONG_PERSON.sub(r"\1\2", _NO_CHARACTER.sub("\ufffd", text))


def _without_prolog(text: str, url: str) -> str:
    """Declarations, comments and a plain DOCTYPE cut off, so that no entity can be declared at all."""
    doctypes = 0
    while True:
        text = text.lstrip()
        if text.startswith("<!--"):
            end = text.find("-->")
            if end < 0:
                raise ParseFailed(url, "a comment without end")
            text = text[end + 3 :]
        elif text[:9].upper() == "<!DOCTYPE":
            doctypes += 1
            end = text.find(">")
            if doctypes > 1 or end < 0 or "[" in text[:end]:
                raise ParseFailed(url, "declares entities or document types of its own")
            text = text[end + 1 :]
        elif instruction := _PROLOG.match(text):
            text = text[instruction.end() :]
        else:
            return text


def _refuse_towers(text: str, url: str) -> None:
    depth = 0
    for tag in _TAG.finditer(_outside_cdata(text)):
        rest = tag[2]
        if rest.count("=") > MOST_ATTRIBUTES and rest.count('="') + rest.count("='") > MOST_ATTRIBUTES:
            raise ParseFailed(url, f"a tag with more than {MOST_ATTRIBUTES} attributes")
        if tag[1]:
            depth = max(depth - 1, 0)
        elif not rest.endswith("/"):
            depth += 1
            if depth > DEEPEST and not _is_page(text):
                raise ParseFailed(url, f"more than {DEEPEST} elements inside each other")


def _outside_cdata(text: str) -> str:
    parts, at = [], 0
    while (start := text.find("<![CDATA[", at)) >= 0:
        parts.append(text[at:start])
        end = text.find("]]>", start)
        if end < 0:
            return "".join(parts)
        at = end + 3
    parts.append(text[at:])
    return "".join(parts)


def _is_page(text: str) -> bool:
    return re.search(r"<(?:html|body|head)[\s>]", text[:3_000], re.IGNORECASE) is not None


def _read(text: str, url: str) -> Any:
    """feedparser's view. Always through BytesIO: a plain string would be opened as a file or an address."""
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    content = BytesIO(text.encode("utf-8", "replace"))
    try:
        return feedparser.parse(
            content, response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except _FEEDPARSER_FAULTS as error:
        raise ParseFailed(url, f"the feed breaks the parser ({type(error).__name__})") from error


# --- from feedparser's words to ours -------------------------------------------------------------


def _articles(found: Any, url: str) -> list[ParsedArticle]:
    feed_language = primary_language(_string(found.feed.get("language")))
    home = web_link(_string(found.feed.get("link")), url) or url
    read = [_article(entry, home, feed_language) for entry in found.entries]
    return _told_apart([article for article in read if article is not None])


def _article(entry: Any, home: str, feed_language: str | None) -> ParsedArticle | None:
    text = _text(entry)
    title = headline_text(_string(entry.get("title")), is_html=_is_html(entry.get("title_detail")))
    title, text = headed(title, text)
    if not title:
        return None
    link = _link(entry, home)
    return ParsedArticle(
        guid=_guid(_string(entry.get("id")), link, title),
        url=link or "",
        title=title,
        text=text,
        author=_author(entry),
        published_at=_published_at(entry, feed_language),
        language=_language(entry, feed_language),
        categories=tuple(_categories(entry)),
    )


def _author(entry: Any) -> str | None:
    """The name, without the mail address that RSS wants there."""
    named = plain_text(_string(entry.get("author"))[:2_000], is_html=True)
    return _MAIL.sub("", named)[:AUTHOR_CHARS].strip(" ()<>,") or None


def _text(entry: Any) -> str:
    """The longer of summary and content, as plain text with a line a block.

    Where there are pictures, plain content beside a summary is their caption (Media RSS), not the article's.
    """
    summary, contents = entry.get("summary_detail"), entry.get("content") or ()
    if summary and (entry.get("media_content") or entry.get("media_thumbnail")):
        contents = [part for part in contents if _is_html(part)]
    written = [summary, *contents]
    if not any(written):
        written = [{"value": entry.get("summary"), "type": "text/html"}]
    texts = (body_text(_string(part.get("value")), is_html=_is_html(part)) for part in written if part)
    return max(texts, key=len, default="")


def _is_html(detail: Any) -> bool:
    return not detail or detail.get("type") != "text/plain"


def _link(entry: Any, home: str) -> str | None:
    base = _string((entry.get("title_detail") or {}).get("base")) or home
    links = [link for link in entry.get("links") or () if link.get("rel", "alternate") == "alternate"]
    written = [entry.get("feedburner_origlink"), entry.get("link"), *(link.get("href") for link in links)]
    if entry.get("guidislink", True):
        written.append(entry.get("id"))
    for link in written:
        text = _string(link)
        if found := web_link(text, home if base == text else base):
            return found
    return None


def _guid(written: str, link: str | None, title: str) -> str:
    guid = plain_text(written, is_html=False) or link or f"title:{_digest(title)}"
    return guid if len(guid) <= GUID_CHARS else f"sha256:{_digest(guid)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _published_at(entry: Any, language: str | None) -> datetime | None:
    for name in ("published", "updated", "created"):
        read = entry.get(f"{name}_parsed")
        if isinstance(read, struct_time) and OLDEST_YEAR <= read.tm_year < 9_999:
            return datetime.fromtimestamp(calendar.timegm(read), UTC)
        at = read_date(_string(entry.get(name)), language)
        if at is not None and at.year >= OLDEST_YEAR:
            return at
    return None


def _language(entry: Any, feed_language: str | None) -> str | None:
    """The item's own language where it states one; what it merely inherits from its feed is not its own."""
    stated = _string(entry.get("language")) or _string((entry.get("title_detail") or {}).get("language"))
    language = primary_language(stated)
    return None if language == feed_language else language


def _categories(entry: Any) -> Iterator[str]:
    names = (
        plain_text(_string(tag.get("term") or tag.get("label")), is_html=True)
        for tag in entry.get("tags") or ()
    )
    known = dict.fromkeys(name[:CATEGORY_CHARS] for name in names if name)
    yield from list(known)[:CATEGORIES]


def _told_apart(articles: Sequence[ParsedArticle]) -> list[ParsedArticle]:
    """One item per guid. Where a feed gives many links one guid, the link is what tells its items apart."""
    links = Counter(guid for guid, _ in {(article.guid, article.url) for article in articles})
    told: dict[str, ParsedArticle] = {}
    for article in articles:
        shared = links[article.guid] > 1 and article.url
        guid = _guid(article.url, None, article.title) if shared else article.guid
        told.setdefault(guid, article if guid == article.guid else _renamed(article, guid))
    return list(told.values())


def _renamed(article: ParsedArticle, guid: str) -> ParsedArticle:
    return replace(article, guid=guid)


def _newest(articles: list[ParsedArticle]) -> Iterable[ParsedArticle]:
    """The newest by date, in the feed's order; items without a date count as the newest, as feeds list them
    so.
    """
    if len(articles) <= MOST_ARTICLES:
        return articles
    late = datetime.max.replace(tzinfo=UTC)
    dates = sorted((article.published_at or late for article in articles), reverse=True)
    return [article for article in articles if (article.published_at or late) >= dates[MOST_ARTICLES - 1]][
        :MOST_ARTICLES
    ]


def _ttl(feed: Any) -> timedelta | None:
    minutes = _string(feed.get("ttl"))
    if minutes.isdecimal() and len(minutes) < 7 and int(minutes) > 0:
        return min(timedelta(minutes=int(minutes)), LONGEST_TTL)
    hours = _PERIODS.get(_string(feed.get("sy_updateperiod")).strip().lower())
    often = _string(feed.get("sy_updatefrequency")).strip()
    if hours is None:
        return None
    times = int(often) if often.isdecimal() and len(often) < 5 and int(often) > 0 else 1
    return min(timedelta(hours=hours) / times, LONGEST_TTL)


def _remark(found: Any) -> str | None:
    if not found.get("bozo"):
        return None
    return plain_text(str(found.get("bozo_exception")), is_html=False)[:200] or None


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""
