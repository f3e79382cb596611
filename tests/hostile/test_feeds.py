"""Every feed of the corpora, mutants of them and bombs, through the parser as it runs: nothing escapes, nothing hangs, the
event loop goes on, and what is well made loses no item.
"""

import asyncio
import os
import random
import re
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import feedparser

from news.adapters.parser import WorkerParser
from news.errors import ParseFailed
from news.intake.parse import MOST_ARTICLES, parse
from news.ports import Body, Freshness, ParsedFeed
from tests.hostile.conftest import REALFEEDS, corpus, sampled, watching_the_loop
from tests.measured import IS_WHOLE, SEED

URL = "https://hostile.example/feed.xml"
HANG_S, LAG_S = 5.0, 0.05
GROWTH_MB = 50
"""By so much at most this process, which stands for the bot, grows over what it was; the workers are bounded by themselves."""
MOST_BYTES = 10_000_000  # what the fetcher lets through
MUTANTS = int(os.environ.get("MUTANTS", "10000"))


@dataclass
class Run:
    """What became of the bodies, by how it ended; those that took too long by name."""

    ends: Counter[str] = field(default_factory=Counter)
    slow: list[str] = field(default_factory=list)
    read: dict[str, ParsedFeed] = field(default_factory=dict)
    lag_p99_s: float = 0.0
    grown_mb: float = 0.0


def files(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted(corpus(folder).rglob("*")) if path.is_file()]
    return [path for path in found if "LICENSE" not in path.name]


async def parsed(bodies: Iterable[tuple[str, bytes]], *, keeps: bool = False) -> Run:
    """All of them through two workers, as the bot does it, each made or read when its turn comes; what was read is kept for who asks."""
    run, parser, queue = Run(), WorkerParser(deadline_s=HANG_S), iter(bodies)
    with suppress(ParseFailed):
        await parser.parse(Body(b"<rss/>", None, URL, "", Freshness()))  # what is loaded once is no growth

    async def one_after_another() -> None:
        for name, content in queue:
            if len(content) > MOST_BYTES:
                run.ends["too large for the fetcher"] += 1
                continue
            started = time.monotonic()
            try:
                read = await parser.parse(Body(content, None, URL, "", Freshness()))
                run.ends["read"] += 1
                if keeps:
                    run.read[name] = read
            except ParseFailed:
                run.ends["refused"] += 1
            if time.monotonic() - started > HANG_S + 1:
                run.slow.append(name)
            run.grown_mb = max(run.grown_mb, memory_mb() - before_mb)

    before_mb = memory_mb()
    try:
        async with watching_the_loop() as lag, asyncio.TaskGroup() as tasks:
            for _ in range(2):
                tasks.create_task(one_after_another())
    finally:
        await parser.close()
    run.lag_p99_s = lag.percentile(0.99)
    return run


def memory_mb() -> float:
    """What this process holds at this moment; 0 where the system does not tell."""
    try:
        told = Path("/proc/self/status").read_text()
    except OSError:
        return 0.0
    return int(told.partition("VmRSS:")[2].split()[0]) / 1024


def assert_harmless(run: Run) -> None:
    """Its time where nothing else runs on the machine: beside other tests on as many cores, the loop waits for its turn too."""
    assert run.grown_mb <= GROWTH_MB
    if IS_WHOLE:
        assert run.slow == []
        assert run.lag_p99_s <= LAG_S


async def test_no_file_of_the_corpora_escapes_or_hangs_and_the_loop_goes_on(record) -> None:
    chosen = sampled(files("feeds", "xml"), 250)
    run = await parsed((str(path), path.read_bytes()) for path in chosen)
    assert sum(run.ends.values()) == len(chosen)
    assert_harmless(run)
    record(
        f"Feed and XML corpora, {len(chosen)} files",
        bar=f"0 uncaught, 0 hangs over 5 s, loop lag p99 <= 50 ms, the bot's memory at most +{GROWTH_MB} MB",
        figure=f"0 uncaught, 0 hangs, lag p99 {run.lag_p99_s * 1000:.0f} ms, {run.grown_mb:+.0f} MB; read {run.ends['read']}, refused {run.ends['refused']}",
    )


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A few bytes changed, cut out, doubled or moved, as torn connections and hostile hands do it."""
    made = bytearray(content[:200_000])
    for _ in range(chance.randint(1, 8)):
        at, length = chance.randrange(len(made) + 1), chance.choice([1, 1, 2, 8, 64, 1024])
        match chance.randrange(5):
            case 0:
                made[at : at + length] = chance.randbytes(length)
            case 1:
                del made[at : at + length]
            case 2:
                made[at:at] = made[at : at + length] * chance.randint(1, 50)
            case 3:
                made[at:at] = chance.choice(
                    [b"<", b">", b"]]>", b"<![CDATA[", b"&", b"\x00", b"<!--", b'"', b"\xff\xfe"]
                )
            case _:
                made = made[:at]
    return bytes(made)


async def test_no_mutant_escapes_or_hangs(record) -> None:
    chance = random.Random(SEED)
    parents = [path for path in files("feeds") if path.stat().st_size < 300_000]
    count = len(sampled(range(MUTANTS), 400))
    mutants = ((str(n), mutated(chance.choice(parents).read_bytes(), chance)) for n in range(count))
    run = await parsed(mutants)
    assert sum(run.ends.values()) == count
    assert_harmless(run)
    record(
        f"{count:,} mutants of feeds",
        bar=f"0 uncaught, 0 hangs over 5 s, loop lag p99 <= 50 ms, the bot's memory at most +{GROWTH_MB} MB",
        figure=f"0 uncaught, 0 hangs, lag p99 {run.lag_p99_s * 1000:.0f} ms, {run.grown_mb:+.0f} MB",
    )


async def test_no_bomb_hangs_the_parser_or_the_loop(bombs: Path, record) -> None:
    chosen = sampled([path for path in sorted(bombs.iterdir()) if path.suffix == ".xml"], 60)
    run = await parsed((path.name, path.read_bytes()) for path in chosen)
    assert sum(run.ends.values()) == len(chosen)
    assert_harmless(run)
    record(
        f"Bombs in XML, {len(chosen)} files",
        bar=f"0 uncaught, 0 hangs over 5 s, loop lag p99 <= 50 ms, the bot's memory at most +{GROWTH_MB} MB",
        figure=f"0 uncaught, 0 hangs, lag p99 {run.lag_p99_s * 1000:.0f} ms, {run.grown_mb:+.0f} MB; refused {run.ends['refused']}",
    )


async def test_well_made_feeds_lose_no_item(record) -> None:
    """Against feedparser's own reading: every entry that has words is an article. One guid or link is one item; a formula or
    a drawing has no words."""
    real = [path for path in sorted(REALFEEDS.rglob("*.xml")) if path.is_file()] if REALFEEDS.exists() else []
    chosen = sampled([*files("feeds/feedparser/wellformed", "feeds/fastfeedparser"), *real], 120)
    bodies = [(str(path), path.read_bytes()) for path in chosen]
    run = await parsed(bodies, keeps=True)
    missing = {
        name: (len(run.read[name].articles), expected)
        for name, content in bodies
        if name in run.read and (expected := told_by_feedparser(content)) > len(run.read[name].articles)
    }
    items = sum(len(feed.articles) for feed in run.read.values())
    assert missing == {}
    record(
        f"Well-made and real feeds, {len(run.read)} read",
        bar="no item lost that feedparser finds",
        figure=f"{items:,} items, 0 lost",
    )


def test_a_feed_read_again_gives_its_new_items_as_a_first_reading_does(record) -> None:
    """Each as it stands, after it was read without its first item."""
    chosen = sampled(files("feeds"), 400)
    again = 0
    for path in chosen:
        content = path.read_bytes()
        try:
            listed, whole = parse(as_body(without_first_item(content))).inventory, parse(as_body(content))
        except ParseFailed:
            continue
        feed = parse(as_body(content), before=listed)
        if feed.above is None:
            assert feed == whole, path
        else:
            again += 1
            told = {article.guid: article for article in whole.articles}
            assert [told.get(article.guid) for article in feed.articles] == list(feed.articles), path
            assert feed.inventory == whole.inventory, path
    record(
        f"Feeds read again, {len(chosen)} files",
        bar="every field of a new item as a first reading gives it",
        figure=f"{again} read in part, 0 differ",
    )


def as_body(content: bytes) -> Body:
    return Body(content, None, URL, "", Freshness())


def without_first_item(content: bytes) -> bytes:
    return re.sub(rb"<(item|entry)[\s>].*?</\1>", b"", content, count=1, flags=re.DOTALL)


def told_by_feedparser(content: bytes) -> int:
    entries = feedparser.parse(BytesIO(content), sanitize_html=False, resolve_relative_uris=False).entries
    told = {(entry.get("id"), entry.get("link") or words_of(entry)) for entry in entries if words_of(entry)}
    return min(len(told), MOST_ARTICLES)


def words_of(entry) -> str:
    contents = [part.get("value") or "" for part in entry.get("content") or ()]
    written = " ".join([entry.get("title") or "", entry.get("summary") or "", *contents])
    shown = re.sub(r"<(svg|math)\b.*?</\1>|<[^>]*>?", "", written, flags=re.DOTALL)
    return "".join(re.findall(r"\w", shown))
