"""The buttons under a story by which a reader says more or less of it. Pure."""

from news import callbacks
from news.i18n import Speech
from news.ports import Button
from news.rendering.rows import TICK, in_rows

SIGNS = {1: "👍", -1: "👎"}


def votes(story: int, vote: int, speech: Speech) -> list[tuple[Button, ...]]:
    """The buttons, and the one behind which the rarer ones are; `vote` is ticked, 0 for none."""
    both = (vote_button(story, value, speech, on=vote == value) for value in SIGNS)
    return [*in_rows(both, 2, ticks=True), (more_button(story, speech),)]


def vote_button(story: int, value: int, speech: Speech, *, on: bool) -> Button:
    sign = "up" if value > 0 else "down"
    said = speech.gettext("More like this") if value > 0 else speech.gettext("Less like this")
    tick = TICK if on else ""
    return Button(f"{tick}{SIGNS[value]} {said}", callbacks.encode("vote", story, sign))


def more_button(story: int, speech: Speech, *, is_open: bool = False) -> Button:
    """What shows the rarer buttons under a story, and folds them (`render_more`)."""
    label = "▴ " + speech.gettext("Fewer buttons") if is_open else "⋯ " + speech.gettext("More buttons")
    return Button(label, callbacks.encode("more", story, 0 if is_open else 1))
