"""Blocks packed into as few messages as Telegram's budget allows (`markup.measure`). Nothing is cut silently. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from news.i18n import Speech
from news.markup import (
    MAX_ENTITIES,
    MAX_UNITS,
    Html,
    Size,
    lines,
    measure,
    paragraphs,
)
from news.ports import Button, Message
from news.sending.cutting import cut

BUTTONS_A_ROW = 5


SPARE = Size(96, 4)  # room kept free in every message, so that a count that is off by a mark never breaks one


ROOM = Size(MAX_UNITS - SPARE.units, MAX_ENTITIES - SPARE.entities)


@dataclass(frozen=True)
class Block:
    """A part of a message that is not torn apart while it fits in one."""

    html: Html
    buttons: tuple[Button, ...] = ()
    story: int | None = None

    @cached_property
    def size(self) -> Size:
        """Of the text. A block that is kept is measured once."""
        return measure(self.html)


def pack(
    blocks: Sequence[Block], speech: Speech, *, header: Html, footer: Html, stories: tuple[int, ...] = ()
) -> list[Message]:
    """As few messages as the budget allows, broken between blocks, and inside one only at its line ends."""
    groups: list[list[Block]] = [[]]
    texts: list[Html] = [header]
    size = measure(header)
    for block in (piece for whole in blocks for piece in _pieces(whole)):
        longer = _below(size, block.size)
        if texts[-1] and not longer.within(ROOM):
            groups.append([])
            texts.append(block.html)
            size = block.size
        else:
            texts[-1] = paragraphs([texts[-1], block.html])
            size = longer
        groups[-1].append(block)
    if _below(size, measure(footer)).within(ROOM):
        texts[-1] = paragraphs([texts[-1], footer])
    else:
        groups.append([])
        texts.append(footer)
    return [
        Message(text, _rows(group), tuple(b.story for b in group if b.story is not None) or stories)
        for text, group in zip(texts, groups, strict=True)
    ]


def _below(size: Size, other: Size) -> Size:
    """Of two paragraphs together."""
    return size + Size(len("\n\n"), 0) + other if size.units and other.units else size + other


def _pieces(block: Block) -> list[Block]:
    """The block, or its lines gathered into several where it alone is over the budget; a line that is over it is cut."""
    if block.size.within(ROOM):
        return [block]
    made: list[Html] = []
    for written in block.html.split("\n"):
        line = cut(Html(written), ROOM)
        grown = lines([made[-1], line]) if made else line
        if made and measure(grown).within(ROOM):
            made[-1] = grown
        else:
            made.append(line)
    return [Block(part, block.buttons if at == 0 else (), block.story) for at, part in enumerate(made)]


def _rows(group: Sequence[Block]) -> list[tuple[Button, ...]]:
    buttons = [button for block in group for button in block.buttons]
    return [tuple(buttons[at : at + BUTTONS_A_ROW]) for at in range(0, len(buttons), BUTTONS_A_ROW)]
