"""The labelled sets for joining, as articles with the name of their event; and their halves.

The sets lie beside the repository and are not part of it. Rules and thresholds are chosen on the half "tuned" of each
set (by a hash of the event's name); "held" is the other half. Knows nothing of joining.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from news.clustering.trial import Sample

SETS = Path(__file__).resolve().parents[2] / "shared" / "data"
LABELS = Path(__file__).resolve().parents[1] / "tests/news/clustering/labels"
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
BEST_KNOWN = ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh")
"""The languages that the encoder was trained on."""
NTREX = {
    "eng": "en", "deu": "de", "spa": "es", "fra": "fr", "rus": "ru", "arb": "ar", "zho-CN": "zh", "por": "pt",
    "ita": "it", "jpn": "ja", "kor": "ko", "hin": "hi", "tur": "tr", "ukr": "uk", "pol": "pl", "fas": "fa",
    "ind": "id", "vie": "vi", "tha": "th", "ben": "bn", "swa": "sw", "nld": "nl", "heb": "he", "ell": "el",
}  # fmt: skip

Labelled = list[tuple[str, Sample]]
"""The name of the event, and the article; in order of publication."""


@dataclass(frozen=True)
class Pair:
    """Two articles, and whether they tell the same."""

    is_same: bool
    half: str
    samples: tuple[Sample, Sample]


def giveme5w1h() -> Labelled:
    """English, with texts; events that span months."""
    rows = lines(SETS / "clustering/giveme5w1h/articles_dev.jsonl")
    return _in_order([(str(row["cluster"]), _of_event(row)) for row in rows])


def itn() -> Labelled:
    """Gold is the subject of a blurb that stands for days: two events about one person share a cluster."""
    rows = lines(SETS / "clustering/itn/blurbs_dev.jsonl")
    return _in_order([(row["cluster"], _of_blurb(row)) for row in rows])


def ntrex(*, by_event: bool = False) -> Labelled:
    """One text in 24 languages, its title and two sentences: easier than independent coverage. `by_event`: where several documents
    tell one event, as somebody read them (`tests/news/clustering/labels`), all are called by the first."""
    called = _first_of_event() if by_event else {}
    documents: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in lines(SETS / "clustering/ntrex/sentences_core.jsonl"):
        documents[row["doc"]].append(row)
    return _in_order(
        [
            (called.get(name, name), _of_document(rows, code, minutes=(13 * at + number) % 997))
            for at, (name, rows) in enumerate(documents.items())
            for number, code in enumerate(NTREX)
        ]
    )


def _first_of_event() -> dict[str, str]:
    events: dict[str, list[str]] = json.loads((LABELS / "documents.json").read_text("utf-8"))
    return {document: told[0] for told in events.values() for document in told}


def telegram_pairs(language: str) -> list[Pair]:
    """Of the Telegram contest; without dates."""
    rows = lines(SETS / "clustering/tg_pairs/pairs_dev.jsonl")
    return [
        Pair(bool(row["same"]), half_of(row["url1"]), (_of_pair(row, "1"), _of_pair(row, "2")))
        for row in rows
        if row["lang"] == language
    ]


def half_of(name: str) -> str:
    return "held" if sha256(name.encode()).digest()[0] % 2 else "tuned"


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def time_of(written: str | None) -> datetime:
    stamp = datetime.fromisoformat(written) if written else UNDATED
    return stamp.replace(tzinfo=UTC) if stamp.tzinfo is None else stamp


def _in_order(labelled: Labelled) -> Labelled:
    return sorted(labelled, key=lambda pair: pair[1].published_at)


def _of_event(row: dict[str, Any]) -> Sample:
    return Sample(
        outlet=urlsplit(row["url"]).hostname or "",
        language="en",
        url=row["url"],
        title=row["title"] or "",
        text=f"{row['description'] or ''} {row['text'] or ''}",
        published_at=time_of(row["published"]),
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
    outlet = urlsplit(url).hostname or ""
    return Sample(outlet, row["lang"], url, row[f"title{side}"], row[f"text{side}"], UNDATED)
