"""Names as a text mentions them. Whether another text mentions the same one is for `alike`.

Knows no list of persons. In scripts with capitals a name is a run of capitalised words; in others it is what stands
beside a title ("總統", "氏"), or is spelled as foreign names are: katakana, and the signs that Chinese takes for sounds.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from news.checks.alike import ELIDED, WORD, bare
from news.checks.lexicon import lexicon, plain
from news.language.han_sounds import SOUNDING
from news.language.rubrics import calendar_words
from news.language.scales import SCALES, UNITS
from news.language.tokens import WORD_SIGNS, primary_subtag, stop_words

NOUNS_CAPITALISED = frozenset({"de", "lb"})
NAMES_UNMARKED = frozenset(
    {"zh", "ja", "ko", "th", "hi", "mr", "ne", "ar", "fa", "ur", "he", "bn", "ta", "te"}
)
"""Written without capitals."""

_CLAUSE_END = re.compile(
    r"(?<![.\s]\w)[.!?…:;]\s|\n|[\"“”«»„‘(\[–—|]|(?<=\s)-\s|^\W*[-–—•]\s|[/,]\s?['‘\"“]|['‘]{2}"
)
_JOINS = re.compile(
    r"(?:de|del|della|di|da|dos|das|do|van|von|der|den|bin|bint|ibn|al|el|la|le|du|of|ben|y|e|zu|ter|af)"
)
_SOUNDED = re.compile("[ァ-ヴー]{3,}(?:[・＝=][ァ-ヴー]{2,})*")
_CHINESE_SOUNDS = "顿頓朗逊遜伍赖賴阿埃艾爱愛奥奧巴贝貝比彼伯博布达達戴丹得德迪蒂杜多厄恩尔爾法菲费費弗福盖蓋甘冈岡戈格古哈海汉漢赫亨胡华華霍基吉加贾賈杰傑卡凯凱康科克肯库庫拉莱萊兰蘭劳勞勒雷里莉利列林琳留卢盧鲁魯伦倫罗羅洛马馬迈邁曼梅门門蒙米密莫默姆穆纳納娜奈南尼涅宁寧纽紐努诺諾欧歐帕潘佩皮普奇齐齊乔喬切琼瓊热熱日荣榮茹萨薩塞森沙莎山舍圣聖施史斯丝絲苏蘇索塔泰坦唐特提汀廷图圖托瓦万威韦韋维維温溫文沃乌烏武西希夏谢謝辛休雅亚亞延扬揚耶叶葉伊因英尤约約扎泽澤詹珍芝茨佐兹茲"
_CHINESE = re.compile(
    rf"[{_CHINESE_SOUNDS}]{{3,}}(?:[·‧・•][{_CHINESE_SOUNDS}]{{2,}})*|[\u4e00-\u9fff]{{2,6}}[·‧・•][\u4e00-\u9fff]{{2,6}}"
)


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


@lru_cache(maxsize=1 << 10)
def mentions(text: str, language: str | None) -> tuple[Mention, ...]:
    """The names of a text in their order. One word that only opens a sentence is none."""
    primary = primary_subtag(language)
    if primary in NAMES_UNMARKED:
        return tuple(_unmarked(text, primary))
    return tuple(_capitalised(text, primary))


# --- where names stand ---------------------------------------------------------------------------


def _capitalised(text: str, primary: str) -> Iterator[Mention]:
    starts = [0, *(match.end() for match in _CLAUSE_END.finditer(text)), len(text)]
    for start, end in pairwise(starts):
        clause = text[start:end]
        spoken = [(start + match.start(), match.group()) for match in WORD.finditer(clause)]
        if not _is_title_case([word for _, word in spoken]):
            for at, run in _runs(text, spoken, primary):
                yield from _mention(text, at, run, primary, opens=bool(spoken) and at == spoken[0][0])


@lru_cache(maxsize=1 << 10)
def openers(text: str, language: str | None) -> tuple[Mention, ...]:
    """The capitalised words that open a clause, each alone: a name, or any word. None in scripts without capitals."""
    primary = primary_subtag(language)
    if primary in NAMES_UNMARKED:
        return ()
    found = []
    for start in (0, *(match.end() for match in _CLAUSE_END.finditer(text))):
        first = WORD.search(text, start)
        if first is None or text[start : first.start()].strip(_OPENING):
            continue
        word = first.group()
        follows = WORD.match(text, first.end() + 1)
        is_alone = follows is None or not _is_capital(follows.group())
        if is_alone and _is_capital(word) and not _is_common(word, primary):
            found.append(Mention(word, first.start(), (word,), opens=True))
    return tuple(found)


_OPENING = " \"'“”«»„‘’,.-–—("


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
    return word[:1].isupper() if word.isalpha() else ELIDED.sub("", word)[:1].isupper()


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


@lru_cache(maxsize=1 << 11)
def _is_common(word: str, primary: str) -> bool:
    """A capitalised word that names nothing: a function word, a month, a unit, a single letter."""
    small = bare(word)
    if len(small) < 2 or plain(word) in stop_words(primary):
        return not (word.isupper() and len(word) > 1)
    whole, begun = _measuring(primary)
    return plain(word) in calendar_words(primary) or small in whole or small.startswith(begun)


@cache
def _measuring(primary: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The words of units and scales, and what longer ones of them begin with."""
    forms = [*UNITS, *SCALES.get(primary, ()), *SCALES["en"]]
    return frozenset(forms), tuple(form[:-1] for form in forms if form[-1] == "*" and len(form) > 4)


def _is_title_case(spoken: Sequence[str]) -> bool:
    long = [word for word in spoken if len(word) > 3]
    return len(long) >= 5 and sum(word[0].isupper() for word in long) > 0.75 * len(long)


# --- in scripts without capitals -----------------------------------------------------------------


def _unmarked(text: str, primary: str) -> Iterator[Mention]:
    if primary == "zh":
        for match in _CHINESE.finditer(text):
            start, name = _trimmed(match)
            yield Mention(name, start, tuple(re.split("[·‧・•]", name)), True)
    elif primary == "ja":
        for match in _SOUNDED.finditer(text):
            parts = tuple(re.split("[・＝=]", match.group()))
            yield Mention(match.group(), match.start(), parts, len(parts) > 1)
    for start, end in lexicon(primary).titles.spans(plain(text)):
        yield from _beside_title(text, start, end, primary)


def _trimmed(match: re.Match[str]) -> tuple[int, str]:
    """Of what stands about a dot the signs that names are spelled with: "首相特雷莎·梅今日" is "特雷莎·梅"."""
    name = match.group()
    first, last = re.search("^[^·‧・•]*", name), re.search("[^·‧・•]*$", name)
    if first is None or last is None or first.end() == len(name):
        return match.start(), name
    ours, theirs = first.group(), last.group()
    kept = _SOUNDING_END.search(ours), _SOUNDING_START.match(theirs)
    cut = len(ours) - len(kept[0].group()) if kept[0] else 0
    over = len(theirs) - len(kept[1].group()) if kept[1] else 0
    return match.start() + cut, name[cut : len(name) - over]


_SOUNDING_START = re.compile(f"[{''.join(SOUNDING)}]+")
_SOUNDING_END = re.compile(f"[{''.join(SOUNDING)}]+$")


def _beside_title(text: str, start: int, end: int, primary: str) -> Iterator[Mention]:
    if primary in ("ja", "ko"):
        match = re.search(r"([\u4e00-\u9fff]{2,4}|[가-힣]{2,4})\s?$", text[max(0, start - 6) : start])
        if match:
            yield Mention(match[1], max(0, start - 6) + match.start(1), (match[1],), True)
    elif primary in ("ar", "fa", "he", "hi", "ur"):
        match = _AFTER_TITLE.match(text, end)
        told = (
            [(word, match.start(at)) for at, word in enumerate(match.groups(), start=1) if word]
            if match
            else []
        )
        if (
            primary == "ar"
            and len(told) > 1
            and told[0][0].startswith("ال")
            and not told[1][0].startswith("ال")
        ):
            told = told[1:]  # "the Syrian president Bashar al-Assad"
        told = [each for each in told[:2] if plain(each[0]) not in stop_words(primary)]
        if told and not lexicon(primary).bodies.count(told[0][0]):
            last, at = told[-1]
            yield Mention(
                text[told[0][1] : at + len(last)], told[0][1], tuple(word for word, _ in told), True
            )


_AFTER_TITLE = re.compile(
    rf"\s({WORD_SIGNS}{{2,20}})(?:\s({WORD_SIGNS}{{2,20}}))?(?:\s({WORD_SIGNS}{{2,20}}))?"
)
