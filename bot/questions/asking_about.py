"""Which stories a question may be about: by reply, by number, or what was shown last and in the day before. Which of several it
names is for `news.answers.placing`.

Reads rows; says nothing and answers nothing.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from bot.stories.meant import stories_meant
from bot.turn import Turn
from news.answers.leaning import points_back
from news.answers.memory import last_turn
from news.answers.put import standing_stories
from news.answers.reading import may_name_story, named_story, names_plainly
from news.answers.standing_alone import says_nothing_alone
from news.answers.values import Asked
from news.checks.numbers import proven
from news.models import Delivery, Question
from news.queries import delivery_of, last_digest, seen_by

STILL_FRESH = timedelta(hours=24)
"""So long a story is the last one; a digest can be asked about for longer."""
DIGEST_LASTS = timedelta(days=7)
LOOKED_AT, SHOWN_BEFORE = 12, 24


@dataclass(frozen=True)
class Scope:
    """The stories that a question may be about, and the one it most likely is. None at all: nothing was shown yet. `missing` is
    the number that it gives of a story that is none of these; `is_unclear`: it points back, and nothing went before;
    `is_either`: its number may be a story's, or count something."""

    stories: tuple[int, ...] = ()
    about: int | None = None
    missing: int | None = None
    is_unclear: bool = False
    is_either: bool = False


async def scope_of(turn: Turn, text: str, read: Asked, *, is_command: bool) -> tuple[Scope, str]:
    """The scope, and the question without the number that named its story."""
    reads = turn.subscriber.digest_language
    number, rest = named_story(text, is_command=is_command, reads=reads)
    meant = await stories_meant(turn)
    if number is not None and rest and 1 <= number <= len(meant):
        return Scope((meant[number - 1],), meant[number - 1]), rest
    is_named = names_plainly(text, reads=reads)
    if number is not None and rest and (is_named or (is_command and not await _is_told(turn, number, meant))):
        # a number below a single story is the digest's
        counted = meant if len(meant) > 1 else await _listed(turn) or meant
        if 1 <= number <= len(counted):
            return Scope((counted[number - 1],), counted[number - 1]), rest
        if counted:
            return Scope(tuple(counted), missing=number), text
    either = may_name_story(text, reads=reads)
    if either is not None and len(meant) > 1 and 1 <= either <= len(meant):
        return Scope(tuple(meant), is_either=True), text
    last, goes_back = await _last_story(turn), points_back(read.text, read.language)
    if await replies_to_story(turn) and not (goes_back and last in meant):
        return Scope(tuple(meant), meant[0] if len(meant) == 1 else None), text
    listed = dict.fromkeys(await _last_shown(turn)) | dict.fromkeys(await _of_last_digest(turn, meant))
    is_unclear = len(listed) > 1 and last is None and says_nothing_alone(read) and not await _was_asked(turn)
    if listed and not is_unclear:
        listed |= dict.fromkeys(await _shown_before(turn))
    return Scope(tuple(listed), last, is_unclear=is_unclear), text


async def _is_told(turn: Turn, number: int, stories: Sequence[int]) -> bool:
    """Whether the sources of these stories give the number: then it may be a part of the question."""
    told = await standing_stories(turn.session, stories, now=turn.now)
    texts = [(f"{source.title}\n{source.text}", source.language) for each in told for source in each.sources]
    return await asyncio.to_thread(lambda: any(str(number) in proven(text, code) for text, code in texts))


async def _was_asked(turn: Turn) -> bool:
    return await last_turn(turn.session, turn.subscriber_id, since=turn.now - STILL_FRESH) is not None


async def replies_to_story(turn: Turn) -> bool:
    delivery = await _replied_to(turn)
    return delivery is not None and bool(delivery.stories)


async def replies_to_prompt(turn: Turn) -> bool:
    """Whether it answers our own "What do you want to know?"."""
    delivery = await _replied_to(turn)
    return delivery is not None and "force_reply" in delivery.payload.get("reply_markup", {})


async def _replied_to(turn: Turn) -> Delivery | None:
    message = turn.update.effective_message
    replied = message.reply_to_message if message else None
    if replied is None:
        return None
    return await delivery_of(turn.session, turn.chat.id or 0, replied.message_id)


async def _last_story(turn: Turn) -> int | None:
    """The story that was opened or asked about last; None where a whole digest came after it, or several that were found."""
    shown = await _last_delivery(turn)
    if shown is not None:
        return int(shown.stories[0]) if len(shown.stories) == 1 and shown.kind != "digest" else None
    asked = await last_turn(turn.session, turn.subscriber_id, since=turn.now - STILL_FRESH)
    return asked.about if asked is not None else None


async def _last_shown(turn: Turn) -> list[int]:
    """The story that was opened or asked about last, or those that were found last."""
    shown = await _last_delivery(turn)
    if shown is not None and shown.kind != "digest":
        return list(shown.stories)
    last = await _last_story(turn)
    return [last] if last is not None else []


async def _last_delivery(turn: Turn) -> Delivery | None:
    """Our last message here that shows stories, but for answers that their reader had forgotten."""
    found = await turn.session.execute(
        select(Delivery)
        .where(col(Delivery.chat) == turn.chat.id, col(Delivery.created_at) >= turn.now - STILL_FRESH)
        .order_by(col(Delivery.id).desc())
        .limit(LOOKED_AT)
    )
    listed = [delivery for delivery in found.scalars() if delivery.stories]
    forgotten = await _forgotten(turn, [one.subject for one in listed if one.kind == "answer"])
    return next((one for one in listed if one.kind != "answer" or one.subject not in forgotten), None)


async def _forgotten(turn: Turn, questions: list[int]) -> set[int]:
    """Those of them that their reader had forgotten: what was answered to them is nothing to go on from."""
    if not questions:
        return set()
    found = await turn.session.execute(
        select(col(Question.id)).where(col(Question.id).in_(questions), col(Question.is_forgotten).is_(True))
    )
    return {number or 0 for number in found.scalars()}


async def _listed(turn: Turn) -> list[int]:
    """The stories of the last digest, by their numbers."""
    digest = await last_digest(turn.session, turn.subscriber_id)
    return [item["story"] for item in digest.items] if digest is not None else []


async def _of_last_digest(turn: Turn, meant: list[int]) -> list[int]:
    digest = await last_digest(turn.session, turn.subscriber_id)
    if digest is None or digest.composed_at is None or turn.now - digest.composed_at >= DIGEST_LASTS:
        return []
    return meant


async def _shown_before(turn: Turn) -> list[int]:
    """Stories that this reader was shown in the day before, the latest first: a short digest does not make them forget a long one."""
    since = turn.now - STILL_FRESH
    seen = await seen_by(turn.session, turn.subscriber_id, since=since)
    shown = [row for row in seen.values() if row.shown_at >= since]
    shown.sort(key=lambda row: (row.shown_at, row.story_id), reverse=True)
    return [row.story_id for row in shown[:SHOWN_BEFORE]]
