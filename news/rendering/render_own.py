"""Stories of one's own as Telegram messages: an update, the last line, the list. Pure, as `render` is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from news import callbacks
from news.i18n import Speech
from news.markup import Html, bold, esc, isolate, italic, lines, link, paragraphs, quiet
from news.ports import Button, Message
from news.reader.ways import WAYS, Way
from news.rendering.directions import headed, rtl
from news.rendering.examples import inside
from news.rendering.pages import turning
from news.rendering.render import by_model, moment, opening
from news.rendering.render_new import told_anew
from news.rendering.rows import ROOM, cut, in_rows
from news.story.since import StoryNews
from news.story.views import StoryView

SIGNS: dict[Way, str] = {"followed": "🔔", "saved": "⭐", "muted": "🔇"}
WANTED: tuple[Way, ...] = ("followed", "saved")
LINKS = 3
"""Outlets of a listed story that are linked: it can be read there when it is no longer here."""


def way_name(way: Way, speech: Speech) -> str:
    """What a tap does."""
    match way:
        case "followed":
            return speech.gettext("Follow this story")
        case "saved":
            return speech.gettext("Save")
        case "muted":
            return speech.gettext("Mute this story")


def way_chosen(way: Way, speech: Speech) -> str:
    """What a story is that was chosen so."""
    match way:
        case "followed":
            return speech.gettext("followed")
        case "saved":
            return speech.gettext("saved")
        case "muted":
            return speech.gettext("muted")


def wanted(story: int, chosen: Sequence[Way], speech: Speech) -> tuple[Button, ...]:
    """The buttons by which one wants more of a story; to mute it is a rarer wish."""
    return tuple(way_button(story, way, speech, on=way in chosen) for way in WANTED)


def ways(story: int, chosen: Sequence[Way], speech: Speech) -> list[tuple[Button, ...]]:
    """A button for each way to make a story one's own, ticked where it is; a tap changes it."""
    others = tuple(way_button(story, way, speech, on=way in chosen) for way in WAYS if way not in WANTED)
    return [*in_rows(wanted(story, chosen, speech), 2), others]


def way_button(story: int, way: Way, speech: Speech, *, on: bool) -> Button:
    sign = "✅" if on else SIGNS[way]
    return Button(f"{sign} {way_name(way, speech)}", callbacks.encode("own", story, way, 0 if on else 1))


def story_update(news: StoryNews, speech: Speech, *, zone: str) -> Message:
    """What is new in a story that is followed, and nothing else."""
    view = news.view
    head = bold("🔔 " + speech.gettext("Update:") + speech.gap + isolate(quiet(view.headline)))
    said = told_anew(news, speech, zone=zone)
    rows = in_rows((opening(view.story, speech), way_button(view.story, "followed", speech, on=True)), 2)
    made = by_model([news.update or view], speech)
    return Message(paragraphs([rtl(head, speech), lines(said), made]), rows, (view.story,))


def story_closed(headline: str, story: int, speech: Speech) -> Message:
    """The last line under a story that was followed."""
    said = speech.gettext("No outlet has reported more for three days: I no longer follow this story.")
    head = rtl(bold("🏁 " + isolate(quiet(headline))), speech)
    return Message(lines([head, rtl(italic(said), speech)]), [(opening(story, speech),)], (story,))


# --- the list ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Listed:
    """A story of one's own, and what it is to its reader. `gone` is what it was until this very tap, and `said` that it is so no
    more."""

    view: StoryView
    ways: tuple[Way, ...]
    gone: Way | None = None
    said: str = ""


@dataclass(frozen=True)
class Page:
    """`number` counts from 0; `first` is the number of the first story on it."""

    number: int
    of: int
    first: int


def own_stories(listed: Sequence[Listed], page: Page, speech: Speech, *, zone: str) -> Message:
    """The stories with what each is to the reader; below, each with a tick for whatever it is, which lets go of that alone."""
    title = rtl(bold("📌 " + speech.gettext("Your stories")), speech)
    rows = [_row(page.first + at, one, speech, zone) for at, one in enumerate(listed)]
    used = {way for one in listed for way in one.ways}
    legend = " · ".join(f"{sign} {way_chosen(way, speech)}" for way, sign in SIGNS.items() if way in used)
    buttons = [
        row for at, one in enumerate(listed) for row in _buttons(page.first + at, one, page.number, speech)
    ]
    arrows = _pages(page, speech)
    return Message(
        paragraphs([title, *rows, *_foot(legend, speech), by_model((one.view for one in listed), speech)]),
        [*buttons, *([arrows] if arrows else [])],
        tuple(one.view.story for one in listed),
    )


def _foot(legend: str, speech: Speech) -> list[Html]:
    return [rtl(italic(esc(legend)), speech)] if legend else []


def _buttons(number: int, one: Listed, page: int, speech: Speech) -> list[tuple[Button, ...]]:
    story = one.view.story
    named = Button(
        cut(f"{speech.number(number)}. {one.view.headline}", ROOM[1]), callbacks.encode("open", story)
    )
    shown = [way for way in WAYS if way in one.ways or way == one.gone]
    ticks = [
        replace(
            way_button(story, way, speech, on=way in one.ways),
            data=callbacks.encode("unown", story, page, way, 0 if way in one.ways else 1),
        )
        for way in shown
    ]
    return [(named,), *in_rows(ticks, 2)]


def _row(number: int, one: Listed, speech: Speech, zone: str) -> Html:
    signs = "".join(SIGNS[way] for way in one.ways)
    view = one.view
    before = " ".join(filter(None, (f"{speech.number(number)}.", signs)))
    head = headed(bold(f"{before} " + isolate(quiet(view.headline))), speech)
    outlets = speech.ngettext("{n} outlet", "{n} outlets", view.outlets)
    said = italic(esc(f"{moment(view.last_at, speech, zone)} · {outlets}"))
    shown = [view.sources[a] for a in (*view.headline_cites, *view.sources) if a in view.sources]
    by_outlet = {source.outlet: source for source in reversed(shown)}
    first = [source for source in dict.fromkeys(shown) if by_outlet[source.outlet] is source][:LINKS]
    for source in first:
        said = said + " · " + link(speech.isolated(source.outlet), source.url)
    gone = [rtl(italic(esc(one.said)), speech)] if one.said else []
    return lines([head, rtl(said, speech), *gone])


def _pages(page: Page, speech: Speech) -> tuple[Button, ...]:
    return turning(speech, page.number, page.of - 1, to=lambda there: callbacks.encode("saved", there))


def no_stories(speech: Speech) -> Message:
    said = speech.gettext(
        "You have no stories of your own yet. Open a story and press Follow or Save, or send {example}.",
        example=inside("/follow 2"),
    )
    return Message(rtl(esc(said), speech))
