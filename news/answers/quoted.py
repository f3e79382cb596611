"""An answer in the outlets' own sentences, within what may be quoted of each, or in those that the story was told in to a
reader of another language. Pure; asks nobody."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from news.answers.bare_facts import bare_facts
from news.answers.by_now import SINCE, earlier, replaces
from news.answers.covering import covered
from news.answers.excerpts import excerpt
from news.answers.finding import SHOWN, Heard
from news.answers.values import QUOTED, RETOLD, Answer, Answered, Reading, Rest
from news.language.tokens import primary_subtag, stems, terms
from news.retrieving.evidence import Question, untold
from news.retrieving.retrieve import Passage
from news.writing.extract import facts
from news.writing.quoting import may_quote, room_left

if TYPE_CHECKING:
    from news.story.stories import Source

FEWEST_SIGNS = 5
"""Of the stem of a common word that tells something, its dot counted."""
Shown = Mapping[str, Sequence[str]]
"""What this chat was quoted of the story already, by outlet."""


def quote(heard: Sequence[Heard], sources: Sequence["Source"], *, reads: str, shown: Shown) -> Answer:
    """The passages that tell, in the order of the sources, reading by reading; of a long one the part that answers. What
    may not be quoted is linked to; so is what says it in the reader's language, where only another may be quoted."""
    if not any(each.is_close for each in heard):
        return Answer(is_sure=False, covered=covered(sources, reads=reads))
    is_sure = any(each.is_sure for each in heard)
    if any(each.retold for each in heard):
        said = dict.fromkeys(
            replace(one, person=each.reading.person) for each in heard for one in each.retold
        )
        return Answer(tuple(said), mode=RETOLD, is_sure=is_sure)
    quotes = {outlet: list(sentences) for outlet, sentences in shown.items()}
    sentences: list[Answered] = []
    beside: list[Rest] = []
    for each in heard:
        kept = _told(each, quotes)
        beside += [_linked(passage, each) for passage in each.telling[:1] if not kept]
        if kept and (each.count.tolls or each.count.measures):
            beside += [_linked(side[0], each) for side in each.sides if kept.keys().isdisjoint(side)]
        own = [p for p in _standing_for(each) if primary_subtag(p.source.language) == reads]
        if own and kept and kept.keys().isdisjoint(own):  # in the reader's language it may not be quoted
            kept |= _kept(own, each.reading, quotes, most=1)
            beside += [_linked(own[0], each)] if kept.keys().isdisjoint(own) else []
        before = earlier(tuple(kept), of_now=each.of_now)
        is_toll = each.count.tolls and each.sides
        for told in ([passage for passage in kept if passage not in before], before):
            ordered = _newest_first(told, reads) if is_toll else in_order(told)
            sentences += [replace(kept[passage], is_earlier=passage in before) for passage in ordered]
    if sentences:
        return Answer(tuple(sentences), is_sure=is_sure, links=tuple(beside))
    links = tuple(
        _linked(passage, each)
        for each in heard
        for passage in (*each.telling[:1], *(side[0] for side in each.sides))
    )
    return Answer(links=links, is_sure=is_sure)


def may_say(answer: Answer, sources: Sequence["Source"], shown: Shown) -> bool:
    """Whether an answer that was made for somebody may be given as it is where this was quoted before."""
    outlets = {source.article_id: source.outlet for source in sources}
    quotes = {outlet: list(sentences) for outlet, sentences in shown.items()}
    for each in answer.sentences if answer.mode == QUOTED else ():
        for told in each.rests[:1]:
            already = quotes.setdefault(outlets.get(told.article, ""), [])
            if told.passage and not may_quote(each.text, already):
                return False
            if told.passage and each.text not in already:
                already.append(each.text)
    return True


def _told(heard: Heard, quotes: dict[str, list[str]]) -> dict[Passage, Answered]:
    """What tells, or else what says about as much. Where the best may not be quoted, nothing that gives no figure of those
    that it gives: that tells of something else."""
    before = {outlet: list(sentences) for outlet, sentences in quotes.items()}
    kept = _kept(heard.telling, heard.reading, quotes, most=max(SHOWN, 1 + len(heard.sides)))
    if heard.telling and heard.telling[0] in kept:
        for side in heard.sides:
            if kept.keys().isdisjoint(side):
                kept |= _kept(side, heard.reading, quotes, most=1)
        return kept
    quotes.clear()
    quotes.update(before)
    may_stand = _standing_for(heard)
    telling = [passage for passage in may_stand if passage in heard.telling]
    return _kept(telling, heard.reading, quotes) or _kept(may_stand, heard.reading, quotes, most=1)


def _standing_for(heard: Heard) -> list[Passage]:
    """The best, and those that may stand for it."""
    best = heard.telling[:1]
    listed = (*heard.telling, *heard.others)
    if not best:
        return list(listed)
    asked = _stems(heard.reading.text, best[0]) & _stems(best[0].text, best[0])
    return [
        p
        for p in listed
        if p is best[0]
        or (
            _has_a_figure_of(best[0], p)
            and _has_words_of(best[0], p, asked)
            and not _lacks_kind(p, heard)
            and not (heard.of_now and replaces(best[0], p, of_now=True))
        )
    ]


def _lacks_kind(other: Passage, heard: Heard) -> bool:
    """Whether it tells no number, time or name, where that is asked for."""
    code = primary_subtag(other.source.language)
    kind = Question.read(heard.reading.text, heard.language, looked_up_in=code)
    return any(untold(kind, other.text, code))


def _has_words_of(best: Passage, other: Passage, asked: frozenset[str]) -> bool:
    """Whether it has as much of what is asked; in another language nobody can tell by words."""
    is_other = primary_subtag(other.source.language) != primary_subtag(best.source.language)
    return is_other or asked <= _stems(other.text, other)


def _stems(text: str, passage: Passage) -> frozenset[str]:
    """Also of what is common ("found"), but not of the little words."""
    found = stems(text, passage.source.language)
    return frozenset(stem for stem in found if stem[0] != "." or len(stem) >= FEWEST_SIGNS)


def _has_a_figure_of(best: Passage, other: Passage) -> bool:
    figures = _figures(best)
    return not figures or bool(figures & _figures(other))


def _figures(passage: Passage) -> frozenset[str]:
    found = facts(passage.text, passage.source.language)
    return frozenset(fact.value.split()[0] for fact in found if fact.kind == "number")


def _kept(
    told: Sequence[Passage], reading: Reading, quotes: dict[str, list[str]], *, most: int = SHOWN
) -> dict[Passage, Answered]:
    """Those that may be quoted, so many at most, in order of rank."""
    kept: dict[Passage, Answered] = {}
    for passage in told:
        said = _quoted(passage, reading, quotes) if len(kept) < most else None
        if said is not None:
            kept[passage] = said
    return kept


def _quoted(passage: Passage, reading: Reading, quotes: dict[str, list[str]]) -> Answered | None:
    """The passage, or a part of it, as far as its outlet may still be quoted; counts it where it may. A headline is what
    its link is called anyway."""
    language = passage.source.language
    said = Answered(passage.text, language, (rest(passage),), reading.person)
    already = quotes.setdefault(passage.source.outlet, [])
    if passage.position < 0 or passage.text in already:
        return said
    if not may_quote(passage.text, already):
        wanted = terms(f"{reading.text} {reading.borrowed}", language)
        part = excerpt(passage.text, wanted, language=language, room=room_left(already))
        if part is None:
            return None
        at = passage.text.index(part)
        cut = (at > 0, at + len(part) < len(passage.text))
        said = replace(said, text=part, cut=cut)
    already.append(said.text)
    return said


def rest(passage: Passage) -> Rest:
    """A headline is no passage to land at: it stands at the top anyway."""
    return Rest(passage.source.article_id, passage.text if passage.position >= 0 else "")


def _linked(passage: Passage, heard: Heard) -> Rest:
    """Where it stands, with the bare facts that it gives: these are no quotation."""
    found = bare_facts(passage, heard.reading.text, heard.language, count=heard.count)
    return replace(rest(passage), facts=found)


def in_order(told: Iterable[Passage]) -> tuple[Passage, ...]:
    return tuple(sorted(told, key=lambda p: (p.source.published_at, p.source.article_id, p.position)))


def _newest_first(told: Collection[Passage], reads: str) -> tuple[Passage, ...]:
    """Of a toll that grows the newest figure is the one that holds; of what was told at about one time the reader's language
    comes first."""
    newest = max((p.source.published_at for p in told), default=None)
    return tuple(
        sorted(
            told,
            key=lambda p: (
                newest is not None and newest - p.source.published_at >= SINCE,
                primary_subtag(p.source.language) != reads,
                -p.source.published_at.timestamp(),
                p.source.article_id,
                p.position,
            ),
        )
    )
