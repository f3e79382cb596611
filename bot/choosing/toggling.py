"""One topic followed, or no longer, by a tap: wherever its button stands."""

from bot.turn import Turn
from news.queries import followed
from news.reader.following import follow_topics


async def toggle_topic(turn: Turn, slug: str) -> None:
    mine = await followed(turn.session, turn.subscriber_id)
    is_followed = slug in mine
    wanted = [other for other in mine if other != slug] if is_followed else [*mine, slug]
    await follow_topics(turn.session, turn.subscriber_id, wanted, now=turn.now)
    speech = turn.speech
    turn.toast(speech.gettext("No longer followed.") if is_followed else speech.gettext("Followed."))
