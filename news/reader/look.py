"""How much a digest shows of a story, and how many stories fit the minutes a reader has. Pure.

Minutes are spent first on as many stories as fit at the look's depth, then on further sentences of each.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from news.reader.reading_speed import units, units_a_minute
from news.story.views import StoryView

COMPACT, STANDARD, FULL = "compact", "standard", "full"
DEPTHS = {COMPACT: 0, STANDARD: 2, FULL: 6}
"""Sentences under a headline."""
DEEPEST = 12
MOST_STORIES = 15
"""More than these nobody chooses from, however long they read."""
_STORIES_A_MINUTE = {COMPACT: 12, STANDARD: 6, FULL: 3}
"""How many may be needed to fill a minute: as many are looked at, and those that do not fit are left for next time."""


@dataclass(frozen=True)
class Look:
    """`depth`: sentences of each story. `is_bilingual`: originals beside translations. `has_images`: the link preview of the
    first story's article, with its outlet's picture."""

    depth: int = DEPTHS[STANDARD]
    is_bilingual: bool = False
    has_images: bool = False


def look_of(name: str, *, is_bilingual: bool = False, has_images: bool = False) -> Look:
    return Look(DEPTHS.get(name, DEPTHS[STANDARD]), is_bilingual, has_images)


def stories_for(minutes: int, look: str) -> int:
    """How many stories to have at hand for so many minutes."""
    return max(1, min(MOST_STORIES, minutes * _STORIES_A_MINUTE.get(look, _STORIES_A_MINUTE[STANDARD])))


@dataclass(frozen=True)
class Fitted:
    """The first `count` stories with `depth` sentences each, which take `minutes` to read."""

    count: int
    depth: int
    minutes: float


def fitted(views: Sequence[StoryView], *, depth: int, minutes: float) -> Fitted:
    """What of these stories can be read in so many minutes: at least one of them."""
    count = 0
    while count < len(views) and (count == 0 or _minutes(views[: count + 1], depth) <= minutes):
        count += 1
    shown, deep = views[:count], depth
    longest = max((len(told(view)) for view in shown), default=0)
    while depth and deep < min(longest, DEEPEST) and _minutes(shown, deep + 1) <= minutes:
        deep += 1
    return Fitted(count, deep, _minutes(shown, deep))


def told(view: StoryView) -> tuple[str, ...]:
    """The sentences that a digest has of the story."""
    return tuple(sentence.text for sentence in (view.new if view.is_update else view.sentences))


def _minutes(views: Sequence[StoryView], depth: int) -> float:
    return sum(
        sum(units(text, view.language) for text in (view.headline, *told(view)[:depth]))
        / units_a_minute(view.language)
        for view in views
    )
