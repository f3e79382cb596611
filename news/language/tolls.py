"""Words by which news counts people: dead, injured, missing, rescued, detained, displaced, trapped. What is counted by such words
is one thing in every report of an event, whatever the language; and so two counts can differ.

Beginnings of words, casefolded; "=" marks a whole word. Ours, from how outlets write; other languages give nothing.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from news.language.tokens import WORD_SIGNS, as_cut, primary_subtag

_TOLLS = {
    "dead": {
        "en": "dead died =dies killed kills killing deaths =death fatalit",
        "de": "tote =tot todesopfer starb gestorben getötet ums",
        "fr": "mort décès décédé tué",
        "es": "muert fallecid mueren murier",
        "pt": "mort morrer falecid",
        "it": "mort uccis vittim decedut",
        "nl": "doden dode omgekomen gedood overleden",
        "sv": "döda dödade dog omkom avlid",
        "da": "døde dræbt omkom",
        "nb": "døde drept omkom",
        "no": "døde drept omkom",
        "fi": "kuoll kuoli surmans",
        "pl": "zginę zabit ofiar śmiertel zmar",
        "cs": "mrtv zemře zahynul obět",
        "ro": "morți mort deced ucis murit muri muriser",
        "tr": "ölü öldü hayatını yaşamını",
        "ru": "погиб убит жертв =умер =умерла =умерли =умерло умерш",
        "uk": "загин загиб вбит жертв помер",
        "ar": "قتيل قتل مصرع وفاة مقتل قتلى",
        "fa": "کشته جان",
        "hi": "मौत मृत मारे",
        "id": "tewas meninggal korban",
        "vi": "chết thiệt",
        "ko": "사망 숨졌",
        "zh": "死亡 死亡 遇难 遇難 丧生 喪生",
        "ja": "死亡 死者 死ん",
        "el": "νεκρ σκοτώθηκ έχασαν θύμα",
        "he": "הרוג נהרג =מת =מתו מתים נספ",
        "bn": "নিহত মৃত মারা",
        "th": "เสียชีวิต ตาย สังหาร",
        "hu": "meghal halott halál áldozat",
        "sw": "walifariki alifariki kufariki waliofariki waliuawa wafu vifo",
    },
    "injured": {
        "en": "injur wounded hurt",
        "de": "verletz verwund",
        "fr": "bless",
        "es": "herid lesionad",
        "pt": "ferid",
        "it": "ferit",
        "nl": "gewond",
        "sv": "skada",
        "da": "såret kvæst",
        "nb": "skad",
        "no": "skad",
        "fi": "loukkaant haavoittu",
        "pl": "rann poszkodowan",
        "cs": "zraněn raněn",
        "ro": "răniți rănit",
        "tr": "yaral",
        "ru": "ранен пострада",
        "uk": "поранен постражда",
        "ar": "جريح أصيب إصابة جرح مصاب",
        "fa": "زخمی مجروح",
        "hi": "घायल",
        "id": "luka terluka",
        "vi": "thương",
        "ko": "부상 다쳤",
        "zh": "受伤 受傷 伤者",
        "ja": "負傷 けが 重軽",
        "el": "τραυματ",
        "he": "פצוע נפצע",
        "bn": "আহত জখম",
        "th": "บาดเจ็บ เจ็บ",
        "hu": "sérült megsérül sebesül",
        "sw": "majeruhi walijeruhiwa kujeruhiwa",
    },
    "missing": {
        "en": "missing unaccounted",
        "de": "vermisst",
        "fr": "disparu",
        "es": "desaparecid",
        "pt": "desaparecid",
        "it": "dispers",
        "nl": "vermist",
        "sv": "saknas saknade",
        "pl": "zaginion zaginę",
        "cs": "pohřešovan nezvěstn",
        "tr": "kayıp kayb",
        "ru": "пропавш пропал",
        "uk": "зникл",
        "ar": "مفقود",
        "hi": "लापता",
        "id": "hilang",
        "vi": "mất",
        "ko": "실종",
        "zh": "失踪",
        "ja": "行方 方不 不明",
        "el": "αγνοούμεν",
        "fa": "مفقود ناپدید",
        "he": "נעדר",
        "bn": "নিখোঁজ",
        "th": "สูญหาย",
        "hu": "eltűnt",
        "ro": "dispăru",
        "da": "savnet",
        "nb": "savnet",
        "fi": "kadonn",
    },
    "rescued": {
        "en": "rescued saved",
        "de": "gerettet",
        "fr": "sauvé secour",
        "es": "rescatad",
        "pt": "resgatad",
        "it": "salvat soccors",
        "nl": "gered",
        "pl": "uratowan",
        "tr": "kurtarıl",
        "ru": "спасен спасён",
        "uk": "врятован",
        "zh": "获救 獲救 救出",
        "ja": "救助 救出",
        "ko": "구조",
        "el": "διασώθηκ διασωθ",
        "cs": "zachráněn",
        "id": "diselamatkan",
        "hi": "बचाए बचाया",
        "fa": "نجات",
        "he": "חולץ חולצ ניצול",
        "bn": "উদ্ধার",
        "ro": "salvat",
        "sv": "räddad räddats",
        "hu": "kimentett megment",
        "vi": "cứu",
        "fi": "pelaste",
        "ar": "إنقاذ",
    },
    "detained": {
        "en": "arrest detain",
        "de": "festgenommen verhaft festnahm",
        "fr": "arrêt interpell",
        "es": "detenid arrestad",
        "pt": "detid presos preso",
        "it": "arrest fermat",
        "nl": "gearresteerd aangehouden",
        "pl": "zatrzyman aresztowan",
        "tr": "gözaltı tutukla",
        "ru": "задержан задержал арестован",
        "uk": "затриман затримал арештован",
        "ar": "اعتقال معتقل",
        "zh": "逮捕 被捕",
        "ja": "逮捕",
        "ko": "체포",
        "el": "συνελήφθη συλλήψ συλληφθ",
        "cs": "zadržen zatčen",
        "id": "ditahan ditangkap",
        "hi": "गिरफ्तार गिरफ़्तार हिरासत",
        "fa": "بازداشت دستگیر",
        "he": "נעצר עצור",
        "bn": "আটক গ্রেপ্তার গ্রেফতার",
        "th": "จับกุม ควบคุมตัว",
        "hu": "őrizetbe letartóztat",
        "ro": "arestat reținut reţinut",
        "sv": "gripen gripits gripna anhåll",
        "fi": "pidätet",
        "vi": "bắt tạm",
    },
    "displaced": {
        "en": "evacuat displaced homeless fled",
        "de": "evakuier obdachlos",
        "fr": "évacu déplacé",
        "es": "evacuad desplazad",
        "pt": "evacuad desalojad desabrigad",
        "it": "evacuat sfollat",
        "nl": "geëvacueerd",
        "pl": "ewakuowan",
        "tr": "tahliye",
        "ru": "эвакуир",
        "uk": "евакуйов",
        "ar": "نازح إجلاء",
        "zh": "疏散 撤离",
        "ja": "避難",
        "ko": "대피",
        "el": "εκτοπ εκκεν",
        "cs": "evakuován vysídlen",
        "id": "mengungsi dievakuasi pengungsi",
        "hi": "विस्थापित बेघर",
        "fa": "آواره تخلیه بی‌خانمان",
        "he": "פונו מפונ עקור",
        "bn": "বাস্তুচ্যুত গৃহহীন",
        "th": "อพยพ",
        "hu": "kitelepít evakuál",
        "ro": "evacuat",
        "sv": "evakuera",
        "vi": "sơ",
        "fi": "evakuoi",
    },
    "trapped": {
        "en": "trapped stranded underground =stuck",
        "de": "eingeschlossen verschüttet",
        "fr": "bloqué piégé coincé",
        "es": "atrapad",
        "pt": "soterrad encurralad",
        "it": "intrappolat bloccat",
        "nl": "ingesloten vastzitten opgesloten",
        "sv": "instäng fångna",
        "ro": "blocaț blocat prinși captiv",
        "el": "εγκλωβισ παγιδευ",
        "pl": "uwięzion zasypan",
        "cs": "uvízl zavalen uvězněn",
        "tr": "mahsur",
        "ru": "заблокирован завален",
        "uk": "заблокован завален",
        "ar": "محاصر عالق",
        "fa": "گرفتار محبوس",
        "he": "לכוד נלכד",
        "hi": "फंसे फँसे",
        "bn": "আটকে আটকা",
        "id": "terjebak terperangkap",
        "vi": "kẹt",
        "ko": "매몰 고립 갇힌 갇혔",
        "zh": "被困 受困",
        "ja": "閉じ込め 取り残さ 生き埋め",
    },
}

_TIME_WORDS = (
    "year years old month months week weeks day days hour hours minute minutes km mph am pm jahre jahr jahren jährige jähriger "
    "tag tage tagen stunden uhr ans an mois jours jour heures heure años año meses días día horas anos ano dias hora anni mesi giorni "
    "giorno ore lat rok roku dni godzin лет год года месяцев дней день часов років рік днів день годин yıl gün saat jaar dagen uur år "
    "dagar timmar tuổi phút giờ ngày tháng năm tuần tahun bulan hari jam menit let roků dní hodin vuotta päivää tuntia ani zile ore év nap óra "
    "ετών χρόνια μέρες ημέρες ώρες λεπτά години дни часа سنة عاما عام شهر أيام يوم ساعة دقيقة سال ماه روز ساعت دقیقه שנים שנה ימים שעות דקות בן בת "
    "साल वर्ष वर्षीय महीने दिन घंटे मिनट ปี เดือน วัน ชั่วโมง นาที 岁 歲 年 月 日 天 小时 小時 分钟 分鐘 歳 時間 分 살 세 년 개월 일 시간 분"
)
TOLLS = frozenset(_TOLLS)
NOT_COUNTED = frozenset(_TIME_WORDS.split())
"""Words after a number that make it an age or a time."""

COUNTED_BEFORE = frozenset(
    [
        "thứ",
        "số",
        "phút",
        "ngày",
        "lúc",
        "pukul",
        "lớp",
        "bài",
        "no",
        "nr",
        "n°",
        "nº",
        "№",
        "number",
        "phase",
        "article",
        "chapter",
        "section",
        "page",
        "artikel",
        "seite",
        "kapitel",
        "página",
        "capítulo",
        "artículo",
        "artigo",
        "articolo",
        "pagina",
        "chapitre",
        "номер",
        "статья",
        "страница",
        "глава",
        "ke",
        "madde",
        "sayfa",
    ]
)
"""Words before a number that make it one of a row: "page 5" counts no pages."""


@cache
def _beginnings(language: str) -> Mapping[str, str]:
    """Beginning of a word → what is counted."""
    return {form: toll for toll, of in _TOLLS.items() for form in as_cut(of.get(language, "")).split()}


def toll_spans(text: str, language: str | None) -> Iterator[tuple[int, int, str]]:
    """Where the text has such words, and what they count."""
    primary = primary_subtag(language)
    for toll, pattern in _patterns(primary).items():
        yield from ((match.start(), match.end(), toll) for match in pattern.finditer(text))


@cache
def _patterns(language: str) -> Mapping[str, re.Pattern[str]]:
    """Anywhere in scripts without spaces; elsewhere where a word begins, behind what Arabic and Hebrew join to it."""
    joined = {"ar": "(?:و|ب|ل)?(?:ال)?", "he": "[והלבכמש]{0,2}"}.get(language, "")
    before, rest = ("", "") if language in _UNSPACED else (rf"(?<!{WORD_SIGNS}){joined}", rf"{WORD_SIGNS}*")
    found = {}
    for toll, of in _TOLLS.items():
        whole = [re.escape(form[1:]) for form in of.get(language, "").split() if form[0] == "="]
        begun = [re.escape(form) + rest for form in of.get(language, "").split() if form[0] != "="]
        if whole or begun:
            found[toll] = re.compile(rf"{before}(?:{'|'.join([*begun, *whole])})(?!{WORD_SIGNS})" if rest
                                     else "|".join([*begun, *whole]), re.IGNORECASE)  # fmt: skip
    return found


_UNSPACED = frozenset(["zh", "ja", "th", "ko"])


def toll_of(word: str, language: str | None) -> str | None:
    """What this (casefolded) word counts: dead, injured, ...; None for any other word."""
    for form, toll in _beginnings(primary_subtag(language)).items():
        if word == form[1:] if form[0] == "=" else word.startswith(form):
            return toll
    return None
