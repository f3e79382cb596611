"""How well articles are joined on real feeds, by what people read in them.

    python -m benchmarks.events [A] [B] [D] [b2]

A, B, D: of each event that was read by hand, how much its best story holds, and how much of that story belongs.
b2: joins across languages; every article of a story told in several, with the nearest article of that story in another
language, as far as the pair was read. Each by words and names alone, and with the encoder.
"""

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Sized
from functools import partial

from benchmarks.captured import Event, Judged, events, judged, samples
from benchmarks.measures import Figures
from benchmarks.reading import cosine, items_of, without
from news.clustering.joining import Item
from news.clustering.trial import Sample, join

LEAST_RECALL, LEAST_PRECISION = 0.80, 0.95
WRONG = ("subject", "unrelated")


def main() -> None:
    measures = {name: partial(labelled, name) for name in "ABD"} | {"b2": across_languages}
    print("| set | way | articles | result |")
    print("|---|---|---|---|")
    for name in sys.argv[1:] or measures:
        try:
            measures[name]()
        except FileNotFoundError as missing:
            print(f"| {name} | - | - | skipped: {missing.filename} is not there |")


# --- events that were read -----------------------------------------------------------------------


def labelled(name: str) -> None:
    articles = samples(name)
    for way, items in _ways(items_of(articles)):
        began = time.process_time()
        stories = join(items)
        _print(
            name, way, articles, f"{_shape(stories, articles)}; joined (not read) at {_pace(began, stories)}"
        )
        for event in events():
            if event.set == name:
                _print(f"{name}: {event.name}", way, event.urls, _told(event, stories, articles))


def _told(event: Event, stories: Sequence[int], articles: Sequence[Sample]) -> str:
    (recall, precision), parts = held(event, stories, articles)
    is_reached = recall >= LEAST_RECALL and precision >= LEAST_PRECISION
    asked = f"{LEAST_RECALL:.2f} and {LEAST_PRECISION:.2f}"
    return f"recall {recall:.2f}, precision {precision:.2f}; in parts of {parts}{'' if is_reached else f'; **below** {asked}'}"


def held(event: Event, stories: Sequence[int], articles: Sequence[Sample]) -> tuple[Figures, list[int]]:
    """Of the best story: how much of the event it holds, how much of it belongs. And the event's parts."""
    placed = list(zip(stories, [article.url for article in articles], strict=True))
    asked = Counter(story for story, url in placed if url in event.urls)
    best, most = asked.most_common(1)[0]
    members = [url for story, url in placed if story == best]
    belong = sum(1 for url in members if url in event.urls or url in event.around)
    return (_share(most, asked.total()), _share(belong, len(members))), sorted(asked.values(), reverse=True)


def _shape(stories: Sequence[int], articles: Sequence[Sample]) -> str:
    outlets: defaultdict[int, set[str]] = defaultdict(set)
    for story, article in zip(stories, articles, strict=True):
        outlets[story].add(article.outlet)
    several, many = (sum(1 for named in outlets.values() if len(named) >= least) for least in (2, 3))
    largest = [size for _, size in Counter(stories).most_common(5)]
    return f"{len(outlets)} stories, {several} of 2+ outlets, {many} of 3+; largest {largest}"


# --- joins across languages ----------------------------------------------------------------------


def across_languages() -> None:
    articles = samples("B2")
    items = items_of(articles)
    read = {pair.urls: pair for pair in judged()}
    for way, seen in _ways(items):
        began = time.process_time()
        stories = join(seen)
        pace = _pace(began, stories)
        pairs = list(_across(stories, articles, items))
        _print("B2", way, articles, f"{_shape(stories, articles)}; joined (not read) at {pace}")
        for half in ("tuned", "held", "whole"):
            _print(f"B2 across languages, {half}", way, pairs, _judgement(pairs, read, half))
            _print(f"B2 pairs read as one event, {half}", way, read, _found(stories, articles, read, half))


def _across(
    stories: Sequence[int], articles: Sequence[Sample], items: Sequence[Item]
) -> Iterator[frozenset[str]]:
    """Addresses of an article and the nearest of its story in another language; each pair once."""
    members: defaultdict[int, list[int]] = defaultdict(list)
    for at, story in enumerate(stories):
        members[story].append(at)
    told: set[frozenset[str]] = set()
    for together in members.values():
        for one in together:
            others = [other for other in together if items[other].language != items[one].language]
            if others:
                nearest = max(others, key=lambda other, one=one: cosine(items[one], items[other]))  # type: ignore[misc]
                told.add(frozenset((articles[one].url, articles[nearest].url)))
    yield from told


def _judgement(pairs: Sequence[frozenset[str]], read: Mapping[frozenset[str], Judged], half: str) -> str:
    known = [read[pair] for pair in pairs if pair in read]
    verdicts = Counter(pair.verdict for pair in known if half in (pair.half, "whole"))
    same, wrong = verdicts["same"], sum(verdicts[verdict] for verdict in WRONG)
    unread = f"; {len(pairs) - len(known)} not read" if half == "whole" else ""
    return f"{same + wrong} judged: {same} right, precision {_share(same, same + wrong):.3f}; {verdicts['unsure']} unsure{unread}"


def _found(
    stories: Sequence[int],
    articles: Sequence[Sample],
    read: Mapping[frozenset[str], Judged],
    half: str,
) -> str:
    story_of = {article.url: story for story, article in zip(stories, articles, strict=True)}
    asked = [pair.urls for pair in read.values() if pair.verdict == "same" and half in (pair.half, "whole")]
    together = sum(1 for urls in asked if len({story_of[url] for url in urls}) == 1)
    return f"{together} of {len(asked)} in one story, {_share(together, len(asked)):.3f}"


# --- both ----------------------------------------------------------------------------------------


def _share(part: int, whole: int) -> float:
    """1 of nothing: who joins nothing joins nothing wrong."""
    return part / whole if whole else 1.0


def _ways(items: Sequence[Item]) -> list[tuple[str, Sequence[Item]]]:
    return [("words", without(items)), ("encoder", items)]


def _pace(began: float, stories: Sequence[int]) -> str:
    return f"{len(stories) / (time.process_time() - began):.0f} articles/CPU-s"


def _print(label: str, way: str, counted: Sized, result: str) -> None:
    print(f"| {label} | {way} | {len(counted)} | {result} |", flush=True)


if __name__ == "__main__":
    main()
