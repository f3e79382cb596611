"""What joining is measured with: the figures, the baseline, the fit, and the readers of pairs."""

from datetime import UTC, datetime

import numpy as np

from benchmarks.baselines import by_tfidf, tfidf
from benchmarks.captured import Event
from benchmarks.events import held
from benchmarks.fitting import Row, fit
from benchmarks.measures import answers_of, b_cubed_of, f1, pairs_of
from news.clustering.trial import Sample

AT = datetime(2026, 3, 1, tzinfo=UTC)


def sample(title: str, url: str = "") -> Sample:
    return Sample("Gazette", "en", url, title, "", AT)


def test_figures_are_those_of_their_definitions() -> None:
    gold, found = ["a", "a", "a", "b", "b"], [1, 1, 2, 2, 2]
    assert b_cubed_of(gold, found) == (
        (1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5,
        (2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5,
    )
    assert pairs_of(gold, found) == (2 / 4, 2 / 4)
    assert answers_of([True, True, False], [True, False, True]) == (1 / 2, 1 / 2)


def test_who_groups_as_gold_does_reaches_all_and_who_groups_all_is_imprecise() -> None:
    gold = ["a", "a", "b", "c"]
    assert f1(b_cubed_of(gold, [4, 4, 5, 6])) == f1(pairs_of(gold, [4, 4, 5, 6])) == 1.0
    assert b_cubed_of(gold, [1, 1, 1, 1]) == ((2 / 4 + 2 / 4 + 1 / 4 + 1 / 4) / 4, 1.0)


def test_the_baseline_joins_what_shares_rare_words_and_only_above_its_threshold() -> None:
    vectors = tfidf(
        [
            sample("Earthquake shakes the harbour of Lisandria"),
            sample("Fishing quotas signed in Talaya"),
            sample("Lisandria harbour after the earthquake"),
            sample(""),
        ]
    )
    assert by_tfidf(vectors, 0.3) == [0, 1, 0, 3]
    assert by_tfidf(vectors, 1.01) == [0, 1, 2, 3]


def test_a_fit_finds_the_weights_that_made_the_answers() -> None:
    draw = np.random.default_rng(5)
    rows = [
        Row("made", "tuned", "words", {"words": words, "gap": gap}, draw.random() < 1 / (1 + np.exp(-odds)))
        for words, gap in zip(draw.random(20_000), 5 * draw.random(20_000), strict=True)
        for odds in [8 * words - 0.5 * gap - 3]
    ]
    found = fit(rows, ("words", "gap"))
    assert abs(found.weights["words"] - 8) < 0.4
    assert abs(found.weights["gap"] + 0.5) < 0.1
    assert abs(found.bar - 3) < 0.3


def test_of_an_event_the_best_story_counts_and_what_stands_around_it_is_not_wrong() -> None:
    event = Event("quake", "A", frozenset({"a", "b", "c"}), frozenset({"d"}))
    articles = [sample("", url) for url in "abcdef"]
    assert held(event, [1, 1, 2, 1, 1, 3], articles) == ((2 / 3, 3 / 4), [2, 1])
