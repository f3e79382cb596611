"""Invented news by the million, as rows: words of seven languages drawn by how often they are used, a few names an article,
stories of one or two articles, every fourth told in another language, and readers who were sent digests of them.

The same numbers give the same rows. Knows no database.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from itertools import chain

import numpy as np
from wordfreq import top_n_list

from news.language.tokens import stems_of, words
from news.searching.search import Indexed, marked_stems
from news.searching.search_index import told_in

LANGUAGES = ("en", "de", "fr", "es", "ru", "ar", "zh")
VOCABULARY, TITLE, BODY, NAMES, OUTLETS = 20_000, 8, 32, 3, 600
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WITHIN = timedelta(days=30)
LIVE = timedelta(days=3)
WORDS_KEPT = timedelta(days=7)
A_DIGEST = 5
TOLD_OF = 4
"""Of so many stories one is told, in the language after its own: a translation."""
TEXT = "<b>Two libraries open in the north</b>\nThe council said so on Monday. " * 40
Value = str | int | bool | bytes | datetime | None
Rows = list[tuple[Value, ...]]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "outlet": ("id", "name", "domain"),
    "feed": ("id", "outlet_id", "url", "topics", "active", "interval_s", "failures", "moved_count", "is_brought", "is_added"),
    "story": (
        "id", "revision", "headline", "language", "topics", "languages", "articles", "outlets", "independent",
        "first_published_at", "last_published_at", "created_at", "changed_at", "closed_at",
    ),
    "article": (
        "id", "feed_id", "outlet_id", "guid", "version", "url", "canonical_url", "title", "text", "language", "kind",
        "published_at", "fetched_at", "text_hash",
    ),
    "membership": ("id", "article_id", "story_id", "since_at"),
    "brief": (
        "id", "story_id", "language", "revision", "state", "mode", "headline", "headline_language", "headline_cites", "paragraphs",
        "tokens_in", "tokens_out", "findings", "contested", "names", "headline_evidence", "calls", "dropped", "ordered_at", "ready_at",
    ),
    "fact": ("id", "story_id", "kind", "value", "family", "article_id", "first_at"),
    "chat": ("id", "chat_id", "thread_id", "kind", "state", "created_at"),
    "subscriber": (
        "id", "chat", "interface_language", "digest_language", "zone", "zone_is_guess", "stories", "look", "is_bilingual",
        "has_images", "alerts", "alerts_silent", "min_outlets", "state", "before_presets", "created_at",
    ),
    "schedule": ("id", "subscriber_id", "local_time", "days", "topics", "words", "feeds", "is_silent", "is_spoken", "active"),
    "subscription": ("id", "subscriber_id", "kind", "target", "created_at"),
    "digest": (
        "id", "subscriber_id", "schedule_id", "local_date", "slot_at", "state", "items", "hidden", "composed_at", "created_at",
    ),
    "seen": ("id", "subscriber_id", "story_id", "revision", "facts", "families", "shown_at"),
    "delivery": (
        "id", "kind", "subject", "part", "chat", "method", "payload", "stories", "bulk", "state", "message_id", "created_at",
        "started_at", "finished_at",
    ),
    "carried": ("delivery_id", "story_id"),
    "inbox": ("id", "chat_id", "payload", "received_at", "handled_at", "attempts"),
}  # fmt: skip
"""In an order in which what a row refers to is there before it."""


@dataclass(frozen=True)
class Told:
    """Articles with all that was made of them, and their words as the indexes keep them: of articles, and of briefs."""

    rows: Mapping[str, Rows]
    indexed: Mapping[int, Indexed]
    indexed_briefs: Mapping[int, Indexed]


def outlets() -> Mapping[str, Rows]:
    ids = range(1, OUTLETS + 1)
    return {
        "outlet": [(n, f"Outlet {n}", f"outlet-{n}.example") for n in ids],
        "feed": [
            (n, n, f"https://outlet-{n}.example/feed", '["world"]', True, 900, 0, 0, False, False)
            for n in ids
        ],
    }


def told(first: int, count: int, *, of: int, is_lean: bool = False) -> Told:
    """The articles from number `first` on, `of` so many in all, the last of them now; without names where it is lean."""
    draw = np.random.default_rng(first)
    rows: dict[str, Rows] = {name: [] for name in ("story", "article", "membership", "brief", "fact")}
    indexed: dict[int, Indexed] = {}
    indexed_briefs: dict[int, Indexed] = {}
    languages, outlet = draw.integers(len(LANGUAGES), size=count), draw.integers(1, OUTLETS + 1, size=count)
    drawn = np.searchsorted(_weights(), draw.random((count, TITLE + BODY)))
    names = np.searchsorted(_weights(), draw.random((count, NAMES)))
    for at in range(count):
        number, language = first + at, LANGUAGES[languages[at]]
        moment = NOW - WITHIN * (1 - number / of)
        chosen = [_word(language, rank) for rank in drawn[at].tolist()]
        by, story = int(outlet[at]), story_of(number)
        title, body = (_joined(language, part) for part in (chosen[:TITLE], chosen[TITLE:]))
        url = f"https://outlet-{by}.example/{number}"
        if story_of(number - 1) != story:
            rows["story"].append(_story(story, title, language, moment))
            if story % TOLD_OF == 0:
                reads = LANGUAGES[(languages[at] + 1) % len(LANGUAGES)]
                said = [_word(reads, rank) for rank in drawn[at].tolist()]
                rows["brief"].append(_brief(story, number, reads, said, moment))
                indexed_briefs[story] = _told_in(reads, _indexed(reads, said))
        rows["article"].append(
            (number, by, by, url, 1, url, url, title, body, language, "news", moment, moment, url)
        )
        rows["membership"].append((number, number, story, moment))
        rows["fact"] += [
            (NAMES * number + n, story, "name", f"name {NAMES * name + n}", number, number, moment)
            for n, name in enumerate(() if is_lean else names[at].tolist())
        ]
        indexed[number] = _indexed(language, chosen)
    return Told(rows, indexed, indexed_briefs)


def story_of(number: int) -> int:
    """Of four articles two are of one story."""
    block, at = divmod(number - 1, 4)
    return 3 * block + min(at, 2) + 1


def _story(story: int, headline: str, language: str, moment: datetime) -> tuple[Value, ...]:
    closed_at = moment + LIVE if moment < NOW - LIVE else None
    return (story, 1, headline, language, '["world"]', f'["{language}"]', 1, 1, 1, moment, moment, moment, moment, closed_at)  # fmt: skip


def _brief(
    story: int, article: int, language: str, said: Sequence[str], moment: datetime
) -> tuple[Value, ...]:
    headline, text = _joined(language, said[:TITLE]), _joined(language, said[TITLE:])
    paragraphs = json.dumps([[{"text": text, "cites": [article], "language": language}]])
    return (story, story, language, 1, "ready", "model", headline, language, f"[{article}]", paragraphs, 0, 0, "[]", "[]", "[]", "[]", 1, 0, moment, moment)  # fmt: skip


# --- words ---------------------------------------------------------------------------------------


@cache
def vocabulary(language: str) -> list[str]:
    listed = [word for word in top_n_list(language, VOCABULARY + 2_000) if word.isalpha()]
    return listed[:VOCABULARY]


@cache
def _weights() -> np.ndarray:
    weights = np.cumsum(1 / np.arange(1, VOCABULARY + 1))
    return weights[:-1] / weights[-1]


def _word(language: str, rank: int) -> str:
    listed = vocabulary(language)
    return listed[min(rank, len(listed) - 1)]


def _joined(language: str, chosen: Sequence[str]) -> str:
    return ("，" if language == "zh" else " ").join(chosen)


def _indexed(language: str, chosen: Sequence[str]) -> Indexed:
    """What `news.searching.search.index_of` makes of the text, word by word: it is asked for each word once, not a million times."""
    cut = [_cut(language, word) for word in chosen]
    return Indexed(
        tuple(chain.from_iterable(as_written for as_written, _ in cut)),
        tuple(dict.fromkeys(chain.from_iterable(stems for _, stems in cut))),
    )


def _told_in(language: str, cut: Indexed) -> Indexed:
    """As `search_index.index_of_brief` has it."""
    return Indexed(cut.words, (*cut.stems, told_in(language)))


@lru_cache(maxsize=1 << 18)
def _cut(language: str, word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    told = words(word)
    return tuple(stems_of(told, None)), marked_stems(told, language)


# --- readers -------------------------------------------------------------------------------------


def readers(first: int, count: int) -> Mapping[str, Rows]:
    ids = range(first, first + count)
    return {
        "chat": [(n, 10**9 + n, 0, "private", "active", NOW - WITHIN) for n in ids],
        "subscriber": [
            (n, n, "en", "en", "UTC", False, A_DIGEST, "standard", False, False, "off", False, 1, "active", "{}", NOW - WITHIN)
            for n in ids
        ],
        "schedule": [(n, n, "08:00", "1234567", "[]", "[]", "[]", False, False, True) for n in ids],
        "subscription": [(n, n, "topic", "world", NOW - WITHIN) for n in ids],
    }  # fmt: skip


def sent(first: int, count: int, *, day: int, readers: int, articles: int) -> Mapping[str, Rows]:
    """The digests of these readers on a day, with all that sending them leaves behind."""
    rows: dict[str, Rows] = {name: [] for name in ("digest", "seen", "delivery", "carried", "inbox")}
    days = WITHIN.days
    at = NOW - WITHIN + timedelta(days=day)
    newest = story_of(max(articles * (day + 1) // days, 4))
    span = max(newest - story_of(max(articles * day // days, 1)), A_DIGEST)
    for reader in range(first, first + count):
        number = day * readers + reader
        stories = [max(newest - (reader * A_DIGEST + n) % span, 1) for n in range(A_DIGEST)]
        rows["digest"].append((number, reader, reader, at.date(), at, "ready", _items(stories), "[]", at, at))
        rows["seen"] += [
            (A_DIGEST * number + n, reader, story, 1, _prints(story), f"[{story}]", at)
            for n, story in enumerate(stories)
        ]
        payload = json.dumps({"text": TEXT, "parse_mode": "HTML"}) if at > NOW - WORDS_KEPT else "{}"
        rows["delivery"].append(
            (number, "digest", number, 0, reader, "sendMessage", payload, json.dumps(stories), True, "sent", number, at, at, at)
        )  # fmt: skip
        rows["carried"] += [(number, story) for story in stories]
        rows["inbox"] += [(2 * number + n, 10**9 + reader, "{}", at, at, 0) for n in range(2)]
    return rows


def _items(stories: Sequence[int]) -> str:
    """As `Digest.items` are, with the reasons that are kept in them."""
    why = {
        "topics": ["world"],
        "outlets": 3,
        "independent": 2,
        "score": 1.234567,
        "is_breaking": False,
        "hours": 3.25,
    }
    return json.dumps(
        [
            {
                "story": story,
                "revision": 1,
                "brief": story,
                "update": False,
                "why": why,
                "depth": 3,
                "new": [],
            }
            for story in stories
        ]
    )


def _prints(story: int) -> str:
    """As many facts as a story of real feeds has, as fingerprints."""
    return json.dumps([f"{story * 2_654_435_761 % 2**64:016x}"] * 10)


def batches(whole: int, size: int) -> Iterator[tuple[int, int]]:
    """(first, count) of each, numbered from one."""
    return ((first, min(size, whole + 1 - first)) for first in range(1, whole + 1, size))
