"""Breaking news as a message: one story, or those that waited for the end of quiet hours. Pure."""

from collections.abc import Sequence

from news import callbacks
from news.i18n import Speech
from news.markup import bold, paragraphs
from news.ports import Button, Message
from news.reader.look import Look
from news.rendering.directions import rtl
from news.rendering.render import modes, opening
from news.rendering.render_digest import entry
from news.story.views import StoryView

MOST = 5
"""Of what waited: the rest is left to the digest."""


def alert_message(views: Sequence[StoryView], speech: Speech, *, was_held: bool) -> Message:
    """The stories with the outlets that report them, and a way to fewer alerts."""
    shown = list(views[:MOST])
    is_alone = len(shown) == 1
    blocks = [
        entry(None if is_alone else number, view, speech, look=Look(), is_breaking=is_alone)
        for number, view in enumerate(shown, start=1)
    ]
    title = [rtl(bold("🌙 " + speech.gettext("While it was quiet")), speech)] if was_held else []
    text = paragraphs(
        [*title, *(block.html for block in blocks), modes([view for view in shown if view.sentences], speech)]
    )
    if is_alone:
        doors = [opening(shown[0].story, speech)]
    else:
        doors = [button for block in blocks for button in block.buttons]
    fewer = Button("🔔 " + speech.gettext("Breaking news"), callbacks.encode("menu", "alerts"))
    return Message(text, [tuple(doors), (fewer,)], tuple(view.story for view in shown))
