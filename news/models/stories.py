"""The rows of stories: which articles tell of one event, what is known of it, and what was written.

Knows nothing of readers.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field

from news.models.base import Row, listing, maybe_moment, moment, where


class Story(Row, table=True):
    """One event, told by many articles. `revision` grows when it materially changes, or must be told anew without what
    left it.

    `independent` counts text families with distinct owners; `topics` are slugs, strongest first. `breaking_at` is
    when many outlets reported it at once; it stays. `feed_id`: the feed that a reader brought and that alone told it; only
    who follows it sees the story.
    """

    __table_args__ = (
        Index(
            "ix_story_stamps",  # of all live stories it is asked once a second whether one has changed (`digest.shelf`)
            *("last_published_at", "id", "revision", "changed_at", "merged_into", "feed_id", "articles"),
        ),
        Index("ix_story_live", "last_published_at", **where("closed_at IS NULL")),
        Index("ix_story_feed_id", "feed_id", **where("feed_id IS NOT NULL")),
        Index("ix_story_merged_into", "merged_into", **where("merged_into IS NOT NULL")),
        Index("ix_story_split_from", "split_from", **where("split_from IS NOT NULL")),
    )
    id: int | None = Field(default=None, primary_key=True)
    revision: int = 1
    headline: str
    language: str | None = None
    topics: list[str] = listing()
    languages: list[str] = listing()
    articles: int = 0
    outlets: int = 0
    independent: int = 0
    first_published_at: datetime = moment()
    last_published_at: datetime = moment()
    created_at: datetime = moment()
    changed_at: datetime = moment()
    closed_at: datetime | None = maybe_moment()
    breaking_at: datetime | None = maybe_moment()
    merged_into: int | None = Field(default=None, foreign_key="story.id")
    split_from: int | None = Field(default=None, foreign_key="story.id")
    feed_id: int | None = Field(default=None, foreign_key="feed.id")


class Membership(Row, table=True):
    """That an article was in a story, since when, until when: the history of joining."""

    __table_args__ = (UniqueConstraint("article_id", "since_at"),)
    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id")
    story_id: int = Field(foreign_key="story.id", index=True)
    since_at: datetime = moment()
    until_at: datetime | None = maybe_moment()


class Fact(Row, table=True):
    """A number, name, date or quote of a story, and which family (its earliest article) had it first; or that a report was
    written again."""

    __table_args__ = (
        UniqueConstraint("story_id", "value", "family"),
        Index("ix_fact_value_first_at_story_id", "value", "first_at", "story_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    story_id: int = Field(foreign_key="story.id")
    kind: str
    value: str
    family: int
    article_id: int = Field(foreign_key="article.id", index=True)
    first_at: datetime = moment()


class Usual(Row, table=True):
    """How many families the leading story of a topic gets in half an hour, on the average of such half hours.

    `hour` is the hour of the week in UTC (Monday 00:00 is 0), or -1 for all hours; `rate` the average of `slots` half
    hours, old ones fading; `most` what the half hour that began at `slot_at` has brought so far.
    """

    topic: str = Field(primary_key=True)
    hour: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    rate: float = 0.0
    slots: int = 0
    slot_at: datetime = moment()
    most: int = 0


class Brief(Row, table=True):
    """A story told in one language. `paragraphs` is a list of lists of sentences, each
    `{"text", "cites": [article id, ...], "language"}`; `state` is ordered, ready, unavailable or withdrawn (an
    article that it cites left the story).

    Where a model wrote it, a sentence also has `"evidence": [[article id, sentence of its text], ...]` (0: the title) and
    `"kind"`; `contested` lists `{"topic", "versions": [{"claim", "cites", "evidence"}]}` and `names`
    `{"as_written", "in_source", "evidence"}`. `findings` are codes of what was found wrong, `dropped` how many sentences
    were left out for it, `calls` the model's billed ones, `cost` theirs in the operator's currency, None where unknown:
    whatever became of them, and so also of a brief that is extractive in the end.
    """

    __table_args__ = (UniqueConstraint("story_id", "language", "revision"),)
    id: int | None = Field(default=None, primary_key=True)
    story_id: int = Field(foreign_key="story.id")
    language: str
    revision: int
    state: str = "ordered"
    mode: str | None = None
    headline: str = ""
    headline_language: str | None = None
    headline_cites: list[int] = listing()
    paragraphs: list[list[dict[str, Any]]] = listing()
    model: str | None = None
    prompt_version: str | None = None
    tokens_in: int = 0
    tokens_out: int = 0
    findings: list[str] = listing()
    contested: list[dict[str, Any]] = listing()
    names: list[dict[str, Any]] = listing()
    headline_evidence: list[list[int]] = listing()
    calls: int = 0
    dropped: int = 0
    cost: float | None = None
    ordered_at: datetime = moment()
    ready_at: datetime | None = maybe_moment()


class Spelling(Row, table=True):
    """How a language wrote a name (as sources write it) in a story that passed the checks."""

    language: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    story_id: int = Field(
        primary_key=True, foreign_key="story.id", sa_column_kwargs={"autoincrement": False}, index=True
    )
    written: str
    told_at: datetime = moment()


class Correction(Row, table=True):
    """What an outlet took back of an article that briefs cite: a sentence (or the title, `place` 0) as it stood.

    `article_id` is the version that was cited, `by_id` what corrects it: a newer version, a notice of its own, or the
    article itself where its page is gone. `now` is the sentence that stands instead, empty where none does or none can be
    quoted; `was_part` and `now_part` are the words that differ. `kind` is corrected or withdrawn.
    """

    __table_args__ = (UniqueConstraint("by_id", "article_id", "place"),)
    id: int | None = Field(default=None, primary_key=True)
    story_id: int = Field(foreign_key="story.id", index=True)
    article_id: int = Field(foreign_key="article.id", index=True)
    by_id: int = Field(foreign_key="article.id")
    place: int
    kind: str
    was: str = Field(sa_type=Text)
    now: str = Field(default="", sa_type=Text)
    was_part: str = ""
    now_part: str = ""
    at: datetime = moment()


class TranslatedTitle(Row, table=True):
    """An article's headline in another language, for the press radar. `text` is empty where the translation did not hold."""

    article_id: int = Field(primary_key=True, foreign_key="article.id")
    language: str = Field(primary_key=True)
    text: str = Field(sa_type=Text)
    made_at: datetime = moment(index=True)


class Spending(Row, table=True):
    """What a model used up for one kind of question on one day (UTC). `cost` None: no prices were known.

    `reserved` are tokens of calls under way; those of a process that died stay, as it may have been billed.
    """

    day: date = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    model: str = Field(primary_key=True)
    questions: int = 0
    calls: int = 0
    tokens_in: int = Field(default=0, sa_type=BigInteger)
    tokens_out: int = Field(default=0, sa_type=BigInteger)
    reserved: int = Field(default=0, sa_type=BigInteger)
    cost: float | None = None
