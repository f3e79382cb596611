"""Joining by exactly the running code over articles that are in no database: for measuring, and for whoever wants to
judge it on articles of their own.

Every article goes through `Window.take`, the one that `cluster` uses, in batches as an owed run would bring them.
Knows no rows, no files and no network.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from news.joining import RULES, Item, Rules, lead, read_item
from news.language.identify import identify
from news.language.tokens import primary_subtag
from news.links import canonical_url
from news.ports import Embedder
from news.window import FEWEST, SPAN, Window

BATCH = 50
ASKED_AT_ONCE = 16
IDENTIFY_CHARS = 500

Vector = NDArray[np.float32]


@dataclass(frozen=True)
class Sample:
    """An article as somebody brings it. `language` None: told by its letters."""

    outlet: str
    language: str | None
    url: str
    title: str
    text: str
    published_at: datetime


async def read_samples(samples: Sequence[Sample], *, embedder: Embedder | None = None) -> list[Item]:
    """The articles as joining sees them, numbered from 1 as given."""
    languages = [sample.language or _told(sample) for sample in samples]
    leads = [
        lead(sample.title, sample.text, language) for sample, language in zip(samples, languages, strict=True)
    ]
    meanings = await _meanings(leads, languages, embedder)
    good_at = embedder.languages if embedder else frozenset()
    outlets: dict[str, int] = {}
    return [
        read_item(
            number,
            outlet=outlets.setdefault(sample.outlet, len(outlets) + 1),
            language=language,
            url=canonical_url(sample.url) if sample.url else "",
            published_at=sample.published_at,
            title=sample.title,
            text=sample.text,
            meaning=meaning,
            is_fluent=good_at is None or primary_subtag(language) in good_at,
        )
        for number, (sample, language, meaning) in enumerate(
            zip(samples, languages, meanings, strict=True), start=1
        )
    ]


async def _meanings(
    leads: Sequence[str], languages: Sequence[str | None], embedder: Embedder | None
) -> list[Vector | None]:
    """A few at a time: an endpoint may take only so long for what it is asked at once."""
    if embedder is None:
        return [None] * len(leads)
    told: list[Vector | None] = []
    for at in range(0, len(leads), ASKED_AT_ONCE):
        part = slice(at, at + ASKED_AT_ONCE)
        told += await embedder.embed(leads[part], languages=languages[part])
    return told


def join(
    items: Sequence[Item],
    *,
    rules: Rules = RULES,
    span: timedelta | None = SPAN,
    fewest: int = FEWEST,
) -> list[int]:
    """The final story of each article, by the number of its earliest; items in order of arrival."""
    window = Window(span=span, fewest=fewest, rules=rules)
    story_of: list[int] = []
    became: dict[int, int] = {}
    for at in range(0, len(items), BATCH):
        batch = items[at : at + BATCH]
        now = batch[-1].published_at
        window.evict(now)
        window.observe(batch, now=now)
        for item in batch:
            taken = window.take(item, item.article, now=now)
            story_of.append(taken.story)
            became.update(taken.merged)
    return [_last(became, story) for story in story_of]


def _last(became: dict[int, int], story: int) -> int:
    while story in became:
        story = became[story]
    return story


def _told(sample: Sample) -> str | None:
    found = identify(f"{sample.title}. {sample.text[:IDENTIFY_CHARS]}")
    return found[0] if found else None
