"""Rows of buttons whose labels can be read whole: a phone cuts off what does not fit. Pure; knows widths, not meanings."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from news.ports import Button

ROOM = {1: 44, 2: 21, 3: 14, 4: 8, 5: 7}
"""Narrow signs that each label may have in a row of so many, in a chat on a phone of 390 px; emoji and wide scripts count two."""
TICK, NO_TICK = "✅ ", "⬜ "
INCLUDED = "☑️ "
"""Of what comes with something above it that is chosen."""
TICKS = (TICK, NO_TICK, INCLUDED)
QUOTATION = re.compile(r"\u2068?[\"“”‘„«「].*?(?P<closing>[\s\u2069]*[\"“”’»」]\u2069?)", re.DOTALL)
"""Its closing mark with the sign that ends foreign text beside it."""


def in_rows(buttons: Iterable[Button], most: int, *, ticks: bool = False) -> list[tuple[Button, ...]]:
    """In their order, as many in a row as can be read, at most `most`. Where one is ticked, or `ticks` may come, all have room
    for a tick, so that nothing moves when another one is."""
    left = list(buttons)
    is_ticked = ticks or any(button.label.startswith(TICKS) for button in left)
    spare = width(TICK) if is_ticked else 0
    rows: list[tuple[Button, ...]] = []
    while left:
        count = next((n for n in range(min(most, len(left)), 1, -1) if _fits(left[:n], of=n, spare=spare)), 1)
        rows.append(tuple(left[:count]))
        left = left[count:]
    return rows


def _fits(row: Sequence[Button], *, of: int, spare: int = 0) -> bool:
    room = ROOM.get(of, 0)
    return all(width(_unticked(button.label)) + spare <= room for button in row)


def _unticked(label: str) -> str:
    return next((label.removeprefix(sign) for sign in TICKS if label.startswith(sign)), label)


def width(label: str) -> int:
    """In narrow signs. Marks and joiners take none."""
    return sum(_width(sign) for sign in label)


def cut(label: str, most: int) -> str:
    """As much of it as is no wider, to the end of a word where one ends in its second half; a quotation is closed."""
    if width(label) <= most:
        return label
    if (quotation := QUOTATION.fullmatch(label)) is not None:
        closing = quotation["closing"]
        return cut(label.removesuffix(closing), most - width(closing)) + closing
    kept = next(label[:end] for end in range(len(label), -1, -1) if width(label[:end]) < most)
    whole = kept.rsplit(" ", 1)[0] if label[len(kept)] != " " else kept
    return (whole if 2 * len(whole) > len(kept) else kept) + "…"


def _width(sign: str) -> int:
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0
    is_wide = (
        unicodedata.east_asian_width(sign) in "WF" or "\u2600" <= sign <= "\u27bf" or sign > "\U0001f000"
    )
    return 2 if is_wide else 1
