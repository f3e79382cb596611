"""Joining articles to stories, by words and names alone, from texts to stories: CPU time for each article, against plain TF-IDF.

Set D whole (8,702 articles as English and Polish feeds gave them; its events are judged elsewhere: [clustering](clustering.md)), poured in batches as the program
does it (`news/clustering/trial.py`): reading, the window, candidates, second thoughts. The baseline is one pass over TF-IDF vectors, each article to the story
whose centroid is most alike (`benchmarks/baselines.py`): of the two baselines that we are compared with the better one within a language. It is given what no program
has, the whole set beforehand; it forgets nothing, knows no names, numbers or places and thinks nothing over. Of our time two fifths are second thoughts. How the cost grows with what is live: `python -m benchmarks.growth`.
"""

import time
from collections.abc import Sequence

from benchmarks.baselines import by_tfidf, tfidf
from benchmarks.captured import samples
from benchmarks.speed.measured import Row, in_turns
from news.clustering.joining import Item, read_item
from news.clustering.trial import Sample, join

ROUNDS, SAMPLE = 3, 300
THRESHOLD = 0.4
"""Of TF-IDF, for its pace: about what the labelled sets of single languages choose."""


async def rows(*, sample: bool) -> list[Row]:
    try:
        articles = samples("D")[: SAMPLE if sample else None]
    except FileNotFoundError:
        return []
    ours_s, theirs_s = in_turns(
        lambda: joined_s(articles), lambda: by_tfidf_s(articles), rounds=1 if sample else ROUNDS
    )
    ours, theirs = len(articles) / ours_s, len(articles) / theirs_s
    return [
        Row(f"{len(articles):,} articles joined to stories", f"{ours:,.0f}/CPU s", "one pass over TF-IDF, the best baseline here", f"{theirs:,.0f}/CPU s", ours / theirs)
    ]  # fmt: skip


def joined_s(articles: Sequence[Sample]) -> float:
    """CPU seconds of all of them."""
    began = time.process_time()
    join([read(number, one) for number, one in enumerate(articles, start=1)])
    return time.process_time() - began


def by_tfidf_s(articles: Sequence[Sample]) -> float:
    """The same of the baseline."""
    began = time.process_time()
    by_tfidf(tfidf(articles), THRESHOLD)
    return time.process_time() - began


def read(number: int, sample: Sample) -> Item:
    return read_item(
        number,
        outlet=hash(sample.outlet),
        language=sample.language,
        url=sample.url,
        published_at=sample.published_at,
        title=sample.title,
        text=sample.text,
    )
