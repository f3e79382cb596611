"""What parsers of marked-up text share: spans, byte offsets for errors, links behind words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sandbox.errors import Json


class UnparsableMarkup(Exception):
    """The message is what Telegram says after "can't parse entities: "."""


@dataclass(frozen=True)
class Span:
    """One entity: Bot API type, offset and length in UTF-16 code units, and what else its type carries."""

    type: str
    offset: int
    length: int
    extra: Json = field(default_factory=dict)

    @property
    def end(self) -> int:
        return self.offset + self.length

    def moved(self, start: int, end: int) -> Span:
        return Span(self.type, start, end - start, self.extra)

    def between(self, start: int, end: int) -> Span:
        return self if (start, end) == (self.offset, self.end) else self.moved(start, end)

    def as_entity(self) -> Json:
        return {"offset": self.offset, "length": self.length, "type": self.type, **self.extra}


def utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


class Output:
    """Text being written, with its length in UTF-16 units known at every moment."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.length = 0

    def write(self, text: str) -> None:
        self._parts.append(text)
        self.length += utf16_length(text)

    def text(self) -> str:
        return "".join(self._parts)

    def since(self, offset: int) -> str:
        encoded = self.text().encode("utf-16-le", "surrogatepass")
        return encoded[2 * offset :].decode("utf-16-le", "surrogatepass")


def byte_offset(text: str, index: int) -> int:
    return len(text[:index].encode("utf-8", "surrogatepass"))


_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE | re.ASCII)
_USER_LINK = re.compile(r"tg:(?://)?user/?\?(?:[^#]*&)?id=([1-9]\d*)", re.IGNORECASE | re.ASCII)
_HOST = re.compile(r"[^\s/?#@:\[\](){}<>\"'`]+")


def link_entity(url: str, offset: int, length: int) -> Span | None:
    """What a link behind words becomes: a mention of a user, a link, or nothing when it is none."""
    user = _USER_LINK.match(url)
    if user:
        return Span("text_mention", offset, length, {"user": {"id": int(user[1])}})
    checked = checked_link(url)
    return Span("text_link", offset, length, {"url": checked}) if checked else None


def checked_link(url: str) -> str | None:
    """The link as Telegram keeps it (scheme and a slash added), or None when it would not be a link."""
    try:
        return require_link(url)
    except ValueError:
        return None


def require_link(url: str) -> str:
    """Raises ValueError with Telegram's reason."""
    scheme = _SCHEME.match(url)
    name = scheme[1].lower() if scheme else ""
    if name in ("tg", "ton", "tonsite"):
        return _internal_link(url, name)
    if (
        scheme
        and not url[scheme.end() :].startswith("//")
        and re.match(r"\d+(?:[/?#]|$)", url[scheme.end() :])
    ):
        name = ""  # example.com:80 has a port, not a scheme
    if name not in ("", "http", "https"):
        raise ValueError("Unsupported URL protocol")
    return _web_link(url if name else f"http://{url}")


def _internal_link(url: str, scheme: str) -> str:
    rest = url[len(scheme) + 1 :].removeprefix("//")
    if not re.match(r"[A-Za-z0-9_-]", rest):
        raise ValueError("Wrong tg:// URL specified")
    return f"{scheme}://{rest}"


def _web_link(url: str) -> str:
    scheme, _, rest = url.partition("://")
    match = re.match(r"([^/?#]*)(.*)", rest, re.DOTALL)
    authority, tail = (match[1], match[2]) if match else (rest, "")
    userinfo, at, host_port = authority.rpartition("@")
    host, colon, port = host_port.partition(":")
    if colon and not (port.isascii() and port.isdigit() and 0 < int(port) <= 65_535):
        raise ValueError("Wrong port number specified in the URL")
    if not host:
        raise ValueError("URL host is empty")
    if "." not in host or not _HOST.fullmatch(host) or host.startswith(".") or host.endswith("."):
        raise ValueError("Wrong HTTP URL")
    path = tail if tail.startswith("/") else f"/{tail}"
    return f"{scheme.lower()}://{userinfo}{at}{host.lower()}{colon}{port}{path}"
