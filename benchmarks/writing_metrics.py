"""What is counted of a published story: the metrics of `docs/quality.md`, each by its definition there. Knows no set.

Shares are between 0 and 1; None where a story has nothing to count. What decides is found by the program's own checks run
anew on what is published, each sentence alone: so the figures say whether what is shown passes, not whether it is true.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

from news.checks.findings import HEADLINE, Finding, Severity
from news.language.tokens import terms, words
from news.writing.centrality import cosine, vectors
from news.writing.drafting import shared_facts
from news.writing.drafts import Contested, Draft, Evidence, Said
from news.writing.extract import facts
from news.writing.shaping import Shaped
from news.writing.verify import verify

SUPPORT = frozenset({"number", "unit", "date", "relative-date", "quote", "speaker", "name", "support"})
OF_KIND = {
    "number": {"number", "unit"},
    "date": {"date", "relative-date"},
    "quote": {"quote", "speaker"},
    "name": {"name"},
}
ENOUGH_FAMILIES = 4


@dataclass(frozen=True)
class Figures:
    cite_coverage: float
    cite_valid: float | None
    cites_per_sentence: float
    det_cite_recall: float
    det_cite_precision: float | None
    number_ground: float | None
    date_ground: float | None
    quote_ground: float | None
    name_ground: float | None
    language_ok: float
    length_ok: float
    links_ok: float
    opinion_free: float
    fact_coverage: float | None
    conflict_recall: float | None
    source_diversity: float
    redundancy: float
    copy_words: float


def figures_of(draft: Draft, contested: Sequence[Contested], shaped: Shaped, *, language: str) -> Figures:
    """Of a story with at least one sentence."""
    said, evidence = draft.sentences, shaped.evidence
    alone = [_dropped(each, each.evidence, draft, evidence) for each in said]
    whole = {each.code for each in verify(draft, evidence, language=language) if _counts(each, draft)}
    return Figures(
        cite_coverage=_mean(bool(evidence.of(each.evidence)) for each in said) or 0.0,
        cite_valid=_mean(id in evidence.by_id for each in said for id in each.evidence),
        cites_per_sentence=_mean(len(evidence.cited(each.evidence)) for each in said) or 0.0,
        det_cite_recall=_mean(not SUPPORT & codes.keys() for codes in alone) or 0.0,
        det_cite_precision=_precision(draft, evidence),
        number_ground=_ground("number", said, alone, language),
        date_ground=_ground("date", said, alone, language),
        quote_ground=_ground("quote", said, alone, language),
        name_ground=_ground("name", said, alone, language),
        language_ok=float(not whole & {"language", "script"}),
        length_ok=float("length" not in whole),
        links_ok=float(not whole & {"link", "markup", "hidden", "leak", "instruction"}),
        opinion_free=float("opinion" not in whole),
        fact_coverage=fact_coverage(said, shaped, language=language),
        conflict_recall=_mean(_is_told(sides, contested) for sides in _conflicts(shaped)),
        source_diversity=_diversity(said, evidence),
        redundancy=_redundancy(said, language),
        copy_words=float(max((_copied(each, evidence) for each in said), default=0)),
    )


def means(found: Sequence[Figures]) -> dict[str, float | None]:
    """The mean of each figure over the stories that have it."""
    return {
        each.name: _mean(value for one in found if (value := getattr(one, each.name)) is not None)
        for each in fields(Figures)
    }


def fact_coverage(said: Iterable[Said], shaped: Shaped, *, language: str) -> float | None:
    """Of the numbers and names that two families or more have in what was read, those that the story has."""
    wanted = [(known.kind, known.value) for known in shared_facts(shaped) if known.kind != "date"]
    has = {(fact.kind, fact.value) for each in said for fact in facts(each.text, language)}
    return _mean(each in has for each in wanted)


def _mean(values: Iterable[float]) -> float | None:
    listed = [float(value) for value in values]
    return math.fsum(listed) / len(listed) if listed else None


def _counts(finding: Finding, draft: Draft) -> bool:
    """A headline that fell is empty: an outlet's own stands over the story."""
    is_of_nothing = finding.where == HEADLINE and not draft.headline.text
    return finding.severity is not Severity.COUNTED and not is_of_nothing


def _dropped(said: Said, ids: Sequence[str], draft: Draft, evidence: Evidence) -> dict[str, int]:
    """How often each code drops the sentence, alone and with these citations."""
    one = replace(said, evidence=tuple(ids))
    alone = replace(draft, headline=one, paragraphs=((one,),), contested=())
    found = verify(alone, evidence, language=draft.language)
    codes = [each.code for each in found if each.where == (0, 0) and each.severity is Severity.DROPS]
    return {code: codes.count(code) for code in codes}


def _precision(draft: Draft, evidence: Evidence) -> float | None:
    """A citation counts where the sentence passes with it alone, or fails without it (ALCE's rule, by our checks)."""

    def passes(said: Said, ids: Sequence[str]) -> bool:
        return bool(ids) and not SUPPORT & _dropped(said, ids, draft, evidence).keys()

    return _mean(
        passes(said, [id]) or not passes(said, [other for other in said.evidence if other != id])
        for said in draft.sentences
        for id in said.evidence
    )


def _ground(kind: str, said: Sequence[Said], alone: Sequence[dict[str, int]], language: str) -> float | None:
    items = sum(fact.kind == kind for each in said for fact in facts(each.text, language))
    failed = sum(codes.get(code, 0) for codes in alone for code in OF_KIND[kind])
    return 1 - min(failed, items) / items if items else None


def _conflicts(shaped: Shaped) -> list[list[set[str]]]:
    return [[set(side.evidence) for side in conflict.sides] for conflict in shaped.conflicts]


def _is_told(sides: Sequence[set[str]], contested: Sequence[Contested]) -> bool:
    return any(
        sum(any(side & set(version.evidence) for version in point.versions) for side in sides) >= 2
        for point in contested
    )


def _diversity(said: Sequence[Said], evidence: Evidence) -> float:
    cited = {line.family for each in said for line in evidence.of(each.evidence)}
    return min(1.0, len(cited) / max(1, min(ENOUGH_FAMILIES, len(evidence.families))))


def _redundancy(said: Sequence[Said], language: str) -> float:
    made = vectors([terms(each.text, language) for each in said])
    return max((cosine(one, two) for at, one in enumerate(made) for two in made[at + 1 :]), default=0.0)


def _copied(said: Said, evidence: Evidence) -> int:
    """The longest run of words that one cited article has too."""
    mine = words(said.text)
    texts = [
        f" {' '.join(word for line in evidence.of_article(article) for word in words(line.text))} "
        for article in evidence.cited(said.evidence)
    ]
    longest = 0
    for start in range(len(mine)):
        while start + longest < len(mine) and any(
            f" {' '.join(mine[start : start + longest + 1])} " in text for text in texts
        ):
            longest += 1
    return longest
