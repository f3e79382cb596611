"""What writes, translates and knows what words mean, on this machine or another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from news.operating.usage import Usage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

T = TypeVar("T")


@dataclass(frozen=True)
class Again:
    """An answer that did not do (its beginning), and what to tell the model about it."""

    said: str
    complaint: str


@dataclass(frozen=True)
class Prompt:
    """What is asked of a model. `version` names the prompt's file and its text, `schema` is the JSON Schema of the answer.

    `kind` is story, translation or answer: budgets are kept by it; what `is_spare` is not asked once four fifths of the
    day's budget are used. Questions with one `key` that are asked at the same time are asked once.
    """

    system: str
    user: str
    version: str
    schema: Mapping[str, Any] = field(default_factory=dict)
    max_tokens: int = 1_500
    kind: str = "story"
    key: str = ""
    again: Again | None = None
    is_spare: bool = False


@dataclass(frozen=True)
class Reply(Generic[T]):
    """What came back, and what it cost. `model` is what the endpoint says has answered; `cost` None: no prices known.

    `calls` counts the requests that the endpoint took on, and so may bill. Zero: somebody else asked the same.
    """

    value: T
    model: str
    tokens_in: int
    tokens_out: int
    cost: Decimal | None = None
    calls: int = 1

    @property
    def usage(self) -> Usage:
        return Usage(self.model, self.tokens_in, self.tokens_out, self.cost, self.calls)


OnPart = Callable[[Mapping[str, Any]], None]
"""Hears an answer while it is given: the object as far as it is closed, each time more of it is."""


class Model(Protocol):
    """A language model that writes JSON. Nothing that it says is to be believed."""

    @property
    def name(self) -> str:
        """As the operator calls it."""
        ...

    @property
    def trouble(self) -> str | None:
        """What keeps it from its work, in a sentence for the operator; None where nothing does."""
        ...

    def most(self, prompt: Prompt) -> Usage:
        """What a question may use up and cost at most, as far as that can be known before it is asked."""
        ...

    async def generate(self, prompt: Prompt, *, returns: type[T], on_part: OnPart | None = None) -> Reply[T]:
        """One paid call at most, asked again only as long as the endpoint takes nothing on. `returns` is a class that
        pydantic can read the JSON into. `on_part` is called where the endpoint streams, and may never be; whoever joins
        the question of another hears its answer whole. Must: end within its own deadline; cancelled, hang up.
        Raises ModelFailed: one of the classes below it."""
        ...

    async def close(self) -> None: ...


class Memory(Protocol):
    """Small words that outlive the process."""

    async def recall(self, name: str) -> str | None: ...

    async def keep(self, name: str, value: str) -> None: ...


class Embedder(Protocol):
    """Texts as vectors: those of one meaning lie close, whatever their languages.

    Cosines mean the same whichever model serves: across languages about 0.63 for reports of one event, 0.35 for two
    events of one kind, 0.1 for other news (`calibration`).
    """

    @property
    def name(self) -> str:
        """Of the model: vectors of different models cannot be compared."""
        ...

    @property
    def languages(self) -> frozenset[str] | None:
        """The primary subtags it is good at, None for all. None of them while that is not known yet."""
        ...

    @property
    def is_local(self) -> bool:
        """Whether texts stay on this machine; readers' own words go to no other."""
        ...

    @property
    def is_quick(self) -> bool:
        """Whether it tells hundreds of words while somebody waits for an answer."""
        ...

    @property
    def trouble(self) -> str | None:
        """What keeps it from its work, in a sentence for the operator; None where nothing does."""
        ...

    async def prepare(self) -> None:
        """Be ready where that is possible now: `name` and `languages` are final afterwards. Raises nothing."""
        ...

    async def embed(
        self, texts: Sequence[str], *, languages: Sequence[str | None] = ()
    ) -> "Sequence[NDArray[np.float32] | None]":
        """A vector of unit length for each text; None where there is none to be had now. `languages` where they are known.
        Must: not hold the event loop, end within a minute, raise nothing for what is outside."""
        ...

    async def close(self) -> None: ...


class Phrasebook(Protocol):
    """Translations made beforehand, sentence by sentence."""

    def translate(self, sentence: str, *, language: str) -> str | None:
        """The translation of exactly this sentence, or None."""
        ...
