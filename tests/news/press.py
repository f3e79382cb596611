"""A press that publishes when a test says and joins as it says, and a reader who asks for digests."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.app import App
from news.cluster import cluster
from news.clustering.story_index import Plan
from news.compose import compose
from news.models import Article, Delivery, Digest, Fact, Feed, Outlet, Subscriber
from news.reader.agenda import digest_now
from news.story.stories import Told, read_story
from news.testing import Clock, ToldIndex, a_feed, a_subscriber, a_topic, an_app, an_article, an_outlet
from news.work import claim, owe
from news.write import write

STEPS: dict[str, Any] = {"write": write, "compose": compose}


class Press:
    """Articles that come when a test says and are joined as it says, and a reader who asks for digests."""

    def __init__(self, app: App, clock: Clock, reader: Subscriber) -> None:
        self.app, self.clock, self.reader = app, clock, reader

    async def publishes(
        self,
        outlet: str,
        said: tuple[str, str],
        story: int,
        *,
        moved: Mapping[int, int] | None = None,
        merged: Mapping[int, int] | None = None,
        updates: int | None = None,
    ) -> int:
        """The new article's id. `updates`: the article that it is a newer version of."""
        self.clock.move(timedelta(minutes=1))
        async with self.app.session() as session:
            feed = await self._feed(session, outlet)
            older = await session.get(Article, updates) if updates else None
            more: dict[str, Any] = {}
            if older is not None:
                older.superseded_at = self.clock.at
                more = {"guid": older.guid, "version": older.version + 1}
            article = await an_article(session, feed, *said, published_at=self.clock.at, **more)
            await owe(session, "cluster", feed.id or 0, at=self.clock.at)
        await self.joins(Plan({article.id or 0: story}, merged or {}, moved or {}))
        return article.id or 0

    async def joins(self, plan: Plan) -> None:
        index = ToldIndex(lambda batch: plan)
        (claimed,) = await self._claims("cluster")
        await cluster(replace(self.app, index=index), claimed)

    async def digest(self) -> str:
        """The text of a digest asked for now; what is ordered for it is written."""
        self.clock.move(timedelta(minutes=1))
        async with self.app.session() as session:
            await digest_now(session, self.reader, now=self.clock.at)
        await self.works()
        async with self.app.reading() as session:
            last = select(Delivery).order_by(col(Delivery.id).desc()).limit(1)
            return str((await session.execute(last)).scalar_one().payload["text"])

    async def chooses_and_writes(self) -> None:
        """A digest asked for now, up to where it waits to be rendered."""
        await self.chooses()
        for claimed in await self._claims("write"):
            await write(self.app, claimed)

    async def chooses(self) -> None:
        async with self.app.session() as session:
            await digest_now(session, self.reader, now=self.clock.at)
        for claimed in await self._claims("compose"):
            await compose(self.app, claimed)

    async def works(self) -> None:
        """Until every digest is made."""
        for _ in range(90):
            for step, work in STEPS.items():
                for claimed in await self._claims(step):
                    await work(self.app, claimed)
            if all(digest.state not in ("planned", "chosen") for digest in await self.rows(Digest)):
                return
            self.clock.move(timedelta(milliseconds=500))

    async def _claims(self, step: str) -> list[Any]:
        async with self.app.session() as session:
            return await claim(session, step, now=self.clock.at, lease=timedelta(minutes=5), limit=10)

    async def _feed(self, session: AsyncSession, name: str) -> Feed:
        found = await session.execute(select(Feed).join(Outlet).where(col(Outlet.name) == name))
        return found.scalar_one_or_none() or await a_feed(
            session, await an_outlet(session, name, language="en"), "world"
        )

    async def rows(self, noun: Any) -> list[Any]:
        async with self.app.reading() as session:
            return list((await session.execute(select(noun).order_by(noun.id))).scalars())

    async def told(self, story: int) -> Told:
        async with self.app.reading() as session:
            found = await read_story(session, story)
        assert found is not None
        return found

    async def values(self, story: int) -> set[str]:
        return {fact.value for fact in await self.rows(Fact) if fact.story_id == story}


@asynccontextmanager
async def a_press(tmp_path: Path) -> AsyncIterator[Press]:
    """With a reader of one topic, in English."""
    clock = Clock()
    async with an_app(tmp_path, clock=clock) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            reader = await a_subscriber(session, 7, "world")
        yield Press(app, clock, reader)
