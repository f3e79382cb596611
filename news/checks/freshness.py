"""The story rests on the newest that its sources have: their newest family is cited at least once.

Knows when articles were published. A family that appears in no more than one line has nothing to add.
"""

from collections.abc import Iterator
from datetime import timedelta

from news.checks.findings import Finding, Severity
from news.writing.drafts import Draft, Evidence

NEWER_BY = timedelta(hours=3)
"""Families closer than this are of one age: which of them is cited says nothing."""
LEAST_LINES = 2


def check(draft: Draft, evidence: Evidence) -> Iterator[Finding]:
    cited = {
        line.family for said in (draft.headline, *draft.sentences) for line in evidence.of(said.evidence)
    }
    lines: dict[int, list[float]] = {}
    for line in evidence.lines:
        lines.setdefault(line.family, []).append(line.published_at.timestamp())
    ages = {family: max(times) for family, times in lines.items() if len(times) >= LEAST_LINES}
    told = max((ages.get(family, 0.0) for family in cited), default=0.0)
    if ages and cited and max(ages.values()) - told > NEWER_BY.total_seconds():
        yield Finding("freshness", None, "cites nothing of the newest report", Severity.STORY)
