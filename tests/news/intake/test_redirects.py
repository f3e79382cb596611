"""When a feed moves to where it is redirected."""

from datetime import UTC, datetime, timedelta

from news.intake.redirects import followed
from news.models import Feed

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def test_a_strangers_redirect_is_believed_after_three_times_over_a_day() -> None:
    feed = Feed(outlet_id=1, url="https://north.example.com/feed")
    moves = []
    for hours in (0, 1, 2, 25):
        values = followed(feed, "https://north.example.com/new", now=START + timedelta(hours=hours))
        moves.append("url" in values)
        feed = Feed.model_validate(feed.model_dump() | values)
    assert moves == [False, False, False, True]
    assert (feed.url, feed.listed_as) == ("https://north.example.com/new", "https://north.example.com/feed")


def test_a_redirect_that_changes_or_ends_is_counted_anew() -> None:
    feed = Feed(outlet_id=1, url="https://north.example.com/feed")
    seen = []
    for to in ("a", "a", "b", None, "b"):
        target = f"https://north.example.com/{to}" if to else None
        feed = Feed.model_validate(feed.model_dump() | followed(feed, target, now=START))
        seen.append(feed.moved_count)
    assert seen == [1, 2, 1, 0, 1]
