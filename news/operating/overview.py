"""What the operator sees at a glance: the vital signs, who reads, what a model cost, how much room the disk has.

Only reads. Knows nothing of how it is shown (`render_operator`).
"""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Chat, Subscriber
from news.operating.costs import DayCosts, costs_by_day
from news.operating.vital_signs import VitalSigns, read_vital_signs

if TYPE_CHECKING:
    from news.app import App

DAYS = 7


@dataclass(frozen=True)
class Room:
    """Bytes of the disk that holds the database."""

    free: int
    total: int


@dataclass(frozen=True)
class Overview:
    """`readers` counts chats by kind and by what keeps them from digests (paused, stopped, unreachable, new), `costs` has the
    latest day first. `disk` None: the database is a server's. `trouble` is what the model says keeps it from its work."""

    at: datetime
    signs: VitalSigns
    readers: Mapping[str, int]
    costs: Sequence[DayCosts]
    disk: Room | None
    trouble: str | None
    has_model: bool


async def read_overview(app: "App", session: AsyncSession) -> Overview:
    now = app.now()
    return Overview(
        at=now,
        signs=await read_vital_signs(session, now=now, per_second=app.messages_per_second),
        readers=await _readers(session, now=now),
        costs=await costs_by_day(session, today=now.date(), days=DAYS),
        disk=room_for(app),
        trouble=app.model.trouble if app.model is not None else None,
        has_model=app.model is not None,
    )


def room_for(app: "App") -> Room | None:
    """What is left where the database lies, if that is a file of this machine."""
    url = app.db.engine.url
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    usage = shutil.disk_usage(Path(url.database).resolve().parent)
    return Room(usage.free, usage.total)


async def _readers(session: AsyncSession, *, now: datetime) -> dict[str, int]:
    standing = case(
        (col(Chat.state) != "active", "unreachable"),
        (col(Subscriber.state) != "active", col(Subscriber.state)),
        (col(Subscriber.paused_until) > now.date(), "paused"),
        else_=case((col(Chat.kind).in_(("group", "supergroup")), "group"), else_=col(Chat.kind)),
    )
    rows = await session.execute(
        select(standing.label("standing"), func.count())
        .select_from(Subscriber)
        .join(Chat, col(Chat.id) == col(Subscriber.chat))
        .group_by("standing")
    )
    return {name: int(count) for name, count in rows}
