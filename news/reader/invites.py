"""Invites: who may become a reader of an installation that is for invited people only.

An invite is a random word in a link, for so many people and so many days. Only its hash is kept, so that whoever reads the
database lets nobody in. Who is a reader already stays one. Knows no Telegram.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Chat, Invite, Subscriber

TOKEN_BYTES = 24
"""192 random bits: 32 letters of an address."""
USES, DAYS = 1, 7
MOST_USES, MOST_DAYS = 10_000, 365


@dataclass(frozen=True)
class Made:
    """A new invite, and its word: it is known here and now only."""

    invite: Invite
    token: str


async def make_invite(session: AsyncSession, *, uses: int, days: int, now: datetime) -> Made:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = Invite(
        hash=hash_of(token),
        uses=max(1, min(uses, MOST_USES)),
        made_at=now,
        expires_at=now + timedelta(days=max(1, min(days, MOST_DAYS))),
    )
    session.add(row)
    await session.flush()
    return Made(row, token)


def hash_of(token: str) -> str:
    """Of a word with 192 random bits nobody tries all: no salt and no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


async def take_invite(session: AsyncSession, token: str, *, now: datetime) -> bool:
    """Uses up one use; False where the invite is none, used up, too old or revoked. Two at once cannot have the last one."""
    taken = await session.execute(
        update(Invite)
        .where(col(Invite.hash) == hash_of(token), _is_open(now=now))
        .values(used=col(Invite.used) + 1)
        .execution_options(synchronize_session=False)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def _is_open(*, now: datetime) -> ColumnElement[bool]:
    return (
        col(Invite.revoked_at).is_(None)
        & (col(Invite.expires_at) > now)
        & (col(Invite.used) < col(Invite.uses))
    )


async def open_invites(session: AsyncSession, *, now: datetime) -> list[Invite]:
    """Those that still let somebody in, the newest first."""
    found = await session.execute(select(Invite).where(_is_open(now=now)).order_by(col(Invite.id).desc()))
    return list(found.scalars())


async def revoke(session: AsyncSession, number: int, *, now: datetime) -> None:
    """The invite lets nobody in any more; who came by it stays."""
    row = await session.get(Invite, number)
    if row is not None and row.revoked_at is None:
        row.revoked_at = now
        session.add(row)


# --- who is in -----------------------------------------------------------------------------------


async def is_known(session: AsyncSession, *numbers: int) -> bool:
    """Whether one of these people or places, by Telegram's numbers, has settings here."""
    known = exists().where(
        col(Subscriber.chat) == col(Chat.id), or_(*(col(Chat.chat_id) == number for number in numbers))
    )
    return bool((await session.execute(select(known))).scalar_one())
