"""Buttons that leaf through what has several pages. Knows nothing of what is on them."""

from collections.abc import Callable

from news.i18n import Speech
from news.ports import Button


def turning(
    speech: Speech, page: int, last: int, *, to: Callable[[int], str], more: str = ""
) -> tuple[Button, ...]:
    """Back and forth from this page, counted from 0, where there is one; `more` says what comes forth."""
    back, forth = speech.arrows
    before = back + " " + speech.gettext("Previous page")
    after = (more or speech.gettext("Next page")) + " " + forth
    there = [(before, page - 1)] * (page > 0) + [(after, page + 1)] * (page < last)
    return tuple(Button(label, to(number)) for label, number in there)
