"""A sentence of ours held against sentences of a source, as the tests of checks need it."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from news.checks.findings import Checked, Finding, Severity
from news.writing.drafts import Line, Said

TUESDAY = datetime(2026, 2, 3, 8, tzinfo=UTC)
Check = Callable[[Said, Checked], Iterable[Finding]]


def found(check: Check, sentence: str, *sources: str, **held: str | datetime | None) -> list[str]:
    """What the check finds wrong with the sentence, each as "code: detail". For `held` see `findings`."""
    return [f"{each.code}: {each.detail}" for each in findings(check, sentence, *sources, **held)]  # type: ignore[arg-type]


def severities(check: Check, sentence: str, *sources: str, **held: str | datetime | None) -> list[Severity]:
    return [each.severity for each in findings(check, sentence, *sources, **held)]  # type: ignore[arg-type]


def findings(
    check: Check,
    sentence: str,
    *sources: str,
    language: str = "en",
    of: str = "en",
    country: str | None = None,
    published_at: datetime = TUESDAY,
    zone: str | None = None,
    now: datetime | None = None,
) -> list[Finding]:
    """`language` is the sentence's, `of` that of the sources, which stand one after the other in one article."""
    lines = tuple(
        Line(f"1.{position}", text, 1, "Coast News", "Coast", 1, of, published_at, zone, position, country)
        for position, text in enumerate(sources, start=1)
    )
    return list(check(Said(sentence, ("1.1",)), Checked(language, lines, now, sentence)))
