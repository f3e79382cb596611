"""Which other stories belong to the same thread: pure, from outlines of stories to at most three ids.

Two stories are related where both are about the same rare names. A name counts by its rarity among the live stories
(a president whom everybody names makes no thread) and by how central it is to each of the two: in the headline, or
told by most of the outlets. A story that seems to be the same event, told under another id, is a twin and not
related. Knows nothing of rows, or of how outlines are found (`queries`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from math import log, log2, prod

from news.language.lists import lines_of
from news.language.places import is_place
from news.language.rubrics import Rubric, rubric, title_pattern
from news.language.tokens import terms, words

WITHIN = timedelta(days=14)
MOST = 3
PRIOR_STORIES = 500
"""As many stories count as known before the first one: among few stories no name is common."""
COMMON = 0.01
"""A name that more of the stories have is no thread by itself."""
NEEDED = 0.97
SAME_OUTLET = 0.5
ASIDE = 0.35
"""How central a name is that one outlet mentions below its headline."""
ASIDE_COUNTED = 0.3
"""What names that are central to neither add at most."""
CENTRAL = 0.5
"""One name that is no place must be as central as this to both stories."""
NO_ACTOR, SINGLE = 0.35, 0.7
"""How much a place or a competition counts, and a name of one word, beside a name of several."""
SHORTEST = 4
"""Letters of a word of an actor's name. In scripts without capitals names are not found anyway."""
PIECES = 2
"""An actor and something else: one name alone, however rare, is in the news for several things."""
UNSURE = 0.2
"""Taken off where no name of several words is central: James and James may be two people."""
WORD, WORDS_COUNTED = 0.15, 3
"""What each further word that both headlines have adds."""
TWIN_WORDS = 0.5  # of the headlines' words (Jaccard)
TWIN_WITHIN = timedelta(hours=36)


@dataclass(frozen=True)
class Outline:
    """A story as relating sees it. `names` gives for each name how many of the `families` tell it."""

    story: int
    headline: str
    language: str | None
    names: Mapping[str, int]
    families: int
    outlets: frozenset[str]
    languages: frozenset[str]
    independent: int
    first_at: datetime
    last_at: datetime


def rarity(stories_with: int, stories: int) -> float:
    """From 0 (every story has the name) to nearly 1 (hardly another has it)."""
    whole = stories + PRIOR_STORIES
    return log(whole / max(1, stories_with)) / log(whole)


def most_with_a_name(stories: int) -> int:
    """In how many stories a name may be before it is too common to make a thread."""
    return max(8, int(COMMON * stories))


def related(
    story: Outline, others: Iterable[Outline], rarities: Mapping[str, float], *, most: int = MOST
) -> list[int]:
    """The nearest stories of the thread, best first. `rarities` holds every name that is not common."""
    if not _is_event(story):
        return []
    found = [
        (near + 0.05 * log2(1 + other.independent), other.last_at, other)
        for other in others
        if other.story != story.story
        and abs(other.last_at - story.last_at) <= WITHIN
        and (near := nearness(story, other, rarities)) >= _needed(story, other)
        and _is_event(other)
        and not is_twin(story, other)
    ]
    found.sort(key=lambda one: (-one[0], -one[1].timestamp(), one[2].story))
    chosen: list[Outline] = []
    for _, _, other in found:
        if len(chosen) < most and not any(is_twin(other, earlier) for earlier in chosen):
            chosen.append(other)
    return [other.story for other in chosen]


def _is_event(outline: Outline) -> bool:
    return rubric(outline.headline) not in (Rubric.STANDING, Rubric.ROUNDUP)


def _needed(one: Outline, other: Outline) -> float:
    """More between two stories of one outlet alone: its sections and authors look like names."""
    return NEEDED + (SAME_OUTLET if one.outlets == other.outlets and len(one.outlets) == 1 else 0.0)


def nearness(one: Outline, other: Outline, rarities: Mapping[str, float]) -> float:
    """How much the two are about the same names. Zero where no actor is central to both, or only one and nothing else
    that both are about."""
    outlets = " ".join(one.outlets | other.outlets).casefold()
    shared = _widest({n for n in one.names if n in other.names and not _is_printed_by(n, outlets)})
    heads = [(outline, frozenset(words(_bare(outline)))) for outline in (one, other)]
    weights = {name: prod(_central(outline, name, head) for outline, head in heads) for name in shared}
    central = {name for name in shared if weights[name] >= CENTRAL}
    actors = {name for name in central & rarities.keys() if _is_actor(name, one.language)}
    if not actors:
        return 0.0
    further = min(len(_further(one, other)), WORDS_COUNTED)
    if len(central) + further < PIECES:
        return 0.0
    told = {
        name: rarities[name] * weights[name] * _worth(name, one.language) for name in shared & rarities.keys()
    }
    aside = sum(worth for name, worth in told.items() if name not in central)
    doubt = 0.0 if any(" " in name for name in actors) else UNSURE
    return sum(told.values()) - aside + min(aside, ASIDE_COUNTED) + WORD * further - doubt


def _further(one: Outline, other: Outline) -> set[str]:
    """The words that both headlines have and that are part of no name."""
    both = set(_head(one) & _head(other))
    if both:
        both -= set(terms(" ".join((*one.names, *other.names)), one.language))
    return both


def _is_printed_by(name: str, outlets: str) -> bool:
    """Whether it is the name of an outlet: they like to speak of themselves."""
    first = name.split()[0]
    return len(first) > 2 and first in outlets


def _worth(name: str, language: str | None) -> float:
    """What a name tells beside its rarity: a place is where many things happen, one word is often no name."""
    if not _is_actor(name, language):
        return NO_ACTOR
    return 1.0 if " " in name else SINGLE


def _is_actor(name: str, language: str | None) -> bool:
    """Not a place, not a competition, of which many matches are told side by side, not initials that stand for many things
    (DT, PC, PS5), and not two headlines run together ("Apple Apple")."""
    parts = name.split()
    return (
        max(map(len, parts)) >= SHORTEST
        and len(set(parts)) == len(parts)
        and name not in _competitions()
        and not is_place(name, language)
    )


@cache
def _competitions() -> frozenset[str]:
    return frozenset(lines_of("competitions"))


def is_twin(one: Outline, other: Outline) -> bool:
    """Whether the two may be one event that was not joined: the same words, a title that an outlet repeats, or, within
    the same days, names in common across languages, where joining compares no words."""
    if title_pattern(one.headline, one.language) == title_pattern(other.headline, other.language):
        return True
    if abs(one.first_at - other.first_at) > TWIN_WITHIN:
        return False
    first, second = _head(one), _head(other)
    if len(first & second) >= TWIN_WORDS * max(1, len(first | second)):
        return True
    return one.languages.isdisjoint(other.languages)


def _central(outline: Outline, name: str, headline: frozenset[str]) -> float:
    """`headline`: its words. A name is words with spaces between, as `extract` gives it."""
    if headline.issuperset(name.split()):
        return 1.0
    if outline.families < 2:
        return ASIDE
    return max(ASIDE, outline.names[name] / outline.families)


def _widest(names: set[str]) -> set[str]:
    """Without names that are a part of another: "Scholz" beside "Olaf Scholz" says nothing more."""
    parts = {name: set(name.split()) for name in names}
    return {name for name in names if not any(parts[name] < parts[other] for other in names)}


def _head(outline: Outline) -> frozenset[str]:
    return frozenset(terms(_bare(outline), outline.language))


def _bare(outline: Outline) -> str:
    """The headline without the section or site that some outlets set behind a bar."""
    return outline.headline.partition(" | ")[0]
