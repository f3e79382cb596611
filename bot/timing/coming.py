"""`/next`: when the next digests come, and of what."""

from bot import keyboards
from bot.timing import digests
from bot.timing.schedule import moment_of, when_next
from bot.turn import Turn
from news.markup import Html, bold, esc, lines, paragraphs
from news.models import Digest, Schedule
from news.ports import Message
from news.reader.agenda import is_paused, planned_digests
from news.rendering.directions import rtl


async def next_command(turn: Turn, _argument: str) -> None:
    speech = turn.speech
    planned = await planned_digests(turn.session, turn.subscriber_id)
    said: list[Html] = []
    if is_paused(turn.subscriber, now=turn.now) and turn.subscriber.paused_until:
        paused = speech.gettext("Paused until {day}.", day=speech.date(turn.subscriber.paused_until))
        said.append(rtl(bold(f"🏖 {paused}"), speech))
    said.append(rtl(esc(await when_next(turn)), speech))
    if len(planned) == 1:
        said.append(rtl(esc("🏷 " + await _contents(turn, planned[0])), speech))
    else:
        said.append(lines([await _line(turn, digest) for digest in planned]))
    turn.say(Message(paragraphs(said), keyboards.planned(speech)))


async def _line(turn: Turn, digest: Digest) -> Html:
    """ "tomorrow at 7:30 AM: Science, 5 min" """
    of = await _contents(turn, digest)
    return rtl(esc("🕗 " + turn.speech.labelled(moment_of(turn, digest), of)), turn.speech)


async def _contents(turn: Turn, digest: Digest) -> str:
    schedule = await turn.session.get(Schedule, digest.schedule_id or 0)
    return await digests.contents(turn, schedule) if schedule else ""
