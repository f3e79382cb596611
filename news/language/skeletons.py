"""Names that can be compared across scripts: each word of a name as the consonants that a transliteration keeps.

"Zelensky", "Зеленского" and "زيلينسكي" give one skeleton. Vowels differ between spellings and are dropped, as
are sounds that scripts lack (p and b in Arabic, h and g in Russian). Knows no list of names: in scripts with
capitals a name is a capitalised word; in Arabic, Hebrew, Korean and the scripts of India every word counts, in
Japanese every word in katakana. Han characters and Thai give none.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from news.language.figures import Amount
from news.language.rubrics import calendar_words
from news.language.tokens import MARKS, primary_subtag, stop_words, terms, unaccented
from news.language.units import units_of

TEXT_CHARS = 400
BESIDE_CHARS = 40
"""Before a number, in which the name of a month is looked for; no name is as long."""
SHORTEST, LONGEST = 3, 4
"""Consonants: fewer say nothing, and later ones are endings."""

_LATIN = (
    ("tsch", "s"), ("sch", "s"), ("tch", "s"), ("dsch", "s"), ("sh", "s"), ("ch", "s"), ("cz", "s"), ("sz", "s"),
    ("zh", "s"), ("dj", "s"), ("dzh", "s"), ("kh", "k"), ("gh", "k"), ("ph", "f"), ("th", "t"), ("ck", "k"),
    ("qu", "k"), ("ts", "s"), ("tz", "s"), ("ce", "s"), ("ci", "s"), ("cy", "s"), ("x", "ks"),
)  # fmt: skip
_GREEK = (("τσ", "σ"), ("τζ", "σ"), ("γγ", "νγ"), ("λντ", "λδ"), ("ρντ", "ρδ"))
_OPENING_IN_GREEK = (("μπ", "π"), ("ντ", "δ"), ("ουα", "β"), ("ουε", "β"), ("ουι", "β"))
"""At its beginning; within a word they may be two sounds."""
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
        "π": "p", **dict.fromkeys("βφ", "f"), **dict.fromkeys("γκχ", "k"),
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
_OF_INDIA = {
    **dict.fromkeys((0x15, 0x16, 0x17, 0x18, 0x39, 0x58, 0x59, 0x5A), "k"),  # ka kha ga gha ha
    **dict.fromkeys((0x1A, 0x1B, 0x1C, 0x1D, 0x36, 0x37, 0x38, 0x5B), "s"),  # ca cha ja jha, the three sa, za
    **dict.fromkeys((0x1F, 0x20, 0x24, 0x25), "t"), **dict.fromkeys((0x21, 0x22, 0x26, 0x27, 0x5C), "d"),
    **dict.fromkeys((0x19, 0x1E, 0x23, 0x28, 0x29, 0x02), "n"), **dict.fromkeys((0x2A, 0x2C, 0x2D), "p"),
    **dict.fromkeys((0x2B, 0x35, 0x5E), "f"), 0x2E: "m", **dict.fromkeys((0x30, 0x31), "r"), **dict.fromkeys((0x32, 0x33, 0x34), "l"),
}  # fmt: skip
"""Nine scripts of India (U+0900 to U+0D7F) have one order of letters in blocks of 128; the dot over a vowel is an n."""
_HANGUL = {
    **dict.fromkeys("ㄱㄲㅋㅎ", "k"), **dict.fromkeys("ㄷㄸㅌ", "t"), **dict.fromkeys("ㅂㅃㅍ", "p"), **dict.fromkeys("ㅅㅆㅈㅉㅊ", "s"),
    "ㄴ": "n", "ㅁ": "m", "ㄹ": "r",
}  # fmt: skip
_INITIALS_OF_HANGUL = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FINALS_OF_HANGUL = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_KATAKANA = {
    **dict.fromkeys("カキクケコガギグゲゴハヒヘホ", "k"), **dict.fromkeys("サシスセソザジズゼゾチヂツヅ", "s"),
    **dict.fromkeys("タテトダデド", "t"), **dict.fromkeys("ナニヌネノ", "n"), "ン": "n", **dict.fromkeys("バビブベボパピプペポ", "p"),
    **dict.fromkeys("マミムメモ", "m"), **dict.fromkeys("ラリルレロ", "r"), **dict.fromkeys("フヴワ", "f"),
}  # fmt: skip
_INITIAL_W = {"و": "ف", "ו": "פ"}  # between letters they are vowels
_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{MARKS}])+(?:['’ʼ][^\W\d_]+)?")
_PLAIN_WORD = re.compile(r"[A-Za-z]{2,}(?:'[A-Za-z]+)?")
"""What `_WORD` finds in plain Latin letters."""
_NUMBER = re.compile(
    r"(?<![A-Za-z\u00c0-\u07ff\d.,])\d+(?:[.,\u066b\u066c\u00a0\u202f ]\d{3})*(?:[.,\u066b]\d+)?(?![A-Za-z\u00c0-\u07ff\d])"
)
_DIGIT = re.compile(r"\d")
_SCALES = {"千": 3, "천": 3, "万": 4, "萬": 4, "만": 4, "億": 8, "亿": 8, "억": 8, "兆": 12, "조": 12}
"""Powers of ten that Chinese, Japanese and Korean write behind a number."""
_SCALED_PART = rf"(\d[\d,]*(?:\.\d+)?)([{''.join(_SCALES)}]+)"
_SCALED = re.compile(rf"{_SCALED_PART}(?: ?{_SCALED_PART})*(?:\d[\d,]*)?")
_PART = re.compile(rf"{_SCALED_PART}|(\d[\d,]*)$")
_BEFORE = re.compile(rf"([^\W\d_](?<![^\W\d_]{{2}})(?:[^\W\d_]|[{MARKS}])+)[\s.]{{0,2}}$")
"""From where a word begins: tried at each of its letters, it would take six times as long."""
_AFTER = re.compile(rf"(?:st|nd|rd|th|\.|º)?\W{{0,2}}(?:de |of )?([^\W\d_](?:[^\W\d_]|[{MARKS}])+)")
_ALSO_MONTHS = frozenset({"may"})  # beside a number; elsewhere it is a verb
_OF_DATES = frozenset("日月年號号일월년")
_SPACED = re.compile(
    "[\u0041-\u024f\u0370-\u03ff\u0400-\u052f\u0590-\u06ff\u0900-\u0d7f\u1e00-\u1fff\uac00-\ud7a3]"
)
_KATAKANA_WORD = re.compile("[\u30a1-\u30fa\u30fc]{2,}")


def anchors(text: str, language: str | None) -> frozenset[str]:
    """What names the same thing in every language: skeletons of names, and numbers (as `#43`, with their unit as `#43km`; years left out)."""
    text = _whole_words(text[: TEXT_CHARS + 1])
    primary = primary_subtag(language)
    spelled = (_PLAIN_WORD if text.isascii() else _WORD).findall(text)
    found = {f"#{value}" for value in _numbers(text, primary)} if _DIGIT.search(text) else set()
    found.update(_name(word, language, primary) for word in spelled if not word[0].islower())
    if text.isascii():
        return frozenset(bones for bones in found if len(bones) >= SHORTEST)
    for word in _KATAKANA_WORD.findall(text):
        bones = skeleton(word, language)
        found |= {bones, bones.replace("r", "l")}  # Japanese has one sound for both
    return frozenset(bones for bones in found if len(bones) >= SHORTEST)


def _whole_words(text: str) -> str:
    """Without a word that the end cuts: half a name is another one."""
    if len(text) <= TEXT_CHARS:
        return text
    end = max(text.rfind(" "), text.rfind("\n"))
    return text[: end if end > TEXT_CHARS // 2 else TEXT_CHARS]


def _numbers(text: str, primary: str) -> Iterator[str]:
    """Their values; years and days of dates left out: every text of a day may have them."""
    yield from (_scaled(match.group()) for match in _SCALED.finditer(text))
    text = _SCALED.sub("|", text)
    if not _DIGIT.search(text):
        return
    months = calendar_words(primary) | _ALSO_MONTHS
    for match in _NUMBER.finditer(text):
        near = max(0, match.start() - BESIDE_CHARS)
        before, after = _BEFORE.search(text, near, match.start()), _AFTER.match(text, match.end())
        beside = {word.group(1).casefold() for word in (before, after) if word}
        is_of_date = bool(beside & months) or text[match.end() : match.end() + 1] in _OF_DATES
        if not is_of_date and (value := _value(match.group())):
            yield value + _unit(match, text, primary)


def _unit(match: re.Match[str], text: str, primary: str) -> str:
    """What it measures, where that is said: 14 kilometres are not the 14 who were hurt."""
    return "/".join(sorted(units_of(Amount(match.start(), match.end(), frozenset()), text, primary)))


def _scaled(written: str) -> str:
    """The value of a number whose parts have scales: 3万5000 is 35000, 1兆2000億 is 1.2 million million."""
    total = Decimal(0)
    for number, scales, rest in _PART.findall(written):
        digits = Decimal((number or rest).replace(",", ""))
        total += digits.scaleb(sum(_SCALES[sign] for sign in scales))
    return format(total.normalize(), "f")


@lru_cache(maxsize=1 << 11)
def _name(word: str, language: str | None, primary: str) -> str:
    """The skeleton of a word that may be a name, else nothing."""
    small = word.casefold()
    if not _SPACED.match(word) or small in stop_words(primary) or small in calendar_words(primary):
        return ""
    return skeleton(word, language)


@lru_cache(maxsize=1 << 11)
def skeleton(word: str, language: str | None) -> str:
    """The first consonants of a word by sound; a vowel that opens it is kept as `a`. Empty where it has none."""
    if word[0] > "\u08ff":
        sounds = _sounds_of_syllables(word)
        opens = "a" if sounds[:1] == " " else ""
        return (opens + _squeezed(sounds.replace(" ", "")))[:LONGEST]
    stem = (terms(word, language) if _is_inflected(word, language) else [word]) or [word]
    bare = stem[0].lower() if stem[0].isascii() else unaccented(stem[0].casefold())
    if bare[:2] == "ال":
        bare = bare[2:]
    if bare:
        bare = _INITIAL_W.get(bare[0], bare[0]) + bare[1:]
    if "α" <= bare[:1] <= "ω":
        bare = next(
            (sound + bare[len(two) :] for two, sound in _OPENING_IN_GREEK if bare.startswith(two)), bare
        )
    for written, sound in _joined_letters(bare):
        bare = bare.replace(written, sound)
    sounds = bare.translate(_SOUNDS)
    opens = "a" if bare and not bare[0].translate(_SOUNDS) else ""
    squeezed = _squeezed(sounds)
    return (opens + squeezed)[:LONGEST] if squeezed.isascii() else ""


def _joined_letters(bare: str) -> Sequence[tuple[str, str]]:
    """Letters that are one sound together, as far as the word may have any."""
    if bare.isascii():
        return _LATIN if _MAY_JOIN.search(bare) else ()
    return _GREEK if "α" <= bare[0] <= "ω" else (("дж", "ж"), ("тс", "с"), ("кс", "кс"))


_MAY_JOIN = re.compile("[hzjxq]|c[keiy]|ts")


def _squeezed(sounds: str) -> str:
    return _TWICE.sub(r"\1", sounds)


_TWICE = re.compile(r"(.)\1+", re.DOTALL)


def _sounds_of_syllables(word: str) -> str:
    """The consonants of Hangul, katakana and the scripts of India; a space where the word opens with a vowel."""
    found: list[str] = []
    for sign in word:
        code = ord(sign)
        if 0xAC00 <= code <= 0xD7A3:
            first, last = (code - 0xAC00) // 588, (code - 0xAC00) % 28
            found.append(_HANGUL.get(_INITIALS_OF_HANGUL[first], ""))
            found.append(
                {"ㄹ": "l", "ㅇ": "n"}.get(_FINALS_OF_HANGUL[last])
                or _HANGUL.get(_FINALS_OF_HANGUL[last], "")
            )
        elif 0x0900 <= code <= 0x0D7F:
            found.append(_OF_INDIA.get(code & 0x7F, ""))
        else:
            found.append(_KATAKANA.get(sign, ""))
        if len(found) <= 2 and not any(found):
            found = [" "]
    sounds = "".join(found).replace("lr", "l")  # Korean writes an l between vowels as both
    return re.sub("n(?=p)", "m", sounds)


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
