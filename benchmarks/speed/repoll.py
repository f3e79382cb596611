"""Reading a feed again: the CPU time of the program's parser, in its worker process, the pipe to it and its answer included,
against `feedparser.parse` with its defaults on the same bytes in this process.

*Changed*: the feed was read before without its newest item, so that one item is new. It is cut into items, what was listed
before is passed over by digests (`news/intake/inventory.py`), and the rest is parsed with every guard: a usual feed by a reader of our own, which
says what feedparser says (`news/intake/usual/`), any other by feedparser. *Unchanged*: the
same bytes again; the fetcher compares a digest, nothing is parsed. *Kept fields equal*: everything that the program keeps of a new item
(guid, link, title, text, author, date, language, categories) is what feedparser's reading of the whole body gives for it, from the text as
it is decoded and repaired here. Beside it stands its reading with all defaults of the raw bytes: it differs where an encoding was broken and is
repaired here, and where its sanitiser changes spacing. *No feed gives fewer*: of each file of the feeds and the corpora, distinct entries of feedparser that have words, at
most 500 a feed, against our articles; one that has fewer is named.

Feeds: as servers gave them (`polled`), captured sets (A, B, F, G), and what other readers test with (`corpora`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from statistics import median

import feedparser

from benchmarks.speed.feeds import before, captured, corpora, made, polled
from benchmarks.speed.measured import Row, cpu_of, cpu_s, percentile
from news.adapters.parser import WorkerParser
from news.errors import ParseFailed
from news.intake.decoding import decode
from news.intake.entries import articles_in, told_apart
from news.intake.guarding import checked, opened
from news.intake.parse import MOST_ARTICLES, parse, read_by_feedparser
from news.ports import Body, Freshness, Inventory, ParsedArticle

URL = "https://feeds.example/feed.xml"
ROUNDS = 3
REPEATED = 20  # of what is quicker than a look at the clock
VERSION = f"feedparser {feedparser.__version__}"


@dataclass(frozen=True)
class Poll:
    """A feed as it stands, and as it was read before."""

    content: bytes
    before: bytes


@dataclass(frozen=True)
class Cost:
    """CPU seconds of one feed: ours where one item is new, ours where nothing is, and feedparser's."""

    changed: float
    unchanged: float
    theirs: float


async def rows(*, sample: bool) -> list[Row]:
    sets = {"made feeds": made(20, items=20)}
    if not sample:
        sets = {
            "feeds as polled": [path.read_bytes() for path in polled()],
            "captured feeds": [path.read_bytes() for path in captured()],
        }
    found: list[Row] = []
    for name, contents in sets.items():
        if polls := _polls(contents):
            found += _speed(name, await _costs(polls, rounds=1 if sample else ROUNDS))
            found += _equal(name, polls)
    files = (
        {str(path): path.read_bytes() for path in (*captured(), *polled(), *corpora())} if not sample else {}
    )
    return [*found, *([_fewer(files)] if files else [])]


def _polls(contents: Sequence[bytes]) -> list[Poll]:
    """Of the feeds that list two items or more, as far as a search for their tags can tell."""
    pairs = [(content, before(content)) for content in contents]
    return [
        Poll(content, earlier)
        for content, earlier in pairs
        if earlier != content and re.search(rb"<(item|entry)[\s>]", earlier)
    ]


def _body(content: bytes) -> Body:
    return Body(content, None, URL, sha256(content).hexdigest(), Freshness())


# --- speed ---------------------------------------------------------------------------------------


def _speed(name: str, costs: Sequence[Cost]) -> list[Row]:
    ratios = sorted(cost.theirs / cost.changed for cost in costs)
    ours, unchanged, theirs = (
        sum(getattr(cost, what) for cost in costs) / len(costs) for what in ("changed", "unchanged", "theirs")
    )
    spread = f"feed by feed p10 {percentile(ratios, 0.1):.1f}, p50 {median(ratios):.1f}, p90 {percentile(ratios, 0.9):.1f} times"
    return [
        Row(
            f"{len(costs)} {name}, one item new; {spread}",
            f"{1e3 * ours:.2f} ms",
            VERSION,
            f"{1e3 * theirs:.1f} ms",
            theirs / ours,
            "at least 8",
        ),
        Row(
            f"{len(costs)} {name}, unchanged",
            f"{1e3 * unchanged:.3f} ms",
            VERSION,
            f"{1e3 * theirs:.1f} ms",
            theirs / unchanged,
            "at least 500",
        ),
    ]


async def _costs(polls: Sequence[Poll], *, rounds: int) -> list[Cost]:
    parser = WorkerParser(workers=1)
    try:
        return [await _cost(parser, poll, rounds=rounds) for poll in polls]
    finally:
        await parser.close()


async def _cost(parser: WorkerParser, poll: Poll, *, rounds: int) -> Cost:
    """The median of the rounds. The reading before them loads what a language's dates need."""
    listed = (await parser.parse(_body(poll.before))).inventory
    took = [(await _ours(parser, poll, listed), _unchanged(poll), _theirs(poll)) for _ in range(rounds)]
    return Cost(*(median(costs) for costs in zip(*took, strict=True)))


async def _ours(parser: WorkerParser, poll: Poll, listed: Inventory | None) -> float:
    body, began = _body(poll.content), cpu_s() + cpu_of(parser.pids)
    await parser.parse(body, before=listed)
    return cpu_s() + cpu_of(parser.pids) - began


def _unchanged(poll: Poll) -> float:
    """What the fetcher does with a body: a digest of it is all there is to know."""
    began = cpu_s()
    for _ in range(REPEATED):
        sha256(poll.content).hexdigest()
    return (cpu_s() - began) / REPEATED


def _theirs(poll: Poll) -> float:
    began = cpu_s()
    feedparser.parse(BytesIO(poll.content))
    return cpu_s() - began


# --- the same ------------------------------------------------------------------------------------


def _equal(name: str, polls: Sequence[Poll]) -> list[Row]:
    """Over the fields of the new items, whichever way they were read."""
    whole, defaults, new = 0, 0, 0
    for poll in polls:
        ours = parse(_body(poll.content), before=parse(_body(poll.before)).inventory).articles
        new += len(ours)
        whole += _agreeing(ours, _read_by_feedparser(poll.content))
        defaults += _agreeing(ours, _judged(poll.content))
    items = f"{new} new items of {len(polls)} {name}: those with all kept fields equal"
    text, raw = "by feedparser, from the whole of the same text", "by its defaults, from the raw bytes"
    return [
        Row(items, f"{whole}", text, f"{new}", whole / new, "at least 1"),
        Row(items, f"{defaults}", raw, f"{new}", defaults / new),
    ]


def _agreeing(ours: Sequence[ParsedArticle], theirs: Sequence[ParsedArticle]) -> int:
    judged = {article.guid: article for article in theirs}
    return sum(judged.get(article.guid) == article for article in ours)


def _read_by_feedparser(content: bytes) -> list[ParsedArticle]:
    """What we would keep of feedparser's reading of all of the text that is decoded and checked here."""
    found = read_by_feedparser(checked(opened(decode(content, None), URL), URL), URL)
    return told_apart([article for article in articles_in(found, URL) if article])


def _judged(content: bytes) -> list[ParsedArticle]:
    """What we would keep of feedparser's own reading of all of it."""
    headers = {"content-type": "application/xml", "content-location": URL}
    found = feedparser.parse(BytesIO(content), response_headers=headers)
    return told_apart([article for article in articles_in(found, URL) if article])


def _fewer(files: dict[str, bytes]) -> Row:
    counted = {name: (_ours_of(content), _entries_of(content)) for name, content in files.items()}
    fewer = [f"{name}: {ours} of {theirs}" for name, (ours, theirs) in counted.items() if ours < theirs]
    print(*fewer, sep="\n")
    ours, theirs = (sum(count[side] for count in counted.values()) for side in (0, 1))
    return Row(
        f"{len(counted):,} files: those that give no fewer articles",
        f"{len(counted) - len(fewer):,} ({ours:,} articles)",
        VERSION,
        f"{len(counted):,} ({theirs:,} distinct entries with words)",
        (len(counted) - len(fewer)) / len(counted),
        "at least 1",
    )


def _ours_of(content: bytes) -> int:
    try:
        return len(parse(_body(content)).articles)
    except ParseFailed:
        return 0


def _entries_of(content: bytes) -> int:
    """One guid and link is one item; an entry that has no words is none; at most the newest 500."""
    entries = feedparser.parse(BytesIO(content), sanitize_html=False, resolve_relative_uris=False).entries
    told = {(entry.get("id"), entry.get("link") or _words_of(entry)) for entry in entries if _words_of(entry)}
    return min(len(told), MOST_ARTICLES)


def _words_of(entry: feedparser.FeedParserDict) -> str:
    contents = [part.get("value") or "" for part in entry.get("content") or ()]
    written = " ".join([entry.get("title") or "", entry.get("summary") or "", *contents])
    shown = re.sub(r"<(svg|math)\b.*?</\1>|<[^>]*>?", "", written, flags=re.DOTALL)
    return "".join(re.findall(r"\w", shown))
