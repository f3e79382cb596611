"""Second thoughts: whether the members of a story that has grown still belong together.

What was joined when little was known is looked at again whenever a story has more than doubled, so that an article is
asked a few times in its life and not at every arrival. Where its articles are about several events (`halves`, `parting`), the
largest part keeps the story and the others become stories of their own. A member that fits another story much better
goes there; one that fits its own no more starts one; stories that turn out to be one become the older. What was doubted
only because little was read is asked once more whenever half of that doubt has gone. So the order of arrival matters
less. Knows the live window only.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from news.clustering.parting import margins_between, parts_of
from news.clustering.window import MEMBERS_ASKED, Window, age_of_key

DOUBT = 0.5
"""Logits by which another place must be better than the one an article has: what is nearly as good stays."""
NEARLY = -2.0
"""Logits at which another story is near enough to ask whether both are one."""
ASKED_AT_MOST = 60
"""Members asked, the latest: a story of hundreds is no more read whole."""
PARTED_AT_MOST = 30
"""Members compared each with each, the latest."""
FIRST_NEW_KEY = -(10**15)


@dataclass(frozen=True)
class Regrouped:
    """`moved`: the story each article is in that left its own, below zero if it is a new one. `merged`: the stories
    that turned out to be one, as (younger, older)."""

    moved: Mapping[int, int]
    merged: tuple[tuple[int, int], ...]


def regroup(window: Window) -> Regrouped:
    """Asks the members of every story that has grown; changes the window, and says what it changed."""
    moved: dict[int, int] = {}
    merged: list[tuple[int, int]] = []
    for story in window.grown():
        if not window.members(story):
            continue  # merged into another a moment ago
        moved |= _part(window, story)
        nearby: Counter[int] = Counter()
        for article in window.members(story)[-ASKED_AT_MOST:]:
            margins = window.margins_of(article, least=NEARLY)
            own = margins.pop(story, None)
            if own is None:
                break  # the last one: all others have left
            best = max(margins, key=lambda other: (margins[other], -abs(other)), default=None)
            if best is not None and margins[best] > max(own, 0.0) + DOUBT:
                moved[article] = best
                window.move(article, best)
            elif own < -DOUBT:
                moved[article] = FIRST_NEW_KEY - article
                window.move(article, moved[article])
            else:
                nearby.update(other for other, margin in margins.items() if margin >= NEARLY)
        merged += _merge(window, story, nearby)
    for story in window.relieved():
        merged += _merge(window, story, _near(window, story))
    return Regrouped(moved, tuple(merged))


def _near(window: Window, story: int) -> Counter[int]:
    """The stories that members of this one would join now."""
    near: Counter[int] = Counter()
    for article in window.members(story)[-MEMBERS_ASKED:]:
        margins = window.margins_of(article, least=0.0)
        near.update(other for other, margin in margins.items() if margin >= 0 and other != story)
    return near


def _part(window: Window, story: int) -> dict[int, int]:
    """Where the articles of a story are about several events, all but the largest part become stories of their own. In a
    large one the words say so that only some of its articles have; in a small one what speaks for each two."""
    half = window.smaller_half(story)
    moved: dict[int, int] = {}
    for part in [half] if half else _parts(window, window.members(story)[-PARTED_AT_MOST:])[1:]:
        key = next(key for article in part if not window.members(key := FIRST_NEW_KEY - article))
        moved |= dict.fromkeys(part, key)
        for article in part:
            window.move(article, key)
    return moved


def _parts(window: Window, articles: Sequence[int]) -> list[list[int]]:
    found = parts_of(margins_between(articles, window.margin_between))
    return [[articles[place] for place in part] for part in found]


def _merge(window: Window, story: int, nearby: Counter[int]) -> list[tuple[int, int]]:
    """The stories that most of the smaller one's members would join, had they come now."""
    merged = []
    for other, _ in nearby.most_common():
        if window.members(story) and window.members(other) and window.are_one(story, other):
            older, younger = sorted((story, other), key=age_of_key)
            window.merge(younger, older)
            merged.append((younger, older))
            story = older
    return merged
