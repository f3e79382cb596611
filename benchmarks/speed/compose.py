"""Choosing a digest for each of many readers among many live stories, one after the other: CPU time of `compose` as far as the
choice, against the limit of 2,000 digests a second on one core.

Stories are rows of a temporary SQLite file, spread over the catalogue's topics and two days, with three names each. Each
reader follows five topics. The first reader pays for reading the stories once and is left out. Rendering and owing the messages are not in
it. *Not reached by far.* Since 22 November 2026 the nearness of what is chosen is reckoned once a choice and not once a pair of choices, which
took half of the time; what is left is looking through all live stories for each reader, building what ranking asks of those that fit, and
some 25 statements in sessions of their own. Readers of the same topics, who share nothing yet, and digests by the batch are what would bring it down.
Subscribers cost each other nothing: no statement of it reads rows of other readers.
"""

import random
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import insert

from benchmarks.speed.measured import Row
from news.app import App
from news.catalogue import bundled_topics
from news.compose import compose
from news.models import Article, Fact, Membership, Story, Topic
from news.reader.agenda import digest_now
from news.testing import NOON, a_feed, a_subscriber, an_app, an_outlet, kept
from news.work import claim

STORIES, READERS, FOLLOWED, NAMES = 40_000, 12, 5, 3
LIMIT = 2_000


async def rows(*, sample: bool) -> list[Row]:
    stories, readers = (500, 3) if sample else (STORIES, READERS)
    with tempfile.TemporaryDirectory() as folder:
        async with an_app(Path(folder)) as app:
            await _fill(app, stories)
            spent = [await _chosen(app, number) for number in range(1, readers + 1)][1:]
    rate = 1 / median(spent)
    return [
        Row(
            f"digests chosen among {stories:,} stories, readers of {FOLLOWED} topics",
            f"{rate:,.0f}/CPU s",
            "limit",
            f"{LIMIT:,}/CPU s",
            rate / LIMIT,
            "at least 1",
        )
    ]


async def _fill(app: App, stories: int) -> None:
    chance = random.Random(6)
    slugs = [topic.slug for topic in bundled_topics()]
    async with app.session() as session:
        for topic in bundled_topics():
            await kept(session, Topic(slug=topic.slug, parent=topic.parent, names=dict(topic.names)))
        feed = await a_feed(session, await an_outlet(session, "Post", language="en"), "world")
        rows, facts, articles, members = [], [], [], []
        for number in range(1, stories + 1):
            at = NOON - timedelta(minutes=chance.randrange(48 * 60))
            headline = f"Event {chance.randrange(10**6)} in place {chance.randrange(5000)} moves {number}"
            rows.append(
                {
                    "id": number, "revision": 1, "headline": headline, "language": "en", "articles": 1, "outlets": 1,
                    "topics": chance.sample(slugs, 3), "languages": ["en"], "independent": chance.choice([1, 1, 1, 2, 5]),
                    "first_published_at": at, "last_published_at": at, "created_at": at, "changed_at": at,
                }
            )  # fmt: skip
            articles.append(
                {
                    "id": number, "feed_id": feed.id, "outlet_id": feed.outlet_id, "guid": str(number), "version": 1,
                    "url": f"https://post.example/{number}", "canonical_url": f"https://post.example/{number}",
                    "title": headline, "text": "", "language": "en", "kind": "news", "published_at": at,
                    "fetched_at": at, "text_hash": str(number),
                }
            )  # fmt: skip
            members.append({"article_id": number, "story_id": number, "since_at": at})
            facts += [
                {"story_id": number, "kind": "name", "value": f"name {chance.randrange(9000)} {n}", "family": number,
                 "article_id": number, "first_at": at}
                for n in range(NAMES)
            ]  # fmt: skip
        for table, values in ((Article, articles), (Story, rows), (Membership, members), (Fact, facts)):
            for at_row in range(0, len(values), 5_000):
                await session.execute(insert(table), values[at_row : at_row + 5_000])


async def _chosen(app: App, number: int) -> float:
    """CPU seconds of the choice for one reader."""
    slugs = [topic.slug for topic in bundled_topics()]
    async with app.session() as session:
        mine = random.Random(number).sample(slugs, FOLLOWED)
        reader = await a_subscriber(session, number, *mine)
        await digest_now(session, reader, now=app.now())
    async with app.session() as session:
        [claimed] = await claim(session, "compose", now=app.now(), lease=timedelta(minutes=2), limit=1)
    began = time.process_time()
    await compose(app, claimed)
    spent = time.process_time() - began
    async with app.session() as session:  # the rest of the digest is not measured
        await claim(session, "compose", now=app.now(), lease=timedelta(days=9), limit=9)
    return spent
