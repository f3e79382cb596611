"""Which story a post in another language than its sources' is about, by what its sentences and theirs mean. Pure: from vectors.

Names in another script and words of another language are no help; of what every story of the day is a little like, only one that
stands out is meant. Doubt matches nothing. Vectors are told elsewhere.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]
"""A vector of unit length in each row."""
MEANT, AHEAD = 0.55, 0.1
"""The mean cosine of a post's sentences and the nearest of a story's, on the port's scale (`ports.Embedder`); and how far
another story must be behind. Chosen on the posts of the sample edition, held against sources in other languages than theirs: those
of no story come to 0.47 at most."""


def story_meant(sentences: Rows, stories: Mapping[int, Rows]) -> int | None:
    """The one story that stands out, by its number; None where there is none."""
    likeness = {story: float((sentences @ lines.T).max(axis=1).mean()) for story, lines in stories.items()}
    ranked = sorted(likeness, key=lambda story: -likeness[story])
    behind = likeness[ranked[1]] if len(ranked) > 1 else 0.0
    is_meant = bool(ranked) and likeness[ranked[0]] >= MEANT and likeness[ranked[0]] - behind >= AHEAD
    return ranked[0] if is_meant else None
