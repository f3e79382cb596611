"""A question met in the story as it was told in the reader's language, where its sources speak others.

Words of one language are found in it far better than across two. What was told was checked against its sources and cites
them: so a sentence of it that answers is the answer, and the passages that it rests on are what a model may word it from.
Pure; knows briefs as views, and nothing of how they came to be.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from news.answers.counting import counting_otherwise
from news.answers.finding import MOST_GIVEN, Heard, neighbours
from news.answers.values import Answered, Rest
from news.language.tokens import primary_subtag, terms
from news.retrieving.retrieve import Passage

if TYPE_CHECKING:
    from news.story.stories import Source
    from news.story.views import Sentence, StoryView

Retold = Mapping[Passage, Answered]
"""The sentences as passages to look through, each with what is said where it answers."""


def retold(views: Iterable["StoryView"], sources: Sequence["Source"], *, reads: str) -> Retold:
    """What these views tell in the language `reads` of articles in others. A sentence that cites an article which may not
    answer, or does not stand any more, is left out."""
    by_article = {source.article_id: source for source in sources}
    found: dict[Passage, Answered] = {}
    for view in views:
        told = [(at, _said(sentence, by_article, reads=reads)) for at, sentence in _sentences(view)]
        cited = next((by_article[said.articles[0]] for _, said in told if said), None)
        for position, said in told:
            if said is not None and cited is not None:
                whole = _as_source(view, cited, reads=reads)
                found[Passage(said.text, whole, position, tuple(terms(said.text, reads)))] = said
    return found


def is_better(one: Sequence[Heard], other: Sequence[Heard], *, reads: str) -> bool:
    """Whether one says more surely what was asked, or as surely and rather in the reader's language."""
    return _worth(one, reads) > _worth(other, reads)


def resting(heard: Heard, lines: Retold, within: Sequence[Passage], *, now: datetime) -> Heard:
    """What was found in the story as it was told, with the sources' passages behind it in place of its own. Where another
    source counts otherwise than the first of these, it is told of both sides, or both sides are quoted."""
    told, behind = _in_order(heard.telling), _behind(heard.telling, lines, within)
    others = counting_otherwise(behind[0], within, asked=heard.count, now=now) if behind else ()
    if others:
        other = next(
            (line for line in lines if set(others).intersection(_behind([line], lines, within))), None
        )
        told = _in_order({heard.telling[0], other}) if other is not None else []
        behind = tuple(dict.fromkeys([behind[0], *(_behind(told, lines, within) or others[:1])]))
    around = dict.fromkeys(near for passage in behind for near in neighbours(passage, within))
    return replace(
        heard,
        telling=behind,
        others=(),
        around=tuple(passage for passage in within if passage in around)[:MOST_GIVEN],
        answering=_behind(heard.answering, lines, within),
        retold=tuple(lines[passage] for passage in told),
    )


# --- what was told -------------------------------------------------------------------------------


def _sentences(view: "StoryView") -> Iterator[tuple[int, "Sentence"]]:
    versions = (version for point in view.contested for version in point.versions)
    return enumerate((*view.sentences, *versions))


def _said(sentence: "Sentence", sources: Mapping[int, "Source"], *, reads: str) -> Answered | None:
    cited = [sources[article] for article in sentence.cites if article in sources]
    is_whole = bool(cited) and len(cited) == len(set(sentence.cites))
    is_ours = primary_subtag(sentence.language) == reads and not sentence.is_untranslated
    if not (is_whole and is_ours and any(primary_subtag(source.language) != reads for source in cited)):
        return None
    passages = dict(sentence.passages)
    return Answered(
        sentence.text, reads, tuple(Rest(s.article_id, passages.get(s.article_id, "")) for s in cited)
    )


def _as_source(view: "StoryView", cited: "Source", *, reads: str) -> "Source":
    """The story itself in the place of an article, with a number that none has."""
    number = -view.story
    return replace(
        cited, article_id=number, family=number, title=view.headline, text="", page_text="", language=reads
    )


# --- what it rests on ----------------------------------------------------------------------------


def _behind(told: Sequence[Passage], lines: Retold, within: Sequence[Passage]) -> tuple[Passage, ...]:
    """Of each the first passage of each article that it rests on; the headline, where none is named."""
    found: dict[Passage, None] = {}
    for line in told:
        for rest in lines[line].rests:
            own = [passage for passage in within if passage.source.article_id == rest.article]
            told_there = next((p for p in own if p.text == rest.passage), None)
            title = next((p for p in own if p.position < 0), None)
            passage = told_there or title
            if passage is not None:
                found[passage] = None
    return tuple(found)


def _in_order(told: Iterable[Passage]) -> list[Passage]:
    return sorted(told, key=lambda passage: (passage.source.article_id, passage.position))


def _worth(heard: Sequence[Heard], reads: str) -> tuple[bool, bool, bool]:
    said = [passage for each in heard for passage in each.telling]
    is_read = all(primary_subtag(passage.source.language) == reads for passage in said)
    return any(each.is_sure for each in heard), any(each.is_close for each in heard), bool(said) and is_read
