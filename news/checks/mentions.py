"""Names as a text mentions them, and whether other lines mention the same ones, inflected or in another script.

Knows no list of persons. In scripts with capitals a name is a run of capitalised words; in others it is what stands
beside a title ("總統", "氏"), or is spelled as foreign names are: katakana, and the signs that Chinese takes for sounds.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from news.checks.lexicon import lexicon, plain
from news.language.romanise import romanise
from news.language.rubrics import calendar_words
from news.language.scales import SCALES, UNITS
from news.language.skeletons import SHORTEST, skeleton
from news.language.syllables import spellings
from news.language.tokens import WORD_SIGNS, primary_subtag, stop_words
from news.writing.drafts import Line

NOUNS_CAPITALISED = frozenset({"de", "lb"})
NAMES_UNMARKED = frozenset(
    {"zh", "ja", "ko", "th", "hi", "mr", "ne", "ar", "fa", "ur", "he", "bn", "ta", "te"}
)
"""Written without capitals."""
PREFIX = 4
"""Letters that forms of one name share at least."""

_WORD = re.compile(rf"(?:[^\W\d_]\.){{2,}}|[^\W\d_](?:{WORD_SIGNS}|['’ʼ-](?=[^\W\d_]))*")
_CLAUSE_END = re.compile(
    r"(?<![.\s]\w)[.!?…:;]\s|\n|[\"“”«»„‘(\[–—|]|(?<=\s)-\s|^\W*[-–—•]\s|[/,]\s?['‘\"“]|['‘]{2}"
)
_POSSESSIVE = re.compile(r"['’]s?$|['’](?=[^\W\d_]{1,4}$).*")
_ELIDED = re.compile(r"^(?:[dlnmstcDLNMSTC]|[Qq]u|[Dd]ell|[Aa]ll|[Nn]ell|[Ss]ull|[Dd]all|[Uu]n)['’]")
_JOINS = re.compile(
    r"(?:de|del|della|di|da|dos|das|do|van|von|der|den|bin|bint|ibn|al|el|la|le|du|of|ben|y|e|zu|ter|af)"
)
_SOUNDED = re.compile("[ァ-ヴー]{3,}(?:[・＝=][ァ-ヴー]{2,})*")
_CHINESE_SOUNDS = "阿埃艾爱愛奥奧巴贝貝比彼伯博布达達戴丹得德迪蒂杜多厄恩尔爾法菲费費弗福盖蓋甘冈岡戈格古哈海汉漢赫亨胡华華霍基吉加贾賈杰傑卡凯凱康科克肯库庫拉莱萊兰蘭劳勞勒雷里莉利列林琳留卢盧鲁魯伦倫罗羅洛马馬迈邁曼梅门門蒙米密莫默姆穆纳納娜奈南尼涅宁寧纽紐努诺諾欧歐帕潘佩皮普奇齐齊乔喬切琼瓊热熱日荣榮茹萨薩塞森沙莎山舍圣聖施史斯丝絲苏蘇索塔泰坦唐特提汀廷图圖托瓦万威韦韋维維温溫文沃乌烏武西希夏谢謝辛休雅亚亞延扬揚耶叶葉伊因英尤约約扎泽澤詹珍芝茨佐兹茲"
_CHINESE = re.compile(
    rf"[{_CHINESE_SOUNDS}]{{3,}}(?:[·‧・•][{_CHINESE_SOUNDS}]{{2,}})*|[\u4e00-\u9fff]{{2,6}}[·‧・•][\u4e00-\u9fff]{{2,6}}"
)
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")


@dataclass(frozen=True)
class Mention:
    """A name where it stands. `is_person` where its form or its neighbours say so; `opens` a sentence or clause."""

    text: str
    start: int
    words: tuple[str, ...]
    is_person: bool = False
    opens: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@lru_cache(maxsize=4096)
def mentions(text: str, language: str | None) -> tuple[Mention, ...]:
    """The names of a text in their order. One word that only opens a sentence is none."""
    primary = primary_subtag(language)
    if primary in NAMES_UNMARKED:
        return tuple(_unmarked(text, primary))
    return tuple(_capitalised(text, primary))


def is_mentioned(word: str, lines: Iterable[Line]) -> bool:
    """Whether a word of a name stands in any of the lines, in any form that its language or script gives it."""
    wanted, lines = bare(word), tuple(lines)
    return any(wanted in _words_of(line.text) for line in lines) or any(
        _is_in(wanted, line.text) for line in lines
    )


def is_alike(one: str, other: str) -> bool:
    """Whether two spellings may be of one name, in any two scripts that have sounds."""
    return _is_form(bare(one), bare(other)) or _sounds_alike(bare(one), bare(other))


@lru_cache(maxsize=1 << 16)
def bare(word: str) -> str:
    """Small letters without accents, possessive and article: what names are compared by."""
    if word.isascii() and word.isalpha():
        return word.lower()
    word = _POSSESSIVE.sub("", _ELIDED.sub("", word))
    folded = "".join(
        sign
        for sign in unicodedata.normalize("NFD", plain(word))
        if not unicodedata.combining(sign) or sign > "\u0900"
    )
    return (
        unicodedata.normalize("NFC", folded)
        .replace("ł", "l")
        .replace("ø", "o")
        .replace("ı", "i")
        .strip("'-.")
        .replace(".", "")
    )


# --- where names stand ---------------------------------------------------------------------------


def _capitalised(text: str, primary: str) -> Iterator[Mention]:
    starts = [0, *(match.end() for match in _CLAUSE_END.finditer(text)), len(text)]
    for start, end in pairwise(starts):
        clause = text[start:end]
        spoken = [(start + match.start(), match.group()) for match in _WORD.finditer(clause)]
        if not _is_title_case([word for _, word in spoken]):
            for at, run in _runs(text, spoken, primary):
                yield from _mention(text, at, run, primary, opens=bool(spoken) and at == spoken[0][0])


def _runs(
    text: str, spoken: Sequence[tuple[int, str]], primary: str
) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    run: list[tuple[int, str]] = []
    for at, word in spoken:
        follows = not run or text[run[-1][0] + len(run[-1][1]) : at].strip() in ("", ".")
        if (run and follows and _JOINS.fullmatch(word) and primary not in NOUNS_CAPITALISED) or (
            _is_capital(word) and follows
        ):
            run.append((at, word))
        else:
            yield from _ended(run)
            run = [(at, word)] if _is_capital(word) else []
    yield from _ended(run)


def _ended(run: list[tuple[int, str]]) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    while run and not _is_capital(run[-1][1]):
        run = run[:-1]
    if run:
        yield run[0][0], run


def _is_capital(word: str) -> bool:
    return _ELIDED.sub("", word)[:1].isupper()


def _mention(
    text: str, at: int, run: list[tuple[int, str]], primary: str, *, opens: bool
) -> Iterator[Mention]:
    titles = lexicon(primary).titles
    kept = [(place, word) for place, word in run if _is_capital(word)]
    is_titled = False
    while kept and (_is_common(kept[0][1], primary) or titles.count(kept[0][1])):
        is_titled |= bool(titles.count(kept[0][1]))
        kept, opens = kept[1:], False
    while kept and _is_common(kept[-1][1], primary):
        kept = kept[:-1]
    if primary in NOUNS_CAPITALISED:
        kept, opens = kept[1 if opens and len(kept) > 2 else 0 :][-2:], opens and len(kept) < 3
    if not kept or (opens and len(kept) == 1):
        return
    first, last = kept[0][0], kept[-1][0] + len(kept[-1][1])
    is_titled |= _is_after_title(text, first, primary)
    names = tuple(word for _, word in kept)
    if (
        primary in NOUNS_CAPITALISED
        and len(names) == 1
        and not (is_titled or is_beside_speech(text, (first, last), primary))
    ):
        return
    yield Mention(text[first:last], first, names, is_titled or len(names) > 1, opens)


def _is_after_title(text: str, at: int, primary: str) -> bool:
    before = plain(text[max(0, at - 24) : at]).rstrip(" .")
    return any(end == len(before) for _, end in lexicon(primary).titles.spans(before))


def is_beside_speech(text: str, span: tuple[int, int], language: str | None) -> bool:
    """Whether a name stands right before or after a word that says who says so."""
    first, last = span
    said = lexicon(language).speech
    before, after = (
        plain(text[max(0, first - 24) : first]).rstrip(),
        plain(text[last : last + 24]).lstrip(" ,"),
    )
    return any(end == len(before) for _, end in said.spans(before)) or any(
        at == 0 for at, _ in said.spans(after)
    )


@lru_cache(maxsize=1 << 16)
def _is_common(word: str, primary: str) -> bool:
    """A capitalised word that names nothing: a function word, a month, a unit, a single letter."""
    small = bare(word)
    if len(small) < 2 or plain(word) in stop_words(primary):
        return not (word.isupper() and len(word) > 1)
    forms = [*UNITS, *SCALES.get(primary, ()), *SCALES["en"]]
    return plain(word) in calendar_words(primary) or any(
        small == form or (form[-1] == "*" and len(form) > 4 and small.startswith(form[:-1])) for form in forms
    )


def _is_title_case(spoken: Sequence[str]) -> bool:
    long = [word for word in spoken if len(word) > 3]
    return len(long) >= 5 and sum(word[0].isupper() for word in long) > 0.75 * len(long)


# --- in scripts without capitals -----------------------------------------------------------------


def _unmarked(text: str, primary: str) -> Iterator[Mention]:
    if primary == "zh":
        for match in _CHINESE.finditer(text):
            yield Mention(match.group(), match.start(), tuple(re.split("[·‧・•]", match.group())), True)
    elif primary == "ja":
        for match in _SOUNDED.finditer(text):
            parts = tuple(re.split("[・＝=]", match.group()))
            yield Mention(match.group(), match.start(), parts, len(parts) > 1)
    for start, end in lexicon(primary).titles.spans(plain(text)):
        yield from _beside_title(text, start, end, primary)


def _beside_title(text: str, start: int, end: int, primary: str) -> Iterator[Mention]:
    if primary in ("ja", "ko"):
        match = re.search(r"([\u4e00-\u9fff]{2,4}|[가-힣]{2,4})\s?$", text[max(0, start - 6) : start])
        if match:
            yield Mention(match[1], max(0, start - 6) + match.start(1), (match[1],), True)
    elif primary in ("ar", "fa", "he", "hi", "ur"):
        match = re.match(rf"\s({WORD_SIGNS}{{2,}})(?:\s({WORD_SIGNS}{{2,}}))?", text[end : end + 40])
        if match:
            found = tuple(word for word in match.groups() if word and plain(word) not in stop_words(primary))
            yield Mention(match.group().strip(), end + 1, found[:2], True)


# --- whether it is the same ----------------------------------------------------------------------


@lru_cache(maxsize=1 << 14)
def _is_in(wanted: str, text: str) -> bool:
    found = _words_of(text)
    if wanted in found or any(_is_form(wanted, other) for other in found if _may_be_form(wanted, other)):
        return True
    if not wanted.isascii() and wanted[0] > "\u0900" and wanted in _folded(text):
        return True
    parts = [part for part in re.split("[-'/]", wanted) if len(part) > 2]
    if len(parts) > 1 and any(_is_in(part, text) for part in parts):
        return True
    return any(_sounds_alike(wanted, other) for other in _capitals_of(text))


def _is_form(one: str, other: str) -> bool:
    """Whether one is the other with another ending, or within a compound of it."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < PREFIX or short[0] > "\u2e80":
        return len(short) == PREFIX - 1 and long.startswith(short) and len(long) <= len(short) + 2
    shared = _shared(short, long)
    return (shared >= PREFIX and shared >= len(short) - 2 and shared >= 0.6 * len(long)) or (
        short in long and len(short) > PREFIX
    )


def _may_be_form(one: str, other: str) -> bool:
    """A quick look at what `_is_form` needs at least."""
    return one[: PREFIX - 1] == other[: PREFIX - 1] or one in other or other in one


def _shared(one: str, other: str) -> int:
    at = 0
    while at < min(len(one), len(other)) and one[at] == other[at]:
        at += 1
    return at


@dataclass(frozen=True)
class _Sound:
    """How a word sounds, as far as letters tell: in Latin letters, by its consonants, and by those that no script
    mixes up."""

    latin: str
    skeleton: str
    bones: str


@lru_cache(maxsize=1 << 14)
def _sounds(word: str) -> tuple[_Sound, ...]:
    return tuple(_sound(spelled) for spelled in spellings(word))


def _sound(spelled: str) -> _Sound:
    latin = romanise(spelled)
    return _Sound(latin, skeleton(spelled, None), _bones(latin))


def _sounds_alike(one: str, other: str) -> bool:
    are_of_two_scripts = one[0].isascii() != other[0].isascii()
    return any(
        _is_one_sound(first, second, are_of_two_scripts=are_of_two_scripts)
        for first in _sounds(one)
        for second in _sounds(other)
    )


def _is_one_sound(first: _Sound, second: _Sound, *, are_of_two_scripts: bool) -> bool:
    if (
        are_of_two_scripts
        and first.latin
        and second.latin
        and (_is_form(first.latin, second.latin) or first.bones == second.bones != "")
    ):
        return True
    left, right = first.skeleton, second.skeleton
    if min(len(left), len(right)) < SHORTEST:
        return 0 < len(first.latin) <= 5 and first.latin == second.latin
    return left == right or left.startswith(right) or right.startswith(left)


def _bones(latin: str) -> str:
    """What is left of a name when vowels go and sounds that scripts mix up are one: "Дитрих" is "Dietrich". Empty for
    names of fewer than two such sounds."""
    small = latin.casefold().replace("ch", "k").replace("kh", "k").replace("ph", "f")
    small = small[1:] if small.startswith("kn") else small
    bones = re.sub(r"[aeiouyhwj'’ -]+", "", re.sub(r"(.)\1", r"\1", small)).translate(_MIXED_UP)
    return bones if len(bones) > 1 else ""


_MIXED_UP = str.maketrans("gcqdbzv", "kkktpsf")


@lru_cache(maxsize=4096)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(bare(word) for word in _WORD.findall(text)) - {""}


@lru_cache(maxsize=4096)
def _capitals_of(text: str) -> tuple[str, ...]:
    """The words that may be names: capitalised ones, or all where the script has no capitals."""
    found = (bare(word) for word in _WORD.findall(text) if word[:1].isupper() or not word[:1].islower())
    return tuple(dict.fromkeys(word for word in found if len(word) > 1))


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    return bare(text)
