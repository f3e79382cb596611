"""Whether an hour of the forenoon is told as one of the afternoon: "午前3時" of "3 p.m.".

Knows how outlets write the two halves of the day; an hour beyond twelve is of the second. An hour that a source gives without
saying which, or gives of both, is open, and so are twelve o'clock and the first hours of a night, which belong to either half.
Where a time zone is named, the same hour may be another: nothing is looked for.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from news.checks.findings import Checked, Finding
from news.language.figures import plain_digits
from news.language.tokens import primary_subtag
from news.writing.drafts import Said

_HOUR = r"(?P<hour>1[0-2]|0?[1-9])(?!\d)"
_MINUTES = r"(?:[:.h]\d\d)?"
_MARKED = {
    "en": rf"{_HOUR}{_MINUTES}\s?(?:(?P<am>a\.?m\b|in the morning)|(?P<pm>p\.?m\b|in the (?:afternoon|evening)))",
    "de": rf"{_HOUR}{_MINUTES} Uhr (?:(?P<am>morgens|früh|vormittags)|(?P<pm>nachmittags|abends)|(?P<early>nachts))",
    "fr": rf"{_HOUR}(?:\s?h(?:eures?)?\s?\d{{0,2}}) (?:(?P<am>du matin)|(?P<pm>du soir|de l.après-midi))",
    "es": rf"{_HOUR}{_MINUTES} (?:horas )?de la (?:(?P<am>mañana|madrugada)|(?P<pm>tarde)|(?P<night>noche))",
    "pt": rf"{_HOUR}{_MINUTES}h?\s?(?:horas )?da (?:(?P<am>manhã|madrugada)|(?P<pm>tarde)|(?P<night>noite))",
    "nl": rf"{_HOUR}{_MINUTES}(?: uur)? (?:(?P<am>['’]s (?:ochtends|morgens)|in de ochtend)|(?P<pm>['’]s (?:middags|avonds)|in de (?:middag|avond))|(?P<early>['’]s nachts))",
    "sv": rf"(?:kl\.?|klockan) {_HOUR}{_MINUTES} på (?:(?P<am>morgonen|förmiddagen)|(?P<pm>eftermiddagen|kvällen)|(?P<early>natten))",
    "da": rf"(?:kl\.?|klokken) {_HOUR}{_MINUTES} om (?:(?P<am>morgenen|formiddagen)|(?P<pm>eftermiddagen|aftenen)|(?P<early>natten))",
    "nb": rf"(?:kl\.?|klokka|klokken) {_HOUR}{_MINUTES} om (?:(?P<am>morgenen|formiddagen)|(?P<pm>ettermiddagen|kvelden)|(?P<early>natten|natta))",
    "fi": rf"(?:klo|kello) {_HOUR}{_MINUTES} (?:(?P<am>aamulla|aamupäivällä)|(?P<pm>iltapäivällä|illalla)|(?P<early>yöllä))",
    "pl": rf"{_HOUR}{_MINUTES} (?:(?P<am>rano|nad ranem|przed południem)|(?P<pm>po południu|wieczorem)|(?P<early>w nocy))",
    "cs": rf"(?:v|ve|od|do|kolem) {_HOUR}{_MINUTES}(?: hodin\w*)? (?:(?P<am>ráno|dopoledne)|(?P<pm>odpoledne|večer)|(?P<early>v noci))",
    "ro": rf"(?:ora|orei|orele) {_HOUR}{_MINUTES} (?:(?P<am>diminea[țţ]a)|(?P<pm>după-amiaz[aă]|seara)|(?P<early>noaptea))",
    "hu": rf"(?:(?P<am>reggel|délelőtt|hajnali)|(?P<pm>délután|este)) {_HOUR}(?=-kor| óra|[:.]\d\d)",
    "he": rf"(?:בשעה |ב-|ב){_HOUR}{_MINUTES} (?:(?P<am>בבוקר|לפנות בוקר)|(?P<pm>אחר הצהריים|אחה״צ|אחה\"צ|בערב))",
    "bn": rf"(?:(?P<am>সকাল|ভোর)|(?P<pm>দুপুর|বিকেল|বিকাল|সন্ধ্যা)) {_HOUR}{_MINUTES}\s?টা",
    "th": rf"{_HOUR} โมง(?:(?P<am>เช้า)|(?P<pm>เย็น))",
    "it": rf"{_HOUR}{_MINUTES} (?:(?P<am>del mattino|di mattina)|(?P<pm>del pomeriggio|di sera|della sera))",
    "ru": rf"(?P<at>\bв )?{_HOUR} (?P<of>час\w* )?(?:(?P<am>утра)|(?P<early>ночи)|(?P<pm>вечера|(?(at)дня|(?(of)дня|(?!)))))\b",
    "uk": rf"(?P<at>\bо )?{_HOUR} (?P<of>годин\w* )?(?:(?P<am>ранку)|(?P<early>ночі)|(?P<pm>вечора|(?(at)дня|(?(of)дня|(?!)))))\b",
    "el": rf"{_HOUR}{_MINUTES}\s?(?:(?P<am>π\.?μ\.?|το πρωί)|(?P<pm>μ\.?μ\.?|το (?:απόγευμα|βράδυ)))",
    "tr": rf"(?:(?P<am>sabah)|(?P<pm>öğleden sonra|akşam)) (?P<at>saat )?{_HOUR}(?(at)|(?=[.:]\d\d|['’][dty]))",
    "ar": rf"{_HOUR}{_MINUTES} (?:(?P<am>صباح\w*)|(?P<pm>مساء\w*|عصر\w*))",
    "fa": rf"{_HOUR}{_MINUTES} (?:(?P<am>صبح)|(?P<pm>عصر|بعد ?از ?ظهر))",
    "hi": rf"(?:(?P<am>सुबह)|(?P<pm>दोपहर|शाम)) (?:के )?{_HOUR}{_MINUTES} बजे",
    "id": rf"{_HOUR}{_MINUTES} (?:(?P<am>pagi)|(?P<pm>siang|sore))",
    "vi": rf"{_HOUR}(?: giờ|h)(?:\s?\d\d)?(?: phút)? (?:(?P<am>sáng)|(?P<pm>chiều|tối))",
    "zh": rf"(?:(?P<am>上午|凌晨|早上|清晨|早晨)|(?P<pm>下午|傍晚)|(?P<night>晚上)){_HOUR}(?=[点點时時:])",
    "ja": rf"(?:(?P<am>午前)|(?P<pm>午後))\s?{_HOUR}(?=[時:])",
    "ko": rf"(?:(?P<am>오전|새벽)|(?P<pm>오후|저녁))\s?{_HOUR}시",
}  # fmt: skip
_BEYOND = re.compile(r"(?<![\d:.,–-])(?P<hour>1[3-9]|2[0-3])(?P<minutes>[:.][0-5]\d)?(?!\d)")
_AT = (
    r"(?:\b(?:at|by|from|until|till|around|since|um|ab|bis|gegen|à|vers|dès|las|às|das|até|alle|dalle|om|vanaf|tot|o|od|do|v|ve|la|в|с|до|около|о|об|з|"
    r"στις|ώρα|đến|em|ساعت|الساعة|בשעה)\s?|[日晚间間午于於在從从到至])$"
)
_SAID = (
    r"\b(?:kl\.?|klockan|klokken|klokka|klo|kello|godz\.?|godzinie|godziny|ore|ora|orele|saat|jam|pukul)\s$"
)
_CALLED = r"\b(?:lúc|vào|từ|tới)\s$"
_FORMS = tuple(
    (signs, re.compile(before, re.IGNORECASE), re.compile(behind, re.IGNORECASE))
    for signs, before, behind in (
        (":", _AT, r"(?![.,:]?\d|:)"),
        (":", _CALLED, r"(?![.,:]?\d|:)"),
        (":", "", r"に|から|まで|ごろ|頃|에|부터|까지|['’][dty]|-kor|-tól|-ig"),
        (".", _AT, r"(?![.,:]?\d|\s?(?:%|[€$£]|[^\W\d_]))"),
        (
            "",
            r"\b(?:à|vers|dès|jusqu['’]à|las|às|até|das)\s$",
            r" ?(?:h(?![^\W\d_])|heures\b|horas\b)(?! de )",
        ),
        ("", _CALLED, r" ?(?:giờ|h)\b"),
        ("", "", r"[时時](?![间間代节])| ?시(?! ?간)|[点點](?=[开開左許许整\d半钟鐘前后後])"),
        (":.", _SAID, r"(?![\d%]|[.,:]\d)"),
        ("", _SAID, r"(?![\d%]|[.,:]\d)"),
        (":.", "", r" ?Uhr\b| uur\b| hrs\b| o[’']clock|['’][dt][ea]n?\b"),
        ("", "", r" ?Uhr\b| uur\b| hrs\b| o[’']clock|['’][dt][ea]n?\b"),
    )
)
"""What stands between hours and minutes, and before and behind them, where they are surely hours: scores ("22:19"), ratios, records
and lengths ("15 h", "15 giờ") look alike."""
NEAR = 12
_BARE = re.compile(r"(?<![\d:.,])(?P<hour>0?\d|1[0-2])(?=[:.]\d\d(?!\d)|\s?(?:Uhr|h|時|时|点|點|시|giờ)|\b)")
_ZONE = re.compile(
    r"\b(?:GMT|UTC|BST|CES?T|E[SD]T|P[SD]T|C[SD]T|M[SD]T|MES?Z|IST|JST|KST|HKT|SGT|MSK|МСК|AES?D?T|WIB|WITA|SAST|EAT|WAT|TSİ|SEČ|SELČ)\b|"
    r"(?:[Mm]\.?|\d) [EPCM]T\b|\b(?:local|[Ee]astern|[Pp]acific|(?!Full|Half|Last|Next|Some|This|Prime|First|Long|Any|Every)[A-Z]\w+) time\b|"
    r"\b[A-ZÄÖÜ]\w+er Zeit\b|mitteleuropäische|Ortszeit|\bheures? (?:locale|de [A-ZÉ]|d['’][A-ZÉ])|\bhoras? (?:local|peninsular|de [A-ZÁÉ]|del [Ee]ste)|"
    r"\bora (?:locale|local[ăa]|di [A-Z]|italiana|României)|\bhoras? locais|\bhorário (?:local|d[eo] [A-Z])|по (?:\w+ ){0,2}времени|за (?:\w+ ){0,2}часом|"
    r"lokale tijd|\w+se tijd\b|lokal tid|\w+sk tid\b|paikallista aikaa|\bczasu \w+ego\b|\w+ho času\b|helyi idő|idő szerint|yerel saat|saatiyle|"
    r"\bwaktu (?:setempat|[A-Z])|giờ (?:địa phương|[A-ZĐ])|τοπική ώρα|ώρα (?:τοπική|[Α-ΩΆΈΉΊΌΎΏ])|بتوقيت|التوقيت|به ?وقت|समयानुसार|שעון |সময় অনুযায়ী|"
    r"(?:当地|當地|现地|現地|北京|[东東]部|美[东東]|西部|格林|标准|標準|[^\W\d_][国國])(?:时间|時間)|(?:현지|동부|서부|표준|[가-힣]국) ?시간|ตามเวลา"
)
_SAME = {"no": "nb", "nn": "nb"}
NOON, EVENING = 12, 5
"""Before the second an hour "of the night" is one after midnight."""
_PATTERNS = {
    language: re.compile(rf"(?<![\d:.,]){marked}" if marked.startswith("(?P") else marked, re.IGNORECASE)
    for language, marked in _MARKED.items()
}


def check(said: Said, own: Checked) -> Iterator[Finding]:
    hours = _hours(said.text, own.language)
    if not hours or _ZONE.search(said.text):
        return
    told = [(line, _hours(line.text, line.language)) for line in own.nearest]
    marked = frozenset[tuple[int, str]]().union(*(each for _, each in told))
    for hour, half in hours - marked:
        other = (hour, {"am": "pm", "pm": "am"}[half])
        beside = [line for line, each in told if other in each]
        if (
            beside
            and not any(_ZONE.search(line.text) for line in beside)
            and not any(hour in _unmarked(line.text, line.language) for line in own.nearest)
        ):
            yield Finding(
                "number", None, f"tells {hour} {half} of what its source tells of {hour} {other[1]}"
            )
            return


@lru_cache(maxsize=1 << 10)
def _hours(text: str, language: str | None) -> frozenset[tuple[int, str]]:
    """(hour up to twelve, "am" or "pm")."""
    plain = plain_digits(text)
    return frozenset(
        (int(match["hour"]), "pm" if match["pm"] or match.groupdict().get("night") else "am")
        for match in _told(plain, primary_subtag(language))
    ) | frozenset((int(match["hour"]) - NOON, "pm") for match in _BEYOND.finditer(plain) if _is_hour(match))


@lru_cache(maxsize=1 << 10)
def _unmarked(text: str, language: str | None) -> frozenset[int]:
    """The numbers up to twelve that may be hours of either half."""
    plain = plain_digits(text)
    taken = {match.start("hour") for match in _told(plain, primary_subtag(language))}
    return frozenset(
        int(match["hour"]) for match in _BARE.finditer(plain) if match.start("hour") not in taken
    )


def _is_hour(match: re.Match[str]) -> bool:
    sign = (match["minutes"] or "")[:1]
    before, behind = (
        match.string[max(0, match.start() - NEAR) : match.start()],
        match.string[match.end() : match.end() + NEAR],
    )
    return any(
        (sign in signs if sign else not signs) and led.search(before) and followed.match(behind)
        for signs, led, followed in _FORMS
    )


def _told(plain: str, primary: str) -> Iterator[re.Match[str]]:
    """The hours of which the half is sure."""
    pattern = _PATTERNS.get(_SAME.get(primary, primary))
    for match in pattern.finditer(plain) if pattern is not None else ():
        hour, said = int(match["hour"]), match.groupdict()
        is_early = hour < EVENING
        if hour != NOON and not (is_early and said.get("night")) and (is_early or not said.get("early")):
            yield match
