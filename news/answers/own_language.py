"""An answer that was found in another language, said by a sentence in the reader's own that says the same.

"Wer wurde gewählt?" may be met by a Russian sentence, through what words mean, while the German one beside it says
"gewonnen". Which question is answered does not change here, only by whose sentence. Pure; vectors are told elsewhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from news.answers.counting import other_sides
from news.answers.finding import Heard
from news.answers.retold import Retold, resting
from news.language.tokens import primary_subtag
from news.retrieving.across import names
from news.retrieving.judging import Vector
from news.retrieving.retrieve import Passage
from news.writing.extract import facts

SAME, SAME_FACT = 0.65, 0.45
"""Cosines from which two sentences say the same, the second of those that give the same figures of the same name; what they
cost is in docs/measurements.md."""
LOOKED_AT = 200
"""Sentences in the reader's language, those that were told first."""


def answers_in(heard: Iterable[Heard], reads: str) -> bool:
    """Whether all that answers is in this language, or said in it."""
    return all(each.retold or not any(_is_foreign(told, reads) for told in each.telling) for each in heard)


def sayable(within: Iterable[Passage], lines: Retold, *, reads: str) -> tuple[Passage, ...]:
    """The sentences in which it might be said: what was told of the story, and the sources that speak the language."""
    own = [passage for passage in within if primary_subtag(passage.source.language) == reads]
    return (*lines, *own)[:LOOKED_AT]


def in_own_language(
    heard: Heard,
    within: Sequence[Passage],
    lines: Retold,
    *,
    reads: str,
    vectors: Mapping[str, Vector],
    now: datetime,
) -> Heard:
    """The same, said by the sentence in the language `reads` that answers, too, with a figure of it, or that comes nearest
    to the one that tells, where one says the same; as it is where none does. Who counts otherwise is told of, too; who only says it again in another language is not."""
    if heard.retold or not heard.telling:
        return heard
    best = heard.telling[0]
    if not _is_foreign(best, reads):
        again = [p for p in heard.telling[1:] if _is_foreign(p, reads) and _is_said_by(best, p, vectors)]
        return replace(heard, telling=tuple(p for p in heard.telling if p not in again))
    figures = _numbers(best)
    own = [p for p in heard.answering if not _is_foreign(p, reads) and figures & _numbers(p)]
    if own:
        return _said_in(own[0], heard, within, reads=reads, now=now, vectors=vectors)
    near = {
        passage: _alikeness(passage, best, lines, vectors) for passage in sayable(within, lines, reads=reads)
    }
    same = [passage for passage, cosine in near.items() if _says_the_same(passage, best, cosine)]
    if not same:
        return heard
    said = max(same, key=lambda passage: (passage.position >= 0, near[passage]))
    if said in lines:
        told = resting(replace(heard, telling=(said,), answering=()), lines, within, now=now)
        return replace(told, around=heard.around, answering=heard.answering)
    return _said_in(said, heard, within, reads=reads, now=now, vectors=vectors)


def _said_in(
    said: Passage,
    heard: Heard,
    within: Sequence[Passage],
    *,
    reads: str,
    now: datetime,
    vectors: Mapping[str, Vector],
) -> Heard:
    """By this sentence, with one that counts otherwise, of the reader's language before others."""
    found = other_sides(said, within, within, asked=heard.count, now=now, vectors=vectors)
    before = [side for side in heard.sides if said not in side]  # it says the same as what they differ from
    sides = tuple(tuple(sorted(side, key=lambda p: _is_foreign(p, reads))) for side in found or before)
    others = [side[0] for side in sides]
    rest = (p for p in (*heard.telling, *heard.others) if p is not said and p not in others)
    return replace(heard, telling=(said, *others), others=tuple(rest), sides=sides)


def _is_foreign(passage: Passage, reads: str) -> bool:
    return primary_subtag(passage.source.language) != reads


def _is_said_by(one: Passage, best: Passage, vectors: Mapping[str, Vector]) -> bool:
    return _says_the_same(one, best, _alikeness(one, best, {}, vectors))


def _alikeness(one: Passage, best: Passage, lines: Retold, vectors: Mapping[str, Vector]) -> float:
    """Their cosine; of what was told from that very sentence, 1."""
    rests = lines[one].rests if one in lines else ()
    if any((rest.article, rest.passage) == (best.source.article_id, best.text) for rest in rests):
        return 1.0
    here, there = vectors.get(one.text), vectors.get(best.text)
    return float(here @ there) if here is not None and there is not None else 0.0


def _says_the_same(one: Passage, best: Passage, cosine: float) -> bool:
    """Whether it gives all figures that the other gives, and is near enough to it."""
    figures = _numbers(best)
    if not figures <= _numbers(one):
        return False
    return cosine >= SAME or (cosine >= SAME_FACT and bool(figures) and bool(_names(one) & _names(best)))


def _names(passage: Passage) -> set[str]:
    """As they sound, whatever script they are written in."""
    found = names(passage.text, passage.source.language)
    return {name for name in found if not name.startswith("#")}


def _numbers(passage: Passage) -> set[str]:
    """Without their units, which are words."""
    found = facts(passage.text, passage.source.language)
    return {fact.value.split()[0] for fact in found if fact.kind == "number"}
