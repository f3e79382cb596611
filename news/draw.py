"""Step: draw the coverage of a story as a picture. Row: a picture.

A picture is drawn once for a state of the story, a language and a zone, and sent to everybody who asks for it. Deliveries
wait for it by its id; where it cannot be drawn they say so instead. Knows no drawing library; the port does.
"""

from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.errors import PictureFailed
from news.i18n import Speech
from news.markup import esc
from news.models import Chat, Delivery, Picture
from news.ports import Message
from news.rendering.chart import Chart, chart_of
from news.rendering.directions import rtl
from news.story.stories import Told, read_stories
from news.story.viewing import bare_view
from news.work import Claim, finish, owe

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)


async def picture_of(
    session: AsyncSession,
    story: int,
    revision: int,
    *,
    language: str,
    zone: str,
    now: "datetime",
    lane: int | None = None,
) -> Picture:
    """The picture of this state of the story, ordered where there is none; one that failed is tried anew. `lane`: whose
    order it is."""
    found = await session.execute(
        select(Picture).where(
            col(Picture.story_id) == story,
            col(Picture.revision) == revision,
            col(Picture.language) == language,
            col(Picture.zone) == zone,
        )
    )
    picture = found.scalar_one_or_none()
    if picture is None:
        picture = Picture(story_id=story, revision=revision, language=language, zone=zone, ordered_at=now)
        session.add(picture)
        await session.flush()
    if picture.state != "ready":
        picture.state = "ordered"
        await owe(session, "draw", picture.id or 0, at=now, urgent=True, lane=lane)
    return picture


async def owe_picture(
    session: AsyncSession, chat: Chat, picture: Picture, message: Message, *, subject: int, now: "datetime"
) -> None:
    """`message` as the words under the picture: sent now where it is drawn, else as soon as it is."""
    payload = message.payload()
    payload["caption"] = payload.pop("text")
    payload.pop("link_preview_options", None)
    delivery = Delivery(
        kind="picture", subject=subject, chat=chat.id or 0, method="sendPhoto", payload=payload,
        stories=list(message.stories), picture_id=picture.id, created_at=now,
    )  # fmt: skip
    session.add(delivery)
    await session.flush()
    if picture.state == "ready":
        await owe(session, "deliver", delivery.id or 0, at=now, urgent=True, lane=delivery.chat)


async def _told(session: AsyncSession, story: int, *, now: datetime) -> Told | None:
    return (await read_stories(session, [story], shown_at=now)).get(story)


async def draw(app: "App", claim: Claim) -> None:
    """Draws the picture and lets those who wait for it have it."""
    async with app.reading() as session:
        picture = await session.get(Picture, claim.row)
        told = await _told(session, picture.story_id, now=app.now()) if picture else None
    png = None
    if picture is not None and picture.state == "ordered" and told is not None:
        speech, english = app.words(picture.language), app.words("en")
        png = await _drawn(app, chart_of(bare_view(told), speech, english, zone=picture.zone))
    async with app.session() as session:
        await _conclude(session, claim.row, png, app)
        await finish(session, claim)
    app.bell.ring("deliver")


async def _drawn(app: "App", chart: Chart | None) -> bytes | None:
    if chart is None or app.painter is None:
        return None
    try:
        return await app.painter.draw(chart)
    except PictureFailed as failure:
        log.error("picture failed", reason=str(failure))
        return None


async def _conclude(session: AsyncSession, picture_id: int, png: bytes | None, app: "App") -> None:
    picture = await session.get(Picture, picture_id)
    if picture is None:
        return
    if picture.state == "ordered":
        picture.state, picture.png = ("ready", png) if png else ("failed", None)
    waiting = await session.execute(
        select(Delivery).where(col(Delivery.picture_id) == picture_id, col(Delivery.state) == "pending")
    )
    for delivery in waiting.scalars():
        if picture.state == "failed":
            _say_instead(delivery, app.words(picture.language))
        await owe(session, "deliver", delivery.id or 0, at=app.now(), urgent=True, lane=delivery.chat)


def _say_instead(delivery: Delivery, speech: Speech) -> None:
    button = speech.quoted(speech.gettext("Outlets by language, country, owner"))
    said = speech.gettext("The chart could not be drawn. {button} says the same in words.", button=button)
    text = rtl(esc(said), speech)
    delivery.method, delivery.picture_id = "sendMessage", None
    kept = {name: value for name, value in delivery.payload.items() if name in ("reply_markup",)}
    delivery.payload = {"text": text, "parse_mode": "HTML", **kept}
