"""Parts of countries that a text names: states and provinces, in which things of one kind happen on one day. Pure.

Knows the names of `states.txt`, spelled with a capital, and no context.
"""

import re
from functools import cache

from news.language.lists import lines_of

_NAME = re.compile(r"\b[A-ZÀ-Þ][^\W\d_]+(?:-[^\W\d_]+)*")
_PEOPLE = re.compile(
    r"\b(?:(?:Joe|Tony|Hannah|Cory) Montana|Virginia (?:Woolf|Giuffre|Roberts|Raggi|Madsen|Wade|McKenna)|Indiana Jones|Tennessee Williams|"
    r"(?:Prince(?:ss)?|Duke|Prinz|Prinzessin|Prins|Prinses|Jimmy) (?:(?:of|von|van|av) )?Wales|Alberta Ferretti|Kansas City|Texas Instruments)\b"
)
"""Persons and towns that are called like a state."""
NONE: frozenset[str] = frozenset()


def states(text: str) -> frozenset[str]:
    """Their names, in small letters; of several spellings the first one."""
    known = _by_first_word()
    begun = known.keys() & set(map(str.casefold, _NAME.findall(text)))
    if not begun:
        return NONE
    plain = _PEOPLE.sub(" ", text)
    if plain != text:
        begun &= set(map(str.casefold, _NAME.findall(plain)))
    small = plain.casefold()
    found = {
        spelling: name
        for first in begun
        for spelling, name in known[first]
        if spelling == first or spelling in small
    }
    return frozenset(
        name
        for spelling, name in found.items()
        if not any(spelling in other and spelling != other for other in found)
    )


@cache
def _by_first_word() -> dict[str, tuple[tuple[str, str], ...]]:
    """By its first word, each spelling and the name it is of."""
    known: dict[str, tuple[tuple[str, str], ...]] = {}
    for line in lines_of("states"):
        name, *others = line.split(" | ")
        for spelling in (name, *others):
            first = spelling.partition(" ")[0]
            known[first] = (*known.get(first, ()), (spelling, name))
    return known
