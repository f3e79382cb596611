"""How people say days and lengths of time where CLDR writes them otherwise. Words only; what reads them is `dates_in_words`."""

import re
from collections.abc import Callable

COUNTED_DAYS: dict[str, dict[str, tuple[str, int]]] = {
    "en": {"fortnight": ("week", 2), "1 fortnight": ("week", 2)},
    "es": {"quincena": ("day", 15), "1 quincena": ("day", 15)},
    "fr": {"quinzaine": ("day", 15), "1 quinzaine": ("day", 15)},
    "pt": {"quinzena": ("day", 15), "1 quinzena": ("day", 15)},
    "id": {
        "sehari": ("day", 1),
        "seminggu": ("week", 1),
        "sebulan": ("month", 1),
        "setahun": ("year", 1),
    },
    "ko": {
        "하루": ("day", 1),
        "이틀": ("day", 2),
        "사흘": ("day", 3),
        "나흘": ("day", 4),
        "닷새": ("day", 5),
        "엿새": ("day", 6),
        "이레": ("day", 7),
        "여드레": ("day", 8),
        "아흐레": ("day", 9),
        "열흘": ("day", 10),
        "보름": ("day", 15),
        "일주일": ("week", 1),
        "이주일": ("week", 2),
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
TOMORROW = ("ngày mai",)
"""What dateparser knows, and holds a word for "day"."""
LEADING = (
    "for|in|within|until|till|by|to|the|next|coming|following|about|only|just|another|after|up|at|least|today|"
    "für|die|den|das|der|dem|nächsten|nächste|nächster|nächstes|kommenden|kommende|im|bis|zu|zum|nach|etwa|circa|ca|um|noch|weitere|heute|mindestens|ab|"
    "por|para|hasta|el|la|los|las|próximo|próxima|próximos|próximas|siguiente|siguientes|en|dentro|de|durante|al|"
    "pour|pendant|durant|dans|le|les|l|d|du|des|prochain|prochaine|prochains|prochaines|jusqu|à|au|aux|d'ici|ici|après|encore|"
    "до|на|через|в|во|течение|следующий|следующую|следующая|следующей|следующие|следующих|ближайшие|ближайших|после|"
    "у|за|протягом|наступний|наступного|наступну|наступні|наступних|найближчі|найближчих|після|"
    "حتى|إلى|لمدة|خلال|بعد|في|مدة|"
    "até|a|ao|aos|o|os|as|em|no|na|nos|nas|próximos|seguinte|seguintes|"
    "fino|per|al|alla|alle|il|lo|i|gli|prossimo|prossima|prossimi|prossime|tra|fra|entro|dopo|"
    "do|za|przez|w|ciągu|przyszły|przyszłego|następny|następnego|następne|następnych|najbliższe|najbliższych|po|"
    "tot|voor|over|de|het|komende|volgende|aan|met|na|nog|vandaag|"
    "gelecek|önümüzdeki|sonraki|tam|sadece|"
    "تا|برای|مدت|آینده|بعدی|در|"
    "עד|למשך|תוך|ב|בעוד|ה|"
    "अगले|आने|वाले|केवल|सिर्फ|আগামী|পরবর্তী|মাত্র|"
    "앞으로|다음|약|"
    "đến|tới|trong|cho|khoảng|sau|"
    "sampai|hingga|selama|untuk|dalam|ke|setelah|"
    "v|příští|příštího|příštímu|následující|příštích|následujících|během|asi|"
    "până|pe|pentru|timp|următorul|următoarea|următoarele|următorii|peste|după|încă|"
    "έως|ως|μέχρι|για|σε|τον|την|τη|το|τις|τους|τα|επόμενη|επόμενο|επόμενες|επόμενους|επόμενες|"
    "till|tills|på|i|idag|om|under|nästa|kommande|inom"
)  # fmt: skip
"""What may stand before an amount of time and leaves it as it is."""
HALVES = (
    "half|halves|quarter|halb|halbe|halben|halbes|halber|anderthalb|eineinhalb|zweieinhalb|viertel|medio|media|medios|cuarto|"
    "demi|demie|quart|mezzo|mezza|meio|meia|halve|anderhalf|anderhalve|tweeënhalf|tweeënhalve|halv|halva|halvt|halvannan|jumătate|jumate|"
    "полгода|полмесяца|півроку|pół|półtora|półtorej|połowa|půl|půldruhého|пол|полтора|полторы|полутора|половина|половиной|пів|півтора|півтори|половиною|"
    "μισό|μισή|μισός|ενάμιση|ενάμισι|μιάμιση|δυόμισι|buçuk|yarım|نصف|ونصف|نصفا|نیم|חצי|וחצי|आधा|आधे|आधी|साढ़े|डेढ़|ढाई|আধা|অর্ধেক|সাড়ে|দেড়|আড়াই|반|rưỡi|"
    "setengah|tengah"
)  # fmt: skip
"""Parts of a unit: an amount with one of them is not read."""

_KOREAN_MONTHS = {
    said: number
    for number, all_said in enumerate(
        (
            "한일",
            "두이",
            "세석삼",
            "네넉사",
            ("다섯", "오"),
            ("여섯", "육"),
            ("일곱", "칠"),
            ("여덟", "팔"),
            ("아홉", "구"),
            "열십",
        ),
        start=1,
    )
    for said in all_said
}
OTHERWISE: dict[str, tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...]] = {
    "ar": ((r"(?<!بعد )\bالغد\b", "غدا"),),
    "bn": ((r"(দিন|সপ্তাহ|মাস|বছর)(?:ের|টা|টি)(?=\s|$)", r"\1"),),
    "cs": ((r"\bpátku\b", "pátek"), (r"\btýdne\b", "týden"), (r"\bdní\b", "dnů")),
    "en": (
        (r"\ba couple(?: of)?(?= (?:more )?(?:days|weeks|months)\b)", "two"),
        (r"(?<=\w) more(?= (?:days?|weeks?|months?)\b)", ""),
        (r"\b(24|48|72|96) hours\b", lambda found: f"{int(found[1]) // 24} days"),
    ),
    "el": ((r"\bχρόνο\b", "έτος"), (r"\bχρόνια\b", "έτη"), (r"\bμέρ(α|εσ)\b", r"ημέρ\1"), (r"\bβδομάδ", "εβδομάδ")),
    "fa": (
        (r"\bیه\b", "یک"),
        (r"پس[ \u200c]?فردا", "پسفردا"),
        (r"سه[ \u200c]?شنبه", "سه\u200cشنبه"),
        (r"(یک|دو|چهار|پنج)[ \u200c]شنبه", r"\1شنبه"),
    ),
    "he": (
        (r"^ל-?(?=\d|שבוע|יום|יומיים|ימים|חודש|שנה|שניים|שני |שתי |שלוש|ארבע|חמיש|שיש|שבע|שמונ|תשע|עשר)", ""),
        (r"^שני$", "יום שני"),
        (r"(?<!יום )\b(ראשון|שלישי|רביעי|חמישי|שישי)\b", r"יום \1"),
        (r"^עד שני$", "עד יום שני"),
    ),
    "hi": ((r"हफ़?्त(?:ों|े|ा)", "सप्ताह"), (r"दिनों", "दिन"), (r"महीनों|महीना", "महीने"), (r"(?<!\S)साल(?!\S)", "वर्ष")),
    "id": ((r"^((?:sampai|hingga) )?(minggu|bulan|tahun) depan$", lambda found: f"{found[1] or ''}1 {found[2]}"),),
    "ja": (
        (r"[かヶカケヵ]月間", "か月"),
        (r"(?<=\d)年間", "年"),
        (r"まで(?:に|は)?$", ""),
        (r"(?<=[月火水木金土日])曜(?!日)", "曜日"),
    ),
    "ko": (
        (r"까지$", ""),
        (r"(?<=\d월)(?=\d)", " "),
        (r"(?<!\S)((?:\d+|[일이삼사오육칠팔구십]+)\s*(?:일|주일?|개월|년))간(?!\S)", r"\1"),
        (r"(?<!\S)(?:일|한)\s*년(?!\S)", "1년"),
        (
            r"(?<!\S)(\d{1,2}|한|두|세|석|네|넉|다섯|여섯|일곱|여덟|아홉|열|일|이|삼|사|오|육|칠|팔|구|십)\s*(?:달|개월)",
            lambda found: f"{_KOREAN_MONTHS.get(found[1], found[1])}개월",
        ),
    ),
    "pl": ((r"\bjutra\b", "jutro"), (r"\bpojutrza\b", "pojutrze"), (r"\btygodnia\b", "tydzień")),
    "pt": ((r"\b(segunda|terça|quarta|quinta|sexta)\b(?!-)", r"\1-feira"),),
    "tr": ((r"\byarına\b", "yarın"), (r"\böbür güne\b", "öbür gün")),
    "vi": (
        (r"\bth(?:ứ)? 2\b", "thứ hai"),
        (r"\bth(?:ứ)? 3\b", "thứ ba"),
        (r"\bth(?:ứ)? 4\b", "thứ tư"),
        (r"\bth(?:ứ)? 5\b", "thứ năm"),
        (r"\bth(?:ứ)? 6\b", "thứ sáu"),
        (r"\bth(?:ứ)? 7\b", "thứ bảy"),
    ),
    "zh": (
        (r"^(?:直到|到|至)", ""),
        (r"[为為]止$", ""),
        (r"(?<=\d)[号號]", "日"),
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
