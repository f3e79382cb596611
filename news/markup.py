"""Telegram's HTML, built so that foreign text cannot become markup, and measured against Telegram's budget.

`Html` is text that is already safe. Everything else goes through `esc`. Knows nothing of stories.
Limits: 4,096 UTF-16 units after entities are parsed, 100 entities a message (Bot API, sendMessage).
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

MAX_UNITS = 4_096
MAX_ENTITIES = 100

_TAG = re.compile(r"<(/?)([a-z-]+)[^>]*>")
_LINKABLE = re.compile(
    r"(?<=\S)[.@](?=[^\W\d_]{2})"  # a domain or a mail address; it may end in an emoji, or in what is not seen
    r"|(?<=\d)\.(?=\d{1,3}\.\d{1,3}\.\d)"  # an IPv4 address
    r"|@(?=\w)|(?<![\w/])/(?=\w)"  # a name or a command
    r"|[#＃](?=\w)|\$(?=[A-Z])"  # a hashtag or a cashtag
    r"|://"
)
_CARD = re.compile(r"\d(?:[ -]*\d){12,}")
"""As long as the number of a bank card, written in one or in parts."""
_SIX_DIGITS = re.compile(r"(?:\d[ -]*){6}")
WORD_JOINER = "\u2060"


class Html(str):
    """Text that is safe to send with parse_mode HTML."""

    __slots__ = ()

    def __add__(self, other: str) -> "Html":
        return Html(str.__add__(self, esc(other)))

    def __radd__(self, other: str) -> "Html":
        return Html(str.__add__(esc(other), str(self)))

    def join(self, parts: Iterable[str]) -> "Html":
        return Html(str.join(self, (esc(part) for part in parts)))


def esc(text: str) -> Html:
    """Safe text; what is Html already stays as it is."""
    return text if isinstance(text, Html) else Html(html.escape(text, quote=False))


def quiet(text: str) -> Html:
    """Foreign text in which Telegram finds nothing to tap: a bare domain, @name or /command in a headline
    would else become a link that we never chose (phishing by headline). A word joiner breaks it invisibly."""
    return esc(broken(text))


def broken(text: str) -> str:
    """As `quiet`, and still text: for a sentence of ours that names a command as well."""
    apart = _CARD.sub(lambda card: _SIX_DIGITS.sub(_joined, card.group()), text)
    return _LINKABLE.sub(_joined, apart)


def _joined(found: re.Match[str]) -> str:
    return found.group() + WORD_JOINER


def isolate(text: str) -> Html:
    """Foreign text inside a line: its direction must not turn the line (Unicode UAX 9, FSI and PDI)."""
    return Html(f"\u2068{esc(text)}\u2069")


def bold(text: str) -> Html:
    return Html(f"<b>{esc(text)}</b>")


def italic(text: str) -> Html:
    return Html(f"<i>{esc(text)}</i>")


def code(text: str) -> Html:
    return Html(f"<code>{esc(text)}</code>")


def struck(text: str) -> Html:
    return Html(f"<s>{esc(text)}</s>")


def link(text: str, url: str) -> Html:
    return Html(f'<a href="{html.escape(url, quote=True)}">{esc(text)}</a>')


def clock_time(text: str, at: datetime) -> Html:
    """A moment that the reader's own app writes in their zone; `text` for an app that cannot (Bot API 9.5, date_time)."""
    return Html(f'<tg-time unix="{int(at.timestamp())}" format="dt">{esc(text)}</tg-time>')


def quote(text: str, *, folded: bool = False) -> Html:
    return Html(f"<blockquote{' expandable' if folded else ''}>{esc(text)}</blockquote>")


def lines(parts: Iterable[str]) -> Html:
    return Html("\n").join(part for part in parts if part)


def paragraphs(parts: Iterable[str]) -> Html:
    return Html("\n\n").join(part for part in parts if part)


@dataclass(frozen=True)
class Size:
    """What a text costs of Telegram's budget."""

    units: int
    entities: int

    def __add__(self, other: "Size") -> "Size":
        return Size(self.units + other.units, self.entities + other.entities)

    def within(self, room: "Size") -> bool:
        return self.units <= room.units and self.entities <= room.entities

    @property
    def fits(self) -> bool:
        return self.within(Size(MAX_UNITS, MAX_ENTITIES))


@lru_cache(maxsize=256)
def measure(text: Html) -> Size:
    """UTF-16 units of the visible text, and its entities (an opening tag each)."""
    entities = sum(1 for match in _TAG.finditer(text) if not match.group(1))
    return Size(units(html.unescape(_TAG.sub("", text))), entities)


def units(text: str) -> int:
    """The length of visible text as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain(text: Html) -> str:
    """The visible text, without markup."""
    return html.unescape(_TAG.sub("", text))
