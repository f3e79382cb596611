"""What in a line sounds like the end of a time, whether or not it can be read: "until Friday", "for a week and a half". Pure.

Names of things have such words, too ("Brot für die Welt", "El País"): a small word says when only with a number, a unit of
time or a day of the week behind it, and one that is another word elsewhere only in its own languages.
"""

import re
from collections.abc import Iterator, Sequence

from news.clock import fold
from news.reader.dates_in_words import is_unit, months_said, says_time
from news.reader.days_said import LEADING
from news.reader.numbers_said import has_uncounted, says_number

UNTIL = frozenset(
    "until|till|for|bis|für|zum|hasta|el|durante|por|jusqu'au|jusqu’au|jusqu'à|jusqu’à|jusque|pendant|до|на|حتى|لمدة|直到|到|为期|até|fino|al|a|per|do|"
    "na|tot|voor|kadar|boyunca|تا|برای|עד|למשך|तक|के|लिए|পর্যন্ত|まで|까지|동안|đến|trong|sampai|selama|până|la|pentru|έως|μέχρι|για|"
    "i|tills|lang".casefold().split("|")
)
_ONLY_IN = {
    "el": ("es",), "por": ("es", "pt"), "na": ("pl", "cs"), "la": ("ro",), "a": ("it",), "al": ("it",), "do": ("pl", "cs"), "i": ("sv",),
    "per": ("it",), "на": ("ru", "uk"), "lang": ("de", "nl"),
}  # fmt: skip
_NAMES = frozenset(["lang"])
"""Of these, those that are surnames with a capital: "Fritz Lang"."""
JOINED = {"zh": re.compile("^(直到|到|至)"), "ja": re.compile("まで$"), "ko": re.compile("까지$")}
"""Where the small word is written together with the day."""
_IN_SIGNS = re.compile(
    "[一二两兩三四五六七八九十百\\d几幾数數半个個]+[天日周週月年星小時时]|半|[周週星期曜]+[一二三四五六日]|曜"
)
_OF_A_NUMBER = re.compile(r"\d+[.,/⁄-]\d*|½|¼|¾")
_SMALL = frozenset(map(fold, LEADING.split("|")))


def split_at_until(parts: Sequence[str], language: str) -> Iterator[tuple[str, str]]:
    """Before and after the small word; or, where it comes last, before and behind each of the words before it."""
    for at in range(1, len(parts) - 1):
        if _is_until(parts[at], language) and not _is_repeated(parts, at):
            yield " ".join(parts[:at]), " ".join(parts[at + 1 :])
    end = _before_last(parts, language)
    for at in range(max(1, end - 3), end) if end < len(parts) else ():
        is_counted = (
            at < end - 1 or at == 1 or not (len(parts[at]) == 1 or is_unit(parts[at], language))
        )  # else the word before may be a number
        if is_counted and not changes(parts[at - 1], language):
            yield " ".join(parts[:at]), " ".join(parts[at:end])
    if len(parts) > 1 and language in JOINED and JOINED[language].search(parts[-1]):
        for at in range(max(1, len(parts) - 2), len(parts)):  # a Korean date is two words
            if not changes(parts[at - 1], language):
                yield " ".join(parts[:at]), " ".join(parts[at:])


def says_when(text: str, language: str) -> bool:
    """Whether behind a small word, or before one that stands last, something sounds like a time."""
    parts = text.split()
    for at in range(1, len(parts) - 1):
        if (
            _is_until(parts[at], language)
            and not _is_repeated(parts, at)
            and _sounds(parts[at + 1 :], language)
        ):
            return True
    end = _before_last(parts, language)
    if end < len(parts) and _sounds(parts[max(1, end - 3) : end], language):
        return True
    return len(parts) > 1 and language in JOINED and any(
        JOINED[language].search(part) and _sounds([part], language) for part in parts[1:]
    )  # fmt: skip


def _is_repeated(parts: Sequence[str], at: int) -> bool:
    """ "Day by day" is no end of anything: "Hora por Hora"."""
    return parts[at - 1].casefold() == parts[at + 1].casefold()


def is_when(text: str, language: str) -> bool:
    """Whether it says nothing but when: "until Friday", "5 June", "2026"."""
    parts = text.split()
    if len(parts) > 1 and _is_until(parts[0], language) and _sounds(parts[1:], language):
        return True
    while parts and parts[-1].casefold() in UNTIL:
        parts.pop()
    said = [part.strip(".,") for part in parts if fold(part) not in _SMALL]
    has_more = len(said) > 1 or any(len(word) > 4 or any(sign.isdigit() for sign in word) for word in said)
    return (
        has_more
        and all(_is_of_a_date(word, language) for word in said)
        and (any(says_time(word, language) for word in said) or any(sign.isdigit() for sign in text))
    )


def is_uncounted(parts: Sequence[str], language: str) -> bool:
    """Whether these two words are a number in words and a unit of time: "forty days"; one that is read is no longer here."""
    number, unit = parts
    return number.isalpha() and says_number(number, language) and is_unit(unit, language)


def changes(word: str, language: str) -> bool:
    """Whether an amount of time behind the word is another one: "forty five days", "half a year", "2.5 weeks"."""
    if any(sign.isdigit() for sign in word):
        return bool(_OF_A_NUMBER.fullmatch(word))
    return says_number(word, language) or says_time(word, language)


def _before_last(parts: Sequence[str], language: str) -> int:
    """How many words stand before the small ones at the end, two of them in Hindi."""
    end = len(parts)
    while end > 1 and _is_until(parts[end - 1], language):
        end -= 1
    return end


def _is_until(word: str, language: str) -> bool:
    said = word.casefold()
    is_name = word != said and said in _NAMES
    return said in UNTIL and language in _ONLY_IN.get(said, (language,)) and not is_name


def _sounds(parts: Sequence[str], language: str) -> bool:
    if language in ("ja", "zh"):
        return any(_IN_SIGNS.search(part) or part.isdigit() for part in parts)
    return has_uncounted(parts, language) or any(
        any(sign.isdigit() for sign in part) or says_time(part, language) for part in parts
    )


def _is_of_a_date(word: str, language: str) -> bool:
    said = fold(word)
    bare = re.sub(r"[\d./:-]", "", said)
    if bare != said:
        return (
            not bare
            or says_time(bare, language)
            or bare in months_said(language)
            or bool(_IN_SIGNS.search(said))
        )
    return says_time(word, language) or says_number(word, language) or said in months_said(language)
