"""Names that can be compared across scripts: each word of a name as the consonants that a transliteration keeps.

"Zelensky", "Зеленского" and "زيلينسكي" give one skeleton. Vowels differ between spellings and are dropped, as
are sounds that scripts lack (p and b in Arabic, h and g in Russian). Knows no list of names: in scripts with
capitals a name is a capitalised word, in Arabic and Hebrew every word counts. Scripts that write syllables
give none.
"""

import re
import unicodedata
from functools import lru_cache

from news.language.tokens import primary_subtag, stop_words, terms

TEXT_CHARS = 400
SHORTEST, LONGEST = 3, 4
"""Consonants: fewer say nothing, and later ones are endings."""

_LATIN = (
    ("tsch", "s"), ("sch", "s"), ("tch", "s"), ("dsch", "s"), ("sh", "s"), ("ch", "s"), ("cz", "s"), ("sz", "s"),
    ("zh", "s"), ("dj", "s"), ("dzh", "s"), ("kh", "k"), ("gh", "k"), ("ph", "f"), ("th", "t"), ("ck", "k"),
    ("qu", "k"), ("ts", "s"), ("tz", "s"), ("ce", "s"), ("ci", "s"), ("cy", "s"), ("x", "ks"),
)  # fmt: skip
_SOUNDS = str.maketrans(
    {
        **dict.fromkeys("bp", "p"), **dict.fromkeys("vwf", "f"), **dict.fromkeys("gkqch", "k"),
        **dict.fromkeys("szj", "s"), **dict.fromkeys("aeiouyıœæøəʼ'’", ""),
        "ß": "s", "ł": "l", "đ": "d", "ð": "d", "þ": "t",
        # Cyrillic
        **dict.fromkeys("бп", "p"), **dict.fromkeys("вф", "f"), **dict.fromkeys("гґкх", "k"),
        **dict.fromkeys("жзсцчшщјџђћѕ", "s"), **dict.fromkeys("аеёиіїйоуўыэюяєъьʼѣө", ""),
        "д": "d", "т": "t", "л": "l", "м": "m", "н": "n", "р": "r", "љ": "l", "њ": "n", "ѓ": "k", "ќ": "k",
        # Greek
        **dict.fromkeys("βπ", "p"), **dict.fromkeys("φ", "f"), **dict.fromkeys("γκχ", "k"),
        **dict.fromkeys("σςζ", "s"), **dict.fromkeys("αεηιουω", ""), "ξ": "ks", "ψ": "ps",
        "δ": "d", "τ": "t", "θ": "t", "λ": "l", "μ": "m", "ν": "n", "ρ": "r",
        # Arabic, Persian, Urdu
        **dict.fromkeys("بپ", "p"), **dict.fromkeys("فڤ", "f"), **dict.fromkeys("قكکخغگحهھہ", "k"),
        **dict.fromkeys("سشصزژجچظض", "s"), **dict.fromkeys("اأإآىيیوؤئءعةےۀ", ""),
        **dict.fromkeys("دذ", "d"), **dict.fromkeys("تطثٹ", "t"), "ڈ": "d", "ل": "l", "م": "m", "ن": "n", "ں": "n",
        **dict.fromkeys("رڑ", "r"),
        # Hebrew
        **dict.fromkeys("בפף", "p"), **dict.fromkeys("גכךקחה", "k"), **dict.fromkeys("זסשצץ", "s"),
        **dict.fromkeys("אויע", ""), "ד": "d", "ט": "t", "ת": "t", "ל": "l", "מ": "m", "ם": "m", "נ": "n", "ן": "n",
        "ר": "r",
    }
)  # fmt: skip
_INITIAL_W = {"و": "ف", "ו": "פ"}  # between letters they are vowels
_WORD = re.compile(r"[^\W\d_]{2,}(?:['’ʼ][^\W\d_]+)?")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,\u066b\u066c\u00a0\u202f ]\d{3})*(?:[.,\u066b]\d+)?(?!\w)")
_SPACED = re.compile("[\u0041-\u024f\u0370-\u03ff\u0400-\u052f\u0590-\u06ff\u1e00-\u1fff]")


def anchors(text: str, language: str | None) -> frozenset[str]:
    """What names the same thing in every language: skeletons of names, and numbers (as `#43`, years left out)."""
    text = text[:TEXT_CHARS]
    primary = primary_subtag(language)
    found = {f"#{value}" for value in map(_value, _NUMBER.findall(text)) if value}
    stopped = stop_words(primary)
    for word in _WORD.findall(text):
        if _may_be_name(word) and word.casefold() not in stopped:
            bones = skeleton(word, language)
            if len(bones) >= SHORTEST:
                found.add(bones)
    return frozenset(found)


@lru_cache(maxsize=1 << 16)
def skeleton(word: str, language: str | None) -> str:
    """The first consonants of a word by sound; a vowel that opens it is kept as `a`. Empty where it has none."""
    stem = (terms(word, language) if _is_inflected(word, language) else [word]) or [word]
    bare = "".join(
        mark for mark in unicodedata.normalize("NFD", stem[0].casefold()) if not unicodedata.combining(mark)
    )
    if bare[:2] == "ال":
        bare = bare[2:]
    if bare:
        bare = _INITIAL_W.get(bare[0], bare[0]) + bare[1:]
    for written, sound in _LATIN if bare.isascii() else (("дж", "ж"), ("тс", "с"), ("кс", "кс")):
        bare = bare.replace(written, sound)
    sounds = bare.translate(_SOUNDS)
    opens = "a" if bare and not bare[0].translate(_SOUNDS) else ""
    squeezed = "".join(one for at, one in enumerate(sounds) if at == 0 or sounds[at - 1] != one)
    return (opens + squeezed)[:LONGEST] if squeezed.isascii() else ""


def _may_be_name(word: str) -> bool:
    return bool(_SPACED.match(word)) and (word[0].isupper() or not word[0].islower())


def _is_inflected(word: str, language: str | None) -> bool:
    """Russian names take endings that its stemmer knows; of others the spelling is kept."""
    return primary_subtag(language) == "ru" and "\u0400" <= word[0] <= "\u052f"


def _value(written: str) -> str:
    digits = re.sub(r"[\u00a0\u202f ]", "", unicodedata.normalize("NFKC", written))
    digits = "".join(
        str(unicodedata.digit(sign)) if sign.isdigit() else "." for sign in digits
    )  # Arabic digits too
    whole, _, rest = digits.rpartition(".")
    if whole and len(rest) == 3:  # a group of thousands
        digits = digits.replace(".", "")
    digits = digits.lstrip("0")
    is_year = len(digits) == 4 and digits[:2] in ("19", "20")
    return "" if is_year or len(digits) < 2 else digits
