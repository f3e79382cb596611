"""What the step `cluster` needs of an app, for tests: outlets that publish, over a real database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from news.cluster import cluster
from news.clustering.story_index import StoryIndex
from news.db import Database, open_engine
from news.models import Article, Feed, Outlet, Row, Story
from news.story.stories import Told, read_stories
from news.work import Claim, claim, owe

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
Said = tuple[str, str]
QUAKE = (
    "Earthquake of magnitude 7.1 shakes Lisandria, dozens feared dead",
    "A magnitude 7.1 earthquake struck the port of Lisandria before dawn, officials in Varuna said. "
    "Rescuers search collapsed buildings in the old harbour district, and President Odile Marant declared "
    "an emergency.",
)
QUAKE_AGAIN = (
    "Rescuers search ruins after strong earthquake hits Lisandria",
    "Crews searched collapsed buildings in Lisandria after a magnitude 7.1 earthquake. President "
    "Odile Marant declared an emergency in the harbour city and asked neighbours of Varuna for help; 43 people "
    "were killed.",
)
BUDGET = (
    "Parliament of Norrland passes austerity budget after all-night debate",
    "Lawmakers in Norrland approved spending cuts worth 3 billion crowns at sunrise, ending weeks "
    "of quarrel.",
)
BRIDGE = (
    "Lisandria earthquake: rescuers search collapsed harbour buildings, emergency declared by Odile Marant",
    "A magnitude 7.1 earthquake struck Lisandria before dawn; rescuers searched collapsed buildings in the harbour "
    "district, President Odile Marant declared an emergency, officials in Varuna said, and 43 people were killed.",
)


@dataclass
class Newsroom:
    """What the step needs of an app, over a real database."""

    db: Database
    index: StoryIndex = field(default_factory=StoryIndex)
    at: datetime = NOON
    embedders: Any = ()

    def now(self) -> datetime:
        return self.at

    def session(self, *, brief: bool = False) -> Any:
        return self.db.session(brief=brief)

    def reading(self, *, brief: bool = False) -> Any:
        return self.db.reading(brief=brief)

    async def outlet(self, name: str, *, owner: str | None = None, topics: list[str] | None = None) -> Feed:
        async with self.session() as session:
            outlet = Outlet(name=name, domain=f"{name}.example", owner=owner)
            session.add(outlet)
            await session.flush()
            return await self._feed(
                session, outlet.id or 0, f"https://{name}.example/feed", topics or ["world"]
            )

    async def second_feed(self, feed: Feed, topics: list[str]) -> Feed:
        async with self.session() as session:
            return await self._feed(session, feed.outlet_id, feed.url + "/2", topics)

    async def _feed(self, session: Any, outlet_id: int, url: str, topics: list[str]) -> Feed:
        feed = Feed(outlet_id=outlet_id, url=url, topics=topics)
        session.add(feed)
        await session.flush()
        return feed

    async def article(
        self,
        feed: Feed,
        said: tuple[str, str],
        *,
        minutes: int = 0,
        url: str = "",
        version: int = 1,
        guid: str = "",
        language: str = "en",
    ) -> int:
        async with self.session() as session:
            title, text = said
            guid = guid or title
            address = url or f"{feed.url}/{abs(hash((title, minutes)))}"
            for older in (
                await session.execute(
                    select(Article).where(col(Article.guid) == guid, col(Article.feed_id) == feed.id)
                )
            ).scalars():
                older.superseded_at = self.at
            row = Article(
                feed_id=feed.id or 0,
                outlet_id=feed.outlet_id,
                guid=guid,
                version=version,
                url=address,
                canonical_url=address,
                title=title,
                text=text,
                language=language,
                published_at=NOON + timedelta(minutes=minutes),
                fetched_at=self.at,
                text_hash=str(hash(said)),
            )
            session.add(row)
            await owe(session, "cluster", feed.id or 0, at=self.at)
            await session.flush()
            return row.id or 0

    async def run(self) -> None:
        """Every owed run, as the runner would."""
        while claims := await self.claims():
            for claimed in claims:
                await cluster(self, claimed)  # type: ignore[arg-type]

    async def claims(self) -> list[Claim]:
        async with self.session() as session:
            return await claim(session, "cluster", now=self.at, lease=timedelta(seconds=240), limit=10)

    async def stories(self) -> list[Told]:
        async with self.reading() as session:
            ids = (await session.execute(select(col(Story.id)).order_by(col(Story.id)))).scalars().all()
            told = await read_stories(session, [story for story in ids if story is not None])
            return [told[story] for story in sorted(told)]

    async def rows(self, noun: Any) -> list[Any]:
        async with self.reading() as session:
            return list((await session.execute(select(noun).order_by(noun.id))).scalars())


@asynccontextmanager
async def a_newsroom(folder: Path) -> AsyncIterator[Newsroom]:
    engine = open_engine(f"sqlite:///{folder}/t.sqlite3")
    async with engine.begin() as connection:
        await connection.run_sync(Row.metadata.create_all)
    room = Newsroom(Database(engine))
    yield room
    await room.db.close()
