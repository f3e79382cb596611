"""`/help`: what a newcomer needs, with a button to each section of everything else. Pure but for the tap."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot import keyboards
from bot.timing import quiet
from bot.turn import Turn
from news.callbacks import Press, encode
from news.clock import city_of
from news.i18n import Speech
from news.markup import Html, bold, esc, lines, paragraphs
from news.ports import Button, Message
from news.rendering.directions import rtl
from news.rendering.examples import led
from news.rendering.rows import in_rows

_NUMBERED = re.compile(r"/[a-z]+ \d( .*)?")


@dataclass(frozen=True)
class Line:
    """A command, or two that belong together, what it does, and how it is written with more behind it."""

    command: str
    does: str
    examples: tuple[str, ...] = ()


Lines = Sequence[Line]


@dataclass(frozen=True)
class Section:
    emoji: str
    name: Callable[[Speech], str]
    lines: Callable[[Turn], Lines]


def help_message(turn: Turn, *, about: str = "") -> Message:
    """The section `about` that, or the beginning, which is short."""
    speech, section = turn.speech, SECTIONS.get(about)
    if section is not None:
        title = f"{section.emoji} {section.name(speech)}"
        back = Button("‹ " + speech.gettext("Back"), encode("help"))
        listed = section.lines(turn)
        said = [_title(title, speech), _listed(listed, speech), _numbers(listed, speech)]
        return Message(paragraphs(said), [(back,)])
    more = speech.gettext("To ask about a story, press “Ask” under it or reply to it with your question.")
    first = [replace(one, examples=()) for one in _first(turn)]
    said = [_title("💡 " + speech.gettext("What you can do"), speech), _listed(first, speech)]
    doors = [Button(_door(one, speech), encode("help", key)) for key, one in SECTIONS.items()]
    return Message(
        paragraphs([*said, rtl(esc(more), speech)]),
        [*in_rows(doors, 2), *keyboards.send_now(speech)],
    )


def _door(section: Section, speech: Speech) -> str:
    """Not the section's bare name: settings go by the same names."""
    help_with = speech.gettext("Help")
    return f"{section.emoji} {speech.labelled(help_with, section.name(speech))}"


def not_understood(turn: Turn) -> Message:
    shown = help_message(turn)
    sorry = esc(turn.speech.gettext("Sorry, I did not understand that."))
    return Message(paragraphs([rtl(sorry, turn.speech), shown.html]), shown.buttons)


async def pressed_help(turn: Turn, press: Press) -> None:
    turn.edit(help_message(turn, about=press.word()))


def _title(text: str, speech: Speech) -> Html:
    return rtl(bold(text), speech)


def _listed(said: Lines, speech: Speech) -> Html:
    return lines(_line(one, speech) for one in said)


def _line(said: Line, speech: Speech) -> Html:
    does = speech.labelled(said.does) if said.examples else said.does
    return led(f"{speech.isolated(said.command)} – {does}", *said.examples, speech=speech)


def _numbers(said: Lines, speech: Speech) -> Html:
    """Whose numbers those of the examples are, where there are any."""
    if not any(_NUMBERED.fullmatch(example) for one in said for example in one.examples):
        return Html("")
    return rtl(esc(speech.gettext("Numbers are those of the stories in your digest.")), speech)


# --- what is said --------------------------------------------------------------------------------


def _first(turn: Turn) -> Lines:
    speech = turn.speech
    return [
        Line("/digest", speech.gettext("a digest now")),
        _topics(speech),
        *_hours(turn),
        Line("/sources", speech.gettext("what every outlet wrote"), ("/sources 1",)),
        Line("/settings", speech.gettext("everything you have set")),
        Line("/stop", speech.gettext("no more digests")),
    ]


def _topics(speech: Speech) -> Line:
    named = speech.gettext("world science")
    return Line("/topics", speech.gettext("choose topics, or name them"), (f"/topics {named}",))


def _hours(turn: Turn) -> Lines:
    speech = turn.speech
    city = city_of(turn.subscriber.zone, language=speech.language)
    return [
        Line("/time", speech.gettext("when digests come"), ("/time 07:30 18:00",)),
        Line("/zone", speech.gettext("your time zone"), (f"/zone {city}",)),
    ]


def _reading(turn: Turn) -> Lines:
    speech = turn.speech
    listen = [Line("/listen", speech.gettext("your last digest, read aloud"))] if _can_listen(turn) else []
    mine = speech.gettext("your stories; follow, save or mute one by its number")
    return [
        Line("/ask", speech.gettext("ask about a story"), ("/ask 2 …?",)),
        Line("/sources", speech.gettext("what every outlet wrote"), ("/sources 1",)),
        *listen,
        Line("/new", speech.gettext("what came since you last looked")),
        Line("/search", speech.gettext("look for words"), (f"/search {speech.gettext('harbour tunnel')}",)),
        Line("/saved, /save", mine, ("/follow 2", "/save 2", "/mute 2")),
        Line(
            "/like, /dislike, /unlike",
            speech.gettext("more or less like a story, or like what you name"),
            ("/like 2",),
        ),
        Line("/why", speech.gettext("why a story came, and what I learned from you"), ("/why 1",)),
    ]


def _following(turn: Turn) -> Lines:
    speech = turn.speech
    return [
        _topics(speech),
        Line("/follow", speech.gettext("follow your own words or a site, and see what you follow")),
        Line("/unfollow", speech.gettext("stop following it")),
        Line("/mute", speech.gettext("mute a word, a topic or an outlet"), ("/mute Tesla",)),
        Line("/mutes, /unmute", speech.gettext("what is muted; to lift it"), ("/unmute Tesla",)),
    ]


def _when(turn: Turn) -> Lines:
    speech = turn.speech
    return [
        *_hours(turn),
        Line("/next", speech.gettext("when the next one comes, and of what")),
        Line("/quiet", speech.gettext("quiet hours"), (quiet.EXAMPLE,)),
        Line("/alerts", speech.gettext("breaking news at once: off, only the biggest, or more")),
        Line("/pause", speech.gettext("days off: /pause, and /resume ends them")),
        Line("/stop", speech.gettext("no more digests")),
    ]


def _how(turn: Turn) -> Lines:
    speech = turn.speech
    return [
        Line("/length", speech.gettext("how long a digest is"), (f"/length {speech.minutes(5)}",)),
        Line("/look", speech.gettext("how it looks: compact, standard or full")),
        Line("/language", speech.gettext("your language"), (f"/language {speech.language}",)),
    ]


def _own(turn: Turn) -> Lines:
    speech = turn.speech
    return [
        Line("/privacy", speech.gettext("what I keep about you: /export hands it over, /forget deletes it")),
        Line("/channels", speech.gettext("groups and channels you look after")),
    ]


def _can_listen(turn: Turn) -> bool:
    return turn.app.reads_aloud(turn.subscriber.digest_language)


SECTIONS = {
    "reading": Section("💬", lambda speech: speech.gettext("Reading and asking"), _reading),
    "following": Section("🏷", lambda speech: speech.gettext("Topics and sources"), _following),
    "when": Section("🕗", lambda speech: speech.gettext("When it comes"), _when),
    "how": Section("🎨", lambda speech: speech.gettext("How it looks"), _how),
    "own": Section("🔐", lambda speech: speech.gettext("Your data"), _own),
}
