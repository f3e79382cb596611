"""Which stories a message is about, and what is said where there is no such story."""

from bot.turn import Turn
from news.i18n import Speech
from news.markup import esc
from news.models import Delivery, Digest
from news.ports import Message
from news.queries import delivery_of, last_digest
from news.rendering.directions import rtl


async def stories_meant(turn: Turn) -> list[int]:
    """The stories a message is about: those of the message replied to, else those of the last digest."""
    message = turn.update.effective_message
    replied = message.reply_to_message if message else None
    if replied is not None:
        delivery = await delivery_of(turn.session, turn.chat.id or 0, replied.message_id)
        if delivery is not None:
            return await _of_delivery(turn, delivery)
    digest = await last_digest(turn.session, turn.subscriber_id)
    return [item["story"] for item in digest.items] if digest else []


async def _of_delivery(turn: Turn, delivery: Delivery) -> list[int]:
    """A part of a digest stands for the whole of it, so that its numbers are the digest's numbers."""
    if delivery.kind == "digest":
        digest = await turn.session.get(Digest, delivery.subject)
        if digest is not None:
            return [item["story"] for item in digest.items]
    return list(delivery.stories)


def not_in_digest(speech: Speech, number: int, *, listed: int) -> str:
    return speech.ngettext(
        "There is no story {number} in your digest; it has {n} story.",
        "There is no story {number} in your digest; its stories are 1 to {n}.",
        listed,
        number=speech.number(number),
    )


def no_such_story(said: str, stories: int, speech: Speech) -> Message:
    """How many there are; where there was no digest, how to get one. `said` may be no number."""
    if not stories:
        text = speech.gettext("You have had no digest yet. /digest sends you one now.")
    elif said.isdecimal():
        text = not_in_digest(speech, int(said), listed=stories)
    else:
        text = speech.ngettext(
            "There is {n} story; give a number like /sources 1.",
            "There are {n} stories; give a number like /sources 1.",
            stories,
        )
    return Message(rtl(esc(text), speech))
