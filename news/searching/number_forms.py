"""The ways in which a whole number may stand in a text: "3900", "3,900", "3.900", "3 900", "٣٩٠٠". Pure.

The index keeps numbers as their texts write them, so a number is looked for in all of these. A point or comma before three
figures may also be a decimal one; what was typed is always among the forms itself.
"""

import re
import unicodedata

_SPACES = "\u0020\u00a0\u2009\u202f"
_GROUPED = re.compile(r"\d{1,3}(?:[.,'’\u066c]\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}")
_SPACED = re.compile(
    rf"(?<![\d.,'’\u066b\u066c])\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?![\d'’\u066b\u066c]|[.,]\d)"
)
_SEPARATORS = re.compile(r"[.,'’\u066b\u066c]")
_MARKS = (",", ".", "\u066c")
_ZEROS = "0٠۰०০๐"
"""The zeros of the figures that our languages write with: ASCII, Arabic, Persian, Hindi, Bengali, Thai."""
SHORTEST_GROUPED, SHORTEST_INDIAN = 4, 6
LONGEST = 18
"""Figures of a number; longer runs are keys, which nobody writes in groups."""


def joined(text: str) -> str:
    """The text with numbers that are grouped by spaces in one piece: "3 900" is one number, not two."""
    return _SPACED.sub(lambda found: re.sub(rf"[{_SPACES}]", "", found.group()), text)


def number_forms(word: str) -> tuple[tuple[str, ...], ...]:
    """Each way to write the number, as the words that a text is cut into; none where the word is no whole number."""
    bare = _SEPARATORS.sub("", word)
    if not bare.isdecimal() or len(bare) > LONGEST or (bare != word and not _GROUPED.fullmatch(word)):
        return ()
    figures = "".join(str(unicodedata.decimal(sign)) for sign in bare)
    return tuple(dict.fromkeys(_in_figures(form, zero) for form in _written(figures) for zero in _ZEROS))


def _written(figures: str) -> list[tuple[str, ...]]:
    forms: list[tuple[str, ...]] = [(figures,)]
    if len(figures) >= SHORTEST_GROUPED and not figures.startswith("0"):
        thousands = _thousands(figures)
        forms += [(mark.join(thousands),) for mark in _MARKS] + [tuple(thousands)]
    if len(figures) >= SHORTEST_INDIAN and not figures.startswith("0"):
        forms.append((",".join(_indian(figures)),))
    return forms


def _thousands(figures: str) -> list[str]:
    first = len(figures) % 3 or 3
    return [figures[:first], *(figures[at : at + 3] for at in range(first, len(figures), 3))]


def _indian(figures: str) -> list[str]:
    """12,34,567: groups of two before the last three."""
    before, last = figures[:-3], figures[-3:]
    first = len(before) % 2 or 2
    return [before[:first], *(before[at : at + 2] for at in range(first, len(before), 2)), last]


def _in_figures(form: tuple[str, ...], zero: str) -> tuple[str, ...]:
    own = {ord("0") + count: chr(ord(zero) + count) for count in range(10)}
    return tuple(word.translate(own) for word in form)
