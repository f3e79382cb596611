"""Which atoms of a text make one number: "3억 5000만", "dreiundzwanzig tausend", "three and a half million".

Pure; what the number then may say is `number_values`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from news.language.number_atoms import Atom
from news.language.numerals import UNSPACED, Form

_CJK = frozenset(["zh", "ja", "ko"])
_GAP = re.compile(r"\s?(?:[-‐–]\s?)?(?:and\s|y\s|e\s|et\s|en\s|și\s|i\s|og\s|na\s|و\s?)?")
_LOOSE_TENS = frozenset(["ko", "fa", "vi", "pl", "cs", "es", "pt", "el"])
"""Languages whose words for tens are other words, too ("سی" is thirty, and a letter), or ordinals to which the units are added:
"trzydziesty czwarty"."""
_TEENS_BY_ADDING = frozenset(["zh", "ja", "th", "vi", "tr", "fr", "sw", "es", "pt"])
_JOINING = frozenset(["en", "es", "pt", "fr", "ar", "fa", "ro", "nl", "bg", "is", "sw"])


@dataclass
class Run:
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


def runs_of(atoms: Sequence[Atom], text: str, language: str) -> Iterator[Run]:
    run: Run | None = None
    for at, atom in enumerate(atoms):
        after = atoms[at + 1] if at + 1 < len(atoms) else None
        if run is not None and _joins(run, atom, after, text, language):
            continue
        if run is not None:
            yield run
        run = _begun(atom)
    if run is not None:
        yield run


def _begun(atom: Atom) -> Run | None:
    if atom.readings:
        return Run(atom.start, atom.end, [[value] for value in atom.readings], True, True)
    main = next((form for form in atom.forms if form.is_firm), atom.forms[0])
    if main.value < 0:
        return None
    scale = main.value if main.multiplies else 1
    return Run(
        atom.start, atom.end, [[main.value]], main.is_firm and main.value != 1 and not main.teens, False,
        tuple(form for form in atom.forms if form is not main), scale, main.is_firm,
    )  # fmt: skip


def _joins(run: Run, atom: Atom, after: Atom | None, text: str, language: str) -> bool:
    """Whether the atom goes on the run; if so it is added to it."""
    gap = text[run.end : atom.start]
    if language == "ro" and gap == " de " and atom.acting:
        gap = " "  # "50 de mii"
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


def _is_bare_scale(run: Run) -> bool:
    return not run.has_digits and run.stacks == [[run.scale]] and run.scale >= 100


def _times(run: Run, atom: Atom, gap: str) -> bool:
    """ "milioni 2", "elfu tatu"; what is joined by a word for "and" is added."""
    counting = atom.counting
    if gap != " " or not (atom.readings or (counting and counting.value < run.scale)):
        return False
    times = atom.readings or (counting.value if counting else 1,)
    run.stacks = [[run.scale * each] for each in times]
    run.end, run.has_digits, run.is_firm = atom.end, bool(atom.readings), True
    return True


def _joins_digits(run: Run, atom: Atom, after: Atom | None, gap: str, language: str) -> bool:
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


def follows(atom: Atom, after: Atom) -> bool:
    return after.start - atom.end <= 1


def _acts(run: Run, atom: Atom, form: Form) -> bool:
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


def _adds(run: Run, atom: Atom, form: Form, gap: str, *, language: str, turned: bool) -> bool:
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
