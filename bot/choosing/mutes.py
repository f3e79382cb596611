"""Muting by a line, in what, listed and lifted; by taps under a story: `muting_by_taps`. What a mute keeps out is said in
`news.reader.mutes`."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import delete, select
from sqlmodel import col

from bot import awaiting
from bot.choosing import words
from bot.choosing.words import quoted
from bot.keyboards import back, ticked
from bot.setting import Setting
from bot.stories.reading import views_of
from bot.turn import Turn
from news.callbacks import Press, encode
from news.clock import fold, local_date
from news.i18n import Speech
from news.intake.discovery import site_of
from news.markup import bold, broken, esc, lines, paragraphs, quiet
from news.models import Awaited, Digest, Fact, Mute, Outlet
from news.ports import Button, Message
from news.queries import feeds_followed, followed, outlet_names, read_topics
from news.reader.ends_said import is_when, says_when
from news.reader.following import subscriptions
from news.reader.interests import of_feed, of_words
from news.reader.mute_lines import Line, read_line
from news.reader.muting import read_mutes
from news.reader.topic_search import names_of
from news.rendering import render_mutes
from news.rendering.examples import led
from news.rendering.render import directed, rtl
from news.rendering.rows import ROOM, TICK, cut, in_rows, width

MOST = 50
"""Mutes a reader may have."""
AT_ONCE = 6
"""By one line, so many are said each by itself; of more, the list."""
PLACES = 6
"""Of what is followed, so many are offered to mute in."""
LABEL_CHARS, LINE_CHARS = 40, 70
EXAMPLES = ("/mute Tesla", "/mute Tesla 2026-12-31", "/mute example.com")


# --- by a line -----------------------------------------------------------------------------------


async def mute_command(turn: Turn, argument: str) -> None:
    """`/mute Tesla`, `/mute football in sport until 2026-12-01`, `/mute outlet example.com`, `/mute Tesla, Trump`; alone, what is
    muted."""
    wanted = await _read_each(turn, argument)
    if not wanted:
        turn.say(await _listed_after(turn, argument and _not_understood(argument, turn.speech)))
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
    mine = await _mutes(turn)
    lifted = [mute for mute in mine if line and _is_named(mute, line)]
    lifted = lifted or [mute for mute in mine if argument and fold(mute.target) == fold(argument)]
    if not lifted:
        turn.say(await _listed_after(turn, argument and _not_muted(turn.speech, argument)))
        return
    turn.say(await _lift(turn, lifted))


def _is_named(mute: Mute, line: Line) -> bool:
    is_there = not line.within or mute.within == line.within
    return is_there and mute.kind == line.kind and fold(mute.target) == fold(line.target)


async def _listed_after(turn: Turn, said: str) -> Message:
    """What is muted; before it, why what was typed changed nothing."""
    listed = await mutes_message(turn)
    head = [rtl(esc(said), turn.speech)] if said else []
    return Message(paragraphs([*head, listed.html]), listed.buttons)


def _not_understood(said: str, speech: Speech) -> str:
    """What stands in the way: until when it shall hold, or that nothing is named."""
    last = _COMMAS.split(said)[-1].strip()
    if says_when(said, speech.language) or is_when(last, speech.language):
        return speech.gettext(
            "I could not read a day to come in “{words}”, so nothing was changed.",
            words=speech.isolated(broken(said[:60])),
        )
    return speech.gettext("I found no word to look for in that.")


def _not_muted(speech: Speech, words: str) -> str:
    return speech.gettext("{name} is not muted.", name=quoted(words, speech))


async def mutes_command(turn: Turn, _argument: str) -> None:
    turn.say(await mutes_message(turn))


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


async def keep_mute(turn: Turn, line: Line, *, instead_of: Mute | None = None) -> Mute | None:
    """The mute; one that there is already is held for the time said now. None where there are too many. `instead_of` another,
    which is lifted."""
    if instead_of is not None:
        instead_of.lifted_at = turn.now
        turn.session.add(instead_of)
        await turn.session.flush()
    mine = await _mutes(turn)
    same = [m for m in mine if (m.kind, m.target, m.within) == (line.kind, line.target, line.within)]
    if not same and len(mine) >= MOST:
        return None
    mute = same[0] if same else await _lifted(turn, line) or Mute(
        subscriber_id=turn.subscriber_id, kind=line.kind, target=line.target, within=line.within,
        created_at=turn.now,
    )  # fmt: skip
    mute.until_at, mute.lifted_at = line.until, None
    turn.session.add(mute)
    await turn.session.flush()
    return mute


async def _lifted(turn: Turn, line: Line) -> Mute | None:
    """The same, where it was lifted lately: there is one row of each."""
    found = await turn.session.execute(
        select(Mute).where(
            col(Mute.subscriber_id) == turn.subscriber_id,
            col(Mute.kind) == line.kind,
            col(Mute.target) == line.target,
            col(Mute.within) == line.within,
        )
    )
    return found.scalar_one_or_none()


async def _mutes(turn: Turn) -> list[Mute]:
    """Those that hold; what is over goes."""
    over = (col(Mute.subscriber_id) == turn.subscriber_id, col(Mute.until_at) <= turn.now)
    await turn.session.execute(delete(Mute).where(*over))
    return await read_mutes(turn.session, turn.subscriber_id, now=turn.now)


# --- what is muted -------------------------------------------------------------------------------


async def mutes_message(turn: Turn) -> Message:
    """What is muted, with a button each that lifts it, and how to mute more."""
    speech = turn.speech
    tree = await read_topics(turn.session)
    mine = await _mutes(turn)
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


async def pressed_more(turn: Turn, _press: Press) -> None:
    """Opens the input for what is to be muted."""
    hint = " · ".join(example.removeprefix("/mute ") for example in EXAMPLES)
    await awaiting.ask(turn, "mute", turn.speech.gettext("What do you not want to see?"), hint=hint)


async def typed(turn: Turn, text: str, _awaited: Awaited) -> None:
    await mute_command(turn, text)


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


async def _places(turn: Turn, mute: Mute, name: str) -> list[tuple[Button, ...]]:
    """A button for each thing that is followed, to mute in that alone; ticked where it is so, and a tap takes that back."""
    speech = turn.speech
    tree = await read_topics(turn.session)
    mine = await interests(turn)
    if len(mine) < 2 and not mute.within:
        return []
    what = render_mutes.thing(mute.kind, name, tree, speech)
    shown = {
        number: _only_in(what, render_mutes.interest_name(interest, tree, speech), speech)
        for number, interest in mine.items()
        if (mute.kind, interest) != ("topic", mute.target)
    }
    ordered = sorted(shown, key=lambda number: mine[number] != mute.within)[:PLACES]
    return [
        (
            Button(
                ticked(shown[number], on=mine[number] == mute.within), encode("within", mute.id or 0, number)
            ),
        )
        for number in ordered
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


async def _lift(turn: Turn, mutes: Sequence[Mute]) -> Message:
    """Lifts these mutes of one thing, and says so, with a button that mutes it as it was."""
    for mute in mutes:
        mute.lifted_at = turn.now
        turn.session.add(mute)
    await turn.session.flush()
    speech, first = turn.speech, mutes[0]
    within = first.within if len(mutes) == 1 else ""
    tree = await read_topics(turn.session)
    name = await called(turn, first.kind, first.target)
    what = render_mutes.muted(first.kind, name, tree, speech, within=within)
    said = speech.gettext("No longer muted: {what}", what=what)
    again = Button("🔇 " + speech.gettext("Mute again"), encode("remute", first.id or 0))
    return Message(rtl(quiet(said), speech), [(again,)])


def too_many(speech: Speech) -> Message:
    return Message(rtl(esc(too_many_said(speech)), speech))


def too_many_said(speech: Speech) -> str:
    return speech.gettext("You have muted as much as I can keep. Lift something in /mutes first.")


async def pressed_mutes(turn: Turn, _press: Press) -> None:
    turn.edit(await mutes_message(turn))


async def pressed_unmute(turn: Turn, press: Press) -> None:
    """Lifts it; where the list was pressed, the list again, else that it is lifted."""
    mute = await turn.session.get(Mute, press.number() or 0)
    if mute is None or mute.subscriber_id != turn.subscriber_id or mute.lifted_at is not None:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    lifted = await _lift(turn, [mute])
    turn.toast(turn.speech.gettext("Saved."))
    turn.edit(await mutes_message(turn) if press.word(1) == "list" else lifted)


async def pressed_remute(turn: Turn, press: Press) -> None:
    """Mutes again what one turn lifted: in the same things, until the same day."""
    mine = await _mutes(turn)
    back = await _lifted_with(turn, press.number() or 0)
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


async def _lifted_with(turn: Turn, number: int) -> list[Mute]:
    """What was lifted in the same turn as this mute of the reader's."""
    mute = await turn.session.get(Mute, number)
    if mute is None or mute.subscriber_id != turn.subscriber_id or mute.lifted_at is None:
        return []
    found = await turn.session.execute(
        select(Mute)
        .where(
            col(Mute.subscriber_id) == turn.subscriber_id,
            col(Mute.kind) == mute.kind,
            col(Mute.lifted_at) == mute.lifted_at,
        )
        .order_by(col(Mute.id))
    )
    return [one for one in found.scalars() if fold(one.target) == fold(mute.target)]


# --- what a digest hid ---------------------------------------------------------------------------


async def pressed_hidden(turn: Turn, press: Press) -> None:
    """The stories that mutes kept out of the digest, with a button to open each."""
    digest = await turn.session.get(Digest, press.number() or 0)
    if digest is None or digest.subscriber_id != turn.subscriber_id:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    rules = {item["story"]: item["mutes"] for item in digest.hidden}
    views = await views_of(turn, list(rules))
    shown = [(view, rules.get(view.story, ())) for view in views]
    if not shown:
        turn.toast(turn.speech.gettext("This story is no longer here."), alert=True)
        return
    names = await outlet_names(turn.session, render_mutes.muted_domains(digest.hidden))
    turn.say(*render_mutes.hidden_stories(shown, await read_topics(turn.session), turn.speech, outlets=names))


# --- among the settings --------------------------------------------------------------------------


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


SHOWN = 5
SETTING = Setting("mutes", "🔇", lambda speech: speech.gettext("What you muted"), _value, mutes_message)
