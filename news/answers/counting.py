"""A question for how many were hurt, killed, rescued: what it counts, the passages that count it, and the sides they are on.

The words of a toll are known in every language we ship, so such a question meets its sentences whatever language they are in,
and where outlets count differently every side of what was asked is found. Pure.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from news.answers.given_otherwise import given_otherwise
from news.answers.leaning import means_many, points_at_person, without_matter
from news.answers.naming import have_all
from news.language.amounts import amounts
from news.language.questions import Sought, asking_words, asks_in, now_words, sought
from news.language.relations import Relation, figures
from news.language.relations import asked as relations_asked
from news.language.tokens import primary_subtag, terms
from news.language.tolls import TOLLS, toll_spans
from news.retrieving.across import names
from news.retrieving.aligning import Words
from news.retrieving.evidence import has_capitals
from news.retrieving.judging import Vector
from news.retrieving.retrieve import Passage
from news.writing.conflicts import conflicts, tolls_counted
from news.writing.drafts import Conflict, Evidence, Line
from news.writing.measured import MEASURES, measured_otherwise
from news.writing.shaping import line_of

FEW_WORDS = 2
"""That a question may have beside what is known of it, for a passage that counts so to be worth showing."""
MOST_SIDES = 3
WORDS_BETWEEN = 1
"""Between the word of a toll and its number."""

_PEOPLE = (
    "people persons person humans|menschen personen leute|personnes gens|personas gente|pessoas gente|persone gente|mensen personen|personer människor"
    "|persoane oameni|άτομα άνθρωποι ανθρώπους|osób ludzi osoby|lidí osob lidé|kişi insan|человек людей люди|людей осіб людини"
    "|شخص شخصا شخصًا أشخاص الأشخاص|نفر افراد|אנשים איש|लोग लोगों व्यक्ति|মানুষ লোক জন|orang|người|人 人员 人員|사람 명"
    "|anyone anybody someone somebody jemand jemanden quelqu'un alguien alguém qualcuno iemand någon cineva κάποιος ktoś ktokolwiek někdo"
    " кто-нибудь кто-то кто-либо хтось хто-небудь biri kimse أحد کسی מישהו कोई কেউ seseorang"
)
_MARK = re.compile(r"[?؟？;]\s*$")
_NONE = re.compile(r"(?!)")
_PART = re.compile(r"[.,;:!?()—–]")
_ENDINGS = {
    "ja": re.compile("[\u3041-\u309f]+|人"),
    "ko": re.compile(r"(?<!\w)(?:(?:이|가|은|는|을|를|당|했|됐|렸|쳤|었|였|하|되|나|습|니)+\w*)(?!\w)"),
}
"""What words end in, where they are not parted from the words that count."""
_UNSPACED = frozenset(["zh", "ja", "th", "ko"])


@dataclass(frozen=True)
class CountAsked:
    """`tolls` are what is to be counted ("injured"). `is_number`: a number is asked for."""

    tolls: frozenset[str] = frozenset()
    is_number: bool = False
    is_plain: bool = False
    """Nothing is asked for beside the number."""
    is_near: bool = False
    """Hardly anything is."""
    beside: str = ""
    """What it asks beside the number: of whom, and where."""
    measures: frozenset[str] = frozenset()
    """What is to be measured ("price"), where it asks for that."""
    of_one: frozenset[str] = frozenset()
    """Tolls of which it asks whether one person is among them: "Is he dead?"."""
    text: str = ""
    language: str = ""
    """The question, and what it is asked in."""


NOTHING_COUNTED = CountAsked()


def count_asked(text: str, language: str) -> CountAsked:
    found = list(toll_spans(text, language))
    is_number = sought(text, language) is Sought.NUMBER
    is_of_one = not is_number and _is_of_one(text, language)
    if not found or is_of_one or not (is_number or _asks_whether(text, language)):
        wanted = frozenset(each.value for each in relations_asked(text, language) if each in MEASURES)
        of_one = frozenset(toll for _, _, toll in found if is_of_one)
        return CountAsked(is_number=is_number, measures=wanted, of_one=of_one, text=text, language=language)
    left = "".join(" " if any(a <= at < b for a, b, _ in found) else sign for at, sign in enumerate(text))
    left = _people(primary_subtag(language)).sub(" ", asking_words(language).sub(" ", left.casefold()))
    left = _ENDINGS.get(primary_subtag(language), _NONE).sub(" ", left)
    left = now_words(language).sub(" ", without_matter(left))
    beside = set(terms(left, language))
    tolls = frozenset(toll for _, _, toll in found)
    return CountAsked(
        tolls,
        is_number,
        is_plain=not beside,
        is_near=len(beside) <= FEW_WORDS,
        beside=left.strip(" ?¿؟？"),
        text=text,
        language=language,
    )


def _is_of_one(text: str, language: str) -> bool:
    """Whether it asks of one person, who is not counted: "Is he dead?"."""
    return points_at_person(text, language) and not means_many(text, language)


def _asks_whether(text: str, language: str) -> bool:
    """Whether it asks for a yes or no: "Was anyone hurt?"."""
    return _MARK.search(text) is not None and not asks_in(text, primary_subtag(language))


def counting(
    asked: CountAsked, text: str, within: Sequence[Passage], *, language: str, reads: str
) -> tuple[Passage, ...]:
    """The passages that count what is asked, those in the language `reads` first, then English ones, which most can make out;
    sentences before headlines, the newest first; none where the text names something else than their articles do."""
    if not (asked.tolls and asked.is_near):
        return ()
    named = frozenset() if asked.is_plain else names(text, language)
    by_article = of_articles(within) if named else {}
    found = [
        passage
        for passage in within
        if counts(passage, asked)
        and (not named or _is_named(named, _names_of(by_article[passage.source.article_id]), text))
    ]
    return tuple(
        sorted(
            found,
            key=lambda p: (
                is_foreign(p, reads),
                is_foreign(p, "en"),
                p.position < 0,
                -p.source.published_at.timestamp(),
            ),
        )
    )


def _is_named(named: Set[str], there: Set[str], text: str) -> bool:
    """Whether what the text names is there. In a script without capitals any word may be a name, and one that is there is enough;
    but every number must be, and "Port" is none."""
    if has_capitals(text):
        return named <= there
    numbers = {name for name in named if name.startswith("#")}
    return numbers <= there and bool((named & there) - numbers - _parts_of_names())


@cache
def _parts_of_names() -> frozenset[str]:
    """Of towns that differ in the rest."""
    return names(
        "In Port, Fort, Saint, San, Santa, New, North, South, East, West, Lake, Mount, River, Street, City",
        "en",
    )


def counts(passage: Passage, asked: CountAsked) -> bool:
    """Whether it gives a number of what is to be counted."""
    return bool(asked.tolls & (tolls_counted(line(passage)) | _beside_a_number(passage)))


def with_rest(
    asked: CountAsked, counted: Sequence[Passage], within: Sequence[Passage], *, language: str, told: Words
) -> list[Passage]:
    """Those that have, with their headlines and first sentences, all that is asked beside the number. A captain is near to any crew in
    meaning: by that, as `told`, only what is in another language is read."""
    code, by_article = primary_subtag(language), of_articles(within)
    found: set[Passage] = set()
    for is_by_meaning in (False, True):
        some = [p for p in counted if (asked.is_number and is_foreign(p, code)) is is_by_meaning]
        stories = [
            [p, *(other for other in by_article[p.source.article_id] if other.position <= 0)] for p in some
        ]
        has_all = have_all(asked.beside, language, stories, within, told if is_by_meaning else {})
        found.update(passage for passage, has in zip(some, has_all, strict=True) if has)
    return [passage for passage in counted if passage in found]


def _beside_a_number(passage: Passage) -> frozenset[str]:
    """The tolls that have a number right beside their word, in whatever order: "hurt were three workers"."""
    text, language = passage.text, passage.source.language
    numbers = [(amount.start, amount.end) for amount in amounts(text, language)]
    return frozenset(
        toll
        for a, b, toll in toll_spans(text, language)
        if any(_is_near(text[min(b, d) : max(a, c)]) for c, d in numbers if b <= c or d <= a)
    )


def _is_near(between: str) -> bool:
    return len(between.split()) <= WORDS_BETWEEN and not _PART.search(between)


def _names_of(passages: Iterable[Passage]) -> set[str]:
    return {name for each in passages for name in names(each.text, each.source.language)}


def of_articles(within: Iterable[Passage]) -> Mapping[int, Sequence[Passage]]:
    """The passages of each article."""
    found: defaultdict[int, list[Passage]] = defaultdict(list)
    for passage in within:
        found[passage.source.article_id].append(passage)
    return found


@cache
def _people(language: str) -> re.Pattern[str]:
    said = sorted(_PEOPLE.replace("|", " ").split(), key=len, reverse=True)
    either = "|".join(map(re.escape, said))
    return re.compile(either if language in _UNSPACED else rf"(?<!\w)(?:{either})(?!\w)")


# --- where sources count differently -------------------------------------------------------------


def other_sides(
    best: Passage,
    ranked: Iterable[Passage],
    within: Sequence[Passage],
    *,
    asked: CountAsked,
    now: datetime,
    vectors: Mapping[str, Vector] | None = None,
) -> list[tuple[Passage, ...]]:
    """The passages of other families that count otherwise than this one what was asked for: a tuple a side, as they are
    ranked. `vectors` are of what passages mean, by their text."""
    lines = {passage: line(passage) for passage in within}
    own, listed = lines[best], list(dict.fromkeys(ranked))
    measured = _measured(own, tuple(lines.values()), asked)
    given = _given(own, tuple(lines.values()), asked, vectors or {})
    for conflict in (*measured, *conflicts(Evidence(tuple(lines.values())), now=now), *given):
        said = [side for side in conflict.sides if own.id in side.evidence]
        if not said or not (
            conflict in measured or conflict in given or _is_asked(conflict.topic, own, asked)
        ):
            continue
        others = [side for side in conflict.sides if own.id not in side.evidence]
        found = (tuple(p for p in listed if lines[p].id in side.evidence) for side in others)
        return [side for side in found if side][: MOST_SIDES - 1]
    return []


def _measured(best: Line, lines: Sequence[Line], asked: CountAsked) -> list[Conflict]:
    """The measures that are asked for by their names, or of which the best passage gives its only figure."""
    if asked.tolls or not (asked.measures or asked.is_number):
        return []
    is_only = len(figures(best.text, best.language)) == 1 and not asked.measures
    return [each for each in measured_otherwise(lines) if is_only or each.topic in asked.measures]


def _given(
    best: Line, lines: Sequence[Line], asked: CountAsked, vectors: Mapping[str, Vector]
) -> list[Conflict]:
    """Other figures for what is asked, where that is no toll."""
    if asked.tolls or not (asked.is_number or asked.measures):
        return []
    return given_otherwise(best, lines, asked.text, language=asked.language, vectors=vectors)


def measures(passage: Passage, asked: CountAsked) -> bool:
    """Whether it gives a figure that may be of what is to be measured."""
    told = figures(passage.text, passage.source.language) if asked.measures else ()
    return any(figure.may_be(Relation(of)) for figure in told for of in asked.measures)


def counting_otherwise(
    best: Passage, within: Sequence[Passage], *, asked: CountAsked, now: datetime
) -> tuple[Passage, ...]:
    """The passages of other families that count what was asked for otherwise than this one does."""
    return tuple(
        passage for side in other_sides(best, within, within, asked=asked, now=now) for passage in side
    )


def _is_asked(topic: str, best: Line, asked: CountAsked) -> bool:
    """Whether what is counted may be what the question is for: not the injured, where those on board are."""
    if asked.tolls:
        return topic in asked.tolls
    return topic not in TOLLS or not asked.is_number or len(list(_numbers(best.text))) < 2


def _numbers(text: str) -> Iterator[str]:
    return (found.group() for found in re.finditer(r"\d+", text))


def is_foreign(passage: Passage, language: str) -> bool:
    return primary_subtag(passage.source.language) != language


def line(passage: Passage) -> Line:
    return line_of(passage.source, passage.source.article_id, passage.position + 1, passage.text)
