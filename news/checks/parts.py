"""The countries and cities that a text names, with the parts of countries that have a name of their own: "Northern Ireland" is no
Ireland, nor "New Mexico" Mexico, and both are somewhere. Pure.
"""

import re
from functools import lru_cache

from news.language.places import places

_PARTS = {
    "GB": (
        r"northern ireland|nordirland\w*|nordirisch\w*|irlande du nord|irlanda del norte|irlanda del nord|irlanda do norte|noord-ierland|"
        r"nordirland|nord-irland|irlandi\w* północn\w*|północn\w* irlandi\w*|severní\w* irsk\w*|irlanda de nord|észak-írország\w*|"
        r"северн\w+ ирланди\w*|північн\w+ ірланді\w*|kuzey irlanda\w*|βόρεια\w* ιρλανδία\w*|أيرلندا الشمالية|ايرلندا الشمالية|ایرلند شمالی|"
        r"צפון אירלנד|उत्तरी आयरलैंड|উত্তর আয়ারল্যান্ড|irlandia utara|bắc ireland|pohjois-irlan\w*|北爱尔兰|北愛爾蘭|北アイルランド|북아일랜드|"
        r"belfast\w*|белфаст\w*|بلفاست|בלפסט|बेलफास्ट|贝尔法斯特|貝爾法斯特|ベルファスト|벨파스트|schottland\w*|schottisch\w*|écosse|écossais\w*|"
        r"escocia|escoces\w*|scozia|scozzes\w*|escócia|escocês|schotland|schots\w*|skottland\w*|szkocj\w*|шотланд\w*|iskoçya\w*|اسكتلندا|"
        r"اسکاتلند|סקוטלנד|स्कॉटलैंड|skotlandia|苏格兰|蘇格蘭|スコットランド|스코틀랜드|"
        r"(?:país de|príncipe de|princesa de|en|de|em|del|do|y|e|por|con|com|contra) gales|^gales$|(?-i:Galles|Galler)|gallerli\w*|walisisch\w*|уэльс\w*|уельс\w*|walii|威尔士|ウェールズ|웨일스"
    ),
    "US": (
        r"new mexico|nouveau-mexique|nuevo méxico|novo méxico|nuovo messico|nowy meksyk|nowego meksyku|nowym meksyku|neumexikos?|"
        r"нью-мексико|نيو مكسيكو|新墨西哥|ニューメキシコ|뉴멕시코"
    ),
}
"""By country, parts of it whose names have another country's in them or stand for themselves in news."""
_NO_COUNTRIES = (
    r"indian ocean|océan indien|océano índico|oceano índico|oceano indiano|indische[mnrs]? oze\w+|indische oceaan|индийск\w+ океан\w*|"
    r"індійськ\w+ океан\w*|ocean\w* indyjski\w*|hint okyanusu\w*|المحيط الهندي|اقیانوس هند|samudra hindia|ấn độ dương|印度洋|インド洋|인도양|"
    r"gulf of mexico|golfe du mexique|golfo de méxico|golfo do méxico|golf von mexiko|мексиканск\w+ залив\w*|墨西哥湾|墨西哥灣|メキシコ湾|"
    r"sea of japan|mer du japon|mar de japón|japanischen? meer\w*|японск\w+ мор\w*|日本海|south china sea|mer de chine\w*|mar de china|"
    r"südchinesischen? meer\w*|ভারত মহাসাগর\w*|हिंद महासागर|ινδικ\w+ ωκεαν\w*|guinea pigs?|saúde|มหาดไทย"
)
"""Names of seas and other things that have the name of a country in them."""
_SMALL = re.compile(r"\b(?:[tT]urkeys|turkey|china)\b")
"""Countries with a capital only."""
_BEGUN = r"(?<![^\W\d_a-zA-Z\u4e00-\u9fff\u3040-\u30ff\uac00-\ud7a3])(?<![a-zA-Z])"


_ENDED = r"(?![a-zß-ɏͰ-ӿḀ-ỿ])"
"""No letter of an alphabet stands behind; other scripts join words."""


def _pattern(forms: str) -> re.Pattern[str]:
    return re.compile(f"{_BEGUN}(?:{forms}){_ENDED}", re.IGNORECASE)


_OF = {code: _pattern(forms) for code, forms in _PARTS.items()}
_ELSE = _pattern(_NO_COUNTRIES)


@lru_cache(maxsize=1 << 10)
def parts_of(text: str) -> frozenset[str]:
    """The countries of which it names a part."""
    return frozenset(code for code, pattern in _OF.items() if pattern.search(text))


def whole_places(text: str, language: str | None) -> frozenset[str]:
    """As `places`, but for names of countries within these."""
    found = places(text, language)
    if found.isdisjoint(_WITHIN):
        return found
    for pattern in (*_OF.values(), _ELSE, _SMALL):
        text = pattern.sub(" ", text)
    return places(text, language)


_WITHIN = frozenset(["IE", "MX", "IN", "CN", "JP", "GN", "TR", "SA", "TH"])
"""Countries whose name stands in one of these."""
