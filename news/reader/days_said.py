"""How people say days and lengths of time where CLDR writes them otherwise. Words only; what reads them is `dates_in_words`."""

import re

NUMBERS = {
    "ar": ("", "", "ثلاثة ثلاث", "أربعة أربع"),
    "bn": ("এক একটি", "দুই দুটি দুটো", "তিন তিনটি", "চার চারটি"),
    "cs": ("jeden jednu", "dva dvě", "tři", "čtyři"),
    "de": ("ein eine einen einer", "zwei", "drei", "vier"),
    "el": ("ένα μία έναν", "δύο δυο", "τρεις τρία", "τέσσερις τέσσερα"),
    "en": ("a an one", "two", "three", "four"),
    "es": ("un una", "dos", "tres", "cuatro"),
    "fa": ("یک", "دو", "سه", "چهار"),
    "fr": ("un une", "deux", "trois", "quatre"),
    "he": ("אחד אחת", "שתי שני שתיים שניים", "שלושה שלוש", "ארבעה ארבע"),
    "hi": ("एक", "दो", "तीन", "चार"),
    "id": ("satu", "dua", "tiga", "empat"),
    "it": ("un una", "due", "tre", "quattro"),
    "ja": ("一", "二", "三", "四"),
    "ko": ("일 한", "이 두", "삼 세", "사 네"),
    "nl": ("een één", "twee", "drie", "vier"),
    "pl": ("jeden jedną", "dwa dwie", "trzy", "cztery"),
    "pt": ("um uma", "dois duas", "três", "quatro"),
    "ro": ("un o", "doi două", "trei", "patru"),
    "ru": ("один одну", "два две", "три", "четыре"),
    "sv": ("en ett", "två", "tre", "fyra"),
    "tr": ("bir", "iki", "üç", "dört"),
    "uk": ("один одну", "два дві", "три", "чотири"),
    "vi": ("một", "hai", "ba", "bốn"),
    "zh": ("一", "两 二", "三", "四"),
}
"""One to four as words: what people write out before "weeks"."""
COUNTED_DAYS = {
    "ko": {
        "하루": ("day", 1),
        "이틀": ("day", 2),
        "사흘": ("day", 3),
        "나흘": ("day", 4),
        "일주일": ("week", 1),
    },
}
"""Single words for some days."""
DAY_AFTER_TOMORROW = (
    "the day after tomorrow", "day after tomorrow", "übermorgen", "pasado mañana", "après demain", "послезавтра",
    "післязавтра", "بعد غد", "بعد الغد", "后天", "後天", "depois de amanhã", "dopodomani", "pojutrze", "overmorgen",
    "öbür gün", "پس فردا", "پسفردا", "מחרתיים", "परसों", "পরশু", "明後日", "あさって", "모레", "ngày kia", "lusa",
    "pozítří", "poimâine", "μεθαύριο", "övermorgon", "i övermorgon",
)  # fmt: skip
"""Neither Babel nor dateparser know all of these; dateparser takes some for "tomorrow"."""

OTHERWISE: dict[str, tuple[tuple[str, str], ...]] = {
    "cs": ((r"\bpátku\b", "pátek"),),
    "fa": (
        (r"پس[ \u200c]?فردا", "پسفردا"),
        (r"سه[ \u200c]?شنبه", "سه\u200cشنبه"),
        (r"(یک|دو|چهار|پنج)[ \u200c]شنبه", r"\1شنبه"),
    ),
    "he": ((r"(?<!יום )\b(ראשון|שלישי|רביעי|חמישי|שישי)\b", r"יום \1"), (r"^עד שני$", "עד יום שני")),
    "hi": ((r"हफ़?्त(?:ों|े|ा)", "सप्ताह"),),
    "ja": ((r"まで(?:に|は)?$", ""), (r"(?<=[月火水木金土日])曜(?!日)", "曜日")),
    "ko": ((r"까지$", ""),),
    "pt": ((r"\b(segunda|terça|quarta|quinta|sexta)\b(?!-)", r"\1-feira"),),
    "tr": ((r"\byarına\b", "yarın"),),
    "vi": (
        (r"\bthứ 2\b", "thứ hai"),
        (r"\bthứ 3\b", "thứ ba"),
        (r"\bthứ 4\b", "thứ tư"),
        (r"\bthứ 5\b", "thứ năm"),
        (r"\bthứ 6\b", "thứ sáu"),
        (r"\bthứ 7\b", "thứ bảy"),
    ),
    "zh": (
        (r"^(?:直到|到|至)", ""),
        (r"[礼禮]拜", "星期"),
        (r"星期天", "星期日"),
        (r"个?星期(?![一二三四五六日])", "周"),
    ),
}  # fmt: skip
"""What is said, as a pattern, and what CLDR writes for it; in small letters."""


def as_written(text: str, language: str) -> str:
    """The text with what people say put as CLDR writes it."""
    for said, written in OTHERWISE.get(language, ()):
        text = re.sub(said, written, text)
    return text
