"""What a text becomes when it is sent: parsed, cleaned, with its links found, its entities in order.

Offsets and lengths are UTF-16 code units, as everywhere in the Bot API. The order of work and the
words of errors are those of Telegram's own library; `tests/sandbox` compares the two.
"""

from __future__ import annotations

import re

from sandbox.errors import Json, malformed
from sandbox.links import find_links
from sandbox.markup import Span, UnparsableMarkup, utf16_length
from sandbox.markup_html import parse_html
from sandbox.markup_markdown import parse_markdown, parse_markdown_v2

MAX_ENTITIES = 100
_PARSERS = {"html": parse_html, "markdownv2": parse_markdown_v2, "markdown": parse_markdown}
_LEAVES = frozenset({"pre", "code"})
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})
_SPLITTABLE = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
_PRIORITY = {
    name: rank
    for rank, name in enumerate(
        (
            *(
                "blockquote",
                "expandable_blockquote",
                "pre",
                "code",
                "text_link",
                "text_mention",
                "mention",
                "hashtag",
            ),
            *(
                "cashtag",
                "bot_command",
                "url",
                "email",
                "phone_number",
                "date_time",
                "bold",
                "italic",
                "underline",
            ),
            *("strikethrough", "spoiler", "custom_emoji"),
        )
    )
}


def format_text(
    text: str, *, parse_mode: str | None = None, entities: list[Json] | None = None
) -> tuple[str, list[Span]]:
    """The text and entities that a message will have; the text may be empty.

    Raises Refused with Telegram's "can't parse entities: ...".
    """
    spans: list[Span] = []
    if parse_mode:
        parser = _PARSERS.get(parse_mode.lower())
        if parser is None:
            raise malformed("unsupported parse_mode")
        try:
            text, spans = parser(text)
        except UnparsableMarkup as error:
            raise malformed(f"can't parse entities: {error}") from None
    elif entities:
        spans = [_given(entity, utf16_length(text)) for entity in entities]
    return settle(text, spans)


def settle(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    """Clean and trim the text, make entities nest, add the links found, keep the first hundred."""
    text, spans = _clean(text, spans)
    text, spans = _trim(text, spans)
    spans = nest(_without_blank(text, spans))
    covered = [span for span in spans if span.type not in _SPLITTABLE and span.type not in _QUOTES]
    for link in find_links(text):
        if not any(link.offset < span.end and span.offset < link.end for span in covered):
            spans = [*spans, link]
    return text, sorted(spans, key=_order)[:MAX_ENTITIES]


def nest(spans: list[Span]) -> list[Span]:
    """Entities nested or apart: what crosses is cut, what Telegram does not nest is dropped."""
    kept: list[Span] = []
    open_spans: list[Span] = []
    waiting = sorted(spans, key=_order, reverse=True)
    while waiting:
        span = waiting.pop()
        while open_spans and open_spans[-1].end <= span.offset:
            open_spans.pop()
        parent = open_spans[-1] if open_spans else None
        if parent is not None and span.end > parent.end:
            if span.type in _SPLITTABLE:
                rest = span.between(parent.end, span.end)
                waiting = sorted([*waiting, rest], key=_order, reverse=True)
            span = span.between(span.offset, parent.end)
            if span.type not in _SPLITTABLE:
                continue
        if any(_forbids(outer, span) for outer in open_spans):
            continue
        kept.append(span)
        open_spans.append(span)
    return kept


def _forbids(outer: Span, inner: Span) -> bool:
    if outer.type in _LEAVES or outer.type == inner.type:
        return True
    if inner.type in _QUOTES:
        return outer.type not in _SPLITTABLE
    both_continuous = outer.type not in _SPLITTABLE | _QUOTES and inner.type not in _SPLITTABLE
    return both_continuous


def _order(span: Span) -> tuple[int, int, int]:
    return (span.offset, -span.length, _PRIORITY.get(span.type, 99))


def _given(entity: Json, text_length: int) -> Span:
    """An entity as the bot wrote it: Telegram believes it within the bounds of the text."""
    offset, length = entity["offset"], entity["length"]
    if offset < 0 or length < 0 or offset + length > text_length:
        raise malformed(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset "
            f"{offset + length}"
            if offset >= 0 and length >= 0
            else "wrong entity offset or length specified"
        )
    extra: Json = {
        key: entity[key]
        for key in ("url", "user", "language", "custom_emoji_id", "unix_time", "date_time_format")
        if key in entity
    }
    return Span(entity["type"], offset, length, extra)


def _clean(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    """Carriage returns vanish and control characters become spaces, under entities too."""
    if not _UNCLEAN.search(text):
        return text, spans
    units: list[int] = [0]
    for character in text:
        width = 0 if character == "\r" else 1
        units.append(units[-1] + width)
        if ord(character) > 0xFFFF:
            units.append(units[-1] + 1)
    moved = [span.moved(units[span.offset], units[span.end]) for span in spans]
    return _UNCLEAN.sub(" ", text.replace("\r", "")), moved


_UNCLEAN = re.compile(r"[\0-\x09\x0b-\x1f]")


def _trim(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    """Blanks go from the end; from the start only as far as the first entity."""
    text = text.rstrip(" \n")
    end = utf16_length(text)
    spans = [span.between(span.offset, min(span.end, end)) for span in spans if span.offset < end]
    first = min((span.offset for span in spans), default=end)
    blank = min(len(text) - len(text.lstrip(" \n")), first)
    if blank:
        spans = [span.moved(span.offset - blank, span.end - blank) for span in spans]
    return text[blank:], spans


def _without_blank(text: str, spans: list[Span]) -> list[Span]:
    if not spans:
        return spans
    encoded = text.encode("utf-16-le")
    return [
        span
        for span in spans
        if span.length > 0 and encoded[2 * span.offset : 2 * span.end].decode("utf-16-le", "replace").strip()
    ]
