"""What is written under a digest that is read aloud, and what its reader hears first. Pure."""

from collections.abc import Sequence
from datetime import date

from news.callbacks import encode
from news.i18n import Speech
from news.markup import Html, bold, esc, italic, lines
from news.ports import Button, Message
from news.rendering.directions import rtl
from news.rendering.render import modes
from news.story.views import StoryView


def title(day: date, speech: Speech, *, sample: bool) -> list[str]:
    """ "Your news", the day, and whether the news is invented."""
    said = [speech.gettext("Your news"), speech.date(day)]
    if sample:
        said.append(
            speech.gettext("Sample edition: invented news, served on this machine, to show what a digest is.")
        )
    return said


def caption(said: Sequence[str], views: Sequence[StoryView], speech: Speech, *, left: int) -> Html:
    """The title, that a machine speaks (EU AI Act, Article 50), how the texts were made, and what is in the text only."""
    name, day, *notices = said
    left_out = [speech.ngettext("{n} story is only in the text.", "{n} stories are only in the text.", left)]
    told = [
        rtl(bold(f"🎧 {name} · {day}"), speech),
        *(rtl(italic(notice), speech) for notice in notices),
        rtl(italic(speech.gettext("Read aloud by an AI voice, not by a person.")), speech),
        modes(views, speech),
        *(rtl(esc(one), speech) for one in (left_out if left else [])),
    ]
    return lines(told)


def button(digest: int, speech: Speech) -> Button:
    """To hear it."""
    return Button("🎧 " + speech.gettext("Listen"), encode("listen", digest))


def not_read(speech: Speech) -> Message:
    """What is said where nothing could be recorded."""
    said = speech.gettext("The voice message could not be made. Please try again later.")
    return Message(rtl(esc(said), speech))
