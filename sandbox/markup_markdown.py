"""Telegram's MarkdownV2, and the older Markdown that it keeps alive.

https://core.telegram.org/bots/api#markdownv2-style
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sandbox.markup import Output, Span, UnparsableMarkup, byte_offset, link_entity
from sandbox.markup_html import custom_emoji, date_time, in_order

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!\n")
_LEGACY = frozenset("_*`[")
_BLANK = re.compile(r"[\s`]")
_SPECIAL_LINK = re.compile(r"tg:(?://)?(emoji|time)/?(?:\?([^#]*))?(?:#.*)?\Z", re.IGNORECASE | re.DOTALL)
_TYPES = {
    **{"Bold": "bold", "Italic": "italic", "Underline": "underline", "Strikethrough": "strikethrough"},
    **{"Spoiler": "spoiler", "Code": "code", "Pre": "pre", "PreCode": "pre", "BlockQuote": "blockquote"},
}
_MARKS = {"Bold": "*", "Strikethrough": "~", "Underline": "__", "Spoiler": "||", "Code": "`"}
_BLOCKS = ("Pre", "PreCode")


@dataclass
class _Open:
    kind: str
    offset: int  # in the text written
    start: int  # in the source
    language: str = ""
    is_expandable: bool = False


def parse_markdown_v2(source: str) -> tuple[str, list[Span]]:
    """The text and its entities, in Telegram's order. Raises UnparsableMarkup."""
    return _Parser(source).run()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.output = Output()
        self.stack: list[_Open] = []
        self.spans: list[Span] = []
        self.may_quote = True  # only marks stand before us on the line

    @property
    def top(self) -> str:
        return self.stack[-1].kind if self.stack else ""

    def run(self) -> tuple[str, list[Span]]:
        while self.at < len(self.source):
            self._step()
        while self.top == "BlockQuote":
            self._close_quote()
        if self.stack:
            raise self._unclosed(self.stack[-1])
        return self.output.text(), in_order(self.spans)

    def _step(self) -> None:
        here = self.source[self.at]
        following = self.source[self.at + 1 : self.at + 2]
        if here == "\\" and following and 1 <= ord(following) <= 126:
            self._write(following, 2)
        elif here not in (_RESERVED if self.top not in ("Code", *_BLOCKS) else "`"):
            self._write(here, 1)
        elif self._ends_here():
            self._close()
        elif here == "\n":
            self._new_line()
        else:
            self._open()

    def _write(self, text: str, read: int) -> None:
        self.output.write(text)
        self.at += read
        if text != "\r":
            self.may_quote = text == "\n"

    def _is(self, mark: str) -> bool:
        return self.source.startswith(mark, self.at)

    def _ends_here(self) -> bool:
        if (
            self.top != "Spoiler"
            and self._is("||")
            and self._is_quoted()
            and self._quote_ends_at(self.at + 2)
        ):
            if self.top != "BlockQuote":
                raise self._unclosed(self.stack[-1])
            return True
        match self.top:
            case "" | "BlockQuote":
                return False
            case "Italic":
                return self._is("_") and not self._is("__")
            case "Pre" | "PreCode":
                return self._is("```")
            case "TextUrl" | "CustomEmoji":
                return self._is("]")
            case kind:
                return self._is(_MARKS[kind])

    def _is_quoted(self) -> bool:
        return any(one.kind == "BlockQuote" for one in self.stack)

    def _quote_ends_at(self, index: int) -> bool:
        rest = self.source[index : index + 3]
        if rest.startswith("\r\n"):
            rest = rest[1:]
        return rest == "" or (rest[0] == "\n" and rest[1:2] != ">")

    def _new_line(self) -> None:
        """A line break ends a quotation, unless the next line goes on with it."""
        quoted = self._is_quoted()
        goes_on = self.source.startswith(">", self.at + 1)
        self._write("\n", 2 if quoted and goes_on else 1)
        self.may_quote = not (quoted and goes_on)
        if quoted and not goes_on:
            if self.top != "BlockQuote":
                raise self._unclosed(self.stack[-1])
            self._close_quote()

    def _open(self) -> None:
        start, here = self.at, self.source[self.at]
        kind, width = self._mark()
        if here == ">" and not self.may_quote:
            kind = ""
        if not kind:
            raise UnparsableMarkup(
                f"Character '{here}' is reserved and must be escaped with the preceding '\\'"
            )
        opened = _Open(kind, self.output.length, start)
        self.at += width
        if kind == "Pre":
            opened.language = self._language()
            opened.kind = "PreCode" if opened.language else "Pre"
            self._skip_line_break()
        self.stack.append(opened)

    def _mark(self) -> tuple[str, int]:
        for mark, kind in (
            *(("__", "Underline"), ("_", "Italic"), ("*", "Bold"), ("~", "Strikethrough"), ("||", "Spoiler")),
            *(("[", "TextUrl"), ("![", "CustomEmoji"), ("```", "Pre"), ("`", "Code"), (">", "BlockQuote")),
        ):
            if self._is(mark):
                return kind, len(mark)
        return "", 0

    def _language(self) -> str:
        end = _BLANK.search(self.source, self.at)
        if end is None or end[0] == "`" or end.start() == self.at:
            return ""
        language = self.source[self.at : end.start()]
        self.at = end.start()
        return language

    def _skip_line_break(self) -> None:
        pair = self.source[self.at : self.at + 2]
        if pair in ("\r\n", "\n\r"):
            self.at += 2
        elif pair[:1] in ("\r", "\n"):
            self.at += 1

    def _close(self) -> None:
        if self.top == "BlockQuote":
            self.stack[-1].is_expandable = True
            self.at += 2
            return
        opened = self.stack.pop()
        if opened.kind in ("TextUrl", "CustomEmoji"):
            self._close_link(opened)
            return
        self.at += 3 if opened.kind in _BLOCKS else len(_MARKS.get(opened.kind, "_"))
        extra = {"language": opened.language} if opened.language else {}
        self._add(Span(_TYPES[opened.kind], opened.offset, self.output.length - opened.offset, extra))

    def _close_quote(self) -> None:
        opened = self.stack.pop()
        kind = "expandable_blockquote" if opened.is_expandable else "blockquote"
        self._add(Span(kind, opened.offset, self.output.length - opened.offset))

    def _close_link(self, opened: _Open) -> None:
        self.at += 1
        length = self.output.length - opened.offset
        if self._is("("):
            url = self._url()
        elif opened.kind == "CustomEmoji":
            raise UnparsableMarkup("The entity must contain a tg://emoji or tg://time URL")
        else:
            url = self.output.since(opened.offset)
        if opened.kind == "CustomEmoji":
            self._add(special_link(url, opened.offset, length))
        else:
            self._add(link_entity(url, opened.offset, length))

    def _url(self) -> str:
        self.at += 1
        begin, url = self.at, []
        while self.at < len(self.source) and not self._is(")"):
            if self._is("\\") and "\0" < self.source[self.at + 1 : self.at + 2] <= "~":
                self.at += 1
            url.append(self.source[self.at])
            self.at += 1
        if self.at >= len(self.source):
            raise UnparsableMarkup(
                f"Can't find end of a URL at byte offset {byte_offset(self.source, begin)}"
            )
        self.at += 1
        return "".join(url)

    def _add(self, span: Span | None) -> None:
        if span is not None and span.length > 0:
            self.spans.append(span)

    def _unclosed(self, opened: _Open) -> UnparsableMarkup:
        where = byte_offset(self.source, opened.start)
        return UnparsableMarkup(f"Can't find end of {opened.kind} entity at byte offset {where}")


def special_link(url: str, offset: int, length: int) -> Span:
    """A custom emoji or a date, written as a link. Raises UnparsableMarkup."""
    match = _SPECIAL_LINK.match(url)
    pairs = [pair.partition("=") for pair in (match[2] or "").split("&")] if match else []
    query = {name: value for name, _, value in reversed(pairs)}
    wanted = "id" if match and match[1].lower() == "emoji" else "unix"
    if match is None or not re.fullmatch(r"-?[1-9]\d*", query.get(wanted, ""), re.ASCII):
        raise UnparsableMarkup("Invalid tg://emoji or tg://time URL specified")
    if wanted == "id":
        return custom_emoji(query["id"], offset, length)
    return date_time(query["unix"], query.get("format", ""), offset, length)


def parse_markdown(source: str) -> tuple[str, list[Span]]:
    """The first Markdown: nothing nests, `\\` saves four characters only. Raises UnparsableMarkup."""
    output, spans, at = Output(), list[Span](), 0
    while at < len(source):
        here = source[at]
        if here == "\\" and source[at + 1 : at + 2] in (*_LEGACY,):
            output.write(source[at + 1])
            at += 2
        elif here not in _LEGACY:
            output.write(here)
            at += 1
        else:
            at, span = _legacy_entity(source, at, output)
            if span is not None and span.length > 0:
                spans.append(span)
    return output.text(), in_order(spans)


def _legacy_entity(source: str, begin: int, output: Output) -> tuple[int, Span | None]:
    """Where the entity ends, and what it is."""
    here, at, language = source[begin], begin + 1, ""
    mark = "]" if here == "[" else here
    if source.startswith("```", begin):
        mark, at = "```", begin + 3
        blank = _BLANK.search(source, at)
        if blank and blank[0] != "`":
            language, at = source[at : blank.start()], blank.start()
        pair = source[at : at + 2]
        at += 2 if pair in ("\r\n", "\n\r") else 1 if pair[:1] in ("\r", "\n") else 0
    end = source.find(mark, at)
    if end < 0:
        where = byte_offset(source, begin)
        raise UnparsableMarkup(f"Can't find end of the entity starting at byte offset {where}")
    offset, inner = output.length, source[at:end]
    output.write(inner)
    length, end = output.length - offset, end + len(mark)
    if here == "[":
        url = inner
        if length and source[end : end + 1] == "(":
            stop = source.find(")", end)
            stop = len(source) if stop < 0 else stop
            url, end = source[end + 1 : stop], stop + 1
        return end, link_entity(url, offset, length) if length else None
    kind = {"_": "italic", "*": "bold", "`": "code", "```": "pre"}[mark]
    return end, Span(kind, offset, length, {"language": language} if language else {})
