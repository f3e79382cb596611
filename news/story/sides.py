"""Who differs on a story: every outlet on each side, by its sources as they stand now. Pure.

What was told of a story names one outlet a side, in the language it was told in, and nothing of what nobody had told yet.
Here all are held against each other, whatever they speak; each side is told in few words of an outlet that may be quoted.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from news.language.tokens import primary_subtag
from news.story.views import Differing, Sentence, StoryView
from news.writing.differing import differences, fragment, measured
from news.writing.drafts import Line, Side
from news.writing.quoting import may_quote, quoted_by

if TYPE_CHECKING:
    from news.story.stories import Source

SIDES = 2


def with_sides(view: StoryView, sources: Sequence["Source"], *, reads: str, now: datetime) -> StoryView:
    """The view with what its outlets differ on now, then what it told of before. Sources that the view does not have are
    left out: the reader mutes them."""
    heard = [source for source in sources if source.article_id in view.sources]
    quoted = defaultdict(list, {outlet: list(told) for outlet, told in quoted_by(view).items()})
    points = []
    for found in (*differences(heard, now=now), *measured(heard, now=now)):
        versions = [
            version for side, lines in found.sides if (version := _version(side, lines, view, quoted, reads))
        ]
        if len(versions) >= SIDES:
            points.append(Differing(found.topic, tuple(versions)))
    topics = {point.topic for point in points}
    return replace(view, contested=(*points, *(told for told in view.contested if told.topic not in topics)))


def _version(
    side: Side, lines: Iterable[Line], view: StoryView, quoted: dict[str, list[str]], reads: str
) -> Sentence | None:
    """One side, said in the reader's language where an outlet says it so; by its bare figure, which is no quotation, where none of
    them may be quoted."""
    told = sorted(_first_of_each(lines), key=lambda line: primary_subtag(line.language) != reads)
    for line in told:
        claim, already = fragment(side.written, line), quoted[view.sources[line.article].outlet]
        if not claim or not _may_say(claim, line, already):
            continue
        already.append(claim)
        return _said_by(claim, line, told, reads)
    first = next((line for line in told if side.written in line.text), None)
    return _said_by(side.written, first, told, reads) if first is not None else None


def _said_by(claim: str, line: Line, told: Sequence[Line], reads: str) -> Sentence:
    """In these words of the line, and by all who tell it so."""
    who = [line, *(other for other in told if other is not line)]
    return Sentence(
        claim,
        tuple(each.article for each in who),
        line.language,
        passages=tuple((each.article, each.text) for each in who if each.position),
        is_untranslated=primary_subtag(line.language) != reads,
    )


def _first_of_each(lines: Iterable[Line]) -> list[Line]:
    """The first sentence of each outlet."""
    found: dict[str, Line] = {}
    for line in lines:
        found.setdefault(line.outlet, line)
    return list(found.values())


def _may_say(claim: str, line: Line, already: Collection[str]) -> bool:
    """Titles are shown anyway, and what was quoted may be said again."""
    is_shown = line.position == 0 or any(claim in sentence for sentence in already)
    return is_shown or may_quote(claim, list(already))
