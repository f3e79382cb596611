"""Reading stories whole: a story with its sources, as frozen values, in at most two queries however many.

Knows nothing of how stories are made (`cluster`) or told (`write`). Gives no rows that load lazily.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from news.clustering.families import families, independent
from news.db import past_orm
from news.intake.fulltext_page import with_page
from news.language.headlines import bare_headline, says_withdrawn
from news.models import Article, Membership, Outlet, Page, Story
from news.writing.gate import is_embargoed

GONE = "gone"
"""The state of a page that its server says is gone for good (HTTP 410)."""
MERGES_FOLLOWED = 8
"""A chain of merges longer than this is a fault; the story found so far is given."""
KEPT = 1_000
"""Stories of which the sources stay known as long as their rows are the same: which of them are copies is found out word by word."""
_OLDER = aliased(Article)  # made once: another name of a table is a circle of hundreds of objects


@dataclass(frozen=True)
class Source:
    """The newest version of an article, with what is known of its outlet.

    `family` is the id of the first version of the earliest article with (nearly) this text, and so stays
    the same when an article changes; `is_copy` says that an earlier article of the story had the text.
    `kind` is the article's: news, opinion, correction. `first_version` is the id of its oldest version. `embargo_until`
    and `corrects` (an article's id) are known only where somebody says so: feeds do not. `page_text` is what the
    article's page said, where that may be read. `outlet_kind` is who stands behind the outlet: state, public, private,
    nonprofit or agency, None where no catalogue says. `is_withdrawn`: its outlet took it back; nothing is told from it.
    """

    article_id: int
    family: int
    outlet: str
    domain: str
    country: str | None
    owner: str | None
    kind: str | None
    language: str | None
    title: str
    text: str
    url: str
    published_at: datetime
    version: int
    is_copy: bool
    first_version: int = 0
    feed: int = 0
    fetched_at: datetime | None = None
    embargo_until: datetime | None = None
    corrects: int | None = None
    page_text: str = ""
    outlet_kind: str | None = None
    is_withdrawn: bool = False


@dataclass(frozen=True)
class Told:
    """A story and who reported it, in order of publication. `hidden` counts articles that may not be shown yet; what the
    story says of itself comes from them too."""

    story: Story
    sources: tuple[Source, ...]
    hidden: int = 0

    @property
    def outlets(self) -> int:
        return len({source.domain for source in self.sources}) if self.hidden else self.story.outlets

    @property
    def independent(self) -> int:
        family_of = {source.article_id: source.family for source in self.sources}
        return independent(self.sources, family_of) if self.hidden else self.story.independent

    @property
    def last_at(self) -> datetime:
        last = self.story.last_published_at
        return max((source.published_at for source in self.sources), default=last) if self.hidden else last

    @property
    def headline(self) -> str:
        """The story's, unless it may be that of an article that is hidden."""
        titles = [bare_headline(source.title, source.outlet) for source in self.sources]
        is_open = not self.hidden or not titles or self.story.headline in titles
        return self.story.headline if is_open else titles[0]


async def read_story(session: AsyncSession, story_id: int) -> Told | None:
    """The story to be told, following `merged_into`: its sources' texts with what their pages add. None where there is no
    such story."""
    told = (await read_stories(session, [story_id])).get(story_id)
    return told and replace(told, sources=tuple(with_page(source) for source in told.sources))


async def read_stories(
    session: AsyncSession, ids: Collection[int], *, shown_at: datetime | None = None
) -> dict[int, Told]:
    """Stories by the id asked for; one that was merged gives the story it became. Two queries, and one
    more for each step in the longest chain of merges.

    `shown_at`: as readers may see them then, without articles under embargo. A story that has no others is not there.
    """
    became = await living(session, ids)
    sources = await _sources(session, {story.id for story in became.values() if story.id is not None})
    told = {
        asked: Told(story=story, sources=sources.get(story.id or 0, ())) for asked, story in became.items()
    }
    return told if shown_at is None else _shown(told, now=shown_at)


def _shown(told: Mapping[int, Told], *, now: datetime) -> dict[int, Told]:
    shown = {asked: as_shown(each, now=now) for asked, each in told.items()}
    return {asked: each for asked, each in shown.items() if each is not None}


def as_shown(told: Told, *, now: datetime) -> Told | None:
    """As readers may see it then, without articles under embargo; None where it has no others."""
    public = tuple(source for source in told.sources if not is_embargoed(source, now=now))
    if told.sources and not public:
        return None
    return replace(told, sources=public, hidden=len(told.sources) - len(public))


async def living(session: AsyncSession, ids: Collection[int]) -> dict[int, Story]:
    """Each story, or the one that it became, by the id asked for."""
    found = await _rows(session, ids)
    became = dict(found)
    for _ in range(MERGES_FOLLOWED):
        wanted = {story.merged_into for story in became.values() if story.merged_into} - found.keys()
        found |= await _rows(session, wanted)
        moved = {asked: found.get(story.merged_into or 0, story) for asked, story in became.items()}
        if moved == became:
            break
        became = moved
    return became


async def _rows(session: AsyncSession, ids: Collection[int]) -> dict[int, Story]:
    if not ids:
        return {}
    result = await session.execute(select(Story).where(col(Story.id).in_(ids)))
    return {story.id: story for story in result.scalars() if story.id is not None}


def first_version() -> ColumnElement[int]:
    """In a query of articles: the id of the oldest version of each, whatever stories they were in."""
    oldest = (
        select(func.min(col(_OLDER.id)))
        .where(col(_OLDER.feed_id) == col(Article.feed_id), col(_OLDER.guid) == col(Article.guid))
        .correlate(Article)
        .scalar_subquery()
    )
    return case((col(Article.version) == 1, col(Article.id)), else_=oldest)  # mostly there is one


class _Article(NamedTuple):
    """What is read of an article, and of its outlet and page below."""

    id: int
    feed_id: int
    version: int
    url: str
    title: str
    text: str
    language: str | None
    kind: str
    published_at: datetime
    fetched_at: datetime


class _Outlet(NamedTuple):
    name: str
    domain: str
    country: str | None
    owner: str | None
    kind: str | None


class _Page(NamedTuple):
    state: str
    text: str


_Read = tuple[_Article, _Outlet, int, _Page | None]
_COLUMNS = [
    col(getattr(table, name))
    for table, read in ((Article, _Article), (Outlet, _Outlet), (Page, _Page))
    for name in read._fields
]
_OF_ARTICLE, _OF_OUTLET = len(_Article._fields), len(_Article._fields) + len(_Outlet._fields)
_SOURCES = (
    select(col(Membership.story_id), first_version(), *_COLUMNS)
    .join(Article, col(Article.id) == col(Membership.article_id))
    .join(Outlet, col(Outlet.id) == col(Article.outlet_id))
    .outerjoin(Page, col(Page.article_id) == col(Article.id))
    .where(col(Membership.story_id).in_(bindparam("stories", expanding=True)))
    .where(col(Membership.until_at).is_(None))
    .order_by(col(Article.id))
)


async def _sources(session: AsyncSession, ids: Collection[int]) -> dict[int, tuple[Source, ...]]:
    if not ids:
        return {}
    held: dict[int, list[_Read]] = defaultdict(list)
    for story, first, *row in await past_orm(session, _SOURCES, {"stories": list(ids)}):
        page = _Page(*row[_OF_OUTLET:]) if row[_OF_OUTLET] is not None else None
        held[story].append((_Article(*row[:_OF_ARTICLE]), _Outlet(*row[_OF_ARTICLE:_OF_OUTLET]), first, page))
    return {story: _read(tuple(rows)) for story, rows in held.items()}


@lru_cache(maxsize=KEPT)
def _read(rows: tuple[_Read, ...]) -> tuple[Source, ...]:
    return with_families(
        source_of(article, outlet, first_version=first, page=page) for article, outlet, first, page in rows
    )


def forget_read() -> None:
    """What was read is read anew."""
    _read.cache_clear()


def with_families(sources: Iterable[Source]) -> tuple[Source, ...]:
    """The sources in order of publication, families and copies marked."""
    listed = sorted(sources, key=lambda source: (source.published_at, source.article_id))
    family_of = families(replace(source, article_id=source.first_version) for source in listed)
    told: set[int] = set()
    marked: list[Source] = []
    for source in listed:
        family = family_of[source.first_version]
        marked.append(replace(source, family=family, is_copy=family in told))
        told.add(family)
    return tuple(marked)


def source_of(
    article: Article | _Article,
    outlet: Outlet | _Outlet,
    *,
    first_version: int,
    page: Page | _Page | None = None,
) -> Source:
    return Source(
        article_id=article.id or 0,
        family=article.id or 0,
        outlet=outlet.name,
        domain=outlet.domain,
        country=outlet.country,
        owner=outlet.owner,
        kind=article.kind,
        language=article.language,
        title=article.title,
        text=article.text,
        url=article.url,
        published_at=article.published_at,
        version=article.version,
        is_copy=False,
        first_version=first_version,
        feed=article.feed_id,
        fetched_at=article.fetched_at,
        page_text=page.text if page else "",
        is_withdrawn=(page is not None and page.state == GONE) or says_withdrawn(article.title, article.text),
        outlet_kind=outlet.kind,
    )
