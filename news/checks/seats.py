"""Where governments sit, by which news calls their countries: "the Kremlin said" of Russia; and what is spelled as a country is,
so that a translation of it looks like one: "Jordan Spieth"."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

_ENDED = "(?:a|as|e|em|i|o|ów|owi|u|n|s)?(?![a-zà-ɏ])"
"""Behind the name of a person that is a country's too: an ending, and no other name that begins so ("Chadwick")."""
_SEATS = {
    "US": (
        "pentagon|пентагон|البنتاغون|پنتاگون|五角大楼|五角大廈|ペンタゴン|펜타곤|white house|maison blanche|maison-blanche|weiße haus|weißes haus|"
        "weißen haus|casa blanca|casa bianca|casa branca|witte huis|vita huset|hvide hus|hvite hus|valkoinen talo|valkoisen talon|valkoisesta talosta|biały dom|białego domu|białym domu|"
        "bílý dům|bílého domu|casa albă|fehér ház|beyaz saray|белый дом|белого дома|белом доме|білий дім|білого дому|білому домі|"
        "λευκός οίκος|λευκού οίκου|البيت الأبيض|کاخ سفید|הבית הלבן|व्हाइट हाउस|হোয়াইট হাউস|gedung putih|nhà trắng|lầu năm góc|ทำเนียบขาว|"
        "白宫|白宮|ホワイトハウス|백악관|washington|вашингтон|واشنطن|华盛顿|華盛頓|ワシントン|워싱턴|capitole?(?![a-zà-ɏ])|state department|federal reserve"
    ),
    "RU": (
        "kremlin|kreml|cremlin|cremlino|kremlj|kremelj|кремл|الكرملين|کرملین|הקרמלין|क्रेमलिन|克里姆林|クレムリン|크렘린|moscow|moskau|москв|莫斯科"
    ),
    "CN": "beijing|pek(?:ing|in|ín)(?!g?es)|pékin|pechino|pequim|пекин|пекін|بكين|北京|베이징|zhongnanhai|中南海",
    "GB": "downing street|westminster|whitehall|даунинг-стрит|唐宁街|唐寧街|ダウニング",
    "FR": "élysée|elysee|eliseo|елисейск|єлисейськ|爱丽舍宫|愛麗舍宮|エリゼ|quai d'orsay|matignon",
    "DE": "bundestag|kanzleramt|bundesregierung|бундестаг",
    "UA": r"bankova(?!\w)|kiew|kiev|киев|基辅|キーウ",
    "IN": r"delhi|дели(?!\w)|делийск|делі(?!\w)|делійськ|दिल्ली|دلهي|新德里|ニューデリー",
    "KR": "청와대|blue house",
    "TR": "ankara|анкара|анкари|анкарі|أنقرة|安卡拉",
    "IL": "knesset|кнессет|tel aviv|тель-авив",
    "IT": "quirinal|palazzo chigi",
    "ES": "moncloa",
    "KP": r"pyongyang|пхеньян|平壤|(?<!태)평양",
    "CO": rf"columbia{_ENDED}|колумби",
    "JO": rf"jordan{_ENDED}",
    "GE": rf"georgia{_ENDED}",
    "TD": rf"chad{_ENDED}",
}
"""By country, what a text in any language may say for its government. In small letters; rather too many than too few, since
they only let a sentence pass."""


_BEGUN = "(?<![a-zß-ɏͰ-ӿ])"
"""No letter of an alphabet stands before; other scripts join words."""

_THE_NORTH = re.compile(r"\b[Tt]he North\b(?! (?:Sea|Pole|Atlantic|Pacific))")
"""Of Korea where that is named too; every other country has a north as well."""


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return {code: re.compile(f"{_BEGUN}(?:{seats.casefold()})") for code, seats in _SEATS.items()}


@lru_cache(maxsize=1 << 10)
def seats_of(text: str) -> frozenset[str]:
    """The countries for whose governments the text may speak. Once for each line: a story has many names."""
    small = text.casefold()
    found = frozenset(code for code, pattern in _patterns().items() if pattern.search(small))
    return found | {"KP"} if "korea" in small and _THE_NORTH.search(text) else found
