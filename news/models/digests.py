"""The rows of what comes by itself: when, with which stories, and what a reader has had.

Knows nothing of how it is sent.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, UniqueConstraint
from sqlmodel import Field

from news.models.base import Row, listing, maybe_moment, moment, where


class Schedule(Row, table=True):
    """When a digest is due: local `HH:MM` in the subscriber's zone on `days` (ISO, "1234567").

    What it is of: `topics`, `words` and `feeds` of its own, as subscriptions name them; where all are empty, all that the
    reader follows. `minutes` or `stories`: a length of its own. `is_spoken`: it comes as a voice message, too."""

    id: int | None = Field(default=None, primary_key=True)
    subscriber_id: int = Field(foreign_key="subscriber.id", index=True)
    local_time: str
    days: str = "1234567"
    topics: list[str] = listing()
    words: list[str] = listing()
    feeds: list[str] = listing()
    stories: int | None = None
    minutes: int | None = None
    is_silent: bool = False
    is_spoken: bool = False
    active: bool = True


class Digest(Row, table=True):
    """What one subscriber got (or is to get) for one slot. One asked for by hand has no schedule.

    `items` are `{"story", "revision", "brief", "update", "why", "depth", "new"}` in reading order, `why` what was reckoned when
    they were chosen (`reasons`), `depth` how many sentences were shown, `new` fingerprints of an update's; `hidden` are the
    stories that mutes kept out, `{"story", "mutes": [{"kind", "target"}]}`. `state` is planned, chosen, ready, empty, quiet (an
    empty day already said), or skipped (at its hour the reader had stopped or blocked us, or another made up for it). `created_at` is
    after `slot_at` where it is made anew, or since when it waits for the first news after a downtime.
    """

    __table_args__ = (UniqueConstraint("schedule_id", "local_date"),)
    id: int | None = Field(default=None, primary_key=True)
    subscriber_id: int = Field(foreign_key="subscriber.id", index=True)
    schedule_id: int | None = Field(default=None, foreign_key="schedule.id")
    local_date: date
    slot_at: datetime = moment()
    covers_from_at: datetime | None = maybe_moment()
    state: str = "planned"
    items: list[dict[str, Any]] = listing()
    hidden: list[dict[str, Any]] = listing()
    composed_at: datetime | None = maybe_moment(index=True)
    created_at: datetime = moment()


class Seen(Row, table=True):
    """Which facts and families of a story a reader was shown, and when: what "new" is measured against.

    `families` are the articles shown, each by the id of its first version: a family is known by any of them. `before` is what
    stood here until the story was last shown again (`is_whole`, or what was new only), and in it what stood there before that:
    for where a showing is taken back.
    """

    __table_args__ = (UniqueConstraint("subscriber_id", "story_id"),)
    id: int | None = Field(default=None, primary_key=True)
    subscriber_id: int = Field(foreign_key="subscriber.id")
    story_id: int = Field(foreign_key="story.id", index=True)
    revision: int
    facts: list[str] = listing()
    families: list[int] = listing()
    shown_at: datetime = moment(index=True)
    before: dict[str, Any] | None = Field(
        default=None, sa_column=Column("before", JSON(none_as_null=True), nullable=True)
    )


class Alert(Row, table=True):
    """That a story breaks which a reader follows, told once. `state` is ordered, held (by quiet hours), sent, rolled (left to
    the next digest) or dropped; `local_date` the reader's day on which it was sent."""

    __table_args__ = (
        UniqueConstraint("subscriber_id", "story_id"),
        Index("ix_alert_state", "subscriber_id", "state"),
    )
    id: int | None = Field(default=None, primary_key=True)
    subscriber_id: int = Field(foreign_key="subscriber.id")
    story_id: int = Field(foreign_key="story.id", index=True)
    state: str = "ordered"
    local_date: date | None = None
    created_at: datetime = moment(index=True)


class OwnStory(Row, table=True):
    """What a reader does with one story: follows it, saves it, has it muted; each since when, None where not. Never deleted
    while its reader is there, so that its updates keep their numbers.

    `article_id` had the headline under which it was chosen: the story is the one that article is in now. Of a story that is
    followed, `message_id` is the message that updates reply to, `revision` the one last looked at, `updates` counts them.
    """

    __table_args__ = (
        UniqueConstraint("subscriber_id", "story_id"),
        Index(
            "ix_ownstory_over",
            "story_id",
            **where("followed_at IS NULL AND saved_at IS NULL AND muted_at IS NULL"),
        ),
        Index("ix_ownstory_article_id", "article_id", **where("article_id IS NOT NULL")),
    )
    id: int | None = Field(default=None, primary_key=True)
    subscriber_id: int = Field(foreign_key="subscriber.id")
    story_id: int = Field(foreign_key="story.id", index=True)
    article_id: int | None = Field(default=None, foreign_key="article.id")
    followed_at: datetime | None = maybe_moment()
    saved_at: datetime | None = maybe_moment()
    muted_at: datetime | None = maybe_moment()
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    revision: int = 0
    updates: int = 0
