"""The stories that a post may be about, from the rows: by its links, by its rarest words, by its meaning. Reading only.

A few dozen stories at most; which of them it is about is for `matching`. What can be found is what search can find.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.comparing.post import Post
from news.intake.links import canonical_url
from news.language.frequencies import frequency
from news.language.tokens import stop_words, words
from news.models import Article, Embedding, Membership, Story
from news.searching.search import read
from news.searching.search_index import find

if TYPE_CHECKING:
    from news.app import App

MOST_STORIES = 20
MOST_WORDS = 10
ARTICLES_A_WORD = 60
MEANT_WITHIN, MOST_MEANT = timedelta(days=4), 4_000
"""Articles whose meaning is compared: the latest. 2 MB of vectors for a thousand."""
ALIKE = 0.5


@dataclass(frozen=True)
class Linked:
    """An article that a post links to, as it stands, and its story."""

    story: int
    article: int
    title: str
    text: str
    language: str | None


async def by_links(session: AsyncSession, links: Collection[str]) -> Linked | None:
    """The newest article that one of these addresses is of."""
    urls = [canonical_url(link if "://" in link else f"https://{link}") for link in links]
    rows = await session.execute(
        select(
            col(Membership.story_id),
            col(Article.id),
            col(Article.title),
            col(Article.text),
            col(Article.language),
        )
        .join(Article, col(Article.id) == col(Membership.article_id))
        .join(Story, col(Story.id) == col(Membership.story_id))
        .where(col(Article.url).in_(urls), col(Membership.until_at).is_(None), col(Story.feed_id).is_(None))
        .order_by(col(Article.id).desc())
        .limit(1)
    )
    for story, article, title, text, language in rows:
        return Linked(story, article or 0, title, text, language)
    return None


async def by_words(session: AsyncSession, post: Post) -> list[int]:
    """The stories whose articles have most of the post's rarest words."""
    votes: Counter[int] = Counter()
    for word in rarest(post):
        sought = read(word, languages=[post.language])
        articles = await find(session, sought, most=ARTICLES_A_WORD) if sought else []
        votes.update(set(await _stories(session, articles)))
    return [story for story, _ in sorted(votes.items(), key=lambda pair: (-pair[1], -pair[0]))][:MOST_STORIES]


def rarest(post: Post) -> list[str]:
    """The words that tell most, the rarest in the language at large first; names are in no list of words."""
    stopped = stop_words(post.language)
    told = dict.fromkeys(word for word in words(post.text) if word not in stopped and len(word) > 1)
    return sorted(told, key=lambda word: frequency(word, post.language))[:MOST_WORDS]


async def _stories(session: AsyncSession, articles: Sequence[int]) -> list[int]:
    if not articles:
        return []
    rows = await session.execute(
        select(col(Membership.story_id))
        .join(Story, col(Story.id) == col(Membership.story_id))
        .where(
            col(Membership.article_id).in_(articles),
            col(Membership.until_at).is_(None),
            col(Story.feed_id).is_(None),
        )
    )
    return list(rows.scalars())


async def by_meaning(app: "App", post: Post) -> list[int]:
    """The stories of the late articles nearest in meaning, in whatever language; none without an encoder on this machine."""
    embedder = next((each for each in app.embedders if each.is_local), None)
    if embedder is None:
        return []
    (told,) = await embedder.embed([post.text[:500]], languages=[post.language])
    if told is None:
        return []
    async with app.reading() as session:
        rows = await session.execute(
            select(col(Embedding.article_id), col(Embedding.vector))
            .join(Article, col(Article.id) == col(Embedding.article_id))
            .where(
                col(Embedding.model) == embedder.name,
                col(Article.published_at) >= app.now() - MEANT_WITHIN,
                col(Article.superseded_at).is_(None),
            )
            .order_by(col(Article.id).desc())
            .limit(MOST_MEANT)
        )
        found = rows.all()
        if not found:
            return []
        vectors = np.stack([np.frombuffer(vector, dtype=np.float16) for _, vector in found]).astype(
            np.float32
        )
        likeness = vectors @ told
        nearest = [int(at) for at in np.argsort(-likeness)[:MOST_STORIES] if likeness[at] >= ALIKE]
        return list(dict.fromkeys(await _stories(session, [found[at][0] for at in nearest])))
