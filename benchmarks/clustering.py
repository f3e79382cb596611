"""How well and how fast articles are joined, on labelled sets and on real feeds.

    python benchmarks/clustering.py

Everything goes through the pure path of the running bot (`news.joining`, `news.window`). The sets lie beside
the repository and are not part of it; one that is absent is skipped, and the table says so.
"""

import calendar
import io
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import feedparser

from news.joining import RULES, Item, Rules, needed, read_item, score
from news.plain import plain_text
from news.window import SPAN, Window

SETS = Path(__file__).resolve().parents[2] / "shared" / "data"
BATCH = 50
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
PUBLISHED = {
    "giveme5w1h": "whole set: TF-IDF 0.914, MiniLM 0.932 (B-cubed F1)",
    "tg": "USE: ru 0.809, en 0.944",
}


@dataclass(frozen=True)
class Raw:
    """An article as a set gives it; `gold` is its event where the set says so."""

    outlet: str
    language: str
    url: str
    title: str
    text: str
    published_at: datetime
    gold: str = ""


def main() -> None:
    print("| set | articles | result | published |")
    print("|---|---|---|---|")
    for measure in (giveme5w1h, tg_pairs, set_b, set_d):
        try:
            measure()
        except FileNotFoundError as missing:
            print(f"| {measure.__name__} | - | skipped: {missing.filename} is not there | |")


# --- labelled sets -------------------------------------------------------------------------------


def giveme5w1h() -> None:
    """Events that span months, so without a window and without the price of time; rules else as they run."""
    raws = [_of_event(row) for row in _lines(SETS / "clustering/giveme5w1h/articles_dev.jsonl")]
    raws.sort(key=lambda raw: raw.published_at)
    gold = [raw.gold for raw in raws]
    for label, rules in (
        ("as it runs", replace(RULES, per_day=0.0, per_age_day=0.0)),
        ("threshold 0.13", replace(RULES, per_day=0.0, per_age_day=0.0, threshold=0.13)),
        ("constant 0.20, no evidence asked", _plain(0.20)),
    ):
        found = join(_items(raws), rules=rules, span=None)
        b_cubed, pairs = (_prf(figures) for figures in (b_cubed_of(gold, found), pairs_of(gold, found)))
        print(
            f"| giveme5w1h dev, {label} | {len(raws)} | B3 {b_cubed}; pairs {pairs} | {PUBLISHED['giveme5w1h']} |"
        )


def _plain(threshold: float) -> Rules:
    """Single pass at one threshold: the TF-IDF baseline."""
    return replace(
        RULES,
        threshold=threshold,
        per_day=0.0,
        per_age_day=0.0,
        thin=0.0,
        same_outlet=0.0,
        rubric=0.0,
        language=0.0,
    )


def tg_pairs() -> None:
    """Each pair alone in a window in which the other texts of its language were counted, not placed."""
    rows = _lines(SETS / "clustering/tg_pairs/pairs_dev.jsonl")
    for language in ("ru", "en"):
        pairs = [row for row in rows if row["lang"] == language]
        texts = [_of_pair(row, side) for row in pairs for side in "12"]
        items = _items(texts)
        margins = [_margin(items, 2 * at) for at in range(len(pairs))]
        gold = [bool(row["same"]) for row in pairs]
        best = max(margins, key=lambda least: _pair_f1(gold, margins, least))
        print(
            f"| tg_pairs dev {language} | {len(pairs)} pairs | F1 {_pair_f1(gold, margins, 0.0):.3f} as it runs, "
            f"{_pair_f1(gold, margins, best):.3f} at the best threshold | {PUBLISHED['tg']} |"
        )


def _margin(items: Sequence[Item], at: int) -> float:
    window = Window(span=None)
    window.observe(items, now=UNDATED)
    window.add(items[at], 1, now=UNDATED)
    found = window.candidates(items[at + 1])
    return max((score(one, RULES) - needed(items[at + 1], one, RULES) for one in found), default=-1.0)


def _pair_f1(gold: Sequence[bool], margins: Sequence[float], least: float) -> float:
    said = [margin >= least for margin in margins]
    right = sum(1 for truth, answer in zip(gold, said, strict=True) if truth and answer)
    return 2 * right / max(1, sum(gold) + sum(said))


# --- real feeds ----------------------------------------------------------------------------------


def set_b() -> None:
    folder = _folder("B_")
    raws = [raw for file in sorted(folder.glob("*.xml")) for raw in _of_feed(file)]
    _report("realfeeds B (30 feeds, one hour of 2026-02-18)", raws, "B")


def set_d() -> None:
    folder = _folder("D_")
    raws = [raw for file in sorted(folder.glob("*/*.json")) for raw in _of_json(file)]
    _report("realfeeds D (106 feeds, 2023-12-12 to 14, en and pl)", raws, "D")


def _report(label: str, raws: list[Raw], key: str) -> None:
    raws.sort(key=lambda raw: raw.published_at)
    began = time.process_time()
    found = join(_items(raws))
    seconds = time.process_time() - began
    outlets: dict[int, set[str]] = defaultdict(set)
    for story, raw in zip(found, raws, strict=True):
        outlets[story].add(raw.outlet)
    several = [len(named) for named in outlets.values() if len(named) > 1]
    largest = [size for _, size in Counter(found).most_common(5)]
    print(
        f"| {label} | {len(raws)} | {seconds:.1f} CPU-s ({len(raws) / seconds:.0f} articles/s); {len(outlets)} stories, "
        f"{len(several)} of 2+ outlets, {sum(1 for count in several if count > 2)} of 3+; largest {largest} | |"
    )
    for event, wanted in _events(key).items():
        held = [story for story, raw in zip(found, raws, strict=True) if raw.url in wanted]
        if held:
            story, most = Counter(held).most_common(1)[0]
            print(
                f"| {key}: {event} (labels by regular expression) | {len(held)} | {most} in one story of "
                f"{found.count(story)}, the rest in {len(set(held)) - 1} others | |"
            )


def _events(key: str) -> dict[str, set[str]]:
    events = json.loads((SETS / "realfeeds/silver_events.json").read_text("utf-8"))
    return {event: {row[3] for row in rows} for event, rows in events[key].items()}


# --- the pure path -------------------------------------------------------------------------------


def join(items: Sequence[Item], *, rules: Rules = RULES, span: timedelta | None = SPAN) -> list[int]:
    """The story of each article, in batches as the step takes them; `now` is the newest article's time."""
    window = Window(span=span, rules=rules)
    found: list[int] = []
    for at in range(0, len(items), BATCH):
        batch = items[at : at + BATCH]
        now = batch[-1].published_at
        window.evict(now)
        window.observe(batch, now=now)
        for item in batch:
            story = window.place(item, now=now)
            found.append(item.article if story is None else story)
            window.add(item, found[-1], now=now)
    return found


def _items(raws: Iterable[Raw]) -> list[Item]:
    numbers: dict[str, int] = {}
    return [
        read_item(
            at,
            outlet=numbers.setdefault(raw.outlet, len(numbers) + 1),
            language=raw.language,
            url=raw.url,
            published_at=raw.published_at,
            title=raw.title,
            text=raw.text,
        )
        for at, raw in enumerate(raws, start=1)
    ]


# --- measures: B-cubed (Bagga & Baldwin 1998) and pairs ------------------------------------------


def b_cubed_of(gold: Sequence[object], found: Sequence[object]) -> tuple[float, float]:
    in_gold, in_found, both = Counter(gold), Counter(found), Counter(zip(gold, found, strict=True))
    shared = [(both[one, other], one, other) for one, other in zip(gold, found, strict=True)]
    return (
        sum(count / in_found[other] for count, _, other in shared) / len(gold),
        sum(count / in_gold[one] for count, one, _ in shared) / len(gold),
    )


def pairs_of(gold: Sequence[object], found: Sequence[object]) -> tuple[float, float]:
    right, said, true = (
        sum(size * (size - 1) // 2 for size in Counter(groups).values())
        for groups in (zip(gold, found, strict=True), found, gold)
    )
    return right / max(1, said), right / max(1, true)


def _prf(figures: tuple[float, float]) -> str:
    precision, recall = figures
    return f"P {precision:.3f} R {recall:.3f} F1 {2 * precision * recall / max(1e-9, precision + recall):.3f}"


# --- reading the sets ----------------------------------------------------------------------------


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _folder(prefix: str) -> Path:
    found = sorted((SETS / "realfeeds").glob(f"{prefix}*"))
    if not found:
        raise FileNotFoundError(2, "no such set", str(SETS / "realfeeds" / prefix))
    return found[0]


def _of_event(row: dict[str, str]) -> Raw:
    return Raw(
        outlet=urlsplit(row["url"]).hostname or "",
        language="en",
        url=row["url"],
        title=row["title"] or "",
        text=f"{row['description'] or ''} {row['text'] or ''}",
        published_at=_time(row["published"]),
        gold=row["cluster"],
    )


def _of_pair(row: dict[str, str], side: str) -> Raw:
    url = row[f"url{side}"]
    return Raw(
        urlsplit(url).hostname or "", row["lang"], url, row[f"title{side}"], row[f"text{side}"], UNDATED
    )


def _of_feed(file: Path) -> list[Raw]:
    parsed = feedparser.parse(io.BytesIO(file.read_bytes().lstrip()))
    captured = datetime(2026, 2, 18, 2, 15, tzinfo=UTC)
    raws = []
    for entry in parsed.entries:
        struct = entry.get("published_parsed") or entry.get("updated_parsed")
        stamp = datetime.fromtimestamp(calendar.timegm(struct), UTC) if struct else captured
        bodies = [entry.get("summary") or "", *(part.get("value", "") for part in entry.get("content", []))]
        raws.append(
            Raw(
                outlet=file.name.split("__")[0],
                language=(parsed.feed.get("language") or "en")[:2].lower(),
                url=entry.get("link", ""),
                title=_plain_text(entry.get("title", "")),
                text=_plain_text(max(bodies, key=len)),
                published_at=min(stamp, captured),
            )
        )
    return raws


def _of_json(file: Path) -> list[Raw]:
    feed = json.loads(file.read_text("utf-8"))
    return [
        Raw(
            outlet=urlsplit(feed["feed"]).hostname or "",
            language=(item.get("language") or feed.get("language") or "en")[:2].lower(),
            url=item.get("link") or "",
            title=_plain_text(item.get("title") or ""),
            text=_plain_text(item.get("description") or ""),
            published_at=_time(item["date_published"]),
        )
        for item in feed["items"]
    ]


def _plain_text(written: str) -> str:
    return plain_text(written, is_html=True)


def _time(written: str | None) -> datetime:
    stamp = datetime.fromisoformat(written) if written else UNDATED
    return stamp.replace(tzinfo=UTC) if stamp.tzinfo is None else stamp


if __name__ == "__main__":
    main()
