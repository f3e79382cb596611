"""Quotation marks of all languages: what stands between them, and the rest.

A word or two in quotation marks is a way to name something; from `SPEECH` words on it is somebody's own words.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from news.language.quotable import spoken_words

SPEECH = 3
"""Words, from which on the text between quotation marks is taken for somebody's words."""

_PAIRS = (
    r"“[^“”„]*”|„[^“”„]*[“”]|”[^“”]{2,}”|«[^«»]*»|»[^«»]*«|「[^」]*」|『[^』]*』|《[^》]*》|〝[^〟]*〟|‹[^›]*›"
    r"|(?<!\w)\"[^\"]*\"(?!\w)|\"[^\"]*\"|''[^']+''|(?<!\w)‘[^‘]{2,}?’(?!\w)|(?<!\w)‚[^‘’]{2,}[‘’]|(?<!\w)'(?:[^']|(?<=\w)'(?=\w)){12,}?'(?!\w)"
)
_QUOTED = re.compile(_PAIRS)
_TITLES = ("《",)
_LOOSE = re.compile('[“”„«»「」『』"]')


@dataclass(frozen=True)
class Quotation:
    text: str
    start: int
    end: int


_GERSHAYIM = re.compile("(?<=[א-ת])[\"“”״'‘’](?=[א-ת])")
"""The mark within an abbreviation of Hebrew, which quotes nothing."""


@lru_cache(maxsize=1 << 9)
def quotations(text: str) -> tuple[Quotation, ...]:
    """What stands in quotation marks; titles in their own marks (《》) do not."""
    return tuple(
        Quotation(match.group().strip("“”„«»「」『』\"‘’‚‹›'〝〟 "), match.start(), match.end())
        for match in _QUOTED.finditer(_GERSHAYIM.sub("״", text))
        if not match.group().startswith(_TITLES)
    )


def speech(text: str) -> tuple[Quotation, ...]:
    """What is quoted at the length of speech."""
    return tuple(each for each in quotations(text) if spoken_words(each.text) >= SPEECH)


@lru_cache(maxsize=1 << 9)
def without_quoted(text: str) -> str:
    """A blank for each sign that stands in quotation marks."""
    return _QUOTED.sub(lambda match: " " * len(match.group()), _GERSHAYIM.sub("״", text))


def without_broken_quotation(text: str) -> str:
    """A blank for each sign of a quotation that began or ends in another sentence: up to a mark that closes, from one that
    opens. `text` is `without_quoted` already."""
    for match in _LOOSE.finditer(text):
        before, after = text[: match.start()].rstrip(), text[match.end() :]
        if not before or (before[-1] in ":,،：" and after[:1].isalnum()):
            return before
        return " " * match.end() + after
    return text


@lru_cache(maxsize=1 << 9)
def has_loose_mark(text: str) -> bool:
    """Whether a quotation mark has no partner."""
    return bool(_LOOSE.search(_QUOTED.sub("", _GERSHAYIM.sub("״", text))))
