"""From feedparser's words to ours: entries as plain-text articles.

Text without markup, control or invisible characters, of bounded length, comes out. Pure; knows no document and no rows.
"""

import calendar
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import struct_time
from typing import Any

from news.catalogue.names import primary_language
from news.intake.dates import read_date
from news.intake.links import web_link
from news.intake.plain import TITLE_CHARS, body_text, headed, headline_text, plain_text
from news.ports import ParsedArticle

AUTHOR_CHARS, GUID_CHARS = 254, 500
CATEGORIES, CATEGORY_CHARS = 20, 100
MOST_GROWTH = 3  # of a text by composing its characters (NFC)
LONGEST_TTL = timedelta(days=1)
OLDEST_YEAR = 1991  # the first page of the web: what claims to be older is a broken date

_MAIL = re.compile(r"[^\s@()<>]{1,64}@[^\s@()<>]{1,200}")
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}


def articles_in(found: Any, url: str, *, since: datetime | None = None) -> list[ParsedArticle | None]:
    """One an entry; None where it tells nothing. What is dated before `since` is read as far as what tells it from others: texts
    are most of the work."""
    feed_language = language_of(found)
    home = web_link(_string(found.feed.get("link")), url) or url
    return [_article(entry, home, feed_language, since) for entry in found.entries]


def is_older(published_at: datetime | None, since: datetime | None) -> bool:
    """What has no date is not."""
    return since is not None and published_at is not None and published_at < since


def title_of(found: Any) -> str | None:
    return plain_text(_string(found.feed.get("title")), is_html=True)[:TITLE_CHARS] or None


def language_of(found: Any) -> str | None:
    return primary_language(_string(found.feed.get("language")))


def _article(
    entry: Any, home: str, feed_language: str | None, since: datetime | None
) -> ParsedArticle | None:
    title = headline_text(_string(entry.get("title")), is_html=_is_html(entry.get("title_detail")))
    published_at = _published_at(entry, feed_language)
    if title and is_older(published_at, since):
        link = _link(entry, home)
        guid = _guid(_string(entry.get("id")), link, title)
        return ParsedArticle(guid, link or "", title, "", None, published_at, None)
    title, text = headed(title, _text(entry))
    if not title:
        return None
    link = _link(entry, home)
    return ParsedArticle(
        guid=_guid(_string(entry.get("id")), link, title),
        url=link or "",
        title=title,
        text=text,
        author=_author(entry),
        published_at=published_at,
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
    return _longest([(_string(part.get("value")), _is_html(part)) for part in written if part])


def _longest(written: Sequence[tuple[str, bool]]) -> str:
    """The longest of the texts, the first of equals. What is shorter as it is written is not read: no text grows by reading it."""
    best, first = "", len(written)
    for number in sorted(range(len(written)), key=lambda number: -len(written[number][0])):
        value, is_html = written[number]
        if len(value) * (1 if value.isascii() else MOST_GROWTH) < len(best):
            continue
        text = body_text(value, is_html=is_html)
        if (len(text), -number) > (len(best), -first):
            best, first = text, number
    return best


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


def told_apart(articles: Sequence[ParsedArticle]) -> list[ParsedArticle]:
    """One item per guid. Where a feed gives many links one guid, the link, else the title, is what tells its items apart."""
    links = Counter(
        guid for guid, _ in {(article.guid, article.url or article.title) for article in articles}
    )
    told: dict[str, ParsedArticle] = {}
    for article in articles:
        is_shared = links[article.guid] > 1
        guid = _guid(article.url, None, article.title) if is_shared else article.guid
        told.setdefault(guid, article if guid == article.guid else _renamed(article, guid))
    return list(told.values())


def _renamed(article: ParsedArticle, guid: str) -> ParsedArticle:
    return replace(article, guid=guid)


def ttl_of(found: Any) -> timedelta | None:
    feed = found.feed
    minutes = _string(feed.get("ttl"))
    if minutes.isdecimal() and len(minutes) < 7 and int(minutes) > 0:
        return min(timedelta(minutes=int(minutes)), LONGEST_TTL)
    hours = _PERIODS.get(_string(feed.get("sy_updateperiod")).strip().lower())
    often = _string(feed.get("sy_updatefrequency")).strip()
    if hours is None:
        return None
    times = int(often) if often.isdecimal() and len(often) < 5 and int(often) > 0 else 1
    return min(timedelta(hours=hours) / times, LONGEST_TTL)


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""
