"""Muting by a line, and lifting by one: `/mute Tesla in sport until Friday`."""

import re
from dataclasses import replace

from sqlalchemy import select
from sqlmodel import col

from bot.choosing import words
from bot.choosing.keeping_mutes import MOST, keep_mute, lift, mutes_of
from bot.choosing.mutes import lifted_message, muted_message, mutes_message, too_many
from bot.choosing.words import quoted
from bot.turn import Turn
from news.clock import fold
from news.i18n import Speech
from news.intake.discovery import site_of
from news.markup import broken, esc, paragraphs
from news.models import Awaited, Fact, Mute, Outlet
from news.ports import Message
from news.queries import feeds_followed, followed, read_topics
from news.reader.ends_said import is_when, says_when
from news.reader.interests import of_feed, of_words
from news.reader.mute_lines import Line, is_unread, read_line
from news.reader.topic_search import names_of
from news.rendering.directions import rtl

AT_ONCE = 6
"""By one line, so many are said each by itself; of more, the list."""


async def mute_command(turn: Turn, argument: str) -> None:
    """`/mute Tesla`, `/mute football in sport until 2026-12-01`, `/mute outlet example.com`, `/mute Tesla, Trump`; alone, what is
    muted."""
    wanted = await _read_each(turn, argument)
    if not wanted:
        turn.say(await _listed_after(turn, argument and _not_understood(argument, turn)))
        return
    if len(wanted) > MOST:
        turn.say(too_many(turn.speech))
        return
    mutes = [await keep_mute(turn, line) for line in wanted]
    if len(wanted) > AT_ONCE:
        turn.say(await mutes_message(turn))
    else:
        turn.say(*[await muted_message(turn, mute) for mute in mutes if mute is not None])
    if None in mutes:
        turn.say(too_many(turn.speech))


async def unmute_command(turn: Turn, argument: str) -> None:
    """`/unmute Tesla`, wherever it is muted; `/unmute Tesla in sport`, there only; alone, what there is to lift."""
    line = await _read(turn, argument)
    mine = await mutes_of(turn)
    lifted = [mute for mute in mine if line and _is_named(mute, line)]
    lifted = lifted or [mute for mute in mine if argument and fold(mute.target) == fold(argument)]
    if not lifted:
        turn.say(await _listed_after(turn, argument and _not_muted(turn.speech, argument)))
        return
    await lift(turn, lifted)
    turn.say(await lifted_message(turn, lifted))


def _is_named(mute: Mute, line: Line) -> bool:
    is_there = not line.within or mute.within == line.within
    return is_there and mute.kind == line.kind and fold(mute.target) == fold(line.target)


async def _listed_after(turn: Turn, said: str) -> Message:
    """What is muted; before it, why what was typed changed nothing."""
    listed = await mutes_message(turn)
    head = [rtl(esc(line), turn.speech) for line in said.splitlines()]
    return Message(paragraphs([*head, listed.html]), listed.buttons)


def _not_understood(said: str, turn: Turn) -> str:
    """What stands in the way: until when it shall hold, or that nothing is named."""
    speech, zone = turn.speech, turn.subscriber.zone
    last = _COMMAS.split(said)[-1].strip()
    is_about_when = is_when(last, speech.language) or says_when(said, speech.language)
    if is_about_when or is_unread(said, speech.language, turn.now, zone=zone):
        unread = speech.gettext(
            "I could not read a day to come in “{words}”, so nothing was changed.",
            words=speech.isolated(broken(said[:60])),
        )
        advice = speech.gettext("If it is all a name, put it in quotation marks.")
        return f"{unread}\n{advice}"
    return speech.gettext("I found no word to look for in that.")


def _not_muted(speech: Speech, words: str) -> str:
    return speech.gettext("{name} is not muted.", name=quoted(words, speech))


async def mutes_command(turn: Turn, _argument: str) -> None:
    turn.say(await mutes_message(turn))


async def typed(turn: Turn, text: str, _awaited: Awaited) -> None:
    await mute_command(turn, text)


async def _read_each(turn: Turn, text: str) -> list[Line]:
    """What stands between commas, each by itself; how long and in what, said behind the last, holds for all. Words in quotation
    marks are one, whatever is in them."""
    parts = {text: False} if _QUOTES.search(text) else _apart(text, turn.speech.language)
    read = {part: await _read(turn, part) for part in parts}
    found = [line for line in read.values() if line is not None]
    if any(
        says_when and ((line := read[part]) is None or not line.until) for part, says_when in parts.items()
    ):
        return []
    if not parts or len(found) < len(parts):
        whole = await _read(turn, text)
        return [whole] if whole is not None else []
    last = found[-1]
    return [
        replace(line, until=line.until or last.until, within=line.within or last.within) for line in found
    ]


def _apart(text: str, language: str) -> dict[str, bool]:
    """What commas set apart, and whether more of it says when: that belongs to what is before it, and so do initials
    ("Washington, D.C.")."""
    parts: list[str] = []
    ended: set[int] = set()
    for part in filter(None, map(str.strip, _COMMAS.split(text))):
        if parts and is_when(part, language):
            parts[-1] = f"{parts[-1]} {part}"
            ended.add(len(parts) - 1)
        elif parts and _is_initials(part, language):
            parts[-1] = f"{parts[-1]}, {part}"
        else:
            parts.append(part)
    return {part: at in ended for at, part in enumerate(parts)}


def _is_initials(part: str, language: str) -> bool:
    first, _, rest = part.partition(" ")
    return bool(_INITIALS.fullmatch(first)) and (not rest or is_when(rest, language))


_COMMAS = re.compile(r"(?<!\d),|,(?!\d)|(?<!\d)[،、，]|[،、，](?!\d)|[;；]")
_INITIALS = re.compile(r"(?:[^\W\d_]\.){2,}")
_QUOTES = re.compile('["“”„‟«»『』「」]')


async def _read(turn: Turn, text: str) -> Line | None:
    tree = await read_topics(turn.session)
    names = names_of(tree, (turn.speech.language, *turn.app.words.languages))
    named = await turn.session.execute(select(col(Outlet.name), col(Outlet.domain)))
    line = read_line(
        text,
        topics=names,
        followed=await _followed(turn, names),
        outlets={name: domain for name, domain in named},
        now=turn.now,
        zone=turn.subscriber.zone,
        language=turn.speech.language,
        only_in=[
            turn.app.words(code).gettext("only in {topic}", topic="{topic}")
            for code in (turn.speech.language, "en")
        ],
    )
    if line is None or line.kind != "word":
        return line
    return Line(line.kind, await _as_written(turn, line.target), line.within, line.until)


async def _followed(turn: Turn, names: dict[str, str]) -> dict[str, str]:
    """The interests of what this reader follows, by every name it has."""
    mine = set(await followed(turn.session, turn.subscriber_id))
    own = {fold(target): of_words(target) for target in (await words.own(turn)).values()}
    feeds = await feeds_followed(turn.session, turn.subscriber_id)
    own |= {fold(site_of(url)): of_feed(url) for url in feeds.values()}
    return own | {name: slug for name, slug in names.items() if slug in mine}


async def _as_written(turn: Turn, target: str) -> str:
    """A name as names are written, however it was typed: so it is known for one, and looked for in other scripts."""
    if target != target.casefold() or not target.isascii():
        return target
    known = await turn.session.execute(
        select(col(Fact.id)).where(col(Fact.value) == target, col(Fact.kind) == "name").limit(1)
    )
    return target.title() if known.first() else target
