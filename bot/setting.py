"""What a setting is: a line in `/settings`, and the menu behind its button. Knows none of them.

Each is said in the file of what it sets; `bot.settings` puts them into sections.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.turn import Turn
from news.i18n import Speech
from news.ports import Button, Message


@dataclass(frozen=True)
class Setting:
    """One thing a reader can set. `menu` is the word its button sends; `value` says what is set now, None where that
    needs no line; `show` is the menu that changes it."""

    menu: str
    emoji: str
    name: Callable[[Speech], str]
    value: Callable[[Turn], Awaitable[str | None]]
    show: Callable[[Turn], Awaitable[Message]]


@dataclass(frozen=True)
class Section:
    """Settings that belong together, on a page of their own; `actions` are buttons that do something at once. `is_own`: of
    a reader, not of a group or channel; `is_places` the other way round."""

    menu: str
    emoji: str
    name: Callable[[Speech], str]
    settings: Sequence[Setting] = field(default_factory=tuple)
    actions: Callable[[Speech], list[Button]] = field(default=lambda _: [])
    is_own: bool = False
    is_places: bool = False
