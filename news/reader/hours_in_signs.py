"""Hours in Chinese, Japanese and Korean words as figures, in the line where they stand: "早上七点半" is "早上 7:30". Pure."""

import re
from collections.abc import Mapping
from unicodedata import normalize

from news.reader.numbers_said import SIGNS, known

_HOUR = rf"(?:(?<![周週期拜])二)?十[{SIGNS}]?|(?<![周週期拜十])[{SIGNS}两兩]|(?<![\d:.])\d{{1,2}}"
_TENS = rf"[二三四五]?十[{SIGNS}]?|[零〇][{SIGNS}]"
_AND = "(?:[和跟與与及と、]|以及)?"
_IN_CHINESE = re.compile(
    rf"(?:差(?P<less>{_TENS}|[{SIGNS}]|\d{{1,2}}|一刻)[分钟鐘]*到?)?(?P<hour>{_HOUR})[点點时時][钟鐘]?整?"
    rf"(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<minute>{_TENS}|[{SIGNS}]|\d{{1,2}})分(?![钟鐘])"
    rf"|(?P<bare>{_TENS}|\d{{2}})(?![{SIGNS}十\d分小个個条條篇则則天]))?{_AND}"
)
_IN_JAPANESE = re.compile(
    rf"の?(?P<hour>{_HOUR})時(?!間)(?:(?P<half>半)|(?P<minute>{_TENS}|[{SIGNS}]|\d{{1,2}})分(?!間))?"
    rf"(?P<before>前|まえ)?(?:ちょうど|ごろ|頃)?(?:に(?!は))?{_AND}"
)
_SINO = "일이삼사오육칠팔구"
_KOREAN_MINUTE = rf"[이삼사오]?십\s?[{_SINO}]?|[{_SINO}]|\d{{1,2}}"


_BY_ITSELF = r"(?!\S*\s*\d)"
_NAMED = {
    "zh": (
        (re.compile(f"(?:正午|中午){_BY_ITSELF}"), "12:00"),
        (re.compile(f"(?:午夜|子夜){_BY_ITSELF}"), "0:00"),
    ),
    "ja": ((re.compile(f"正午に?{_BY_ITSELF}"), "12:00"), (re.compile(f"真夜中に?{_BY_ITSELF}"), "0:00")),
    "ko": (
        (re.compile(f"(?<![가-힣])정오에?(?![가-힣]){_BY_ITSELF}"), "12:00"),
        (re.compile(f"(?<![가-힣])자정에?(?![가-힣]){_BY_ITSELF}"), "0:00"),
    ),
}


def as_figures(line: str, language: str) -> str:
    """The line with each hour as "7:30", set apart from what it is written together with."""
    pattern = {"zh": _IN_CHINESE, "ja": _IN_JAPANESE, "ko": _IN_KOREAN}.get(language)
    if pattern is None:
        return line
    line = pattern.sub(lambda found: _figures(found, language), line)
    for named, at in _NAMED[language]:
        line = named.sub(f" {at} ", line)
    return line


def _figures(found: re.Match[str], language: str) -> str:
    parts = {name: said for name, said in found.groupdict().items() if said}
    hour, minute = _number(parts["hour"], language), _minutes(parts, language)
    is_of_nothing = "before" in parts and minute >= 0
    if hour > 24 or abs(minute) > 59 or is_of_nothing or ("less" in parts and minute >= 0):
        return found[0]
    total = hour * 60 + minute + (12 * 60 if hour == 1 and minute < 0 else 0)
    return f" {total // 60 % 24}:{total % 60:02} "


def _minutes(parts: Mapping[str, str], language: str) -> int:
    """To be added to the hour."""
    if "less" in parts:
        is_more = not {"half", "quarter", "minute", "bare"}.isdisjoint(parts)
        return 0 if is_more else -15 if parts["less"] == "一刻" else -_number(parts["less"], language)
    if "half" in parts:
        return 30
    if "quarter" in parts:
        return 15 * _number(parts["quarter"], language)
    minute = _number(parts.get("minute") or parts.get("bare") or "0", language)
    return -minute if "before" in parts else minute


def _number(said: str, language: str) -> int:
    if said.isdecimal():
        return int(said)
    if language == "ko":
        said = "".join(said.split())
        return _korean_hours().get(said) or _counted(said.translate(_AS_SIGNS))
    return _counted(said.translate(str.maketrans("两兩", "二二", "零〇")))


def _counted(signs: str) -> int:
    tens, ten, rest = signs.partition("十")
    if not ten:
        return SIGNS.index(signs) + 1
    return 10 * (SIGNS.index(tens) + 1 if tens else 1) + (SIGNS.index(rest) + 1 if rest else 0)


_AS_SIGNS = str.maketrans(_SINO + "십", SIGNS + "十")


def _korean_hours() -> Mapping[str, int]:
    """Korean numbers, which count hours to twelve, and Chinese ones from ten on."""
    return {
        normalize("NFC", "".join(said)): number
        for said, number in known("ko").items()
        if number <= 24 and (number >= 10 or normalize("NFC", said[0]) not in _NO_HOURS)
    }


_NO_HOURS = (*_SINO, "하나", "둘", "셋", "넷", "석", "넉", "스물")
_HOURS_SAID = "|".join(
    r"\s?".join(said) for said in sorted(_korean_hours(), key=len, reverse=True) if len(said) <= 4
)
_IN_KOREAN = re.compile(
    rf"(?:(?<![가-힣\d:.])|(?<=오전)|(?<=오후)|(?<=아침)|(?<=저녁)|(?<=밤)|(?<=새벽)|(?<=매일))"
    rf"(?P<hour>{_HOURS_SAID}|\d{{1,2}})\s?시(?!간)(?:\s?(?P<half>반)|\s?(?P<minute>{_KOREAN_MINUTE})\s?분)?"
    rf"(?:\s?(?P<before>전))?(?:에만|에는|쯤에|쯤|경에|에|와|과|하고|이랑|랑)?(?=부터|까지|[^가-힣]|$)"
)
