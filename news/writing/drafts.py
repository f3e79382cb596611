"""A story as a model drafts it, and the numbered sentences that it may be drafted from.

Pure values, and the reading of a model's answer into them. Knows no rows, no model, and not what makes a draft true:
that is for `verify`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from pydantic import BaseModel, ConfigDict

FACT, CLAIM, QUOTE = "fact", "claim", "quote"
"""What a sentence is: told as so, told as what somebody says, or in somebody's own words."""


# --- what may be cited ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A sentence of a source. `id` is "1.3": source 1, sentence 3; sentence 0 is the title.

    `article` is the row's id, `owner` who answers for the outlet, `zone` the outlet's IANA zone where it is known,
    `position` the place within the article (0 is the title).
    """

    id: str
    text: str
    article: int
    outlet: str
    owner: str
    family: int
    language: str | None
    published_at: datetime
    zone: str | None = None
    position: int = 0
    country: str | None = None


@dataclass(frozen=True)
class Evidence:
    """All sentences that a draft may cite, source by source, each source's in order. `barred`: sources that it may not,
    by what stands for them in an id, with the reason in one word."""

    lines: tuple[Line, ...] = ()
    barred: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> Mapping[str, Line]:
        return {line.id: line for line in self.lines}

    @cached_property
    def articles(self) -> tuple[int, ...]:
        """The articles in the order of the sources."""
        return tuple(dict.fromkeys(line.article for line in self.lines))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.language for line in self.lines if line.language))

    @cached_property
    def families(self) -> frozenset[int]:
        return frozenset(line.family for line in self.lines)

    def of(self, ids: Iterable[str]) -> tuple[Line, ...]:
        """The sentences with these ids, in the order asked for; an unknown id gives none."""
        return tuple(self.by_id[each] for each in dict.fromkeys(ids) if each in self.by_id)

    def around(self, id: str) -> tuple[Line, ...]:
        """The sentence, and those right before and after it in its article: at most three, in their order."""
        return self._around.get(id, ())

    def within(self, ids: Iterable[str]) -> tuple[Line, ...]:
        """The union of `around` for all ids, each sentence once."""
        found = {line.id: line for each in dict.fromkeys(ids) for line in self.around(each)}
        return tuple(found.values())

    def of_article(self, article: int) -> tuple[Line, ...]:
        return self._by_article.get(article, ())

    def cited(self, ids: Iterable[str]) -> tuple[int, ...]:
        """The articles that these sentences stand in, each once, in the order of the ids."""
        return tuple(dict.fromkeys(line.article for line in self.of(ids)))

    @cached_property
    def _by_article(self) -> Mapping[int, tuple[Line, ...]]:
        return {
            article: tuple(line for line in self.lines if line.article == article)
            for article in self.articles
        }

    @cached_property
    def _around(self) -> Mapping[str, tuple[Line, ...]]:
        return {
            here.id: tuple(
                line
                for line in self.lines[max(0, at - 1) : at + 2]
                if line.article == here.article and abs(line.position - here.position) <= 1
            )
            for at, here in enumerate(self.lines)
        }


@dataclass(frozen=True)
class Side:
    """A value that some sources give, as one of them writes it, with the sentences that say so."""

    value: str
    written: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Conflict:
    """Sources of different families give different values for what seems to be one thing; the newest side is last.

    `topic` is the word that the values count, as a source writes it ("dead"); `kind` is number or date.
    """

    topic: str
    kind: str
    sides: tuple[Side, ...]


# --- what is drafted -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """One sentence with the ids of the sentences that it rests on."""

    text: str
    evidence: tuple[str, ...]
    kind: str = FACT


@dataclass(frozen=True)
class Version:
    claim: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Contested:
    """A point on which the sources differ, with what each side says."""

    topic: str
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class Name:
    """A name as the draft writes it, and as the sentence `evidence` does: across scripts nothing else tells."""

    as_written: str
    in_source: str
    evidence: str


@dataclass(frozen=True)
class Draft:
    language: str
    insufficient: bool
    headline: Said
    paragraphs: tuple[tuple[Said, ...], ...] = ()
    contested: tuple[Contested, ...] = ()
    names: tuple[Name, ...] = ()

    @property
    def sentences(self) -> tuple[Said, ...]:
        return tuple(said for paragraph in self.paragraphs for said in paragraph)


# --- reading a model's answer --------------------------------------------------------------------


class _Answer(BaseModel):
    """What a model sends. More keys than asked for are ignored: some endpoints know no strict schema."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class HeadlineAnswer(_Answer):
    text: str
    evidence: list[str]


class SentenceAnswer(_Answer):
    text: str
    evidence: list[str] = []
    kind: str = FACT


class ParagraphAnswer(_Answer):
    sentences: list[SentenceAnswer]


class VersionAnswer(_Answer):
    claim: str
    evidence: list[str] = []


class ContestedAnswer(_Answer):
    topic: str
    versions: list[VersionAnswer]


class NameAnswer(_Answer):
    as_written: str
    in_source: str
    evidence: str


class StoryAnswer(_Answer):
    """The answer to the prompt `story`; its keys are those of the schema there."""

    language: str = ""
    insufficient: bool = False
    headline: HeadlineAnswer
    paragraphs: list[ParagraphAnswer]
    contested: list[ContestedAnswer] = []
    names: list[NameAnswer] = []


def draft_of(answer: StoryAnswer) -> Draft:
    """The answer as a draft: texts trimmed, brackets around ids dropped, nothing judged."""
    return Draft(
        language=answer.language,
        insufficient=answer.insufficient,
        headline=Said(on_one_line(answer.headline.text), _ids(answer.headline.evidence)),
        paragraphs=tuple(
            tuple(said_of(sentence) for sentence in paragraph.sentences if sentence.text.strip())
            for paragraph in answer.paragraphs
        ),
        contested=tuple(
            Contested(
                on_one_line(point.topic),
                tuple(
                    Version(on_one_line(version.claim), _ids(version.evidence)) for version in point.versions
                ),
            )
            for point in answer.contested
        ),
        names=tuple(name_of(name) for name in answer.names),
    )


def name_of(name: NameAnswer) -> Name:
    return Name(name.as_written.strip(), name.in_source.strip(), _id(name.evidence))


def said_of(sentence: SentenceAnswer) -> Said:
    return Said(on_one_line(sentence.text), _ids(sentence.evidence), sentence.kind)


def _ids(written: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_id(each) for each in written))


def _id(written: str) -> str:
    """Models copy the brackets that ids stand in. What is no id after that stays one, and fails the check of citations."""
    return written.strip().strip("[]⟦⟧()").split(" ")[-1]


def on_one_line(written: str) -> str:
    """On one line, without signs that have no width and that some models and people write between words."""
    return " ".join(_NO_WIDTH.sub("", written).split())


_NO_WIDTH = re.compile("[\u00ad\u200b\u2060\ufeff]")
