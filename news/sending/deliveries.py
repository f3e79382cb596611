"""Owing messages to a chat: delivery rows in their order, and the work to deliver them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.callbacks import for_place
from news.db import past_orm
from news.models import Carried, Chat, Delivery, Enclosure, Subscriber
from news.ports import Button, File, Message
from news.reader.quiet_hours import is_quiet, window_of
from news.work import owe_new


async def owe_messages(
    session: AsyncSession,
    chat: Chat,
    kind: str,
    subject: int,
    messages: Sequence[Message],
    *,
    now: datetime,
    first_part: int = 0,
    bulk: bool = False,
    due_at: datetime | None = None,
) -> None:
    """Delivery rows for these messages, in order, and the work to deliver them: now, or at `due_at` if that is later."""
    parcel = Parcel(chat.id or 0, kind, subject, messages, first_part=first_part, bulk=bulk, due_at=due_at)
    await owe_parcels(session, [parcel], now=now)


@dataclass(frozen=True)
class Parcel:
    """Messages to a chat, in order, about a row of some kind. Of a kind and row no two have the same part. They are due now, or
    `due_at` where that is later."""

    chat: int
    kind: str
    subject: int
    messages: Sequence[Message]
    first_part: int = 0
    bulk: bool = False
    due_at: datetime | None = None

    def rows(self, *, now: datetime) -> list[dict[str, Any]]:
        return [
            {
                "kind": self.kind, "subject": self.subject, "part": part, "chat": self.chat, "method": "sendMessage",
                "payload": message.payload(), "stories": list(message.stories), "bulk": self.bulk,
                "state": "pending", "created_at": now,
            }
            for part, message in enumerate(self.messages, start=self.first_part)
        ]  # fmt: skip


async def owe_parcels(session: AsyncSession, parcels: Sequence[Parcel], *, now: datetime) -> None:
    """As `owe_messages`, in a few statements however many."""
    rows = {
        (row["kind"], row["subject"], row["part"]): row for parcel in parcels for row in parcel.rows(now=now)
    }
    if not rows:
        return
    await past_orm(session, insert(Delivery), list(rows.values()))
    found = await past_orm(
        session,
        select(col(Delivery.id), col(Delivery.kind), col(Delivery.subject), col(Delivery.part)).where(
            col(Delivery.kind).in_({kind for kind, _, _ in rows}),
            col(Delivery.subject).in_({subject for _, subject, _ in rows}),
        ),
    )
    made = {number or 0: rows[key] for number, *rest in found if (key := tuple(rest)) in rows}
    await _carry(session, {number: row["stories"] for number, row in made.items()})
    due_at = {(parcel.kind, parcel.subject): max(now, parcel.due_at or now) for parcel in parcels}
    await owe_new(
        session,
        "deliver",
        {number: due_at[made[number]["kind"], made[number]["subject"]] for number in sorted(made)},
        urgent={number for number, row in made.items() if not row["bulk"]},
        lanes={number: row["chat"] for number, row in made.items()},
    )


def bound(messages: Sequence[Message], place: int) -> list[Message]:
    """With buttons that set up another chat than the one they are sent to."""
    return [
        replace(message, buttons=[_bound_row(row, place) for row in message.buttons]) for message in messages
    ]


def _bound_row(row: Sequence[Button], place: int) -> list[Button]:
    return [replace(one, data=for_place(one.data, place)) if one.data else one for one in row]


async def owe_file(session: AsyncSession, chat: Chat, file: File, message: Message, *, now: datetime) -> None:
    """A document of this reader's, with the message as the words under it."""
    enclosure = Enclosure(parameter="document", name=file.name, content=file.content, made_at=now)
    session.add(enclosure)
    await session.flush()
    payload = message.payload()
    payload["caption"] = payload.pop("text")
    payload.pop("link_preview_options", None)
    delivery = Delivery(
        kind="file", subject=enclosure.id or 0, chat=chat.id or 0, method="sendDocument", payload=payload,
        enclosure_id=enclosure.id, created_at=now,
    )  # fmt: skip
    await owe_delivery(session, delivery, now=now)


_IN_ORDER = insert(Delivery).returning(col(Delivery.id), sort_by_parameter_order=True)


async def owe_said(
    session: AsyncSession,
    said: Sequence[Mapping[str, Any]],
    *,
    update_id: int,
    now: datetime,
) -> None:
    """What we answer to an update, in order, as `owe_delivery` of each. Each says its `chat`, `sets_up`, `method`, `payload`
    and `stories`."""
    rows = [
        {
            "kind": "reply", "subject": update_id, "part": part, "bulk": False, "state": "pending",
            "created_at": now, **one,
        }
        for part, one in enumerate(said)
    ]  # fmt: skip
    made = dict(zip((await past_orm(session, _IN_ORDER, rows)).scalars(), rows, strict=True))
    await _carry(session, {number: row["stories"] for number, row in made.items()})
    await owe_new(
        session, "deliver", dict.fromkeys(made, now), urgent=made,
        lanes={number: row["chat"] for number, row in made.items()},
    )  # fmt: skip


async def _carry(session: AsyncSession, stories: Mapping[int, Sequence[int]]) -> None:
    """Keeps which stories each delivery carries."""
    carried = [
        {"delivery_id": number, "story_id": story}
        for number, its in stories.items()
        for story in dict.fromkeys(its)
    ]
    if carried:
        await past_orm(session, insert(Carried), carried)


async def owe_delivery(session: AsyncSession, delivery: Delivery, *, now: datetime) -> None:
    """The row, which stories it carries, and the work to deliver it."""
    session.add(delivery)
    await session.flush()
    number = delivery.id or 0
    await _carry(session, {number: delivery.stories})
    urgent = () if delivery.bulk else (number,)
    await owe_new(session, "deliver", {number: now}, urgent=urgent, lanes={number: delivery.chat})


def hushed(messages: Sequence[Message], *, is_silent: bool) -> list[Message]:
    """With one sound at most: of several messages only the first makes one, and none where none is wanted."""
    return [
        replace(message, extra={**message.extra, "disable_notification": True})
        if part or is_silent
        else message
        for part, message in enumerate(messages)
    ]


async def is_quiet_now(session: AsyncSession, chat: Chat, *, now: datetime) -> bool:
    """Whether it is the reader's quiet hours: what comes unasked makes no sound."""
    found = await session.execute(select(Subscriber).where(col(Subscriber.chat) == chat.id))
    reader = found.scalar_one_or_none()
    if reader is None:
        return False
    return is_quiet(window_of(reader.quiet_from, reader.quiet_until), now=now, zone=reader.zone)
