"""What retrieving looks through: the sentences of articles as they stand there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from news.story.stories import Source


@dataclass(frozen=True)
class Passage:
    """A sentence of an article as it stands there; position -1 is the title."""

    text: str
    source: Source
    position: int
    terms: tuple[str, ...]


def neighbours(within: Sequence[Passage]) -> list[tuple[int, ...]]:
    """For each passage, which of them stand beside it in its article: the one before and the one after."""
    return [
        tuple(near for near in (at - 1, at + 1) if 0 <= near < len(within) and _is_same(within, at, near))
        for at in range(len(within))
    ]


def _is_same(within: Sequence[Passage], at: int, near: int) -> bool:
    return within[at].source.article_id == within[near].source.article_id
