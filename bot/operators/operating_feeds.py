"""The operator's feeds: what needs a hand, paused, read again, moved, and new ones for everybody. Called by `bot.operators.operating`, which
sees to it that only the operator gets here."""

from bot import awaiting
from bot.choosing import feeds
from bot.turn import Turn
from news.callbacks import Press
from news.intake.discovery import read_address_typed
from news.intake.found_feeds import FEED, from_row
from news.markup import esc
from news.models import Awaited, FeedLookup
from news.operating.tending import (
    Tended,
    add_feed,
    feeds_in_need,
    feeds_named,
    mend_feed,
    pause_feed,
    resume_feed,
    tended,
)
from news.ports import Message
from news.rendering.render_tending import A_PAGE, feed_message, feeds_message

AWAITED = "feed address"
EVERYBODY = 0
"""The feed that a lookup is for, where it is for a new one."""


async def feed_command(turn: Turn, line: str) -> None:
    """`ADDRESS` adds a feed, or shows it where everybody has it; `NUMBER ADDRESS` moves one, `NUMBER` shows it; nothing lists what
    needs a hand."""
    number, _, rest = line.partition(" ")
    if not line:
        turn.say(await _listed(turn, 0))
    elif not number.isdecimal():
        if (known := await _known(turn, line)) is not None:
            turn.say(feed_message(known, now=turn.now))
        else:
            await _look(turn, line, for_feed=EVERYBODY)
    elif (one := await _one(turn, int(number))) is not None:
        if rest:
            await _look(turn, rest, for_feed=one.feed.id or 0)
        else:
            turn.say(feed_message(one, now=turn.now))
    else:
        turn.say(Message(esc(f"There is no feed {number[:20]}.")))


async def pressed_feeds(turn: Turn, press: Press) -> None:
    """The list, a feed's page, or what is done there."""
    what, number = press.word(), press.number(1) or 0
    if what == "feeds":
        turn.edit(await _listed(turn, number))
    elif what == "take":
        await _take(turn, press)
    elif (one := await _one(turn, number)) is None:
        turn.toast("There is no such feed any more.")
    elif what == "move":
        await awaiting.ask(turn, AWAITED, "Send me its new address.", subject=number, hint=one.feed.url)
    else:
        await _change(turn, what, one)
        turn.edit(feed_message(one, now=turn.now))


async def typed(turn: Turn, text: str, awaited: Awaited) -> None:
    """The new address that was asked for."""
    await _look(turn, text, for_feed=awaited.subject or EVERYBODY)


async def _listed(turn: Turn, page: int) -> Message:
    skip = min(page, 1_000) * A_PAGE
    listed, total = await feeds_in_need(turn.session, skip=skip, most=A_PAGE)
    return feeds_message(listed, page=skip // A_PAGE, total=total, now=turn.now)


async def _one(turn: Turn, number: int) -> Tended | None:
    return await tended(turn.session, number) if number < 2**31 else None


async def _known(turn: Turn, line: str) -> Tended | None:
    """The feed that is read at this very address."""
    address = read_address_typed(line)
    found = await feeds_named(turn.session, address) if address is not None else []
    return await tended(turn.session, found[0].id or 0) if found else None


async def _change(turn: Turn, what: str, one: Tended) -> None:
    if what == "pause":
        await pause_feed(turn.session, one.feed, now=turn.now)
        turn.toast("Paused.")
    elif what == "resume":
        await resume_feed(turn.session, one.feed, now=turn.now)
        turn.ring("fetch")
        turn.toast("It is being read.")


async def _look(turn: Turn, text: str, *, for_feed: int) -> None:
    address = read_address_typed(text)
    if address is None:
        turn.say(Message(esc("That is no web address. One looks like this: /admin feed example.org")))
        return
    await feeds.look(turn, address, for_feed=for_feed)


async def _take(turn: Turn, press: Press) -> None:
    row, at = await turn.session.get(FeedLookup, press.number(1) or 0), press.number(2)
    if row is None or row.for_feed is None or at is None or at >= len(row.found):
        turn.toast("This button is out of date.")
        return
    found = from_row(row.found[at])
    if found.state != FEED:
        return
    if row.for_feed == EVERYBODY:
        shown = await _one(turn, (await add_feed(turn.session, found, now=turn.now)).id or 0)
    else:
        shown = await _one(turn, row.for_feed)
        if shown is None or not await mend_feed(turn.session, shown.feed, found, now=turn.now):
            turn.toast("Another feed is read at that address already.", alert=True)
            return
    turn.ring("fetch")
    if shown is not None:
        turn.edit(feed_message(shown, now=turn.now))
