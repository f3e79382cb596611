"""Who says what a text tells, by the names beside words of speech. Whether they say so in the source is for `speakers`.

Outside of quotation marks. Knows no person, and no check.
"""

import re
from collections.abc import Sequence

from news.checks.alike import is_mentioned
from news.checks.lexicon import lexicon, plain
from news.checks.mentions import Mention, mentions, openers
from news.checks.quoted import without_quoted
from news.checks.script import is_same
from news.language.tokens import primary_subtag
from news.writing.drafts import Line

BESIDE_CHARS = 30
"""A name within so many letters of a word of speech is the speaker's."""


def speakers(text: str, language: str | None, *, beside: Sequence[Line] = ()) -> tuple[Mention, ...]:
    """The names nearest to words that say who says so, outside of quotation marks. One word that opens a sentence right before
    such a word ("Novak said") is a name where it stands in `beside` as one."""
    bare = without_quoted(text)
    named = [each for each in mentions(text, language) if not _OWNING.search(each.text)]
    if primary_subtag(language) == "zh":
        named += _chinese(text)
    outside = [mention for mention in named if bare[mention.start : mention.end].strip() and mention.words]
    words, unnamed = lexicon(language).speech, _UNNAMED.get(primary_subtag(language))
    opening = [each for each in openers(text, language) if bare[each.start : each.end].strip()]
    found: dict[int, Mention] = {}
    for start, end in words.spans(plain(bare)) if outside or opening else ():
        opener = next((each for each in opening if _leads(bare[each.end : start])), None)
        if opener is not None and _is_name(opener, language, beside):
            found[opener.start] = opener
        if opener is not None or (unnamed is not None and unnamed.search(bare, 0, start)):
            continue
        near = [
            (gap, mention)
            for mention in outside
            if (gap := _gap(bare, mention, (start, end))) <= BESIDE_CHARS
            and not _PLACED.search(mention.text)
            and not _is_parted(bare[min(end, mention.end) : max(start, mention.start)], mention.end <= start)
        ]
        if near:
            closest = min(gap for gap, _ in near)
            told = (_explained(mention, start, outside, bare) for gap, mention in near if gap <= closest + 2)
            found.update({mention.start: mention for mention in told})
    return tuple(found.values())


def _chinese(text: str) -> list[Mention]:
    """Persons with Chinese names right before the word for speech, of three signs, of which the first is a surname."""
    return [Mention(match[1], match.start(), (match[1],), True) for match in _CHINESE.finditer(text)]


_CHINESE = re.compile(
    "([王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫朱胡郭何林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖董袁潘蒋蔣蔡余杜叶葉苏蘇魏吕呂丁沈姚卢盧姜崔钟鍾谭譚陆陸汪范廖贾賈夏韦韋邹鄒熊秦邱尹薛闫阎閻段侯陶黎贺賀顾顧毛郝龚邵钱錢严嚴覃戴莫孔汤湯习習]"
    "(?!先生|女士|小姐|太太|教授|医生|醫生)[\u4e00-\u9fff]{2})(?=(?:也|还|則|则)?(?:说|說|表示|指出|称|稱|透露|强调|強調|写道|寫道|解释|解釋))"
)


def _gap(bare: str, mention: Mention, span: tuple[int, int]) -> int:
    """Letters between a name and a word, those left out that are quoted."""
    start, end = span
    far = max(mention.start - end, start - mention.end)
    return (
        far
        if far <= BESIDE_CHARS
        else len(" ".join(bare[min(end, mention.end) : max(start, mention.start)].split()))
    )


def _explained(mention: Mention, at: int, others: Sequence[Mention], bare: str) -> Mention:
    """Whoever is explained by a clause that ends with the name: "Anna Novak, head of Marel, said"."""
    if bare[mention.end : at].strip(" ") != ",":
        return mention
    return next(
        (
            each
            for each in reversed(others)
            if each.is_person
            and mention.start - EXPLAINED_CHARS <= each.end < mention.start
            and bare[each.end : each.end + 1] == ","
            and not _MARKS.search(bare[each.end + 1 : mention.start])
        ),
        mention,
    )


EXPLAINED_CHARS = 100
_MARKS = re.compile(r"[.;:\"“”«»„]")
_UNNAMED = {
    "en": re.compile(r"(?<![\w'’])(?:[Hh]e|[Ss]he|[Tt]hey|it|we|I|police|[a-z]{4,}[^s\W]s)\s$"),
    "vi": re.compile(r"(?<!\w)(?:này|ấy|ông|bà|anh|chị|cô|họ)\s$", re.IGNORECASE),
}
"""Who speaks right before the word for it, and has no name: "officials said"."""
_OWNING = re.compile(r"['’]s$")
""" "Novak's deputy" is not Novak."""
_LEADS = re.compile(r"(?:,[^,.;:\"“”«»„]{1,60},)? (?:[^\W\d_]{1,4} )?")
"""Between who speaks and the word for it: who that is, and a word that helps the verb."""


def _leads(between: str) -> bool:
    return _LEADS.fullmatch(between) is not None


def _is_name(opener: Mention, language: str | None, beside: Sequence[Line]) -> bool:
    """Whether the word stands as a name where it opens nothing, or is written in another language, too."""
    word = opener.words[0]
    known = [line for line in beside if is_same(line.language, language)]
    if any(word in each.words for line in known for each in mentions(line.text, line.language)):
        return True
    return is_mentioned(word, [line for line in beside if line not in known])


_PLACED = re.compile(r"['’]n?[dt][ea](?:ki|n)?$", re.IGNORECASE)
"""Turkish says so of where somebody is."""


def _is_parted(between: str, is_before: bool) -> bool:
    """Whether the name stands in another sentence than the word of speech, or in a clause before it that goes on after
    the name ("in Marel on Monday, officials said")."""
    rest = between.strip(" ").partition(",")[0]
    return bool(re.search(r"[.;]\s", between)) or (is_before and between.count(",") == 1 and bool(rest))
