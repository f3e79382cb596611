"""The buttons under a story by which a reader says more or less of it. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from news import callbacks
from news.i18n import Speech
from news.ports import Button, Message

SIGNS = {1: "👍", -1: "👎"}


def with_votes(messages: Sequence[Message], story: int, vote: int, speech: Speech) -> list[Message]:
    """The story with these buttons, under those that make it one's own, and the one behind which the rarer ones are; `vote`
    is ticked, 0 for none."""
    *before, last = messages
    votes = tuple(vote_button(story, value, on=vote == value) for value in SIGNS)
    rows = [*last.buttons[:2], (*votes, more_button(story, speech)), *last.buttons[2:]]
    return [*before, replace(last, buttons=rows)]


def vote_button(story: int, value: int, *, on: bool) -> Button:
    sign = "up" if value > 0 else "down"
    return Button(f"✅ {SIGNS[value]}" if on else SIGNS[value], callbacks.encode("vote", story, sign))


def more_button(story: int, speech: Speech, *, is_open: bool = False) -> Button:
    """What shows the rarer buttons under a story, and folds them (`render_more`)."""
    label = "▴ " + speech.gettext("Show less") if is_open else "⋯ " + speech.gettext("More")
    return Button(label, callbacks.encode("more", story, 0 if is_open else 1))
