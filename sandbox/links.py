"""Finds what Telegram makes clickable by itself: mentions, hashtags, cashtags, commands, addresses.

Where two readings overlap the earlier and then the longer wins. `spec/tlds.txt` holds the top-level
domains that make a bare `name.tld` a link.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files

from sandbox.markup import Span

_MENTION = re.compile(r"(?<![\w])@([A-Za-z0-9_]{2,32})(?![\w])")
_COMMAND = re.compile(r"(?<![\w/<>])/([A-Za-z0-9_]{1,64})(?:(@[A-Za-z0-9_]{3,32})|(?!@))(?![\w/<>])")
_SHORT_NAMES = frozenset({"gif", "vid", "pic"})
_HASH = re.compile(r"#")
_CASHTAG = re.compile(r"\$(1INCH|[A-Z]{1,8})(@[A-Za-z0-9_]{3,32}(?![A-Za-z0-9_-]))?")
_TAG_CHANNEL = re.compile(r"@[A-Za-z0-9_]{3,32}")
_MAX_HASHTAG = 256
_APP_LINK = re.compile(r"(?:tg|ton|tonsite)://[A-Za-z0-9_-]{1,253}(?:[/?#][^\s<>\"«»‖]*)?", re.IGNORECASE)
_BAD_END = ".:;,('?!`"
_DOMAIN_CHARS = re.compile(r"(?:[A-Za-z0-9._~-]|[^\x00-\xbf\u2000-\u200b\u200e-\u2010\u2016-\u206f\s])+")
_USER_CHARS = re.compile(r"[^\s/\[\]{}()'`<>\"@«»]+\Z")
_PORT = re.compile(r":(\d+)", re.ASCII)
_PATH = re.compile(r"[/?#][^\s<>\"«»\u2016-\u206f]*")
_SCHEME = re.compile(r"([A-Za-z0-9+-]*)://\Z", re.ASCII)
_SCHEMES = ("http", "https", "ftp", "tonsite")
_EMAIL = re.compile(
    r"(?:[a-z0-9_-]{0,26}[.:+]){0,10}[a-z0-9_-]{1,35}@((?:[a-z0-9-]{1,60}\.){1,10}[a-z0-9][a-z0-9-]*)\Z",
    re.I | re.A,
)
_SENTENCE_END = ("", " ", "\n")
_CLOSING = {")": "(", "]": "[", "}": "{"}


def find_links(text: str) -> list[Span]:
    """Apart from one another, in order of place; offsets in UTF-16 units."""
    if not any(mark in text for mark in "@#$/."):
        return []
    found = sorted(_candidates(text), key=lambda one: (one[1], -one[2]))
    kept: list[Span] = []
    end = 0
    units = _utf16_offsets(text)
    for kind, start, stop in found:
        if start >= end:
            kept.append(Span(kind, units(start), units(stop) - units(start)))
            end = stop
    return kept


def _candidates(text: str) -> Iterator[tuple[str, int, int]]:
    if "@" in text:
        yield from _mentions(text)
    if "/" in text:
        yield from (("bot_command", match.start(), match.end()) for match in _COMMAND.finditer(text))
    if "#" in text:
        yield from _hashtags(text)
    if "$" in text:
        yield from _cashtags(text)
    if "://" in text:
        yield from _app_links(text)
    if "." in text:
        yield from _addresses(text)


def _mentions(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _MENTION.finditer(text):
        if len(match[1]) >= 4 or match[1].lower() in _SHORT_NAMES:
            yield "mention", match.start(), match.end()


def _is_tag_letter(character: str) -> bool:
    if character in "_\u200c\u00b7" or "\u0d80" <= character <= "\u0dff":
        return True
    return unicodedata.category(character) in ("Lu", "Ll", "Lt", "Lm", "Lo", "Nd")


def _hashtags(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _HASH.finditer(text):
        start = match.start()
        if start and (_is_tag_letter(text[start - 1]) or text[start - 1] == "#"):
            continue
        end = start + 1
        while end < len(text) and end - start <= _MAX_HASHTAG and _is_tag_letter(text[end]):
            end += 1
        following = end
        while following < len(text) and _is_tag_letter(text[following]):
            following += 1
        body = text[start + 1 : end]
        if text[following : following + 1] == "#" or all(
            one.isdecimal() or one in "_·\u200c" for one in body
        ):
            continue
        channel = _TAG_CHANNEL.match(text, end)
        yield "hashtag", start, channel.end() if channel else end


def _cashtags(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _CASHTAG.finditer(text):
        start, end = match.span()
        before, after = text[start - 1 : start] if start else "", text[end : end + 1]
        if any(one and (one == "$" or _is_tag_letter(one)) for one in (before, after)):
            continue
        yield "cashtag", start, end


def _app_links(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _APP_LINK.finditer(text):
        link = match[0]
        if link.lower().startswith("tonsite"):
            continue
        trimmed = link.rstrip(_BAD_END)
        if trimmed.endswith("#") and not trimmed.endswith("/#"):
            trimmed = trimmed[:-1]
        yield "url", match.start(), match.start() + len(trimmed)


def _addresses(text: str) -> Iterator[tuple[str, int, int]]:
    """Web and mail addresses, each grown around a dotted name."""
    at, dot = 0, text.find(".")
    while dot >= 0:
        if text[dot + 1 : dot + 2] not in _SENTENCE_END:
            start = dot
            while start > at and _DOMAIN_CHARS.match(text[start - 1]):
                start -= 1
            match = _DOMAIN_CHARS.match(text, start)
            assert match is not None
            begin, end = _whole_address(text, start, match.end())
            found = _judge(text, begin, end)
            if found is not None:
                yield found
            at = max(match.end(), end)
        dot = text.find(".", max(dot + 1, at))


def _whole_address(text: str, start: int, end: int) -> tuple[int, int]:
    """Adds user, scheme, port and path to a domain."""
    if start and text[start - 1] == "@":
        user = _USER_CHARS.search(text, max(0, start - 200), start - 1)
        if user:
            start = user.start()
    port = _PORT.match(text, end)
    if port and 0 < int(port[1]) <= 65_535:
        end = port.end()
    path = _PATH.match(text, end)
    if path:
        end = path.end()
    while end > start and text[end - 1] in _BAD_END:
        end -= 1
    if text[start:end].endswith("#") and not text[start:end].endswith(("/#", "##", "?#")):
        end -= 1
    while text[start - 1 : start] == "/" and text[start - 3 : start] == "://":
        scheme = _SCHEME.search(text, max(0, start - 20), start)
        if scheme is None:
            break
        start = scheme.start()
    return start, end


def _judge(text: str, start: int, end: int) -> tuple[str, int, int] | None:
    whole = text[start:end]
    if "@" in (text[start - 1 : start], text[end : end + 1]):
        return None
    if whole.startswith("mailto:"):
        start, whole = start + 7, whole[7:]
    mail = _EMAIL.match(whole) if "@" in whole else None
    if mail and re.search(r"\.[A-Za-z]{2,}\Z", mail[1]):
        return "email", start, end
    scheme, separator, rest = whole.partition("://")
    if separator and scheme.lower() not in _SCHEMES:
        return None
    if not separator:
        rest = whole
        if start and (text[start - 1] in "@/#." or text[start - 1].isalnum()):
            return None
    match = re.match(r"[^/?#]*", rest)
    authority = match[0] if match else rest
    tail = _balanced(rest[len(authority) :])
    host = authority.rpartition("@")[2].partition(":")[0]
    if not _is_host(host, needs_tld=not separator):
        return None
    return "url", start, end - (len(rest) - len(authority) - len(tail))


def _balanced(path: str) -> str:
    """Up to the first bracket that closes what was not opened."""
    surplus = dict.fromkeys("([{", 0)
    for index, character in enumerate(path):
        if character in surplus:
            surplus[character] += 1
        elif character in _CLOSING:
            surplus[_CLOSING[character]] -= 1
            if surplus[_CLOSING[character]] < 0:
                return path[:index].rstrip(_BAD_END)
    return path


def _is_host(host: str, *, needs_tld: bool) -> bool:
    labels = host.rstrip(".").split(".")
    if len(labels) < 2 or any(not label or len(label) > 63 or label.endswith("-") for label in labels):
        return False
    if all(label.isdigit() for label in labels):
        return len(labels) == 4 and all(str(int(label)) == label and int(label) < 256 for label in labels)
    if "_" in labels[-1] or "_" in labels[-2] or len(labels[-1]) < 2 or labels[-1].isdigit():
        return False
    if needs_tld:
        return _is_known_domain(host)
    return len(host) <= 255


def _is_known_domain(host: str) -> bool:
    last = host.rstrip(".").rpartition(".")[2]
    return (last.lower() if last.islower() or last.isupper() or not last.isascii() else last) in _tlds()


@cache
def _tlds() -> frozenset[str]:
    return frozenset(files("sandbox").joinpath("spec/tlds.txt").read_text().split()) | {"ton", "onion"}


def _utf16_offsets(text: str) -> Callable[[int], int]:
    if text.isascii() or max(text) <= "\uffff":
        return lambda index: index
    return lambda index: len(text[:index].encode("utf-16-le", "surrogatepass")) // 2
