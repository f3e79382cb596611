"""Muting: by a line, by taps under a story, listed and lifted. What a mute keeps out is said in `news.reader.mutes`."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlmodel import col

from bot.choosing import words
from bot.keyboards import back
from bot.setting import Setting
from bot.stories.reading import story_of, views_of
from bot.turn import Turn
from news.callbacks import LIMIT_BYTES, Press, encode
from news.clock import fold, local_date
from news.clustering.topics import GENERAL
from news.i18n import Speech
from news.intake.discovery import site_of
from news.markup import bold, esc, isolate, lines, paragraphs, quiet
from news.models import Digest, Fact, Mute, Outlet, Story
from news.ports import Button, Message
from news.queries import facts_of, feeds_followed, followed, read_topics
from news.reader.interests import of_feed, of_words
from news.reader.mute_lines import MOST_CHARS, Line, is_telling, read_line
from news.reader.muting import read_mutes
from news.reader.topic_search import names_of
from news.rendering import render_mutes
from news.rendering.render import directed, rtl
from news.rendering.rows import in_rows
from news.story.views import StoryView

MOST = 50
"""Mutes a reader may have."""
KINDS = {"t": "topic", "w": "word", "o": "outlet"}
LETTER = {kind: letter for letter, kind in KINDS.items()}
TOPICS, NAMES, OUTLETS = 4, 3, 4
"""Of a story, so many are offered."""
LABEL_CHARS, LINE_CHARS = 40, 70


# --- by a line -----------------------------------------------------------------------------------


async def mute_command(turn: Turn, argument: str) -> None:
    """`/mute Tesla`, `/mute football in sport until 2026-12-01`, `/mute outlet example.com`; alone, what is muted."""
    line = await _read(turn, argument)
    if line is None:
        turn.say(await mutes_message(turn))
        return
    mute = await keep_mute(turn, line)
    turn.say(_too_many(turn.speech) if mute is None else await muted_message(turn, mute))


async def unmute_command(turn: Turn, argument: str) -> None:
    """`/unmute Tesla`, wherever it is muted; `/unmute Tesla in sport`, there only; alone, what there is to lift."""
    line = await _read(turn, argument)
    mine = await _mutes(turn) if line is not None else []
    lifted = [mute for mute in mine if line and _is_named(mute, line)]
    if not lifted:
        turn.say(await mutes_message(turn))
        return
    turn.say(await _lift(turn, lifted))


def _is_named(mute: Mute, line: Line) -> bool:
    is_there = not line.within or mute.within == line.within
    return is_there and mute.kind == line.kind and fold(mute.target) == fold(line.target)


async def mutes_command(turn: Turn, _argument: str) -> None:
    turn.say(await mutes_message(turn))


async def _read(turn: Turn, text: str) -> Line | None:
    tree = await read_topics(turn.session)
    names = names_of(tree, (turn.speech.language, *turn.app.words.languages))
    line = read_line(
        text,
        topics=names,
        followed=await _followed(turn, names),
        now=turn.now,
        zone=turn.subscriber.zone,
        language=turn.speech.language,
    )
    if line is None or line.kind == "topic":
        return line
    target = await (_domain(turn, line.target) if line.kind == "outlet" else _as_written(turn, line.target))
    return Line(line.kind, target, line.within, line.until)


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


async def _domain(turn: Turn, target: str) -> str:
    """The domain of an outlet that is named; a domain as it is."""
    if "." in target and " " not in target:
        return target.casefold()
    named = await turn.session.execute(select(col(Outlet.name), col(Outlet.domain)))
    return next((domain for name, domain in named if fold(name) == fold(target)), target)


async def keep_mute(turn: Turn, line: Line) -> Mute | None:
    """The mute; one that there is already is held for the time said now. None where there are too many."""
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
    shown = [
        render_mutes.muted(m.kind, m.target, tree, speech, within=m.within, until=_day(turn, m)) for m in mine
    ]
    head = speech.gettext("What you muted") if mine else speech.gettext("Nothing is muted.")
    listed = [rtl(esc("• ") + quiet(_clipped(one, LINE_CHARS)), speech) for one in shown]
    rows = in_rows(
        (
            Button(
                f"✕ {_clipped(render_mutes.thing(m.kind, m.target, tree, speech))}",
                encode("unmute", m.id or 0, "list"),
            )
            for m in mine
        ),
        2,
    )
    examples = ("/mute Tesla", "/mute Tesla 2026-12-31", "/mute example.com", "/unmute Tesla")
    how_to = speech.gettext("Mute a topic, an outlet or a word in one line, for ever or until a day:")
    return Message(
        paragraphs(
            [
                lines([rtl(bold(f"🔇 {head}"), speech), *listed]),
                lines(
                    [
                        rtl(esc(how_to), speech),
                        *(rtl(quiet(speech.isolated(one)), speech) for one in examples),
                    ]
                ),
            ]
        ),
        [*rows, back(speech)],
    )


def _day(turn: Turn, mute: Mute) -> date | None:
    return local_date(mute.until_at, zone=turn.subscriber.zone) if mute.until_at else None


def _clipped(text: str, most: int = LABEL_CHARS) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


async def muted_message(turn: Turn, mute: Mute) -> Message:
    """That it is muted, and a button that takes it back."""
    speech = turn.speech
    tree = await read_topics(turn.session)
    what = render_mutes.muted(
        mute.kind, mute.target, tree, speech, within=mute.within, until=_day(turn, mute)
    )
    said = speech.gettext("Digests say what they hide. /mutes lists what is muted.")
    head = bold("🔇 " + speech.labelled(speech.gettext("Muted")) + speech.gap) + quiet(what)
    buttons = [(Button("↩ " + speech.gettext("Undo"), encode("unmute", mute.id or 0)),)]
    return Message(lines([rtl(head, speech), rtl(esc(said), speech)]), buttons)


async def _lift(turn: Turn, mutes: Sequence[Mute]) -> Message:
    """Lifts these mutes of one thing, and says so, with a button that mutes it as it was."""
    for mute in mutes:
        mute.lifted_at = turn.now
        turn.session.add(mute)
    await turn.session.flush()
    speech, first = turn.speech, mutes[0]
    within = first.within if len(mutes) == 1 else ""
    tree = await read_topics(turn.session)
    what = render_mutes.muted(first.kind, first.target, tree, speech, within=within)
    said = speech.gettext("No longer muted: {what}", what=what)
    again = Button("🔇 " + speech.gettext("Mute again"), encode("remute", first.id or 0))
    return Message(rtl(quiet(said), speech), [(again,)])


def _too_many(speech: Speech) -> Message:
    said = speech.gettext("You have muted as much as I can keep. Lift something in /mutes first.")
    return Message(rtl(esc(said), speech))


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
        turn.edit(_too_many(turn.speech))
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


# --- by taps -------------------------------------------------------------------------------------


async def pressed_less(turn: Turn, press: Press) -> None:
    """What of the story there should be less of: its topics, names in it, its outlets."""
    story = await story_of(turn, press)
    if story is not None:
        (view,) = await views_of(turn, [story.id or 0])
        turn.say(await _menu(turn, story, view))


async def _menu(turn: Turn, story: Story, view: StoryView) -> Message:
    speech = turn.speech
    tree = await read_topics(turn.session)
    subjects = [slug for slug in story.topics if slug in tree and slug not in GENERAL] or story.topics
    offered = [
        ("t", slug, render_mutes.thing("topic", slug, tree, speech))
        for slug in subjects[:TOPICS]
        if slug in tree
    ]
    names = await _names(turn, view)
    offered += [("w", name, f"🔤 {render_mutes.thing('word', name, tree, speech)}") for name in names]
    offered += [("o", domain, f"📰 {speech.isolated(name)}") for name, domain in await _outlets(turn, view)]
    buttons = [
        Button(directed(_clipped(label), speech), coded)
        for letter, target, label in offered
        if (coded := _coded(letter, target))
    ]
    text = speech.gettext("What do you want to see less of? Choose what to mute.")
    head = rtl(bold(isolate(quiet(view.headline))), speech)
    rows = [*in_rows(buttons, 2), _cancel(speech)]
    return Message(paragraphs([head, rtl(esc(text), speech)]), rows, (view.story,))


def _cancel(speech: Speech) -> tuple[Button, ...]:
    """Mutes nothing, and shows what is muted."""
    return (Button("✕ " + speech.gettext("Cancel"), encode("menu", "mutes")),)


def _coded(letter: str, target: str, *more: int) -> str:
    """What a button says that mutes it; empty where that is more than a button holds."""
    if ":" in target or len(f"v1:mute:{letter}:{target}:000".encode()) > LIMIT_BYTES:
        return ""
    return encode("mute", letter, target, *more)


async def _names(turn: Turn, view: StoryView) -> list[str]:
    """The names that most outlets of the story tell, as a headline writes them."""
    facts = (await facts_of(turn.session, [view.story])).get(view.story, ())
    told: dict[str, int] = {}
    for fact in facts:
        if fact.kind == "name":
            told[fact.value] = told.get(fact.value, 0) + 1
    titles = " \n ".join([view.headline, *(source.title for source in view.sources.values())])
    outlets = {fold(source.outlet) for source in view.sources.values()}
    found: dict[str, None] = {}
    for name in sorted(told, key=lambda name: (-told[name], name)):
        written = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", titles, re.IGNORECASE)
        if written and written[0] != name and fold(name) not in outlets and len(name) <= MOST_CHARS:
            found.setdefault(written[0])
    return list(found)[:NAMES]


async def _outlets(turn: Turn, view: StoryView) -> list[tuple[str, str]]:
    """Of its outlets, names and domains of those that lead: the headline's first."""
    first = [view.sources[article] for article in view.headline_cites if article in view.sources]
    domains = {source.domain: source.outlet for source in (*first, *view.sources.values())}
    return [(name, domain) for domain, name in domains.items()][:OUTLETS]


async def pressed_mute(turn: Turn, press: Press) -> None:
    """First asks for how long; then mutes it."""
    kind, target, days = KINDS.get(press.word()), press.word(1), press.number(2)
    if kind is None or not await _is_sound(turn, kind, target):
        turn.toast(turn.speech.gettext("This button is out of date."))
    elif days is None:
        turn.edit(await _lengths(turn, kind, target))
    else:
        line = Line(kind, target, until=turn.now + timedelta(days=days) if days else None)
        mute = await keep_mute(turn, line)
        turn.edit(_too_many(turn.speech) if mute is None else await muted_message(turn, mute))


async def _is_sound(turn: Turn, kind: str, target: str) -> bool:
    """A press may say anything."""
    if kind == "topic":
        return target in await read_topics(turn.session)
    return 0 < len(target) <= MOST_CHARS and (kind == "outlet" or is_telling(target, turn.speech.language))


async def _lengths(turn: Turn, kind: str, target: str) -> Message:
    speech = turn.speech
    what = render_mutes.thing(kind, target, await read_topics(turn.session), speech)
    lengths = (
        (7, speech.gettext("A week")),
        (30, speech.gettext("A month")),
        (0, speech.gettext("For ever")),
    )
    buttons = [Button(label, _coded(LETTER[kind], target, days)) for days, label in lengths]
    said = speech.gettext("Mute {what} for how long?", what=what)
    return Message(rtl(bold("🔇 " + quiet(said)), speech), [*in_rows(buttons, 3), _cancel(speech)])


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
    turn.say(*render_mutes.hidden_stories(shown, await read_topics(turn.session), turn.speech))


# --- among the settings --------------------------------------------------------------------------


async def _value(turn: Turn) -> str | None:
    mine = await _mutes(turn)
    if not mine:
        return None
    tree = await read_topics(turn.session)
    return turn.speech.listed(render_mutes.thing(m.kind, m.target, tree, turn.speech) for m in mine[:SHOWN])


SHOWN = 5
SETTING = Setting("mutes", "🔇", lambda speech: speech.gettext("What you muted"), _value, mutes_message)
