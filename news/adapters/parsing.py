"""Parsed feeds as JSON: what `news.adapters.parser` and its worker processes say to each other, and the worker itself."""

import json
from datetime import datetime, timedelta
from typing import Any

from news.adapters.serving import Answer, Beside, serve
from news.errors import ParseFailed
from news.intake.inventory import read, written
from news.ports import Body, ParsedArticle, ParsedFeed


def decoded(reply: bytes, url: str) -> ParsedFeed:
    """The feed in a worker's reply. Raises ParseFailed where it says so, or is no reply of ours."""
    try:
        said = json.loads(reply)
        if "failed" in said:
            raise ParseFailed(url, str(said["failed"]))
        return _feed(said)
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise ParseFailed(url, "the parser's answer cannot be read") from error


def _feed(said: dict[str, Any]) -> ParsedFeed:
    return ParsedFeed(
        title=said["title"],
        language=said["language"],
        ttl=None if said["ttl"] is None else timedelta(seconds=said["ttl"]),
        articles=tuple(_article(*fields) for fields in said["articles"]),
        remark=said["remark"],
        inventory=None if said["inventory"] is None else read(said["inventory"]),
        above=said["above"],
        left=tuple(map(datetime.fromisoformat, said["left"])),
    )


def _article(
    guid: str, url: str, title: str, text: str, author: str | None, at: str | None, *rest: Any
) -> ParsedArticle:
    language, categories = rest
    published_at = None if at is None else datetime.fromisoformat(at)
    return ParsedArticle(guid, url, title, text, author, published_at, language, tuple(categories))


def _said(feed: ParsedFeed) -> dict[str, Any]:
    return {
        "title": feed.title,
        "language": feed.language,
        "ttl": None if feed.ttl is None else feed.ttl.total_seconds(),
        "articles": [
            (
                a.guid,
                a.url,
                a.title,
                a.text,
                a.author,
                a.published_at and a.published_at.isoformat(),
                a.language,
                a.categories,
            )
            for a in feed.articles
        ],
        "remark": feed.remark,
        "inventory": feed.inventory and written(feed.inventory),
        "above": feed.above,
        "left": [at.isoformat() for at in feed.left],
    }


def prepare() -> Answer:
    from news.intake.parse import parse  # takes 0.3 s

    def answer(body: Body, beside: Beside) -> dict[str, Any]:
        before, since = beside["before"], beside["since"]
        return _said(
            parse(
                body,
                before=None if before is None else read(before),
                since=None if since is None else datetime.fromisoformat(since),
            )
        )

    return answer


if __name__ == "__main__":
    serve(prepare)
