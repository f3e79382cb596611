"""Whether a message goes on where the one before it was cut: apps send what is too long for one message as several. Pure.

They cut at the last break of the best kind in what fits: between paragraphs, else lines, else sentences, else words. So what
stands before the next break of that kind did not fit any more; where it would have fitted, somebody sent another text.
"""

import re

from news.language.sentences import split
from news.language.tokens import words
from news.markup import MAX_UNITS, units

BREAKS = ("\n\n", "\n")
FEW_WORDS = 5
"""So many or fewer are hardly ever what is left of a text of four thousand signs."""
SHORT_CHARS = 300
_ASKS = re.compile(r"[?？؟;՞]\s*[\"'”’»)]*\s*$")
_ORDERS = re.compile(r"^\s*(?:/[A-Za-z]|(?:#|№)?\s*\d{1,3}\s*[:：)])")


def stands_alone(text: str) -> bool:
    """Whether it is plainly no piece of another text: a command, a story's number, a short question, a few words."""
    if _ORDERS.match(text) or len(words(text)) <= FEW_WORDS:
        return True
    return len(text) <= SHORT_CHARS and bool(_ASKS.search(text))


def goes_on(before: str, text: str) -> bool:
    """Whether both can be one text that was cut between them, and the first is no whole one that came before."""
    before, text = before.strip(), text.strip()
    if units(before) + units(text) < MAX_UNITS:
        return False
    return units(before) + units(_first_part(before, text)) >= MAX_UNITS


def _first_part(before: str, text: str) -> str:
    """Of the text, up to the first break of the best kind that either has."""
    for mark in BREAKS:
        if mark in text or mark in before:
            return text.split(mark, 1)[0]
    return next(iter(split(text)), text)
