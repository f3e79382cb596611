"""The rows of readers: who they are, what they follow, and what they would rather not see.

Knows nothing of what they were sent.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, Text, UniqueConstraint
from sqlmodel import Field

from news.models.base import Row, listing, maybe_moment, moment, where


class Chat(Row, table=True):
    """A place on Telegram. `thread_id` is 0 where there is none (and in a forum's general topic); `state` is active,
    blocked or gone. `topic` is a forum topic's name, `added_by` who let us in, `barred` why we may not write, as it was
    told; `refused_at` when somebody was last told that only admins change settings."""

    __table_args__ = (
        UniqueConstraint("chat_id", "thread_id"),
        Index("ix_chat_state", "state", "state_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    chat_id: int = Field(sa_type=BigInteger)
    thread_id: int = Field(default=0, sa_type=BigInteger)
    kind: str = "private"
    title: str | None = None
    topic: str | None = None
    added_by: int | None = Field(default=None, sa_type=BigInteger, index=True)
    state: str = "active"
    state_at: datetime | None = maybe_moment()
    barred: str | None = None
    refused_at: datetime | None = maybe_moment()
    created_at: datetime = moment()


class ChatAdmin(Row, table=True):
    """That somebody was an admin of a group or channel when Telegram was last asked."""

    chat_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    user_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False, index=True))
    known_at: datetime = moment()


class Subscriber(Row, table=True):
    """A reader's settings for a chat. `state` is new, active or stopped. `lends_questions`: whether questions may be put to
    a model on another machine; None until the reader says. `language_offered`: the language that the interface was offered in
    because the reader wrote in it; they are asked once. `heard_at` is when they last wrote or pressed a button (within ten
    minutes), or when what is set was last changed, in groups and channels by an admin.

    `minutes` is how long a digest may take to read; where it is None, it has so many `stories`. `look` is compact, standard
    or full; `alerts` off, biggest or more. `paused_until` is the local date on which digests go on, `paused_at` since
    when something was missed, until the digest that makes up for it. `before_presets`: by the name of a bundle that was tapped
    on, `{"topics", "minutes"}` as they were, so that tapping it off takes away only what it brought."""

    __table_args__ = (UniqueConstraint("chat"),)
    id: int | None = Field(default=None, primary_key=True)
    chat: int = Field(foreign_key="chat.id")
    interface_language: str = "en"
    digest_language: str = "en"
    zone: str = "UTC"
    zone_is_guess: bool = True
    quiet_from: str | None = None
    quiet_until: str | None = None
    stories: int = 5
    minutes: int | None = None
    look: str = "standard"
    is_bilingual: bool = False
    has_images: bool = False
    alerts: str = Field(default="off", index=True)
    alerts_silent: bool = False
    paused_until: date | None = None
    paused_at: datetime | None = maybe_moment()
    min_outlets: int = 1
    lends_questions: bool | None = None
    language_offered: str | None = None
    state: str = "new"
    heard_at: datetime | None = maybe_moment()
    before_presets: dict[str, dict[str, Any]] = Field(default_factory=dict, sa_type=JSON)
    created_at: datetime = moment()


class Subscription(Row, table=True):
    """What a reader follows: `kind` is topic, phrase or feed; `target` the slug, the words, or the feed's id: a feed may
    move to another address."""

    __table_args__ = (
        UniqueConstraint("subscriber_id", "kind", "target"),
        Index("ix_subscription_target", "kind", "target"),
    )
    id: int | None = Field(default=None, primary_key=True)
    subscriber_id: int = Field(foreign_key="subscriber.id")
    kind: str = "topic"
    target: str
    created_at: datetime = moment()


class Dropped(Row, table=True):
    """What a reader just stopped following, so that one tap brings it back. `kind` and `target` as of `Subscription`."""

    id: int | None = Field(default=None, primary_key=True)
    subscriber_id: int = Field(foreign_key="subscriber.id", index=True)
    kind: str
    target: str
    dropped_at: datetime = moment()


class Awaited(Row, table=True):
    """What a reader was asked to type: `kind` says what the next words are for, `subject` which row they are about.
    `update_id` is the turn in which they were asked."""

    subscriber_id: int = Field(
        primary_key=True, foreign_key="subscriber.id", sa_column_kwargs={"autoincrement": False}
    )
    kind: str
    subject: int | None = Field(default=None, sa_type=BigInteger)
    update_id: int = Field(sa_type=BigInteger)
    asked_at: datetime = moment()


class FeedLookup(Row, table=True):
    """Feeds that a reader wants to follow: by an `address`, or by a file (`file_id` is Telegram's). `found` is what came of it,
    each `{"url", "state", "title", "language", "latest", "latest_at", "feed_id"}`; `waiting` are addresses of the file that were
    not looked at yet, each `[url, title]`; `reply_to` the reader's message. `for_feed`: the operator looks, for a feed's new
    address, or (0) for one that everybody is to have."""

    __table_args__ = (
        UniqueConstraint("update_id"),
        Index("ix_feedlookup_asked", "subscriber_id", "asked_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    update_id: int = Field(foreign_key="inbox.id", sa_type=BigInteger)
    subscriber_id: int = Field(foreign_key="subscriber.id")
    address: str = Field(default="", sa_type=Text)
    file_id: str | None = None
    waiting: list[Any] = listing()
    found: list[dict[str, Any]] = listing()
    reply_to: int | None = Field(default=None, sa_type=BigInteger)
    for_feed: int | None = None
    asked_at: datetime = moment()
    done_at: datetime | None = maybe_moment()


class Mute(Row, table=True):
    """What a reader does not want: `kind` is word, topic or outlet; `target` the words, a slug, a domain. `within` is what it
    holds in: a slug that is followed, "=" before the reader's own words, or empty: everywhere. It names no subscription's
    row, so what is followed again is muted as it was. One that was lifted is kept for a while, so that one tap brings it back."""

    __table_args__ = (UniqueConstraint("subscriber_id", "kind", "target", "within"),)
    id: int | None = Field(default=None, primary_key=True)
    subscriber_id: int = Field(foreign_key="subscriber.id")
    kind: str
    target: str
    within: str = ""
    until_at: datetime | None = maybe_moment()
    lifted_at: datetime | None = maybe_moment()
    created_at: datetime = moment()


class Vote(Row, table=True):
    """What a reader said of a story, or of a thing (`story_id` None): `value` 1 for more of it, -1 for less. `about` are the
    keys (`learned.Key`) of what it was about when it was said: what is learned rests on these rows alone."""

    __table_args__ = (
        UniqueConstraint("subscriber_id", "story_id"),
        Index("ix_vote_story_id", "story_id", **where("story_id IS NOT NULL")),
    )
    id: int | None = Field(default=None, primary_key=True)
    subscriber_id: int = Field(foreign_key="subscriber.id", index=True)
    story_id: int | None = Field(default=None, foreign_key="story.id")
    value: int
    about: list[str] = listing()
    at: datetime = moment(index=True)


class Opening(Row, table=True):
    """When a reader last opened a story of what they follow (`interest`: as `Mute.within`), and when they were last asked whether
    to keep it."""

    subscriber_id: int = Field(
        primary_key=True, foreign_key="subscriber.id", sa_column_kwargs={"autoincrement": False}
    )
    interest: str = Field(primary_key=True)
    opened_at: datetime | None = maybe_moment()
    asked_at: datetime | None = maybe_moment()


class Forgotten(Row, table=True):
    """That a reader asked to be forgotten: `mark` is a hash of the chat with a salt of this installation."""

    mark: str = Field(primary_key=True)
    at: datetime = moment()
