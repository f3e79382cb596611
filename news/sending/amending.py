"""Correcting a message that was sent: its HTML with the sentences changed that no longer hold, and a line that says so.

Pure. Works on the text as it was sent, so that everything else in it stays as it was, whatever became of the rest; and
within Telegram's budget, saying less where there is no room. Knows no rows and no model.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from news.i18n import Speech
from news.language.quotable import has_end_mark
from news.markup import Html, clock_time, esc, isolate, link, measure, quiet, struck
from news.rendering.directions import rtl
from news.rendering.render import is_foreign, moment
from news.writing.fragments import passage_link

MARK = "✏️ "


@dataclass(frozen=True)
class Amendment:
    """A sentence as a message tells it (`told`), and in the same language what is to stand there (`now`, empty: nothing).

    `was_part` and `now_part` are the words that differ, in `language`.
    """

    told: str
    now: str = ""
    was_part: str = ""
    now_part: str = ""
    language: str | None = None


@dataclass(frozen=True)
class Recall:
    """Who corrected or withdrew an article, where and when. `cited_url` is the address that its citations lead to, `text`
    what stands at `url` now."""

    outlet: str
    url: str
    cited_url: str
    at: datetime
    is_withdrawn: bool = False
    text: str = ""


def amended(
    html: str, amendments: Sequence[Amendment], recall: Recall, speech: Speech, *, zone: str
) -> Html | None:
    """The message's text with the amendments and one line on them; None where it tells none of the sentences."""
    told = [amendment for amendment in amendments if _places(html, amendment.told)]
    if not told:
        return None
    candidates = list(_candidates(html, told, recall, speech, zone))
    return next((text for text in candidates if measure(text).fits), candidates[-1])


def _candidates(
    html: str, told: Sequence[Amendment], recall: Recall, speech: Speech, zone: str
) -> Iterator[Html]:
    """From the fullest to the shortest; the last is not longer than the message was, but for the line's few words."""
    for says_parts, shows_old in ((True, True), (False, True), (False, False)):
        yield _with(
            html, told, recall, _line(told if says_parts else (), recall, speech, zone), shows_old=shows_old
        )


def _with(html: str, told: Sequence[Amendment], recall: Recall, line: Html, *, shows_old: bool) -> Html:
    """The line goes below the last line that was changed."""
    text = str(html)
    for amendment in told:
        for start, end in reversed(_places(text, amendment.told)):
            instead = _instead(amendment, text[start:end], recall, shows_old=shows_old)
            text = "".join((text[:start], instead, _CHANGED, text[end:]))
    end = text.find("\n", text.rindex(_CHANGED))
    end = len(text) if end < 0 else end
    return Html("".join((text[:end], "\n", line, text[end:])).replace(_CHANGED, ""))


_CHANGED = "\ue000"
"""Stands behind each change until the line is placed; a private sign that no text of others keeps."""
_CITATIONS = r"(?: <a href=\"[^\"]*\">\[\d+\]</a>)*"
_CITATION = re.compile(r"<a href=\"([^\"]*)\">(\[\d+\])</a>")


def _places(html: str, told: str) -> list[tuple[int, int]]:
    """Where the message tells the sentence, with its citations; not where it is struck out already. A headline, or a few
    words, within something longer are none."""
    if not told:
        return []
    is_whole = has_end_mark(told)
    ahead = r"(?<!<s>)(?:^|(?<=[\n\u2068>« ]))" if is_whole else r"(?<!<s>)(?:^|(?<=[\n\u2068>«]))"
    behind = "" if is_whole else r"(?=$|[\n\u2069<»]| <a )"
    pattern = re.compile(ahead + re.escape(quiet(told)) + behind + _CITATIONS)
    return [found.span() for found in pattern.finditer(html)]


def _instead(amendment: Amendment, was: str, recall: Recall, *, shows_old: bool) -> Html:
    """The sentence that stands now, with the citation of who says it; else the old one struck out."""
    if amendment.now:
        return quiet(amendment.now) + _cited(was, amendment, recall)
    return struck(quiet(amendment.told)) if shows_old else Html("")


def _cited(was: str, amendment: Amendment, recall: Recall) -> Html:
    """The mark under which the outlet was cited, leading to what it says now."""
    marks = _CITATION.findall(was)
    if not marks:
        return Html("")
    own = esc(recall.cited_url).replace('"', "&quot;")
    number = next((number for url, number in marks if url.split("#")[0] == own.split("#")[0]), marks[0][1])
    return Html(" ") + link(number, passage_link(recall.url, amendment.now, text=recall.text))


# --- the line ------------------------------------------------------------------------------------


def _line(told: Sequence[Amendment], recall: Recall, speech: Speech, zone: str) -> Html:
    time = clock_time(moment(recall.at, speech, zone), recall.at)
    outlet = link(speech.isolated(recall.outlet), recall.url)
    if recall.is_withdrawn:
        words = speech.gettext("Withdrawn by {outlet}, {time}", outlet="\0", time="\1")
        return rtl(esc(MARK) + filled(words, outlet, time), speech)
    parts = [_part(one, speech) for one in told if one.was_part and one.now_part]
    if parts:
        words = speech.gettext("Corrected {time}: {changes}", time="\0", changes="\1")
        line = filled(words, time, Html("; ").join(dict.fromkeys(parts)))
    else:
        line = filled(speech.gettext("Corrected {time}", time="\0"), time)
    return rtl(esc(MARK) + line + " · " + outlet, speech)


def _part(amendment: Amendment, speech: Speech) -> Html:
    said = isolate(quiet(amendment.was_part)) + " → " + isolate(quiet(amendment.now_part))
    is_figure = not any(sign.isalpha() for sign in amendment.was_part + amendment.now_part)
    if is_figure or not is_foreign(amendment.language, speech):
        return said
    return said + f" (🌐 {speech.language_name(amendment.language or '')})"


def filled(said: str, *values: Html) -> Html:
    """The translated words with these in the places that stand for them."""
    made: str = esc(said)
    for sign, value in zip("\0\1", values, strict=False):
        made = made.replace(sign, value)
    return Html(made)
