"""Korean, Hindi and katakana as the sounds of their letters, for names that are compared across scripts.

To compare, not to read: `skeletons` keeps the consonants only, so vowels are written where they part them.
"""

import unicodedata

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


def sounds(word: str) -> str:
    """The word in Latin letters, a vowel for each sign that is none of its consonants; other scripts as they are."""
    return "".join(_sound(sign) for sign in unicodedata.normalize("NFC", word))


def _sound(sign: str) -> str:
    if "\uac00" <= sign <= "\ud7a3":
        at = ord(sign) - 0xAC00
        return f"{_FIRST[at // 588]}a{_LAST[at % 28]}"
    if "\u30a1" <= sign <= "\u30fc":
        return _KANA.get(sign, "a" if sign != "ー" else "")
    if "\u0900" <= sign <= "\u097f":
        return _DEVANAGARI.get(sign, "" if unicodedata.category(sign) == "Mn" and sign == "\u094d" else "a")
    return sign
