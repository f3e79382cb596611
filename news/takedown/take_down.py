"""Takes an outlet down with all its text: what it said goes from every row, messages that quote it are edited, its feeds are
read no more and nobody can bring them again; who followed one is told once.

Done in commits of some rows each; killed in between, it is done again from where it stood, at the latest at the program's next
start (`heed_register`), as it is where an older copy of the database was put back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.i18n import Speech
from news.markup import quiet
from news.models import (
    Chat,
    Delivery,
    Dropped,
    Feed,
    Outlet,
    Schedule,
    Subscriber,
    Subscription,
    TakenDown,
    Work,
)
from news.ports import Message
from news.rendering.directions import rtl
from news.searching import search_index
from news.sending.deliveries import owe_messages
from news.story.old_stories import referring
from news.takedown.erasing import erase_articles, erase_stories
from news.takedown.messages import messages_with, take_back
from news.takedown.older import blank_older, older_messages
from news.takedown.register import Listed, Register, read_register
from news.takedown.scope import Scope, addresses_of, outlets_of, parts, scope_of, texts_of, told_alone
from news.takedown.words import TheirWords

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)

STORIES_A_COMMIT = 25
ARTICLES_A_COMMIT = 200


@dataclass(frozen=True)
class Figures:
    """What is there of an outlet. `alone` are the stories that nobody else reports, `messages` those with its words, `older` those
    whose words are no longer kept and that told a story of it."""

    feeds: int
    articles: int
    stories: int
    alone: int
    messages: int
    older: int
    followers: int


async def figures_of(app: "App", listed: Listed) -> Figures:
    """Reading only."""
    async with app.reading() as session:
        scope = await scope_of(session, listed)
        alone, texts = await told_alone(session, scope), await texts_of(session, scope)
    messages = await messages_with(app, TheirWords(texts))
    older = len(await older_messages(app, scope.stories))
    return Figures(
        len(scope.feeds), len(scope.articles), len(scope.stories), alone, messages, older, scope.followers
    )


async def listed_of(app: "App", outlet: Outlet) -> Listed:
    """As it would be listed."""
    async with app.reading() as session:
        return Listed(outlet.domain, outlet.name, await addresses_of(session, outlet), app.now())


async def take_down(app: "App", listed: Listed, *, with_older: bool = False) -> int:
    """Gives how many messages are edited. `with_older`: also those whose words are no longer kept (`older`). Cost: all words
    of the last seven days are read."""
    async with app.session() as session:
        await _bar(session, listed)
        scope = await scope_of(session, listed)
    await write_register(app)
    async with app.reading() as session:
        theirs = TheirWords(await texts_of(session, scope))
    articles = frozenset(scope.articles)
    older = await blank_older(app, listed, scope.stories) if with_older else 0  # before their stories go
    edited = older + (await take_back(app, listed, theirs, articles) if theirs else 0)
    for some in parts(scope.stories, most=STORIES_A_COMMIT):
        async with app.session() as session:
            await erase_stories(session, some, articles, now=app.now())
    for some in parts(scope.articles, most=ARTICLES_A_COMMIT):
        async with app.session() as session:
            await erase_articles(session, some)
    edited += await take_back(app, listed, theirs, articles) if theirs else 0  # what was told meanwhile
    async with app.session() as session:
        await _erase_feeds(app, session, listed, scope)
        await search_index.press(session)
    app.let_go_of_texts()
    app.bell.ring("deliver")
    log.info("outlet taken down", domain=listed.domain, articles=len(scope.articles), messages=edited)
    return edited


async def heed_register(app: "App") -> int:
    """Brings rows and list together, and takes down again what a restored copy of the database has, or what was not finished;
    gives how many outlets."""
    if app.takedowns is None:
        return 0
    listed = app.takedowns.read()
    async with app.session() as session:
        for one in listed:
            await session.merge(_row(one))
        await session.flush()
        register = await read_register(session)
        again = [one for one in register.listed if await outlets_of(session, one)]
    await write_register(app)
    for one in again:
        await take_down(app, one)
    return len(again)


async def allow_again(app: "App", domain: str) -> bool:
    """Takes an outlet off the list: the catalogue brings it back at the next start. False where it is not listed."""
    async with app.session() as session:
        row = await session.get(TakenDown, domain)
        if row is not None:
            await session.delete(row)
    await write_register(app)
    return row is not None


async def write_register(app: "App") -> None:
    """Writes the list beside the database from the rows."""
    if app.takedowns is None:
        return
    async with app.reading() as session:
        register = await read_register(session)
    app.takedowns.write(register.listed)


async def registered(app: "App") -> Register:
    async with app.reading() as session:
        return await read_register(session)


def _row(listed: Listed) -> TakenDown:
    return TakenDown(domain=listed.domain, name=listed.name, feeds=sorted(listed.feeds), at=listed.at)


# --- its feeds -----------------------------------------------------------------------------------


async def _bar(session: AsyncSession, listed: Listed) -> None:
    """From this commit on nothing of it is fetched."""
    await session.merge(_row(listed))
    scope = await scope_of(session, listed)
    await session.execute(update(Feed).where(col(Feed.id).in_(scope.feeds)).values(active=False))
    await _forgive(session, scope.feeds)


async def _forgive(session: AsyncSession, feeds: Sequence[int]) -> None:
    for step in ("fetch", "cluster"):
        await session.execute(delete(Work).where(col(Work.step) == step, col(Work.row).in_(feeds)))


async def _erase_feeds(app: "App", session: AsyncSession, listed: Listed, scope: Scope) -> None:
    """With what readers follow of them, who are told."""
    targets = [str(feed) for feed in scope.feeds]
    followed = col(Subscription.kind) == "feed", col(Subscription.target).in_(targets)
    readers = await session.execute(
        select(Subscriber, Chat)
        .join(Chat, col(Chat.id) == col(Subscriber.chat))
        .where(col(Subscriber.id).in_(select(col(Subscription.subscriber_id)).where(*followed)))
    )
    for reader, chat in readers.all():
        await _tell(session, listed, chat, app.words(reader.interface_language), app=app)
    await session.execute(delete(Subscription).where(*followed))
    await session.execute(
        delete(Dropped).where(col(Dropped.kind) == "feed", col(Dropped.target).in_(targets))
    )
    for schedule in (await session.execute(select(Schedule))).scalars():
        kept = [feed for feed in schedule.feeds if feed not in targets]
        if len(kept) < len(schedule.feeds):
            schedule.feeds = kept
    for column in referring("feed"):
        if column.nullable:
            await session.execute(update(column.table).where(column.in_(scope.feeds)).values({column: None}))
        elif column.table.name != "article":  # those are gone
            await session.execute(delete(column.table).where(column.in_(scope.feeds)))
    await _forgive(session, scope.feeds)
    await session.execute(delete(Feed).where(col(Feed.id).in_(scope.feeds)))
    still = select(col(Feed.outlet_id))
    await session.execute(
        delete(Outlet).where(col(Outlet.id).in_(scope.outlets), col(Outlet.id).not_in(still))
    )


async def _tell(session: AsyncSession, listed: Listed, chat: Chat, speech: Speech, *, app: "App") -> None:
    """Once: by the subject a second message would be the same."""
    subject = crc32(f"taken down {listed.domain} {chat.id}".encode())
    known = await session.execute(
        select(col(Delivery.id)).where(col(Delivery.kind) == "notice", col(Delivery.subject) == subject)
    )
    if known.first() is not None:
        return
    said = speech.gettext(
        "{outlet} is no longer read here: its text was taken down. It is not among what you follow any more.",
        outlet=speech.isolated(listed.name),
    )
    await owe_messages(session, chat, "notice", subject, [Message(rtl(quiet(said), speech))], now=app.now())
