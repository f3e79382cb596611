"""What is muted, with a button each that lifts it; that something was muted or lifted, with a button that takes it back."""

from collections.abc import Sequence
from datetime import date

from bot import awaiting
from bot.choosing.keeping_mutes import MOST, keep_mute, lift, lifted_with, mutes_of
from bot.keyboards import back, ticked
from bot.setting import Setting
from bot.turn import Turn
from news.callbacks import Press, encode
from news.clock import local_date
from news.i18n import Speech
from news.markup import bold, broken, esc, lines, paragraphs, quiet
from news.models import Mute
from news.ports import Button, Message
from news.queries import feeds_followed, outlet_names, read_topics
from news.reader.following import subscriptions
from news.reader.interests import of_feed, of_words
from news.reader.mute_lines import Line
from news.reader.muting import read_mutes
from news.rendering import render_mutes
from news.rendering.directions import directed, rtl
from news.rendering.examples import led
from news.rendering.rows import ROOM, TICK, cut, in_rows, width

PLACES = 6
"""Of what is followed, so many are offered to mute in."""
LABEL_CHARS, LINE_CHARS = 40, 70
EXAMPLES = ("/mute Tesla", "/mute Tesla 2026-12-31", "/mute example.com")
SHOWN = 5
"""Among the settings, so many are named."""


async def mutes_message(turn: Turn) -> Message:
    """What is muted, with a button each that lifts it, and how to mute more."""
    speech = turn.speech
    tree = await read_topics(turn.session)
    mine = await mutes_of(turn)
    named = {m.id: await called(turn, m.kind, m.target) for m in mine}
    shown = [
        render_mutes.muted(m.kind, named[m.id], tree, speech, within=m.within, until=_day(turn, m))
        for m in mine
    ]
    where = {m.id: render_mutes.only_in(m.within, tree, speech) if m.within else "" for m in mine}
    head = speech.gettext("What you muted") if mine else speech.gettext("Nothing is muted.")
    listed = [rtl(esc("• ") + quiet(clipped(one, LINE_CHARS)), speech) for one in shown]
    rows = in_rows(
        (
            Button(
                "✕ " + _unmute(render_mutes.thing(m.kind, named[m.id], tree, speech), where[m.id], speech),
                encode("unmute", m.id or 0, "list"),
            )
            for m in mine
        ),
        2,
    )
    how_to = speech.gettext("To mute a topic, an outlet or a word, for ever or until a day, type:")
    return Message(
        paragraphs(
            [
                lines([rtl(bold(f"🔇 {head}"), speech), *listed]),
                led(how_to, *EXAMPLES, "/unmute Tesla", speech=speech),
            ]
        ),
        [*rows, (Button("+ " + speech.gettext("Mute something"), encode("mutemore")),), back(speech)],
    )


async def pressed_mutes(turn: Turn, _press: Press) -> None:
    turn.edit(await mutes_message(turn))


async def pressed_more(turn: Turn, _press: Press) -> None:
    """Opens the input for what is to be muted."""
    hint = " · ".join(example.removeprefix("/mute ") for example in EXAMPLES)
    await awaiting.ask(turn, "mute", turn.speech.gettext("What do you not want to see?"), hint=hint)


def _unmute(name: str, within: str, speech: Speech) -> str:
    """With what it holds in where there is room. A long name is cut, not the verb, which stands last in some languages."""
    room = ROOM[1] - width("✕ " + speech.gettext("Unmute {what}", what=""))
    whole = f"{name} · {within}" if within else name
    return directed(
        speech.gettext("Unmute {what}", what=whole if width(whole) <= room else cut(name, room)), speech
    )


async def called(turn: Turn, kind: str, target: str) -> str:
    """What is muted; an outlet by its name."""
    if kind != "outlet":
        return target
    return (await outlet_names(turn.session, [target])).get(target, target)


def _day(turn: Turn, mute: Mute) -> date | None:
    return local_date(mute.until_at, zone=turn.subscriber.zone) if mute.until_at else None


def clipped(text: str, most: int = LABEL_CHARS) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


async def muted_message(turn: Turn, mute: Mute) -> Message:
    """That it is muted, and a button that takes it back."""
    speech = turn.speech
    tree = await read_topics(turn.session)
    name = await called(turn, mute.kind, mute.target)
    what = render_mutes.muted(mute.kind, name, tree, speech, within=mute.within, until=_day(turn, mute))
    said = speech.gettext("Each digest says how many stories it left out. /mutes lists what is muted.")
    head = bold("🔇 " + speech.labelled(speech.gettext("Muted")) + speech.gap) + quiet(what)
    undo = (Button("↩ " + speech.gettext("Unmute"), encode("unmute", mute.id or 0)),)
    told = [lines([rtl(head, speech), rtl(esc(said), speech)])]
    places = await _places(turn, mute, name)
    if places:
        how_to = speech.gettext(
            "To mute it in just one of these, tap that one; tap again to mute it everywhere."
        )
        told.append(rtl(esc(how_to), speech))
    return Message(paragraphs(told), [*places, undo])


async def lifted_message(turn: Turn, mutes: Sequence[Mute]) -> Message:
    """That these mutes of one thing are lifted, and a button that mutes it as it was."""
    speech, first = turn.speech, mutes[0]
    within = first.within if len(mutes) == 1 else ""
    tree = await read_topics(turn.session)
    name = await called(turn, first.kind, first.target)
    what = render_mutes.muted(first.kind, name, tree, speech, within=within)
    said = speech.gettext("No longer muted: {what}", what=what)
    again = Button("🔇 " + speech.gettext("Mute again"), encode("remute", first.id or 0))
    return Message(rtl(quiet(said), speech), [(again,)])


async def _places(turn: Turn, mute: Mute, name: str) -> list[tuple[Button, ...]]:
    """A button for each thing that is followed, to mute in that alone; ticked where it is so, and a tap takes that back."""
    speech = turn.speech
    tree = await read_topics(turn.session)
    mine = {
        interest: number for number, interest in (await interests(turn)).items()
    }  # a site may have two feeds
    if len(mine) < 2 and not mute.within:
        return []
    what = render_mutes.thing(mute.kind, name, tree, speech)
    shown = {
        interest: _only_in(what, render_mutes.interest_name(interest, tree, speech), speech)
        for interest in mine
        if (mute.kind, interest) != ("topic", mute.target)
    }
    ordered = sorted(shown, key=lambda interest: interest != mute.within)[:PLACES]
    return [
        (
            Button(
                ticked(shown[interest], on=interest == mute.within),
                encode("within", mute.id or 0, mine[interest]),
            ),
        )
        for interest in ordered
    ]


def _only_in(what: str, topic: str, speech: Speech) -> str:
    """Both by name, or it may be read as muting the topic. Long names are cut, not the words between them."""
    room = ROOM[1] - width(TICK + speech.gettext("Mute {what} only in {topic}", what="", topic=""))
    what = cut(what, max(room // 2, room - width(topic)))
    topic = cut(topic, room - width(what))
    return directed(speech.gettext("Mute {what} only in {topic}", what=what, topic=topic), speech)


async def interests(turn: Turn) -> dict[int, str]:
    """What is followed, as mutes name it, by its subscription."""
    kinds = ("topic", "phrase", "feed")
    topics, phrases, feeds = [
        await subscriptions(turn.session, turn.subscriber_id, kind=kind) for kind in kinds
    ]
    urls = await feeds_followed(turn.session, turn.subscriber_id) if feeds else {}
    sites = {number: urls.get(int(target)) for number, target in feeds.items()}
    return (
        topics
        | {number: of_words(target) for number, target in phrases.items()}
        | {number: of_feed(url) for number, url in sites.items() if url}
    )


async def pressed_within(turn: Turn, press: Press) -> None:
    """Mutes it in one thing alone, or everywhere again."""
    mute = await turn.session.get(Mute, press.number() or 0)
    interest = (await interests(turn)).get(press.number(1) or 0)
    if mute is None or mute.subscriber_id != turn.subscriber_id or mute.lifted_at is not None or not interest:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    within = "" if mute.within == interest else interest
    moved = await keep_mute(turn, Line(mute.kind, mute.target, within, mute.until_at), instead_of=mute)
    turn.toast(turn.speech.gettext("Saved."))
    if moved is not None:
        turn.edit(await muted_message(turn, moved))


def too_many(speech: Speech) -> Message:
    return Message(rtl(esc(too_many_said(speech)), speech))


def too_many_said(speech: Speech) -> str:
    return speech.gettext("You have muted as much as I can keep. Lift something in /mutes first.")


async def pressed_unmute(turn: Turn, press: Press) -> None:
    """Lifts it; where the list was pressed, the list again, else that it is lifted."""
    mute = await turn.session.get(Mute, press.number() or 0)
    if mute is None or mute.subscriber_id != turn.subscriber_id or mute.lifted_at is not None:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    await lift(turn, [mute])
    turn.toast(turn.speech.gettext("Saved."))
    turn.edit(await mutes_message(turn) if press.word(1) == "list" else await lifted_message(turn, [mute]))


async def pressed_remute(turn: Turn, press: Press) -> None:
    """Mutes again what one turn lifted: in the same things, until the same day."""
    mine = await mutes_of(turn)
    back = await lifted_with(turn, press.number() or 0)
    if not back:
        turn.toast(turn.speech.gettext("This button is out of date."))
    elif len(mine) + len(back) > MOST:
        turn.edit(too_many(turn.speech))
    else:
        for mute in back:
            mute.lifted_at = None
            turn.session.add(mute)
        await turn.session.flush()
        turn.edit(await muted_message(turn, back[0]) if len(back) == 1 else await mutes_message(turn))


async def _value(turn: Turn) -> str | None:
    mine = await read_mutes(turn.session, turn.subscriber_id, now=turn.now)
    if not mine:
        return None
    tree = await read_topics(turn.session)
    named = [(m.kind, await called(turn, m.kind, m.target), m.within) for m in mine]
    muted = (
        broken(render_mutes.muted(kind, target, tree, turn.speech, within=within))
        for kind, target, within in named
    )
    return turn.speech.listed(muted, most=SHOWN)


SETTING = Setting("mutes", "🔇", lambda speech: speech.gettext("What you muted"), _value, mutes_message)
