"""What is new in a story since a reader last saw it: facts whose first source came later, in the words of that source. Pure.

A bot sees no reading: what a reader was last shown, by a digest, a tap or an answer, is `Seen`. A fact counts as new where
it was not among those shown and an article has it that the reader was not shown either.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from news.language.quotable import why_not
from news.language.sentences import split
from news.models import Fact, Seen
from news.story.stories import Source, Told
from news.story.written_again import written_again
from news.writing.extract import facts
from news.writing.quoting import may_quote
from news.writing.standing import OPINIONS, current

MATERIAL = frozenset({"number", "name", "date"})
SENTENCES = 3
"""Of a story; there is more behind its button."""


@dataclass(frozen=True)
class Fresh:
    """A sentence that has facts which are new to the reader, and the article that had them first. `is_link`: no more of its
    outlet may be quoted, so that its headline leads to it."""

    text: str
    source: Source
    is_link: bool = False


@dataclass(frozen=True)
class SinceSeen:
    """`outlets` counts those that have reported since. Nothing new: no sentences and no outlets."""

    since: datetime
    sentences: tuple[Fresh, ...] = ()
    outlets: int = 0


def since_seen(
    told: Told, known: Iterable[Fact], seen: Seen, *, quoted: Mapping[str, Sequence[str]]
) -> SinceSeen:
    """`known` are the story's facts, `quoted` what each outlet was quoted with in this chat already."""
    shown = set(seen.families)
    came = [source for source in current(told.sources) if source.first_version not in shown]
    news = {
        (fact.kind, fact.value)
        for fact in known
        if fact.kind in MATERIAL and fact.value not in set(seen.facts)
    }
    before = {source.outlet for source in told.sources if source.first_version in shown}
    return SinceSeen(
        seen.shown_at,
        tuple(_sentences(came, news, quoted, again=written_again(told.sources))),
        len({source.outlet for source in came} - before),
    )


def _sentences(
    came: Sequence[Source],
    news: set[tuple[str, str]],
    quoted: Mapping[str, Sequence[str]],
    *,
    again: Collection[int],
) -> list[Fresh]:
    """The sentence that had each fact first; one that has several new facts says them all. What was written `again` tells something
    new by its opening."""
    told: set[tuple[str, str]] = set()
    used = defaultdict(list, {outlet: list(sentences) for outlet, sentences in quoted.items()})
    found: list[Fresh] = []
    for source in sorted(came, key=lambda s: (s.published_at, s.article_id)):
        if source.kind in OPINIONS:
            continue
        opens = source.article_id in again
        for sentence in split(source.text, source.language):
            has = {(fact.kind, fact.value) for fact in facts(sentence, source.language)} & news
            if (has <= told and not opens) or why_not(sentence, source.language):
                continue
            opens = False
            is_link = not may_quote(sentence, used[source.outlet])
            if is_link and found and found[-1].source is source:
                continue  # who follows the link, or reads on from the quote, finds it there
            told |= has
            if not is_link:
                used[source.outlet].append(sentence)
            found.append(Fresh(sentence, source, is_link))
            if len(found) == SENTENCES:
                return found
    return found
