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
    "de": rf"{_HOUR}{_MINUTES} Uhr (?:(?P<am>morgens|früh|vormittags)|(?P<pm>nachmittags|abends))",
    "fr": rf"{_HOUR}(?:\s?h(?:eures?)?\s?\d{{0,2}}) (?:(?P<am>du matin)|(?P<pm>du soir|de l.après-midi))",
    "es": rf"{_HOUR}{_MINUTES} (?:horas )?de la (?:(?P<am>mañana|madrugada)|(?P<pm>tarde)|(?P<night>noche))",
    "pt": rf"{_HOUR}{_MINUTES}h?\s?(?:horas )?da (?:(?P<am>manhã|madrugada)|(?P<pm>tarde)|(?P<night>noite))",
    "it": rf"{_HOUR}{_MINUTES} (?:(?P<am>del mattino|di mattina)|(?P<pm>del pomeriggio|di sera|della sera))",
    "ru": rf"(?P<at>\bв )?{_HOUR} (?P<of>час\w* )?(?:(?P<am>утра)|(?P<pm>вечера|(?(at)дня|(?(of)дня|(?!)))))\b",
    "uk": rf"(?P<at>\bо )?{_HOUR} (?P<of>годин\w* )?(?:(?P<am>ранку)|(?P<pm>вечора|(?(at)дня|(?(of)дня|(?!)))))\b",
    "el": rf"{_HOUR}{_MINUTES}\s?(?:(?P<am>π\.?μ\.?)|(?P<pm>μ\.?μ\.?))",
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
_AT = r"(?P<at>\b(?:kl\.?|klo|klokken|klockan|pukul|jam|godz\.|godzinie|saat|ore|alle) )?"
_BEYOND = re.compile(
    rf"(?<![\d:.,]){_AT}(?P<hour>1[3-9]|2[0-3])"
    r"(?=:[0-5]\d(?![\d:])| Uhr| ?[h时点點시](?!\w)| ?時(?![間间代])| giờ(?! (?:đồng|liền|qua|sau|trước))"
    r"|\.[0-5]\d(?!\d|\.\d)(?(at)|(?:\s?(?:Uhr|uur|h\b|hrs|o.clock)|['’][dty])))",
    re.IGNORECASE,
)
"""A point stands in dates, scores and prices too, and counts only in what is said to be an hour."""
_BARE = re.compile(r"(?<![\d:.,])(?P<hour>0?\d|1[0-2])(?=[:.]\d\d(?!\d)|\s?(?:Uhr|h|時|时|点|點|시|giờ)|\b)")
_ZONE = re.compile(
    r"\b(?:GMT|UTC|BST|CES?T|E[SD]?T|P[SD]?T|C[SD]T|M[SD]T|MES?Z|IST|JST|KST|HKT|SGT|MSK|МСК|AES?D?T|WIB|WITA|SAST|EAT|WAT|TSİ|SEČ|SELČ)\b|"
    r"\b(?:local|eastern|pacific|[A-Z]\w+) time\b|\w+er Zeit\b|Ortszeit|\bheures? (?:locale|de |d['’])|\bhoras? (?:local|de [A-Z]|en |del )|"
    r"\bora (?:locale|local[ăa]|di |italiana|României)|\bhoras? (?:locais|em |no )|по (?:\w+ ){0,2}времени|за (?:\w+ ){0,2}часом|\bhorário\b|"
    r"lokale tijd|\w+se tijd\b|lokal tid|\w+sk tid\b|paikallista aikaa|\bczasu\b|\bčasu\b|helyi idő|idő szerint|yerel saat|saatiyle|"
    r"\bwaktu\b|giờ (?:địa phương|[A-ZĐ])|ώρα |بتوقيت|التوقيت|به ?وقت|समयानुसार|שעון |সময় অনুযায়ী|"
    r"[^\W\d_](?:时间|時間)|[^\W\d_]\s?시간|ตามเวลา"
)


def check(said: Said, own: Checked) -> Iterator[Finding]:
    if not _hours(said.text, own.language) or any(
        _ZONE.search(text) for text in (said.text, *(line.text for line in own.nearest))
    ):
        return
    for hour, half in _hours(said.text, own.language):
        told = [_hours(line.text, line.language) for line in own.nearest]
        other = ({"am": "pm", "pm": "am"}[half], hour)
        marked = {(each, at) for hours in told for at, each in hours}
        if (
            other in marked
            and (half, hour) not in marked
            and not any(hour in _unmarked(line.text, line.language) for line in own.nearest)
        ):
            yield Finding(
                "number", None, f"tells {hour} {half} of what its source tells of {hour} {other[0]}"
            )
            return


@lru_cache(maxsize=1 << 10)
def _hours(text: str, language: str | None) -> frozenset[tuple[int, str]]:
    """(hour up to twelve, "am" or "pm")."""
    plain = plain_digits(text)
    return frozenset(
        (int(match["hour"]), "am" if match["am"] else "pm")
        for match in _told(plain, primary_subtag(language))
    ) | frozenset((int(match["hour"]) - 12, "pm") for match in _BEYOND.finditer(plain))


@lru_cache(maxsize=1 << 10)
def _unmarked(text: str, language: str | None) -> frozenset[int]:
    """The numbers up to twelve that may be hours of either half."""
    plain = plain_digits(text)
    taken = {match.start("hour") for match in _told(plain, primary_subtag(language))}
    return frozenset(
        int(match["hour"]) for match in _BARE.finditer(plain) if match.start("hour") not in taken
    )


def _told(plain: str, primary: str) -> Iterator[re.Match[str]]:
    """The hours of which the half is sure."""
    pattern = _PATTERNS.get(primary)
    for match in pattern.finditer(plain) if pattern is not None else ():
        hour = int(match["hour"])
        if hour != NOON and not (hour < EVENING and match.groupdict().get("night")):
            yield match


NOON, EVENING = 12, 5
"""Before the second an hour "of the night" is one after midnight."""


_PATTERNS = {
    language: re.compile(rf"(?<![\d:.,]){marked}" if marked.startswith("(?P") else marked, re.IGNORECASE)
    for language, marked in _MARKED.items()
}
