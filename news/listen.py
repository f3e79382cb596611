"""Step: a digest as a voice message. Row: an order.

It finds what is to be said, orders what nobody has heard yet (`speak` records it, piece by piece), waits, puts the pieces
together and owes the message. Nothing that is said is of the reader, so what one heard another hears for nothing. Knows no
engine and no format of sound.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.db import insert_missing
from news.i18n import Speech
from news.language.tokens import primary_subtag
from news.models import Clip, Delivery, Enclosure, Subscriber, VoiceOrder
from news.ports import Speaker
from news.rendering.render_voice import caption, not_read, title
from news.sending.deliveries import owe_messages
from news.voicing import ogg
from news.voicing.contents import Contents, contents_of
from news.voicing.script import Piece, Script, opening_of, script_of
from news.work import Claim, finish, owe

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)

LOOK_AGAIN = timedelta(seconds=1)
PATIENCE = timedelta(minutes=5)
"""After this, what is recorded by then is sent; where nothing is, that is said."""
PAUSE_MS = 800
MADE_BY_MACHINE = ("DESCRIPTION=AI-generated speech", "ARTIST=machine voice")
"""In the file, where programs look for it (EU AI Act, Article 50, 2); people read it under the message."""


async def listen(app: "App", claim: Claim) -> None:
    """Takes the order one run further: what is said, then the message. Idempotent: decided from the rows."""
    now = app.now()
    async with app.reading() as session:
        order = await session.get(VoiceOrder, claim.row)
        state = order.state if order is not None else "gone"
        script = await _script(app, session, order) if order is not None and state == "ordered" else None
        clips = await _clips(session, order) if order is not None and state == "recording" else {}
    if script is not None:
        await _begin(app, claim, script)
    elif order is None or state != "recording":
        async with app.session() as session:
            await finish(session, claim)
    elif now < order.ordered_at + PATIENCE and any(clip.state == "ordered" for clip in clips.values()):
        async with app.session() as session:
            await finish(session, claim, again_at=now + LOOK_AGAIN)
    else:
        await _conclude(app, claim, order, clips)


async def _begin(app: "App", claim: Claim, script: Script) -> None:
    """Orders the pieces that nobody has heard yet."""
    async with app.session() as session:
        order = await session.get_one(VoiceOrder, claim.row)
        order.pieces = [
            {"clip": await _ordered(session, app.speaker, piece, now=app.now()), "story": piece.story}
            for piece in script.pieces
            if app.speaker is not None
        ]
        order.left, order.state = script.left, "recording"
        await finish(session, claim, again_at=app.now())
    app.bell.ring("speak", "listen")


async def _ordered(session: AsyncSession, speaker: Speaker, piece: Piece, *, now: datetime) -> int:
    """The clip of this piece; one that failed is tried anew."""
    said = "\0".join((speaker.voice(piece.language), piece.language, piece.text))
    key = sha256(said.encode()).hexdigest()
    row = {"key": key, "text": piece.text, "language": piece.language, "state": "ordered", "ordered_at": now}
    made = await insert_missing(session, Clip, [row], unique=("key",))
    clip = (await session.execute(select(Clip).where(col(Clip.key) == key).with_for_update())).scalar_one()
    clip.ordered_at = now
    if made or clip.state == "failed":  # one that is being recorded is left to whoever does
        clip.state = "ordered"
        await owe(session, "speak", clip.id or 0, at=now, urgent=True)
    return clip.id or 0


async def _clips(session: AsyncSession, order: VoiceOrder) -> dict[int, Clip]:
    ids = [piece["clip"] for piece in order.pieces]
    found = await session.execute(select(Clip).where(col(Clip.id).in_(ids)))
    return {clip.id or 0: clip for clip in found.scalars()}


# --- what is said --------------------------------------------------------------------------------


async def _script(app: "App", session: AsyncSession, order: VoiceOrder) -> Script:
    contents = await contents_of(session, order.digest_id, now=app.now())
    if contents is None or app.speaker is None:
        return Script(())
    speech = _spoken_in(app, contents.subscriber)
    opening = opening_of(title(contents.day, speech, sample=contents.is_sample), speech.language)
    return script_of(contents.stories, app.words, opening=opening, speaks=app.speaker.speaks)


def _spoken_in(app: "App", subscriber: Subscriber) -> Speech:
    """The words around the stories: of the digest's language, where we have them in it."""
    language = primary_subtag(subscriber.digest_language)
    return app.words(language if language in app.words.languages else subscriber.interface_language)


# --- the message ---------------------------------------------------------------------------------


async def _conclude(app: "App", claim: Claim, order: VoiceOrder, clips: Mapping[int, Clip]) -> None:
    ready = [piece for piece in order.pieces if _is_ready(clips.get(piece["clip"]))]
    stories = [piece["story"] for piece in ready if piece["story"] is not None]
    async with app.reading() as session:
        contents = await contents_of(session, order.digest_id, now=app.now())
    made = await asyncio.to_thread(_joined, [clips[piece["clip"]] for piece in ready]) if stories else None
    async with app.session() as session:
        order = await session.get_one(VoiceOrder, claim.row)
        order.done_at, order.state = app.now(), "made" if made else "failed"
        if contents is not None and made is not None:
            missing = sum(piece["story"] is not None for piece in order.pieces) - len(stories)
            order.left += missing
            await _owe_voice(app, session, order, contents, made, stories=stories)
        elif contents is not None and order.is_asked:
            message = not_read(app.words(contents.subscriber.interface_language))
            await owe_messages(session, contents.chat, "voice", order.id or 0, [message], now=app.now())
        await finish(session, claim)
    app.bell.ring("deliver")
    log.info("digest read aloud", order=claim.row, stories=len(stories), state=order.state)


def _is_ready(clip: Clip | None) -> bool:
    return clip is not None and clip.state == "ready" and clip.ogg is not None


def _joined(clips: Sequence[Clip]) -> tuple[bytes, float]:
    whole = ogg.joined([ogg.read(clip.ogg or b"") for clip in clips], pause_ms=PAUSE_MS)
    return ogg.write(whole, comments=MADE_BY_MACHINE), whole.seconds


async def _owe_voice(
    app: "App",
    session: AsyncSession,
    order: VoiceOrder,
    contents: Contents,
    made: tuple[bytes, float],
    *,
    stories: Sequence[int],
) -> None:
    """Under the digest. What nobody waits for makes no sound: the digest has made one."""
    content, seconds = made
    enclosure = Enclosure(parameter="voice", name="digest.ogg", content=content, made_at=app.now())
    session.add(enclosure)
    await session.flush()
    payload: dict[str, Any] = {"parse_mode": "HTML", "duration": round(seconds)}
    payload["caption"] = _caption(app, contents, stories, left=order.left)
    if not order.is_asked:
        payload["disable_notification"] = True
    if (under := await _message_of(session, order.digest_id)) is not None:
        payload["reply_parameters"] = {"message_id": under, "allow_sending_without_reply": True}
    delivery = Delivery(
        kind="voice", subject=order.id or 0, chat=contents.chat.id or 0, method="sendVoice", payload=payload,
        stories=list(stories), bulk=not order.is_asked, enclosure_id=enclosure.id, created_at=app.now(),
    )  # fmt: skip
    session.add(delivery)
    await session.flush()
    await owe(session, "deliver", delivery.id or 0, at=app.now(), urgent=order.is_asked, lane=delivery.chat)


def _caption(app: "App", contents: Contents, stories: Sequence[int], *, left: int) -> str:
    speech = app.words(contents.subscriber.interface_language)
    views = [view for view, _ in contents.stories if view.story in stories]
    said = title(contents.day, speech, sample=contents.is_sample)
    return caption(said, views, speech, left=left)


async def _message_of(session: AsyncSession, digest_id: int) -> int | None:
    """The last message of the digest, where it was sent."""
    found = await session.execute(
        select(func.max(col(Delivery.message_id))).where(
            col(Delivery.kind) == "digest", col(Delivery.subject) == digest_id
        )
    )
    return found.scalar_one_or_none()
