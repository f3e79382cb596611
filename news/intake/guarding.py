"""What a feed's document is held to before a parser sees it: XML from its first element on, no entities of its own, and no
more of anything than real feeds have, because beyond that feedparser becomes slow or large.

Pure: text in, text out. Knows nothing of what a feed says.
"""

import re
from collections.abc import Iterator

from news.errors import ParseFailed

# Bounds on the document, each far above what real feeds have.
MOST_ITEMS = 2_000
MOST_COMMENTS = 10_000
MOST_BEFORE = 100
MOST_ATTRIBUTES = 200
LONGEST_TAG_CHARS = 200_000
LONGEST_TEXT_CHARS = 1_000_000
DEEPEST = 200

ITEM = re.compile(r"<(?:[\w.-]{1,40}:)?(?:item|entry)[\s>/]")
# References to half a surrogate pair, or beyond Unicode: feedparser raises on them.
_NO_CHARACTER = re.compile(
    r"&#(?:[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}|0*5(?:529[6-9]|5[3-9]\d\d|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3])"
    r"|\d{8,}|[xX][0-9a-fA-F]{7,});"
)
# feedparser looks for a mail address in time that grows with the square of the text (its issue 562).
_LONG_PERSON = re.compile(
    r"(<(?:[\w.-]{1,40}:)?(?:author|creator|contributor|publisher|managingEditor|webMaster|name|owner|email)\b[^<>]*>"
    r"(?:\s*<!\[CDATA\[)?)([^<\]]{500})[^<\]]+"
)
# Written in addresses mostly (`?a=1&b=2`). It is no XML, and would make feedparser read all of it twice, by its slow loose parser.
_BARE_AMPERSAND = re.compile(r"&(?!#?\w{1,40};)")
_ELEMENT = re.compile("<[A-Za-z_:]")
_TAG = re.compile(r"<(/?)[A-Za-z_][^\s/>]{0,200}([^>]*)>")


def opened(text: str, url: str) -> str:
    """The document from its first element on. Raises ParseFailed for what is not XML, or declares entities."""
    text = text.lstrip()
    if not text.startswith("<"):
        raise ParseFailed(url, "a JSON feed, which is not read" if text.startswith("{") else "not a feed")
    return _without_prolog(text, url)


def _without_prolog(text: str, url: str) -> str:
    """Declarations, comments and a plain DOCTYPE cut off, so that no entity can be declared at all."""
    doctypes = 0
    for _ in range(MOST_BEFORE):
        text = text.lstrip()
        if text.startswith("<!--"):
            end = text.find("-->")
            if end < 0:
                raise ParseFailed(url, "a comment without end")
            text = text[end + 3 :]
        elif text[:9].upper() == "<!DOCTYPE":
            doctypes += 1
            end = text.find(">")
            if doctypes > 1 or end < 0 or "[" in text[:end]:
                raise ParseFailed(url, "declares entities or document types of its own")
            text = text[end + 1 :]
        elif text.startswith("<?"):
            text = _behind_instruction(text, url)
        else:
            return _without_late_declarations(text, url)
    raise ParseFailed(url, f"more than {MOST_BEFORE} comments before its first element")


def _behind_instruction(text: str, url: str) -> str:
    """As it should end, or where the question mark was forgotten, at the next bracket."""
    end = text.find("?>")
    if end >= 0 and "<" not in text[2:end]:
        return text[end + 2 :]
    end = text.find(">")
    if end < 0:
        raise ParseFailed(url, "an instruction without end")
    return text[end + 1 :]


def _without_late_declarations(text: str, url: str) -> str:
    """Behind what is no XML a parser that forgives much would still heed them."""
    element = _ELEMENT.search(text)
    if "<!" in text[: element.start() if element else len(text)]:
        raise ParseFailed(url, "declares entities or document types of its own")
    return text


def checked(text: str, url: str) -> str:
    """The opened document, mended where feedparser stumbles. Raises ParseFailed if it is built to be expensive."""
    if len(ITEM.findall(text)) > MOST_ITEMS:
        raise ParseFailed(url, f"more than {MOST_ITEMS} items")
    if text.count("<!--") > MOST_COMMENTS:
        raise ParseFailed(url, f"more than {MOST_COMMENTS} comments")
    if _has_long_runs(text) and any(_is_endless(run) for run in text.split(">")):
        raise ParseFailed(url, "a tag or text without end")
    outside = "".join(part for part, is_cdata in _parts(text) if not is_cdata)
    _refuse_towers(outside, url)
    if _BARE_AMPERSAND.search(outside):
        text = "".join(
            part if is_cdata else _BARE_AMPERSAND.sub("&amp;", part) for part, is_cdata in _parts(text)
        )
    return _LONG_PERSON.sub(r"\1\2", _NO_CHARACTER.sub("\ufffd", text))


def _has_long_runs(text: str) -> bool:
    """Whether there may be one without a `>` that is longer than a tag may be: such a run covers all of a stretch of half its length."""
    stretch = LONGEST_TAG_CHARS // 2
    return any(text.find(">", at, at + stretch) < 0 for at in range(0, len(text) - stretch + 1, stretch))


def _is_endless(run: str) -> bool:
    """A text, then a tag: an article that is written out may be long, a tag may not."""
    written, opens, tag = run.rpartition("<")
    return (
        len(tag) > (LONGEST_TAG_CHARS if opens else LONGEST_TEXT_CHARS) or len(written) > LONGEST_TEXT_CHARS
    )


def _refuse_towers(outside: str, url: str) -> None:
    depth = 0
    for tag in _TAG.finditer(outside):
        rest = tag[2]
        if rest.count("=") > MOST_ATTRIBUTES and rest.count('="') + rest.count("='") > MOST_ATTRIBUTES:
            raise ParseFailed(url, f"a tag with more than {MOST_ATTRIBUTES} attributes")
        if tag[1]:
            depth = max(depth - 1, 0)
        elif not rest.endswith("/"):
            depth += 1
            if depth > DEEPEST and not is_page(outside):
                raise ParseFailed(url, f"more than {DEEPEST} elements inside each other")


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, and of each whether it is a CDATA section; one without end reaches to the end."""
    at = 0
    while (start := text.find("<![CDATA[", at)) >= 0:
        yield text[at:start], False
        end = text.find("]]>", start)
        at = end + 3 if end >= 0 else len(text)
        yield text[start:at], True
    yield text[at:], False


def is_page(text: str) -> bool:
    return re.search(r"<(?:html|body|head)[\s>]", text[:3_000], re.IGNORECASE) is not None
