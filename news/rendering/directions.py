"""Which way a line runs: each in its own direction, whatever stands in it (UAX 9). Pure."""

import re
import unicodedata

from news.i18n import FSI, LRM, PDI, RLM, Speech
from news.markup import (
    Html,
    esc,
    isolate,
    plain,
)


def beginning(mark: str, speech: Speech) -> Html:
    """A flag, if there is one, and a space. To Unicode (UAX 9) flags are letters from left to right, and would draw the number of
    a date behind them to their side."""
    if not mark:
        return Html("")
    return (isolate(mark) if speech.is_rtl else esc(mark)) + " "


def rtl(text: Html, speech: Speech) -> Html:
    """A line of the interface in its own direction, whatever it begins with: not every app passes over what is isolated.
    A line that is all of others' words keeps theirs."""
    if speech.is_rtl:
        return Html(RLM) + Html(_told_apart(text, speech)) if text else text
    seen = plain(text)
    is_foreign_whole = seen.startswith(FSI) and seen.index(PDI) == len(seen) - 1 if PDI in seen else False
    return Html(LRM) + text if not is_foreign_whole and _begins_rtl(seen) else text


def headed(text: Html, speech: Speech) -> Html:
    """A headline, with a number of ours before it or without, in its own direction, as the sentences below it are."""
    if _begins_rtl(plain(text)):
        return Html(RLM) + text
    return Html(LRM) + text if speech.is_rtl else text


def turned(text: Html) -> Html:
    """A line of others' words, with signs of ours behind them, in the direction of the words: what is isolated turns no line."""
    return Html(RLM) + text if _begins_rtl(plain(text)) else text


def directed(label: str, speech: Speech) -> str:
    """A button's label in the direction of the interface, whatever name is in it."""
    if speech.is_rtl:
        return RLM + _told_apart(label, speech)
    return LRM + label if _begins_rtl(label) else label


_DOT_BY_DIGIT = re.compile(
    r"(?<=[٠-٩۰-۹])(?P<after>{0}) · | · (?P<before>{0})(?=[٠-٩۰-۹])".format(r"(?:<[^<>]*>|[\u2066-\u2069])*")
)


def _told_apart(text: str, speech: Speech) -> str:
    """A dot beside digits would be read as the zero of those that are drawn so: "آلمانی · ۲ · " as ۰۲۰."""
    if not speech.has_dotted_zero or " · " not in text:
        return text
    return _DOT_BY_DIGIT.sub(lambda found: f"{found['after'] or ''} | {found['before'] or ''}", text)


def _begins_rtl(seen: str) -> bool:
    """Whether the first letter is of a script that is written from right to left."""
    return next((unicodedata.bidirectional(sign) in ("R", "AL") for sign in seen if sign.isalpha()), False)
