"""What each kind of evidence counts, in logits: from 0 on, a passage answers.

Fitted by `python -m benchmarks.asking_fit` on the tuned half of XQuAD (articles with even numbers; en de es ru ar tr zh hi el ro,
across languages 18 pairs of en de es ru ar tr zh): logistic regression of whether the sources answer, on the evidence of their best
passage. A question that is put to its own article is answered there; put to another, or to its own without the paragraph that
answers, it is not. The bias puts 0 where 6.5 % of the English questions whose answer was removed are still answered (across
languages: 7 %). These are encyclopaedia paragraphs and questions about them, no news: the order of the evidence carries over, the
shares only nearly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from news.retrieving.across import FEATURES_ACROSS
from news.retrieving.evidence import FEATURES


@dataclass(frozen=True)
class Weights:
    """A straight sum; evidence that is not named counts nothing."""

    features: Sequence[str]
    bias: float
    of: Mapping[str, float]

    def logit(self, evidence: Sequence[float]) -> float:
        named = zip(self.features, evidence, strict=True)
        return self.bias + sum(self.of.get(name, 0.0) * value for name, value in named)


WORDS = Weights(
    FEATURES,
    bias=-2.42,
    of={
        "covered": 7.398, "around": -1.601, "in_article": 2.982, "article": 23.479, "mass": 1.565,
        "number_missing": -1.148, "name_missing": -1.21, "asked": -0.378, "length": -0.888,
        "number_untold": -2.443, "time_untold": -1.752, "name_untold": -0.305,
    },
)  # fmt: skip
WORDS_AND_MEANING = Weights(
    FEATURES,
    bias=-3.2,
    of={
        "covered": 7.78, "around": -1.524, "in_article": 2.739, "article": 14.1, "mass": 0.907,
        "number_missing": -1.196, "name_missing": -1.097, "asked": -0.458, "length": -0.75,
        "number_untold": -2.424, "time_untold": -1.982, "name_untold": -0.198, "meaning": 4.498,
    },
)  # fmt: skip
ACROSS = Weights(
    FEATURES_ACROSS,
    bias=-5.9,
    of={
        "meaning": 5.035, "beside": 0.869, "article": 3.461, "named": 0.227, "named_around": 0.678,
        "unnamed": -0.143, "untold": 0.084, "length": 0.331,
    },
)  # fmt: skip
