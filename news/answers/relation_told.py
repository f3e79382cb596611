"""Passages that tell the very relation that is asked for: how high it is, what it costs, where she lives, who won.

Such a question is short, and often has no other word of its own: then words in common say too little. Whether it is told is read
from lists (`language.relations`); of what, from the words that are left and from the turns before. Pure.
"""

import re
from collections.abc import Sequence

from news.answers.leaning import points_at_person, points_back, without_matter
from news.answers.values import Asked, Reading
from news.answers.whose import People, is_of, is_of_another, named_in
from news.language.questions import Particular, Sought, asking_words, particulars, sought
from news.language.relations import Relation, figures, tells, without_asking
from news.language.relations import asked as relations_asked
from news.language.tokens import as_cut, primary_subtag, stems, stop_words, terms, words
from news.retrieving.aligning import UNSPACED, content_words
from news.retrieving.evidence import Question, untold
from news.retrieving.lacking import lacks
from news.retrieving.retrieve import Passage

_PERSONS_APART = frozenset(["en", "sv", "nl", "id", "vi", "zh", "ja", "ko", "bn", "fa"])
"""Languages in which things have other pronouns than persons."""
_KANA = re.compile("[\u3041-\u309f]+")
_AGE = re.compile(
    r"[,(（]\s?\d{1,3}\s?[,)）]|\d\s?(?:歳|岁|歲|살|세)|\b\d{1,3}(?:[ -]years?[ -]old|[ -]?jährig\w*| Jahre alt)\b"
)


def telling_relation(
    asked: Asked, reading: Reading, within: Sequence[Passage], known: People
) -> tuple[Passage, ...]:
    """Those that tell it of what is asked, sentences before headlines and the newest first. None where it asks for no relation, or
    where they tell it of something else."""
    wanted = tuple(relations_asked(asked.text, asked.language))
    is_age = Particular.AGE in particulars(asked.text, asked.language)
    if not (wanted or is_age):
        return _done_by_them(asked, reading, within, known)
    telling = [
        passage
        for passage in within
        if _tells(passage, wanted, asked, is_age=is_age)
        and not is_of_another(asked.text, passage, known)
        and not lacks(asked.text, asked.language, passage.text, primary_subtag(passage.source.language))
        and (not reading.person or is_of(passage, reading.person, within, known))
    ]
    rest = _rest(asked)
    if rest:
        found = [each for each in telling if _speaks_of(each, rest, within)]
    elif reading.borrowed:
        found = _of_what_went_before(telling, wanted, asked, reading, within, known)
    else:
        found = telling
    return tuple(
        sorted(found, key=lambda p: (p.position < 0, -p.source.published_at.timestamp(), p.position))
    )


def _done_by_them(
    asked: Asked, reading: Reading, within: Sequence[Passage], known: People
) -> tuple[Passage, ...]:
    """Of a question for a number that names nobody and points at one ("How much did she ask for?"): what tells a number of them,
    and has every other word of the question. None where that could be several persons' and nothing tells whose."""
    code = primary_subtag(asked.language)
    if not _asks_of_person(asked) or sought(asked.text, asked.language) is not Sought.NUMBER:
        return ()
    rest, verb = _rest(asked), _verb(asked)
    kind = Question.read(asked.text, asked.language, looked_up_in=code)
    found = [
        passage
        for passage in within
        if (rest or verb)
        and primary_subtag(passage.source.language) == code
        and rest <= {stem.lstrip(".") for stem in stems(passage.text, code)}
        and (not verb or any(word.startswith(verb) for word in words(passage.text)))
        and not any(untold(kind, passage.text, code))
    ]
    them = [reading.person] if reading.person else named_in(reading.borrowed, known)
    if them:
        return tuple(p for p in found if any(is_of(p, name, within, known) for name in them))
    return tuple(found) if len(found) == 1 else ()


_DID_THEY = re.compile(r"\b(?:did|do|does|will|would|can|could) (?:he|she|they) ([a-z]+)")


def _verb(asked: Asked) -> str:
    """What they do, where it is a stop word: the English list has verbs ("ask", "need"), and puts them behind the pronoun."""
    if primary_subtag(asked.language) != "en" or not (match := _DID_THEY.search(as_cut(asked.text))):
        return ""
    return match[1] if match[1] in stop_words("en") else ""


def _of_what_went_before(
    telling: Sequence[Passage],
    wanted: Sequence[Relation],
    asked: Asked,
    reading: Reading,
    within: Sequence[Passage],
    known: People,
) -> list[Passage]:
    """Those that tell it of what the question points back to; where none has a word of that, those that tell it at all, if they
    tell one thing only and the question asks of no person."""
    if is_personal := _asks_of_person(asked):
        them = named_in(reading.borrowed, known)
        return [p for p in telling if any(is_of(p, name, within, known) for name in them)]
    shared = {
        passage: len(set(passage.terms) & set(terms(reading.borrowed, passage.source.language)))
        for passage in telling
    }
    most = max(shared.values(), default=0)
    if most:
        return [passage for passage in telling if shared[passage] == most]
    told = {_told(passage, wanted) for passage in telling}
    return list(telling) if len(told) == 1 and not is_personal else []


def _asks_of_person(asked: Asked) -> bool:
    """Whether its pronoun can stand for nothing but a person."""
    return primary_subtag(asked.language) in _PERSONS_APART and points_at_person(asked.text, asked.language)


def _told(passage: Passage, wanted: Sequence[Relation]) -> object:
    """The figures that it tells of the relation; where that is told without one, the sentence."""
    told = [figure for figure in figures(passage.text, passage.source.language) if figure.of in wanted]
    return frozenset(value for figure in told for value in figure.amount.values) or passage.text


def _tells(passage: Passage, wanted: Sequence[Relation], asked: Asked, *, is_age: bool) -> bool:
    language = passage.source.language
    told = any(tells(passage.text, relation, language) for relation in wanted) or (
        is_age and _AGE.search(passage.text) is not None
    )
    if not told:
        return False
    code = primary_subtag(language)
    kind = Question.read(asked.text, asked.language, looked_up_in=code)
    return not any(untold(kind, passage.text, code))


def _rest(asked: Asked) -> frozenset[str]:
    """What it asks of: its terms without those by which it asks; of scripts without spaces real words."""
    code = primary_subtag(asked.language)
    left = without_matter(asking_words(code).sub(" ", without_asking(asked.text, asked.language)))
    if code not in UNSPACED:
        return frozenset(terms(left, asked.language))
    said = content_words(left, asked.language)
    return frozenset(word for word in said if not (_KANA.fullmatch(word) or points_back(word, code)))


def _speaks_of(passage: Passage, rest: frozenset[str], within: Sequence[Passage]) -> bool:
    """Whether it has all that is asked of; where it points back itself, it and the sentence before it."""
    told = [passage]
    if passage.position > 0 and points_back(passage.text.split(",")[0], passage.source.language):
        told += [other for other in within if _is_right_before(other, passage)]
    if primary_subtag(passage.source.language) in UNSPACED:
        return all(any(word in each.text for each in told) for word in rest)
    return rest <= set().union(*(each.terms for each in told))


def _is_right_before(other: Passage, passage: Passage) -> bool:
    return (
        other.source.article_id == passage.source.article_id and other.position == passage.position - 1 >= 0
    )
