"""Parts of countries that a text names: states and provinces, in which things of one kind happen on one day. Pure.

Knows the names of `states.txt`, spelled with a capital, and no context.
"""

import re
from functools import cache

from news.language.lists import lines_of

_NAME = re.compile(r"\b[A-ZÀ-Þ][^\W\d_]+(?:-[^\W\d_]+)*")
NONE: frozenset[str] = frozenset()


def states(text: str) -> frozenset[str]:
    """Their names, in small letters."""
    known = _by_first_word()
    begun = known.keys() & set(map(str.casefold, _NAME.findall(text)))
    if not begun:
        return NONE
    small = text.casefold()
    found = {name for first in begun for name in known[first] if name == first or name in small}
    return frozenset(name for name in found if not any(name in other and name != other for other in found))


@cache
def _by_first_word() -> dict[str, tuple[str, ...]]:
    known: dict[str, tuple[str, ...]] = {}
    for name in lines_of("states"):
        first = name.partition(" ")[0]
        known[first] = (*known.get(first, ()), name)
    return known
