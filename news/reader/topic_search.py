"""Which topics somebody means who types a name, or a part of one, in any language: typing errors are forgiven.

Pure: names in, slugs out, the best first. Knows no rows and no readers.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from news.catalogue import TopicEntry, topic_name
from news.clock import fold

MOST = 8
WITHIN_LETTERS = 3
"""From so many letters on, a name is also found by its middle; of dense scripts one is enough."""
SHORTEST = 3
"""Letters that may be a name's beginning where nobody asked for one; of dense scripts one is enough."""
ONE_ERROR, TWO_ERRORS = 4, 7
"""From so many letters on, as many typing errors are forgiven."""

_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_EXACT, _BEGINS, _WORD_BEGINS, _HOLDS, _NEAR = range(5)


def names_of(tree: Mapping[str, TopicEntry], languages: Iterable[str]) -> dict[str, str]:
    """Everything a topic may be called, folded: its name in each of the languages, of which the first have their way where
    one word names two topics ("Ekonomi"), and its slug above all."""
    names = {fold(slug): slug for slug in tree}
    for language in dict.fromkeys(languages):
        for slug, topic in tree.items():
            names.setdefault(fold(topic_name(topic, language)), slug)
    return names


def search(text: str, names: Mapping[str, str], *, popular: Iterable[str], most: int = MOST) -> list[str]:
    """The slugs whose names fit what was typed: what it is or begins before what it holds, near misses last and only
    where nothing fits; of equals the more `popular` first."""
    typed = fold(text)
    if not typed:
        return []
    found = _best({name: _fit(typed, name) for name in names}, names)
    if not found:
        found = _best({name: _nearness(typed, name) for name in names}, names)
    place = {slug: at for at, slug in enumerate(popular)}
    return sorted(found, key=lambda slug: (found[slug], place.get(slug, len(place))))[:most]


def begun(text: str, names: Mapping[str, str]) -> bool:
    """Whether what was typed is a topic's name, or so much of its beginning that it may well be meant."""
    typed = fold(text)
    if len(typed) < SHORTEST and not _DENSE.search(typed):
        return typed in names
    return any(name.startswith(typed) for name in names)


def _best(fits: Mapping[str, int | None], names: Mapping[str, str]) -> dict[str, int]:
    best: dict[str, int] = {}
    for name, fit in fits.items():
        if fit is not None:
            slug = names[name]
            best[slug] = min(fit, best.get(slug, fit))
    return best


def _fit(typed: str, name: str) -> int | None:
    if typed == name:
        return _EXACT
    if name.startswith(typed):
        return _BEGINS
    if any(word.startswith(typed) for word in name.split()[1:]):
        return _WORD_BEGINS
    is_long = len(typed) >= WITHIN_LETTERS or _DENSE.search(typed) is not None
    return _HOLDS if is_long and typed in name else None


def _nearness(typed: str, name: str) -> int | None:
    """How many errors lie between what was typed and the name, its beginning or one of its words."""
    most = 0 if len(typed) < ONE_ERROR else 1 if len(typed) < TWO_ERRORS else 2
    if not most:
        return None
    parts = {name, *name.split(), *(name[: len(typed) + extra] for extra in range(-most, most + 1))}
    errors = [_errors(typed, part, most=most) for part in _alike(typed, parts, most=most)]
    near = min(errors, default=most + 1)
    return _NEAR + near if near <= most else None


def _alike(typed: str, parts: Collection[str], *, most: int) -> list[str]:
    """Those that have nearly the same letters: comparing them closely takes longer."""
    letters = Counter(typed)
    return [
        part
        for part in parts
        if abs(len(part) - len(typed)) <= most and (letters - Counter(part)).total() <= most
    ]


def _errors(one: str, other: str, *, most: int) -> int:
    """Letters to be added, left out, replaced or swapped with the next one (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, its in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
