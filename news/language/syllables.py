"""Korean, Hindi, katakana and Greek as the sounds of their letters, for names that are compared across scripts.

To compare, not to read: `skeletons` keeps the consonants only, so vowels are written where they part them.
"""

import re
import unicodedata

from news.language.tokens import unaccented

_FIRST = ["k", "kk", "n", "t", "tt", "r", "m", "p", "pp", "s", "ss", "a", "j", "jj", "ch", "k", "t", "p", "h"]
_LAST = ["", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", ""]  # fmt: skip
_KANA = {
    "カ": "k", "キ": "k", "ク": "k", "ケ": "k", "コ": "k", "ガ": "g", "ギ": "g", "グ": "g", "ゲ": "g", "ゴ": "g",
    "サ": "s", "シ": "sh", "ス": "s", "セ": "s", "ソ": "s", "ザ": "z", "ジ": "j", "ズ": "z", "ゼ": "z", "ゾ": "z",
    "タ": "t", "チ": "ch", "ツ": "ts", "テ": "t", "ト": "t", "ダ": "d", "ヂ": "j", "ヅ": "z", "デ": "d", "ド": "d",
    "ナ": "n", "ニ": "n", "ヌ": "n", "ネ": "n", "ノ": "n", "ハ": "h", "ヒ": "h", "フ": "f", "ヘ": "h", "ホ": "h",
    "バ": "b", "ビ": "b", "ブ": "b", "ベ": "b", "ボ": "b", "パ": "p", "ピ": "p", "プ": "p", "ペ": "p", "ポ": "p",
    "マ": "m", "ミ": "m", "ム": "m", "メ": "m", "モ": "m", "ラ": "r", "リ": "r", "ル": "r", "レ": "r", "ロ": "r",
    "ワ": "w", "ヴ": "v", "ン": "n", "ァ": "a", "ィ": "i", "ェ": "e", "ォ": "o", "ャ": "a", "ュ": "u", "ョ": "o",
}  # fmt: skip
_DEVANAGARI = {
    **dict.fromkeys("कखक़ख़", "k"), **dict.fromkeys("गघ", "g"), **dict.fromkeys("चछ", "ch"), **dict.fromkeys("जझ", "j"),
    **dict.fromkeys("टठतथ", "t"), **dict.fromkeys("डढदध", "d"), **dict.fromkeys("णनङञंँ", "n"), **dict.fromkeys("पफ", "p"),
    **dict.fromkeys("बभ", "b"), "म": "m", "य": "y", "र": "r", "ल": "l", "व": "v", **dict.fromkeys("शषस", "s"), "ह": "h",
}  # fmt: skip


_GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
    "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f",
    "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
_GREEK_PAIRS = (
    ("τζ", "z"), ("τσ", "ts"), ("ου", "u"), ("αυ", "av"), ("ευ", "ev"), ("γγ", "ng"), ("γξ", "nx"), ("γχ", "nch"),
    ("μπ", "mp"), ("ντ", "nd"), ("γκ", "ng"),
)  # fmt: skip
_FOREIGN_STOPS = (
    ("μπ", "b"), ("ντ", "d"), ("γκ", "g"), ("τζ", "j"), ("τσ", "ch"), ("γουα", "wa"), ("γουε", "we"), ("γουι", "wi"), ("γουο", "wo"),
    ("ουα", "wa"), ("ουε", "we"), ("ουι", "wi"),
)  # fmt: skip
"""How Greek writes b, d, g, j, ch and w of other languages: "Ντέιβιντ" is David, "Τζόνσον" Johnson. Within a Greek word they are other sounds."""


def spellings(word: str) -> tuple[str, ...]:
    """`sounds`, and how else the same letters may sound: "ch" as k, w as a vowel, Greek stops as foreign ones, Hindi
    "ph" as f, Arabic "w" as v."""
    found = [sounds(word)]
    if "\u0370" <= word[:1] <= "\u03ff":
        foreign = unaccented(word)
        for written, sound in _FOREIGN_STOPS:
            foreign = foreign.replace(written, sound)
        found.append(sounds(foreign.replace("χ", "h")))
    if "फ" in word:
        found.append(sounds(unicodedata.normalize("NFC", word).replace("फ\u093c", "फ").replace("फ", "f")))
    if "و" in word[1:-1]:
        found.append(word[0] + word[1:-1].replace("و", "ڤ") + word[-1])
    if "ch" in found[0]:
        found.append(found[0].replace("ch", "k"))
    if "w" in found[0]:
        found.append(found[0].replace("w", "u"))
    return tuple(dict.fromkeys(found))


def _of_greek(word: str) -> str:
    small = unaccented(word)
    for written, sound in _GREEK_PAIRS:
        small = small.replace(written, sound)
    return "".join(_GREEK.get(sign, sign) for sign in small)


_SYLLABIC = re.compile("[\u0900-\u097f\u30a1-\u30fc\uac00-\ud7a3]")


def sounds(word: str) -> str:
    """The word in Latin letters, a vowel for each sign that is none of its consonants; other scripts as they are."""
    if word.isascii():
        return word
    if any("\u0370" <= sign <= "\u03ff" for sign in word):
        return _of_greek(word)
    word = unicodedata.normalize("NFC", word)
    return "".join(map(_sound, word)) if _SYLLABIC.search(word) else word


def _sound(sign: str) -> str:
    if "\uac00" <= sign <= "\ud7a3":
        at = ord(sign) - 0xAC00
        return f"{_FIRST[at // 588]}a{_LAST[at % 28]}"
    if "\u30a1" <= sign <= "\u30fc":
        return _KANA.get(sign, "a" if sign != "ー" else "")
    if "\u0900" <= sign <= "\u097f":
        return _DEVANAGARI.get(sign, "" if unicodedata.category(sign) == "Mn" and sign == "\u094d" else "a")
    return sign
