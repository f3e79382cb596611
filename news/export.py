"""Step: send a reader everything that is kept about them, as files. Row: a subscriber. An admin has the same of a group at once.

A JSON document with every row that is theirs, and an OPML list of the feeds of their own. Which rows those are is for
`holdings` to find; tokens and other readers are in none of them. Of a group's members an admin gets what they wrote to us
there, which all in it could read, and not who wrote it, nor what they tapped.
"""

import base64
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.i18n import Speech
from news.intake.opml import write_opml
from news.markup import esc, quiet
from news.models import Chat, OwnStory, Subscriber
from news.ports import File, Message
from news.reader.brought import as_catalogue
from news.reader.holdings import (
    INBOX,
    NAMED_IN_OTHERS,
    Reader,
    enclosed,
    enclosed_tables,
    held_tables,
    is_of,
    reader_of,
)
from news.rendering.directions import rtl
from news.sending.deliveries import owe_file
from news.story.stories import read_stories
from news.work import Claim, finish

if TYPE_CHECKING:
    from news.app import App


async def export(app: "App", claim: Claim) -> None:
    """Makes the files and owes their messages."""
    now = app.now()
    async with app.reading() as session:
        subscriber = await session.get(Subscriber, claim.row)
        chat = await session.get(Chat, subscriber.chat) if subscriber else None
        files = await files_of(session, chat, subscriber, now=now) if chat and subscriber else []
    async with app.session() as session:
        if subscriber is not None and chat is not None:
            speech = app.words(subscriber.interface_language)
            for file in files:
                message = Message(rtl(esc(_caption(file, speech)), speech))
                await owe_file(session, chat, file, message, now=now)
        await finish(session, claim)
    app.bell.ring("deliver")


async def owe_export(
    session: AsyncSession,
    place: Chat,
    subscriber: Subscriber,
    *,
    to: Chat,
    speech: Speech,
    now: datetime,
    whose: str,
) -> None:
    """Makes the files of a group, channel or topic, and owes them to the private chat of one of its admins; `whose` names it."""
    for file in await files_of(session, place, subscriber, now=now):
        said = _caption_of_place(file, speech, whose)
        await owe_file(session, to, file, Message(rtl(quiet(said), speech)), now=now)


def _caption_of_place(file: File, speech: Speech, whose: str) -> str:
    if file.name.endswith(".opml"):
        return speech.gettext("The sites that {chat} follows, as other feed readers take them.", chat=whose)
    return speech.gettext("Everything that I keep about {chat}.", chat=whose)


def _caption(file: File, speech: Speech) -> str:
    if file.name.endswith(".opml"):
        return speech.gettext("Your sites, as other feed readers take them.")
    return speech.gettext("Everything that I keep about this chat.")


async def files_of(session: AsyncSession, chat: Chat, subscriber: Subscriber, *, now: datetime) -> list[File]:
    day = f"{now:%Y-%m-%d}"
    document = await everything(session, chat, now=now)
    made = [File(f"pressradar-{day}.json", _json(document))]
    feeds = await as_catalogue(session, subscriber.id or 0)
    if feeds.outlets:
        made.append(File(f"pressradar-{day}.opml", write_opml(feeds).encode()))
    return made


async def everything(session: AsyncSession, chat: Chat, *, now: datetime) -> dict[str, Any]:
    """Every row that is this reader's, by the name of its table; and the stories they keep, in words."""
    reader = await reader_of(session, chat)
    conditions = [(table, is_of(table, reader)) for table in held_tables()]
    conditions += [(table, enclosed(table, reader)) for table in enclosed_tables()]
    rows = {}
    for table, condition in conditions:
        found = await session.execute(select(table).where(condition).order_by(*table.primary_key.columns))
        rows[table.name] = [_plain(row) for row in found.mappings()]
    if chat.kind != "private":
        rows = _without_people(rows)
    return {
        "made_at": now.isoformat(),
        "about": "Everything that this installation of Pressradar keeps about this chat, table by table.",
        "stories": await _stories(session, reader, now=now),
        "kept": {name: held for name, held in rows.items() if held},
    }


def _without_people(rows: Mapping[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    named = {(table, column) for table, column in NAMED_IN_OTHERS}
    without = {
        table: [
            {name: value for name, value in row.items() if (table, name) not in named} for row in of_table
        ]
        for table, of_table in rows.items()
    }
    without[INBOX] = [
        {"received_at": row["received_at"], "text": said}
        for row in rows.get(INBOX, [])
        if (said := _said(row.get("payload", {})))
    ]
    return without


def _said(update: Mapping[str, Any]) -> str:
    """What a message says; nothing of a tap."""
    for kind in ("message", "edited_message", "channel_post"):
        message = update.get(kind)
        if isinstance(message, Mapping):
            return str(message.get("text") or message.get("caption") or "")
    return ""


async def _stories(session: AsyncSession, reader: Reader, *, now: datetime) -> list[dict[str, Any]]:
    """What the stories are that are followed, saved and muted: elsewhere their numbers say nothing."""
    own = await session.execute(select(col(OwnStory.story_id)).where(is_of(_table(OwnStory), reader)))
    told = await read_stories(session, set(own.scalars()), shown_at=now)
    return [
        {
            "story": number,
            "headline": each.headline,
            "published_at": each.story.first_published_at.isoformat(),
            "links": [source.url for source in each.sources],
        }
        for number, each in sorted(told.items())
    ]


def _table(of: type[Any]) -> Table:
    table: Table = of.__table__
    return table


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items() if value is not None}


def _json(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1, default=_written).encode()


def _written(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"cannot be exported: {type(value).__name__}")
