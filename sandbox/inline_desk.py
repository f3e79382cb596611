"""The inline queries of the last hour, and the answers that stand for longer than their query. Plain state."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from sandbox.errors import Json

FORGOTTEN_SECONDS = 3_600
Key = tuple[str, str, int]
"""What was typed, the offset, and whose answer it is; 0 for everybody's."""


@dataclass
class InlineQuery:
    """`answer` is what a person's app is given; `contents` the messages behind its results."""

    id: str
    user_id: int
    text: str
    offset: str
    asked_at: float
    answer: Json | None = None
    is_personal: bool = False
    contents: dict[str, Json] = field(default_factory=dict)
    answered: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class InlineDesk:
    queries: dict[str, InlineQuery] = field(default_factory=dict)
    kept: dict[Key, tuple[InlineQuery, float]] = field(default_factory=dict)  # with when it ends

    def find(self, query_id: str, user_id: int) -> InlineQuery | None:
        """A query of this person, or one that was answered for everybody."""
        found = self.queries.get(query_id)
        is_for_all = found is not None and found.answer is not None and not found.is_personal
        return found if found is not None and (is_for_all or found.user_id == user_id) else None

    def standing(self, user_id: int, text: str, offset: str, now: float) -> InlineQuery | None:
        """One whose answer was given to this person, or to all, and still stands."""
        for whose in (user_id, 0):
            found = self.kept.get((text, offset, whose))
            if found is not None and found[1] > now:
                return found[0]
        return None

    def forget_old(self, now: float) -> None:
        self.queries = {key: q for key, q in self.queries.items() if now - q.asked_at < FORGOTTEN_SECONDS}
        self.kept = {key: kept for key, kept in self.kept.items() if kept[1] > now}
