"""What a text is about, by words for the usual matters of news (a quake, a strike, a ferry) in every language of the interface.

A word of one language and a word of another that stand for one matter are taken for the same. The words are in `matters.txt`. Pure;
knows no stories.
"""

import re
from functools import cache, lru_cache

from news.language.lists import by_language
from news.language.tokens import WORD_SIGNS, as_cut, primary_subtag

_UNSPACED = frozenset({"zh", "ja", "ko"})
_PREFIXES = {"ar": "[وفبلك]{0,2}(?:ال|ل)?", "he": "[והלבכמש]{0,3}"}
"""Little words that are written together with the word behind them."""
_KATAKANA, _HANGUL = "[\u30a1-\u30fa\u30fc]", "[\uac00-\ud7a3]"
_TURKISH = str.maketrans({"İ": "i", "I": "ı"})


@lru_cache(maxsize=1 << 12)
def matters(text: str, language: str | None) -> frozenset[str]:
    """The matters that it names."""
    code = primary_subtag(language)
    pattern = _pattern(code)
    if pattern is None:
        return frozenset()
    cut = as_cut(text.translate(_TURKISH) if code == "tr" else text)
    return frozenset(match.lastgroup or "" for match in pattern.finditer(cut))


@cache
def _pattern(language: str) -> re.Pattern[str] | None:
    """Anywhere in scripts without spaces; elsewhere where a word begins, behind what is joined to it. None where none is listed."""
    lines = [line.split() for code, line in by_language("matters") if code == language]
    if not lines:
        return None
    listed = [
        f"(?P<{matter}>{'|'.join(_form(form, language) for form in sorted(forms, key=len, reverse=True))})"
        for matter, *forms in lines
    ]
    before = "" if language in _UNSPACED else rf"(?<!{WORD_SIGNS}){_PREFIXES.get(language, '')}"
    return re.compile(f"{before}(?:{'|'.join(listed)})")


def _form(form: str, language: str) -> str:
    parts = [re.escape(as_cut(part)) for part in form.lstrip("=").split("_")]
    if form[0] == "=":
        return rf"{' '.join(parts)}(?!{WORD_SIGNS})"
    if language in _UNSPACED:
        return _whole("".join(parts))
    ending = rf"{WORD_SIGNS}*"
    return rf"{ending} ".join(parts) + ending


def _whole(word: str) -> str:
    """No part of a longer word: ダム is not in アムステルダム. Korean joins its little words behind; Chinese characters join as they will."""
    if re.match(_KATAKANA, word):
        return f"(?<!{_KATAKANA}){word}(?!{_KATAKANA})"
    return f"(?<!{_HANGUL}){word}" if re.match(_HANGUL, word) else word
