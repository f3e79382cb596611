"""Feeds as the operator sees them: pure, from rows to messages, in English (see `notices`). What servers say is escaped."""

from collections.abc import Sequence
from datetime import datetime

from news.callbacks import encode
from news.i18n import Speech
from news.intake.discovery import site_of
from news.intake.found_feeds import FEED, NO_FEED, TAKEN_DOWN, Found
from news.markup import Html, bold, esc, isolate, lines, paragraphs, quiet
from news.operating.tending import Tended
from news.ports import Button, Message
from news.rendering.render_feeds import card
from news.rendering.render_operator import counted, how_long

A_PAGE = 6
ERROR_CHARS = 160
SIGNS = {"well": "✅", "new": "🆕", "failing": "⚠️", "ended": "⛔", "resting": "💤", "paused": "⏸"}


def feeds_message(listed: Sequence[Tended], *, page: int, total: int, now: datetime) -> Message:
    """Those that need a hand, each with a button to its page."""
    if not total:
        home = Button("◀️ Back", encode("admin", "home"))
        return Message(esc("✅ No feed fails, and none is paused."), [(home,)])
    head = bold(f"📡 {counted(total, 'feed')} to look after")
    told = [_line(number, one, now) for number, one in enumerate(listed, start=page * A_PAGE + 1)]
    picks = tuple(
        Button(str(number), encode("admin", "feed", one.feed.id or 0))
        for number, one in enumerate(listed, start=page * A_PAGE + 1)
    )
    turns = [Button("◀️ Back", encode("admin", "feeds", page - 1) if page else encode("admin", "home"))]
    if (page + 1) * A_PAGE < total:
        turns.append(Button("More ▶️", encode("admin", "feeds", page + 1)))
    return Message(paragraphs([head, *told]), [*([picks] if picks else []), tuple(turns)])


def _line(number: int, one: Tended, now: datetime) -> Html:
    name = isolate(quiet(one.outlet))
    address = isolate(quiet(one.feed.url))  # of one outlet several may fail
    return lines([Html(f"{number}. {SIGNS[one.standing]} ") + name, address, esc(_state(one, now))])


def _state(one: Tended, now: datetime) -> str:
    feed = one.feed
    if feed.paused_at is not None:
        return f"Paused {how_long((now - feed.paused_at).total_seconds())} ago."
    said = {
        "failing": f"Failed {counted(feed.failures, 'time')} in a row{':' if feed.last_error else '.'}",
        "ended": "Its server says that it is gone for good.",
        "resting": "No catalogue has it any more.",
        "new": "Not read yet.",
        "well": "Read well.",
    }[one.standing]
    return f"{said} {(feed.last_error or '')[:ERROR_CHARS]}".strip()


def feed_message(one: Tended, *, now: datetime) -> Message:
    """What is known of it, and what can be done."""
    feed, number = one.feed, one.feed.id or 0
    told = [
        bold(f"{SIGNS[one.standing]} " + isolate(quiet(one.outlet))),
        isolate(quiet(feed.url)),
        esc(_state(one, now)),
    ]
    if feed.fetched_at is not None:
        told.append(esc(f"Last asked {how_long((now - feed.fetched_at).total_seconds())} ago."))
    if feed.listed_as is not None:
        told.append(esc("Listed as ") + isolate(quiet(feed.listed_as)))
    how = f"/admin feed {number} ADDRESS gives it another address."
    is_read = feed.active
    first = (
        Button("🔄 Try now", encode("admin", "resume", number))
        if is_read
        else Button("▶️ Read it again", encode("admin", "resume", number))
    )
    rows = [(first, *([Button("⏸ Pause", encode("admin", "pause", number))] if is_read else []))]
    rows.append((Button("✏️ New address", encode("admin", "move", number)),))
    rows.append((Button("◀️ Back", encode("admin", "feeds", 0)),))
    return Message(paragraphs([lines(told), esc(how)]), rows)


def looked_message(
    lookup: int, address: str, found: Sequence[Found], speech: Speech, *, for_feed: int, zone: str
) -> Message:
    """What is at the address, each with a button that adds it for everybody, or makes it the address of that feed."""
    feeds = [(at, one) for at, one in enumerate(found) if one.state == FEED]
    if not feeds:
        site = speech.isolated(quiet(site_of(address)))
        if found and found[0].state == TAKEN_DOWN:
            return Message(esc(f"{site} was taken down: `pressradar outlets allow` lets it be read again."))
        is_there = bool(found) and found[0].state == NO_FEED
        return Message(esc(f"I found no feed at {site}." if is_there else f"I could not reach {site}."))
    is_only = len(feeds) == 1
    cards = [card(one, speech, zone=zone, is_followed=False, is_only=is_only) for _, one in feeds]
    does = "✏️ Read it here" if for_feed else "+ Add for everybody"
    rows = [
        (Button(does if is_only else f"{does}: {number}", encode("admin", "take", lookup, at)),)
        for number, (at, _) in enumerate(feeds, start=1)
    ]
    return Message(paragraphs(cards), rows)
