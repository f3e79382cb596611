"""Whose turn a chat's updates are, among several processes: one handles them at a time, in the order of their numbers.

What a process that died was handling is free as soon as it is found dead. Knows nothing of what an update says.
"""

from collections.abc import Callable

from sqlalchemy import select
from sqlmodel import col

from news.app import App
from news.holds import let_go, take
from news.models import Update


class SharedLines:
    """`worker` is this process's name as `news.workers` knows it; without one, it takes no turn."""

    def __init__(self, app: App, worker: Callable[[], str | None]) -> None:
        self._app = app
        self._worker = worker

    async def take(self, chat_id: int) -> bool:
        """Whether the chat is ours until `let_go`."""
        worker = self._worker()
        if worker is None:
            return False
        async with self._app.session() as session:
            return await take(session, _name(chat_id), worker=worker)

    async def first(self, chat_id: int) -> int | None:
        """The chat's earliest update that is not handled, whichever process kept it."""
        async with self._app.reading() as session:
            found: int | None = await session.scalar(
                select(col(Update.id))
                .where(col(Update.chat_id) == chat_id, col(Update.handled_at).is_(None))
                .order_by(col(Update.id))
                .limit(1)
            )
        return found

    async def let_go(self, chat_id: int) -> None:
        worker = self._worker()
        if worker is not None:
            async with self._app.session() as session:
                await let_go(session, _name(chat_id), worker=worker)


def _name(chat_id: int) -> str:
    return f"chat {chat_id}"
