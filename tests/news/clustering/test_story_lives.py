"""Whatever joining does to stories over days, the rows stay true and no reader gets anything twice."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.app import App
from news.cluster import cluster
from news.clustering.story_index import Plan, StoryIndex
from news.clustering.tally import tally
from news.compose import compose
from news.models import Article, Delivery, Digest, Fact, Feed, Membership, Seen, Story, Subscriber
from news.reader.agenda import digest_now
from news.story.stories import Source, read_stories
from news.testing import Clock, ToldIndex, a_feed, a_subscriber, a_topic, an_app, an_article, an_outlet
from news.work import claim, owe
from news.write import write
from news.writing.extract import facts

STEPS: dict[str, Any] = {"cluster": cluster, "write": write, "compose": compose}
OUTLETS = ("Herald", "Tribune", "Gazette", "Courier", "Post")
TOWNS = (
    "Ansel",
    "Tarn",
    "Velm",
    "Marel",
    "Arvel",
    "Norn",
    "Lisand",
    "Varun",
    "Brakk",
    "Odal",
    "Quist",
    "Hemmer",
)
STEPS_A_LIFE = 32


class Life:
    """Random days of a newsroom. Every sentence is said by one article and its copies only, with a number of its own."""

    def __init__(self, app: App, clock: Clock, reader: Subscriber, seed: int) -> None:
        self.app, self.clock, self.reader, self.chance = app, clock, reader, Random(seed)
        self.index = StoryIndex()  # of another worker, who follows
        self.sentences: list[str] = []
        self.text_of: dict[int, int] = {}  # article: number of its text; copies share one
        self.told: Counter[str] = Counter()
        self.did: Counter[str] = Counter()

    async def goes_on(self) -> None:
        act = self.chance.choices(
            [self.arrives, self.asks, self.falls_quiet, self.restarts], weights=[20, 6, 1, 2]
        )[0]
        self.clock.move(timedelta(minutes=self.chance.randint(1, 50)))
        await act()

    # --- what happens ----------------------------------------------------------------------------

    async def arrives(self) -> None:
        """An article: a new one, a copy, or a newer version of one; with it, stories may merge, split and shift."""
        held = await self.held()
        stories = sorted(set(held.values()))
        merged = self._merge(stories)
        standing = [story for story in stories if story not in merged]
        moved = self._move(held, standing) if self.chance.random() < 0.45 else {}
        plan = Plan({}, merged, {a: s for a, s in moved.items() if merged.get(held[a], held[a]) != s})
        kind = self.chance.choices(["new", "copy", "version"], weights=[6, 2, 2])[0] if held else "new"
        self.did[kind] += 1
        article = await getattr(self, f"_{kind}")(held)
        older = self._older(article, held)
        twin = older or next((a for a in held if self.text_of[a] == self.text_of[article.id]), 0)
        if twin:  # texts stay together: one text in two stories is told in both
            goal = plan.goal_of(twin, held[twin])
        else:
            goal = self.chance.choice([*standing, -article.id, -article.id])
        moves = {a: s for a, s in plan.moved.items() if a != older}
        await self._join(article, Plan({article.id: goal}, merged, moves))

    def _merge(self, stories: list[int]) -> dict[int, int]:
        if len(stories) < 2 or self.chance.random() > 0.25:
            return {}
        older, younger = sorted(self.chance.sample(stories, 2))
        self.did["merge"] += 1
        return {younger: older}

    def _move(self, held: dict[int, int], standing: list[int]) -> dict[int, int]:
        """Some texts of one story go to a new story or to another."""
        origin = self.chance.choice(standing) if standing else 0
        texts = sorted({self.text_of[a] for a, story in held.items() if story == origin})
        going = set(self.chance.sample(texts, self.chance.randint(0, len(texts))))
        goal = self.chance.choice([-1_000_000, *(story for story in standing if story != origin)])
        self.did["split" if goal < 0 else "shift"] += bool(going)
        return {a: goal for a, story in held.items() if story == origin and self.text_of[a] in going}

    async def _new(self, held: dict[int, int]) -> Article:
        return await self._publish(len(self.sentences), self._sentence())

    async def _copy(self, held: dict[int, int]) -> Article:
        of = self.chance.choice(sorted(held))
        row = await self._row(of)
        return await self._publish(self.text_of[of], row.text, title=row.title)

    async def _version(self, held: dict[int, int]) -> Article:
        """All copies of a text are one's own from now on, so that only whole texts are told of."""
        copies = Counter(self.text_of[a] for a in held)
        alone = [a for a in sorted(held) if copies[self.text_of[a]] == 1]
        if not alone:
            return await self._new(held)
        older = await self._row(self.chance.choice(alone))
        text = f"{older.text} {self._sentence()}"
        return await self._publish(self.text_of[older.id or 0], text, title=older.title, older=older)

    def _sentence(self) -> str:
        number = len(self.sentences)
        town, other = self.chance.sample(TOWNS, 2)
        self.sentences.append(
            f"The council of {town} counted {number + 1000} broken lamps near {other} harbour."
        )
        return self.sentences[-1]

    async def _publish(
        self, text_number: int, text: str, *, title: str = "", older: Article | None = None
    ) -> Article:
        async with self.app.session() as session:
            feeds = (await session.execute(select(Feed).order_by(col(Feed.id)))).scalars().all()
            feed = next(f for f in feeds if f.id == older.feed_id) if older else self.chance.choice(feeds)
            more: dict[str, Any] = {"guid": f"guid-{len(self.text_of)}"}
            if older is not None:
                row = await session.get(Article, older.id)
                assert row is not None
                row.superseded_at = self.clock.at
                more = {"guid": older.guid, "version": older.version + 1}
            article = await an_article(
                session,
                feed,
                title or f"Lamps broken, report {text_number}",
                text,
                published_at=self.clock.at,
                **more,
            )
            await owe(session, "cluster", feed.id or 0, at=self.clock.at)
        self.text_of[article.id or 0] = text_number
        return article

    def _older(self, article: Article, held: dict[int, int]) -> int:
        """The article that this one is a newer version of, or 0."""
        if article.version == 1:
            return 0
        return next(a for a in held if self.text_of[a] == self.text_of[article.id or 0])

    async def _join(self, article: Article, plan: Plan) -> None:
        index = ToldIndex(lambda batch: plan)
        (claimed,) = await self._claims("cluster")
        await cluster(replace(self.app, index=index), claimed)

    async def asks(self) -> None:
        """For a digest, and gets it."""
        async with self.app.session() as session:
            await digest_now(session, self.reader, now=self.clock.at)
        while any(digest.state in ("planned", "chosen") for digest in await self.rows(Digest)):
            for step in ("compose", "write"):
                for claimed in await self._claims(step):
                    await STEPS[step](self.app, claimed)
            self.clock.move(timedelta(seconds=2))
        text = "\n".join(str(row.payload["text"]) for row in (await self.rows(Delivery))[self.did["sent"] :])
        self.did["sent"] = len(await self.rows(Delivery))
        self.told.update(sentence for sentence in self.sentences if sentence in text)

    async def falls_quiet(self) -> None:
        self.clock.move(timedelta(hours=90))

    async def restarts(self) -> None:
        self.index = StoryIndex()

    # --- what must be true -----------------------------------------------------------------------

    async def is_true(self) -> None:
        stories = {story.id: story for story in await self.rows(Story)}
        held = await self.held()
        live = [article.id for article in await self.rows(Article) if article.superseded_at is None]
        assert sorted(held) == live
        assert all(stories[story].merged_into is None for story in held.values())
        assert all(
            story.merged_into is not None for key, story in stories.items() if key not in held.values()
        )
        async with self.app.reading() as session:
            await self.index.follow(session, now=self.clock.at)
        known = {article: self.index.story_of(article) for article in self.text_of}
        assert {article: story for article, story in known.items() if story is not None} == held
        await self._counts_are_true(stories, set(held.values()))
        assert [sentence for sentence, times in self.told.items() if times > 1] == []
        first_times = Counter(
            item["story"] for digest in await self.rows(Digest) for item in digest.items if not item["update"]
        )
        assert all(times == 1 for times in first_times.values())

    async def _counts_are_true(self, stories: dict[int, Story], living: set[int]) -> None:
        async with self.app.reading() as session:
            told = await read_stories(session, living)
            rows = await session.execute(select(col(Article.id), col(Feed.topics)).join(Feed))
            topics = {article or 0: listed for article, listed in rows}
        of_story: dict[int, list[Fact]] = defaultdict(list)
        for fact in await self.rows(Fact):
            of_story[fact.story_id].append(fact)
        lineage = await self.lineage()
        for key, whole in told.items():
            counted = asdict(tally(whole.sources, topics))
            assert {name: getattr(stories[key], name) for name in counted} == counted
            self._facts_are_true(whole.sources, of_story[key], lineage)

    def _facts_are_true(self, sources: tuple[Source, ...], had: list[Fact], lineage: dict[int, int]) -> None:
        family_of = {source.first_version: source.family for source in sources}
        assert all(family_of.get(lineage[fact.article_id]) == fact.family for fact in had)
        said = {
            (fact.value, source.family)
            for source in sources
            for fact in facts(f"{source.title}\n{source.text}", source.language)
        }
        assert said == {
            (fact.value, fact.family) for fact in had
        }  # a newer version here says all the older said

    # --- rows ------------------------------------------------------------------------------------

    async def held(self) -> dict[int, int]:
        """The story of each article; each is in one."""
        standing = [row for row in await self.rows(Membership) if row.until_at is None]
        assert len({row.article_id for row in standing}) == len(standing)
        return {row.article_id: row.story_id for row in standing}

    async def lineage(self) -> dict[int, int]:
        first: dict[tuple[int, str], int] = {}
        return {a.id: first.setdefault((a.feed_id, a.guid), a.id) for a in await self.rows(Article)}

    async def rows(self, noun: Any) -> list[Any]:
        async with self.app.reading() as session:
            return list((await session.execute(select(noun).order_by(noun.id))).scalars())

    async def _row(self, article: int) -> Article:
        (row,) = [row for row in await self.rows(Article) if row.id == article]
        assert isinstance(row, Article)
        return row

    async def _claims(self, step: str) -> list[Any]:
        async with self.app.session() as session:
            return await claim(session, step, now=self.clock.at, lease=timedelta(minutes=5), limit=10)


@asynccontextmanager
async def a_life(folder: Path, seed: int) -> AsyncIterator[Life]:
    clock = Clock()
    async with an_app(folder, clock=clock) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            for name in OUTLETS:
                await a_feed(session, await an_outlet(session, name, language="en"), "world")
            reader = await a_subscriber(session, 7, "world", stories=10)
        yield Life(app, clock, reader, seed)


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_becomes_of_stories_the_rows_are_true_and_nothing_is_told_twice(
    tmp_path: Path, seed: int
) -> None:
    async with a_life(tmp_path, seed) as life:
        for _ in range(STEPS_A_LIFE):
            await life.goes_on()
            await life.is_true()
        assert life.told
        assert {"new", "merge", "split"} <= {what for what, times in life.did.items() if times}
        assert await life.rows(Seen)
