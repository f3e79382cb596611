"""Whether to go on following what is never opened, as a message. Pure."""

from news import callbacks
from news.i18n import Speech
from news.markup import lines, quiet
from news.ports import Button, Message
from news.rendering.directions import rtl
from news.rendering.rows import in_rows


def offer(name: str, subscription: int, speech: Speech) -> Message:
    """One question with two buttons; nothing is dropped without a tap."""
    said = speech.gettext("For weeks you have opened nothing about {topic}. Keep following it?", topic=name)
    buttons = (
        Button("✅ " + speech.gettext("Keep"), callbacks.encode("prune", subscription, "keep")),
        Button("✕ " + speech.gettext("Stop following"), callbacks.encode("prune", subscription, "drop")),
    )
    return Message(lines([rtl("🧹 " + quiet(said), speech)]), in_rows(buttons, 2))
