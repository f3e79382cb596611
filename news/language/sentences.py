"""Where sentences end, in any language, by rules alone.

Knows nothing of articles. The rules ask three things of a mark that may end a sentence: is it strong by
itself (a danda, an ideographic stop), what stands before it (an abbreviation, an initial, an ordinal), and
what comes after it (a small letter, a dash of speech, nothing). A line break always ends a sentence.
Thai has no such mark: there a sentence is what stands between wide gaps.
`benchmarks/splitting.py` measures this file.
"""

import re
from collections.abc import Iterator

from news.language.abbreviations import (
    BEFORE_NUMBERS,
    ORDINAL_DOTS,
    abbreviations,
    after_numbers,
    begins_sentences,
    may_end,
)

STRONG = "。！？｡।॥۔؟։።፧၊။។៕᠃᠉⁇⁈⁉‼"  # end a sentence whatever letter follows
WEAK = ".!?…⋯‥．"
GREEK_QUESTION = ";\u037e"
CLOSERS = "”’»›)]}）］｝」』】〉》〕⟩״׳"
EITHER = "\"'“‘«‹＂"  # close in one tradition and open in another: the next character tells
STRAIGHT = "\"'＂"
OPENERS = "\"'“‘«‹»›„‚‟([{（［｛「『【〈《〔⟨¿¡-–—―•*·#"

_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
_MARK = re.compile(rf"[{re.escape(STRONG + WEAK + GREEK_QUESTION)}]+")
_WORD_BEFORE = re.compile(r"[^\s۔\"'“”‘’«»‹›„‚()\[\]{}<>/,;:!?–—…،]*\Z")
_WORD_AFTER = re.compile(r"[^\W\d_]+")
_NUMBER_LAST = re.compile(r"[\dIVX]\s*\Z")
_ROMAN = re.compile(r"[IVX]{1,6}\Z")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}\Z")
_GLUED = re.compile(r"[^\W\d_]+[\s,]")
_THAI_GAP = re.compile(r"\s{2,}")
_GOES_ON = re.compile(r"[とってなのはがを，、,]")  # Japanese and Chinese go on so after a quoted sentence
_LETTERS = re.compile(r"[^\W_]")
_IDEOGRAPHIC = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_LOOK_BACK = 30  # longer than any abbreviation
_ORDINAL_DIGITS = 3
_REMARK = 30


def split(text: str, language: str | None = None) -> list[str]:
    """The sentences of `text` in order, each trimmed. `language` (BCP 47) adds what is special to it."""
    return [text[start:end] for start, end in spans(text, language)]


def spans(text: str, language: str | None = None) -> list[tuple[int, int]]:
    """As `split`, as offsets (start, end) into `text`, in characters, without white space at either side."""
    base = (language or "").replace("_", "-").split("-")[0].casefold()
    found: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        begin = line.start()
        for at in (*_ends(text, begin, line.end(), base), line.end()):
            found.append(_trimmed(text, begin, at))
            begin = at
    return [(start, end) for start, end in found if start < end]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _ends(text: str, start: int, end: int, base: str) -> Iterator[int]:
    """Offsets just after the sentences of one line, the last one left out."""
    if base == "th":
        yield from (gap.end() for gap in _THAI_GAP.finditer(text, start, end))
        return
    begin = start
    for mark in _MARK.finditer(text, start, end):
        if mark.start() < begin or not _LETTERS.search(text, begin, mark.start()):
            continue
        at = _after_closers(text, begin, mark.end(), end)
        if at < end and text[at:end].strip() and _ends_here(text, begin, mark, at, base):
            yield at
            begin = at


def _after_closers(text: str, begin: int, at: int, end: int) -> int:
    """Past the quotes and brackets that close with the sentence, and marks that stand after those."""
    while at < end:
        gap = text[at].isspace() and at + 1 < end  # French, and texts cut to words, close after a gap
        sign, follows = text[at + gap], text[at + gap + 1 : at + gap + 2]
        if sign in EITHER or gap:
            loose = not follows or follows.isspace() or follows in CLOSERS + STRONG + WEAK
            odd = sign in STRAIGHT and text.count(sign, begin, at) % 2 == 1
            closes = (loose and (odd or sign == "»")) if gap else (loose or odd)
            if not closes:
                return at
        elif sign not in CLOSERS + STRONG + WEAK:
            return at
        at += 1 + gap
    return at


def _ends_here(text: str, begin: int, mark: re.Match[str], at: int, base: str) -> bool:
    signs, closed = mark.group(), at > mark.end()
    if text[mark.start() - 1] in "([（" and text[mark.end()] in ")]）":
        return False  # "(!)", a remark
    if any(sign in STRONG for sign in signs):
        return _strong_ends_here(text, mark, at, closed)
    if signs.strip(GREEK_QUESTION) == "":
        return base == "el" and text[at].isspace()
    if not text[at].isspace():
        return bool(_IDEOGRAPHIC.match(text, at)) or _is_glued(text, mark, at)
    follows = text[at : at + 80].lstrip()
    if _begins_small(follows):
        return False
    return signs != "." or closed or _dot_ends_here(text, begin, mark.start(), follows, base)


def _strong_ends_here(text: str, mark: re.Match[str], at: int, closed: bool) -> bool:
    if closed and _GOES_ON.match(text, at):
        return False
    if mark.group() == "۔" and not text[at].isspace():  # also joins the letters of an abbreviation
        return len(_word_before(text, mark.start())) > _ORDINAL_DIGITS
    return True


def _is_glued(text: str, mark: re.Match[str], at: int) -> bool:
    """A sentence that lost the gap after it ("... he said.The ..."), and no "Booking.com"."""
    if at > mark.end() or len(mark.group()) > 1 or not text[at].isupper() or not text[at - 2].islower():
        return False
    word = _word_before(text, mark.start())
    return (
        len(word) > 2 and word.isalpha() and bool(_GLUED.match(text, at)) and text[at + 1 : at + 2].islower()
    )


def _begins_small(follows: str) -> bool:
    """Whether what follows goes on in small letters; "iPhone" and the like are names."""
    bare = follows.lstrip(OPENERS + " \u00a0")
    return bare[:1].islower() and not bare[1:2].isupper()


def _word_before(text: str, at: int) -> str:
    found = _WORD_BEFORE.search(text, max(0, at - _LOOK_BACK), at)
    return found.group() if found else ""


def _dot_ends_here(text: str, begin: int, at: int, follows: str, base: str) -> bool:
    """Whether a single dot at `at`, before a gap and no small letter, ends the sentence begun at `begin`."""
    word = _word_before(text, at)
    small = word.casefold()
    first = follows.lstrip(OPENERS)[:1]
    if small in BEFORE_NUMBERS and first.isdigit():
        return False
    if small in may_end(base) or (
        small in after_numbers(base) and _NUMBER_LAST.search(text, begin, at - len(word))
    ):
        return first.isupper() and not follows.startswith("(")  # "Midland Co. (MID) fell"
    if small in abbreviations(base) or _is_inside_short_brackets(text, begin, at):
        return False
    if _is_ordinal(text, begin, at, word, base) or _is_letter(word) or _DOTTED.match(word):
        return _starts_anew(follows)
    return True


def _is_ordinal(text: str, begin: int, at: int, word: str, base: str) -> bool:
    """ "5." of "5. Mai", "IV." of "Karel IV.", and the number of a list item."""
    is_item = not text[begin : at - len(word)].strip()
    if word.isdigit():
        return is_item or (base in ORDINAL_DOTS and len(word) < _ORDINAL_DIGITS)
    return bool(_ROMAN.match(word)) and (is_item or base in ORDINAL_DOTS)


def _is_inside_short_brackets(text: str, begin: int, at: int) -> bool:
    """Whether the dot shortens a word in a remark of a few words: "(spons. ADRs)"."""
    opened = text.rfind("(", max(begin, at - _REMARK), at)
    if opened < 0 or text.find(")", opened, at) >= 0:
        return False
    closed = text.find(")", at, opened + _REMARK)
    return closed >= 0 and not _MARK.search(text, at + 1, closed)


def _is_letter(word: str) -> bool:
    """An initial: one letter, or several joined by hyphens ("J.-P.")."""
    return len(word) == 1 and word.isalpha() and (word.isupper() or not word.islower())


def _starts_anew(follows: str) -> bool:
    first = _WORD_AFTER.match(follows.lstrip(OPENERS))
    if first is None or first.string[first.end() : first.end() + 1] == ".":  # the next initial
        return False
    return first.group().casefold() in begins_sentences()
