"""Feeds to measure with: real ones that lie beside the repository and are not part of it, and made ones where they are absent
or a sample will do.

Knows nothing of what is measured.
"""

import random
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
CAPTURED = ("A_2017*", "A_repaired*", "B_2026*", "F_*", "G_*")
POLLED = "hostile/feeds/fastfeedparser/benchmark_data"
CORPORA = "hostile/feeds"
SUFFIXES = {".xml", ".rss", ".atom", ".rdf", ".feed", ""}
_ITEM = re.compile(rb"<(item|entry)[\s>]")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WORDS = ["council", "harbour", "budget", "strike", "river", "minister", "storm", "vaccine", "bridge", "school", "court", "market", "energy", "border", "festival", "museum", "election", "railway", "factory", "hospital"]  # fmt: skip


def captured() -> list[Path]:
    """The sets of feeds that were captured with their articles, file by file."""
    folders = [folder for pattern in CAPTURED for folder in sorted((DATA / "realfeeds").glob(pattern))]
    return [path for folder in folders for path in sorted(folder.iterdir()) if path.is_file()]


def polled() -> list[Path]:
    """Some 200 feeds as their servers gave them in February and March 2026."""
    return sorted(path for path in (DATA / POLLED).glob("*") if path.is_file())


def corpora() -> list[Path]:
    """All feeds that other readers test with."""
    found = sorted((DATA / CORPORA).rglob("*"))
    return [path for path in found if path.is_file() and path.suffix in SUFFIXES]


def made(feeds: int, *, items: int, seed: int = 8) -> list[bytes]:
    chance = random.Random(seed)
    return [_feed(chance, number, items) for number in range(feeds)]


def before(feed: bytes) -> bytes:
    """The feed one item earlier: without its first, so that reading `feed` afterwards finds that new."""
    found = _ITEM.search(feed)
    end = feed.find(b"</" + found[1] + b">") if found else -1
    return feed if found is None or end < 0 else feed[: found.start()] + feed[end + len(found[1]) + 3 :]


def _feed(chance: random.Random, number: int, items: int) -> bytes:
    rows = "".join(_item(chance, number, item) for item in range(items))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Feed {number}</title>'
        f"<link>https://feed-{number}.example/</link><language>en</language>{rows}</channel></rss>"
    ).encode()


def _item(chance: random.Random, feed: int, item: int) -> str:
    url = f"https://feed-{feed}.example/{item}"
    at = format_datetime(NOW - timedelta(minutes=7 * item + feed % 7))
    paragraphs = "".join(f"<p>{_sentence(chance)} {_sentence(chance)}</p>" for _ in range(4))
    return (
        f"<item><title>{_sentence(chance)}</title><link>{url}</link><guid>{url}</guid><pubDate>{at}</pubDate>"
        f"<description><![CDATA[{paragraphs}]]></description></item>\n"
    )


def _sentence(chance: random.Random) -> str:
    words = [chance.choice(WORDS) for _ in range(12)]
    return " ".join(a if a != b else f"{a} again" for a, b in pairwise(words)).capitalize() + "."
