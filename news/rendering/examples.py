"""What a reader may send, shown as an example: a line of its own, one run from left to right, copied whole by a tap. Pure.

A command is typed in Latin letters whatever the reader's language, and words of theirs follow it. In a line from right to
left it would be read backwards, and would continue on the left where it breaks. Knows no commands.
"""

from news.i18n import Speech
from news.markup import Html, code, esc, lines
from news.rendering.directions import rtl

LRI, PDI = "\u2066", "\u2069"
NO_BREAK = "\u00a0"


def example(line: str, speech: Speech) -> Html:
    """On a line of its own."""
    return rtl(Html(LRI) + code(line) + Html(PDI), speech)


def has_example(text: str) -> bool:
    """Whether a message shows a line that may be sent."""
    return f"{LRI}{code('/')}".removesuffix("</code>") in text


def led(lead: str, *examples: str, speech: Speech) -> Html:
    """A sentence that leads to them, and below it each."""
    return lines([rtl(esc(lead), speech), *(example(one, speech) for one in examples)])


def inside(line: str) -> str:
    """Inside a sentence: it neither turns nor breaks."""
    return f"{LRI}{line.replace(' ', NO_BREAK)}{PDI}"
