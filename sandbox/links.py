"""Finds what Telegram makes clickable by itself: mentions, hashtags, commands, addresses."""

from __future__ import annotations

import re

from sandbox.markup import Span, utf16_length

_ANY = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)]|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|de|example)\b(?:/[^\s<>\"]*)?)"
    r"|(?P<email>\b[\w.+-]+@[\w-]+\.[a-z]{2,}\b)"
    r"|(?<![\w/<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/<>])"
    r"|(?<![\w@])(?P<mention>@[A-Za-z]\w{3,31})\b"
    r"|(?<!\w)(?P<hashtag>#\w*[^\W\d]\w*)",
)


def find_links(text: str) -> list[Span]:
    found = []
    for match in _ANY.finditer(text):
        kind = match.lastgroup or "url"
        found.append(Span(kind, utf16_length(text[: match.start()]), utf16_length(match[0])))
    return found
