"""No address and no markup in what is written: links are made by our code, from our own table of articles.

Knows nothing of sources: an address that a source prints is an address too. Telegram makes links of bare domains,
@names, #words and /commands by itself, so these are found as well.
"""

import re
from collections.abc import Iterator

from news.checks.findings import Finding
from news.writing.drafts import Said

_ENDINGS = (
    "com|org|net|io|app|info|biz|dev|gov|edu|tv|me|xyz|online|site|shop|club|top|link|click|live|news|ru|de|fr|uk|eu|cn|jp"
    "|br|it|es|nl|pl|ua|in|ir|tr|co|us|ly|gg|to|cc|ai|example|test|onion|ch|at|se|no|fi|cz|gr|ro|vn|id|kr|th|il|ca|au|za|mx|ar"
)
_ADDRESS = re.compile(
    rf"""
    \w{{2,12}}://|\b(?:https?|ftp|hxxps?)\b\s*:|\b(?:mailto|javascript|data|tg)\s*:\S|\bwww\.\S|\bt\.me\b
  | \S@\S+\.\w | (?<![\w.])@\w{{3,}} | (?<![\w&/])\#[^\W\d]\w+ | (?:^|(?<=\s))/[a-zA-Z_]{{2,}}\b
  | \b(?:[a-z0-9](?:[\w-]*\w)?\.)+(?:{_ENDINGS})\b(?![.’'-]\w) | \b\d{{1,3}}(?:\.\d{{1,3}}){{3}}\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_INITIALS = re.compile(
    r"\b(?:[^\W\d_]{1,2}\.){1,3}[^\W\d_]{1,2}\b\.?(?![\w/])"
)  # "U.S.", "f.Kr." are no domains
_MARKUP = re.compile(
    r"</?[a-z!][^>]{0,200}>|&(?:[a-z]{2,8}|#x?[0-9a-f]{1,6});|!?\[[^\]]{0,200}\]\s?\([^)]*\)|```|`[^`]+`|\*\*|(?<!\w)__?\w[^_]*__?(?!\w)"
    r"|^\s*(?:\#{1,6}|[-*>])\s|\{\{|\|\|",
    re.IGNORECASE,
)
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2028-\u202e\u2060-\u206f"
    "\ufe00-\ufe0e\ufeff\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_DIRECTIONS = re.compile("[\u061c\u200e\u200f]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")
"""Scripts that write marks of direction beside Latin names and figures; those marks turn nothing round."""
_JOINERS = re.compile("[\u200c\u200d]")
_JOINED = re.compile("[\u0600-\u06ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff]")
"""Scripts that write with joiners."""


def check(said: Said) -> Iterator[Finding]:
    address = _ADDRESS.search(_INITIALS.sub(" ", said.text))
    if address:
        yield Finding("link", None, f"holds an address: {address.group()[:60]}")
    markup = _MARKUP.search(said.text)
    if markup:
        yield Finding("markup", None, f"holds markup: {markup.group()[:60]}")
    if _is_hiding(said.text):
        yield Finding("hidden", None, "holds signs that nobody sees")


def _is_hiding(text: str) -> bool:
    return bool(
        _HIDDEN.search(text)
        or (_JOINERS.search(text) and not _JOINED.search(text))
        or (_DIRECTIONS.search(text) and not _RIGHT_TO_LEFT.search(text))
    )
