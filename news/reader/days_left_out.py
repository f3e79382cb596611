"""Days that are left out, as people say it: "every day but Friday", "außer am Wochenende", "金曜以外". Words, and which days
stay. Pure; what reads a line with them is `schedule_line`.

Not here: "no", which is "on the" in Portuguese; "без", for "без выходных" is every day of the week.
"""

import re
from collections.abc import Sequence

from news.clock import EVERY_DAY, fold

MOST_WORDS = 3  # "com exceção de", "à exceção de"


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split("|"))


BEFORE = _folded(
    "except|except for|but|but not|excluding|apart from|other than|not|without|außer|ausser|ohne|nicht|aber nicht|bis auf|ausgenommen|"
    "excepto|menos|salvo|sin|pero no|sauf|excepté|hormis|à part|sans|pas|mais pas|кроме|за исключением|исключая|не|но не|"
    "крім|окрім|за винятком|але не|ما عدا|ماعدا|عدا|باستثناء|إلا|ما خلا|除|不要|不含|不包括|exceto|fora|à exceção de|com exceção de|"
    "sem|não|mas não|tranne|eccetto|a parte|esclusi|escluso|escluse|esclusa|senza|non|ma non|oprócz|poza|z wyjątkiem|bez|nie|"
    "ale nie|behalve|uitgezonderd|zonder|niet|maar niet|به جز|به‌جز|بجز|جز|غیر از|به غیر از|به‌غیر از|به استثنای|به‌استثنای|"
    "חוץ|למעט|מלבד|פרט|ללא|בלי|לא|אבל לא|kecuali|selain|tanpa|trừ|ngoại trừ|không kể|kromě|mimo|vyjma|s výjimkou|"
    "cu excepția|în afară de|mai puțin|fără|nu|dar nu|εκτός|εκτός από|πλην|χωρίς|όχι|utom|förutom|inte|men inte|med undantag för"
)
"""They stand before the days that are left out."""
BEHIND = _folded(
    "excepted|excluded|ausgenommen|nicht|excluidos|excluido|esclusi|escluso|escluse|esclusa|以外|除外|제외|hariç|dışında|haricinde|"
    "छोड़कर|को छोड़कर|छोड़ कर|के अलावा|के सिवा|के सिवाय|ছাড়া|বাদে|বাদ দিয়ে|ব্যতীত|undantaget|undantagna|uitgezonderd"
)
"""They stand behind them."""

_ZH = "[一二三四五六日天末]"
_REWRITTEN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(said), meant)
    for said, meant in (
        # 除了周五以外每天都, 每天除周五, 周五除外
        (rf"除[了去开]?([^\s,;，；\d]{{1,12}}?{_ZH})(?:以外|之外|外)", r" \1 以外 "),
        (r"除[了去开]?(?=[周星礼禮週工平双])", " 除 "),
        (r"(?<=每天)都", " "),
        (rf"((?:周|週|星期|[礼禮]拜){_ZH})(?=每天)", r"\1 "),
        # 金曜を除く毎日, 金曜以外, 周五以外
        (
            r"(?<=[一二三四五六日天末曜])(?:を除(?:く|き|いて|いた)|は除く|を?抜き|以外の?|之外|除外)(?=\W|\d|毎|每|朝|夜|平|$)",
            " 以外 ",
        ),
        # 금요일은 빼고 매일
        (
            r"(?<=요일|평일|주말)(?:을|를|만|은|는)?\s*(?:제외(?:하고|한)?|빼고|빼놓고|말고|외에?)(?!\w)",
            " 제외 ",
        ),
    )
)


def as_listed(line: str) -> str:
    """The line with what is written together set apart."""
    for said, meant in _REWRITTEN:
        line = said.sub(meant, line)
    return line


def length(left: Sequence[str], said: frozenset[str]) -> int:
    """How many words the longest of these phrases is with which the words begin."""
    counts = range(min(MOST_WORDS, len(left)), 0, -1)
    return next((count for count in counts if fold(" ".join(left[:count])) in said), 0)


def split(row: Sequence[str]) -> tuple[list[str], list[str]]:
    """Of days that were named one after the other before a word that leaves some out: those it is about, which come last,
    and those before. "हर दिन शुक्रवार और शनिवार को छोड़कर": Friday and Saturday, and every day."""
    at = len(row) - 1
    while at > 0 and len(row[at - 1]) == 1:
        at -= 1
    return list(row[at:]), list(row[:at])


def staying(days: str | None, left_out: Sequence[str]) -> str | None:
    """Of these days, or of all, those that are not left out; None where none stays."""
    return "".join(day for day in days or EVERY_DAY if day not in "".join(left_out)) or None
