"""What was found where a reader looked for feeds: values, and what a feed says of itself. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from news.intake.discovery import site_of
from news.ports import ParsedFeed

TITLE_CHARS = 120

FEED, NO_FEED, OUT_OF_REACH, TAKEN_DOWN = "feed", "no feed", "out of reach", "taken down"
KNOWN, FOLLOWED, FULL, NO_ADDRESS = "known", "followed", "full", "no address"


@dataclass(frozen=True)
class Found:
    """What came of an address. `state` is feed, no feed, out of reach or taken down; of a list that was read to be followed: followed,
    known (followed before), full (no more may be) or no address (of a kind that can be asked). `latest_at` is the time of the newest item, as ISO 8601."""

    url: str
    state: str
    title: str = ""
    language: str | None = None
    latest: str = ""
    latest_at: str | None = None

    @property
    def name(self) -> str:
        return self.title or site_of(self.url)


def found_feed(url: str, parsed: ParsedFeed) -> Found:
    newest = max(
        parsed.articles,
        key=lambda article: article.published_at.timestamp() if article.published_at else float("-inf"),
        default=None,
    )
    languages = [article.language for article in parsed.articles if article.language]
    return Found(
        url=url,
        state=FEED,
        title=(parsed.title or "")[:TITLE_CHARS],
        language=parsed.language or next(iter(languages), None),
        latest=newest.title[:TITLE_CHARS] if newest else "",
        latest_at=newest.published_at.isoformat() if newest and newest.published_at else None,
    )


def as_row(found: Found) -> dict[str, Any]:
    return asdict(found)


def from_row(row: Mapping[str, Any]) -> Found:
    return Found(**row)
