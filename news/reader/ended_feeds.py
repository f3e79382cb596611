"""A feed that its server ended, or that could not be read for weeks: it is asked no more, and who follows it hears of it once.

It was asked ever more rarely before (`intake.intervals`). Where no other feed was read of late the fault may be ours, and nothing ends.
Knows nothing of how feeds are fetched.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zlib import crc32

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.intake.discovery import site_of
from news.markup import quiet
from news.models import Chat, Feed, Subscriber, Subscription
from news.ports import Message
from news.rendering.directions import rtl
from news.sending.deliveries import owe_messages

if TYPE_CHECKING:
    from news.app import App

ENDED_AFTER = timedelta(days=14)
LATELY = timedelta(days=1)


async def has_ended(session: AsyncSession, feed: Feed, *, failing_for: timedelta, now: datetime) -> bool:
    """Whether it has failed for so long, while others did not."""
    if failing_for < ENDED_AFTER:
        return False
    others = await session.execute(
        select(col(Feed.id))
        .where(col(Feed.id) != feed.id, col(Feed.failures) == 0, col(Feed.fetched_at) >= now - LATELY)
        .limit(1)
    )
    return others.first() is not None


async def tell_followers(app: "App", session: AsyncSession, feed: Feed) -> None:
    """Those who follow this very feed, in their languages."""
    readers = await session.execute(
        select(Subscriber, Chat)
        .join(Chat, col(Chat.id) == col(Subscriber.chat))
        .join(Subscription, col(Subscription.subscriber_id) == col(Subscriber.id))
        .where(col(Subscription.kind) == "feed", col(Subscription.target) == str(feed.id))
        .where(col(Subscriber.state) == "active", col(Chat.state) == "active")
    )
    for reader, chat in readers.all():
        speech = app.words(reader.interface_language)
        site = speech.isolated(feed.title or site_of(feed.url))
        said = speech.gettext("{site} can no longer be read, so I have stopped asking it.", site=site)
        subject = crc32(f"ended {feed.id} {chat.id} {app.now():%Y-%m-%d}".encode())
        await owe_messages(
            session, chat, "notice", subject, [Message(rtl(quiet(said), speech))], now=app.now()
        )


def for_operator(feed: Feed, reason: str) -> str:
    """The address of a feed that a reader brought may hold their password for it."""
    if feed.is_brought:
        return f"Feed {feed.id}, which a reader brought, is read no more: {reason}."
    return f"Feed {feed.id} ({feed.url}) is read no more: {reason}. /admin feeds lists it, with buttons to move it or try again."
