"""Step: hold a post that a reader brought against what the outlets say. Row: a post.

Who reports it, in what words, what differs (numbers, names, dates), and what no source says; never a verdict. The stories it
may be about are found by its link, by its rarest words in the index, and by meaning where an encoder is on this machine:
a reader's post goes to no other. How a post is read, matched and compared is for `news/comparing`; here are the rows.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from news.comparing import candidates
from news.comparing.claims import Alike, Claim, compare
from news.comparing.matching import match
from news.comparing.meant import story_meant
from news.comparing.post import Post, read_post
from news.comparing.saying import Compared, say
from news.language.sentences import split
from news.language.tokens import primary_subtag
from news.models import BroughtPost, Chat, Subscriber
from news.ports import Embedder
from news.queries import briefs_of
from news.sending.deliveries import owe_messages
from news.story.stories import Told, read_stories
from news.story.viewing import bare_view, view_of
from news.work import Claim as Claimed
from news.work import finish
from news.writing.drafts import Evidence
from news.writing.shaping import Limits, shape

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)

EVERYTHING = Limits(articles=40, sentences=60, chars=8_000, tokens=200_000)
"""Of a story, a post is held against all that its sources say."""
OTHERS = 2
"""Stories beside the likeliest that are offered."""
OF_LINKED = 2
"""Of an article that a bare link leads to: its headline, and the sentence that the radar shows, too."""
MOST_MEANT, MOST_LINES, LINES_A_SOURCE = 8, 40, 8
"""Stories whose sentences are told to an encoder where words find none, and how many of each."""


@dataclass(frozen=True)
class _Brought:
    """A post and its reader. `stories` are those that it may be about; `linked` the one its link leads to. `stands_for` is the
    article in whose words a bare link is compared: with what the others say."""

    row: BroughtPost
    subscriber: Subscriber
    chat: Chat
    post: Post
    stories: Mapping[int, Told]
    linked: int | None
    stands_for: int | None = None
    near: tuple[int, ...] = ()  # in meaning, by the beginnings of their articles


async def compare_post(app: "App", claim: Claimed) -> None:
    """Compares the post once; one whose reader is gone, or that was compared, is let go."""
    brought = await _read(app, claim.row)
    if brought is None:
        async with app.session() as session:
            await finish(session, claim)
        return
    likely = _likely(brought) or await _meant(brought, app.embedders)
    claims: tuple[Claim, ...] = ()
    if likely:
        claims = await _compared(app, brought, brought.stories[likely[0]])
    async with app.session() as session:
        await _conclude(app, session, brought, likely, claims)
        await finish(session, claim)
    app.bell.ring("deliver")
    log.info("post compared", post=claim.row, story=next(iter(likely), None), sentences=len(claims))


async def _read(app: "App", row_id: int) -> _Brought | None:
    async with app.reading() as session:
        row = await session.get(BroughtPost, row_id)
        subscriber = await session.get(Subscriber, row.subscriber_id) if row else None
        chat = await session.get(Chat, subscriber.chat) if subscriber else None
        if row is None or subscriber is None or chat is None or row.compared_at is not None:
            return None
        post = read_post(row.text, reads=subscriber.digest_language, links=row.links)
        linked = await candidates.by_links(session, post.links)
        found = await candidates.by_words(session, post) if post.sentences else []
    near = await candidates.by_meaning(app, post) if post.sentences else []
    found += near
    async with app.reading() as session:
        led_to = [linked.story] if linked is not None else []
        told = await read_stories(session, [*led_to, *found], shown_at=app.now())
    stories = {each.story.id or 0: each for each in told.values()}
    living = next((told[each].story.id for each in led_to if each in told), None)
    nearest = dict.fromkeys(told[each].story.id or 0 for each in near if each in told)
    stands_for = None
    if linked is not None and living is not None and not post.sentences:
        post, stands_for = _as_post(linked, post), linked.article
    return _Brought(row, subscriber, chat, post, stories, living, stands_for, tuple(nearest)[:MOST_MEANT])


def _as_post(linked: candidates.Linked, post: Post) -> Post:
    """What an article says first, in place of a link to it."""
    read = read_post(f"{linked.title}\n{linked.text}", reads=linked.language or post.language)
    language = primary_subtag(linked.language) or read.language
    return Post(read.sentences[:OF_LINKED], language, post.links)


def _likely(brought: _Brought) -> list[int]:
    """The stories that the post is about, likeliest first. A link says it for sure."""
    sources = {story: told.sources for story, told in brought.stories.items()}
    is_told = brought.post.sentences and brought.stands_for is None
    matched = [likeness.story for likeness in match(brought.post, sources)] if is_told else []
    first = [brought.linked] if brought.linked is not None else []
    return list(dict.fromkeys([*first, *matched]))


async def _meant(brought: _Brought, embedders: Sequence[Embedder]) -> list[int]:
    """The story that the post means in another language than its sources', where an encoder of this machine knows both."""
    post = brought.post
    foreign = {story: _foreign_lines(brought.stories[story], post) for story in brought.near}
    lines = {story: listed for story, listed in foreign.items() if listed}
    embedder = next((each for each in embedders if each.is_local), None)
    if embedder is None or not lines:
        return []
    spoken = [(sentence, post.language) for sentence in post.sentences]
    listed = [*spoken, *(line for of_one in lines.values() for line in of_one)]
    told = iter(await embedder.embed([text for text, _ in listed], languages=[code for _, code in listed]))
    mine = [next(told) for _ in spoken]
    theirs = {story: [v for _ in of_one if (v := next(told)) is not None] for story, of_one in lines.items()}
    if any(vector is None for vector in mine):
        return []
    sentences = np.stack([vector for vector in mine if vector is not None])
    meant = story_meant(sentences, {story: np.stack(rows) for story, rows in theirs.items() if rows})
    return [] if meant is None else [meant]


def _foreign_lines(told: Told, post: Post) -> list[tuple[str, str | None]]:
    """The beginnings of the story's articles in other languages than the post's."""
    others = [s for s in told.sources if primary_subtag(s.language) != post.language]
    return [
        (text, source.language)
        for source in others
        for text in [source.title, *split(source.text, source.language)[:LINES_A_SOURCE]]
        if text
    ][:MOST_LINES]


async def _compared(app: "App", brought: _Brought, told: Told) -> tuple[Claim, ...]:
    now = app.now()
    others = [source for source in told.sources if source.article_id != brought.stands_for]
    if not others:
        return ()
    shaped = await asyncio.to_thread(shape, others, now=now, limits=EVERYTHING)
    alike = await _alike(brought.post, shaped.evidence, app.embedders)
    return await asyncio.to_thread(compare, brought.post, shaped.evidence, now=now, alike=alike)


async def _alike(post: Post, evidence: Evidence, embedders: Sequence[Embedder]) -> Alike:
    """How alike sentences and passages of other languages are, where an encoder of this machine knows both."""
    embedder = next((each for each in embedders if each.is_local), None)
    lines = [line for line in evidence.lines if line.language != post.language]
    if embedder is None or not lines or not post.sentences:
        return {}
    texts = [*post.sentences, *(line.text for line in lines)]
    languages = [*([post.language] * len(post.sentences)), *(line.language for line in lines)]
    vectors = await embedder.embed(texts, languages=languages)
    mine, theirs = vectors[: len(post.sentences)], vectors[len(post.sentences) :]
    return {
        (number, line.id): float(one @ other)
        for number, one in enumerate(mine)
        for line, other in zip(lines, theirs, strict=True)
        if one is not None and other is not None
    }


async def _conclude(
    app: "App", session: AsyncSession, brought: _Brought, likely: Sequence[int], claims: Sequence[Claim]
) -> None:
    now = app.now()
    row = await session.get_one(BroughtPost, brought.row.id)
    if row.compared_at is not None:
        return
    row.compared_at, row.story_id = now, next(iter(likely), None)
    row.standings = [claim.standing.value for claim in claims]
    speech = app.words(brought.subscriber.interface_language)
    compared = await _shown(session, brought, likely, claims, now=now)
    message = say(compared, speech, zone=brought.subscriber.zone, reply_to=brought.row.reply_to)
    await owe_messages(session, brought.chat, "comparison", row.id or 0, [message], now=now)


async def _shown(
    session: AsyncSession, brought: _Brought, likely: Sequence[int], claims: Sequence[Claim], *, now: datetime
) -> Compared:
    briefs = await briefs_of(session, likely[: 1 + OTHERS])
    language = brought.subscriber.digest_language
    views = [
        view_of(brought.stories[story], briefs, language=language, newest=False)
        or bare_view(brought.stories[story], language=language)
        for story in likely[: 1 + OTHERS]
    ]
    return Compared(
        tuple(claims),
        views[0] if views else None,
        tuple((view.story, view.headline) for view in views[1:]),
        post=brought.row.id or 0,
        link=next(iter(brought.post.links), None),
    )
