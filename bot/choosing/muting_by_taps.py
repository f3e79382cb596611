"""Muting by taps under a story: what of it, then for how long. What is kept, and how it is lifted: `mutes`."""

import re
from datetime import timedelta

from bot.choosing.keeping_mutes import keep_mute
from bot.choosing.mutes import called, clipped, muted_message, too_many
from bot.stories.reading import story_of, views_of
from bot.turn import Turn
from news.callbacks import LIMIT_BYTES, Press, encode
from news.clock import fold
from news.clustering.topics import GENERAL
from news.i18n import Speech
from news.markup import bold, esc, isolate, paragraphs, quiet
from news.models import Story
from news.ports import Button, Message
from news.queries import facts_of, read_topics
from news.reader.mute_lines import MOST_CHARS, Line, is_telling
from news.rendering import render_mutes
from news.rendering.directions import directed, headed, rtl
from news.rendering.rows import in_rows
from news.story.views import StoryView

KINDS = {"t": "topic", "w": "word", "o": "outlet"}
LETTER = {kind: letter for letter, kind in KINDS.items()}
CANCEL = "no"
TOPICS, NAMES, OUTLETS = 4, 3, 20
"""Of a story, so many are offered."""


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
        Button(directed(clipped(label), speech), coded)
        for letter, target, label in offered
        if (coded := _coded(letter, target))
    ]
    text = [
        speech.gettext("Choose what to mute."),
        speech.gettext("You see no quotes from a muted outlet, and no stories that it alone reports."),
    ]
    head = headed(bold(isolate(quiet(view.headline))), speech)
    rows = [*in_rows(buttons, 2), _cancel(speech)]
    return Message(paragraphs([head, rtl(esc(speech.prose(text)), speech)]), rows, (view.story,))


def _cancel(speech: Speech) -> tuple[Button, ...]:
    return (Button("✕ " + speech.gettext("Cancel"), encode("mute", CANCEL)),)


def _coded(letter: str, target: str, *more: int) -> str:
    """What a button says that mutes it; empty where that is more than a button holds."""
    if ":" in target or len(f"v1:mute:{letter}:{target}:000".encode()) > LIMIT_BYTES:
        return ""
    return encode("mute", letter, target, *more)


async def _names(turn: Turn, view: StoryView) -> list[str]:
    """The names that most outlets of the story tell, as a headline writes them; first those that its reader has before them."""
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
    return sorted(found, key=lambda name: name not in view.headline)[:NAMES]


async def _outlets(turn: Turn, view: StoryView) -> list[tuple[str, str]]:
    """Of its outlets, names and domains of those that lead: the headline's first."""
    first = [view.sources[article] for article in view.headline_cites if article in view.sources]
    domains = {source.domain: source.outlet for source in (*first, *view.sources.values())}
    return [(name, domain) for domain, name in domains.items()][:OUTLETS]


async def pressed_mute(turn: Turn, press: Press) -> None:
    """First asks for how long; then mutes it."""
    if press.word() == CANCEL:
        turn.edit(Message(rtl(esc(turn.speech.gettext("Nothing was muted.")), turn.speech)))
        return
    kind, target, days = KINDS.get(press.word()), press.word(1), press.number(2)
    if kind is None or not await _is_sound(turn, kind, target):
        turn.toast(turn.speech.gettext("This button is out of date."))
    elif days is None:
        turn.edit(await _lengths(turn, kind, target))
    else:
        line = Line(kind, target, until=turn.now + timedelta(days=days) if days else None)
        mute = await keep_mute(turn, line)
        turn.edit(too_many(turn.speech) if mute is None else await muted_message(turn, mute))


async def _is_sound(turn: Turn, kind: str, target: str) -> bool:
    """A press may say anything."""
    if kind == "topic":
        return target in await read_topics(turn.session)
    return 0 < len(target) <= MOST_CHARS and (kind == "outlet" or is_telling(target, turn.speech.language))


async def _lengths(turn: Turn, kind: str, target: str) -> Message:
    speech = turn.speech
    name = await called(turn, kind, target)
    what = render_mutes.thing(kind, name, await read_topics(turn.session), speech)
    lengths = (
        (7, speech.gettext("A week")),
        (30, speech.gettext("A month")),
        (0, speech.gettext("Forever")),
    )
    buttons = [Button(label, _coded(LETTER[kind], target, days)) for days, label in lengths]
    said = speech.gettext("Mute {what} for how long?", what=what)
    return Message(rtl(bold("🔇 " + quiet(said)), speech), [*in_rows(buttons, 3), _cancel(speech)])
