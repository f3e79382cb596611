"""Whether a sentence tells the opposite of what its source says: that prices rose which fell, that somebody confirmed
what they denied.

Knows the words of `opposites.toml`. Looks at a figure that both have with such a word beside it, or at the one line that
the sentence tells. Where either side has both words, it is open.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from news.checks.aligned import cited, tells_all
from news.checks.findings import Checked, Finding
from news.checks.kinds import Kinds, Span
from news.checks.lexicon import UNSPACED, lexicon, plain
from news.checks.negation import negators
from news.checks.script import is_same
from news.checks.support import supported
from news.language.amounts import amounts
from news.language.tokens import primary_subtag
from news.writing.drafts import Line, Said

CODE = "opposite"
REACH, REACH_UNSPACED = 40, 14
"""Letters between a figure and the word for where it went."""
TELLS = 0.6
"""Of a sentence's words, from which on it tells a line of its own language."""
_PAIRS = (("rise", "fall"), ("confirm", "deny"))


def check(said: Said, own: Checked) -> Iterator[Finding]:
    mine = _spans(said.text, own.language)
    if not mine:
        return
    for told, there in (*_PAIRS, *((other, one) for one, other in _PAIRS)):
        if _kinds(mine) & {told, there} == {told} and (
            _is_turned_beside_figure(said, own, told, there) or _is_turned(said, own, told, there)
        ):
            yield Finding(CODE, None, f"tells a {told} of what its source tells a {there}")
            return


# --- beside a figure -----------------------------------------------------------------------------


def _is_turned_beside_figure(said: Said, own: Checked, told: str, there: str) -> bool:
    ours = {value for kind, values in _beside(said.text, own.language) if kind == {told} for value in values}
    theirs = [
        kind | (_kinds(_spans(line.text, line.language)) & {told})
        for line in (own.nearest if ours else ())
        for kind, values in _beside(line.text, line.language)
        if not ours.isdisjoint(values)
    ]
    return bool(theirs) and all(kind == {there} for kind in theirs)


@lru_cache(maxsize=1 << 10)
def _beside(text: str, language: str | None) -> tuple[tuple[set[str], frozenset[str]], ...]:
    """The figures of a text that have such words near by in their clause, with these."""
    spans = [span for span in _spans(text, language) if span[2] in ("rise", "fall")]
    reach = REACH_UNSPACED if primary_subtag(language) in UNSPACED else REACH
    found = []
    for amount in amounts(text, language) if spans else ():
        near = {
            kind
            for start, end, kind in spans
            if max(start - amount.end, amount.start - end) <= reach
            and not _PARTS.search(text[min(end, amount.end) : max(start, amount.start)])
        }
        if near and amount.has_digits:
            found.append((near, amount.values))
    return tuple(found)


_PARTS = re.compile(r"[.;!?:]\s|[。；！？;]")

# --- in the one line that is told ----------------------------------------------------------------


def _is_turned(said: Said, own: Checked, told: str, there: str) -> bool:
    lines = cited(said, own)
    if len(lines) != 1 or _kinds(_spans(lines[0].text, lines[0].language)) & {told, there} != {there}:
        return False
    return _tells(said, lines[0], own.language) and not (
        _denies(said.text, own.language) or _denies(lines[0].text, lines[0].language)
    )


def _tells(said: Said, line: Line, language: str) -> bool:
    if is_same(line.language, language):
        return (supported(said.text, (line,), language) or 0) >= TELLS
    return tells_all(said, line, language)


def _denies(text: str, language: str | None) -> bool:
    return bool(negators(plain(text), language)) or not lexicon(language).negators


def _kinds(spans: tuple[Span, ...]) -> set[str]:
    return {kind for _, _, kind in spans}


# --- the words -----------------------------------------------------------------------------------


def _spans(text: str, language: str | None) -> tuple[Span, ...]:
    return _kinds_listed().spans(text, language)


@cache
def _kinds_listed() -> Kinds:
    return Kinds(listed())


@cache
def listed() -> Mapping[str, Mapping[str, str]]:
    """By language and kind the forms, as `kinds` reads them."""
    return tomllib.loads(files("news.checks").joinpath("opposites.toml").read_text("utf-8"))
