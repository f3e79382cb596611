"""The world of Telegram: a call, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol


@dataclass(frozen=True)
class File:
    """What is sent along with a message, under the name that its reader sees."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Outgoing:
    """One call of the Bot API. `payload` holds its parameters but chat and thread."""

    chat_id: int
    thread_id: int
    method: str
    payload: Mapping[str, Any]
    bulk: bool = False  # a broadcast gives way to answers
    files: Mapping[str, File] = field(default_factory=dict)  # what is sent along, by parameter


@dataclass(frozen=True)
class Sent:
    """Telegram has it. `message_id` None for calls that make no message; `file_id` by which a picture can be sent again."""

    message_id: int | None
    file_id: str | None = None


@dataclass(frozen=True)
class Gone:
    """The chat cannot be reached by us any more: blocked, deactivated, kicked, not found."""

    reason: str


@dataclass(frozen=True)
class Moved:
    """The group became a supergroup with this id."""

    chat_id: int


@dataclass(frozen=True)
class Later:
    """Surely not sent; may be sent after this time."""

    after: timedelta
    reason: str


@dataclass(frozen=True)
class Refused:
    """Surely not sent, and sending the same again would be refused again."""

    reason: str


@dataclass(frozen=True)
class Unknown:
    """It may have been sent or not: the reply was lost."""

    reason: str


@dataclass(frozen=True)
class Missing:
    """The message that was to be changed is not there any more, or is not ours to change."""

    reason: str


@dataclass(frozen=True)
class Barred:
    """Surely not sent: we are in the chat, and may not write there now. What is sent later may pass."""

    reason: str


Outcome = Sent | Gone | Moved | Later | Refused | Unknown | Missing | Barred


class Messenger(Protocol):
    """Telegram, outbound."""

    @property
    def username(self) -> str:
        """The bot's name there, without the @."""
        ...

    async def send(self, call: Outgoing) -> Outcome:
        """Must: map every failure to an outcome, never raise for one, never retry by itself."""
        ...

    async def exists(self, call: Outgoing, message_id: int) -> bool | None:
        """Whether `message_id` is the message that this call made; None when that cannot be told.
        Never changes another message's text to something a reader has not seen."""
        ...

    async def read_file(self, file_id: str, *, most_bytes: int) -> bytes:
        """The content of a file that somebody sent. Must: end within its own deadline. Raises FileFailed, also where it is
        larger than `most_bytes`."""
        ...
