"""No judgement, tease, question or exclamation in our own voice. What stands in quotation marks is another's.

A word that a source uses may be told where the sentence says who says so; of words that reports have as well ("tragic") that
a source in the same language has it is enough. Knows the lists of `lexicon`; where
a language has none, only questions and exclamations are found.
"""

import re
from collections.abc import Iterator

from news.checks.findings import Checked, Finding, Severity
from news.checks.lexicon import lexicon, plain
from news.checks.quoted import has_loose_mark, without_broken_quotation, without_quoted
from news.checks.script import is_same
from news.writing.drafts import Said

_ASKS = re.compile(r"[?？؟](?:\s|$|[\"”»)])|[?？؟]$")
_ASKED = re.compile(rf"{_ASKS.pattern}|か[。」]|[\u037e;]\W*$")
"""In a source, which may be in Japanese or Greek."""
_SHOUTS = re.compile(r"[!！](?:\s|$)")


def check(said: Said, own: Checked) -> Iterator[Finding]:
    bare = without_quoted(said.text)
    if has_loose_mark(said.text) and any(has_loose_mark(line.text) for line in own.lines):
        bare = without_broken_quotation(bare)
    bare = bare.strip()
    if _ASKS.search(bare):
        is_told = any(_ASKED.search(line.text) for line in own.lines)
        yield Finding("opinion", None, "asks a question", Severity.COUNTED if is_told else Severity.DROPS)
    if _SHOUTS.search(bare):
        is_told = any(_SHOUTS.search(line.text) for line in own.lines)
        yield Finding("opinion", None, "calls out", Severity.COUNTED if is_told else Severity.DROPS)
    words = lexicon(own.language)
    for form in words.opinion.found(bare):
        if not (words.attribution.count(said.text) and _is_told(form, own)):
            yield Finding("opinion", None, f"judges or teases: {form}")
            return
    if own.lines and all(is_same(line.language, own.language) for line in own.lines):
        for form in words.judging.found(bare):
            if not any(form[:STEM] in plain(line.text) for line in own.lines):
                yield Finding("opinion", None, f"judges as no source does: {form}")
                return


STEM = 5
"""Letters by which a word is known in any of its forms."""


def _is_told(form: str, own: Checked) -> bool:
    """Whether a source has the word, or in another language a word like it."""
    return any(
        form in plain(line.text) or lexicon(line.language).opinion.count(line.text) for line in own.lines
    )
