"""What a check found wrong with a sentence, and what becomes of the sentence for it.

The vocabulary that all checks share; knows no check.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from functools import cached_property

from news.writing.drafts import Line

HEADLINE = (-1, 0)
"""Where the headline stands; other sentences stand at (paragraph, sentence), both from 0."""


class Severity(Enum):
    DROPS = "drops"
    """The sentence is not shown."""
    STORY = "story"
    """The story is not shown as it is."""
    COUNTED = "counted"
    """Kept in the row of the brief, and nothing else."""


@dataclass(frozen=True)
class Finding:
    """`code` names the check ("number", "date", ...); `where` is None for the story as a whole; `detail` is
    for operators and the repair prompt, in English, and may quote the sentence."""

    code: str
    where: tuple[int, int] | None
    detail: str
    severity: Severity = Severity.DROPS

    def at(self, where: tuple[int, int] | None) -> "Finding":
        """The same finding at its place in the draft: checks of one sentence do not know where it stands."""
        return replace(self, where=where)


@dataclass(frozen=True)
class Checked:
    """What one sentence is held against: the language it must be in, and its own evidence with the neighbours.

    `now` is when the story is written; None takes the day of the latest line. `told` is the sentence, by which the lines
    are told apart that are worth reading first.
    """

    language: str
    lines: tuple[Line, ...]
    now: datetime | None = None
    told: str = ""

    @cached_property
    def nearest(self) -> tuple[Line, ...]:
        """The lines, those first that have most of the sentence's words and figures as they are written: what one line
        proves need not be looked for in a whole article."""
        if len(self.lines) < MANY:
            return self.lines
        marks = set(_MARK.findall(self.told))
        return tuple(sorted(self.lines, key=lambda line: -sum(mark in line.text for mark in marks)))


MANY = 4
_MARK = re.compile(r"\d+|[^\W\d_]{4,}|[\u0e00-\u0eff\u3040-\ud7a3]{2}")
