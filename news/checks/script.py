"""Whether a text is written in the language it should be, by its script and by its words.

The identifier alone is wrong in one sentence of a hundred, so a sentence fails only where its most frequent words
say the same. Knows no story.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from news.checks.findings import Finding, Severity
from news.checks.lexicon import plain
from news.checks.quoted import without_quoted
from news.language.identify import identify
from news.language.tokens import primary_subtag, stop_words, words
from news.writing.drafts import Line, Said

LEAST_LETTERS = 40
"""A sentence with fewer is not judged by its words."""
SENTENCE_SHARE, DENSE_SHARE, STORY_SHARE = 0.5, 0.25, 0.9
"""Of letters in the language's script: names and figures of measure may stand in another."""

_GROUPS = (
    frozenset({"sr", "hr", "bs", "me"}),
    frozenset({"id", "ms"}),
    frozenset({"no", "nb", "nn", "da"}),
    frozenset({"zh", "yue", "wuu"}),
    frozenset({"fa", "prs"}),
    frozenset({"cs", "sk"}),
    frozenset({"gl", "pt"}),
)
_CYRILLIC = ("ru", "uk", "be", "bg", "mk", "kk", "ky", "mn", "tg", "tt")
_SCRIPTS = {
    **dict.fromkeys(_CYRILLIC, ("CYRILLIC",)),
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ckb", "ug", "sd"), ("ARABIC",)),
    **dict.fromkeys(("hi", "mr", "ne", "sa"), ("DEVANAGARI",)),
    **dict.fromkeys(("zh", "yue"), ("CJK", "BOPOMOFO")),
    "sr": ("CYRILLIC", "LATIN"), "ja": ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "FULLWIDTH"), "ko": ("HANGUL", "CJK"),
    "el": ("GREEK",), "he": ("HEBREW",), "yi": ("HEBREW",), "th": ("THAI",), "lo": ("LAO",), "ka": ("GEORGIAN",),
    "hy": ("ARMENIAN",), "bn": ("BENGALI",), "as": ("BENGALI",), "pa": ("GURMUKHI",), "gu": ("GUJARATI",),
    "or": ("ORIYA",), "ta": ("TAMIL",), "te": ("TELUGU",), "kn": ("KANNADA",), "ml": ("MALAYALAM",),
    "si": ("SINHALA",), "my": ("MYANMAR",), "km": ("KHMER",), "am": ("ETHIOPIC",), "ti": ("ETHIOPIC",),
    "uz": ("LATIN", "CYRILLIC"), "az": ("LATIN", "CYRILLIC"), "ku": ("LATIN", "ARABIC"),
}  # fmt: skip
_KANA = re.compile("[\u3041-\u309f\u30a1-\u30fa]")


def check(said: Said, language: str, lines: Sequence[Line] = ()) -> Iterator[Finding]:
    """One sentence by itself, and beside the lines that it cites: one that was taken over from another language as it stands is in
    that one, however short."""
    primary = primary_subtag(language)
    if (other := _taken_from(said.text, lines, primary)) is not None:
        yield Finding("language", None, f"stands in its source in {other}, not in {primary}")
        return
    text = without_quoted(said.text)
    share, letters = _share(_without_names(text, primary), primary)
    if letters >= LEAST_LETTERS / 2 and share < (DENSE_SHARE if _is_dense(primary) else SENTENCE_SHARE):
        yield Finding("script", None, f"{share:.0%} of its letters are in the script of {primary}")
    elif letters >= LEAST_LETTERS and (other := _other_language(text, primary)):
        yield Finding("language", None, f"is in {other}, not in {primary}")


def check_story(sentences: Sequence[Said], language: str) -> Iterator[Finding]:
    primary = primary_subtag(language)
    text = " ".join(said.text for said in sentences)
    share, letters = _share(_without_names(text, primary), primary)
    if (letters >= LEAST_LETTERS and share < STORY_SHARE and not _is_dense(primary)) or (
        letters >= LEAST_LETTERS and share < SENTENCE_SHARE
    ):
        yield Finding(
            "script", None, f"{share:.0%} of the story is in the script of {primary}", Severity.STORY
        )
    elif letters >= LEAST_LETTERS and (other := _other_language(text, primary)):
        yield Finding("language", None, f"the story is in {other}, not in {primary}", Severity.STORY)


def _taken_from(text: str, lines: Sequence[Line], primary: str) -> str | None:
    """The language of the line that has all of these words in a row; None where hardly any of them are more than names."""
    foreign = [line for line in lines if line.language and not is_same(line.language, primary)]
    if not foreign or len(_COMMON.findall(text)) < LEAST_COMMON:
        return None
    longest = max(_COMMON.findall(plain(text)), key=len)
    foreign = [line for line in foreign if longest in plain(line.text)]
    found = identify(text) if foreign else None
    if found is not None and is_same(found[0], primary):  # feeds say of themselves what they like
        return None
    told = f" {' '.join(words(text))} "
    return next((line.language for line in foreign if told in f" {' '.join(words(line.text))} "), None)


_COMMON = re.compile(r"(?<![^\W_])[^\W\d_A-ZÀ-ÞА-ЯЁΑ-Ω][^\W\d_]{2,}")
"""Words that begin small, or in a script that knows no capitals."""
LEAST_COMMON = 2


@lru_cache(maxsize=1 << 10)
def is_same(language: str | None, other: str | None) -> bool:
    """Whether two tags name one language, or two that readers and identifiers do not tell apart."""
    one, two = primary_subtag(language), primary_subtag(other)
    return bool(one) and (one == two or any(one in group and two in group for group in _GROUPS))


def _without_names(text: str, primary: str) -> str:
    """Without the capitalised words that are in another script than the language: names as their own language writes
    them. Not where they are most of it: then they are no names."""
    if "LATIN" in _SCRIPTS.get(primary, ("LATIN",)):
        return text
    rest = _FOREIGN_NAME.sub(" ", text)
    return rest if _letters(rest) >= LEAST_OWN * _letters(text) else text


_FOREIGN_NAME = re.compile(r"(?<![A-Za-z\u00c0-\u024f])[A-Z\u00c0-\u00de][A-Za-z\u00c0-\u024f'’.-]*")
LEAST_OWN = 0.15
"""Of the letters, that are no such names."""


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _is_dense(primary: str) -> bool:
    """Where a name in Latin letters outweighs the words around it."""
    return primary in ("zh", "ja", "ko", "yue")


def _share(text: str, primary: str) -> tuple[float, int]:
    """The share of letters that are in the script of the language, and the count of letters."""
    wanted = _SCRIPTS.get(primary, ("LATIN",))
    counts = Counter(_script(sign) for sign in text if sign.isalpha())
    total = counts.total()
    return (sum(counts[script] for script in wanted) / total if total else 1.0), total


@lru_cache(maxsize=1 << 11)
def _script(sign: str) -> str:
    return unicodedata.name(sign, "").split(" ")[0]


def _other_language(text: str, primary: str) -> str | None:
    """The language that the text is in, where it surely is not the one asked for."""
    if primary == "ja" and not _KANA.search(text):
        return "zh"
    found = None if _is_surely(text, primary) else identify(text)
    if (
        found is None
        or is_same(found[0], primary)
        or _SCRIPTS.get(primary, ("LATIN",)) != _SCRIPTS.get(found[0], ("LATIN",))
    ):
        return None
    here, there = _stopped(text, primary), _stopped(text, found[0])
    return found[0] if there > here + 1 and found[1] > 0.5 else None


def _is_surely(text: str, primary: str) -> bool:
    """Whether so many of its words are the most frequent ones of the language that nobody need ask further."""
    told = _words(text)
    return _stopped(text, primary) >= SURELY * max(1, len(told))


SURELY = 0.42
"""Of words: two languages that share most of theirs (Spanish and Portuguese) have not so many in common."""


def _stopped(text: str, primary: str) -> int:
    known = stop_words(primary)
    return sum(word in known for word in _words(text))


@lru_cache(maxsize=16)
def _words(text: str) -> tuple[str, ...]:
    return tuple(words(text))
