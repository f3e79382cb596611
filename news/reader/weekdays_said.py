"""Days of the week as people say several of them: "по субботам", "od poniedziałku do piątku", "毎週土曜". Words only; what
reads them is `schedule_line`. CLDR has the names; these are their other forms, and what stands around them.
"""

import re

from news.clock import fold

FORMS = {
    "ar": ("اثنين", "ثلاثاء", "أربعاء", "خميس", "جمعة", "سبت|سبوت", "أحد|آحاد"),
    "bn": ("সোমবারে", "মঙ্গলবারে", "বুধবারে", "বৃহস্পতিবারে", "শুক্রবারে", "শনিবারে", "রবিবারে"),
    "cs": (
        "pondělky|pondělků|pondělkům", "úterky|úterků", "středu|středy|střed", "čtvrtku|čtvrtky|čtvrtků", "pátku|pátky|pátků",
        "sobotu|soboty|sobot", "neděli|neděle|nedělí",
    ),
    "de": ("montagen", "dienstagen", "mittwochen", "donnerstagen", "freitagen", "samstagen|sonnabend|sonnabends", "sonntagen"),
    "el": (
        "Δευτέρες|Δευτέρας", "Τρίτες|Τρίτης", "Τετάρτες|Τετάρτης", "Πέμπτες|Πέμπτης", "Παρασκευές|Παρασκευής",
        "Σάββατα|Σαββάτου", "Κυριακές|Κυριακής",
    ),
    "he": (
        "ב|מב|מב׳|משני|מיום שני",
        "ג|מג|מג׳|משלישי|מיום שלישי",
        "ד|מד|מד׳|מרביעי|מיום רביעי",
        "ה|מה|מה׳|מחמישי|מיום חמישי",
        "ו|מו|מו׳|משישי|מיום שישי",
        "ש|משבת|מיום שבת|שבתות|בשבתות",
        "א|מא|מא׳|מראשון|מיום ראשון",
    ),
    "hi": ("सोम", "मंगल", "बुध", "बृहस्पतिवार|वीरवार|गुरु", "शुक्र", "शनि|शनिश्चर", "इतवार|रवि"),
    "id": ("", "", "", "", "jum'at", "", "ahad"),
    "it": ("", "", "", "", "", "sabati", "domeniche"),
    "nl": ("maandagen", "dinsdagen", "woensdagen", "donderdagen", "vrijdagen", "zaterdagen", "zondagen"),
    "pl": (
        "poniedziałku|poniedziałki|poniedziałków|poniedziałkiem|poniedziałkami|pn|pon", "wtorku|wtorki|wtorków|wtorkiem|wtorkami|wt",
        "środy|środę|śród|środą|środami|śr", "czwartku|czwartki|czwartków|czwartkiem|czwartkami|czw",
        "piątku|piątki|piątków|piątkiem|piątkami|pt", "soboty|sobotę|sobót|sobotą|sobotami|sob",
        "niedzieli|niedziele|niedzielę|niedziel|niedzielą|niedzielami|niedz|ndz|nd",
    ),
    "pt": (
        "segunda|segundas|segundas-feiras", "terça|terças|terças-feiras", "quarta|quartas|quartas-feiras",
        "quinta|quintas|quintas-feiras", "sexta|sextas|sextas-feiras", "", "",
    ),
    "ro": (
        "lunea|lunii", "marțea|marțile|marții", "miercurea|miercurile|miercurii", "joia|joile|joii", "vinerea|vinerile|vinerii",
        "sâmbetele|sâmbetei", "duminicile|duminicii",
    ),
    "ru": (
        "понедельника|понедельнику|понедельники|понедельникам|понедельников", "вторника|вторнику|вторники|вторникам|вторников",
        "среды|среде|среду|средам|сред", "четверга|четвергу|четверги|четвергам|четвергов",
        "пятницы|пятнице|пятницу|пятницам|пятниц", "субботы|субботе|субботу|субботам|суббот",
        "воскресенья|воскресенью|воскресеньям|воскресение|воскресений",
    ),
    "sv": (
        "måndagar|måndagarna", "tisdagar|tisdagarna", "onsdagar|onsdagarna", "torsdagar|torsdagarna", "fredagar|fredagarna",
        "lördagar|lördagarna", "söndagar|söndagarna",
    ),
    "tr": ("pazartesileri", "salıları", "çarşambaları", "perşembeleri", "cumaları", "cumartesileri", "pazarları"),
    "uk": (
        "понеділка|понеділку|понеділки|понеділкам|понеділках|понеділків|щопонеділка",
        "вівторка|вівторку|вівторки|вівторкам|вівторках|вівторків|щовівторка", "середи|середу|середам|середах|серед|щосереди",
        "четверга|четвергу|четверги|четвергам|четвергах|четвергів|щочетверга",
        "п'ятниці|п'ятницю|п'ятницям|п'ятницях|п'ятниць|щоп'ятниці",
        "суботи|суботу|суботам|суботах|субот|щосуботи", "неділі|неділю|неділям|неділях|неділь|щонеділі",
    ),
    "vi": ("thứ 2", "thứ 3", "thứ 4", "thứ 5", "thứ 6", "thứ 7", "cn"),
}  # fmt: skip
"""By language, Monday first: cases, plurals and short forms that CLDR has not."""

ENDS = {
    "tr": (
        ("pazartesiden", "pazartesiye"), ("salıdan", "salıya"), ("çarşambadan", "çarşambaya"), ("perşembeden", "perşembeye"),
        ("cumadan", "cumaya"), ("cumartesiden", "cumartesiye"), ("pazardan", "pazara"),
    ),
}  # fmt: skip
"""By language, Monday first: what says of a day that a row of days begins with it, and that it ends with it."""


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split("|"))


SET_APART = _folded("по|t/m|až|με|ile|s/d|sd|thru")
"""They set the two ends of a row of days apart, and nothing else."""
SET_APART_BEHIND_FROM = _folded("по")
"""Where no word for "from" stands before the first, they say "on"."""
ONLY = _folded(
    "only|nur|solo|sólo|solamente|seulement|uniquement|только|лише|тільки|فقط|仅|只|soltanto|só|somente|apenas|tylko|alleen|sadece|"
    "רק|केवल|सिर्फ़|শুধু|のみ|だけ|만|chỉ|hanya|saja|jen|pouze|doar|numai|μόνο|bara|endast"
)
BEFORE = ONLY | _folded(
    "tous|toutes|os|tutti|tutte|nei|nel|nelle|di|het|todas|toda|as|każde|każdej|co|každé|кожної|кожну|кожного|каждой|"
    "प्रत्येक|প্রত্যেক|tiap|các|ngày|những|매주|ימי|הימים"
)
"""They say nothing by themselves before a day."""
BEHIND = ONLY | _folded(
    "को|में|तक|पर|পর্যন্ত|günü|günleri|günlerinde|kadar|dek|arası|arasında|ها|hàng tuần|hằng tuần|mỗi tuần|마다|에|까지|に|は|まで"
)
"""Nor do these behind one."""
WEEKDAYS = _folded(
    "workday|días de semana|días hábiles|будние дни|будним дням|рабочим дням|будні дні|будням|буднях|"
    "робочі дні|робочим дням|أيام الدوام|周中|平时|dias de semana|durante a semana|durante la settimana|dni powszednie|"
    "dni powszednich|ciągu tygodnia|door de week|weekdagen|روزهای هفته|وسط هفته|אמצע השבוע|"
    "באמצע השבוע|सप्ताह के दिन|काम के दिन|কর্মদিবসে|주중|ngày trong tuần|ngày làm việc|hari biasa|přes týden|všedních dnech|"
    "zilele lucrătoare|timpul săptămânii|εργάσιμες|εργάσιμες μέρες|vardagarna"
)
WEEKENDS = _folded(
    "víkendu|víkendech|víkendů|সপ্তাহান্তে|helgerna|helgen|weekendul|weekenduri|weekendurile|weekendului|weekendurilor|weekenden|"
    "выходных|выходных дней|выходные дни|вихідні дні|вихідних днів|weekendów|weekendu|weekendem|weekendami|haftasonu|haftasonları|"
    "מסוף השבוע|מסופי שבוע|Σαββατοκύριακου|Σαββατοκύριακων"
)

_KO = "[월화수목금토일]"
_ZH = "[一二三四五六日]"
_REWRITTEN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(said, re.IGNORECASE), meant)
    for said, meant in (
        (r"\btot en met\b", "t/m"),
        (r"(شنبه|جمعه)[\u200c ]?ها", r"\1"),
        (r"\b(یک|دو|چهار|پنج)[\u200c ](?=شنبه)", r"\1"),
        (r"\bسه ?(?=شنبه)", "سه\u200c"),
        # 礼拜天, 每个星期六, 周一至五, 周六日, 周六晚上8点
        ("[礼禮]拜(?=[一二三四五六日天])", "星期"),
        (r"週(?=[一二三四五六日天])", "周"),
        ("(?<=周)天|(?<=星期)天", "日"),
        (f"(?:每[个個]?|每?逢)(?=(?:周|星期){_ZH})", ""),
        (f"(周|星期)({_ZH})([至到~-])(?={_ZH})", r"\1\2\3\1"),
        *((f"(周|星期)({_ZH})[、和]?(?={_ZH})", r"\1\2 \1"),) * 6,
        (rf"((?:周|星期){_ZH})(?=[早上中下晚夜凌傍\d])", r"\1 "),
        # 毎週土曜日に, 月曜から金曜まで, 土曜の朝7時
        ("毎週(?=[月火水木金土日])|毎(?=[月火水木金土日]曜)", ""),
        ("(?<=[曜日月火水木金土])から(?=[月火水木金土日])", "~"),
        (r"(曜日?|平日|週末|土日)(?:のみ|だけ|まで|には|に|は|の)(?=[\s、,朝昼夕夜午\d]|$)", r"\1 "),
        (r"(?<=曜)(日?)(?=[朝昼夕夜午\d])", r"\1 "),
        # 매주 토요일마다, 월요일부터 금요일까지, 토요일과 일요일, 토·일
        (rf"매주\s*(?={_KO})", ""),
        (rf"({_KO}(?:요일)?)(?:부터|에서)\s*({_KO}(?:요일)?)(?:까지)?(?!\w)", r"\1~\2"),
        (rf"(?<={_KO}요일)(?:과|와|하고|이랑)\s*(?={_KO}요일)", " "),
        (r"(?<=요일|평일|주말)(?:마다|에만|에는|에|은|만)(?!\w)", " "),
        (rf"(?<![가-힣])({_KO})[·・](?={_KO}(?![가-힣]))", r"\1"),
    )
)


def as_listed(line: str) -> str:
    """The line with what is written together as names of days that stand by themselves."""
    for said, meant in _REWRITTEN:
        line = said.sub(meant, line)
    return line


def forms(language: str) -> dict[str, str]:
    """Folded form -> ISO weekday."""
    return _by_name(FORMS.get(language, ()))


def beginnings(language: str) -> dict[str, str]:
    """As `forms`: that a row of days begins."""
    return _by_name(tuple(first for first, _ in ENDS.get(language, ())))


def endings(language: str) -> dict[str, str]:
    return _by_name(tuple(last for _, last in ENDS.get(language, ())))


def _by_name(said: tuple[str, ...]) -> dict[str, str]:
    return {
        fold(form): str(day) for day, listed in enumerate(said, start=1) for form in listed.split("|") if form
    }
