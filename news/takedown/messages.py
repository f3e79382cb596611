"""What was said of an outlet that is taken down, word for word: messages sent or on their way, answers, what Telegram gave back.

A message that has any of its words loses them and says so, in the chat too; what cannot be edited loses its words here. Words are
kept for seven days (`retention`); what becomes of older messages is `older`. Each batch is a commit of its own.
"""

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.i18n import Speech
from news.markup import Html, clock_time, esc, paragraphs, plain, quiet
from news.models import BroughtPost, Delivery, FeedLookup, KnownAnswer, Question, Row, Subscriber, Update
from news.rendering.directions import rtl
from news.rendering.render import moment
from news.sending.amending import MARK, filled
from news.sending.deliveries import owe_delivery
from news.takedown.register import Listed
from news.takedown.scope import parts
from news.takedown.voices import silence
from news.takedown.words import TheirWords, fits
from news.work import owe

if TYPE_CHECKING:
    from news.app import App

R = TypeVar("R", bound=Row)
BATCH = 100
EDITS = {"text": "editMessageText", "caption": "editMessageCaption"}
EDITED = ("parse_mode", "link_preview_options", "reply_markup")
"""The parameters that an edit has in common with what it edits."""
_FRAGMENT = re.compile(r'(?<=#):~:[^"]*')


async def take_back(app: "App", listed: Listed, theirs: TheirWords, articles: frozenset[int]) -> int:
    """Everywhere; gives how many messages are edited or deleted. Done again it finds nothing."""
    edited = 0
    for some in parts(await _found(app, Delivery, lambda row: _holds(row.payload, theirs)), most=BATCH):
        async with app.session() as session:
            edited += await _amend_all(app, session, some, listed, theirs)
    app.bell.ring("deliver")
    async with app.session() as session:
        edited += await silence(session, theirs, now=app.now())
    await _empty(app, Question, lambda row: _quotes(row, theirs, articles), answer=[], shown="")
    await _empty(app, BroughtPost, lambda row: theirs.are_in(row.text), text="", links=[])
    await _empty(
        app, Update, lambda row: row.handled_at is not None and _holds(row.payload, theirs), payload={}
    )
    await _forget_looks(app, listed)
    async with app.session() as session:
        await session.execute(delete(KnownAnswer))  # made again when it is asked again
    return edited


async def messages_with(app: "App", theirs: TheirWords) -> int:
    """How many messages have any of their words."""

    def has(row: Delivery) -> bool:
        return row.method not in EDITS.values() and _holds(row.payload, theirs)

    return len(await _found(app, Delivery, has))


# --- messages ------------------------------------------------------------------------------------


async def _amend_all(
    app: "App", session: AsyncSession, deliveries: Sequence[int], listed: Listed, theirs: TheirWords
) -> int:
    rows = await session.execute(
        select(Delivery, Subscriber)
        .outerjoin(Subscriber, col(Subscriber.chat) == col(Delivery.chat))
        .where(col(Delivery.id).in_(deliveries))
        .with_for_update(of=Delivery)
    )
    edited = 0
    for delivery, reader in rows.all():
        speech = app.words(reader.interface_language if reader is not None else None)
        zone = reader.zone if reader is not None else "UTC"
        edited += await _amend(session, delivery, listed, theirs, speech, zone=zone, now=app.now())
    return edited


async def _amend(
    session: AsyncSession,
    delivery: Delivery,
    listed: Listed,
    theirs: TheirWords,
    speech: Speech,
    *,
    zone: str,
    now: datetime,
) -> bool:
    """True where the message is edited in its chat."""
    if delivery.state == "sending":
        return False  # whether it arrives is settled by what it says; `take_down` comes again
    place = next((name for name in EDITS if name in delivery.payload), None)
    is_edit = delivery.method in EDITS.values()
    if place is None or (is_edit and delivery.state != "pending"):
        delivery.payload = {}
        return False
    payload = _cleaned(delivery.payload, listed, theirs)
    if theirs.are_in(plain(Html(payload[place]))):
        payload[place] = str(_without(payload[place], listed, theirs, speech, zone=zone, now=now))
    if payload == delivery.payload:
        return False  # only an address has their words: where their own page is, may be said
    delivery.payload = payload
    markup = delivery.payload.get("reply_markup")
    can_be_edited = delivery.message_id is not None and not (markup and "inline_keyboard" not in markup)
    if delivery.state != "sent" or not can_be_edited:
        return False
    edit = {name: payload[name] for name in (place, *EDITED) if name in payload}
    await owe_edit(session, edit_of(delivery, EDITS[place], edit, listed, now=now), now=now)
    return True


async def owe_edit(session: AsyncSession, edit: Delivery, *, now: datetime) -> None:
    """One a message: a second look changes what it says."""
    known = await session.execute(
        select(Delivery).where(
            col(Delivery.kind) == edit.kind,
            col(Delivery.subject) == edit.subject,
            col(Delivery.part) == edit.part,
        )
    )
    before = known.scalar_one_or_none()
    if before is None:
        await owe_delivery(session, edit, now=now)
        return
    before.payload, before.state = edit.payload, "pending"
    await owe(session, "deliver", before.id or 0, at=now)


def edit_of(
    delivery: Delivery, method: str, payload: Mapping[str, Any], listed: Listed, *, now: datetime
) -> Delivery:
    """Its part is no article's, as those of corrections are."""
    return Delivery(
        kind="correction",
        subject=delivery.id or 0,
        part=-int(listed.at.timestamp()) % 2**31 - 2**31,
        chat=delivery.chat,
        method=method,
        payload={**payload, "message_id": delivery.message_id},
        bulk=True,
        created_at=now,
    )


def _without(
    html: str, listed: Listed, theirs: TheirWords, speech: Speech, *, zone: str, now: datetime
) -> Html:
    """The message without their words, and a line that says so."""
    left = Html(_FRAGMENT.sub("", theirs.cut_from(html) or Html(html)))
    line = line_of(listed, speech, zone=zone, now=now)
    return next(text for text in (paragraphs([left, line]), left or line) if fits(text) or text is left)


def line_of(listed: Listed, speech: Speech, *, zone: str, now: datetime) -> Html:
    """What stands where their words were."""
    words = speech.gettext("Text of {outlet} was taken down, {time}", outlet="\0", time="\1")
    outlet = quiet(speech.isolated(listed.name))
    return rtl(esc(MARK) + filled(words, outlet, clock_time(moment(now, speech, zone), now)), speech)


def _cleaned(payload: Mapping[str, Any], listed: Listed, theirs: TheirWords) -> dict[str, Any]:
    """Without a preview of the outlet's page, and without its words on buttons."""
    made = dict(payload)
    preview = made.get("link_preview_options")
    if isinstance(preview, Mapping) and listed.has(str(preview.get("url", ""))):
        made["link_preview_options"] = {"is_disabled": True}
    markup = made.get("reply_markup")
    if isinstance(markup, Mapping) and "inline_keyboard" in markup:
        rows = [
            [button | {"text": "…"} if theirs.are_in(button["text"]) else button for button in row]
            for row in markup["inline_keyboard"]
        ]
        made["reply_markup"] = {"inline_keyboard": rows}
    return made


# --- everything else -----------------------------------------------------------------------------


def _holds(value: Any, theirs: TheirWords) -> bool:
    """Whether their words are anywhere in it."""
    if isinstance(value, str):
        return theirs.are_in(value if "<" not in value else re.sub(r"<[^>]*>", "", value))
    if isinstance(value, Mapping):
        return any(_holds(one, theirs) for one in value.values())
    return isinstance(value, list) and any(_holds(one, theirs) for one in value)


def _quotes(question: Question, theirs: TheirWords, articles: frozenset[int]) -> bool:
    cites = {sentence.get("article_id") for sentence in question.answer}
    return not articles.isdisjoint(cites) or theirs.are_in(question.shown)


async def _empty(app: "App", table: type[R], is_theirs: Callable[[R], bool], **values: Any) -> None:
    key = _key(table)
    for some in parts(await _found(app, table, is_theirs), most=BATCH):
        async with app.session() as session:
            await session.execute(update(table).where(key.in_(some)).values(**values))


async def _forget_looks(app: "App", listed: Listed) -> None:
    """What readers found where they looked for feeds."""
    async with app.session() as session:
        for row in (await session.execute(select(FeedLookup))).scalars():
            kept = [one for one in row.found if not listed.has(one["url"])]
            if len(kept) < len(row.found):
                row.found = kept


async def _found(app: "App", table: type[R], is_theirs: Callable[[R], bool]) -> list[int]:
    """The ids of such rows, looked for without the write lock, some at a time."""
    key, found, last = _key(table), list[int](), -1
    while True:
        async with app.reading() as session:
            rows = await session.execute(select(table).where(key > last).order_by(key).limit(BATCH))
            read = list(rows.scalars())
        found += [number for row in read if is_theirs(row) and (number := _id(row))]
        if len(read) < BATCH:
            return found
        last = _id(read[-1])
        await asyncio.sleep(0)


def _key(table: type[Row]) -> ColumnElement[int]:
    column: ColumnElement[int] = table.__table__.c.id  # type: ignore[attr-defined]
    return column


def _id(row: Row) -> int:
    return int(row.id)  # type: ignore[attr-defined]
