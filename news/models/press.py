"""The rows of the press: who publishes, what is read where, and what was read.

Knows nothing of stories and readers.
"""

from datetime import datetime

from sqlalchemy import JSON, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field

from news.models.base import Row, listing, maybe_moment, moment


class Outlet(Row, table=True):
    """Who publishes. `facts_from` names origin and licence of what is said here."""

    __table_args__ = (UniqueConstraint("domain"),)
    id: int | None = Field(default=None, primary_key=True)
    name: str
    domain: str
    country: str | None = None
    language: str | None = None
    owner: str | None = None
    kind: str | None = None
    facts_from: str | None = None


class Feed(Row, table=True):
    """An address we poll. `validators` and errors are the server's word, `interval_s` our pace.

    `listed_as` is the address that a catalogue has, where the feed has moved since. `is_brought`: a reader brought it, and no
    catalogue has it; it is read for those who follow it only. `is_added`: the operator added it, for everybody; it stays when
    no catalogue has it. `paused_at` is when the operator stopped reading it.
    """

    __table_args__ = (UniqueConstraint("url"),)
    id: int | None = Field(default=None, primary_key=True)
    outlet_id: int = Field(foreign_key="outlet.id", index=True)
    url: str
    title: str | None = None
    language: str | None = None
    topics: list[str] = listing()
    active: bool = True
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    interval_s: int = 900
    fetched_at: datetime | None = maybe_moment()
    changed_at: datetime | None = maybe_moment()
    failures: int = 0
    last_error: str | None = Field(default=None, sa_type=Text)
    listed_as: str | None = Field(default=None, index=True)
    moved_to: str | None = None
    moved_since_at: datetime | None = maybe_moment()
    moved_count: int = 0
    is_brought: bool = False
    is_added: bool = False
    paused_at: datetime | None = maybe_moment()


class FeedInventory(Row, table=True):
    """What a feed listed when it was last read, as `news.intake.inventory` writes it: what is passed over next time."""

    feed_id: int = Field(primary_key=True, foreign_key="feed.id")
    written: str = Field(sa_type=Text)


class Article(Row, table=True):
    """One item as published. A changed item is a new immutable version; the old one is `superseded_at`."""

    __table_args__ = (UniqueConstraint("feed_id", "guid", "version"),)
    id: int | None = Field(default=None, primary_key=True)
    feed_id: int = Field(foreign_key="feed.id", index=True)
    outlet_id: int = Field(foreign_key="outlet.id", index=True)
    guid: str
    version: int = 1
    url: str
    canonical_url: str = Field(index=True)
    title: str
    text: str = Field(default="", sa_type=Text)
    author: str | None = None
    language: str | None = None
    kind: str = "news"
    published_at: datetime = moment(index=True)
    fetched_at: datetime = moment(index=True)
    superseded_at: datetime | None = maybe_moment()
    text_hash: str


class Embedding(Row, table=True):
    """An article's meaning as a model gave it: `vector` is float16, of unit length."""

    article_id: int = Field(
        primary_key=True, foreign_key="article.id", sa_column_kwargs={"autoincrement": False}
    )
    model: str = Field(primary_key=True)
    vector: bytes = Field(sa_type=LargeBinary)


class Page(Row, table=True):
    """What an article's page said, where the operator wants it and the outlet allows it. The text is kept for 72 hours.

    `state` is kept, withheld (machines may not read it), failed (`reason` says why), gone (its server says for good: the
    article is withdrawn) or deleted; `text` is empty unless kept.
    """

    article_id: int = Field(
        primary_key=True, foreign_key="article.id", sa_column_kwargs={"autoincrement": False}
    )
    state: str
    text: str = Field(default="", sa_type=Text)
    reason: str | None = None
    read_at: datetime = moment()


class Topic(Row, table=True):
    """A node of the catalogue that can be followed; following a parent follows its descendants."""

    __table_args__ = (UniqueConstraint("slug"),)
    id: int | None = Field(default=None, primary_key=True)
    slug: str
    parent: str | None = Field(default=None, index=True)
    emoji: str = ""
    names: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    territory: str | None = None
    position: int = 0


class TakenDown(Row, table=True):
    """An outlet whose text was taken down, by its domain; `feeds` are the addresses that it was read at. It is not read again."""

    domain: str = Field(primary_key=True)
    name: str
    feeds: list[str] = listing()
    at: datetime = moment()
