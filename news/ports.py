"""What is outside, as the program wants to see it. Adapters fulfil these; tests bring their own.

Values that cross a port are here too. Knows no library.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from news.operating.usage import Usage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from news.operating.week import Board
    from news.rendering.chart import Chart

T = TypeVar("T")

# --- feeds ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Freshness:
    """What a response said of how long it is good and how to ask again."""

    etag: str | None = None
    last_modified: str | None = None
    max_age: timedelta | None = None
    retry_after: timedelta | None = None
    moved_to: str | None = None  # the address after permanent redirects only


@dataclass(frozen=True)
class Unchanged:
    """304, or the same bytes as last time."""

    freshness: Freshness


@dataclass(frozen=True)
class Body:
    """The decoded body (gzip undone, at most the fetcher's bound), with what HTTP said of it.

    `reuse` holds the response's headers that speak of who may do what with it, by lower-case name, in their order.
    """

    content: bytes
    content_type: str | None
    url: str
    sha256: str
    freshness: Freshness
    reuse: tuple[tuple[str, str], ...] = ()


Fetched = Unchanged | Body


class Fetcher(Protocol):
    """The one way out to feeds and pages."""

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        body_hash: str | None = None,
    ) -> Fetched:
        """Must: never reach a private address unless allowed, keep all its bounds, one total deadline.
        Raises FetchRefused, FetchFailed."""
        ...

    def also_allow(self, host: str) -> None:
        """From now on this private host may be fetched: a server of our own on this machine."""
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True)
class ParsedArticle:
    """An item as the feed gives it, as plain text. `published_at` None: the feed did not say."""

    guid: str
    url: str
    title: str
    text: str
    author: str | None
    published_at: datetime | None
    language: str | None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Noted:
    """An item as it stood in its feed: digests of its text and of the guid that it gave ("": it gave no article), its date, and
    whether we have it."""

    digest: str
    guid: str
    published_at: datetime | None
    is_kept: bool = False


@dataclass(frozen=True)
class Inventory:
    """What a feed listed, in its order; `around` is the digest of what stood around the items, `ttl` what it said there."""

    around: str
    ttl: timedelta | None
    items: tuple[Noted, ...]


@dataclass(frozen=True)
class ParsedFeed:
    """What a feed says, but for what an earlier inventory lists: that is passed over.

    `inventory` lists all of it, for the next time; None where next time all has to be read again. `above` is how many
    of the articles stand above all that was passed over and is ours; None where nothing was passed over.
    """

    title: str | None
    language: str | None
    ttl: timedelta | None
    articles: tuple[ParsedArticle, ...]
    remark: str | None = None  # what was wrong with it, although it could be read
    inventory: Inventory | None = None
    above: int | None = None


class Parser(Protocol):
    async def parse(self, body: Body, *, before: Inventory | None = None) -> ParsedFeed:
        """`before` is what the feed listed when it was last read. Must: not hold the event loop, end within its own
        deadline. Raises ParseFailed."""
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True)
class PageText:
    """What an article's page says, as plain text, a line a paragraph."""

    text: str


@dataclass(frozen=True)
class Withheld:
    """The page may not be read, or is none we could read; `reason` in a few words, for the operator."""

    reason: str


class Pages(Protocol):
    """The texts of articles as their pages have them, where their outlets allow it."""

    async def read(self, url: str) -> PageText | Withheld:
        """Must: ask nobody who says no in a way that machines can read, keep the fetcher's bounds, not hold the event
        loop. Raises FetchRefused, FetchFailed, ParseFailed."""
        ...

    async def close(self) -> None: ...


# --- Telegram ------------------------------------------------------------------------------------


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


# --- pictures ------------------------------------------------------------------------------------


class Painter(Protocol):
    """Charts as pictures."""

    async def draw(self, chart: "Chart | Board") -> bytes:
        """A PNG that can be read in light and in dark chats. Must: not hold the event loop, end within its own deadline.
        Raises PictureFailed."""
        ...

    async def close(self) -> None: ...


# --- voices --------------------------------------------------------------------------------------


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

    async def speak(self, text: str, *, language: str) -> Spoken:
        """One paid call at most, asked again only as long as nothing was taken on. Must: not hold the event loop, end within
        its own deadline. Raises SpeechFailed."""
        ...

    async def close(self) -> None: ...


# --- models and translations ---------------------------------------------------------------------


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


# --- values of our own that several verbs share --------------------------------------------------


@dataclass(frozen=True)
class Button:
    """An inline button: `data` (at most 64 bytes, see `callbacks`) or `url`."""

    label: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Message:
    """A message planned for Telegram: HTML within the budget, rows of buttons."""

    html: str
    buttons: Sequence[Sequence[Button]] = ()
    stories: Sequence[int] = ()
    preview_url: str | None = None
    force_reply: str | None = None  # the placeholder of the reader's input field
    extra: Mapping[str, Any] = field(default_factory=dict)

    def payload(self) -> dict[str, Any]:
        """The parameters of sendMessage (chat left out), as the Bot API names them."""
        preview = (
            {"url": self.preview_url, "prefer_small_media": True}
            if self.preview_url
            else {"is_disabled": True}
        )
        made: dict[str, Any] = {"text": self.html, "parse_mode": "HTML", "link_preview_options": preview}
        if self.buttons:
            made["reply_markup"] = {"inline_keyboard": [[coded(b) for b in row] for row in self.buttons]}
        elif self.force_reply is not None:
            made["reply_markup"] = {
                "force_reply": True,
                "input_field_placeholder": self.force_reply[:64],
                "selective": True,
            }
        return made | dict(self.extra)


def coded(button: Button) -> dict[str, str]:
    """As the Bot API names it."""
    if button.url is not None:
        return {"text": button.label, "url": button.url}
    return {"text": button.label, "callback_data": button.data or ""}
