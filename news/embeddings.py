"""Meanings of a batch of articles: those kept from before, and those told now. An article's meaning is told once.

What cannot be told now stays untold; the operator hears of it. Knows rows and the port; no model, and nothing of joining.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.arrivals import Batch
from news.db import insert_missing
from news.joining import lead
from news.models import Article, Embedding
from news.notices import tell_operator
from news.ports import Embedder

if TYPE_CHECKING:
    from news.app import App

Vector = NDArray[np.float32]


async def read_meanings(session: AsyncSession, batch: Batch, embedder: Embedder | None) -> dict[int, Vector]:
    """By article id, what is kept: for the article itself, or for the version that it replaces where both begin alike."""
    if embedder is None:
        return {}
    replaced = {arrival.replaces for arrival in batch.arrivals if arrival.replaces is not None}
    articles = {arrival.article.id or 0 for arrival in batch.arrivals}
    rows = await session.execute(
        select(Article, col(Embedding.vector))
        .join(Embedding, col(Embedding.article_id) == col(Article.id))
        .where(col(Embedding.model) == embedder.name, col(Article.id).in_(articles | replaced))
    )
    kept = {article.id: (_lead(article), vector) for article, vector in rows}
    found: dict[int, Vector] = {}
    for arrival in batch.arrivals:
        for version in (arrival.article.id, arrival.replaces):
            text, vector = kept.get(version, (None, b""))
            if text == _lead(arrival.article):
                found[arrival.article.id or 0] = unpack(vector)
                break
    return found


async def tell_meanings(app: "App", batch: Batch, kept: Mapping[int, Vector]) -> dict[int, Vector]:
    """Those kept, and what the embedder says of the others; equal texts are asked of once."""
    if app.embedder is None:
        return {}
    asked: dict[tuple[str, str | None], list[int]] = {}
    for article in (arrival.article for arrival in batch.arrivals):
        if article.id not in kept:
            asked.setdefault((_lead(article), article.language), []).append(article.id or 0)
    told = await app.embedder.embed(
        [text for text, _ in asked], languages=[language for _, language in asked]
    )
    if app.embedder.trouble:
        await tell_operator(app, "embedder", app.embedder.trouble)
    return dict(kept) | {
        article: vector
        for articles, vector in zip(asked.values(), told, strict=True)
        if vector is not None
        for article in articles
    }


async def keep_meanings(
    session: AsyncSession, embedder: Embedder | None, meanings: Mapping[int, Vector]
) -> None:
    if embedder is not None and meanings:
        rows = [
            {"article_id": article, "model": embedder.name, "vector": vector.astype(np.float16).tobytes()}
            for article, vector in meanings.items()
        ]
        await insert_missing(session, Embedding, rows, unique=("article_id", "model"))


def unpack(kept: bytes) -> Vector:
    return np.frombuffer(kept, dtype=np.float16).astype(np.float32)


def _lead(article: Article) -> str:
    return lead(article.title, article.text, article.language)
