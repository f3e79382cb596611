"""What choosing a digest costs among many live stories: `python -m benchmarks.composing [stories] [readers]`.

Stories as rows of a temporary SQLite file, spread over the catalogue's topics and two days, with three names each. Each
reader follows five topics; `compose` is run for their digest as far as the choice. Prints CPU seconds: the first reader
pays for reading the stories once, the others share them. With `--mutes` each reader mutes a word, a topic and an outlet.
"""

import asyncio
import random
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert

from news.app import App
from news.catalogue import bundled_topics
from news.compose import compose
from news.models import Article, Fact, Membership, Mute, Story, Topic
from news.reader.agenda import digest_now
from news.testing import NOON, a_feed, a_subscriber, an_app, an_outlet, kept
from news.work import claim

STORIES, READERS, FOLLOWED, NAMES = 40_000, 6, 5, 3


async def main(stories: int, readers: int, *, with_mutes: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with an_app(Path(folder)) as app:
            await _fill(app, stories)
            spent = [await _chosen(app, number, with_mutes=with_mutes) for number in range(1, readers + 1)]
    others = spent[1:]
    print(
        f"{stories} stories: first {spent[0]:.2f} CPU s, then {sum(others) / len(others):.3f} CPU s a reader"
    )


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


async def _chosen(app: App, number: int, *, with_mutes: bool) -> float:
    """CPU seconds of the choice for one reader."""
    slugs = [topic.slug for topic in bundled_topics()]
    async with app.session() as session:
        mine = random.Random(number).sample(slugs, FOLLOWED)
        reader = await a_subscriber(session, number, *mine)
        if with_mutes:
            for kind, target in (("word", "place"), ("topic", slugs[number]), ("outlet", "none.example")):
                session.add(Mute(subscriber_id=reader.id or 0, kind=kind, target=target, created_at=NOON))
        await digest_now(session, reader, now=app.now())
    async with app.session() as session:
        [claimed] = await claim(session, "compose", now=app.now(), lease=timedelta(minutes=2), limit=1)
    began = time.process_time()
    await compose(app, claimed)
    spent = time.process_time() - began
    async with app.session() as session:  # the rest of the digest is not measured
        await claim(session, "compose", now=app.now(), lease=timedelta(days=9), limit=9)
    return spent


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    wanted = [*numbers, *(STORIES, READERS)[len(numbers) :]]
    asyncio.run(main(wanted[0], wanted[1], with_mutes="--mutes" in sys.argv))
