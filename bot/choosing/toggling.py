"""One topic followed, or no longer, by a tap: wherever its button stands. What comes with a larger topic is left out of that by a
tap, and comes again by another: it is muted within the larger one."""

from bot.choosing.keeping_mutes import keep_mute
from bot.choosing.mutes import too_many_said
from bot.keyboards import including
from bot.turn import Turn
from news.models import Mute
from news.queries import followed, read_topics
from news.reader.following import follow_topics
from news.reader.mute_lines import Line
from news.reader.muting import read_mutes


async def toggle_topic(turn: Turn, slug: str) -> None:
    mine = await followed(turn.session, turn.subscriber_id)
    mutes = await _left_out(turn)
    is_followed = slug in mine
    if is_followed:
        await follow_topics(
            turn.session, turn.subscriber_id, [other for other in mine if other != slug], now=turn.now
        )
        turn.toast(turn.speech.gettext("No longer followed."))
        return
    tree = await read_topics(turn.session)
    above = including(tree, slug, followed=mine, left_out=mutes.keys() - {slug})
    if above is None:
        await follow_topics(turn.session, turn.subscriber_id, [*mine, slug], now=turn.now)
        turn.toast(turn.speech.gettext("Followed."))
    elif slug in mutes:
        for mute in mutes[slug]:
            mute.lifted_at = turn.now
            turn.session.add(mute)
        await turn.session.flush()
        turn.toast(turn.speech.gettext("Included again."))
    elif await keep_mute(turn, Line("topic", slug, above)) is None:
        turn.toast(too_many_said(turn.speech), alert=True)
    else:
        turn.toast(turn.speech.gettext("Left out."))


async def left_out(turn: Turn) -> set[str]:
    """The topics that do not come though a larger one is followed."""
    return set(await _left_out(turn))


async def _left_out(turn: Turn) -> dict[str, list[Mute]]:
    """By topic, the mutes that keep it out: everywhere, or of a larger topic that is followed."""
    mine = await followed(turn.session, turn.subscriber_id)
    found: dict[str, list[Mute]] = {}
    for mute in await read_mutes(turn.session, turn.subscriber_id, now=turn.now):
        if mute.kind == "topic" and mute.within in ("", *mine):
            found.setdefault(mute.target, []).append(mute)
    tree = await read_topics(turn.session)
    return {
        slug: mutes
        for slug, mutes in found.items()
        if slug not in mine and including(tree, slug, followed=mine, left_out=found.keys() - {slug})
    }
