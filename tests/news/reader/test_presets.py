"""Bundles of topics that one tap follows."""

from news.catalogue import bundled_topics
from news.reader.presets import presets

TREE = {topic.slug: topic for topic in bundled_topics()}


def topics(zone: str) -> dict[str, tuple[str, ...]]:
    return {preset.name: preset.topics for preset in presets(TREE, zone=zone)}


def test_the_country_is_that_of_the_readers_clock() -> None:
    assert topics("Europe/Berlin")["country"] == ("germany",)
    assert topics("Asia/Tokyo")["country"] == ("japan",)
    assert topics("America/Sao_Paulo")["country"] == ("brazil",)


def test_where_the_clock_tells_no_country_there_is_no_bundle_for_it() -> None:
    assert set(topics("UTC")) == {"tech", "world"}


def test_what_an_operators_tree_lacks_is_not_offered() -> None:
    assert presets({}, zone="Europe/Berlin") == []
