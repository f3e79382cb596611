"""The figures of `docs/quality.md` on the sample edition, which is always there: floors that everything published keeps."""

import pytest

from benchmarks.writing import PLAYS, edition, fingerprints, published, yields
from benchmarks.writing_metrics import means

WHOLE = (
    "cite_coverage",
    "cite_valid",
    "det_cite_recall",
    "number_ground",
    "date_ground",
    "name_ground",
    "language_ok",
    "length_ok",
    "links_ok",
    "opinion_free",
)


@pytest.mark.parametrize("play", PLAYS)
def test_what_is_published_of_a_played_model_keeps_the_floors_and_is_not_little(play: str) -> None:
    outcomes = published(edition(), PLAYS[play])
    figures = means([each.figures for each in outcomes if each.figures])
    found = yields(outcomes)

    assert {name: figures[name] for name in WHOLE} == dict.fromkeys(WHOLE, 1.0)
    assert (found["stories published"] or 0) >= 0.95
    assert (found["true sentences kept"] or 0) >= 0.9
    assert not found["false sentences shown"]
    assert (found["paid calls a story"] or 9) <= 2
    assert (figures["fact_coverage"] or 0) >= 0.8
    assert (figures["cites_per_sentence"] or 9) <= 3


def test_the_careless_model_is_wrong_often_enough_to_be_caught() -> None:
    assert sum(each.false for each in published(edition(), PLAYS["careless"])) >= 5


def test_without_a_model_two_processes_tell_the_same_articles_the_same_way() -> None:
    assert len(fingerprints()) == 1
