"""An article's meaning is told once, kept, and missed where it cannot be told."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.app import App
from news.cluster import cluster
from news.clustering.arrivals import read_batch
from news.clustering.embeddings import keep_meanings, read_meanings, tell_meanings
from news.clustering.story_index import StoryIndex
from news.models import Article, Delivery, Embedding, Feed, Membership
from news.testing import NOON, Clock, a_feed, an_app, an_article, an_outlet
from news.work import claim, owe

QUAKE = "Earthquake of magnitude 7.1 shakes Lisandria, dozens feared dead"
BEBEN = "Erdbeben der Stärke 7,1 erschüttert Lisandria, Dutzende Tote befürchtet"
LEASE = timedelta(minutes=4)
WORDS = {"Earthquake": 0, "Erdbeben": 0, "Budget": 1}


class Scripted:
    """An embedder that knows what some words mean, and is ill when told to be."""

    is_local = False
    is_quick = False

    def __init__(self, name: str = "scripted", languages: frozenset[str] | None = None) -> None:
        self.name, self.languages = name, languages
        self.trouble: str | None = None
        self.asked: list[str] = []
        self.asked_in: list[str | None] = []
        self.becomes: frozenset[str] | None = languages

    async def prepare(self) -> None:
        self.languages = self.becomes

    async def embed(
        self, texts: Sequence[str], *, languages: Sequence[str | None] = ()
    ) -> list[NDArray[np.float32] | None]:
        self.asked += texts
        self.asked_in += languages
        return [None if self.trouble else self._vector(text) for text in texts]

    async def close(self) -> None: ...

    def _vector(self, text: str) -> NDArray[np.float32]:
        meant = next((at for word, at in WORDS.items() if word in text), 2)
        return np.eye(3, dtype=np.float32)[meant]


@pytest.fixture
async def embedder() -> Scripted:
    return Scripted()


@pytest.fixture
async def app(tmp_path: Path, embedder: Scripted) -> AsyncIterator[App]:
    async with an_app(tmp_path, clock=Clock()) as made:
        yield replace(made, embedders=(embedder,), operator_chat_id=42)


async def a_feed_of(session: AsyncSession, name: str, language: str) -> Feed:
    return await a_feed(session, await an_outlet(session, name, language=language), "world")


async def join(app: App, *feeds: Feed) -> None:
    for feed in feeds:
        async with app.session() as session:
            await owe(session, "cluster", feed.id or 0, at=app.now())
        async with app.session() as session:
            claimed = await claim(session, "cluster", now=app.now(), lease=LEASE, limit=9)
        for work in claimed:
            await cluster(app, work)


async def stories(app: App) -> list[int]:
    """Of each article in a story, by article."""
    async with app.reading() as session:
        found = await session.execute(
            select(col(Membership.story_id))
            .where(col(Membership.until_at).is_(None))
            .order_by(col(Membership.article_id))
        )
        return list(found.scalars())


async def a_quake_in_two_languages(app: App) -> tuple[Feed, Feed]:
    async with app.session() as session:
        herald = await a_feed_of(session, "Herald", "en")
        zeitung = await a_feed_of(session, "Zeitung", "de")
        await an_article(session, herald, QUAKE, "The ground shook at dawn, officials said.")
        await an_article(session, zeitung, BEBEN, "Am Morgen bebte die Erde, teilten die Behörden mit.")
    return herald, zeitung


async def test_the_languages_of_the_texts_go_along(app: App, embedder: Scripted) -> None:
    await join(app, *await a_quake_in_two_languages(app))
    assert embedder.asked_in == ["en", "de"]
    assert len(set(await stories(app))) == 1


async def test_articles_are_joined_without_meaning_where_it_cannot_be_told(
    app: App, embedder: Scripted
) -> None:
    embedder.trouble = "The embedding model m does not serve (HTTP 401)."
    await join(app, *await a_quake_in_two_languages(app))
    assert len(set(await stories(app))) == 2
    async with app.reading() as session:
        assert (await session.execute(select(Embedding))).scalars().all() == []


async def test_the_operator_is_told_once_what_keeps_meaning_away(app: App, embedder: Scripted) -> None:
    embedder.trouble = "The embedding model m does not serve (HTTP 401)."
    await join(app, *await a_quake_in_two_languages(app))
    async with app.reading() as session:
        owed = (await session.execute(select(Delivery))).scalars().all()
    assert len(owed) == 1
    assert "HTTP 401" in owed[0].payload["text"]


async def test_an_article_that_was_told_is_not_asked_of_again(app: App, embedder: Scripted) -> None:
    herald, _ = await a_quake_in_two_languages(app)
    async with app.reading() as session:
        batch = await read_batch(session, herald.id or 0)
    told = await tell_meanings(app, batch, {})
    async with app.session() as session:
        await keep_meanings(session, [embedder], told)
    async with app.reading() as session:
        kept = await read_meanings(session, batch, [embedder])
    assert list(kept) == list(told)
    assert np.allclose(next(iter(kept.values())), next(iter(told.values())))
    assert (await tell_meanings(app, batch, kept)).keys() == kept.keys()
    assert len(embedder.asked) == 1


async def test_what_another_model_told_is_not_used(app: App, embedder: Scripted) -> None:
    herald, _ = await a_quake_in_two_languages(app)
    async with app.reading() as session:
        batch = await read_batch(session, herald.id or 0)
    async with app.session() as session:
        await keep_meanings(session, [embedder], await tell_meanings(app, batch, {}))
    async with app.reading() as session:
        assert await read_meanings(session, batch, [Scripted("another")]) == {}


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("The ground shook at dawn, officials said. Rescuers are on their way.", 1),
        ("Rescuers are on their way. The ground shook.", 2),
    ],
)
async def test_a_newer_version_is_asked_of_only_when_it_begins_otherwise(
    app: App, embedder: Scripted, text: str, times: int
) -> None:
    herald, _ = await a_quake_in_two_languages(app)
    await join(app, herald)
    async with app.session() as session:
        old = (
            (await session.execute(select(Article).where(col(Article.feed_id) == herald.id))).scalars().one()
        )
        old.superseded_at = NOON
        await an_article(session, herald, QUAKE, text, guid=old.guid, version=2)
    await join(app, herald)
    assert len(embedder.asked) == times
    async with app.reading() as session:
        assert len((await session.execute(select(Embedding))).scalars().all()) == 2


async def test_equal_beginnings_are_asked_of_once(app: App, embedder: Scripted) -> None:
    async with app.session() as session:
        herald = await a_feed_of(session, "Herald", "en")
        for number in range(3):
            await an_article(session, herald, QUAKE, "The ground shook.", guid=str(number))
    await join(app, herald)
    assert len(embedder.asked) == 1
    async with app.reading() as session:
        assert len((await session.execute(select(Embedding))).scalars().all()) == 3


async def test_a_model_that_comes_to_be_known_later_is_trusted_from_then_on(
    app: App, embedder: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a start at which the endpoint was down: what was read then is read again."""
    monkeypatch.setattr("news.clustering.window.HALF_READ", 0.01)  # as if much had been read
    async with app.session() as session:
        herald = await a_feed_of(session, "Herald", "en")
        zeitung = await a_feed_of(session, "Zeitung", "de")
        await an_article(session, herald, "Earthquake destroys homes in the mountains, many dead")
        await an_article(session, zeitung, "Erdbeben zerstört Häuser im Gebirge, viele Tote")
    embedder.languages = embedder.becomes = frozenset()
    await join(app, herald)
    embedder.becomes = frozenset({"en", "de"})
    await join(app, zeitung)
    assert len(set(await stories(app))) == 1


async def test_vectors_of_another_size_never_meet(app: App, embedder: Scripted) -> None:
    """The model behind the settings was exchanged while the program ran."""
    herald, zeitung = await a_quake_in_two_languages(app)
    await join(app, herald)

    class Wider(Scripted):
        def _vector(self, text: str) -> NDArray[np.float32]:
            return np.eye(5, dtype=np.float32)[1]

    await join(replace(app, embedders=(Wider("wider"),)), zeitung)
    assert len(set(await stories(app))) == 2


async def test_a_second_embedder_tells_what_the_first_does_not_know(app: App) -> None:
    """And the first is not asked: to it, texts in a language that it does not know are all alike."""
    fast, slow = Scripted("fast", frozenset({"en"})), Scripted("slow")
    herald, zeitung = await a_quake_in_two_languages(app)
    both = replace(app, embedders=(fast, slow))
    await join(both, herald, zeitung)
    assert (fast.asked_in, slow.asked_in) == (["en"], ["en", "de"])
    assert len(set(await stories(both))) == 1
    async with app.reading() as session:
        kept = (await session.execute(select(Embedding).order_by(col(Embedding.article_id)))).scalars().all()
    assert sorted((row.article_id, row.model) for row in kept) == [(1, "fast"), (1, "slow"), (2, "slow")]


async def test_what_two_embedders_said_is_read_back_after_a_restart(app: App) -> None:
    fast, slow = Scripted("fast", frozenset({"en"})), Scripted("slow")
    herald, zeitung = await a_quake_in_two_languages(app)
    await join(replace(app, embedders=(fast, slow)), herald)
    await join(replace(app, embedders=(fast, slow), index=StoryIndex()), zeitung)
    assert len(set(await stories(app))) == 1
    assert slow.asked_in == ["en", "de"]
