"""Meanings of a batch of articles: those kept from before, and those told now. An article's meaning is told once by each
embedder.

What cannot be told now stays untold; the operator hears of it. Knows rows and the port; no model, and nothing of joining.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.clustering.arrivals import Arrival, Batch
from news.clustering.joining import lead
from news.clustering.meanings import Meaning, is_asked
from news.db import insert_missing
from news.language.tokens import primary_subtag
from news.models import Article, Embedding
from news.operating.notices import tell_operator
from news.ports import Embedder

if TYPE_CHECKING:
    from news.app import App

Vector = NDArray[np.float32]
ROWS_A_STATEMENT = 2_000


async def read_meanings(
    session: AsyncSession, batch: Batch, embedders: Sequence[Embedder]
) -> dict[int, Meaning]:
    """By article id, what is kept: for the article itself, or for the version that it replaces where both begin alike."""
    replaced = {arrival.replaces for arrival in batch.arrivals if arrival.replaces is not None}
    kept = await kept_meanings(
        session, replaced | {arrival.article.id or 0 for arrival in batch.arrivals}, embedders
    )
    if not kept:
        return {}
    rows = await session.execute(select(Article).where(col(Article.id).in_(replaced & kept.keys())))
    beginnings = {article.id: _lead(article) for article in rows.scalars()}
    found = {
        arrival.article.id or 0: _of_versions(arrival, kept, beginnings.get(arrival.replaces))
        for arrival in batch.arrivals
    }
    return {article: meaning for article, meaning in found.items() if meaning is not None}


def _of_versions(arrival: Arrival, kept: Mapping[int, Meaning], older: str | None) -> Meaning | None:
    own = kept.get(arrival.article.id or 0)
    if own is None and older == _lead(arrival.article):
        return kept.get(arrival.replaces or 0)
    return own


async def kept_meanings(
    session: AsyncSession, articles: Collection[int], embedders: Sequence[Embedder]
) -> dict[int, Meaning]:
    """By article id, of those of which some embedder's vector is kept."""
    vectors: dict[int, dict[str, Vector]] = {}
    wanted = sorted(articles) if embedders else []
    for at in range(0, len(wanted), ROWS_A_STATEMENT):
        rows = await session.execute(
            select(col(Embedding.article_id), col(Embedding.model), col(Embedding.vector)).where(
                col(Embedding.article_id).in_(wanted[at : at + ROWS_A_STATEMENT]),
                col(Embedding.model).in_([embedder.name for embedder in embedders]),
            )
        )
        for article, model, vector in rows:
            vectors.setdefault(article, {})[model] = np.frombuffer(vector, dtype=np.float16).astype(
                np.float32
            )
    return {
        article: tuple(by_model.get(embedder.name) for embedder in embedders)
        for article, by_model in vectors.items()
    }


async def tell_meanings(app: "App", batch: Batch, kept: Mapping[int, Meaning]) -> dict[int, Meaning]:
    """Those kept, and what the embedders say of the others; equal texts are asked of once."""
    columns = [
        await _tell(app, place, batch, {article: meaning[place] for article, meaning in kept.items()})
        for place in range(len(app.embedders))
    ]
    articles = {article for column in columns for article in column}
    return {article: tuple(column.get(article) for column in columns) for article in articles}


async def _tell(app: "App", place: int, batch: Batch, kept: Mapping[int, Vector | None]) -> dict[int, Vector]:
    embedder, known = app.embedders[place], [embedder.languages for embedder in app.embedders]
    found = {article: vector for article, vector in kept.items() if vector is not None}
    asked: dict[tuple[str, str | None], list[int]] = {}
    for article in (arrival.article for arrival in batch.arrivals):
        if article.id not in found and is_asked(place, primary_subtag(article.language), known):
            asked.setdefault((_lead(article), article.language), []).append(article.id or 0)
    told = await embedder.embed([text for text, _ in asked], languages=[language for _, language in asked])
    if embedder.trouble:
        await tell_operator(app, "embedder", embedder.trouble)
    for articles, vector in zip(asked.values(), told, strict=True):
        if vector is not None:
            found |= dict.fromkeys(articles, vector)
    return found


async def keep_meanings(
    session: AsyncSession, embedders: Sequence[Embedder], meanings: Mapping[int, Meaning]
) -> None:
    rows = [
        {"article_id": article, "model": embedder.name, "vector": vector.astype(np.float16).tobytes()}
        for article, meaning in meanings.items()
        for embedder, vector in zip(embedders, meaning, strict=True)
        if vector is not None
    ]
    await insert_missing(session, Embedding, rows, unique=("article_id", "model"))


def _lead(article: Article) -> str:
    return lead(article.title, article.text, article.language)
