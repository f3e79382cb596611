"""The rarer buttons under a story, folded behind one: what lies behind it, why it came, and less of it. Pure."""

from collections.abc import Sequence

from news import callbacks
from news.callbacks import Press
from news.i18n import Speech
from news.ports import Button
from news.reader.ways import Way
from news.rendering.render import behind, evidence
from news.rendering.render_own import way_button
from news.story.views import StoryView

_FOLDED = {"timeline", "coverage", "differ", "silent", "picture", "ledger", "less", "why"}


def folded(view: StoryView, chosen: Sequence[Way], speech: Speech) -> list[tuple[Button, ...]]:
    """The rows that the button shows. To mute the story itself and to mute something in it stand apart, each in its own
    words."""
    less = Button(
        "🚫 " + speech.gettext("Mute a topic, name or outlet"), callbacks.encode("less", view.story)
    )
    why = Button("❓ " + speech.gettext("Why this story?"), callbacks.encode("why", view.story))
    return [
        *behind(view, speech),
        *([(evidence(view, speech),)] if view.paragraphs else []),
        (way_button(view.story, "muted", speech, on="muted" in chosen),),
        (less,),
        (why,),
    ]


def is_folded(press: Press) -> bool:
    """Whether the button is one of those."""
    return press.act in _FOLDED or (press.act == "own" and press.word(1) == "muted")
