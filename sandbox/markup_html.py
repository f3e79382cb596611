"""Telegram's HTML: a small language of its own, with no recovery from mistakes.

https://core.telegram.org/bots/api#html-style
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sandbox.markup import Output, Span, UnparsableMarkup, byte_offset, link_entity

_TYPES = {
    **{"a": "text_link", "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "s": "strikethrough"},
    **{"strike": "strikethrough", "del": "strikethrough", "u": "underline", "ins": "underline"},
    **{"tg-spoiler": "spoiler", "tg-emoji": "custom_emoji", "tg-time": "date_time", "span": "spoiler"},
    **{"pre": "pre", "code": "code", "blockquote": "blockquote"},
}
_SPACE = " \t\r\n\0\v"
_CHARACTER = re.compile(r"&(?:#(?:x([0-9a-f]+)|(\d+))|(lt|gt|amp|quot)(?![a-z]));?", re.IGNORECASE | re.ASCII)
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE = re.compile(r"[^\s=>/\"']*")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_PLAIN = re.compile(r"[^<&]+")
_SIMPLE_TAG = re.compile(r"<([A-Za-z-]+)>")
_PLAIN_ATTRIBUTE = re.compile(r'[ \t]*([a-z-]+)="([^"&]*)"')
_IN_QUOTES = {quote: re.compile(f"[^&{quote}]+") for quote in "'\""}
_BLANKS = re.compile(r"[ \t\r\n\0\v]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_DATE_FORMAT = re.compile(r"(?:r|R|[wW]?[dD]?[tT]?|[wWdDtT]+)\Z")


@dataclass
class _Open:
    tag: str
    offset: int
    start: int  # of the tag, in characters of the source
    attributes: dict[str, str]


def parse_html(source: str) -> tuple[str, list[Span]]:
    """The text and its entities, in Telegram's order. Raises UnparsableMarkup."""
    parser = _Parser(source)
    return parser.run()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.output = Output()
        self.stack: list[_Open] = []
        self.spans: list[Span] = []

    def run(self) -> tuple[str, list[Span]]:
        source = self.source
        while self.at < len(source):
            character = source[self.at]
            if character == "&":
                self._character_reference()
            elif character != "<":
                plain = _PLAIN.match(source, self.at)
                assert plain is not None
                self.output.write(plain[0])
                self.at = plain.end()
            elif source.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        if self.stack:
            raise UnparsableMarkup(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        return _joined_surrogates(self.output.text()), in_order(_merge_code(self.spans))

    def _character_reference(self) -> None:
        self.output.write(self._reference() or "&")
        if self.source[self.at : self.at + 1] == "&" and not self._moved:
            self.at += 1

    _moved = False

    def _reference(self) -> str | None:
        match = _CHARACTER.match(self.source, self.at)
        decoded = _decode(match) if match else None
        self._moved = decoded is not None
        if match and decoded is not None:
            self.at = match.end()
        return decoded

    def _start_tag(self) -> None:
        start = self.at
        simple = _SIMPLE_TAG.match(self.source, start)
        if simple and simple[1].lower() in _TYPES and simple[1].lower() != "span":
            self.at = simple.end()
            self.stack.append(_Open(simple[1].lower(), self.output.length, start, {}))
            return
        name = _NAME.match(self.source, start + 1)
        assert name is not None
        self.at = name.end()
        if self.at >= len(self.source):
            raise self._error("Unclosed start tag", start)
        tag = name[0].lower()
        if tag not in _TYPES:
            raise self._error(f'Unsupported start tag "{tag}"', start)
        attributes: dict[str, str] = {}
        while (attribute := self._attribute(tag, start)) is not None:
            attributes[attribute[0]] = attribute[1]
        self.at += 1
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._error('Tag "span" must have class "tg-spoiler"', start)
        self.stack.append(_Open(tag, self.output.length, start, attributes))

    def _attribute(self, tag: str, start: int) -> tuple[str, str] | None:
        """The next name and value (lower-case name, references decoded), or None at the end of the tag."""
        plain = _PLAIN_ATTRIBUTE.match(self.source, self.at)
        if plain:
            self.at = plain.end()
            return plain[1], plain[2]
        self._skip_space()
        if self._here() == ">":
            return None
        if self._here() == "":
            raise self._error("Unclosed start tag", start)
        name = _ATTRIBUTE.match(self.source, self.at)
        assert name is not None
        if not name[0]:
            raise self._error(f'Empty attribute name in the tag "{tag}"', start)
        self.at = name.end()
        self._skip_space()
        if self._here() != "=":
            if self._here() == "":
                raise self._error(f'Unclosed start tag "{tag}"', start)
            return name[0].lower(), ""
        self.at += 1
        self._skip_space()
        if self._here() == "":
            raise self._error(f'Unclosed start tag "{tag}"', start)
        return name[0].lower(), self._value(start)

    def _value(self, start: int) -> str:
        quote = self._here()
        if quote not in "'\"":
            token = _TOKEN.match(self.source, self.at)
            assert token is not None
            if self.source[token.end() : token.end() + 1] not in (*_SPACE, ">"):
                raise self._error("Unexpected end of name token", self.at)
            self.at = token.end()
            return token[0].lower()
        self.at += 1
        value: list[str] = []
        plain = _IN_QUOTES[quote]
        while self._here() not in (quote, ""):
            chunk = plain.match(self.source, self.at)
            if chunk:
                value.append(chunk[0])
                self.at = chunk.end()
                continue
            decoded = self._reference()
            if decoded is None:
                self.at += 1
            value.append(decoded or "&")
        if self._here() == "":
            raise self._error("Unclosed start tag", start)
        self.at += 1
        return "".join(value)

    def _end_tag(self) -> None:
        start = self.at
        if not self.stack:
            raise self._error("Unexpected end tag", start)
        name = _NAME.match(self.source, start + 2)
        assert name is not None
        self.at = name.end()
        self._skip_space()
        if self._here() != ">":
            raise self._error("Unclosed end tag", start)
        self.at += 1
        opened, tag = self.stack.pop(), name[0].lower()
        if tag and tag != opened.tag:
            raise UnparsableMarkup(
                f"Unmatched end tag at byte offset {byte_offset(self.source, start)}, "
                f'expected "</{opened.tag}>", found "</{tag}>"'
            )
        if self.output.length > opened.offset:
            span = self._span(opened)
            if span is not None:
                self.spans.append(span)

    def _span(self, opened: _Open) -> Span | None:
        offset, length, attributes = opened.offset, self.output.length - opened.offset, opened.attributes
        match opened.tag:
            case "a":
                return link_entity(attributes.get("href") or self.output.since(offset), offset, length)
            case "tg-emoji":
                return custom_emoji(attributes.get("emoji-id", ""), offset, length)
            case "tg-time":
                return date_time(attributes.get("unix", ""), attributes.get("format", ""), offset, length)
            case "blockquote" if "expandable" in attributes:
                return Span("expandable_blockquote", offset, length)
            case "code" if attributes.get("class", "").startswith("language-"):
                language = attributes["class"].removeprefix("language-")
                return Span("code", offset, length, {"language": language} if language else {})
            case tag:
                return Span(_TYPES[tag], offset, length)

    def _here(self) -> str:
        return self.source[self.at : self.at + 1]

    def _skip_space(self) -> None:
        blanks = _BLANKS.match(self.source, self.at)
        if blanks:
            self.at = blanks.end()

    def _error(self, words: str, index: int) -> UnparsableMarkup:
        return UnparsableMarkup(f"{words} at byte offset {byte_offset(self.source, index)}")


def custom_emoji(identifier: str, offset: int, length: int) -> Span:
    if not re.fullmatch(r"-?[1-9]\d{0,18}", identifier, re.ASCII):
        raise UnparsableMarkup("Invalid custom emoji identifier specified")
    return Span("custom_emoji", offset, length, {"custom_emoji_id": identifier})


def date_time(unix: str, format_codes: str, offset: int, length: int) -> Span:
    if not re.fullmatch(r"[1-9]\d{0,9}", unix, re.ASCII):
        raise UnparsableMarkup("Invalid Unix timestamp specified")
    if not _DATE_FORMAT.match(format_codes):
        raise UnparsableMarkup("Invalid date format used")
    extra = {"unix_time": int(unix), **({"date_time_format": format_codes} if format_codes else {})}
    return Span("date_time", offset, length, extra)


_SORT_RANK = {
    name: rank
    for rank, name in enumerate(
        (
            *("blockquote", "expandable_blockquote", "pre", "code", "text_link", "text_mention", "date_time"),
            *("bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji"),
        )
    )
}


def in_order(spans: list[Span]) -> list[Span]:
    return sorted(spans, key=lambda span: (span.offset, -span.length, _SORT_RANK.get(span.type, 99)))


def _merge_code(spans: list[Span]) -> list[Span]:
    """`pre` and `code class="language-x"` around the same words are one block in that language."""
    blocks = {(span.offset, span.end) for span in spans if span.type == "pre"}
    tongues = {
        (span.offset, span.end): span.extra["language"]
        for span in spans
        if span.type == "code" and "language" in span.extra and (span.offset, span.end) in blocks
    }
    merged: list[Span] = []
    for span in spans:
        language = tongues.get((span.offset, span.end))
        if language and span.type == "pre":
            merged.append(Span("pre", span.offset, span.length, {"language": language}))
        elif span.type == "code":
            if not (language and "language" in span.extra):
                merged.append(Span("code", span.offset, span.length))
        else:
            merged.append(span)
    return merged


def _decode(match: re.Match[str]) -> str | None:
    if match[3]:
        return _NAMED.get(match[3].lower()) if match[3].islower() else None
    code = int(match[1], 16) if match[1] else int(match[2])
    return chr(code) if 0 < code <= 0x10FFFF else None


def _joined_surrogates(text: str) -> str:
    """Surrogate pairs written as references become one character; a lone one is an error."""
    if not _SURROGATE.search(text):
        return text
    try:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        raise UnparsableMarkup(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        ) from None
