"""A sentence denies what its source denies, and nothing else.

Within one language the words around a negator are looked for on the other side; across languages a negator must
answer to a negator, or to a word with a no inside ("without"), in a sentence that tells one line as a whole. Knows the
lists of `lexicon`; without them for both languages the check is off.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from news.checks.aligned import A_FEW, cited, context, share_in, tells_all
from news.checks.findings import Checked, Finding, Severity
from news.checks.lexicon import Vocabulary, lexicon, plain
from news.checks.script import is_same
from news.checks.support import content
from news.language.amounts import amounts
from news.writing.drafts import Line, Said

CODE = "negation"
SAME_THING, HALF, ALL_BUT = 0.6, 0.5, 0.8


def check(said: Said, own: Checked, *, is_translation: bool = False) -> Iterator[Finding]:
    """A no too many across languages drops the sentence only in a translation: writers and translators deny in other words
    so often (2 to 8 sentences in a hundred) that it is counted where the sentence was written from sources."""
    if not any(_denials(text, language) for text, language in _texts(said, own)):
        return
    lines = cited(said, own)
    if not lines or not all(
        lexicon(language).negators for language in (own.language, *(line.language for line in lines))
    ):
        return
    is_own_language = all(is_same(line.language, own.language) for line in own.lines)
    if is_own_language:
        told = [line for line in lines if _tells(said, line, own.language)] if _is_article(said) else lines
        added, dropped = _added(said.text, own.nearest, own.language), _dropped(said.text, told, own.language)
    else:
        added, dropped = _added_across(said, own), _dropped_across(said, lines, own.language)
    if added:
        severity = Severity.DROPS if is_own_language or is_translation else Severity.COUNTED
        yield Finding(CODE, None, "denies what its source does not", severity)
    elif dropped:
        yield Finding(CODE, None, "says what its source denies")


def _texts(said: Said, own: Checked) -> Iterator[tuple[str, str | None]]:
    yield said.text, own.language
    yield from ((line.text, line.language) for line in own.lines)


@lru_cache(maxsize=1 << 10)
def _denials(text: str, language: str | None) -> tuple[tuple[int, int], ...]:
    return negators(plain(text), language)


def negators(text: str, language: str | None) -> tuple[tuple[int, int], ...]:
    """Where the text denies, phrases like "not only" left out, and what is part of a longer word with a no inside
    ("不利"); `text` is `plain` already."""
    words = lexicon(language)
    rest = words.aside.without(text)
    spans = words.negators.spans(rest)
    within = words.negative.spans(rest) if spans else ()
    return tuple(span for span in spans if not any(_is_part(span, other) for other in within))


def _is_part(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= span[0] and span[1] <= other[1] and span != other


# --- within one language -------------------------------------------------------------------------


def _added(text: str, lines: Sequence[Line], language: str) -> bool:
    small = plain(text)
    for span in negators(small, language):
        around = context(small, span, language)
        telling = (line for line in lines if around and share_in(around, line.text, language) >= SAME_THING)
        if _affirm(telling, around, language, beside=small):
            return True
    return False


def _affirm(lines: Iterable[Line], around: frozenset[str], language: str, *, beside: str) -> bool:
    """Whether there are lines, and none of them denies near these terms: no line is read after one that does."""
    are_any = False
    for line in lines:
        if _denies_near(plain(line.text), around, language, beside=beside):
            return False
        are_any = True
    return are_any


def _dropped(text: str, lines: Sequence[Line], language: str) -> bool:
    small = plain(text)
    for line in lines:
        source = plain(line.text)
        for span in negators(source, language):
            if _denies_other_number(source, span, small, language):
                continue
            around = context(source, span, language)
            tells = around and share_in(around, text, language) >= SAME_THING
            if tells and not _denies_near(small, around, language, beside=source):
                return True
            if _takes_denied_word(text, source, span, language):
                return True
    return False


def _takes_denied_word(text: str, source: str, span: tuple[int, int], language: str) -> bool:
    """Whether a text that denies nothing is all in the source, and has the word behind this no, which stands there only once."""
    denied = content(source[span[1] : span[1] + BEHIND], language)[:1]
    if not denied or negators(plain(text), language) or lexicon(language).negative.count(text):
        return False
    return (
        denied[0] in content(text, language)
        and content(source, language).count(denied[0]) == 1
        and share_in(content(text, language), source, language) >= ALL_BUT
    )


BEHIND = 24
"""Letters behind a no in which the word stands that it denies."""


def _denies_other_number(source: str, span: tuple[int, int], text: str, language: str) -> bool:
    """Whether what is denied is a number that the text has not: "96 people, not 98 as we first reported"."""
    denied = next((each for each in amounts(source, language) if 0 <= each.start - span[1] <= 1), None)
    return denied is not None and not any(
        denied.values & told.values for told in amounts(text, language) if told.is_firm
    )


def _is_article(said: Said) -> bool:
    """Whether the sentence cites so much that most of it is not what it tells."""
    return len(said.evidence) > A_FEW


def _tells(said: Said, line: Line, language: str) -> bool:
    """Half of the line, or of a longer one nothing else."""
    return (
        share_in(content(line.text, language), said.text, language) >= HALF
        or share_in(content(said.text, language), line.text, language) >= ALL_BUT
    )


def _denies_near(small: str, around: frozenset[str], language: str, *, beside: str) -> bool:
    """Whether a negator stands among these terms, or a word with a no inside that the text `beside` lacks."""
    inner = (span for span in lexicon(language).negative.spans(small) if small[slice(*span)] not in beside)
    spans = (*negators(small, language), *inner)
    return any(not around.isdisjoint(context(small, span, language)) for span in spans)


# --- across languages ----------------------------------------------------------------------------


def _added_across(said: Said, own: Checked) -> bool:
    """The source may say "refused" or "only" where the sentence says "not": then it has one such word more."""
    return _denies(said.text, own.language) and not any(
        _denies(line.text, line.language) or _has_more(line, said.text, own.language) for line in own.lines
    )


def _has_more(line: Line, text: str, language: str) -> bool:
    there, here = lexicon(line.language), lexicon(language)
    return _count(there.negative, line.text, line.language) > _count(here.negative, text, language) or (
        there.limits.count(line.text) > here.limits.count(text)
    )


def _dropped_across(said: Said, lines: Sequence[Line], language: str) -> bool:
    if len(lines) != 1 or not tells_all(said, lines[0], language):
        return False
    if _denies(said.text, language) or _has_set_phrase(said.text, language) > _has_set_phrase(
        lines[0].text, lines[0].language
    ):
        return False
    words = lexicon(language)
    here = words.negative.count(words.concord.without(words.aside.without(said.text)))
    return _denies(lines[0].text, lines[0].language) and here <= _besides(lines[0].text, lines[0].language)


def _has_set_phrase(text: str, language: str | None) -> bool:
    """Whether a no is in it that `aside` takes for none, and that another language may well deny by: "not just"."""
    words = lexicon(language)
    phrases = () if words.aside.is_unspaced else words.aside.found(text)
    return any(words.negators.count(each) and not words.apart.count(each) for each in phrases)


def _besides(text: str, language: str | None) -> int:
    """How many words with a no inside a text has besides what denies in it: "无法" is one word, and holds another.
    What only strengthens a no ("δεν ... κανείς") is none besides it."""
    words, denials = lexicon(language), _denials(text, language)
    spans = words.negative.spans(words.concord.without(words.aside.without(text)))
    return sum(all(last <= start or end <= first for first, last in denials) for start, end in spans)


def _denies(text: str, language: str | None) -> bool:
    spans = _denials(text, language)
    is_aligned = bool(spans) and len(plain(text)) == len(text) and not _is_headline(text)
    return any(not (is_aligned and _TITLE.match(text, start)) for start, _ in spans)


_TITLE = re.compile(r"[A-Z][\w'’]*\s[A-Z][a-z]")
""" "Don't Go Breaking My Heart" denies nothing."""


def _is_headline(text: str) -> bool:
    """Whether it is written in capitals as headlines are, all words but the small ones: "It Didn't Go Well"."""
    words = (word.lstrip("\"'“‘(") for word in text.split())
    return not any(word[:1].islower() and len(word) > _SMALL_LETTERS for word in words)


_SMALL_LETTERS = 4


def _count(words: Vocabulary, text: str, language: str | None) -> int:
    return words.count(lexicon(language).aside.without(text))
