"""A digest as a voice message: by the button under it, or by `/listen` for the one replied to, else the last. How it is made is
for `news.listen`; that one comes by itself with every digest of an hour is set with the hour (`bot.timing`)."""

from datetime import timedelta

from bot.limiting import may
from bot.turn import Turn
from news.callbacks import Press
from news.markup import esc
from news.models import Digest
from news.ports import Message
from news.queries import delivery_of, last_digest
from news.reader.limits import Thing
from news.rendering.directions import rtl
from news.voicing.orders import last_order, order_voice

AGAIN_AFTER = timedelta(minutes=10)
"""Before that it is in sight; later it may have been deleted, and comes once more, at no cost."""


async def listen_command(turn: Turn, _argument: str) -> None:
    digest = await _meant(turn)
    if digest is None:
        said = turn.speech.gettext("You have had no digest yet. /digest sends you one now.")
        turn.say(Message(rtl(esc(said), turn.speech)))
    else:
        await _order(turn, digest)


async def pressed_listen(turn: Turn, press: Press) -> None:
    digest = await turn.session.get(Digest, press.number() or 0)
    if digest is None or digest.subscriber_id != turn.subscriber_id or digest.state != "ready":
        turn.toast(turn.speech.gettext("This button is out of date."))
    else:
        await _order(turn, digest)


async def _meant(turn: Turn) -> Digest | None:
    message = turn.update.effective_message
    replied = message.reply_to_message if message else None
    delivery = await delivery_of(turn.session, turn.chat.id or 0, replied.message_id) if replied else None
    if delivery is not None and delivery.kind == "digest":
        digest = await turn.session.get(Digest, delivery.subject)
        if digest is not None and digest.subscriber_id == turn.subscriber_id and digest.state == "ready":
            return digest
    return await last_digest(turn.session, turn.subscriber_id)


async def _order(turn: Turn, digest: Digest) -> None:
    """Asked twice while one is being made, one comes."""
    speech, language = turn.speech, turn.subscriber.digest_language
    if not turn.app.reads_aloud(language):
        turn.toast(
            speech.gettext(
                "Nothing is read aloud in {language} here.", language=speech.language_name(language)
            )
        )
        return
    last = await last_order(turn.session, digest.id or 0)
    if last is not None and last.state == "made" and turn.now < (last.done_at or turn.now) + AGAIN_AFTER:
        turn.toast(speech.gettext("The voice message is already here, above."))
        return
    if last is None or last.state in ("made", "failed"):
        if not await may(turn, Thing.VOICE):
            return
        await order_voice(turn.session, digest, now=turn.now, is_asked=True)
        turn.ring("listen")
    turn.toast(speech.gettext("The voice message is on its way."))
