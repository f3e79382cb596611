"""A figure on which sources differ is not told alone: beside it stands another's, or who says so, or the story's own
list of what is contested. Knows the conflicts as they were found in the sources."""

from collections.abc import Iterator, Sequence

from news.checks.findings import HEADLINE, Finding
from news.checks.lexicon import lexicon
from news.writing.drafts import Conflict, Draft, Said, Side
from news.writing.extract import facts


def check(draft: Draft, contested: Sequence[Conflict], *, language: str) -> Iterator[Finding]:
    told = {id for point in draft.contested for version in point.versions for id in version.evidence}
    for conflict in contested:
        if sum(not told.isdisjoint(side.evidence) for side in conflict.sides) >= 2:
            continue  # the reader is shown both
        for where, said in _placed(draft):
            side = _side_told(said, conflict, language)
            if side is not None and not lexicon(language).attribution.count(said.text):
                yield Finding(
                    "conflict", where, f"gives {side.written} for {conflict.topic}, on which sources differ"
                )


def _side_told(said: Said, conflict: Conflict, language: str) -> Side | None:
    """The one side whose value the sentence gives; None where it gives none or more than one."""
    values = {
        fact.value.partition(" ")[0] for fact in facts(said.text, language) if fact.kind == conflict.kind
    }
    given = [
        side
        for side in conflict.sides
        if side.value.partition(" ")[0] in values and not set(side.evidence).isdisjoint(said.evidence)
    ]
    return given[0] if len(given) == 1 else None


def _placed(draft: Draft) -> Iterator[tuple[tuple[int, int], Said]]:
    yield HEADLINE, draft.headline
    for at, paragraph in enumerate(draft.paragraphs):
        yield from (((at, number), said) for number, said in enumerate(paragraph))
