"""Marks as a memory: small words that outlive the process. Knows rows; not what the words mean."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import col

from news.db import Database, insert_missing
from news.models import Mark

FORGET = timedelta(days=30)
"""What was learned of a server so long ago is learned anew: servers are brought up to date."""


class Marks:
    """`ports.Memory` over the database."""

    def __init__(self, database: Database, *, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    async def recall(self, name: str) -> str | None:
        async with self._database.reading() as session:
            mark = await session.get(Mark, name)
        return mark.value if mark is not None and self._now() - mark.at < FORGET else None

    async def keep(self, name: str, value: str) -> None:
        word = {"value": value, "at": self._now()}
        async with self._database.session() as session:  # several may learn the same at once
            if not await insert_missing(session, Mark, [{"name": name} | word], unique=("name",)):
                await session.execute(update(Mark).where(col(Mark.name) == name).values(**word))
