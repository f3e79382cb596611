"""A sentence denies what its source denies, and nothing else.

Within one language the words around a negator are looked for on the other side; across languages a negator must
answer to a negator, or to a word with a no inside ("without"), in a sentence that tells one line as a whole. Knows the
lists of `lexicon`; without them for both languages the check is off.
"""

from collections.abc import Iterator, Sequence

from news.checks.aligned import cited, context, share_in, tells_all
from news.checks.findings import Checked, Finding
from news.checks.lexicon import Vocabulary, lexicon, plain
from news.checks.script import is_same
from news.drafts import Line, Said

SAME_THING = 0.6


def check(said: Said, own: Checked) -> Iterator[Finding]:
    lines = cited(said, own)
    if not lines or not all(
        lexicon(language).negators for language in (own.language, *(line.language for line in lines))
    ):
        return
    if all(is_same(line.language, own.language) for line in own.lines):
        added, dropped = _added(said.text, own.lines, own.language), _dropped(said.text, lines, own.language)
    else:
        added, dropped = _added_across(said, own), _dropped_across(said, lines, own.language)
    if added:
        yield Finding("negation", None, "denies what its source does not")
    elif dropped:
        yield Finding("negation", None, "says what its source denies")


def negators(text: str, language: str | None) -> tuple[tuple[int, int], ...]:
    """Where the text denies, phrases like "not only" left out; `text` is `plain` already."""
    words = lexicon(language)
    return words.negators.spans(words.aside.without(text))


def denies(text: str, language: str | None, *, strictly: bool) -> bool:
    """Whether a text has a negator; not `strictly`: or another word with a no inside."""
    small = plain(text)
    return bool(negators(small, language)) or (not strictly and _has(lexicon(language).negative, small))


def _has(vocabulary: Vocabulary, small: str) -> bool:
    return bool(vocabulary.spans(small))


# --- within one language -------------------------------------------------------------------------


def _added(text: str, lines: Sequence[Line], language: str) -> bool:
    small = plain(text)
    for span in negators(small, language):
        around = context(small, span, language)
        telling = [line for line in lines if share_in(around, line.text, language) >= SAME_THING]
        if (
            around
            and telling
            and not any(_denies_near(plain(line.text), around, language) for line in telling)
        ):
            return True
    return False


def _dropped(text: str, lines: Sequence[Line], language: str) -> bool:
    small = plain(text)
    for line in lines:
        source = plain(line.text)
        for span in negators(source, language):
            around = context(source, span, language)
            tells = around and share_in(around, text, language) >= SAME_THING
            if tells and not _denies_near(small, around, language):
                return True
    return False


def _denies_near(small: str, around: frozenset[str], language: str) -> bool:
    """Whether a negator, or a word with a no inside, stands among these terms."""
    spans = (*negators(small, language), *lexicon(language).negative.spans(small))
    return any(not around.isdisjoint(context(small, span, language)) for span in spans)


# --- across languages ----------------------------------------------------------------------------


def _added_across(said: Said, own: Checked) -> bool:
    return denies(said.text, own.language, strictly=True) and not any(
        denies(line.text, line.language, strictly=False) for line in own.lines
    )


def _dropped_across(said: Said, lines: Sequence[Line], language: str) -> bool:
    if len(lines) != 1 or not tells_all(said, lines[0]) or denies(said.text, language, strictly=False):
        return False
    return denies(lines[0].text, lines[0].language, strictly=True)
