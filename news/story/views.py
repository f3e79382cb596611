"""What rendering needs to know of a story: plain values, no rows, no languages of the interface."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property


@dataclass(frozen=True)
class Cited:
    """An article as a citation shows it. `outlet_kind`: state, public, private, nonprofit, agency, or not known."""

    article: int
    outlet: str
    url: str
    country: str | None
    language: str | None
    published_at: datetime
    title: str
    text: str
    family: int
    is_copy: bool = False
    owner: str | None = None
    outlet_kind: str | None = None
    domain: str = ""


@dataclass(frozen=True)
class Sentence:
    """`passages` are the words of cited articles that it rests on, verbatim, by article: where its citations lead to.
    `is_untranslated`: it stands among sentences of another language."""

    text: str
    cites: tuple[int, ...]
    language: str | None
    passages: tuple[tuple[int, str], ...] = ()
    is_untranslated: bool = False


@dataclass(frozen=True)
class Differing:
    """A point on which outlets differ, and what each side says."""

    topic: str
    versions: tuple[Sentence, ...]


@dataclass(frozen=True)
class StoryView:
    """A story in one language, as it was told `as_of` (None: as it is now), written at `told_at`. `new` holds the sentences that are
    news since the reader last saw it. `independent` counts the outlets that have a text and an owner of their own; `quoted` is what
    its reader was quoted of the sources in messages before, by outlet."""

    story: int
    revision: int
    headline: str
    headline_cites: tuple[int, ...]
    language: str | None
    paragraphs: tuple[tuple[Sentence, ...], ...]
    sources: Mapping[int, Cited]
    outlets: int
    mode: str
    last_at: datetime
    topics: tuple[str, ...] = ()
    is_update: bool = False
    new: tuple[Sentence, ...] = ()
    as_of: datetime | None = None
    independent: int = 0
    breaking_at: datetime | None = None
    contested: tuple[Differing, ...] = ()
    told_at: datetime | None = None
    quoted: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def is_written(self) -> bool:
        """Whether it was told already; what is not has its outlets' headlines only."""
        return self.as_of is not None

    @cached_property
    def languages(self) -> frozenset[str | None]:
        """Those of its outlets' articles."""
        return frozenset(source.language for source in self.sources.values())

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(sentence for paragraph in self.paragraphs for sentence in paragraph)
