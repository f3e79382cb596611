"""Builders for tests: rows that are right unless a test says otherwise, over a real temporary database.

A builder gives the row flushed, with its id. Nothing here is used by the program itself.
"""

import re
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from news.adapters.phrasebook import FilePhrasebook
from news.app import App
from news.clustering.arrivals import Batch
from news.clustering.story_index import Plan, StoryIndex
from news.db import Database, async_url, open_engine
from news.errors import FileFailed, Misread, ModelFailed, SpeechFailed
from news.i18n import open_words
from news.models import (
    Article,
    Chat,
    Feed,
    Membership,
    Outlet,
    Row,
    Schedule,
    Story,
    Subscriber,
    Subscription,
    Topic,
)
from news.operating.usage import Usage, estimate_tokens
from news.ports import Fetched, Messenger, OnPart, Outcome, Outgoing, ParsedFeed, Prompt, Reply, Sent, Spoken
from news.searching import search_index
from news.searching.search import index_of
from news.sending.in_flight import InFlight
from news.voicing import ogg

R = TypeVar("R", bound=Row)
T = TypeVar("T")

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Clock:
    """A time that stands until a test moves it."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, by: timedelta) -> None:
        self.at += by


class NoFetcher:
    """For tests that reach for no feed."""

    async def get(self, url: str, **_: Any) -> Fetched:
        raise AssertionError(f"nothing should be fetched, but {url} was")

    def also_allow(self, host: str) -> None:
        raise AssertionError(f"nothing should be allowed, but {host} was")

    async def close(self) -> None: ...


class NoParser:
    """For tests that parse nothing."""

    async def parse(self, body: Any, *, before: Any = None, since: Any = None) -> ParsedFeed:
        raise AssertionError("nothing should be parsed")

    async def close(self) -> None: ...


class Outbox:
    """A messenger that keeps what it is given, and answers as it is told (by default: sent)."""

    username = "pressradar_bot"

    def __init__(self, answer: Callable[[Outgoing], Outcome] | None = None) -> None:
        self.calls: list[Outgoing] = []
        self.files: dict[str, bytes] = {}
        self._answer = answer

    @property
    def texts(self) -> list[str]:
        return [str(call.payload.get("text", "")) for call in self.calls]

    async def send(self, call: Outgoing) -> Outcome:
        self.calls.append(call)
        return self._answer(call) if self._answer else Sent(message_id=len(self.calls))

    async def exists(self, call: Outgoing, message_id: int) -> bool | None:
        return None

    async def read_file(self, file_id: str, *, most_bytes: int) -> bytes:
        content = self.files.get(file_id)
        if content is None or len(content) > most_bytes:
            raise FileFailed(file_id)
        return content


class Dictated:
    """A model that says what it is told to, one play a question, the last again and again; it keeps what it was asked.

    A play is a failure to raise, the answer, or what makes the answer of the prompt.
    """

    name = "dictated"
    trouble: str | None = None

    def __init__(
        self, *plays: ModelFailed | Mapping[str, Any] | Callable[[Prompt], Mapping[str, Any]]
    ) -> None:
        self.prompts: list[Prompt] = []
        self._plays = list(plays)

    def most(self, prompt: Prompt) -> Usage:
        return Usage(self.name, 1_000, prompt.max_tokens, None, 1)

    async def generate(self, prompt: Prompt, *, returns: type[T], on_part: OnPart | None = None) -> Reply[T]:
        self.prompts.append(prompt)
        play = self._plays.pop(0) if len(self._plays) > 1 else self._plays[0]
        if isinstance(play, ModelFailed):
            raise play
        answer = play(prompt) if callable(play) else play
        try:
            value = TypeAdapter(returns).validate_python(answer)
        except ValidationError as error:
            raise Misread(
                str(error.errors()[0]["msg"]),
                said=str(answer)[:300],
                usage=Usage(self.name, 1_000, 200, None, 1),
            ) from error
        return Reply(value, self.name, tokens_in=1_000, tokens_out=200)

    async def close(self) -> None: ...


def a_recording(seconds: float = 1.0) -> bytes:
    """Silence, as Telegram plays it."""
    return ogg.write(ogg.Recording(1, 0, (ogg.SILENCE,) * round(seconds * 1000 / ogg.SILENCE_MS)))


class Reader:
    """A voice that reads what it is given, a tenth of a second a word, or fails as it is told; it keeps what it read."""

    is_near = True
    trouble: str | None = None

    def __init__(self, *failures: SpeechFailed, languages: Collection[str] = ()) -> None:
        self.read: list[tuple[str, str]] = []
        self._failures, self._languages = list(failures), languages

    def speaks(self, language: str) -> bool:
        return not self._languages or language in self._languages

    def voice(self, language: str) -> str:
        return f"reader of {language}"

    def most(self, text: str) -> Usage:
        return Usage("reader", estimate_tokens(text), 0, None, 1)

    async def speak(self, text: str, *, language: str) -> Spoken:
        self.read.append((language, text))
        if self._failures:
            raise self._failures.pop(0)
        return Spoken(a_recording(len(text.split()) / 10))

    async def close(self) -> None: ...


def quoted_in(prompt: Prompt) -> dict[str, str]:
    """What a prompt quotes, by label: "1.1" is a sentence, "SOURCE 1" what is said of a source."""
    return dict(re.findall(r"^⟦[0-9a-f]+ ([^⟧]+)⟧ (.*)$", prompt.user, re.MULTILINE))


def good_story(prompt: Prompt) -> dict[str, Any]:
    """A story in the sources' own sentences: two of each source's first, and the first title."""
    lines = {id: text for id, text in quoted_in(prompt).items() if re.fullmatch(r"\d+\.\d+", id)}
    leads = [id for id in lines if id.endswith((".1", ".2"))][:6]
    sentences = [{"text": lines[id], "evidence": [id], "kind": "fact"} for id in leads]
    halves = (sentences[: (len(sentences) + 1) // 2], sentences[(len(sentences) + 1) // 2 :])
    return {
        "language": "en",
        "insufficient": False,
        "headline": {"text": lines["1.0"], "evidence": ["1.0"]},
        "paragraphs": [{"sentences": half} for half in halves if half],
        "contested": [],
        "names": [],
    }


class ToldIndex(StoryIndex):
    """An index that joins as a test says; what it says is read from `plans`, one a run, by the batch."""

    def __init__(self, *plans: Callable[[Batch], Plan]) -> None:
        super().__init__()
        self.plans = list(plans)

    async def follow(self, *_: Any, **__: Any) -> None: ...

    async def plan(self, batch: Batch, *_: Any, **__: Any) -> Plan:
        return self.plans.pop(0)(batch)


@asynccontextmanager
async def an_app(
    folder: Path,
    *,
    clock: Callable[[], datetime] | None = None,
    messenger: Messenger | None = None,
    database_url: str | None = None,
) -> AsyncIterator[App]:
    """An app over an empty database, by default in `folder`, with the schema of the models."""
    file = folder / "test.sqlite3"
    if database_url is None and not file.exists():
        file.write_bytes(file_with_tables())
    database = Database(open_engine(database_url or f"sqlite:///{file}"))
    async with database.engine.begin() as connection:
        await connection.run_sync(make_tables)
    now = clock or Clock()
    app = App(
        db=database,
        fetcher=NoFetcher(),
        parser=NoParser(),
        words=open_words(),
        index=StoryIndex(),
        phrasebook=FilePhrasebook(None),
        messenger=messenger or Outbox(),
        now=now,
        in_flight=InFlight(seconds=lambda: now().timestamp()),
    )
    try:
        yield app
    finally:
        await database.close()


def make_tables(connection: Connection) -> None:
    """Of the models, and the index of words beside them; where they are not there yet: a test may start a program again."""
    if inspect(connection).has_table("subscriber"):
        return
    Row.metadata.create_all(connection, checkfirst=False)
    search_index.make(connection)


@cache
def file_with_tables() -> bytes:
    """An SQLite file with them: to write it takes a tenth of the time that making them does."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        make_tables(connection)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        made: bytes = driver.serialize()
    engine.dispose()
    return made


@asynccontextmanager
async def a_postgres(server_url: str) -> AsyncIterator[str]:
    """The address of a new empty database on this server, which is dropped at the end of the block."""
    name = f"test_{uuid4().hex[:12]}"
    server = create_async_engine(async_url(server_url), isolation_level="AUTOCOMMIT")
    async with server.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        async with server.connect() as connection:
            await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        await server.dispose()


async def kept(session: AsyncSession, row: R) -> R:
    session.add(row)
    await session.flush()
    return row


async def a_topic(session: AsyncSession, slug: str, *, parent: str | None = None) -> Topic:
    return await kept(session, Topic(slug=slug, parent=parent, names={"en": slug.title()}))


async def an_outlet(session: AsyncSession, name: str, **more: Any) -> Outlet:
    return await kept(
        session, Outlet(**{"name": name, "domain": f"{name.casefold().replace(' ', '-')}.example"} | more)
    )


async def a_feed(session: AsyncSession, outlet: Outlet, *topics: str, **more: Any) -> Feed:
    plain = {"outlet_id": outlet.id, "url": f"https://{outlet.domain}/feed", "topics": list(topics)}
    return await kept(session, Feed(**plain | {"language": outlet.language} | more))


async def an_article(session: AsyncSession, feed: Feed, title: str, text: str = "", **more: Any) -> Article:
    at = more.pop("published_at", NOON - timedelta(hours=1))
    url = f"https://news.example/{feed.id}/{sha256(title.encode()).hexdigest()[:12]}"
    plain = {
        "feed_id": feed.id,
        "outlet_id": feed.outlet_id,
        "guid": url,
        "url": url,
        "canonical_url": url,
        "title": title,
        "text": text,
        "language": feed.language,
        "published_at": at,
        "fetched_at": at,
        "text_hash": sha256(f"{title}\n{text}".encode()).hexdigest(),
    }
    article = await kept(session, Article(**plain | more))
    await search_index.index(
        session, {article.id or 0: index_of(article.title, article.text, article.language)}
    )
    return article


async def a_story(session: AsyncSession, *articles: Article, **more: Any) -> Story:
    """A story of these articles, as clustering would leave it."""
    outlets = {article.outlet_id for article in articles}
    plain = {
        "headline": articles[0].title,
        "language": articles[0].language,
        "topics": ["world"],
        "languages": sorted({article.language or "" for article in articles}),
        "articles": len(articles),
        "outlets": len(outlets),
        "independent": len(outlets),
        "first_published_at": min(article.published_at for article in articles),
        "last_published_at": max(article.published_at for article in articles),
        "created_at": NOON,
        "changed_at": NOON,
    }
    story = await kept(session, Story(**plain | more))
    for article in articles:
        await kept(session, Membership(article_id=article.id or 0, story_id=story.id or 0, since_at=NOON))
    return story


async def a_subscriber(session: AsyncSession, chat_id: int = 1, *topics: str, **more: Any) -> Subscriber:
    chat = await kept(session, Chat(chat_id=chat_id, created_at=NOON))
    subscriber = await kept(
        session, Subscriber(**{"chat": chat.id, "state": "active", "created_at": NOON} | more)
    )
    for slug in topics:
        await kept(session, Subscription(subscriber_id=subscriber.id or 0, target=slug, created_at=NOON))
    return subscriber


async def a_schedule(
    session: AsyncSession, subscriber: Subscriber, local_time: str = "08:00", **more: Any
) -> Schedule:
    return await kept(session, Schedule(**{"subscriber_id": subscriber.id, "local_time": local_time} | more))
