"""What the operator is told in their chat, once a day a matter: work that rests, updates that could not be handled.

In English: these are words about the program, as its log is. Without OPERATOR_CHAT_ID only the log has them.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zlib import crc32

import structlog
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.db import insert_missing
from news.logs import scrub
from news.markup import esc
from news.models import Chat, Mark
from news.ports import Message
from news.sending.deliveries import owe_messages

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)

AGAIN_AFTER = timedelta(days=1)


async def tell_operator(app: "App", matter: str, text: str) -> bool:
    """Owes the operator a message about `matter` (a short stable name); False where they know already or
    nobody is to be told."""
    if app.operator_chat_id is None:
        return False
    async with app.session() as session:
        if not await _is_news(app, session, matter):
            return False
        chat = await operator_chat(session, app.operator_chat_id, now=app.now())
        message = Message(esc(f"⚠️ {scrub(text)}"))
        subject = crc32(f"{matter} {app.now().isoformat()}".encode())
        await owe_messages(session, chat, "announcement", subject, [message], now=app.now())
    app.bell.ring("deliver")
    log.info("operator told", matter=matter)
    return True


async def _is_news(app: "App", session: AsyncSession, matter: str) -> bool:
    """Says so once, however many ask at the same moment: whoever writes the mark is told."""
    name, now = f"told {matter}"[:200], app.now()
    if await insert_missing(session, Mark, [{"name": name, "value": "", "at": now}], unique=("name",)):
        return True
    told = await session.execute(
        update(Mark).where(col(Mark.name) == name, col(Mark.at) <= now - AGAIN_AFTER).values(at=now)
    )
    return bool(told.rowcount)  # type: ignore[attr-defined]


async def operator_chat(session: AsyncSession, chat_id: int, *, now: datetime) -> Chat:
    """Their chat as a row, also where they have not written to us yet."""
    kind = "private" if chat_id > 0 else "group"
    await insert_missing(
        session,
        Chat,
        [{"chat_id": chat_id, "thread_id": 0, "kind": kind, "state": "active", "created_at": now}],
        unique=("chat_id", "thread_id"),
    )
    found = await session.execute(select(Chat).where(col(Chat.chat_id) == chat_id, col(Chat.thread_id) == 0))
    return found.scalar_one()
