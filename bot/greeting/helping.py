"""`/help`: what a newcomer needs, with a button to each section of everything else. Pure but for the tap."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot import keyboards
from bot.turn import Turn
from news.callbacks import Press, encode
from news.i18n import Speech
from news.markup import Html, bold, esc, lines, paragraphs
from news.ports import Button, Message
from news.rendering.render import rtl
from news.rendering.rows import in_rows

Lines = Sequence[tuple[str, str]]
"""Commands, each with what it does."""


@dataclass(frozen=True)
class Section:
    emoji: str
    name: Callable[[Speech], str]
    lines: Callable[[Turn], Lines]


def help_message(turn: Turn, *, about: str = "") -> Message:
    """The section `about` that, or the beginning."""
    speech, section = turn.speech, SECTIONS.get(about)
    if section is not None:
        title = f"{section.emoji} {section.name(speech)}"
        back = Button("‹ " + speech.gettext("Back"), encode("help"))
        return Message(paragraphs([_title(title, speech), _listed(section.lines(turn), speech)]), [(back,)])
    more = speech.gettext("To ask about a story, press “Ask” under it or reply to it with your question.")
    said = [_title("💡 " + speech.gettext("What you can do"), speech), _listed(_first(turn), speech)]
    doors = [Button(_door(one, speech), encode("help", key)) for key, one in SECTIONS.items()]
    return Message(
        paragraphs([*said, rtl(esc(more), speech)]), [*in_rows(doors, 2), *keyboards.send_now(speech)]
    )


def _door(section: Section, speech: Speech) -> str:
    """Not the section's bare name: settings go by the same names."""
    help_with = speech.gettext("Help")
    return f"{section.emoji} {speech.labelled(help_with, section.name(speech))}"


def not_understood(turn: Turn) -> Message:
    shown = help_message(turn)
    sorry = esc(turn.speech.gettext("I did not understand that."))
    return Message(paragraphs([rtl(sorry, turn.speech), shown.html]), shown.buttons)


async def pressed_help(turn: Turn, press: Press) -> None:
    turn.edit(help_message(turn, about=press.word()))


def _title(text: str, speech: Speech) -> Html:
    return rtl(bold(text), speech)


def _listed(said: Lines, speech: Speech) -> Html:
    return lines(rtl(esc(f"{speech.isolated(command)} – {text}"), speech) for command, text in said)


# --- what is said --------------------------------------------------------------------------------


def _first(turn: Turn) -> Lines:
    speech = turn.speech
    return [
        ("/digest", speech.gettext("a digest now")),
        ("/topics", speech.gettext("choose topics, or name them: /topics world science")),
        ("/time", speech.gettext("your hours: /time 07:30 18:00; your place: /zone Berlin")),
        ("/sources", speech.gettext("what every outlet wrote: /sources 1 for the first story")),
        ("/settings", speech.gettext("everything you have set")),
        ("/stop", speech.gettext("no more digests")),
    ]


def _reading(turn: Turn) -> Lines:
    speech = turn.speech
    return [
        ("/ask", speech.gettext("ask about a story: /ask 2 … for the second one")),
        ("/sources", speech.gettext("what every outlet wrote: /sources 1 for the first story")),
        *([("/listen", speech.gettext("your last digest, read aloud"))] if _can_listen(turn) else []),
        ("/new", speech.gettext("what came since you last looked")),
        ("/search", speech.gettext("look for words: /search harbour tunnel")),
        ("/saved", speech.gettext("your stories: /follow 2 follows one, /save 2 keeps it, /mute 2 mutes it")),
        ("/why", speech.gettext("why a story came, and what I learned from you: /why 1")),
    ]


def _following(turn: Turn) -> Lines:
    speech = turn.speech
    return [
        ("/topics", speech.gettext("choose topics, or name them: /topics world science")),
        ("/follow", speech.gettext("follow your own words or a site, and see what you follow")),
        ("/unfollow", speech.gettext("stop following it")),
        ("/mute", speech.gettext("mute a word, a topic or an outlet: /mute Tesla")),
        ("/mutes", speech.gettext("what is muted; to lift it: /unmute Tesla")),
    ]


def _when(turn: Turn) -> Lines:
    speech = turn.speech
    return [
        ("/time", speech.gettext("your hours: /time 07:30 18:00; your place: /zone Berlin")),
        ("/next", speech.gettext("when the next one comes, and of what")),
        ("/quiet", speech.gettext("quiet hours: /quiet 22-7")),
        ("/alerts", speech.gettext("breaking news at once: off, only the biggest, or more")),
        ("/pause", speech.gettext("days off: /pause, and /resume ends them")),
        ("/stop", speech.gettext("no more digests")),
    ]


def _how(turn: Turn) -> Lines:
    speech = turn.speech
    return [
        ("/length", speech.gettext("how long a digest is: /length 5 min")),
        ("/look", speech.gettext("how it looks: compact, standard or full")),
        ("/language", speech.gettext("your language: /language de")),
    ]


def _own(turn: Turn) -> Lines:
    speech = turn.speech
    return [
        ("/privacy", speech.gettext("what I keep about you: /export hands it over, /forget deletes it")),
        ("/channels", speech.gettext("groups and channels you look after")),
    ]


def _can_listen(turn: Turn) -> bool:
    return turn.app.reads_aloud(turn.subscriber.digest_language)


SECTIONS = {
    "reading": Section("💬", lambda speech: speech.gettext("Reading and asking"), _reading),
    "following": Section("🏷", lambda speech: speech.gettext("What you read"), _following),
    "when": Section("🕗", lambda speech: speech.gettext("When it comes"), _when),
    "how": Section("🎨", lambda speech: speech.gettext("How it looks"), _how),
    "own": Section("🔐", lambda speech: speech.gettext("Your data"), _own),
}
