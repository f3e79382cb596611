"""The sample edition is joined as its author meant it: no two events in one story, by words alone and with the encoder, in
whatever order its feeds come."""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache

import pytest

from news.adapters.embedder import open_embedders
from news.adapters.fetcher import HttpFetcher
from news.adapters.parser import WorkerParser
from news.catalogue import read_catalogue
from news.clustering.joining import Item
from news.clustering.regrouping import regroup
from news.clustering.trial import Sample, join, read_samples
from news.clustering.window import Window
from news.ports import Body, ParsedArticle
from sandbox import press
from sandbox.edition.contents import outlets

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ORDERS = 25


@cache
def feeds() -> tuple[tuple[tuple[str, Sample], ...], ...]:
    """The articles of each feed as the program reads them from the press, with the event that each is about."""
    return asyncio.run(_fetched())


async def _fetched() -> tuple[tuple[tuple[str, Sample], ...], ...]:
    event_of = {
        article.slug: article.story
        for outlet in outlets()
        for feed in outlet.feeds
        for article in feed.articles
    }
    fetcher, parser = HttpFetcher(allow=("127.0.0.1",)), WorkerParser()
    try:
        async with press.serve(now=lambda: NOON) as served:
            catalogue = read_catalogue(served.catalogue(), source="sample edition")
            found: list[tuple[tuple[str, Sample], ...]] = []
            for outlet in catalogue.outlets:
                for feed in outlet.feeds:
                    body = await fetcher.get(feed.url)
                    assert isinstance(body, Body)
                    articles = (await parser.parse(body)).articles
                    told = [_sample(outlet.domain, feed.language, article) for article in articles]
                    found.append(tuple((event_of[one.url.rsplit("/", 1)[1]], one) for one in told))
            return tuple(found)
    finally:
        await fetcher.close()
        await parser.close()


def _sample(outlet: str, language: str | None, article: ParsedArticle) -> Sample:
    return Sample(
        outlet,
        article.language or language,
        article.url,
        article.title,
        article.text,
        article.published_at or NOON,
    )


@cache
def read(way: str) -> dict[str, Item]:
    """Every article as joining sees it, by its address."""
    samples = sorted((sample for feed in feeds() for _, sample in feed), key=lambda one: one.published_at)
    embedders = open_embedders()[:1] if way == "encoder" else ()
    items = asyncio.run(read_samples(samples, embedders=embedders))
    return {sample.url: item for sample, item in zip(samples, items, strict=True)}


def events(stories: dict[int, int], way: str) -> list[Counter[str]]:
    """The events of each story."""
    event_of = {read(way)[sample.url].article: event for feed in feeds() for event, sample in feed}
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for article, story in stories.items():
        found[story][event_of[article]] += 1
    return list(found.values())


def in_order_of_time(way: str) -> list[Counter[str]]:
    items = list(read(way).values())
    return events(dict(zip([item.article for item in items], join(items), strict=True)), way)


def feed_by_feed(way: str, order: Sequence[tuple[tuple[str, Sample], ...]]) -> list[Counter[str]]:
    """As the program does it at its first start."""
    window, stories, became = Window(), dict[int, int](), dict[int, int]()
    for feed in order:
        batch = [read(way)[sample.url] for _, sample in feed]
        window.observe(batch, now=NOON)
        for item in batch:
            taken = window.take(item, -item.article, now=NOON)
            stories[item.article] = taken.story
            became.update(taken.merged)
        regrouped = regroup(window)
        became.update(regrouped.merged)
        stories |= regrouped.moved
    return events({article: _last(became, story) for article, story in stories.items()}, way)


def _last(became: dict[int, int], story: int) -> int:
    while story in became:
        story = became[story]
    return story


def mixed(stories: list[Counter[str]]) -> list[dict[str, int]]:
    return [dict(story) for story in stories if len(story) > 1]


@pytest.mark.parametrize("way", ["words", "encoder"])
def test_no_story_of_the_edition_holds_two_events(way: str) -> None:
    assert mixed(in_order_of_time(way)) == []


@pytest.mark.parametrize("seed", range(ORDERS))
@pytest.mark.parametrize("way", ["words", "encoder"])
def test_no_order_of_feeds_makes_two_events_one_story(way: str, seed: int) -> None:
    order = list(feeds())
    random.Random(seed).shuffle(order)

    assert mixed(feed_by_feed(way, order)) == []


@pytest.mark.parametrize(("way", "most"), [("words", 2), ("encoder", 1)])
def test_the_main_event_of_the_edition_is_told_in_one_story(way: str, most: int) -> None:
    """Seven outlets in four languages; by words alone a language may stay apart."""
    parts = [story["ferry-halcyon"] for story in in_order_of_time(way) if story["ferry-halcyon"]]

    assert max(parts) >= sum(parts) / 2
    assert len([part for part in parts if part > 1]) <= most
