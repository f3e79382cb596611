"""Views that are kept: a story is seen in a language once for all its readers, for as long as nothing that it is made of changes.

The rows are read each time; that they are the same is known by comparing them, so that what is kept is what would be made anew.
"""

from typing import Any

from news.models.base import Row
from news.story.stories import Told
from news.story.viewing import Briefs, view_of
from news.story.views import StoryView

MOST = 2_000
"""So many are kept: what digests of an hour tell in a few languages."""


class Views:
    """One an app. Of what is seen again and has not changed, the very same view is given."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, str], tuple[tuple[Any, ...], StoryView | None]] = {}

    def of(self, told: Told, briefs: Briefs, *, language: str) -> StoryView | None:
        """As `view_of`."""
        key = told.story.id or 0, language
        made_of = (
            _values(told.story),
            told.sources,
            told.hidden,
            [_values(brief) for brief in briefs.values()],
        )
        kept = self._kept.get(key)
        if kept is not None and kept[0] == made_of:
            return kept[1]
        if len(self._kept) >= MOST:
            self._kept.clear()
        view = view_of(told, briefs, language=language)
        self._kept[key] = made_of, view
        return view

    def clear(self) -> None:
        self._kept.clear()


def _values(row: Row) -> dict[str, Any]:
    """What stands in the row."""
    return {name: value for name, value in vars(row).items() if name != "_sa_instance_state"}
