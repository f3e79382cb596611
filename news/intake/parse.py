"""Turns the bytes that a server gave for a feed into plain-text items. Runs in a worker process that can be
killed.

Pure: bytes in, values out. What comes in is hostile until shown otherwise, so it is decoded (`decoding`), held to bounds
(`guarding`) and cut (`inventory`) before the parser (feedparser) sees it, and of what it says only `entries` are taken. What the
feed listed before is not parsed again. Knows nothing of HTTP beyond the content type, of rows or of readers.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO

import feedparser

from news.errors import ParseFailed
from news.intake.decoding import decode
from news.intake.entries import articles_in, is_older, language_of, title_of, told_apart, ttl_of
from news.intake.guarding import ITEM, MOST_ITEMS, checked, is_page, opened
from news.intake.inventory import Sheet, around_of, cut, digest
from news.intake.plain import plain_text
from news.intake.usual.reading import Reading, read_usual
from news.ports import Body, Inventory, Noted, ParsedArticle, ParsedFeed

MOST_ARTICLES = 500
_FEEDPARSER_FAULTS = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RecursionError,
)


def parse(body: Body, *, before: Inventory | None = None, since: datetime | None = None) -> ParsedFeed:
    """The feed in a body, its newest 500 items at most, but for those that it listed `before`. Where all of it has to be read,
    those dated before `since` are left.

    CPU bound: about 18 ms an ordinary feed, 10 ms where most of it is left, 2 ms where little is new. Raises ParseFailed for what is
    no feed, or is built to be expensive.
    """
    text = opened(decode(body.content, body.content_type), body.url)
    sheet = cut(text)
    around = around_of(sheet, body.url) if sheet else ""
    if sheet and before and around == before.around and (news := _news(sheet, before, body.url)):
        return news
    return _whole(text, sheet, around, body.url, since)


def _whole(text: str, sheet: Sheet | None, around: str, url: str, since: datetime | None) -> ParsedFeed:
    text = checked(text, url)
    found = _read(text, url)
    if not found.entries and ITEM.search(text):
        # Items that the strict parser passed over: a broken end makes feedparser take its loose one.
        found = read_by_feedparser(f"{text}</broken>", url)
    if not found.entries and not found.version:
        raise ParseFailed(url, "a web page, not a feed" if is_page(text) else "not a feed")
    read = articles_in(found, url, since=since)
    told = told_apart([article for article in read if article])
    newest = _newest(told)
    ttl = ttl_of(found)
    can_be_passed_over = sheet and found.fault is None and _is_of_its_items(read, told, sheet.items)
    return ParsedFeed(
        title=title_of(found),
        language=language_of(found),
        ttl=ttl,
        articles=tuple(article for article in newest if not is_older(article.published_at, since)),
        remark=_remark(found, len(told)),
        inventory=Inventory(around, ttl, tuple(map(_noted, sheet.items, read)))
        if sheet and can_be_passed_over
        else None,
        left=tuple(at for at in (article.published_at for article in newest) if at and is_older(at, since)),
    )


# --- what is new in it ---------------------------------------------------------------------------


def _news(sheet: Sheet, before: Inventory, url: str) -> ParsedFeed | None:
    """The feed but for what it listed before; None where that could differ from what reading all of it gives."""
    known = {noted.digest: noted for noted in before.items}
    listed = [known.get(digest(item)) for item in sheet.items]
    new = [number for number, noted in enumerate(listed) if noted is None]
    if len(listed) > MOST_ITEMS:
        return None
    read = _items(sheet, new, url) if new else []
    told = told_apart([article for article in read if article])
    if not _is_of_its_items(read, told, new) or _share_a_guid(told, listed):
        return None
    noted_now = {
        number: _noted(sheet.items[number], article) for number, article in zip(new, read, strict=True)
    }
    inventory = Inventory(
        before.around, before.ttl, tuple(noted or noted_now[number] for number, noted in enumerate(listed))
    )
    ours = next((number for number, noted in enumerate(listed) if noted and noted.is_kept), len(listed))
    above = {article.guid for number, article in zip(new, read, strict=True) if article and number < ours}
    articles = tuple(_newest(told, beside=[noted.published_at for noted in listed if noted and noted.guid]))
    return ParsedFeed(
        title=None,
        language=None,
        ttl=before.ttl,
        articles=articles,
        inventory=inventory,
        above=sum(article.guid in above for article in articles),
    )


def _items(sheet: Sheet, chosen: Sequence[int], url: str) -> list[ParsedArticle | None]:
    """These items of it, read without the others; nothing where the strict parser cannot read them so."""
    found = _read(checked(sheet.with_only(frozenset(chosen)), url), url)
    return [] if found.fault is not None else articles_in(found, url)


def _is_of_its_items(
    read: Sequence[ParsedArticle | None], told: Sequence[ParsedArticle], items: Sequence[object]
) -> bool:
    """Whether each item gave one entry, and each article has the guid that its item gives it, whatever stands beside it."""
    guids = {article.guid for article in read if article}
    return len(read) == len(items) and all(article.guid in guids for article in told)


def _share_a_guid(told: Sequence[ParsedArticle], listed: Sequence[Noted | None]) -> bool:
    """Whether an item that was listed before has the guid of a new one: then links tell them apart."""
    passed = {noted.guid for noted in listed if noted}
    return any(digest(article.guid) in passed for article in told)


def _noted(item: str, article: ParsedArticle | None) -> Noted:
    return Noted(
        digest(item), digest(article.guid) if article else "", article.published_at if article else None
    )


# --- the parser ----------------------------------------------------------------------------------


def _read(text: str, url: str) -> Reading:
    return read_usual(text, url) or read_by_feedparser(text, url)


def read_by_feedparser(text: str, url: str) -> Reading:
    """Always through BytesIO: a plain string would be opened as a file or an address."""
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    content = BytesIO(text.encode("utf-8", "replace"))
    try:
        found = feedparser.parse(
            content, response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except _FEEDPARSER_FAULTS as error:
        raise ParseFailed(url, f"the feed breaks the parser ({type(error).__name__})") from error
    fault = str(found.get("bozo_exception")) if found.get("bozo") else None
    return Reading(found.feed, found.entries, found.get("version") or "", fault)


def _newest(
    articles: Sequence[ParsedArticle], *, beside: Sequence[datetime | None] = ()
) -> Sequence[ParsedArticle]:
    """Those of the newest by date, also among what stands beside them, in the feed's order; items without a date count as
    the newest, as feeds list them so.
    """
    if len(articles) + len(beside) <= MOST_ARTICLES:
        return articles
    late = datetime.max.replace(tzinfo=UTC)
    dates = sorted((at or late for at in (*(a.published_at for a in articles), *beside)), reverse=True)
    return [article for article in articles if (article.published_at or late) >= dates[MOST_ARTICLES - 1]][
        :MOST_ARTICLES
    ]


def _remark(found: Reading, items: int) -> str | None:
    if items > MOST_ARTICLES:
        return f"lists {items} items: the newest {MOST_ARTICLES} are taken"
    if found.fault is None:
        return None
    return plain_text(found.fault, is_html=False)[:200] or None
