"""When a feed that was redirected for good moves to where it was sent. Pure."""

from datetime import datetime, timedelta
from typing import Any

from news.intake.addresses import is_private_place
from news.models import Feed

MOVES_SEEN, MOVES_SPAN = 3, timedelta(hours=24)


def followed(feed: Feed, moved_to: str | None, *, now: datetime) -> dict[str, Any]:
    """The feed's columns after a poll that was (or was not) redirected for good; `url` among them when it moves.

    It moves once the same redirect was seen three times over a day; at once where both addresses are on a private
    network, as there is no stranger who could have redirected it.
    """
    still: dict[str, Any] = {"moved_to": None, "moved_since_at": None, "moved_count": 0}
    if moved_to is None or moved_to == feed.url:
        return still
    since_at = feed.moved_since_at if feed.moved_to == moved_to else None
    count = feed.moved_count + 1 if since_at else 1
    sure = since_at is not None and count >= MOVES_SEEN and now - since_at >= MOVES_SPAN
    if sure or (is_private_place(feed.url) and is_private_place(moved_to)):
        return still | {"url": moved_to, "listed_as": feed.listed_as or feed.url}
    return {"moved_to": moved_to, "moved_since_at": since_at or now, "moved_count": count}
