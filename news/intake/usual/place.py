"""Where in a feed's document its reading is, what is being written there, and what it has said so far. Pure."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from feedparser.mixin import _FeedParserMixin

from news.intake.links import WHOLE
from news.intake.usual.names import Names

Values = dict[str, Any]
_looks_like_html: Callable[[str], bool] = _FeedParserMixin.looks_like_html
_SLASHES = re.compile(r"^([A-Za-z][A-Za-z0-9+,.-]*://)/+")
_NAMED = re.compile(r"&([A-Za-z0-9_]+);")
_C1 = re.compile(rb"\xc2[\x80-\x9f]")  # in UTF-8, where it is ten times as quick to look for
_WINDOWS = {byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xA0)}
_NOT_HTML_WITHOUT = "</", "&"


class Unusual(ValueError):
    """The document goes beyond what is read here."""


@dataclass
class _Open:
    """A text that is being written, until its element ends."""

    name: str
    is_wanted: bool
    pieces: list[str] = field(default_factory=list)


class Place:
    """Where in the document we are, and what it has said so far."""

    def __init__(self, base: str) -> None:
        self.feed: Values = {}
        self.entries: list[Values] = []
        self.version = ""
        self.names = Names()
        self.declared: Values = {}
        self.scopes: list[tuple[str, str | None]] = [(base, None)]
        self.open: list[_Open] = []
        self.detail: Values | None = None  # of the text that is being written, where it may be HTML
        self.depths: dict[str, int] = {}
        self.title_depth = -1
        self.is_in: set[str] = set()
        self.source: Values = {}
        self.has_content = False
        self.summary_is = ""
        self.guid_is_link = False

    def push(self, name: str, *, is_wanted: bool = True) -> None:
        self.open.append(_Open(name, is_wanted))

    def pop(self, name: str) -> str | None:
        """The text of the element, kept where it belongs; None where another is being written."""
        if not self.open or self.open[-1].name != name:
            return None
        opened = self.open.pop()
        text = "".join(opened.pieces).strip()
        if not opened.is_wanted:
            return text
        text = self._as_read(name, text)
        is_lesser_title = name == "title" and -1 < self.title_depth <= self.depth
        if name not in ("category", "itunes_keywords") and not is_lesser_title:
            self._keep(name, text)
        return text

    def _as_read(self, name: str, text: str) -> str:
        """Links made absolute, the kind of the text guessed, its encoding mended."""
        if text and (name == "link" or (name == "id" and self.guid_is_link)):
            text = joined(self.base, text)
        if self.detail and self.detail["type"] == "text/plain" and self._is_html_after_all(text):
            self.detail["type"] = "text/html"
        return _mended(text)

    def _is_html_after_all(self, text: str) -> bool:
        may_be = not self.version.startswith("atom") and any(mark in text for mark in _NOT_HTML_WITHOUT)
        return may_be and _looks_like_html(text)

    @property
    def depth(self) -> int:
        """How many elements are open."""
        return len(self.scopes) - 1

    def _keep(self, name: str, text: str) -> None:
        if "entry" in self.is_in and "source" not in self.is_in:
            self._keep_of_entry(name, text)
        elif "feed" in self.is_in or "source" in self.is_in:
            self._keep_of_feed("subtitle" if name == "description" else name, text)

    def _keep_of_entry(self, name: str, text: str) -> None:
        entry = self.entries[-1]
        if name == "content":
            entry.setdefault("content", []).append({**(self.detail or {}), "value": text})
        elif name == "link":
            if "image" not in self.is_in:
                entry["link"] = _NAMED.sub(r"&\1", text.replace("&amp;", "&"))
                if entry["link"]:
                    entry["links"][-1]["href"] = entry["link"]
        else:
            name = "summary" if name == "description" else name
            if self.depth <= self.depths.setdefault(name, self.depth):
                self.depths[name] = self.depth
                entry[name] = text
            if self.detail is not None:
                entry[f"{name}_detail"] = {**self.detail, "value": text}

    def _keep_of_feed(self, name: str, text: str) -> None:
        context = self.context()
        context[name] = text
        if name == "link":
            context["link"] = context["links"][-1]["href"] = _NAMED.sub(r"&\1", text)

    def context(self) -> Values:
        """Whose values they are that come now."""
        if "source" in self.is_in:
            return self.source
        if "image" in self.is_in and "image" in self.feed:
            return self.feed["image"]  # type: ignore[no-any-return]
        if "textinput" in self.is_in:
            return self.feed["textinput"]  # type: ignore[no-any-return]
        return self.entries[-1] if "entry" in self.is_in else self.feed

    def takes_text(self) -> bool:
        return not self.is_in.isdisjoint({"feed", "entry", "source"})

    @property
    def base(self) -> str:
        """What links are relative to."""
        return self.scopes[-1][0]


Begin = Callable[[Place, Values], None]
End = Callable[[Place], None]


def joined(base: str, link: str) -> str:
    if WHOLE.fullmatch(link):
        return link
    try:
        return urljoin(base, _SLASHES.sub(r"\1", link))
    except ValueError:
        return ""


def _mended(text: str) -> str:
    """As feedparser mends texts: what was UTF-8, read as Latin-1, and the signs that Windows has where Latin-1 has controls."""
    if text.isascii():
        return text
    with suppress(UnicodeError):
        text = text.encode("iso-8859-1").decode("utf-8")
    return text.translate(_WINDOWS) if _C1.search(text.encode("utf-8", "surrogatepass")) else text
