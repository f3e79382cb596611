"""Chats and their threads, as rows: found, shut when we are put out, opened when we are let in, moved to another number.

A group has a row for each forum topic that was set up, and one (thread 0) for itself. Knows no message.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Chat, Delivery, OwnStory, Subscriber
from news.queries import active_schedules
from news.reader.agenda import plan_all, unplan

_OUT_OF_THE_WAY = -(2**60)
"""Below any chat's number: where a row stands while two of them change places."""


_CHAT_AND_READER = (
    select(Chat, Subscriber)
    .outerjoin(Subscriber, col(Subscriber.chat) == col(Chat.id))
    .where(col(Chat.chat_id) == bindparam("chat_id"), col(Chat.thread_id) == bindparam("thread_id"))
)


async def chat_at(session: AsyncSession, chat_id: int, thread_id: int = 0) -> Chat | None:
    found = await session.execute(
        select(Chat).where(col(Chat.chat_id) == chat_id, col(Chat.thread_id) == thread_id)
    )
    return found.scalar_one_or_none()


async def chat_and_reader(
    session: AsyncSession, chat_id: int, thread_id: int
) -> tuple[Chat | None, Subscriber | None]:
    """Both in one statement: each message begins with it."""
    found = (await session.execute(_CHAT_AND_READER, {"chat_id": chat_id, "thread_id": thread_id})).first()
    return (None, None) if found is None else (found[0], found[1])


async def chat_of_message(session: AsyncSession, chat_id: int, message_id: int) -> Chat | None:
    """The thread of this chat that we sent the message to."""
    found = await session.execute(
        select(Chat)
        .join(Delivery, col(Delivery.chat) == col(Chat.id))
        .where(col(Chat.chat_id) == chat_id, col(Delivery.message_id) == message_id)
        .order_by(col(Delivery.id).desc())
        .limit(1)
    )
    return found.scalar_one_or_none()


async def threads_of(session: AsyncSession, chat_id: int) -> Sequence[Chat]:
    """All rows of the chat, itself first."""
    found = await session.execute(
        select(Chat).where(col(Chat.chat_id) == chat_id).order_by(col(Chat.thread_id))
    )
    return found.scalars().all()


async def subscriber_of(session: AsyncSession, chat: Chat) -> Subscriber | None:
    found = await session.execute(select(Subscriber).where(col(Subscriber.chat) == chat.id))
    return found.scalar_one_or_none()


async def shut(session: AsyncSession, chat_id: int, *, now: datetime) -> None:
    """We were put out: nothing more is planned for any thread; what is set is kept."""
    for chat in await threads_of(session, chat_id):
        chat.state, chat.state_at = "blocked", now
        subscriber = await subscriber_of(session, chat)
        for schedule in await active_schedules(session, subscriber.id or 0) if subscriber else ():
            await unplan(session, schedule)


async def open_again(session: AsyncSession, chat_id: int, *, now: datetime) -> None:
    """We were let in: what was planned for any thread goes on."""
    for chat in await threads_of(session, chat_id):
        await open_thread(session, chat, now=now)


async def open_thread(session: AsyncSession, chat: Chat, *, now: datetime) -> None:
    chat.state, chat.state_at, chat.barred = "active", now, None
    await session.flush()
    subscriber = await subscriber_of(session, chat)
    if subscriber is not None and subscriber.state == "active":
        await plan_all(session, subscriber, now=now)


# --- a group that became a supergroup ------------------------------------------------------------


async def move(session: AsyncSession, old: int, new: int, *, now: datetime) -> None:
    """The same people under another number: everything goes with them, thread by thread.

    Telegram says so more than once, and we may have heard of the new number before: a row of it that nobody has set up
    makes way, one that somebody has stays.
    """
    newcomers = {chat.thread_id: chat for chat in await threads_of(session, new)}
    for place in await threads_of(session, old):
        newcomer = newcomers.get(place.thread_id)
        if newcomer is not None and await _is_set_up(session, newcomer):
            await _join(session, place, newcomer, now=now)
            continue
        if newcomer is not None:
            await _make_way(session, newcomer, place, now=now)
        place.chat_id, place.kind, place.state, place.state_at = new, "supergroup", "active", now
        await _forget_ids(session, place)
        await session.flush()


async def _is_set_up(session: AsyncSession, chat: Chat) -> bool:
    subscriber = await subscriber_of(session, chat)
    return subscriber is not None and subscriber.state != "new"


async def _make_way(session: AsyncSession, newcomer: Chat, place: Chat, *, now: datetime) -> None:
    """The two change places, and what the newcomer owes is owed to the place."""
    await _hand_over(session, newcomer, place)
    old, new = place.chat_id, newcomer.chat_id
    for chat, number in ((newcomer, _OUT_OF_THE_WAY - (newcomer.id or 0)), (place, new), (newcomer, old)):
        chat.chat_id = number
        await session.flush()
    newcomer.state, newcomer.state_at = "gone", now


async def _join(session: AsyncSession, old: Chat, new: Chat, *, now: datetime) -> None:
    await _hand_over(session, old, new)
    settled = await subscriber_of(session, old)
    if settled is not None:
        settled.state = "stopped"
    old.state, old.state_at = "gone", now


async def _hand_over(session: AsyncSession, giver: Chat, taker: Chat) -> None:
    """What is still owed."""
    await session.execute(
        update(Delivery)
        .where(col(Delivery.chat) == giver.id, col(Delivery.state) == "pending")
        .values(chat=taker.id)
        .execution_options(synchronize_session=False)
    )


async def _forget_ids(session: AsyncSession, chat: Chat) -> None:
    """The messages sent so far have no number in the new chat: others will have it."""
    await session.execute(
        update(Delivery)
        .where(col(Delivery.chat) == chat.id, col(Delivery.message_id).is_not(None))
        .values(message_id=None)
        .execution_options(synchronize_session="fetch")
    )
    readers = select(col(Subscriber.id)).where(col(Subscriber.chat) == chat.id)
    await session.execute(
        update(OwnStory)
        .where(col(OwnStory.subscriber_id).in_(readers))
        .values(message_id=None)
        .execution_options(synchronize_session="fetch")
    )
