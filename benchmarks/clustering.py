"""How well and how fast articles are joined, on labelled sets and on real feeds.

    python -m benchmarks.clustering [SET ...]

Everything goes through the path of the running bot (`news.trial`, as `pressradar lab join` does), beside two baselines:
single pass over TF-IDF alone, and over the encoder's vectors alone. Rules were chosen on the half "tuned" of each
set (by a hash of the event's name); "held" is the other half. The sets lie beside the repository and are not part
of it; one that is absent is skipped, and the table says so.
"""

import asyncio
import calendar
import io
import json
import random
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from math import exp, log
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import feedparser
import numpy as np

from news.adapters.embedder import open_embedder
from news.joining import RULES, Item, margin_of, read_item
from news.meanings import Meanings
from news.plain import plain_text
from news.trial import Sample, join, read_samples
from news.window import Window

SETS = Path(__file__).resolve().parents[2] / "shared" / "data"
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
HALVES = ("tuned", "held")
BEST_KNOWN = ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh")
NTREX = dict(
    pair.split(":")
    for pair in [
        "eng:en",
        "deu:de",
        "spa:es",
        "fra:fr",
        "rus:ru",
        "arb:ar",
        "zho-CN:zh",
        "por:pt",
        "ita:it",
        "jpn:ja",
        "kor:ko",
        "hin:hi",
        "tur:tr",
        "ukr:uk",
        "pol:pl",
        "fas:fa",
        "ind:id",
        "vie:vi",
        "tha:th",
        "ben:bn",
        "swa:sw",
        "nld:nl",
        "heb:he",
        "ell:el",
    ]
)
T = TypeVar("T")
Labelled = list[tuple[str, Sample]]  # the name of the event, and the article

encoder = open_embedder()


def main() -> None:
    measures: dict[str, Callable[[], None]] = {
        "giveme5w1h": giveme5w1h,
        "itn": itn,
        "ntrex": ntrex,
        "tg_pairs": tg_pairs,
        "order": order,
        "b": set_b,
        "d": set_d,
        "growth": growth,
    }
    print("| set | articles | result |")
    print("|---|---|---|")
    for name in sys.argv[1:] or measures:
        try:
            measures[name]()
        except FileNotFoundError as missing:
            print(f"| {name} | - | skipped: {missing.filename} is not there |")


# --- labelled sets -------------------------------------------------------------------------------


def giveme5w1h() -> None:
    """English; events that span months."""
    rows = _lines(SETS / "clustering/giveme5w1h/articles_dev.jsonl")
    _compare("giveme5w1h", [(str(row["cluster"]), _of_event(row)) for row in rows])


def itn() -> None:
    """Gold is the subject of a blurb that stands for days: two events about one person share a cluster."""
    rows = _lines(SETS / "clustering/itn/blurbs_dev.jsonl")
    everything = [(row["cluster"], _of_blurb(row)) for row in rows]
    known = [(gold, one) for gold, one in everything if one.language in BEST_KNOWN]
    _compare("ITN, 15 languages", known)
    _compare("ITN, all languages", everything)
    counts = Counter(one.language for _, one in everything)
    for language, count in counts.most_common(12):
        if count > 30:
            _compare(f"ITN, {language} alone", [pair for pair in everything if pair[1].language == language])


def ntrex() -> None:
    """One text in many languages, its title and two sentences: easier than independent coverage."""
    documents: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _lines(SETS / "clustering/ntrex/sentences_core.jsonl"):
        documents[row["doc"]].append(row)
    known = [code for code, language in NTREX.items() if language in BEST_KNOWN]
    for label, chosen in (("14", known), ("24", list(NTREX))):
        _compare(
            f"NTREX, {label} languages",
            [
                (name, _of_document(rows, code, minutes=(13 * at + number) % 997))
                for at, (name, rows) in enumerate(documents.items())
                for number, code in enumerate(chosen)
            ],
        )


def tg_pairs() -> None:
    """Each pair alone in a window in which the other texts of its language were counted, not placed."""
    rows = _lines(SETS / "clustering/tg_pairs/pairs_dev.jsonl")
    for language in ("ru", "en"):
        for half, kept in _halves(
            [row for row in rows if row["lang"] == language], key=lambda row: row["url1"]
        ):
            gold = [bool(row["same"]) for row in kept]
            items = _items([_of_pair(row, side) for row in kept for side in "12"])
            told = [
                f"{label} {_pair_f1(gold, [_margin(read, 2 * at) for at in range(len(kept))], 0.0):.3f}"
                for label, read in (("with the encoder", items), ("words alone", _without(items)))
            ]
            cosines = [_cosine(items[2 * at], items[2 * at + 1]) for at in range(len(kept))]
            most = max(_pair_f1(gold, cosines, least) for least in cosines)
            print(
                f"| tg_pairs {language}, {half} | {len(kept)} pairs | F1 {'; '.join(told)}; "
                f"vectors alone at their best threshold {most:.3f} |"
            )


def _margin(items: Sequence[Item], at: int) -> float:
    window = Window(span=None)
    window.observe(items, now=UNDATED)
    window.add(items[at], 1, now=UNDATED)
    return max((margin_of(items[at + 1], one) for one in window.candidates(items[at + 1])), default=-1.0)


def _cosine(one: Item, other: Item) -> float:
    return 0.0 if one.meaning is None or other.meaning is None else float(one.meaning @ other.meaning)


def _pair_f1(gold: Sequence[bool], margins: Sequence[float], least: float) -> float:
    said = [margin >= least for margin in margins]
    right = sum(1 for truth, answer in zip(gold, said, strict=True) if truth and answer)
    return 2 * right / max(1, sum(gold) + sum(said))


def order() -> None:
    """20 random orders of arrival of one set, each pair of them compared as if one were gold."""
    rows = _lines(SETS / "clustering/itn/blurbs_dev.jsonl")
    samples = sorted((_of_blurb(row) for row in rows), key=lambda one: one.published_at)[:800]
    items = _items([one for one in samples if one.language in BEST_KNOWN])
    draw = random.Random(7)
    found: list[list[int]] = []
    for _ in range(20):
        shuffled = draw.sample(items, len(items))
        stories = dict(zip((item.article for item in shuffled), join(shuffled), strict=True))
        found.append([stories[item.article] for item in items])
    agreed = [_f1(b_cubed_of(one, other)) for at, one in enumerate(found) for other in found[:at]]
    print(
        f"| ITN, 20 orders wholly at random | {len(items)} | agree pairwise at B3 F1 {np.mean(agreed):.3f}, "
        f"least {min(agreed):.3f} |"
    )


# --- comparing -----------------------------------------------------------------------------------


def _compare(label: str, labelled: Labelled) -> None:
    """Both halves: as it runs with and without the encoder, and the baselines with thresholds of the tuned half."""
    halves = dict(_halves(sorted(labelled, key=lambda pair: pair[1].published_at), key=lambda pair: pair[0]))
    items = {half: _items([one for _, one in pairs]) for half, pairs in halves.items()}
    gold = {half: [name for name, _ in pairs] for half, pairs in halves.items()}
    words = _best_threshold(
        lambda least: _f1(b_cubed_of(gold["tuned"], _by_tfidf(items["tuned"], least))), 0.1, 0.5
    )
    vectors = _best_threshold(
        lambda least: _f1(b_cubed_of(gold["tuned"], _by_vectors(items["tuned"], least))), 0.3, 0.9
    )
    for half in HALVES:
        found = {
            "as it runs": join(items[half]),
            "without encoder": join(_without(items[half])),
            f"TF-IDF alone ({words:.2f})": _by_tfidf(items[half], words),
            f"vectors alone ({vectors:.2f})": _by_vectors(items[half], vectors),
        }
        told = "; ".join(f"{name} {_prf(b_cubed_of(gold[half], stories))}" for name, stories in found.items())
        pairs = _prf(pairs_of(gold[half], found["as it runs"]))
        print(f"| {label}, {half} | {len(items[half])} | B3: {told}; pairs as it runs {pairs} |", flush=True)


def _best_threshold(quality: Callable[[float], float], low: float, high: float) -> float:
    return max((float(least) for least in np.linspace(low, high, 9)), key=quality)


def _by_tfidf(items: Sequence[Item], threshold: float) -> list[int]:
    """Single pass at one threshold, no other evidence."""
    plain = replace(
        RULES,
        threshold=threshold,
        per_day=0.0,
        per_age_day=0.0,
        thin=0.0,
        same_outlet=0.0,
        rubric=0.0,
        language=0.0,
        least_shared=0.0,
        recurring_body=0.0,
        anchors_alone=1e9,
        merge=1e9,
    )
    return join(_without(items), rules=plain, span=None)


def _by_vectors(items: Sequence[Item], threshold: float) -> list[int]:
    """Single pass: the story whose middle is nearest, likeness fading over thirty days."""
    meanings, last, found = Meanings(), dict[int, datetime](), list[int]()
    for item in items:
        near = [] if item.meaning is None else meanings.nearest(item.meaning, most=8)
        faded = [
            (cosine * exp(-abs(item.published_at - last[story]) / timedelta(days=30)), story)
            for cosine, story in near
        ]
        best = max(faded, default=(0.0, 0))
        found.append(best[1] if best[0] >= threshold else item.article)
        last[found[-1]] = item.published_at
        if item.meaning is not None:
            meanings.add(found[-1], item.meaning)
    return found


def _halves(rows: Sequence[T], *, key: Callable[[T], str]) -> list[tuple[str, list[T]]]:
    return [
        (half, [row for row in rows if sha256(key(row).encode()).digest()[0] % 2 == at])
        for at, half in enumerate(HALVES)
    ]


def _items(samples: Sequence[Sample]) -> list[Item]:
    return asyncio.run(read_samples(samples, embedder=encoder))


def _without(items: Sequence[Item]) -> list[Item]:
    return [replace(item, meaning=None) for item in items]


# --- growth --------------------------------------------------------------------------------------


def growth() -> None:
    """The lexical path end to end, reading, insertion and eviction included, on variants of real items."""
    samples = _real_samples()
    costs = {}
    for size in (1_000, 10_000, 100_000):
        window = Window(span=timedelta(0), fewest=size)
        variants = _variants(samples, size + 2_000)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        _pour(window, variants[:size], first=1)
        began = time.process_time()
        _pour(window, variants[size:], first=size + 1)
        costs[size] = (time.process_time() - began) / 2_000
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        print(
            f"| growth, words alone | {size} live | {1e3 * costs[size]:.2f} CPU ms an article ({1 / costs[size]:.0f}/s); "
            f"about {grown / size:.1f} kB a live article |",
            flush=True,
        )
    print(
        f"| growth | | exponent {log(costs[100_000] / costs[1_000]) / log(100):.2f} from 1,000 to 100,000 live |"
    )


def _pour(window: Window, samples: Sequence[Sample], *, first: int) -> None:
    for number, sample in enumerate(samples, start=first):
        item = read_item(
            number,
            outlet=hash(sample.outlet),
            language=sample.language,
            url="",
            published_at=sample.published_at,
            title=sample.title,
            text=sample.text,
        )
        window.evict(sample.published_at)
        window.observe([item], now=sample.published_at)
        window.take(item, number, now=sample.published_at)


def _variants(samples: Sequence[Sample], count: int) -> list[Sample]:
    """As many as wanted: the names in each are others, so that an event stays as large as it was."""
    made = []
    for number in range(count):
        sample, lap = samples[number % len(samples)], number // len(samples)
        at = UNDATED + timedelta(seconds=30 * number)
        made.append(
            replace(
                sample, title=_renamed(sample.title, lap), text=_renamed(sample.text, lap), published_at=at
            )
        )
    return made


def _renamed(text: str, lap: int) -> str:
    return " ".join(
        word + f"q{lap}" if lap and (word[:1].isupper() or len(word) > 8) else word for word in text.split()
    )


def _real_samples() -> list[Sample]:
    folder = _folder("D_")
    return [sample for file in sorted(folder.glob("*/*.json")) for sample in _of_json(file)]


# --- real feeds ----------------------------------------------------------------------------------


def set_b() -> None:
    folder = _folder("B_")
    raws = [one for file in sorted(folder.glob("*.xml")) for one in _of_feed(file)]
    _report("realfeeds B (30 feeds, one hour of 2026-02-18)", raws, "B")


def set_d() -> None:
    raws = _real_samples()
    _report("realfeeds D (106 feeds, 2023-12-12 to 14, en and pl)", raws, "D")


def _report(label: str, raws: list[Sample], key: str) -> None:
    raws.sort(key=lambda raw: raw.published_at)
    items = _items(raws)
    for name, read in (("with the encoder", items), ("words alone", _without(items))):
        _report_of(f"{label}, {name}", raws, read, key)


def _report_of(label: str, raws: Sequence[Sample], items: Sequence[Item], key: str) -> None:
    began = time.process_time()
    found = join(items)
    seconds = time.process_time() - began
    outlets: dict[int, set[str]] = defaultdict(set)
    for story, raw in zip(found, raws, strict=True):
        outlets[story].add(raw.outlet)
    several = [len(named) for named in outlets.values() if len(named) > 1]
    largest = [size for _, size in Counter(found).most_common(5)]
    print(
        f"| {label} | {len(raws)} | {seconds:.1f} CPU-s ({len(raws) / seconds:.0f} articles/s); {len(outlets)} stories, "
        f"{len(several)} of 2+ outlets, {sum(1 for count in several if count > 2)} of 3+; largest {largest} |"
    )
    for event, wanted in _events(key).items():
        held = [story for story, raw in zip(found, raws, strict=True) if raw.url in wanted]
        if held:
            story, most = Counter(held).most_common(1)[0]
            print(
                f"| {key}: {event} (labels by regular expression) | {len(held)} | {most} in one story of "
                f"{found.count(story)}, the rest in {len(set(held)) - 1} others |"
            )


def _events(key: str) -> dict[str, set[str]]:
    events = json.loads((SETS / "realfeeds/silver_events.json").read_text("utf-8"))
    return {event: {row[3] for row in rows} for event, rows in events[key].items()}


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


def _f1(figures: tuple[float, float]) -> float:
    precision, recall = figures
    return 2 * precision * recall / max(1e-9, precision + recall)


def _prf(figures: tuple[float, float]) -> str:
    precision, recall = figures
    return f"P {precision:.3f} R {recall:.3f} F1 {2 * precision * recall / max(1e-9, precision + recall):.3f}"


# --- reading the sets ----------------------------------------------------------------------------


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _folder(prefix: str) -> Path:
    found = sorted((SETS / "realfeeds").glob(f"{prefix}*"))
    if not found:
        raise FileNotFoundError(2, "no such set", str(SETS / "realfeeds" / prefix))
    return found[0]


def _of_event(row: dict[str, Any]) -> Sample:
    return Sample(
        outlet=urlsplit(row["url"]).hostname or "",
        language="en",
        url=row["url"],
        title=row["title"] or "",
        text=f"{row['description'] or ''} {row['text'] or ''}",
        published_at=_time(row["published"]),
    )


def _of_blurb(row: dict[str, Any]) -> Sample:
    at = datetime.fromtimestamp(row["seen"], UTC)
    return Sample(f"wikipedia-{row['lang']}", row["lang"], "", row["text"], "", at)


def _of_document(rows: Sequence[dict[str, str]], code: str, *, minutes: int) -> Sample:
    """The title and the next two sentences, at some minute of one day."""
    told = [row.get(code) or "" for row in rows[:3]]
    at = UNDATED + timedelta(minutes=minutes)
    return Sample(f"outlet-{code}", NTREX[code], "", told[0], " ".join(told[1:]), at)


def _of_pair(row: dict[str, Any], side: str) -> Sample:
    url = row[f"url{side}"]
    return Sample(
        urlsplit(url).hostname or "", row["lang"], url, row[f"title{side}"], row[f"text{side}"], UNDATED
    )


def _of_feed(file: Path) -> list[Sample]:
    parsed = feedparser.parse(io.BytesIO(file.read_bytes().lstrip()))
    captured = datetime(2026, 2, 18, 2, 15, tzinfo=UTC)
    raws: list[Sample] = []
    for entry in parsed.entries:
        struct = entry.get("published_parsed") or entry.get("updated_parsed")
        stamp = datetime.fromtimestamp(calendar.timegm(struct), UTC) if struct else captured
        bodies = [entry.get("summary") or "", *(part.get("value", "") for part in entry.get("content", []))]
        raws.append(
            Sample(
                outlet=file.name.split("__")[0],
                language=(parsed.feed.get("language") or "en")[:2].lower(),
                url=entry.get("link", ""),
                title=_plain_text(entry.get("title", "")),
                text=_plain_text(max(bodies, key=len)),
                published_at=min(stamp, captured),
            )
        )
    return raws


def _of_json(file: Path) -> list[Sample]:
    feed = json.loads(file.read_text("utf-8"))
    return [
        Sample(
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
