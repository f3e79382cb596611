"""What draws and what speaks."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from news.operating.usage import Usage

if TYPE_CHECKING:
    from news.operating.week import Board
    from news.rendering.chart import Chart


class Painter(Protocol):
    """Charts as pictures."""

    async def draw(self, chart: "Chart | Board") -> bytes:
        """A PNG that can be read in light and in dark chats. Must: not hold the event loop, end within its own deadline.
        Raises PictureFailed."""
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True)
class Spoken:
    """A text read aloud, as Opus in Ogg, and what that used up."""

    ogg: bytes
    usage: Usage = field(default_factory=Usage)


class Speaker(Protocol):
    """Reads texts aloud. It is given what outlets published and what was made of it, nothing of readers."""

    @property
    def is_near(self) -> bool:
        """Whether texts stay on this machine or in its network."""
        ...

    @property
    def trouble(self) -> str | None:
        """What keeps it from its work, in a sentence for the operator; None where nothing does."""
        ...

    def speaks(self, language: str) -> bool: ...

    def voice(self, language: str) -> str:
        """Who reads this language, by a name: what one name has read sounds alike."""
        ...

    def most(self, text: str) -> Usage:
        """What reading it may cost at most."""
        ...

    async def speak(self, text: str, *, language: str) -> Spoken:
        """One paid call at most, asked again only as long as nothing was taken on. Must: not hold the event loop, end within
        its own deadline. Raises SpeechFailed."""
        ...

    async def close(self) -> None: ...
