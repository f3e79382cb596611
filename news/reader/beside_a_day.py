"""What stands beside a day and says that another one is meant: "the day after Friday", "Friday of next week", "the end of the
month". Words, and which week or period they name; what reads days is `dates_in_words`. Pure.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from news.clock import fold

Week = Literal["this", "next", "unclear"]

END_OF_MONTH = {
    "ar": "نهاية الشهر|نهاية هذا الشهر|آخر الشهر", "bn": "মাসের শেষ|মাস শেষ|এই মাসের শেষ|এই মাস শেষ", "cs": "konce měsíce|konec měsíce|konce tohoto měsíce|konec tohoto měsíce",
    "de": "ende des monats|monatsende|ende monat|ende dieses monats|ende diesen monats", "el": "τέλος του μήνα|τέλη του μήνα|τέλος του μηνός|τέλος αυτού του μήνα", "en": "end of the month|end of month|month's end|month end|end of this month",
    "es": "fin de mes|final de mes|finales de mes|fin del mes|final del mes|fin de este mes|final de este mes|finales de este mes", 
    "fr": "fin du mois|fin de mois|la fin de ce mois|fin de ce mois", "he": "סוף החודש|סוף חודש|סוף החודש הזה", "hi": "महीने के अंत|महीने के आखिर|माह के अंत|इस महीने के अंत|इस माह के अंत", "id": "akhir bulan|akhir bulan ini",
    "it": "fine mese|fine del mese|fine di questo mese|fine questo mese", "ja": "月末|今月末", "ko": "월말|이달 말|이번 달 말", "nl": "eind van de maand|einde van de maand|eind deze maand|het eind van deze maand",
    "pl": "końca miesiąca|koniec miesiąca|końca tego miesiąca|koniec tego miesiąca", "pt": "fim do mês|final do mês|fim de mês|fim deste mês|final deste mês", "ro": "sfârșitul lunii|finalul lunii|sfârșit de lună|sfârșitul acestei luni|sfârșitul lunii acesteia",
    "ru": "конца месяца|конец месяца|конца этого месяца|конец этого месяца", "sv": "slutet av månaden|månadens slut|månadsskiftet|slutet av den här månaden|slutet av denna månad", "tr": "ay sonuna|ay sonu|ayın sonuna|ayın sonu|bu ayın sonuna|bu ayın sonu|bu ay sonuna|bu ay sonu",
    "uk": "кінця місяця|кінець місяця|кінця цього місяця|кінець цього місяця", "vi": "cuối tháng|cuối tháng này|hết tháng", "zh": "月底|月末|本月底|这个月底",
}  # fmt: skip
END_OF_YEAR = {
    "ar": "نهاية العام|نهاية السنة|آخر السنة", "bn": "বছরের শেষ|বছর শেষ|এই বছরের শেষ|এই বছর শেষ", "cs": "konce roku|konec roku|konce tohoto roku|konec tohoto roku", "de": "ende des jahres|jahresende|ende dieses jahres|ende diesen jahres",
    "el": "τέλος του χρόνου|τέλος του έτους", "en": "end of the year|end of year|year's end|year end|end of this year",
    "es": "fin de año|final de año|finales de año|fin del año|final del año|fin de este año|final de este año|finales de este año", "fr": "fin de l'année|fin de l année|fin d'année|fin d année|fin de cette année",
    "he": "סוף השנה|סוף שנה|סוף השנה הזאת", "hi": "साल के अंत|वर्ष के अंत|साल के आखिर|इस साल के अंत|इस वर्ष के अंत", "id": "akhir tahun|akhir tahun ini", "it": "fine anno|fine dell'anno|fine dell anno|fine di quest anno|fine di quest'anno",
    "ja": "年末|今年末", "ko": "연말|올해 말", "nl": "eind van het jaar|einde van het jaar|eind dit jaar", "pl": "końca roku|koniec roku|końca tego roku|koniec tego roku",
    "pt": "fim do ano|final do ano|fim deste ano|final deste ano", "ro": "sfârșitul anului|finalul anului|sfârșitul acestui an|sfârșitul anului acesta", "ru": "конца года|конец года|конца этого года|конец этого года", "sv": "slutet av året|årets slut|årsskiftet|slutet av det här året|slutet av detta år",
    "tr": "yıl sonuna|yıl sonu|yılın sonuna|bu yılın sonuna|bu yılın sonu|bu yıl sonuna|bu yıl sonu", "uk": "кінця року|кінець року|кінця цього року|кінець цього року", "vi": "cuối năm|cuối năm nay|hết năm", "zh": "年底|年末|今年底",
}  # fmt: skip
"""The end of this month, and of this year. Not in Persian: they are those of the Solar Hijri calendar, which is not read."""
PARTS = {
    "ar": "نهاية|آخر|منتصف|بداية", "bn": "শেষ|মাঝামাঝি|শুরু|শুরুর", "cs": "konce|konec|poloviny|začátku", "de": "ende|mitte|anfang",
    "el": "τέλος|τέλη|μέσα|αρχές", "en": "end|middle|mid|beginning|start|early|late", "es": "fin|final|finales|mediados|principios",
    "fa": "آخر|پایان|اواسط|اوایل|اواخر", "fr": "fin|milieu|début|mi", "he": "סוף|אמצע|תחילת", "hi": "अंत|आखिर|शुरू|बीच", "id": "akhir|pertengahan|awal",
    "it": "fine|metà|inizio", "ko": "말|말일|초|중순|상순|하순|월말|월초|연말|연초", "nl": "eind|einde|midden|begin", "pl": "końca|koniec|połowy|początku", "pt": "fim|final|meados|início",
    "ro": "sfârșitul|finalul|mijlocul|începutul", "ru": "конца|конец|середины|начала", "sv": "slutet|slut|mitten|början",
    "tr": "sonuna|sonu|ortasına|ortası|başına", "uk": "кінця|кінець|середини|початку", "vi": "cuối|hết|giữa|đầu",
}  # fmt: skip
"""Parts of a month, a week or a year: no day that can be counted on."""
PARTS_IN_SIGNS = ("月底", "月末", "月初", "年底", "年末", "年初", "旬")
BEFORE_END = (
    "until|till|by|to|the|for|up|at|in|bis|zu|zum|die|das|dem|der|hasta|para|a|al|el|la|por|en|jusqu|à|l|le|d'ici|ici|d|pour|до|к|на|حتى|إلى|até|ao|o|"
    "fino|alla|per|entro|do|na|tot|aan|het|voor|تا|برای|עד|đến|tới|cho|sampai|hingga|untuk|v|până|pe|pentru|έως|ως|μέχρι|για|το|τα|στο|till|tills|på|i"
)
"""What may stand before "the end of the month" and leaves it this one."""
HALVES_OF_DAY = {
    "ar": "بعد الظهر|قبل الظهر|بعد الغداء", "bn": "দুপুরের পরে|দুপুরের পর|দুপুরের আগে", "cs": "po obědě|po poledni|před obědem|před polednem",
    "de": "nach dem mittagessen|nach dem mittag|vor dem mittagessen|vor dem mittag", "el": "μετά το μεσημέρι|πριν το μεσημέρι",
    "en": "after lunch|before lunch|after noon|before noon|after work", "es": "después de comer|después del almuerzo|después del mediodía|antes de comer|antes del mediodía",
    "fa": "بعد از ظهر|قبل از ظهر", "fr": "après midi|après le déjeuner|avant midi", "he": "אחרי הצהריים|אחרי הצהרים|לפני הצהריים", "hi": "दोपहर के बाद|दोपहर बाद|दोपहर से पहले",
    "id": "setelah makan siang|sesudah makan siang|sebelum makan siang", "it": "dopo pranzo|dopo mezzogiorno|prima di pranzo|prima di mezzogiorno",
    "nl": "na de middag|na de lunch|voor de middag|voor de lunch", "pl": "po południu|przed południem|po obiedzie", "pt": "depois do almoço|depois do meio dia|antes do almoço",
    "ro": "după amiază|după amiaza|după masă|după masa|după prânz|înainte de prânz", "ru": "после обеда|после полудня|перед обедом", "sv": "efter lunch|före lunch",
    "tr": "öğleden sonra|öğleden sonraya|öğleden önce|öğleden önceye", "uk": "після обіду|після полудня|перед обідом", "vi": "sau bữa trưa|sau giờ trưa|trước bữa trưa",
}  # fmt: skip
"""Halves of a day in words of which one is "after" or "before": they leave the day as it is."""
BESIDE = {
    "ar": "بعد|قبل", "bn": "পরে|পর|আগে", "cs": "po|před", "de": "nach|vor|übernächsten|übernächster|übernächste|übernächstem", "el": "μετά|πριν|μεθεπόμενη",
    "en": "after|before", "es": "después|antes|tras", "fa": "بعد|پس|قبل|پیش", "fr": "après|avant|huit|quinze", "he": "אחרי|לפני", "hi": "बाद|पहले",
    "id": "setelah|sesudah|sebelum", "it": "dopo|prima", "nl": "na|voor", "pl": "po|przed", "pt": "depois|antes|após", "ro": "după|înainte|cealaltă",
    "ru": "после|перед|через", "sv": "efter|före", "tr": "sonra|önce", "uk": "після|перед|через", "vi": "sau|trước",
}  # fmt: skip
"""Beside a day of the week they say that it is another day."""
LAST = {
    "ar": "الماضي|الماضية|الفائت|السابق|الأخير|الأخيرة|آخر", "bn": "গত", "cs": "minulý|minulou|minulé|minulého|minulá|poslední", "de": "letzter|letzte|letzten|letztem|vergangene|vergangenen|vorige|vorigen",
    "el": "περασμένη|περασμένης|περασμένο|προηγούμενη|τελευταία|τελευταίας", "en": "last|previous|past", "es": "pasado|pasada|último|última", "fa": "گذشته|آخرین", "fr": "dernier|dernière|passé|précédent",
    "he": "שעבר|שעברה|האחרון|הקודם", "hi": "पिछले|पिछला|गत|आखिरी|आख़िरी|अंतिम", "id": "lalu|kemarin|terakhir", "it": "scorso|scorsa|passato|passata|ultimo|ultima", "nl": "vorige|afgelopen|laatste|verleden",
    "pl": "zeszły|zeszłą|zeszłego|zeszła|zeszłej|ubiegły|ubiegłego|ubiegłą|ostatni|poprzedni|ostatniego|ostatnia|ostatnią|ostatniej", "pt": "passada|passado|última|último", "ro": "trecut|trecută|trecuta|ultima|ultimei|ultimul",
    "ru": "прошлый|прошлая|прошлое|прошлую|прошлой|прошлого|последний|последнюю|последняя|последней|последнее", "sv": "förra|senaste|sista", "tr": "geçen|önceki|son", "uk": "минулий|минула|минулу|минулої|минулого|остання|останню|останньої|останній",
    "vi": "rồi",
}  # fmt: skip
"""Of a day that is past, or the last one of something: it is no end."""
SHIFTED = {"bn": "পরবর্তী|এ", "hi": "आने|वाले|आगामी", "tr": "sonraki|öbür|ertesi"}
"""Where "until" stands behind: more of what belongs to the day."""
BESIDE_IN_SIGNS = (
    "下个月", "下個月", "下月", "来月", "來月", "来年", "來年", "明年", "上周", "上週", "上个", "上個", "上星期", "先週", "先月", "第", "毎", "每",
    "다음 달", "다음달", "내달", "내년", "지난", "저번", "매주", "마지막", "첫",
    "下下",
    "再来週",
    "再來週",
    "다다음",
    "以后",
    "以後",
    "之后",
    "之後",
    "以前",
    "之前",
    "이후",
    "이전",
)  # fmt: skip
THIS = {
    "ar": "هذا", "bn": "এই", "cs": "tento|tohoto", "de": "dieser|diese", "el": "αυτή|αυτής", "en": "this", "es": "esta", "fa": "این", "fr": "cette", "he": "הזה",
    "hi": "इस", "id": "ini", "it": "questa", "ko": "이번", "nl": "deze", "pl": "tego|tym", "pt": "desta|esta|nesta", "ro": "aceasta|această", "ru": "этой|эту",
    "sv": "denna|här", "tr": "bu", "uk": "цього|цьому", "vi": "này",
}  # fmt: skip
NEXT = {
    "ar": "القادم|المقبل|التالي", "bn": "আগামী|পরের", "cs": "příštího|příští|příštím", "de": "nächster|nächste|nächsten|kommender|kommende|kommenden",
    "el": "επόμενης|επόμενη|άλλης|άλλη", "en": "next", "es": "viene|próxima|siguiente", "fa": "آینده|بعد", "fr": "prochaine", "he": "הבא",
    "hi": "अगले", "id": "depan", "it": "prossima", "ko": "다음", "nl": "volgende|komende", "pl": "przyszłego|przyszłym|następnego|następnym",
    "pt": "próxima|vem|seguinte", "ro": "viitoare|viitoarei", "ru": "следующей", "sv": "nästa", "tr": "gelecek|haftaya|önümüzdeki",
    "uk": "наступного|наступному", "vi": "sau|tới",
}  # fmt: skip
NEXT_IN_SIGNS = (
    "来週",
    "來週",
    "下周",
    "下週",
    "下星期",
    "下个周",
    "下个星期",
    "下個星期",
    "다음 주",
    "다음주",
)


THIS_IN_SIGNS = (
    "今週",
    "本周",
    "本週",
    "这周",
    "這周",
    "這週",
    "本星期",
    "这星期",
    "這星期",
    "这个星期",
    "이번 주",
    "이번주",
)


AFTER_NEXT = {"en": ("after", "next")}
_UNTIL = {"tr": ("kadar", "dek"), "hi": ("तक",), "bn": ("পর্যন্ত",)}
"""Where it stands behind."""


def months_to_end_of(words: Sequence[str], language: str) -> tuple[int, Sequence[str]]:
    """1 where this ends with "the end of the month", 12 with that of the year, and the words before it; else 0."""
    while words and words[-1] in _UNTIL.get(language, ()):
        words = words[:-1]
    for count in range(len(words), 0, -1):
        said = _key(" ".join(words[-count:]), language)
        for months, phrases in ((1, END_OF_MONTH), (12, END_OF_YEAR)):
            if said in _listed(phrases.get(language, ""), language):
                return months, words[:-count]
    return 0, words


def leads_to_end(words: Sequence[str]) -> bool:
    """Whether all of them may stand before "the end of the month" and leave it this one."""
    return all(word in BEFORE_END.split("|") for word in words)


def without_half_of_day(words: Sequence[str], language: str) -> list[str]:
    """The words without "after lunch" and what else says a half of the day by "after" or "before"."""
    said = [_key(word, language) for word in words]
    for half in HALVES_OF_DAY.get(language, "").split("|"):
        wanted = [_key(word, language) for word in half.split()]
        for at in range(len(said) - len(wanted) + 1):
            if wanted and said[at : at + len(wanted)] == wanted and len(wanted) < len(said):
                return [*words[:at], *words[at + len(wanted) :]]
    return list(words)


def is_part(words: Sequence[str], language: str) -> bool:
    """Whether it is a part of a period, or a period behind the next one: "Mitte Januar", "the week after next"."""
    said = {_key(word, language) for word in words}
    is_behind = language in AFTER_NEXT and said.issuperset(AFTER_NEXT[language])
    is_end = months_to_end_of(words, language)[0] > 0 or any(
        sign in word for sign in PARTS_IN_SIGNS for word in words
    )
    return is_behind or is_end or not said.isdisjoint(_listed(PARTS.get(language, ""), language))


def is_beside(words: Sequence[str], language: str, week: Week | None) -> bool:
    """Whether one of the words says of a day of the week that another day is meant. In some languages "after" is "next"."""
    said = {_key(word, language) for word in words} & _listed(BESIDE.get(language, ""), language)
    if week == "next":
        said -= _listed(NEXT.get(language, ""), language)
    is_past = not _listed(LAST.get(language, ""), language).isdisjoint(_key(word, language) for word in words)
    return bool(said) or is_past or any(sign in " ".join(words) for sign in BESIDE_IN_SIGNS)


def is_of_another(word: str, language: str) -> bool:
    """Whether it says by itself which day, week or month is meant: "next", "last", "this", "after"."""
    return any(
        _key(word, language) in _listed(said.get(language, ""), language)
        for said in (NEXT, LAST, THIS, BESIDE, SHIFTED)
    )


def week_said(words: Sequence[str], language: str, *, has_week: bool) -> Week | None:
    """Which week's day is meant, where a week is named (`has_week`) or in signs; None where none is."""
    said = " ".join(words)
    if any(sign in said for sign in NEXT_IN_SIGNS):
        return "next"
    if any(sign in said for sign in THIS_IN_SIGNS):
        return "this"
    if not has_week:
        return None
    keys = {_key(word, language) for word in words}
    if keys & _listed(THIS.get(language, ""), language):
        return "this"
    return "next" if keys & _listed(NEXT.get(language, ""), language) else "unclear"


def _key(said: str, language: str) -> str:
    """Without accents; but in Vietnamese "sau" is "after", and "sáu" six."""
    return said.casefold() if language == "vi" else fold(said)


@lru_cache(maxsize=256)
def _listed(said: str, language: str) -> frozenset[str]:
    return frozenset(_key(word, language) for word in said.split("|") if word)
