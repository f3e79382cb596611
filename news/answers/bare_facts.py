"""What a passage gives as a bare fact to a question: a figure with what it counts, a date, a name. Pure.

For passages of which no more may be quoted: a fact is nobody's wording, and a few words long (decision 21). Which figure is
meant is told by the measure or the toll that is asked for; where nothing tells, all of them are given.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from news.answers.counting import CountAsked
from news.checks.lexicon import UNSPACED, plain
from news.checks.mentions import mentions
from news.checks.names import is_nobody
from news.checks.negation import negators
from news.checks.tolls import counted
from news.language.amounts import amounts
from news.language.calendar import days
from news.language.questions import Particular, Sought, particulars, sought
from news.language.relations import MEASURES, figures
from news.language.relations import asked as relations_asked
from news.language.tokens import primary_subtag, stop_words, terms
from news.language.tolls import toll_spans
from news.retrieving.retrieve import Passage

FACT_CHARS = 40
MOST_FACTS = 3
FEW_TERMS = 6
"""Of a passage that gives one figure, and so tells little else."""
_ADJECTIVE_FIRST = frozenset(["en", "de", "nl", "sv", "ru", "uk", "pl", "cs", "el"])
"""Languages in which two words behind a figure say what is counted, and not one."""
SHORT_WORD = 3
"""Letters of a stop word that says nothing of what is counted; longer ones may ("Menschen")."""
_SIGN_BEFORE = re.compile(r"[$€£¥₹₽₩₺₪]\s?$")
_WORD_BEHIND = re.compile(r"[\s-]?([^\W\d_][^\s,.;:!?()«»“”\"。，、；：।؟،]*)")
_COUNTER_BEHIND = re.compile(
    r"\s?(?:[\u30a0-\u30ff]+|公里|公斤|公吨|公尺|小时|小時|分钟|分鐘|美元|欧元|歐元|平方公里|時間|か月|개월|시간|달러|유로|[%\u4e00-\u9fff\uac00-\ud7a3])"
)
_PERCENT = re.compile(r"\s?(?:%|(?:per|por|pour|τοις|la)\s?(?:cent[oi]?|ciento|εκατό|sută))", re.IGNORECASE)
_PART_OF = re.compile(r"\s(?:[^\W\d_]{1,4}\s){1,2}")
"""Between two figures of which the first is a part of the other: "two of the nine"."""
_DENIED = re.compile(r"\W?\s*(?:[^\W\d_]+\s+)?[^\w\s]?")
"""Between a no and the figure that it denies: nothing but a word."""
_DENIED_UNSPACED = re.compile(r"[^\W\d_]{0,3}")
_FINITE_WORDS = (
    "is are was were has have had will would can could may might must do does did ist sind war waren wird werden wurde wurden hat haben"
    " hatten zijn werd werden heeft hebben är har blev sont ont étaient furent avaient son eran fueron han están estaban resultaron"
    " são eram foram estão ficaram sono erano furono hanno sunt erau fost был была было были будут був була було були będzie będą"
    " jest są był była było były zostało zostały je jsou byl byla bylo byli byly είναι ήταν έχουν είχαν"
)
_FINITE = frozenset(_FINITE_WORDS.split())
"""Verbs, with which what is counted ends: "20 were injured"."""
_NAMES_UNTOLD = frozenset(["ar", "fa", "he", "hi", "bn"])
"""Languages in which neither capitals nor other letters show where a name ends."""
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")

Span = tuple[int, int]


def bare_facts(passage: Passage, question: str, language: str, *, count: CountAsked) -> tuple[str, ...]:
    """Those that it gives to the question, as they are written there; none to questions for anything else."""
    text, spoken = passage.text, primary_subtag(passage.source.language)
    if Particular.REASON in particulars(question, language):
        return ()
    kind = sought(question, language)
    if kind is Sought.PLACE:
        return ()
    if kind is Sought.PERSON:
        return _few(_persons(text, spoken, question))
    if kind is Sought.TIME:
        return _few(_times(text, spoken))
    found = [_counted(text, span, spoken) for span in _meant(passage, question, language, count)]
    if kind is Sought.NUMBER or relations_asked(question, language):
        return _few(_of_what_is_asked(found, question, spoken))
    is_open = _DIGIT.search(question) or negators(plain(text), spoken) or len(passage.terms) > FEW_TERMS
    return _few(found) if len(found) == 1 and not is_open else ()


def _of_what_is_asked(found: Sequence[str], question: str, spoken: str) -> Sequence[str]:
    """Where they are many, those that count what the question names."""
    if len(set(found)) <= MOST_FACTS:
        return found
    asked = set(terms(question, spoken))
    return [fact for fact in found if asked.intersection(terms(fact, spoken))]


def _few(found: Iterable[str]) -> tuple[str, ...]:
    """None where they are many: of these hardly any is the one that is asked for."""
    told = tuple(dict.fromkeys(each for each in found if each))
    return told if len(told) <= MOST_FACTS and all(len(each) <= FACT_CHARS for each in told) else ()


# --- figures -------------------------------------------------------------------------------------


def _meant(passage: Passage, question: str, language: str, count: CountAsked) -> Sequence[Span]:
    """The figures that may be meant: the one of the toll, where that is asked for, else those of the measure before all."""
    text, spoken = passage.text, primary_subtag(passage.source.language)
    if count.tolls:
        spans = _undenied(_of_the_toll(text, spoken, count), text, spoken)
        return _whole_and_part(spans, text, spoken) if len(spans) == 1 else ()
    told = figures(text, spoken)
    wanted = [each for each in relations_asked(question, language) if each in MEASURES]
    measured = [(each.amount.start, each.amount.end) for each in told if each.of in wanted]
    spans = measured or [(each.amount.start, each.amount.end) for each in told]
    return _whole_and_part(_undenied(spans, text, spoken), text, spoken)


def _of_the_toll(text: str, spoken: str, count: CountAsked) -> list[Span]:
    """The figures tied to a word for it; where none is, those of which a part may be meant: "one of the 14 rescued died"."""
    pairs = counted(text, spoken)
    tied = [(each.amount.start, each.amount.end) for each in pairs if each.toll in count.tolls]
    if tied or not any(toll in count.tolls for _, _, toll in toll_spans(text, spoken)):
        return tied
    others = [(each.amount.start, each.amount.end) for each in pairs]
    return [span for span in others if _whole_and_part([span], text, spoken) != [span]]


def _undenied(spans: Sequence[Span], text: str, spoken: str) -> list[Span]:
    """Without those right behind a no: "did not win 41 seats but 38"."""
    small = plain(text)
    denials = negators(small, spoken)
    if denials and len(small) != len(text):
        return []
    reach = _DENIED_UNSPACED if spoken in UNSPACED else _DENIED
    return [span for span in spans if not any(reach.fullmatch(text[end : span[0]]) for _, end in denials)]


def _whole_and_part(spans: Sequence[Span], text: str, spoken: str) -> list[Span]:
    """With the part before it, where a figure is the whole of which another is a part."""
    kept: list[Span] = []
    for start, end in spans:
        part = next((a for a in amounts(text, spoken) if _is_part_of(text[a.end : start], spoken)), None)
        if part is not None:
            kept = [span for span in kept if span[0] != part.start]
        kept.append((part.start if part is not None else start, end))
    return kept


def _is_part_of(between: str, spoken: str) -> bool:
    """Whether what stands between two figures makes the first a part of the other, and not a toll: "twelve died and 20 ..."."""
    return _PART_OF.fullmatch(between) is not None and not any(toll_spans(between, spoken))


def _counted(text: str, span: Span, spoken: str) -> str:
    """The figure with its sign of money and what it counts."""
    start, end = span
    if sign := _SIGN_BEFORE.search(text, 0, start):
        start = sign.start()
    if percent := _PERCENT.match(text, end):
        return text[start : percent.end()]
    if spoken in UNSPACED:
        counter = _COUNTER_BEHIND.match(text, end)
        return text[start : counter.end() if counter else end]
    for _ in range(2 if spoken in _ADJECTIVE_FIRST else 1):
        word = _WORD_BEHIND.match(text, end)
        if word is None or word[1].casefold() in _FINITE:
            break
        if len(word[1]) <= SHORT_WORD and word[1].casefold() in stop_words(spoken):
            break
        end = word.end()
    return text[start:end].strip()


# --- dates and names -----------------------------------------------------------------------------


def _times(text: str, spoken: str) -> Iterator[str]:
    found = {(day.start, day.end) for day in days(text, spoken) if day.is_sure}
    found |= {
        (each.start, each.end)
        for each in amounts(text, spoken)
        if any(value.startswith("@") for value in each.values)
    }
    if not found:
        found = {match.span() for match in _YEAR.finditer(text)}
    yield from (text[start:end].strip(" .,;:") for start, end in sorted(found))


def _persons(text: str, spoken: str, question: str) -> Iterator[str]:
    if spoken in _NAMES_UNTOLD:
        return
    for each in mentions(text, spoken):
        is_person = each.is_person or len(each.words) > 1
        if is_person and not is_nobody(each, spoken) and each.text not in question:
            yield each.text
