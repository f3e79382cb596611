"""Whether a sentence says what it rests on: at least one sentence of a source, and only such as exist.

Knows ids only. An unknown id fails the sentence even beside known ones: a model that makes up an id has not read.
"""

from collections.abc import Iterator

from news.checks.findings import Finding, Severity
from news.writing.drafts import Evidence, Said

MOST_ARTICLES = 3


def check(said: Said, evidence: Evidence) -> Iterator[Finding]:
    if not said.evidence:
        yield Finding("citation-missing", None, "cites no sentence of a source")
    barred = {each: reason for each in said.evidence if (reason := _why_barred(each, evidence))}
    if barred:
        told = ", ".join(f"{each} ({reason})" for each, reason in barred.items())
        yield Finding("citation-barred", None, f"cites {told[:80]}, which may not be told from")
    unknown = [each for each in said.evidence if each not in evidence.by_id and each not in barred]
    if unknown:
        yield Finding("citation-unknown", None, f"cites {', '.join(unknown)[:80]}, which no source has")
    cited = evidence.cited(said.evidence)
    if len(cited) > MOST_ARTICLES:
        yield Finding("citation-excess", None, f"cites {len(cited)} articles", Severity.COUNTED)


def _why_barred(id: str, evidence: Evidence) -> str | None:
    return evidence.barred.get(id.partition(".")[0])
