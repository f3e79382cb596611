"""A case that somebody brings to the lab: articles of one story, the language to tell it in, and what time it is then;
and, to be judged, a story told of them.

What is read is held to its form alone: what an article says of itself (its language, its date, its kind) is believed as
little as a feed is, and goes through what feeds go through. Knows no model and no rows of a database.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    StrictStr,
    ValidationError,
)

from news.catalogue import OutletEntry, bundled
from news.clustering.tally import tally
from news.errors import SettingsError
from news.intake.links import canonical_url, is_of_one_article, web_link
from news.intake.plain import body_text, headed, headline_text
from news.intake.taking import language_of, published_at
from news.models import Story
from news.ports import ParsedArticle
from news.story.stories import Source, Told, with_families

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_KINDS = {"press release": "press-release", "op-ed": "opinion", "oped": "opinion", "parody": "satire"}
MOST_COMPLAINTS = 5
YEARS = range(1900, 2200)
_SAID = {
    "model_type": "must be an object",
    "tuple_type": "must be a list",
    "int_type": "must be a whole number",
    "string_type": "must be text",
    "missing": "is missing",
}
"""What is wrong, without words of the language that the program is written in."""


def _in_utc(at: datetime) -> datetime:
    if at.year not in YEARS:
        raise ValueError(f"is in no year from {YEARS.start} to {YEARS.stop - 1}")
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _tag(written: str) -> str:
    if not _TAG.fullmatch(written.strip()):
        raise ValueError("is no language tag such as en or pt-BR")
    return written.strip().replace("_", "-")


def known_tag(written: Any) -> Any:
    """What is no tag ("", "unknown", "english") says nothing: the language is told by the words, as where a feed says so."""
    return written if not isinstance(written, str) or _TAG.fullmatch(written.strip()) else None


def _kind(written: str) -> str:
    plain = written.strip().casefold().replace("_", "-")
    return _KINDS.get(plain, plain)


Moment = Annotated[datetime, AfterValidator(_in_utc)]
Language = Annotated[str, AfterValidator(_tag)]
Stated = Annotated[Annotated[str, AfterValidator(_tag)] | None, BeforeValidator(known_tag)]
Text = Annotated[StrictStr, BeforeValidator(lambda written: "" if written is None else written)]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ArticlePart(Part):
    id: StrictInt
    published: Moment
    outlet: Text = ""
    lang: Stated = None
    url: Text = ""
    title: Text = ""
    text: Text = ""
    kind: Annotated[str, AfterValidator(_kind)] | None = None
    owner: str | None = None
    embargo_until: Moment | None = None
    corrects: StrictInt | None = None


class SentencePart(Part):
    """`evidence` takes the place of `sources` where it is given: "3.2" is sentence 2 of source 3, "3.0" its title."""

    text: StrictStr
    sources: tuple[StrictInt, ...] = ()
    evidence: tuple[str, ...] = ()
    kind: str = "fact"


class VersionPart(Part):
    claim: StrictStr
    sources: tuple[StrictInt, ...] = ()
    evidence: tuple[str, ...] = ()


class PointPart(Part):
    topic: StrictStr
    versions: tuple[VersionPart, ...] = ()


class ParagraphPart(Part):
    sentences: tuple[SentencePart, ...] = ()


class NamePart(Part):
    as_written: StrictStr
    in_source: StrictStr
    evidence: str = ""


def _headline(written: Any) -> Any:
    return {"text": written} if isinstance(written, str) else written


class StoryPart(Part):
    """A headline without sources of its own rests on all that its story cites."""

    headline: Annotated[SentencePart, BeforeValidator(_headline)]
    headline_sources: tuple[StrictInt, ...] = ()
    paragraphs: tuple[ParagraphPart, ...]
    contested: tuple[PointPart, ...] = ()
    names: tuple[NamePart, ...] = ()
    language: Language | None = None


class Case(Part):
    target_lang: Language
    sources: tuple[ArticlePart, ...]
    now: Moment | None = None
    story: StoryPart | None = Field(default=None)


C = TypeVar("C", bound=Case)


def read_case(written: bytes | str, *, shape: type[C]) -> C:
    """Raises SettingsError, which names the field and the row."""
    try:
        case = shape.model_validate(json.loads(written))
    except RecursionError:
        raise SettingsError("The case is nested too deeply.") from None
    except UnicodeDecodeError as error:
        raise SettingsError(f"The case is not UTF-8: {error}") from None
    except ValidationError as problems:
        raise SettingsError("\n".join(_complaints(problems))) from None
    except ValueError as error:
        raise SettingsError(f"The case is not JSON: {error}") from None
    _refuse_twice(case.sources)
    return case


def _complaints(problems: ValidationError) -> Iterator[str]:
    listed = problems.errors(include_url=False, include_context=False)
    for problem in listed[:MOST_COMPLAINTS]:
        said = problem["msg"].removeprefix("Value error, ")
        yield f"{_place(problem['loc'])}: {_SAID.get(problem['type'], said)}"
    if len(listed) > MOST_COMPLAINTS:
        yield f"and {len(listed) - MOST_COMPLAINTS} more"


def _place(where: Iterable[int | str]) -> str:
    """ "sources, row 3, published": rows are counted from 1."""
    return (
        ", ".join(f"row {part + 1}" if isinstance(part, int) else str(part) for part in where) or "the case"
    )


def _refuse_twice(articles: Iterable[ArticlePart]) -> None:
    first: dict[int, int] = {}
    for row, article in enumerate(articles, start=1):
        if first.setdefault(article.id, row) != row:
            raise SettingsError(
                f"sources, row {row}, id: {article.id} is also the id of row {first[article.id]}"
            )


# --- from what is written to sources -------------------------------------------------------------


def told_of(case: Case, *, now: datetime) -> Told:
    """The articles as the bot would have them, in order of publication and with their families, as one story."""
    sources = with_families(_source(article, now=now) for article in case.sources)
    if not sources:
        return Told(Story(headline=""), sources)
    return Told(Story(**asdict(tally(sources, {}))), sources)


def _source(article: ArticlePart, *, now: datetime) -> Source:
    title, text = headed(headline_text(article.title, is_html=True), body_text(article.text, is_html=True))
    url = web_link(article.url) or ""
    item = ParsedArticle(
        guid=str(article.id),
        url=url,
        title=title,
        text=text,
        author=None,
        published_at=article.published,
        language=article.lang,
    )
    outlet = headline_text(article.outlet, is_html=True) or urlsplit(url).hostname or f"source {article.id}"
    domain = outlet.casefold()
    known = canonical_url(url) if url else ""
    listed = _listed().get((urlsplit(url).hostname or "").removeprefix("www."))
    return Source(
        article_id=article.id,
        family=article.id,
        outlet=outlet,
        domain=domain,
        country=None,
        owner=article.owner or (listed.owner if listed else None),
        kind=article.kind,
        language=language_of(item, ()),
        title=title,
        text=text,
        url=known if is_of_one_article(known) else f"{known}#{article.id}",
        published_at=published_at(item, None, now=now),
        version=1,
        is_copy=False,
        first_version=article.id,
        fetched_at=now,
        embargo_until=article.embargo_until,
        corrects=article.corrects,
        outlet_kind=listed.kind if listed else None,
    )


@cache
def _listed() -> Mapping[str, OutletEntry]:
    """The outlets of the bundled catalogue, which says who stands behind them, by their addresses."""
    return {outlet.domain: outlet for outlet in bundled().outlets}
