"""The numbers of a text, whatever they are written with: digits of any script, words, scales, times of day.

Pure; knows only the text and its language. An amount may be read in several ways ("1.234"), and says all of them.
Dates are numbers here too; who looks for dates knows better which of these are one.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from news.language.eras import common_years
from news.language.figures import (
    DIGITS,
    Amount,
    canonical,
    dotted_times,
    fractions,
    hours,
    hours_since_dawn,
    phones,
    phrases,
    plain_digits,
    readings,
    romans,
    spelled_times,
    times,
)
from news.language.numerals import UNSPACED, Form, forms, sign, signs, two_words, whole_words
from news.language.scales import SCALES
from news.language.tokens import primary_subtag

__all__ = ["Amount", "amounts"]

TEXT_CHARS = 4_000
_CJK = frozenset(["zh", "ja", "ko"])
_GLUED = UNSPACED | {"ko"}


def amounts(text: str, language: str | None) -> tuple[Amount, ...]:
    """The amounts in their order; `language` (BCP 47) says which words are numbers. Cached."""
    return _amounts(text[:TEXT_CHARS], primary_subtag(language))


@lru_cache(maxsize=1 << 10)
def _amounts(text: str, language: str) -> tuple[Amount, ...]:
    plain = _PERCENT.sub(lambda match: " " * len(match.group()), plain_digits(text))
    has_digits = _DIGIT.search(plain) is not None
    clock = [*times(plain), *spelled_times(plain)] if has_digits else []
    if language == "sw":
        clock = [*hours_since_dawn(plain), *(each for each in clock if not _is_after_hour(each, plain))]
    atoms = [
        atom
        for atom in _atoms(plain, language)
        if not any(atom.start < t.end and t.start < atom.end for t in clock)
    ]
    found = [_amount(run, plain, language) for run in _runs(atoms, plain, language)]
    if has_digits:
        found = [*_with_times(found, plain), *clock, *hours(plain), *phones(plain)]
    found += [*romans(plain), *phrases(plain), *fractions(plain_digits(text), language)]
    return tuple(sorted(_shared(found, plain, is_dense=language in _GLUED), key=lambda amount: amount.start))


_DIGIT = re.compile(r"\d")


def _is_after_hour(time: Amount, plain: str) -> bool:
    return plain[: time.start].rstrip().endswith(("saa", "Saa"))


def _with_times(found: Sequence[Amount], plain: str) -> list[Amount]:
    """ "6.30" may be a time of day, too; "6.30 million" may not."""
    dotted = {(time.start, time.end): time for time in dotted_times(plain)}
    return [
        replace(amount, values=amount.values | time.values, extra=amount.extra | time.extra)
        if (time := dotted.get((amount.start, amount.end)))
        else amount
        for amount in found
    ]


_PERCENT = re.compile(
    r"τοις εκατό|τα εκατό|por\s?cento\b|por\s?ciento\b|per\s?cento?\b|pour\s?cent\b|phần trăm|ร้อยละ|百?分之|শতকরা|في ال(?:مئة|مائة)|بال(?:مئة|مائة)",
    re.IGNORECASE,
)
"""The hundred in them counts nothing."""

# --- atoms: runs of digits, and words that count -------------------------------------------------


@dataclass(frozen=True)
class _Atom:
    start: int
    end: int
    readings: tuple[float, ...]
    """Of digits; empty for words."""
    forms: tuple[Form, ...] = ()

    @property
    def acting(self) -> Form | None:
        """The reading that multiplies, or makes a teen of, what stands before it."""
        return next((form for form in self.forms if form.multiplies or form.teens), None)

    @property
    def counting(self) -> Form | None:
        """The reading that can be added to what stands before it; a word of several ("half") adds nothing."""
        plain = [form for form in self.forms if not form.multiplies and not form.teens and form.value >= 1]
        return plain[0] if plain and (plain[0].is_firm or len(plain) == 1) else None


_WORD = re.compile(
    r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f’'ʼ](?=\w)|[\u064b-\u0652\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd])*"
)
_SHORT_SCALE = re.compile(r"k|mn|bn|tn", re.IGNORECASE)
_SHORT_IN_ENGLISH = re.compile(r"k|m|mn|bn|b|tn", re.IGNORECASE)
_VOWEL_SIGNS = re.compile("[\u064b-\u0652]")
"""Arabic writes them where it will: "مليونًا" is "مليونا"."""
_CLASSIFIER = re.compile("(?:টি|টা|জন|খানা|খানি)(?:র|কে|তে|ের|য়)?$")
"""What Bengali sticks to a number before the thing that it counts."""
_ARTICLES = {"ar": ("ال", "و", "ب", "ل"), "he": ("ה", "ו", "ל", "ב", "כ", "מ", "ש")}
"""Written as one with the word after them."""


def _atoms(text: str, language: str) -> list[_Atom]:
    found = [_Atom(m.start(), m.end(), readings(m.group(), language)) for m in DIGITS.finditer(text)]
    pattern = signs(language)
    if pattern is not None:
        for match in pattern.finditer(text):
            found.append(_Atom(match.start(), match.end(), (), sign(match.group(), language)))
    if pattern is None or language == "ko":
        taken = {atom.start for atom in found}
        found += (atom for atom in _words(text, language) if atom.start not in taken)
    return sorted(found, key=lambda atom: atom.start)


def _words(text: str, language: str) -> Iterator[_Atom]:
    doubled = two_words(language)
    skip = -1
    matches = list(_WORD.finditer(text))
    for at, match in enumerate(matches):
        if match.start() < skip:
            continue
        word = match.group()
        if (
            doubled
            and word.casefold() in doubled
            and at + 1 < len(matches)
            and matches[at + 1].start() == match.end() + 1
        ):
            after = matches[at + 1]
            if found := forms(f"{word} {after.group()}", language):
                skip = after.end()
                yield _Atom(match.start(), after.end(), (), found)
                continue
        found = _counts(word, language)
        if not found and len(word) < 3:
            found = _short_scale(word, text[match.start() - 1 : match.start()], language)
        if found:
            yield _Atom(match.start(), match.end(), (), found)


@lru_cache(maxsize=1 << 13)
def _counts(word: str, language: str) -> tuple[Form, ...]:
    word = _VOWEL_SIGNS.sub("", word) if language == "ar" else word
    if found := forms(word, language):
        return found
    if language == "ar" and (found := _with_any_alefs(word)):
        return found
    if language == "bn" and (counted := _CLASSIFIER.sub("", word)) != word and len(counted) > 1:
        return forms(counted, language)
    for article in _ARTICLES.get(language, ()):
        if (
            word.startswith(article)
            and len(word) > len(article) + 2
            and (found := forms(word[len(article) :], language))
        ):
            return found
    return ()


_ALEFS = str.maketrans("أإآ", "ااا")


def _with_any_alefs(word: str) -> tuple[Form, ...]:
    bare = word.translate(_ALEFS)
    known = _with_bare_alefs()
    for each in (bare, bare.removeprefix("ال"), bare.removeprefix("وال")):
        if each in known:
            return forms(known[each], "ar")
    return ()


@cache
def _with_bare_alefs() -> dict[str, str]:
    """Words for numbers by their letters without hamza, which many leave out: "اربعون"."""
    return {word.translate(_ALEFS): word for word in whole_words("ar") if word.translate(_ALEFS) != word}


def _short_scale(word: str, before: str, language: str) -> tuple[Form, ...]:
    """The "m" of "5m", which is metres elsewhere."""
    known = _SHORT_IN_ENGLISH if language == "en" else _SHORT_SCALE
    if before.isdigit() and known.fullmatch(word):
        return (Form(SCALES["en"][word.casefold()], multiplies=True),)
    return ()


# --- from atoms to amounts -----------------------------------------------------------------------

_GAP = re.compile(r"\s?(?:[-‐–]\s?)?(?:and\s|y\s|e\s|et\s|en\s|și\s|i\s|og\s|na\s|و\s?)?")
_LOOSE_TENS = frozenset(["ko", "fa", "vi", "pl", "cs", "es", "pt", "el"])
"""Languages whose words for tens are other words, too ("سی" is thirty, and a letter), or ordinals to which the units are added:
"trzydziesty czwarty"."""
_TEENS_BY_ADDING = frozenset(["zh", "ja", "th", "vi", "tr", "fr", "sw", "es", "pt"])
_JOINING = frozenset(["en", "es", "pt", "fr", "ar", "fa", "ro", "nl", "bg", "is", "sw"])


@dataclass
class _Run:
    """Atoms that make one number, as they are read."""

    start: int
    end: int
    stacks: list[list[float]]
    """A stack of addends for every reading of the digits."""
    is_firm: bool
    has_digits: bool
    loose: tuple[Form, ...] = ()
    scale: float = 1
    is_whole: bool = True
    """Whether it is nothing but numbers so far: in scripts without spaces other words join none."""
    without: float | None = None
    """The number before a loose addend: "twenty per (cent)"."""


def _runs(atoms: Sequence[_Atom], text: str, language: str) -> Iterator[_Run]:
    run: _Run | None = None
    for at, atom in enumerate(atoms):
        after = atoms[at + 1] if at + 1 < len(atoms) else None
        if run is not None and _joins(run, atom, after, text, language):
            continue
        if run is not None:
            yield run
        run = _begun(atom)
    if run is not None:
        yield run


def _begun(atom: _Atom) -> _Run | None:
    if atom.readings:
        return _Run(atom.start, atom.end, [[value] for value in atom.readings], True, True)
    main = next((form for form in atom.forms if form.is_firm), atom.forms[0])
    if main.value < 0:
        return None
    scale = main.value if main.multiplies else 1
    return _Run(
        atom.start, atom.end, [[main.value]], main.is_firm and main.value != 1 and not main.teens, False,
        tuple(form for form in atom.forms if form is not main), scale, main.is_firm,
    )  # fmt: skip


def _joins(run: _Run, atom: _Atom, after: _Atom | None, text: str, language: str) -> bool:
    """Whether the atom goes on the run; if so it is added to it."""
    gap = text[run.end : atom.start]
    if not _GAP.fullmatch(gap) or len(gap) > 5:
        return False
    if language in _SCALE_FIRST and _is_bare_scale(run) and _times(run, atom, gap):
        return True
    if atom.readings:
        return _joins_digits(run, atom, after, gap, language)
    if language in UNSPACED and not (atom.forms[0].is_firm and run.is_whole):
        return False
    is_direct = not gap.replace("-", "").strip()
    if language == "fi" and gap and atom.acting and atom.acting.value == 10:
        return False  # "neljä kymmenestä", four in ten
    if (acting := atom.acting) and is_direct:
        return _acts(run, atom, acting)
    counting = atom.counting
    if counting is None or run.has_digits or not (is_direct or language in _JOINING):
        return False
    if (
        after is not None
        and after.acting
        and after.acting.value >= run.scale >= 1000
        and follows(atom, after)
    ):
        return False  # "three million and five million"
    turned = language == "ar" and (text[atom.start] == "و" or "و" in gap)
    if language in ("ar", "fa") and "و" not in text[run.end : atom.start + 1] and not atom.acting:
        return False  # what is added is joined by a word for "and"
    return _adds(run, atom, counting, gap, language=language, turned=turned)


_SCALE_FIRST = frozenset(["sw"])
"""Languages that count "million two"."""


def _is_bare_scale(run: _Run) -> bool:
    return not run.has_digits and run.stacks == [[run.scale]] and run.scale >= 100


def _times(run: _Run, atom: _Atom, gap: str) -> bool:
    """ "milioni 2", "elfu tatu"; what is joined by a word for "and" is added."""
    counting = atom.counting
    if gap != " " or not (atom.readings or (counting and counting.value < run.scale)):
        return False
    times = atom.readings or (counting.value if counting else 1,)
    run.stacks = [[run.scale * each] for each in times]
    run.end, run.has_digits, run.is_firm = atom.end, bool(atom.readings), True
    return True


def _joins_digits(run: _Run, atom: _Atom, after: _Atom | None, gap: str, language: str) -> bool:
    """ "3억 5000만", "2 million 500 thousand"."""
    scaled = after is not None and after.acting is not None and follows(atom, after)
    least = 10 if language in _CJK and scaled else 1000  # 2천2백1십억
    if run.scale < least or gap.strip() or not all(value < run.scale for value in atom.readings):
        return False
    if not run.has_digits or not (language in _CJK or scaled):
        return False
    run.stacks = [[*stack, value] for stack in run.stacks for value in atom.readings]
    run.end, run.scale = atom.end, 1
    return True


def follows(atom: _Atom, after: _Atom) -> bool:
    return after.start - atom.end <= 1


def _acts(run: _Run, atom: _Atom, form: Form) -> bool:
    if form.teens:
        if any(len(stack) != 1 or not 1 <= stack[-1] < 10 for stack in run.stacks):
            return False
        run.stacks = [[stack[0] + 10] for stack in run.stacks]
        run.is_firm = True
    else:
        if any(
            not [value for value in stack if value < form.value] and stack[-1] % (form.value * 10)
            for stack in run.stacks
        ):
            return False
        if not run.is_firm and any(half.value == 0.5 for half in run.loose):
            run.stacks = [[0.5]]  # "pół miliona"
        run.stacks = [_multiplied(stack, form.value) for stack in run.stacks]
        run.scale = form.value
        run.is_firm = run.is_firm or (form.is_firm and (form.value < 1000 or run.stacks[0][-1] == form.value))
    run.end, run.without = atom.end, None
    return True


def _multiplied(stack: list[float], scale: float) -> list[float]:
    smaller = [value for value in stack if value < scale]
    return [*(value for value in stack if value >= scale), (sum(smaller) or 1) * scale]


def _adds(run: _Run, atom: _Atom, form: Form, gap: str, *, language: str, turned: bool) -> bool:
    """`turned`: units stand before tens ("three and twenty")."""
    stack, value = run.stacks[0], form.value
    last = stack[-1]
    if turned and last < 10 and value in range(20, 100, 10):
        stack[-1] += value
    elif (run.is_firm or language in _LOOSE_TENS) and _fits(last, value, language):
        run.without = None if form.is_firm else sum(stack)
        run.stacks[0] = [*stack, value]
    elif not gap and value < 10 and run.scale == 1 and language in ("zh", "ja"):  # 二〇一六
        stack[-1] = last * 10 + value
    else:
        return False
    run.end = atom.end
    run.is_firm = run.is_firm or form.is_firm
    return True


def _fits(last: float, value: float, language: str) -> bool:
    """Whether the value can stand after the last addend: fewer digits than it has noughts."""
    if last in (60, 80) and language == "fr":  # soixante-quinze
        return value < 20
    if 10 <= last < 20 and language not in _TEENS_BY_ADDING:
        return False
    return last >= 10 and last % 10 ** len(str(int(value))) == 0


def _amount(run: _Run, text: str, language: str) -> Amount:
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
    if _HALF_PAST.search(text, max(0, run.start - 7), run.start):
        values |= {canonical(total + run.scale / 2), f"@{total % 12 * 60 + 30:.0f}"}
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


def _in_metres(run: _Run, text: str) -> set[str]:
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
_HALF_PAST = re.compile(r"(?:সাড়ে|সাড়ে|साढ़े|साढ़े|साढे)\s?$")
""" "Half more than": half past nine, or nine and a half."""
_SOME = re.compile(r"[幾几數数多兩两수]$|หลาย$")
_OPENERS = " \"“„«¿¡‘'(–—-"
_CAPITAL = re.compile(r"[\s-][A-ZÀ-ÖØ-ÞА-Я]")
_ENGLISH_AFTER = re.compile(r"\s(?:the|of|and)\s[A-Z]")
_BARE_SCALES_VARY = frozenset(["zh", "ja", "ko", "th", "hi", "es", "vi", "bn"])
"""Where "tens of" and "thousands of" before a scale are part of it, or a scale is also a name."""


def _is_said(run: _Run, text: str, language: str) -> bool:
    """Whether words for a number say just that number: "thousands" and "数十亿" are no numbers that could be wrong, nor is
    a single sign of a script where it may be a part of any word."""
    total = sum(run.stacks[0])
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


_BETWEEN = re.compile(r"[^\d.;!?]{1,18}")
_AND = re.compile(r"\s?(?:[^\W\d_]{1,3}|[-–~～〜])?\s?")
"""Between numbers that are words: "three and five million"."""


def _shared(found: list[Amount], text: str, *, is_dense: bool) -> Iterator[Amount]:
    """With the scale of the next amount: "3 to 4 million", "between 2, 3 and 5 million"."""
    ordered = sorted(found, key=lambda amount: amount.start)
    scale: float = 1
    after: Amount | None = None
    for amount in reversed(ordered):
        own = max((float(value[1:]) for value in amount.extra if value[0] == "^"), default=1.0)
        between = _BETWEEN if amount.has_digits and not is_dense else _AND
        near = after is not None and between.fullmatch(text[amount.end : after.start])
        if own == 1 and near and scale > 1 and amount.is_firm:
            scaled = {canonical(float(value) * scale) for value in amount.values if value[0] != "@"}
            amount = replace(amount, values=amount.values | scaled)
        elif own > 1 or not near:
            scale = own if amount.is_firm else 1
        after = amount
        yield amount
