"""Articles as joining sees them, with the encoder where it is installed, and without."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from news.adapters.embedder import open_embedders
from news.clustering.joining import Item
from news.clustering.trial import Sample, read_samples
from news.ports import Embedder


def items_of(samples: Sequence[Sample]) -> list[Item]:
    return asyncio.run(read_samples(samples, embedders=_encoders()))


def without(items: Sequence[Item]) -> list[Item]:
    """As where no encoder is installed."""
    return [replace(item, meaning=None, hint=None) for item in items]


def likeness(one: Item, other: Item) -> float | None:
    """The cosine of what both mean to the first encoder that has told both; None where none has."""
    told = zip(one.meaning or (), other.meaning or (), strict=False)
    return next((float(a @ b) for a, b in told if a is not None and b is not None), None)


def cosine(one: Item, other: Item) -> float:
    """The same, and 0 where no encoder has told both."""
    return likeness(one, other) or 0.0


@cache
def _encoders() -> tuple[Embedder, ...]:
    return open_embedders()
