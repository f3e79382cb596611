"""Cuts a text that is safe to send down to Telegram's budget: never inside markup, inside a character as readers know it, or
inside a link. Pure; knows nothing of what the text says.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from icu4py.breakers import CharacterBreaker

from news.markup import Html, Size, measure

FSI, PDI = "\u2068", "\u2069"
ENDING = "…"

_PART = re.compile(r"<(?P<close>/?)(?P<tag>[a-z-]+)[^>]*>|&#?\w+;|[^<&]+|[<&]")


@dataclass
class _Kept:
    """What is kept so far, what is open at its end, and where the link began that it may stand in."""

    parts: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    link_at: int = 0
    spent: Size = field(default_factory=lambda: Size(len(ENDING), 0))

    def take(self, part: str, tag: str) -> None:
        if tag.startswith("/"):
            self.tags.pop()
        elif tag:
            self.link_at = len(self.parts) if tag == "a" else self.link_at
            self.tags.append(tag)
        self.parts.append(part)

    def ended(self) -> Html:
        """With an ellipsis, and all closed that is open; a link that is torn is left out whole."""
        parts = self.parts[: self.link_at] if "a" in self.tags else self.parts
        tags = self.tags[: self.tags.index("a")] if "a" in self.tags else self.tags
        said = "".join(parts).rstrip()
        isolates = PDI * max(0, said.count(FSI) - said.count(PDI))
        return Html(said + ENDING + isolates + "".join(f"</{tag}>" for tag in reversed(tags)))


def cut(text: Html, most: Size) -> Html:
    """The text, or as much of its beginning as fits, with an ellipsis."""
    if measure(text).within(most):
        return text
    kept = _Kept()
    for part, tag in _parts(text):
        is_opening = bool(tag) and not tag.startswith("/")
        units = 0 if tag else len(html.unescape(part).encode("utf-16-le")) // 2
        units += part == FSI  # the sign that closes it
        units -= part == PDI
        spent = kept.spent + Size(units, int(is_opening))
        if not spent.within(most):
            break
        kept.spent = spent
        kept.take(part, tag)
    return kept.ended()


def _parts(text: Html) -> Iterator[tuple[str, str]]:
    """Tags, whole, each with its name ("/b" where it closes), and between them one character at a time."""
    for found in _PART.finditer(text):
        if found["tag"]:
            yield found[0], found["close"] + found["tag"]
        elif found[0].startswith("&"):
            yield found[0], ""
        else:
            yield from ((str(character), "") for character in CharacterBreaker(found[0], "en"))
