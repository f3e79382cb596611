"""Bundles of topics to be followed by one tap, by the name that buttons and links have for them.

Pure: knows the tree of topics and where a clock is, and no readers.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from babel.core import get_global

from news.catalogue import TopicEntry

TECH, COUNTRY, WORLD = "tech", "country", "world"


@dataclass(frozen=True)
class Preset:
    """`topics` are slugs that the tree has; `minutes` a digest's length, where the preset says one."""

    name: str
    emoji: str
    topics: tuple[str, ...]
    minutes: int | None = None


def presets(tree: Mapping[str, TopicEntry], *, zone: str) -> list[Preset]:
    """Those that the tree has topics for. A country is the reader's where their clock is."""
    home = country_topic(tree, zone=zone)
    offered = [
        Preset(WORLD, "⏱", ("world",), minutes=5),
        Preset(TECH, "🔬", ("technology", "science")),
    ]
    if home is not None:
        offered.append(Preset(COUNTRY, home.emoji, (home.slug,)))
    return [preset for preset in offered if set(preset.topics) <= tree.keys()]


def country_topic(tree: Mapping[str, TopicEntry], *, zone: str) -> TopicEntry | None:
    """The topic of the country that the time zone is of; None where there is none."""
    territory = get_global("zone_territories").get(zone)
    return next((topic for topic in tree.values() if territory and topic.territory == territory), None)
