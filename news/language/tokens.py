"""The one tokenizer: what a word is, in every script. Everything that compares texts uses it.

`words` keeps every word; `terms` keeps what tells texts apart (stop words dropped, stems, accents folded).
Knows nothing of articles or stories. Two things that Python's `\\w` gets wrong are put right here: vowel
signs of Hindi, Thai or Bengali belong to their word, and scripts without spaces are cut into pairs of
characters, as search engines do (Apache Lucene's CJKAnalyzer).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from itertools import pairwise
from threading import get_ident

import Stemmer
import stopwordsiso

LONGEST_WORD = 64
"""Longer runs are cut: they are addresses, keys or noise, and would only fill the vocabulary."""

_PREFIX = dict.fromkeys(["uk", "be", "bg", "mk", "cs", "sk", "sl", "lv", "he", "ur", "kk"], 5)
"""Languages that inflect by endings and have no Snowball stemmer: words are cut to so many letters.
Prefixes of five letters do about as well as stemmers in Slavic retrieval (Dolamic & Savoy 2009)."""

_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hr": "serbian", "bs": "serbian", "sr": "serbian",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
    "yi": "yiddish",
}  # fmt: skip

_NOT_STOPPED = frozenset((
    "ai", "bill", "computer", "cry", "eu", "fire", "hell", "microsoft", "mine", "mp", "netscape", "novel",
    "research", "ring", "shell", "system", "test", "tv", "uk", "un", "wells",
))  # fmt: skip
"""Words of the English list that name things in news: it counts every top-level domain as a stop word."""

_UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Myanmar, Khmer
    "\u3040-\u30ff\u31f0-\u31ff"  # Hiragana, Katakana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
_HANGUL = re.compile("[\uac00-\ud7a3]{2,}")


def _marks() -> list[int]:
    """The combining marks."""
    return [code for code in range(0x300, 0x20000) if unicodedata.category(chr(code)) in ("Mn", "Mc")]


def _ranges(codes: Iterable[int]) -> str:
    """For a character class."""
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


_CODES = _marks()
_COMBINING = re.compile(f"[{_ranges(code for code in _CODES if unicodedata.combining(chr(code)))}]")
MARKS = _ranges(_CODES)
"""Combining marks, for a character class: Python's `\\w` does not have them."""
WORD_SIGNS = rf"[\w{MARKS}]"
"""A sign of a word, vowel signs too: `\\w` for patterns that must not end within a word of Hindi or Thai."""
WORD = re.compile(
    rf"""
    (?P<number> \d+(?:[.,\u066b\u066c'’]\d+)+ )            # 1,200.5 stays one word
  | (?P<initials> (?:[^\W\d_]\.){{2,}}[^\W\d_]? )           # U.S. is the word "us"
  | (?P<pairs> [{_UNSPACED}](?:[{_UNSPACED}{MARKS}])* )
  | [^\W_] (?: (?![{_UNSPACED}])[^\W_] | [{MARKS}] | (?<=[\u0400-\u052f])['’ʼ](?=[\u0400-\u052f]) )*
    """,
    re.VERBOSE,
)
_ODD = re.compile(
    f"[{_UNSPACED}{_ranges(code for code in _CODES if code < 0x10000)}\u066b\u066cʼ\U00010000-\U0010ffff]|(?<=[\u0400-\u052f])['’](?=[\u0400-\u052f])"
)
"""What `_PLAIN_WORD` would cut otherwise than `WORD`."""
_PLAIN_WORD = re.compile(r"\d+(?:[.,'’]\d+)+|(?:[^\W\d_]\.){2,}[^\W\d_]?|[^\W_]+")
"""What `WORD` finds in a text of letters and figures alone, several times as fast."""
_APOSTROPHES = dict.fromkeys(map(ord, "'’ʼ"))  # Ukrainian writes one word with any of three, or with none
_UNIT = re.compile(rf"[{_UNSPACED}][{MARKS}]*")
_UNSEEN = re.compile("[\u00ad\u0640\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")


def as_cut(text: str) -> str:
    """In the letters that `words` gives: compatibility forms joined, case folded (a Greek word has no final sigma then),
    without what does not show."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold()


def words(text: str, *, cut: Callable[[str], Iterable[str]] | None = None) -> list[str]:
    """Every word of the text in order: compatibility forms joined, case folded.

    Runs of scripts without spaces give overlapping pairs of characters, or what `cut` makes of them; numbers keep
    their separators.
    """
    text = as_cut(text)
    if text.isascii() or not _ODD.search(text):
        return [word[:LONGEST_WORD] if word.isalnum() else _bare(word) for word in _PLAIN_WORD.findall(text)]
    found: list[str] = []
    for match in WORD.finditer(text):
        kind = match.lastgroup
        word = match.group()
        if kind == "pairs":
            found.extend(cut(word) if cut else _pairs(_UNIT.findall(word)))
        elif kind == "initials":
            found.append(word.replace(".", ""))
        elif bare := _bare(word):  # an apostrophe may stand alone
            found.append(bare)
    return found


def _bare(word: str) -> str:
    """A word without apostrophes, initials without their dots."""
    if word.isalnum() and "ʼ" not in word:  # which counts as a letter
        return word[:LONGEST_WORD]
    if word[0].isdigit() or "." not in word:
        has_any = "'" in word or "’" in word or "ʼ" in word
        return (word.translate(_APOSTROPHES) if has_any else word)[:LONGEST_WORD]
    return word.replace(".", "")


def terms(text: str, language: str | None) -> list[str]:
    """What tells this text from others, in order: stems of the words that are not stop words.

    `language` is a BCP 47 tag, of which the primary subtag counts; None keeps words whole.
    """
    return terms_of(words(text), language)


def terms_of(told: Iterable[str], language: str | None) -> list[str]:
    """As `terms`, of words that are cut already."""
    primary = primary_subtag(language)
    return [term for word in told for term in _terms_of(word, primary)]


def stems(text: str, language: str | None) -> list[str]:
    """Every word of the text in order, cut as `terms` cuts them; stop words whole and after a dot, so that a phrase
    may hold one and no stem is taken for one (`para` is not `paro`)."""
    return stems_of(words(text), language)


def stems_of(told: Iterable[str], language: str | None) -> list[str]:
    """As `stems`, of words that are cut already."""
    primary = primary_subtag(language)
    stopped = stop_words(primary)
    found: list[str] = []
    for word in told:
        if word in stopped:
            found.append(f".{word}")
        else:
            found.extend(_stems_of(word, primary))
    return found


@lru_cache(maxsize=1 << 10)
def primary_subtag(language: str | None) -> str:
    """`de` for `de-AT` and `DE_at`; an empty string for None."""
    return re.split("[-_]", language, maxsplit=1)[0].lower() if language else ""


@cache
def stop_words(language: str) -> frozenset[str]:
    """The stop words of a primary subtag, as `words` cuts them; empty where there is no list."""
    code = {"nb": "no", "nn": "no", "iw": "he", "in": "id"}.get(language, language)
    listed: set[str] = stopwordsiso.stopwords(code) if stopwordsiso.has_lang(code) else set()
    cut = {part for word in listed for part in words(word)}
    if code == "en":
        cut -= _NOT_STOPPED
    return frozenset(word for word in cut if not word.isdigit())


@lru_cache(maxsize=1 << 11)
def _terms_of(word: str, language: str) -> tuple[str, ...]:
    if word in stop_words(language) or (len(word) == 1 and word.isascii() and not word.isdigit()):
        return ()
    return _cut_to_stems(word, language)


@lru_cache(maxsize=1 << 11)
def _stems_of(word: str, language: str) -> tuple[str, ...]:
    return _cut_to_stems(word, language)


def _cut_to_stems(word: str, language: str) -> tuple[str, ...]:
    if word[0].isdigit():
        return (word,)
    if word[0] >= "\uac00" and _HANGUL.fullmatch(
        word
    ):  # particles stick to Korean words: pairs find the stem
        return tuple(_pairs(list(word)))
    return (_folded(_stem(word, language)),)


def _stem(word: str, language: str) -> str:
    algorithm = _ALGORITHMS.get(language)
    if algorithm is not None:
        return str(_stemmer(algorithm, get_ident()).stemWord(word)) or word
    return word[: _PREFIX.get(language, LONGEST_WORD)]


@lru_cache(maxsize=256)
def _stemmer(algorithm: str, _thread: int) -> "Stemmer.Stemmer":
    """One a thread: PyStemmer's objects must not be shared (its README). Words that were stemmed are kept by our own callers."""
    return Stemmer.Stemmer(algorithm, 0)


def _folded(word: str) -> str:
    """Without accents (Latin, Greek), vowel points (Arabic, Hebrew) and the dots of ё; others as they are."""
    if word.isascii():
        return word
    if "\u0400" <= word[0] <= "\u052f":
        return word.replace("ё", "е")
    if word[0] > "\u06ff" and not "\u1e00" <= word[0] <= "\u1fff":  # elsewhere marks are letters
        return word
    return unicodedata.normalize("NFC", unaccented(word)) or word


def unaccented(text: str) -> str:
    """Taken apart (NFD), without the signs that combine with a letter."""
    return _COMBINING.sub("", unicodedata.normalize("NFD", text))


def _pairs(units: list[str]) -> list[str]:
    return [first + second for first, second in pairwise(units)] or units
