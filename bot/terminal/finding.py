"""A line of what the doctor says. Knows nothing of what is examined."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """The sign at the beginning of a line."""

    WELL = "✓"
    LOOK = "!"
    BROKEN = "✗"


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, how it is, and what to do where it is not well."""

    verdict: Verdict
    about: str
    said: str
    advice: str = ""
