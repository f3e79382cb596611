"""What the sources have to say to a question, before anybody words it: the passages, and whether they answer.

Pure. Which articles may answer at all is the gate's to say (`fit`), how near a passage comes is `news.retrieving.retrieve`'s; here a
question that leans on others is looked up with what it borrows, and where sources count one thing differently both
are found.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from news.answers.aged import is_age
from news.answers.by_now import is_of_now, with_newer
from news.answers.counting import (
    NOTHING_COUNTED,
    CountAsked,
    count_asked,
    counting,
    counts,
    is_foreign,
    measures,
    other_sides,
    with_rest,
)
from news.answers.leaning import points_back
from news.answers.reason_told import telling_reason
from news.answers.relation_told import telling_relation
from news.answers.standing_alone import has_own_words, persons, readings
from news.answers.values import Answered, Asked, Reading
from news.answers.whose import People, is_of, is_of_another, named_in, people
from news.checks.lexicon import lexicon
from news.checks.tolls import counted
from news.language.headlines import bare_headline
from news.language.relations import figures
from news.language.tokens import primary_subtag, terms
from news.language.tolls import toll_spans
from news.retrieving.how_many import denies
from news.retrieving.judging import SHORT, Vector
from news.retrieving.retrieve import CLOSE, Found, Meanings, Passage, passages, retrieve
from news.writing.gate import neutral, sentences, why_no_facts
from news.writing.shaping import shown
from news.writing.standing import current

if TYPE_CHECKING:
    from news.story.stories import Source

Told = Mapping[str, Meanings]
"""What an encoder says of a question and of the passages, by query; empty where there is none."""
READ_CHARS = 20_000
"""Of an article."""
SHOWN = 2
"""Passages of an answer in the sources' own words."""
GIVEN = 8
"""Passages that a model is given, each with its neighbours: 8 to 16."""
MOST_GIVEN = 16
NEARLY = 0.4
"""A passage with another figure for the same thing is found too, where it comes so near as the best does."""
AS_MUCH = 0.75
SHORTEST_ANSWERING = 3
"""Words of a sentence."""


@dataclass(frozen=True)
class Heard:
    """What was found for one reading: the passages that tell, in their order of rank, others that say about as much (to
    quote where those may not be quoted), and those around to word it from. `answering` are those that would answer alone.
    `retold` says it in the reader's language, where the story was told so (`answers.retold`). `sides` are passages that give
    another figure for what was asked, a tuple a figure; `count` is what it asks to be counted; `language` the question's. `of_now`: it
    asks how things are by now, or for what grows with time.

    `is_close` False: nothing that comes near, and so nothing tells.
    """

    reading: Reading
    telling: tuple[Passage, ...]
    others: tuple[Passage, ...]
    around: tuple[Passage, ...]
    is_sure: bool
    is_close: bool
    answering: tuple[Passage, ...] = ()
    retold: tuple[Answered, ...] = ()
    sides: tuple[tuple[Passage, ...], ...] = ()
    count: CountAsked = NOTHING_COUNTED
    of_now: bool = False
    language: str = ""


def fit(sources: Sequence["Source"], *, now: datetime) -> tuple["Source", ...]:
    """The sources that may answer, as they may be read: what is embargoed, superseded, opinion, satire or orders to
    software may not; an article that is little more than its headline may."""
    told = [
        source
        for source in current(shown(sources, now=now))
        if why_no_facts(source, now=now) in (None, "stub")
    ]
    return tuple(
        replace(
            source,
            title=neutral(bare_headline(source.title, source.outlet)),
            text=neutral(source.text[:READ_CHARS]),
        )
        for source in told
    )


def understand(asked: Asked, within: Sequence[Passage]) -> tuple[Reading, ...]:
    """The ways in which the question may be meant, among those whom these passages show to be persons. One that has no
    words of its own and no turn before it ("What happened?") is about the matter as a whole."""
    if not asked.earlier and not has_own_words(asked) and within:
        newest = max(within, key=lambda p: (p.position < 0, _is_read(p, asked), p.source.published_at))
        return (Reading(asked.text, borrowed=newest.text),)
    known = persons((passage.text, passage.source.language) for passage in within) if asked.earlier else ()
    return readings(asked, known)


def _is_read(passage: Passage, asked: Asked) -> bool:
    return primary_subtag(passage.source.language) == asked.reads


def queries(reading: Reading) -> tuple[str, ...]:
    """What is looked for: the question's own words, and these with what it borrows."""
    return (reading.text, f"{reading.text} {reading.borrowed}") if reading.borrowed else (reading.text,)


def look_up(
    asked: Asked,
    meant: Sequence[Reading],
    within: Sequence[Passage],
    *,
    now: datetime,
    told: Told | None = None,
) -> tuple[Heard, ...]:
    """What is found for each reading, the readings that are answered alone. `told` are meanings by query."""
    known = people(within)
    heard = [_hear(asked, reading, within, told or {}, known, now=now) for reading in meant]
    answered = [each for each in heard if each.is_close]
    return tuple(_once(answered or heard[:1]))


def _once(heard: Sequence[Heard]) -> list[Heard]:
    """Readings that are told the same are one, of nobody in particular; those that are answered before those that are not."""
    sure = [each for each in heard if each.is_sure] or heard
    found = {frozenset(each.telling): each for each in reversed(sure)}
    if len(sure) > 1 and len(found) == 1:
        return [replace(sure[0], reading=replace(sure[0].reading, person=""))]
    return [each for each in sure if found[frozenset(each.telling)] is each]


def tellable(sources: Sequence["Source"]) -> list[Passage]:
    """Every title and every sentence that tells something; short ones too, which answer well: "Hospitals are exempt."."""
    told = {
        source.article_id: frozenset(
            sentences(source, chars=READ_CHARS, shortest=SHORTEST_ANSWERING).values()
        )
        for source in sources
    }
    return [
        passage
        for passage in passages(sources)
        if passage.position < 0 or passage.text in told[passage.source.article_id]
    ]


# --- one reading ---------------------------------------------------------------------------------


def _hear(
    asked: Asked, reading: Reading, within: Sequence[Passage], told: Told, known: People, *, now: datetime
) -> Heard:
    found, is_sure = _found(asked, reading, within, told, known)
    count = count_asked(reading.text, asked.language)
    is_sure = is_sure and not does_fall_short(found.passages[0], count)
    if not is_sure and (count.is_plain or not reading.borrowed):
        found, is_sure = _counted(found, count, asked, within, told.get(reading.text))
    found, is_sure = _with_relation_told(found, asked, reading, within, known, is_sure=is_sure)
    if not is_sure and not reading.borrowed:
        found, is_sure = _with_reason(found, asked, within, told.get(reading.text))
    if not found.is_close:
        return Heard(reading, (), (), (), is_sure=False, is_close=False)
    is_sure = is_sure and (count.is_number or not count.tolls or _speaks_of_toll(found.passages[0], count))
    telling, sides = _with_other_sides(found, within, asked, count, now=now, told=told.get(reading.text))
    telling = with_newer(telling, found, within, asked, count)
    others = tuple(
        passage
        for passage, coverage in zip(found.passages, found.coverages, strict=True)
        if coverage >= AS_MUCH * found.coverage and passage not in telling
    )
    around = _around(found, [side[0] for side in sides], within)
    answering = found.answering if is_sure else ()
    return Heard(
        reading,
        telling,
        others,
        around,
        is_sure=is_sure,
        is_close=True,
        answering=answering,
        sides=sides,
        count=count,
        of_now=is_of_now(asked) or bool(count.tolls),
        language=asked.language,
    )


def _counted(
    found: Found, count: CountAsked, asked: Asked, within: Sequence[Passage], told: Meanings | None
) -> tuple[Found, bool]:
    """What counts the very thing that is asked for, whatever language it is in, before what came near otherwise. It answers where
    nothing else is asked, or it, under its headline, has that too."""
    counted = counting(count, asked.text, within, language=asked.language, reads=asked.reads)
    if not counted:
        return found, False
    if not count.is_plain:
        whole = with_rest(count, counted, within, language=asked.language, told=told.texts if told else {})
        counted, is_sure = tuple(whole) or counted, bool(whole)
    else:
        is_sure = True
    return _first(found, counted, 1.0 if is_sure else max(found.coverage, CLOSE)), is_sure


def does_fall_short(passage: Passage, count: CountAsked) -> bool:
    """Whether a number of people is asked for and neither a figure is told nor a denial, or one person is asked for and several are
    counted."""
    text, language = passage.text, passage.source.language
    if any(
        each.toll in count.of_one and not is_age(text, each.amount.start, each.amount.end)
        for each in counted(text, language)
    ):
        return True
    return bool(count.is_number and count.tolls) and not (figures(text, language) or denies(text, language))


def _speaks_of_toll(passage: Passage, count: CountAsked) -> bool:
    """Whether it says anything of what is asked for: "Is the captain dead?" is not answered by what he said."""
    return any(toll in count.tolls for _, _, toll in toll_spans(passage.text, passage.source.language))


def _with_reason(
    found: Found, asked: Asked, within: Sequence[Passage], told: Meanings | None
) -> tuple[Found, bool]:
    """What tells why it happened, before what only tells that it did."""
    telling = telling_reason(asked, within, told.texts if told is not None else {})
    return (_first(found, telling, 1.0, rest_by=SHORT), True) if telling else (found, False)


def _with_relation_told(
    found: Found,
    asked: Asked,
    reading: Reading,
    within: Sequence[Passage],
    known: People,
    *,
    is_sure: bool,
) -> tuple[Found, bool]:
    """What tells the very measure, price or turn of a life that is asked for, before what came near otherwise."""
    telling = telling_relation(asked, reading, within, known)
    if not telling or (is_sure and found.passages[0] in telling):
        return found, is_sure
    return _first(found, telling, 1.0, rest_by=SHORT), True


def _first(found: Found, telling: Sequence[Passage], sure: float, *, rest_by: float = 1.0) -> Found:
    """These before the others, whose coverages are taken times `rest_by`."""
    rest = [pair for pair in zip(found.passages, found.coverages, strict=True) if pair[0] not in telling]
    return Found(
        (*telling, *(passage for passage, _ in rest)),
        (*(sure for _ in telling), *(rest_by * coverage for _, coverage in rest)),
    )


def _found(
    asked: Asked, reading: Reading, within: Sequence[Passage], told: Told, known: People
) -> tuple[Found, bool]:
    """What comes near, and whether it answers. A question that leans must be met in its own words, near what it leans
    on. One that has none of its own is looked up by what it borrows: "What did he say?" is answered so; of "Why?" or "Where
    is she from?" nobody can tell by words alone."""
    own, *borrowing = [
        _of_the_right(
            retrieve(query, within, language=asked.language, meanings=told.get(query)), asked, known
        )
        for query in queries(reading)
    ]
    if not borrowing:
        return own, own.is_answer
    (wide,) = borrowing
    if not has_own_words(asked):
        of_them = _where(wide, lambda passage: _is_of(passage, reading, within, known))
        near = _not_said(of_them, asked)
        if spoken := _spoken(asked, reading, within, known):
            return _first(near, spoken, 1.0, rest_by=SHORT), True
        return near, near.is_answer and _is_speech(asked.text, asked.language, near)
    near = _where(
        _by_both(own, wide),
        lambda passage: _belongs(passage, asked, reading, within) and _is_of(passage, reading, within, known),
    )
    return near, near.is_answer


def _not_said(found: Found, asked: Asked) -> Found:
    """What the last answer has not said already, where that comes near too."""
    said = asked.earlier[-1].answer if asked.earlier else ""
    fresh = _where(found, lambda passage: passage.text not in said)
    return fresh if fresh.is_close else found


def _of_the_right(found: Found, asked: Asked, known: People) -> Found:
    """What opens with somebody else than the question names comes close at most."""
    pairs = [
        (p, c * SHORT if is_of_another(asked.text, p, known) else c)
        for p, c in zip(found.passages, found.coverages, strict=True)
    ]
    ranked = sorted(pairs, key=lambda pair: is_of_another(asked.text, pair[0], known))
    return replace(found, passages=tuple(p for p, _ in ranked), coverages=tuple(c for _, c in ranked))


def _spoken(asked: Asked, reading: Reading, within: Sequence[Passage], known: People) -> tuple[Passage, ...]:
    """Where it is asked what somebody said: what they are told to have said, as far as the last answer has not told it."""
    named = named_in(reading.borrowed, known)
    whom = reading.person or ("".join(named) if len(named) == 1 else "")
    if not whom or not lexicon(asked.language).speech.count(asked.text):
        return ()
    said = asked.earlier[-1].answer if asked.earlier else ""
    told = [p for p in within if _has_speech(p) and p.text not in said and is_of(p, whom, within, known)]
    return tuple(sorted(told, key=lambda p: (is_foreign(p, asked.reads), p.position < 0)))


def _has_speech(passage: Passage) -> bool:
    told = lexicon(passage.source.language)
    return bool(told.speech.count(passage.text) or told.attribution.count(passage.text))


def _is_speech(question: str, language: str, found: Found) -> bool:
    """Whether it asks what was said, and the best passage says what was."""
    return bool(lexicon(language).speech.count(question)) and _has_speech(found.passages[0])


def _by_both(own: Found, wide: Found) -> Found:
    """By the question's own words first and by what it borrows second; how near they come is its own words' to say."""
    borrowed = dict(zip(wide.passages, wide.coverages, strict=True))
    ranked = sorted(
        zip(own.passages, own.coverages, strict=True),
        key=lambda pair: -(pair[1] + borrowed.get(pair[0], 0.0) / 2),
    )
    return replace(own, passages=tuple(p for p, _ in ranked), coverages=tuple(c for _, c in ranked))


def _where(found: Found, keeps: Callable[[Passage], bool]) -> Found:
    kept = [pair for pair in zip(found.passages, found.coverages, strict=True) if keeps(pair[0])]
    return replace(found, passages=tuple(p for p, _ in kept), coverages=tuple(c for _, c in kept))


def _belongs(passage: Passage, asked: Asked, reading: Reading, within: Sequence[Passage]) -> bool:
    """Whether it, or a neighbour, or its headline speaks of what the question points back to. One that is merely short
    points to nothing, and may be in another language than the turns before it."""
    if not points_back(asked.text, asked.language):
        return True
    borrowed = set(terms(reading.borrowed, passage.source.language))
    near = [
        *neighbours(passage, within),
        *(p for p in within if p.source is passage.source and p.position < 0),
    ]
    return any(borrowed.intersection(each.terms) for each in near)


def _is_of(passage: Passage, reading: Reading, within: Sequence[Passage], known: People) -> bool:
    return not reading.person or is_of(passage, reading.person, within, known)


def neighbours(passage: Passage, within: Sequence[Passage]) -> list[Passage]:
    """The passage, and those right before and after it in its text; a title has none."""
    if passage.position < 0:
        return [passage]
    return [
        other
        for other in within
        if other.source.article_id == passage.source.article_id
        and other.position >= 0
        and abs(other.position - passage.position) <= 1
    ]


def _around(found: Found, counting: Sequence[Passage], within: Sequence[Passage]) -> tuple[Passage, ...]:
    """The best passages with their neighbours, as many as a model is given, and those that count otherwise, in the order of the
    sources."""
    kept: dict[Passage, None] = dict.fromkeys(counting)
    for passage in found.passages[:GIVEN]:
        near = dict.fromkeys([passage, *neighbours(passage, within)])
        if len(kept | near) <= MOST_GIVEN:
            kept |= near
        else:
            kept[passage] = None
    return tuple(passage for passage in within if passage in kept)


# --- where sources count differently -------------------------------------------------------------


def _with_other_sides(
    found: Found,
    within: Sequence[Passage],
    asked: Asked,
    count: CountAsked,
    *,
    now: datetime,
    told: Meanings | None,
) -> tuple[tuple[Passage, ...], tuple[tuple[Passage, ...], ...]]:
    """The passages that tell; where the best gives a figure that other families give differently, one of each side beside
    it. And those sides."""
    ranked = _bodies_first(found)
    telling = ranked.telling(SHOWN)
    if any(passage.position >= 0 for passage in telling[:1]):
        telling = tuple(passage for passage in telling if passage.position >= 0)
    if count.is_number and any(counts(passage, count) for passage in telling[:1]):
        telling = tuple(passage for passage in telling if counts(passage, count))
    telling = tuple(sorted(telling, key=lambda passage: not measures(passage, count)))
    vectors = told.texts if told is not None else {}
    sides = _other_sides(telling[0], found, within, asked, count, now=now, vectors=vectors) if telling else ()
    others = [side[0] for side in sides if not set(side).intersection(telling)]
    if not others:
        return telling, sides
    return (telling[0], *(p for p in telling[1:] if any(p in side for side in sides)), *others), sides


def _bodies_first(found: Found) -> Found:
    """A headline stands behind every sentence that says about as much of what is asked, and answers where
    it does: it says less beside it."""
    pairs = list(zip(found.passages, found.coverages, strict=True))
    able = [pair for pair in pairs if pair[0] in found.answering or not found.is_answer]
    most = max((coverage for passage, coverage in able if passage.position >= 0), default=0.0)
    late = [pair for pair in pairs if pair[0].position < 0 and AS_MUCH * pair[1] <= most]
    rest = [pair for pair in pairs if pair not in late]
    if late and found.is_answer:  # what ranks next may only come near
        rest.sort(key=lambda pair: pair[0] not in found.answering)
    ranked = rest + late
    return replace(found, passages=tuple(p for p, _ in ranked), coverages=tuple(c for _, c in ranked))


def _other_sides(
    best: Passage,
    found: Found,
    within: Sequence[Passage],
    asked: Asked,
    count: CountAsked,
    *,
    now: datetime,
    vectors: Mapping[str, Vector],
) -> tuple[tuple[Passage, ...], ...]:
    """Of each side what comes near, what stands in another language than the best, and so could not be found by its words,
    and, where the very thing is asked for, all of it; in the reader's language first."""
    near = {
        passage
        for passage, coverage in zip(found.passages, found.coverages, strict=True)
        if coverage >= NEARLY * found.coverage
    }
    spoken = primary_subtag(best.source.language)
    kept = (
        [p for p in side if p in near or is_foreign(p, spoken) or count.tolls or count.measures]
        for side in other_sides(
            best, [*found.passages, *within], within, asked=count, now=now, vectors=vectors
        )
    )
    return tuple(
        tuple(sorted(side, key=lambda p: (is_foreign(p, asked.reads), is_foreign(p, "en"), p.position < 0)))
        for side in kept
        if side
    )
