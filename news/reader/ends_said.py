"""What in a line sounds like the end of a time, whether or not it can be read: "until Friday", "for a week and a half". Pure.

Names of things have such words, too ("Brot für die Welt", "El País"): a small word says when only with a number, a unit of
time or a day of the week behind it, and one that is another word elsewhere only in its own languages.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from news.clock import fold
from news.language.eras import PERSIAN_MONTHS
from news.reader.amounts_said import is_nearly_unit, is_unit
from news.reader.beside_a_day import is_of_another, is_part, months_to_end_of, week_said
from news.reader.dates_in_words import is_half, says_time
from news.reader.day_names import months_said
from news.reader.days_said import COUNTED_DAYS, LEADING, as_written
from news.reader.numbers_said import has_uncounted, says_number, with_digits

UNTIL = frozenset(
    "until|till|for|bis|für|zum|hasta|el|durante|por|jusqu'au|jusqu’au|jusqu'à|jusqu’à|jusque|pendant|до|на|حتى|لمدة|直到|到|为期|até|fino|al|a|per|do|"
    "na|tot|voor|kadar|boyunca|تا|برای|עד|למשך|तक|के|लिए|পর্যন্ত|まで|까지|동안|đến|trong|sampai|selama|până|la|pentru|έως|μέχρι|για|"
    "i|tills|lang|przez|протягом|упродовж|ως|জন্য|ধরে|pour|tới|إلى|خلال|süreyle|süresince|hingga|untuk|under".casefold().split(
        "|"
    )
)
_ONLY_IN = {
    "el": ("es",), "por": ("es", "pt"), "na": ("pl", "cs"), "la": ("ro",), "a": ("it",), "al": ("it",), "do": ("pl", "cs"), "i": ("sv",),
    "per": ("it",), "на": ("ru", "uk"), "lang": ("de", "nl"), "pour": ("fr",), "under": ("sv",),
}  # fmt: skip
_NAMES = frozenset(["lang"])
"""Of these, those that are surnames with a capital: "Fritz Lang"."""
JOINED = {
    "zh": re.compile("^(直到|到|至)"),
    "ja": re.compile("まで$"),
    "ko": re.compile("까지$"),
    "he": re.compile(
        "^ל-?(?=\\d|שבוע$|שבועיים|יומיים|חודש$|חודשיים|שנתיים|(?:שבוע|יום|חודש|שנה) (?:אחד|אחת)|שניים|שני |שתי |שלוש|ארבע|חמישה|חמש |"
        "שישה|שש |שבעה|שבע |שמונ|תשע|עשר)"
    ),
}
"""Where the small word is written together with the day."""
_IN_WORDS = {
    "cs": (("po dobu", "na"),), "en": (("up until", "until"), ("up to", "until")), "fa": (("به مدت", "برای"),),
    "pl": (("w ciągu", "przez"),), "ro": (("timp de", "pentru"),), "ru": (("в течение", "на"),), "sv": (("fram till", "till"),),
    "vi": (("cho đến", "đến"), ("cho tới", "tới")),
}  # fmt: skip
"""What is said in several words, and the small word that says the same."""
_TOGETHER = {
    "ja": re.compile(
        r"(?:(?<=[^\s\d年])(?:\d{4}年)?\d{1,2}月\d{1,2}日|(?<=[^\s\d再来今翌本先毎週の第一二三四五明月年])"
        r"(?:(?:(?:来週|今週)の?)?[月火水木金土日]曜日?|明日|あした|明後日|あさって|来週|今?月末|今?年末))まで$"
        r"|(?<=を)\d{1,2}(?:日間|週間|[かヶカケヵ]月)"
        r"|(?<=[^\s\d第一二三四五六七八九十百千数何半の])(?P<counted>(?:\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
        r"(?:日間|週間|[かヶカケヵ]月間?|年間))$"
    ),
    "zh": re.compile(
        r"(?<=\S)(?:直到|到|至)(?:(?:下|本|这|這)?[个個]?(?:周|週|星期|[礼禮]拜)[一二三四五六日天]|(?:\d{4}年)?\d{1,2}月\d{1,2}[日号號]"
        r"|明天|[后後]天|(?:本|[这這][个個])?月底|今?年底|下[个個]?(?:周|週|星期))(?:[为為]止)?$"
        r"|(?:(?<=[A-Za-z]\d)|(?<=[^\s\d第某每这這那几幾数數上下前后後头頭首末近最再有同某半一二两兩三四五六七八九十百千万萬年月周週期拜]))"
        r"(?P<counted>(?:[二两兩三四五六七八九]?十[一二三四五六七八九]?|[一二两兩三四五六七八九])"
        r"(?:[个個](?:星期|[礼禮]拜|月)|星期|[礼禮]拜|天|周|週|年))$"
    ),
}
_UNREAD_TOGETHER = {
    "ja": re.compile(
        r"(?<=\S)(?:[週年日月]|曜|[月年週]末|[月年]初|旬)まで$|(?<=を)[数何半]\S{0,2}[日週月年](?:間|半)?$"
        r"|(?<=\S)(?:明日|あした|明後日|あさって|来週|来月)$"
    ),
    "zh": re.compile(
        r"(?<=\S)(?:直到|到|(?<![夏冬])至)[上下本这這今明后後大\d一二三四五六七八九十两兩个個月年]*(?:[月年][底末初中]|[上下][个個]?月|[天日号號月年]"
        r"|(?:周|週|星期|[礼禮]拜)[一二三四五六日天末]?)(?:[为為]止)?$"
        r"|(?<=\S)[\d一二两兩三四五六七八九十几幾半]+(?:[个個]?(?:小[时時]|[钟鐘][头頭])|分[钟鐘]|[天周週年月](?:[时時][间間]|以?[内內]|左右))$"
        r"|(?<=\S)(?:明天|[后後]天|明晚|明年|下[个個]?月)$"
        r"|(?<=[^\s上下大前后後头頭这這那近最十])(?:[几幾数數][个個]?(?:天|日|周|週|星期|月|年)|半(?:天|年|[个個]月))$"
    ),
}
"""What sounds like an end, together with what is named, and is none that `_TOGETHER` knows."""
_KOREAN_END = re.compile(
    r"(?:다음|이번|다다음|지난)?(?:주|달|해|말|초|중순|하순|월말|연말|월초|연초|주말|내년|내달)까지"
)
_KOREAN_FEW = re.compile(r"(?:^|\s)몇\s?(?:일|주|주일|달|개월|년|해)(?:간|동안)?$")
_BOUND = frozenset((
    "다음", "이번", "다다음", "지난", "저번", "주", "달", "해", "내년", "내달", "올해", "매주",
    "첫", "첫째", "둘째", "셋째", "마지막", "다음주", "이번주", "다다음주",
))  # fmt: skip
"""Behind them stands only a part of when: "다음 주 금요일까지"."""
NUMBERED = (
    "formula|formel|formule|fórmula|formuła|формула|φόρμουλα|فورمولا|فرمول|פורמולה|फॉर्मूला|फार्मूला|ফর্মুলা|thức|포뮬러|フォーミュラ|方程式|"
    "iphone|ipad|android|windows|playstation|xbox|galaxy|covid|area|channel|canal|kanal|ligue|league|euro|g"
)
"""What has a number in its name: behind it a number may count nothing, as in "Formula 1 year"."""
_NUMBERED = frozenset(map(fold, NUMBERED.split("|")))
_TOMORROW = {
    "ar": "غدا|غدًا", "bn": "আগামীকাল|কাল|পরশু", "cs": "zítra|pozítří", "de": "morgen|übermorgen", "el": "αύριο|μεθαύριο",
    "en": "tomorrow|tmrw", "es": "mañana", "fa": "فردا|پسفردا", "fr": "demain|après-demain", "he": "מחר|מחרתיים", "hi": "कल|परसों",
    "id": "besok|lusa", "it": "domani|dopodomani", "ja": "明日|あした|明後日|あさって", "ko": "내일|모레", "nl": "morgen|overmorgen",
    "pl": "jutro|pojutrze", "pt": "amanhã", "ro": "mâine|poimâine", "ru": "завтра|послезавтра",
    "sv": "morgon|imorgon|imorron|övermorgon", "tr": "yarın", "uk": "завтра|післязавтра|послезавтра", "vi": "mai|kia", "zh": "明天|后天|後天",
}  # fmt: skip
"""Each in its own language and English everywhere: "lusa" is an agency in Portugal, and "mâine" without its accent a state."""
_IN_TWO_WORDS = {"mai": "ngay", "kia": "ngay", "morgon": "i", "övermorgon": "i"}
FEW = (
    "few|several|some|many|paar|einige|mehrere|unos|unas|varios|varias|algunos|algunas|pocos|pocas|quelques|plusieurs|qualche|"
    "alcuni|alcune|pochi|poche|diversi|uns|umas|alguns|algumas|vários|várias|poucos|enkele|meerdere|några|flera|par|kilka|"
    "parę|kilku|pár|několik|câteva|câțiva|birkaç|beberapa|vài|mấy|несколько|пару|кілька|декілька|λίγες|μερικές|λίγους|"
    "μερικούς|بضعة|بضع|لبضعة|عدة|لعدة|چند|چندین|כמה|לכמה|מספר|कुछ|कई|কয়েক|কিছু|몇"
)
"""They count nothing."""
_FEW = frozenset(map(fold, FEW.split("|")))
_FEW_IN_SIGNS = re.compile(
    "(?:[数數几幾]|十[几幾数數])(?:个|個)?(?:天|日|周|週|星期|月|か月|ヶ月|年)|半(?:天|日|周|週|个|個|月|年)|[天日周週月年間间]半$|^며칠"
)
_IN_SIGNS = re.compile(
    "[一二两兩三四五六七八九十百\\d几幾数數半个個]+[天日周週月年星小時时]|半|[周週星期曜]+[一二三四五六日]|曜"
)
_OF_A_NUMBER = re.compile(r"\d+[.,/⁄-]\d*|½|¼|¾")
_SMALL = frozenset(map(fold, LEADING.split("|")))


def split_at_until(parts: Sequence[str], language: str) -> Iterator[tuple[str, str]]:
    """Before and after the small word; or, where it comes last, before and behind each of the words before it."""
    for at in range(1, len(parts) - 1):
        if _is_until(parts[at], language) and not _is_repeated(parts, at):
            yield " ".join(parts[:at]), " ".join(parts[at + 1 :])
    end = _before_last(parts, language)
    for at in range(max(1, end - 4), end) if end < len(parts) else ():
        is_counted = (
            at < end - 1 or at == 1 or not (len(parts[at]) == 1 or is_unit(parts[at], language))
        )  # else the word before may be a number
        if is_counted and not _is_part_of_when(parts[at - 1], language):
            yield " ".join(parts[:at]), " ".join(parts[at:end])
    if len(parts) > 1 and language in JOINED:
        for at in range(max(1, len(parts) - 3), len(parts)):  # a Korean date is up to three words
            when = " ".join(parts[at:])
            is_whole = not (_is_bound(parts[at - 1]) or changes(parts[at - 1], language))
            is_whole &= language != "ko" or at == len(parts) - 1 or _begins_when(parts[at], language)
            if JOINED[language].search(when) and is_whole:
                yield " ".join(parts[:at]), when


def _is_part_of_when(word: str, language: str) -> bool:
    """Whether what follows is only the rest of when: "gelecek | ayın sonuna kadar"."""
    said = as_written(word.casefold(), language)
    return is_of_another(word, language) or is_nearly_unit(said, language) or changes(word, language)


def _is_bound(word: str) -> bool:
    return word in _BOUND or bool(re.fullmatch(r"\d{1,4}[년월]", word))


def _begins_when(word: str, language: str) -> bool:
    """Whether the first of several words that say when may be one of them: "현대 자동차를 금요일까지" has two that are not."""
    return _is_bound(word) or changes(word, language) or fold(word) in months_said(language)


def says_when(text: str, language: str) -> bool:
    """Whether something sounds like a time behind a small word, before one that stands last, or together with what is named."""
    parts = text.split()
    if (pattern := _UNREAD_TOGETHER.get(language)) and pattern.search(parts[-1] if parts else ""):
        return True
    return says_until(text, language)


def says_until(text: str, language: str) -> bool:
    """Whether behind a small word, or before one that stands last, something sounds like a time."""
    parts = text.split()
    if language == "fa" and "تا" in parts[1:] and _names_persian_month(parts[parts.index("تا", 1) + 1 :]):
        return True
    for at in range(1, len(parts) - 1):
        if (
            _is_until(parts[at], language)
            and not _is_repeated(parts, at)
            and _sounds(parts[at + 1 :], language)
        ):
            return True
    end = _before_last(parts, language)
    if end < len(parts) and _sounds(parts[max(1, end - 3) : end], language):
        return True
    if language == "ko" and len(parts) > 1 and _KOREAN_END.fullmatch(parts[-1]):
        return True
    return len(parts) > 1 and language in JOINED and any(
        JOINED[language].search(part) and _sounds([part.removeprefix("ל")], language) for part in parts[1:]
    )  # fmt: skip


def _names_persian_month(parts: Sequence[str]) -> bool:
    return any(part in names for part in parts for names in PERSIAN_MONTHS)


def _is_repeated(parts: Sequence[str], at: int) -> bool:
    """ "Day by day" is no end of anything: "Hora por Hora"."""
    return parts[at - 1].casefold() == parts[at + 1].casefold()


def is_when(text: str, language: str) -> bool:
    """Whether it says nothing but when: "until Friday", "5 June", "2026"."""
    parts = text.split()
    if len(parts) > 1 and _is_until(parts[0], language) and _sounds(parts[1:], language):
        return True
    while parts and parts[-1].casefold() in UNTIL:
        parts.pop()
    said = [part.strip(".,") for part in parts if fold(part) not in _SMALL]
    has_more = len(said) > 1 or any(len(word) > 4 or any(sign.isdigit() for sign in word) for word in said)
    return (
        has_more
        and all(_is_of_a_date(word, language) for word in said)
        and (any(says_time(word, language) for word in said) or any(sign.isdigit() for sign in text))
    )


def is_uncounted(parts: Sequence[str], language: str) -> bool:
    """Whether these two words are a number in words and a unit of time: "forty days"; one that is read is no longer here."""
    number, unit = parts
    return number.isalpha() and says_number(number, language) and is_unit(unit, language)


def is_loose(parts: Sequence[str], language: str) -> bool:
    """Whether these end with a day or hours, in small letters, of which nothing says that they are an end: "Tesla tomorrow",
    "Tesla next week", "Tesla 3 hours", "F1 year"."""
    if len(parts) < 2:
        return False
    before, last = parts[-2], re.sub("[-\u200c]", "", parts[-1])
    is_small, said = last == last.casefold(), fold(last)
    if said in _tomorrow(language):
        return is_small and _IN_TWO_WORDS.get(said, fold(before)) == fold(before)
    if not is_unit(last, language) or not (is_small or language == "de"):
        return False
    if before == before.casefold() and week_said(parts[-2:], language, has_week=True) in ("this", "next"):
        return len(parts) > 2
    return (len(parts) > 2) if before.isdecimal() else before[-1].isdecimal()


@lru_cache(maxsize=32)
def _tomorrow(language: str) -> frozenset[str]:
    return frozenset(fold(word) for code in (language, "en") for word in _TOMORROW.get(code, "").split("|"))


def has_number(name: str) -> bool:
    """Whether a number behind the name may be a part of it: "Formula"."""
    return bool(name) and fold(name.split()[-1]) in _NUMBERED


def is_inexact(parts: Sequence[str], language: str) -> bool:
    """Whether these end with a length that has no whole number: "a few days", "anderthalb Wochen", "une semaine et demie"."""
    said = [part.strip(".,") for part in parts] or [""]
    while len(said) > 1 and _is_until(said[-1], language):
        said.pop()
    if language in ("ja", "ko", "zh") and _FEW_IN_SIGNS.search(said[-1]):
        return True
    if language == "ko" and _KOREAN_FEW.search(" ".join(said)):
        return True
    if len(said) < 2:
        return False
    *before, last = said[-3:]
    if is_half(last, language):
        return any(_is_length(word, language) for word in before)
    is_less = fold(before[-1]) in _FEW or is_half(before[-1], language)
    return is_less and _is_length(last, language)


def _is_length(word: str, language: str) -> bool:
    said = as_written(word.casefold(), language)
    return said in COUNTED_DAYS.get(language, ()) or is_nearly_unit(said, language)


def set_apart(text: str, language: str) -> str:
    """The text with a space before the day, or the figure, that is written together with what is named: "特斯拉到周五", "特斯拉三天"."""
    pattern = _TOGETHER.get(language)
    if pattern is None or is_of_the_name(text, language):
        return text
    return pattern.sub(lambda found: f" {_in_figures(found, language)}", text)


def is_of_the_name(text: str, language: str) -> bool:
    """Whether a length that is written together with what is named may belong to it: "万历十五年", "改革开放40年", "财经一周"."""
    pattern = _TOGETHER.get(language)
    if pattern is None:
        return False
    if (years := _YEARS_TOGETHER.search(text)) and not _FEW_YEARS.fullmatch(years[1]):
        return True
    found = pattern.search(text)
    return bool(found and found["counted"]) and text[: found.start()] in _GENERIC if found else False


_YEARS_TOGETHER = re.compile(
    r"(?<=[^\s\d第一二两兩三四五六七八九十百千])(\d{1,4}|[一二两兩三四五六七八九十百千]+)年間?$"
)
_FEW_YEARS = re.compile("0?[1-3]|[一二两兩三]")
"""So many years somebody may mute something for; more of them are in names of books and jubilees."""
_GENERIC = frozenset((
    "国际", "國際", "世界", "全球", "环球", "天下", "国内", "國內", "中国", "中國", "新闻", "新聞", "财经", "財經", "经济", "經濟", "经济", "金融",
    "体育", "體育", "娱乐", "娛樂", "科技", "军事", "軍事", "社会", "社會", "时政", "時政", "政治", "文化", "时尚", "時尚", "电影", "電影", "热点",
    "股市", "今日", "本地", "経済", "国際", "芸能", "スポーツ", "ニュース", "日本", "映画", "時事",
))  # fmt: skip
"""Behind them "week" and "day" are what a column is called."""


def _in_figures(found: re.Match[str], language: str) -> str:
    """Years, of which CLDR's words are read for one only."""
    is_years = (found["counted"] or "").endswith(("年", "年間"))
    return " ".join(with_digits([found[0]], language)) if is_years else found[0]


_NOT_LAST = {
    "ar": "أول", "bn": "আগামী|প্রথম|পরবর্তী", "cs": "příští|příštích|následující|první", "de": "der|die|das|den|dem|des|von|nächsten|nächste|kommenden|ersten|erste|letzten|letzte",
    "el": "ο|η|το|οι|τα|τις|τους|των|του|της|επόμενες|επόμενους|επόμενα|πρώτες|πρώτους", "en": "the|of|next|first|last|past|coming|following",
    "es": "el|la|los|las|de|del|próximos|próximas|primeros|primeras|últimos|últimas", "fa": "اولین|آینده", "fr": "le|la|les|des|de|du|aux|prochains|prochaines|premiers|premières|derniers|dernières",
    "hi": "अगले|पहले|आने|वाले", "id": "di|dari", "it": "il|lo|la|i|gli|le|di|dei|delle|degli|prossimi|prossime|primi|prime|ultimi|ultime", "nl": "de|het|van|komende|volgende|eerste|laatste",
    "pl": "następne|najbliższe|pierwsze|ostatnie|z|w", "pt": "o|a|os|as|de|dos|das|do|da|próximos|próximas|primeiros|primeiras|últimos|últimas", "ro": "de|următoarele|următorii|primele|primii|ultimele",
    "ru": "следующие|ближайшие|первые|последние|из|в", "sv": "de|nästa|kommande|första|sista|av", "tr": "gelecek|önümüzdeki|ilk|son", "uk": "наступні|найближчі|перші|останні|з|у", "vi": "của",
}  # fmt: skip
"""Articles, prepositions and "next", "first": no name ends with them, in small letters."""


def without_small_words(what: str, language: str) -> str | None:
    """What is named without the small words that are left at its end; None where none of them says "until", so that the length
    may be of the name: "Guerra de los | seis días", "Trump first | 100 days"."""
    left = {word for code in (language, "en") for word in _NOT_LAST.get(code, "").split("|")}
    parts, is_said = what.split(), False
    if not parts or parts[-1] not in left:
        return what
    while len(parts) > 1 and (parts[-1] in left or _is_until(parts[-1], language)):
        is_said |= _is_until(parts.pop(), language)
    return " ".join(parts) if is_said else None


def without_until(text: str, language: str) -> str:
    """The text without the small words at its end."""
    parts = text.split()
    while len(parts) > 1 and _is_until(parts[-1], language):
        parts.pop()
    return " ".join(parts)


def in_one_word(text: str, language: str) -> str:
    """The text with what says "until" in several words put in one: "timp de 7 zile"."""
    for said, word in _IN_WORDS.get(language, ()):
        text = re.sub(rf"(?<=\s){said}(?=\s)", word, text, flags=re.IGNORECASE)
    return text


def changes(word: str, language: str) -> bool:
    """Whether an amount of time behind the word is another one: "forty five days", "half a year", "2.5 weeks"."""
    if any(sign.isdigit() for sign in word):
        return bool(_OF_A_NUMBER.fullmatch(word))
    return fold(word) in _FEW or says_number(word, language) or says_time(word, language)


def _before_last(parts: Sequence[str], language: str) -> int:
    """How many words stand before the small ones at the end, two of them in Hindi."""
    end = len(parts)
    while end > 1 and _is_until(parts[end - 1], language):
        end -= 1
    return end


def _is_until(word: str, language: str) -> bool:
    said = word.casefold()
    is_name = word != said and said in _NAMES
    return said in UNTIL and language in _ONLY_IN.get(said, (language,)) and not is_name


def _sounds(parts: Sequence[str], language: str) -> bool:
    if language in ("ja", "zh"):
        return any(_IN_SIGNS.search(part) or part.isdigit() for part in parts)
    if months_to_end_of([part.casefold() for part in parts], language)[0]:
        return True
    if is_part(parts[:-1], language) and any(
        is_nearly_unit(part, language) or fold(part) in months_said(language) for part in parts[1:]
    ):
        return True
    return has_uncounted(parts, language) or any(
        any(sign.isdigit() for sign in part) or says_time(part, language) for part in parts
    )


def _is_of_a_date(word: str, language: str) -> bool:
    said = fold(word)
    bare = re.sub(r"[\d./:-]", "", said)
    if bare != said:
        return (
            not bare
            or says_time(bare, language)
            or bare in months_said(language)
            or bool(_IN_SIGNS.search(said))
        )
    return says_time(word, language) or says_number(word, language) or said in months_said(language)
