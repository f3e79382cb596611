"""What the operator reads: pure, from numbers to messages, in English (see `notices`). What comes from servers is escaped."""

from collections.abc import Mapping
from datetime import timedelta

from news.callbacks import encode
from news.markup import Html, bold, esc, lines, paragraphs
from news.operating.costs import DayCosts, total_of
from news.operating.overview import Overview
from news.operating.vital_signs import Lateness
from news.ports import Button, Message

GIB = 2**30
LONG_S = 60.0
"""From so long on a backlog is worth a word."""


def counted(n: int, one: str, many: str | None = None) -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def how_long(seconds: float) -> str:
    """Roughly: 5 s, 3 min, 2 h, 4 days."""
    for size, unit in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:,.0f} {unit}"
    return f"{seconds:,.0f} s"


# --- at a glance ---------------------------------------------------------------------------------


def overview_message(seen: Overview, *, up_for: timedelta | None) -> Message:
    parts = [bold("🩺 How Pressradar is doing"), _news(seen), _readers(seen), _work(seen), _money(seen)]
    foot = [f"Running for {how_long(up_for.total_seconds())}."] if up_for is not None else []
    if seen.disk is not None:
        foot.append(f"{seen.disk.free / GIB:,.1f} of {seen.disk.total / GIB:,.1f} GiB of the disk are free.")
    how = "/admin announce TEXT tells everybody; /admin feed ADDRESS adds a feed for everybody."
    feeds = Button("📡 Feeds to look after", encode("admin", "feeds", 0))
    week = Button("📈 The last seven days", encode("admin", "week"))
    rows = [(week,), (feeds,), (Button("🔄 Refresh", encode("admin", "home")),)]
    return Message(paragraphs([*parts, lines(esc(one) for one in foot), esc(how)]), rows)


def _about(sign: str, name: str, *facts: str) -> Html:
    return lines([bold(f"{sign} {name}"), *(esc(fact) for fact in facts if fact)])


def _news(seen: Overview) -> Html:
    feeds = seen.signs.feeds
    read = f"{feeds.well:,} read well, {feeds.failing:,} failing, {feeds.never:,} not read yet, {feeds.resting:,} resting"
    return _about("📡", "Feeds", read, counted(seen.signs.live_stories, "live story", "live stories"))


def _readers(seen: Overview) -> Html:
    named = (
        ("private", "reader", "readers"),
        ("group", "group or topic", "groups and topics"),
        ("channel", "channel", "channels"),
        ("paused", "paused", "paused"),
        ("stopped", "stopped", "stopped"),
        ("unreachable", "unreachable", "unreachable"),
        ("new", "not set up", "not set up"),
    )
    told = [counted(seen.readers[name], one, many) for name, one, many in named if seen.readers.get(name)]
    return _about("👥", "Readers", ", ".join(told) or "nobody yet")


def _work(seen: Overview) -> Html:
    signs = seen.signs
    sent = f"{counted(signs.sent, 'message')} sent in the last hour, {signs.failed:,} not"
    owed = signs.owed.values()
    due, resting = sum(step.due for step in owed), sum(step.resting for step in owed)
    oldest = max(signs.oldest_due_s.values(), default=0.0)
    work = f"{counted(due, 'piece')} of work due" + (f", the oldest for {how_long(oldest)}" if due else "")
    resting_said = (
        f"{counted(resting, 'piece')} at rest after too many failures: `pressradar jobs`" if resting else ""
    )
    aside = (
        counted(signs.inbox.put_aside, "update") + " could not be handled" if signs.inbox.put_aside else ""
    )
    waiting = counted(signs.inbox.waiting, "update") + " waiting" if signs.inbox.waiting else ""
    late = _late(signs.lateness)
    return _about(
        "📬", "Deliveries", sent, late, _backlog(signs.backlog_s), work, resting_said, waiting, aside
    )


def _late(lateness: Lateness) -> str:
    if lateness.median_s is None or lateness.most_s is None:
        return "No digest was due in the last hour."
    return f"Digests came {how_long(lateness.median_s)} after their hour (median), {how_long(lateness.most_s)} at most."


def _backlog(seconds: float) -> str:
    """Where it is worth a word."""
    if seconds < LONG_S:
        return ""
    return f"What is due now takes {how_long(seconds)} to send at the rate that is allowed; the last of it is so late."


def _money(seen: Overview) -> Html:
    if not seen.has_model and not seen.costs:
        return _about("🧠", "Model", "None is set: stories are told in the outlets' own sentences.")
    today = next((day for day in seen.costs if day.day == seen.at.date()), DayCosts(seen.at.date()))
    said = [f"Today: {_spent(today)}", f"Seven days: {_spent(total_of(seen.costs))}"]
    if seen.trouble is not None:
        said.append(f"⚠️ {seen.trouble}")
    return _about("🧠", "Model", *said)


def _spent(costs: DayCosts) -> str:
    money = f", {costs.cost:,.2f} in your money" if costs.cost is not None else ""
    tokens = f"{counted(costs.tokens_in + costs.tokens_out, 'token')}{money}"
    return f"{counted(costs.calls, 'call')}, {tokens}"


# --- announcements -------------------------------------------------------------------------------


def shown_message(announcement: int, *, chats: int) -> Message:
    """Under what readers would see."""
    if not chats:
        return Message(esc("⬆️ Nobody would get this: no reader has set up the bot yet."))
    said = f"⬆️ This is what {counted(chats, 'chat')} would get. Nothing is sent yet."
    yes = Button(f"📣 Send to {counted(chats, 'chat')}", encode("admin", "send", announcement))
    return Message(esc(said), [(yes,), (Button("✕ Drop it", encode("admin", "drop", announcement)),)])


def progress_message(announcement: int, state: str, fates: Mapping[str, int], *, left: int) -> Message:
    if state == "dropped":
        return Message(esc("✕ Dropped. Nobody got it."))
    if state == "sent":
        return announced_message(fates)
    done = _reached(fates)
    if state == "stopped":
        return Message(esc(f"⏹ Stopped. {done}"))
    waiting = fates.get("pending", 0) + fates.get("sending", 0) + left
    rows = [
        (
            Button("🔄 How far?", encode("admin", "far", announcement)),
            Button("⏹ Stop", encode("admin", "halt", announcement)),
        )
    ]
    return Message(esc(f"📣 Sending. {done} {counted(waiting, 'chat')} to go."), rows)


def announced_message(fates: Mapping[str, int]) -> Message:
    return Message(esc(f"📣 Announced. {_reached(fates)}"))


def _reached(fates: Mapping[str, int]) -> str:
    sent = fates.get("sent", 0)
    lost = sum(count for state, count in fates.items() if state not in ("sent", "pending", "sending"))
    return f"{counted(sent, 'chat')} got it" + (f", {lost:,} did not." if lost else ".")
