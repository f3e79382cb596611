"""What a run of atoms may say: its values, what it proves besides, and whether it is surely a number.

Pure; knows decades, halves and calendars, and the few letters around the run.
"""

import math
import re
from collections.abc import Iterator

from news.language.eras import common_years
from news.language.figures import Amount, canonical
from news.language.number_runs import Run
from news.language.numerals import UNSPACED


def amount_of(run: Run, text: str, language: str) -> Amount:
    values = {canonical(sum(stack)) for stack in run.stacks}
    extra = {canonical(form.value) for form in run.loose if form.value > 0}
    is_firm = run.is_firm and (run.has_digits or _is_said(run, text, language))
    is_firm = is_firm and not _PER_ONE.match(text, run.start)
    if not is_firm:
        values |= extra
    values |= {canonical(run.without)} if run.without is not None else set()
    total = sum(run.stacks[0])
    if run.scale >= 1e3:
        extra |= {f"*{run.scale:.0f}", f"^{run.scale:.0f}"}
    if run.scale > 1:
        extra |= {f"~{canonical(value / run.scale)}" for value in map(sum, run.stacks)}
        values |= _in_metres(run, text) if run.has_digits else set()
    if total >= 1e6:
        extra.add(_order(total))
        if not run.has_digits and total == run.scale:
            values.add(f"*{run.scale:.0f}")
            if _HALF_A.search(text[max(0, run.start - 12) : run.start]):
                values.add(canonical(total / 2))
    values |= {canonical(total + run.scale / 2)} if _AND_HALF.match(text, run.end) else set()
    if past := _HALF_PAST.search(text, max(0, run.start - 7), run.start):
        share = 0.25 if past[1] else -0.25 if past[2] else 0.5
        values |= {canonical(total + run.scale * share), f"@{(total % 12 * 60 + 60 * share) % 720:.0f}"}
    short: set[str] = set()
    if run.has_digits:
        marked = (
            _DECADE_MARK.match(text, run.end) is not None
            or _DECADE_WORD.search(text[max(0, run.start - 14) : run.start]) is not None
        )
        short = {each for value in values for each in _decade(value)} if marked else set()
        extra |= _years(values, before=text[run.start - 1 : run.start], marked=marked)
    if run.has_digits:
        before, after = text[max(0, run.start - 4) : run.start], text[run.end : run.end + 6]
        values |= common_years(values, before, after, language)
    return Amount(
        run.start, run.end, frozenset(values), frozenset(extra), is_firm, run.has_digits, frozenset(short)
    )  # fmt: skip


def _order(value: float) -> str:
    """What "billions" is proven by: thousand millions and more of something."""
    return f"*{10 ** (3 * (int(math.log10(value)) // 3))}"


def _in_metres(run: Run, text: str) -> set[str]:
    found = _METRES.search(text, max(0, run.start - 3), run.end)
    return {found[1].replace(",", "")} if found else set()


_METRES = re.compile(r"(?:(?<![$€£¥])(?<![$€£¥]\s)|^)\b(\d[\d.,]*)\s?m$")
""" "30m" of no money may be metres as well."""
_HALF_A = re.compile(
    r"(?:\b(?:half an?|pół|une? demi-?|medio|mezzo|meio|halbe[nr]?|puoli|hálf|halv|een half|yarım|setengah|nửa|půl|jumătate de)"
    r"|пол|आधे|आधा|نصف|半|반|ครึ่ง)[\s-]?$",
    re.IGNORECASE,
)


_PER_ONE = re.compile(
    r"1\s?(?:인당|[가-힣]{1,2}당|(?:년|달|주|주일|일|시간)에(?!서)|(?:人|年|日|回|時間|世帯)(?:あたり|当たり|につき)|[つ台]に?)"
)
""" "1인당" is "per head"."""
_AND_HALF = re.compile(
    r"\s?(?:and a half|e mezzo|y medi[oa]|et demie?|e mei[oa]|a půl|i pół|с половиной|и половин|з половиною|ونصف|buçuk|setengah"
    r"|rưỡi|ครึ่ง|반|半|einhalb|och en halv|og en halv)"
)
_HALF_PAST = re.compile(r"(?:(সোয়া|সোয়া|सवा)|(পৌনে|पौने)|সাড়ে|সাড়ে|साढ़े|साढ़े|साढे)\s?$")
""" "A quarter more than", "a quarter less than", "half more than": half past nine, or nine and a half."""
_SOME = re.compile(r"[幾几數数多兩两수]$|หลาย$")
_A_NEW = re.compile(r"\b(?:o|această|cea mai)\snouă$", re.IGNORECASE)
""" "Nouă" is nine, and new."""
_OPENERS = " \"“„«¿¡‘'(–—-"
_CAPITAL = re.compile(r"[\s-][A-ZÀ-ÖØ-ÞА-Я]")
_ENGLISH_AFTER = re.compile(r"\s(?:the|of|and)\s[A-Z]")
_BARE_SCALES_VARY = frozenset(["zh", "ja", "ko", "th", "hi", "es", "vi", "bn"])
"""Where "tens of" and "thousands of" before a scale are part of it, or a scale is also a name."""


def _is_said(run: Run, text: str, language: str) -> bool:
    """Whether words for a number say just that number: "thousands" and "数十亿" are no numbers that could be wrong, nor is
    a single sign of a script where it may be a part of any word."""
    total = sum(run.stacks[0])
    if language == "ro" and _A_NEW.search(text, max(0, run.start - 9), run.end):
        return False
    if language != "en" and _ENGLISH_AFTER.match(text, run.end):
        return False  # "Newport on the Levee" in Turkish
    if text[run.start].isupper() and text[: run.start].strip(_OPENERS) and _CAPITAL.match(text, run.end):
        return False  # "Nine News", "The Five-Year Engagement"
    if language in UNSPACED and (
        _SOME.search(text[max(0, run.start - 4) : run.start]) or run.end - run.start == 1
    ):
        return False
    if total == run.scale and total > 1:
        return total == 100 or (total >= 1e6 and language not in _BARE_SCALES_VARY)
    return True


_DECADE_MARK = re.compile(r"['’]?s|-?[^\W\d_]|['’]|\s(?:के दशक|годы|годов|роки|років)")
_DECADE_WORD = re.compile(
    r"(?:années|anni|años|anos|anys|lata|latach|lat|anii|anilor|åren|årene|jaren|vuosien|dekade|tahun|thập niên|thập kỷ|década de|ทศวรรษ(?:ที่)?|عقد|ستينيات|سبعينيات"
    r"|ثمانينيات|تسعينيات|خمسينيات|أربعينيات|ثلاثينيات|عشرينيات|שנות ה-?|δεκαετία του)['’]?\s?$",
    re.IGNORECASE,
)


def _decade(value: str) -> Iterator[str]:
    """A decade without its century, which is the last one or this."""
    if value.isdigit() and 1900 <= int(value) <= 2090 and value[-1] == "0":
        yield from (f"{int(value) % 100}", f"'{int(value) % 100}")


def _years(values: set[str], *, before: str, marked: bool) -> set[str]:
    """What a year says besides: "1960s" is the sixties of the 20th century; "'68"."""
    found: set[str] = set()
    for value in values:
        if not value.isdigit() or int(value) > 2100:
            continue
        year = int(value)
        if marked and year % 10 == 0 and year >= 100:
            found |= {*_decade(value), str(year % 100), str(year // 100 + 1), str(year // 100)}
        if marked and year < 100 and year % 10 == 0:
            found.add(str(1900 + year))
        if before and before in "'’‘" and year < 100:
            found |= {str(1900 + year), str(2000 + year)}
    return found
