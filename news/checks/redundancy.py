"""Whether a sentence says again what an earlier one of the story said. The later one goes."""

from collections.abc import Iterator

from news.checks.findings import Finding
from news.language.tokens import terms
from news.writing.centrality import cosine, vectors
from news.writing.drafts import Draft

MOST_ALIKE = 0.7


def check(draft: Draft, language: str) -> Iterator[Finding]:
    placed = [
        ((at, number), said)
        for at, paragraph in enumerate(draft.paragraphs)
        for number, said in enumerate(paragraph)
    ]
    made = vectors([terms(said.text, language) for _, said in placed])
    for later, (where, _) in enumerate(placed):
        alike = max((cosine(made[later], made[earlier]) for earlier in range(later)), default=0.0)
        if alike > MOST_ALIKE:
            yield Finding("redundancy", where, f"{alike:.2f} alike to an earlier sentence")
