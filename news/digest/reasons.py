"""Why a story stands where it stands: what was reckoned when a digest was chosen, kept with the digest. Pure.

`/why` speaks of what happened and reckons nothing anew. Knows no rows and no words of the interface.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from news.digest.rank import Candidate, Taste, lean, parts
from news.language.rubrics import Rubric

FAINT = 0.1
"""Of the scale of the score: what brings less is no reason."""


def reasons(
    chosen: Sequence[Candidate], taste: Taste, *, wants: Mapping[str, frozenset[str]], now: datetime
) -> list[dict[str, Any]]:
    """For each story, in the order chosen: `for` are the interests it serves, `parts` what its score is made of, `leans` what was
    learned that speaks of it; `is_lowered`: stories that scored less stand above it, for they are less like the others."""
    made_of = [parts(candidate, taste, now=now) for candidate in chosen]
    scores = [sum(each.values()) for each in made_of]
    return [
        {
            "for": [interest for interest, reach in wants.items() if not reach.isdisjoint(one.topics)],
            "parts": {name: round(value, 2) for name, value in made_of[at].items()},
            "leans": {key: round(value, 2) for key, value in lean(one, taste).items()} if taste.leans else {},
            "independent": one.independent,
            "last_at": one.last_at.isoformat(),
            "new_facts": one.new_facts,
            "is_format": one.rubric not in (Rubric.NEWS, Rubric.LIVE),
            "is_lowered": any(scores[at] > other + FAINT for other in scores[:at]),
        }
        for at, one in enumerate(chosen)
    ]
