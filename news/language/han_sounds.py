"""How Chinese writes foreign names by sound, and how near such a spelling is to a name in Latin letters.

"罗森斯坦" is Rosenstein and "特雷莎" Theresa: each sign stands for a syllable, of which its consonants are kept here. The
signs are those that names are transcribed with; a name of Chinese persons is none of them. Knows no list of names.
"""

import re
from functools import lru_cache

from news.language.tokens import unaccented

_SIGNS = {
    "": "阿埃艾爱愛奥奧欧歐伊厄俄乌烏", "y": "亚亞雅耶叶葉尤约約娅婭", "yn": "延扬揚永杨楊",
    "p": "巴贝貝比彼伯博布波鲍鮑碧拜白佩帕皮普派珀璞帛保", "pn": "班本邦宾賓潘彭庞平朋",
    "f": "法费費弗福夫菲芙富佛瓦韦韋维維沃威娃伍武瓦", "fn": "范芬丰冯馮文温溫万萬旺汶",
    "t": "达達戴得德迪蒂杜多大道塔泰特提汀图圖托土陶忒", "tn": "丹当當登丁顿頓敦坦唐汤湯坦滕廷通东東",
    "k": "盖蓋戈格古加考卡凯凱康科克库庫奎高果葛", "kn": "甘冈岡贡根肯坎昆孔金堪",
    "g": "吉基季", "h": "哈海赫胡华華霍惠侯豪", "hn": "汉漢亨洪宏罕韩翰", "x": "希谢謝休夏欣", "xn": "辛兴興欣",
    "s": "萨薩塞沙莎舍圣聖施史斯丝絲苏蘇索什奇齐齊乔喬切杰傑贾賈泽澤扎兹茲茨佐西舒肖朱祖查采策瑟色奇恰丘久居芝孜思", "sn": "桑森山尚申珊琼瓊真詹珍钱強辰曾尊宗仲晋津逊遜京",
    "m": "马馬迈邁梅米密莫默姆穆麦麥玛瑪毛美弥彌", "mn": "曼门門蒙孟明敏",
    "n": "安恩因英昂翁殷纳納娜奈尼涅纽紐努诺諾内內妮", "nn": "南宁寧农農嫩",
    "l": "拉莱萊劳勞勒雷里莉利列琳留卢盧鲁魯罗羅洛尔爾丽麗露路莱赖賴李礼禮鲁萝蘿黎瑞热熱日茹柳娄婁律", "ln": "兰蘭朗林伦倫隆龙龍荣榮仑凌蓝藍冉伦",
}  # fmt: skip
"""Consonants by the signs of their syllables: `f` is also v and w, `l` r, `s` every hiss, `g` and `x` what stands for
two sounds of Latin letters each."""
SOUNDING = {sign: sounds for sounds, signs in _SIGNS.items() for sign in signs}
_LATIN = (
    ("tsch", "s"), ("sch", "s"), ("tch", "s"), ("sh", "s"), ("ch", "s"), ("cz", "s"), ("zh", "s"), ("dg", "s"), ("ph", "f"),
    ("gh", "h"), ("th", "t"), ("ck", "k"), ("ce", "s"), ("ci", "s"), ("cy", "s"), ("ge", "g"), ("gi", "g"), ("tz", "s"),
    ("ts", "s"), ("qu", "k"), ("x", "ks"), ("c", "k"), ("q", "k"), ("gu", "k"), ("kn", "n"), ("wr", "l"),
)  # fmt: skip
_SOUNDS = str.maketrans("bvwdgzjr", "pfftkssl", "aeiou'’-.")
"""A capital is a sound already."""
_LIKE = {frozenset(pair) for pair in ("gk", "gs", "xs", "xh", "xk", "hk", "nm", "ys", "fp")}
_FAINT = {"h": 0.2, "y": 0.1, "l": 0.35, "n": 0.4, "f": 0.4, "s": 0.5, "t": 0.5}
"""What it costs to leave a sound out, where that is less than the whole: many are not written, or not heard."""
LIKENESS = 0.25
SHORTEST = 2


@lru_cache(maxsize=1 << 11)
def nearness(han: str, latin: str) -> float:
    """From 0 to 1, how much of both names' consonants agree in their order; 0 where either has fewer than two."""
    ours, theirs = _of_han(han), _of_latin(latin)
    if min(len(ours.replace("y", "")), len(theirs)) < SHORTEST:
        return 0.0
    return 1 - _distance(ours, theirs) / max(len(ours), len(theirs))


def _of_han(word: str) -> str:
    return "".join(SOUNDING.get(sign, "") for sign in word)


def _of_latin(word: str) -> str:
    small = unaccented(word.casefold()).replace("'s", "").replace("’s", "")
    if not small.isascii():
        return ""
    for written, sound in _LATIN:
        small = small.replace(written, sound.upper())
    return re.sub(r"(.)\1", r"\1", small.translate(_SOUNDS).lower())


def _distance(one: str, other: str) -> float:
    row = [0.0]
    for sound in other:
        row.append(row[-1] + _FAINT.get(sound, 1.0))
    for mine in one:
        above, row = row, [row[0] + _FAINT.get(mine, 1.0)]
        for at, sound in enumerate(other, start=1):
            row.append(
                min(
                    above[at] + _FAINT.get(mine, 1.0),
                    row[-1] + _FAINT.get(sound, 1.0),
                    above[at - 1] + _exchanged(mine, sound),
                )
            )
    return row[-1]


def _exchanged(one: str, other: str) -> float:
    if one == other:
        return 0.0
    return LIKENESS if frozenset((one, other)) in _LIKE else 1.0
