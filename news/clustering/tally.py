"""What is said of a story as a whole, counted from its sources: headline, language, topics, outlets.

Pure; knows nothing of rows or of how the sources came together.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from news.clustering import topics
from news.clustering.families import independent
from news.language.headlines import bare_headline, is_rough
from news.language.rubrics import Rubric, is_question, rubric
from news.language.tokens import terms
from news.story.stories import Source

TITLES_COMPARED = 40
HEADLINE_CHARS = (25, 140)


@dataclass(frozen=True)
class Tally:
    """The columns of a story that follow from its sources."""

    headline: str
    language: str | None
    topics: list[str]
    languages: list[str]
    articles: int
    outlets: int
    independent: int
    first_published_at: datetime
    last_published_at: datetime


def tally(sources: Sequence[Source], topics_of: Mapping[int, Sequence[str]]) -> Tally:
    """`sources` in order of publication, at least one; `topics_of` gives an article's topics by its id."""
    languages = languages_of(sources)
    return Tally(
        headline=headline(sources, language=languages[0] if languages else None),
        language=languages[0] if languages else None,
        topics=_topics(sources, topics_of),
        languages=languages,
        articles=len(sources),
        outlets=len({source.domain for source in sources}),
        independent=independent(sources, {source.article_id: source.family for source in sources}),
        first_published_at=sources[0].published_at,
        last_published_at=max(source.published_at for source in sources),
    )


def headline(sources: Sequence[Source], *, language: str | None) -> str:
    """The medoid title: the one most like all others, among those that state news in the main language."""
    own = [source for source in sources if source.language == language and source.title.strip()] or [
        source for source in sources if source.title.strip()
    ]
    plain = [source for source in own if _states_news(source)] or own
    if not plain:
        return next(
            (source.text.strip()[:120] for source in sources if source.text.strip()), sources[0].domain
        )
    titles = [bare_headline(source.title, source.outlet) for source in plain[-TITLES_COMPARED:]]
    sets = [frozenset(terms(title, language)) for title in titles]
    likeness = [sum(_dice(one, other) for other in sets) for one in sets]
    return max(zip(likeness, titles, strict=True), key=lambda pair: (pair[0], -len(pair[1]), pair[1]))[1]


def _states_news(source: Source) -> bool:
    short, long = HEADLINE_CHARS
    title = source.title.strip()
    return (
        source.kind in (None, "news")
        and rubric(title) is Rubric.NEWS
        and not is_question(title)
        and not is_rough(title)
        and (len(title) <= long)
        and (len(title) >= short or not title.isascii())
    )


def languages_of(sources: Sequence[Source]) -> list[str]:
    """Most articles first; of equals the one that reported first."""
    counts = Counter(source.language for source in sources if source.language)
    return [language for language, _ in counts.most_common()]


def _topics(sources: Sequence[Source], topics_of: Mapping[int, Sequence[str]]) -> list[str]:
    """Each family has one vote: the earliest text, and the share of its feeds that have a topic."""
    told: dict[int, list[Source]] = {}
    for source in sources:
        told.setdefault(source.family, []).append(source)
    return topics.topics_of([_ballot(family, topics_of) for family in told.values()])


def _ballot(family: Sequence[Source], topics_of: Mapping[int, Sequence[str]]) -> topics.Ballot:
    counts = Counter(topic for source in family for topic in set(topics_of.get(source.article_id, ())))
    first = family[0]
    return topics.Ballot(
        signs=topics.read_signs(first.title, first.text, first.language),
        priors={topic: count / len(family) for topic, count in counts.items()},
    )


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0
