"""Step: look for the feeds that a reader wants to follow. Row: a feed lookup.

An address may be a feed's or any page's: then the feeds that the page names are looked at, or the usual places. A file is a
list of feeds (OPML): each is looked at and followed, some at a time, so that a long list takes several runs and a restart
loses little. What is private is refused in the same words as what cannot be reached. Knows no HTTP, no XML and no Telegram;
the ports do.
"""

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.catalogue import CatalogueError
from news.errors import FetchFailed, FetchRefused, FileFailed, ParseFailed
from news.intake.discovery import distinct, feeds_named, is_top, site_of, usual_places
from news.intake.found_feeds import (
    FEED,
    FOLLOWED,
    FULL,
    KNOWN,
    NO_ADDRESS,
    NO_FEED,
    OUT_OF_REACH,
    TAKEN_DOWN,
    Found,
    as_row,
    found_feed,
    from_row,
)
from news.intake.opml import feeds_in
from news.models import Chat, FeedLookup, Subscriber, Update
from news.ports import Body, Message
from news.reader.brought import MOST_FEEDS, feed_at, feeds_of_site, follow_feed
from news.reader.following import subscriptions
from news.rendering.render_feeds import (
    empty_list_message,
    found_messages,
    list_begun_message,
    listed_messages,
    unreadable_message,
)
from news.rendering.render_tending import looked_message
from news.sending.deliveries import bound, owe_messages
from news.takedown.register import read_register
from news.work import Claim, finish

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)

TRIES = 3
AT_ONCE = 4
A_RUN = 12
"""Feeds of a file that one run looks at: with a deadline of 20 s each it ends well within the step's."""
DEADLINE_S = 50.0
SHOWN = 5
MOST_LOOKED_AT = 2 * MOST_FEEDS
"""Of a file: as many feeds do not answer, and as many may be followed."""
_REPORT = 1
"""The first part of a list's report: part 0 says that it is being looked at."""
MOST_FILE_BYTES = 1_000_000
"""A list of a thousand feeds has about 300 KB."""


async def look(app: "App", claim: Claim) -> None:
    """Takes the lookup one run further. Idempotent: what was found is on the row."""
    async with app.reading() as session:
        row = await session.get(FeedLookup, claim.row)
    if row is None or row.done_at is not None:
        async with app.session() as session:
            await finish(session, claim)
    elif row.file_id is None:
        await _look_at_address(app, claim, row)
    elif not row.found and not row.waiting:
        await _read_file(app, claim, row.file_id)
    else:
        await _look_at_list(app, claim, row)
    app.bell.ring("look", "deliver", "fetch")


# --- an address ----------------------------------------------------------------------------------


async def _look_at_address(app: "App", claim: Claim, row: FeedLookup) -> None:
    known = await _known_here(app, row)
    found = known or [Found(row.address, OUT_OF_REACH)]
    if not known and not _is_last(claim):
        with suppress(TimeoutError):
            async with asyncio.timeout(DEADLINE_S):
                found = await found_at(app, row.address)
    found = await _unless_taken_down(app, found)
    log.info("feeds looked for", lookup=claim.row, states=[one.state for one in found])
    async with app.session() as session:
        kept, subscriber, chat = await _reread(session, claim.row)
        kept.found, kept.done_at = [as_row(one) for one in found], app.now()
        message = await _shown(app, session, kept, subscriber, found)
        await _say(session, subscriber, chat, claim.row, [message], now=app.now())
        await finish(session, claim)


async def _shown(
    app: "App", session: AsyncSession, row: FeedLookup, subscriber: Subscriber, found: Sequence[Found]
) -> Message:
    """What was found, for whoever looks."""
    if row.for_feed is not None:
        english = app.words("en")
        return looked_message(
            row.id or 0, row.address, found, english, for_feed=row.for_feed, zone=subscriber.zone
        )
    return found_messages(
        row.id or 0,
        row.address,
        found,
        app.words(subscriber.interface_language),
        followed=await _followed(session, subscriber, found),
        zone=subscriber.zone,
        reply_to=row.reply_to,
    )


async def _unless_taken_down(app: "App", found: Sequence[Found]) -> list[Found]:
    """Nobody brings back what the operator took down, by whatever address it is found."""
    async with app.reading() as session:
        register = await read_register(session)
    return [Found(one.url, TAKEN_DOWN) if register.has(one.url) else one for one in found]


async def _known_here(app: "App", row: FeedLookup) -> list[Found]:
    """The feeds of an outlet that the catalogue has, where its site was named and no page of it; or that it was taken down."""
    async with app.reading() as session:
        if (await read_register(session)).has(row.address):
            return [Found(row.address, TAKEN_DOWN)]
        if row.for_feed is not None or not is_top(row.address):
            return []
        return await feeds_of_site(session, site_of(row.address), most=SHOWN)


def _is_last(claim: Claim) -> bool:
    """What has failed before for reasons of ours is answered without another try: nobody waits for nothing."""
    return claim.attempts >= TRIES - 1


async def found_at(app: "App", address: str) -> list[Found]:
    """The feed that the address is of, or those that its page names, or one in a usual place; else one value that says
    why there is none."""
    try:
        body = await _body(app, address)
    except (FetchFailed, FetchRefused):
        return [Found(address, OUT_OF_REACH)]
    feed = await _parsed(app, address, body)
    if feed is not None:
        return [feed]
    named = await asyncio.to_thread(feeds_named, body.content, body.content_type, url=body.url)
    for candidates in (named, usual_places(body.url)):
        looked = await _all(look_at(app, url) for url in candidates)
        feeds = [one for one in looked if one.state == FEED]
        if feeds:
            kept = distinct(one.url for one in feeds)[:SHOWN]
            return [one for one in feeds if one.url in kept]
    return [Found(address, NO_FEED)]


async def look_at(app: "App", url: str) -> Found:
    """What this very address gives."""
    try:
        body = await _body(app, url)
    except (FetchFailed, FetchRefused):
        return Found(url, OUT_OF_REACH)
    return await _parsed(app, url, body) or Found(url, NO_FEED)


async def _body(app: "App", url: str) -> Body:
    fetched = await app.fetcher.get(url)
    if not isinstance(fetched, Body):
        raise FetchFailed(url, "says that nothing changed, though we never had it")
    return fetched


async def _parsed(app: "App", url: str, body: Body) -> Found | None:
    try:
        return found_feed(body.freshness.moved_to or url, await app.parser.parse(body))
    except ParseFailed:
        return None


async def _all(looks: Iterable[Awaitable[Found]]) -> list[Found]:
    """Some at once, in the order given."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(looking: Awaitable[Found]) -> Found:
        async with gate:
            return await looking

    return list(await asyncio.gather(*(one(looking) for looking in looks)))


# --- a file --------------------------------------------------------------------------------------


async def _read_file(app: "App", claim: Claim, file_id: str) -> None:
    """The list in the file, to be looked at from the next run on."""
    if app.messenger is None:
        raise RuntimeError("files are read only where there is a messenger")
    listed: list[tuple[str, str]] | None = None
    rest: list[tuple[str, str]] = []
    try:
        content = (
            b"" if _is_last(claim) else await app.messenger.read_file(file_id, most_bytes=MOST_FILE_BYTES)
        )
        listed, rest = await asyncio.to_thread(feeds_in, content)
    except (FileFailed, CatalogueError) as error:
        log.info("list of feeds not read", lookup=claim.row, reason=type(error).__name__)
    async with app.session() as session:
        kept, subscriber, chat = await _reread(session, claim.row)
        kept.waiting = [[url, title] for url, title in (listed or ())[:MOST_LOOKED_AT]]
        found = [Found(url, FULL, title) for url, title in (listed or ())[MOST_LOOKED_AT:]]
        found += [Found(url, NO_ADDRESS, title) for url, title in rest[:MOST_LOOKED_AT]]
        kept.found = [as_row(one) for one in found]
        speech, reply_to = app.words(subscriber.interface_language), kept.reply_to
        if listed:
            begun = list_begun_message(len(listed), speech, reply_to=reply_to)
            await _say(session, subscriber, chat, claim.row, [begun], now=app.now())
            await finish(session, claim, again_at=app.now())
            return
        kept.done_at = app.now()
        if listed is None:
            messages = [unreadable_message(speech, reply_to=reply_to)]
        elif found:
            messages = listed_messages(claim.row, found, speech, reply_to=reply_to)
        else:
            messages = [empty_list_message(speech, reply_to=reply_to)]
        await _say(session, subscriber, chat, claim.row, messages, now=app.now())
        await finish(session, claim)


async def _look_at_list(app: "App", claim: Claim, row: FeedLookup) -> None:
    """Looks at the next feeds of the list, and follows those that are feeds."""
    now_looked_at = [(str(url), str(title)) for url, title in row.waiting[:A_RUN]]
    looked = await _unless_taken_down(app, await _looked(app, now_looked_at, is_last=_is_last(claim)))
    async with app.session() as session:
        kept, subscriber, chat = await _reread(session, claim.row)
        done = [
            await _taken_in(session, subscriber, found, title, now=app.now())
            for found, (_, title) in zip(looked, now_looked_at, strict=True)
        ]
        kept.found = [*kept.found, *(as_row(one) for one in done)]
        kept.waiting = kept.waiting[len(now_looked_at) :]
        if kept.waiting:
            await finish(session, claim, again_at=app.now())
            return
        kept.done_at = app.now()
        found = [from_row(one) for one in kept.found]
        messages = listed_messages(
            claim.row, found, app.words(subscriber.interface_language), reply_to=kept.reply_to
        )
        await _say(session, subscriber, chat, claim.row, messages, now=app.now(), first_part=_REPORT)
        await finish(session, claim)


async def _looked(app: "App", listed: Sequence[tuple[str, str]], *, is_last: bool) -> list[Found]:
    if is_last:
        return [Found(url, OUT_OF_REACH) for url, _ in listed]
    known = await _known(app, listed)
    return await _all(
        _settled(known[url]) if url in known else _within(look_at(app, url), url) for url, _ in listed
    )


async def _known(app: "App", listed: Sequence[tuple[str, str]]) -> dict[str, Found]:
    """Feeds that we read already need not be asked for, nor those that were taken down."""
    async with app.reading() as session:
        register = await read_register(session)
        rows = {url: await feed_at(session, url) for url, _ in listed}
    return {
        url: Found(feed.url, FEED, title=feed.title or "", language=feed.language)
        for url, feed in rows.items()
        if feed is not None and feed.active and feed.failures == 0 and feed.fetched_at is not None
    } | {url: Found(url, TAKEN_DOWN, title=title) for url, title in listed if register.has(url)}


async def _settled(found: Found) -> Found:
    return found


async def _within(looking: Awaitable[Found], url: str) -> Found:
    try:
        async with asyncio.timeout(DEADLINE_S):
            return await looking
    except TimeoutError:
        return Found(url, OUT_OF_REACH)


async def _taken_in(
    session: AsyncSession, subscriber: Subscriber, found: Found, title: str, *, now: datetime
) -> Found:
    """What became of one of the list, under the title that the list has for it where the feed has none."""
    named = Found(**{**as_row(found), "title": found.title or title})
    if found.state != FEED:
        return named
    mine = (await subscriptions(session, subscriber.id or 0, kind="feed")).values()
    row = await follow_feed(session, subscriber.id or 0, named, now=now)
    state = FULL if row is None else KNOWN if row.target in mine else FOLLOWED
    return Found(**{**as_row(named), "state": state})


# --- rows ----------------------------------------------------------------------------------------


async def _say(
    session: AsyncSession,
    subscriber: Subscriber,
    chat: Chat,
    lookup: int,
    messages: Sequence[Message],
    *,
    now: datetime,
    first_part: int = 0,
) -> None:
    """Where it was asked; what is pressed there is for whom it was asked."""
    if chat.id != subscriber.chat:
        messages = bound(messages, subscriber.chat)
    await owe_messages(session, chat, "lookup", lookup, messages, now=now, first_part=first_part)


async def _reread(session: AsyncSession, lookup: int) -> tuple[FeedLookup, Subscriber, Chat]:
    """The lookup, for whom it is, and the chat in which it was asked: a channel is set up from a private one."""
    row = await session.get_one(FeedLookup, lookup)
    subscriber = await session.get_one(Subscriber, row.subscriber_id)
    place, asked = await session.get_one(Chat, subscriber.chat), await session.get_one(Update, row.update_id)
    if asked.chat_id != place.chat_id:
        rows = await session.execute(
            select(Chat).where(col(Chat.chat_id) == asked.chat_id, col(Chat.thread_id) == 0)
        )
        place = rows.scalar_one_or_none() or place
    return row, subscriber, place


async def _followed(session: AsyncSession, subscriber: Subscriber, found: Sequence[Found]) -> set[str]:
    """The addresses that the reader follows already."""
    mine = (await subscriptions(session, subscriber.id or 0, kind="feed")).values()
    feeds = {one.url: await feed_at(session, one.url) for one in found}
    return {url for url, feed in feeds.items() if feed is not None and str(feed.id) in mine}
