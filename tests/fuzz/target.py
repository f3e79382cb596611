"""What a target is, and how its bytes become text as strangers can send it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from news.i18n import UI_LANGUAGES


@dataclass(frozen=True)
class Target:
    """`seeds` are good inputs to begin with, `words` what a guided run may put together."""

    name: str
    check: Callable[[bytes], None]
    seeds: Sequence[bytes] = ()
    words: Sequence[str] = field(default=())


def text_of(content: bytes) -> str:
    """As Telegram gives text: any characters but zeros and halves of pairs (TDLib, `clean_input_string`)."""
    return content.decode("utf-8", "replace").replace("\x00", "")


def language_of(content: bytes) -> tuple[str, str]:
    """A language by the first byte, and the text of the rest."""
    chosen = UI_LANGUAGES[content[0] % len(UI_LANGUAGES)] if content else "en"
    return chosen, text_of(content[1:])


def storable(text: str) -> str:
    """What the database, the network and Telegram take."""
    text.encode("utf-8")
    assert "\x00" not in text, text[:80]
    return text
