"""The rows: every noun of the program, said once. `docs/glossary.md` says what each word means.

Knows nothing of how rows are made or used. Times end in `_at` and are UTC; a naive time is refused.
SQLModel's table constructors do not validate: rows are built from values that were checked before.
"""

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Refuses naive values; SQLite keeps no zone, so UTC is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive time cannot be stored: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Row(SQLModel):
    """Base of all rows: names every constraint, so that migrations can speak of it."""

    model_config = {
        "defer_build": True
    }  # rows are not validated, and a start need not build what would do it

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def moment(*, index: bool = False) -> Any:
    return Field(sa_type=UtcDateTime, index=index)


def maybe_moment(*, index: bool = False) -> Any:
    return Field(default=None, sa_type=UtcDateTime, index=index, nullable=True)


def listing() -> Any:
    return Field(default_factory=list, sa_type=JSON)


def where(condition: str) -> Any:
    """Of an index that holds these rows alone, on either database."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


# --- the press -----------------------------------------------------------------------------------


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


# --- stories -------------------------------------------------------------------------------------


class Story(Row, table=True):
    """One event, told by many articles. `revision` grows when it materially changes, or must be told anew without what
    left it.

    `independent` counts text families with distinct owners; `topics` are slugs, strongest first. `breaking_at` is
    when many outlets reported it at once; it stays. `feed_id`: the feed that a reader brought and that alone told it; only
    who follows it sees the story.
    """

    __table_args__ = (
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
    last_published_at: datetime = moment(index=True)
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
    """A number, name, date or quote of a story, and which family (its earliest article) had it first."""

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


# --- readers -------------------------------------------------------------------------------------


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
    because the reader wrote in it; they are asked once. `heard_at` is when they last wrote or pressed a button.

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
    empty day already said), or skipped (at its hour the reader had stopped or blocked us).
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

    `families` are the articles shown, each by the id of its first version: a family is known by any of them.
    """

    __table_args__ = (UniqueConstraint("subscriber_id", "story_id"),)
    id: int | None = Field(default=None, primary_key=True)
    subscriber_id: int = Field(foreign_key="subscriber.id")
    story_id: int = Field(foreign_key="story.id", index=True)
    revision: int
    facts: list[str] = listing()
    families: list[int] = listing()
    shown_at: datetime = moment(index=True)


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


# --- to and from Telegram ------------------------------------------------------------------------


class Delivery(Row, table=True):
    """One outgoing call of anything owed to a chat. Unique by (kind, subject, part).

    `kind` is digest, voice, story, reply, answer, alert, announcement, announced, update, file, correction, notice, flood or invite and `subject` the
    row it is about; `payload` the call's parameters (of a message that was corrected: what it shows now). `low_water` is the highest
    message id known when the intent was committed.
    `state`: pending, sending, sent, gone, refused or rolled (given back to the next digest).
    """

    __table_args__ = (
        UniqueConstraint("kind", "subject", "part"),
        Index("ix_delivery_sent", "chat", "message_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    subject: int = Field(sa_type=BigInteger)
    part: int = 0
    chat: int = Field(foreign_key="chat.id")
    method: str = "sendMessage"
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    stories: list[int] = listing()
    bulk: bool = False
    sets_up: int | None = None
    picture_id: int | None = Field(default=None, foreign_key="picture.id", index=True)
    enclosure_id: int | None = Field(default=None, foreign_key="enclosure.id", index=True)
    state: str = Field(default="pending", index=True)
    low_water: int | None = Field(default=None, sa_type=BigInteger)
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    error: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = moment()
    started_at: datetime | None = maybe_moment()
    finished_at: datetime | None = maybe_moment(index=True)


class Announcement(Row, table=True):
    """What the operator tells everybody. `state`: shown (to the operator, who has not said yes), sending, stopped, dropped or
    sent. Who had it is in the deliveries."""

    id: int | None = Field(default=None, primary_key=True)
    html: str = Field(sa_type=Text)
    state: str = "shown"
    made_at: datetime = moment()
    ended_at: datetime | None = maybe_moment()


class Carried(Row, table=True):
    """That a message carries a story: so the messages are found that a correction changes."""

    delivery_id: int = Field(
        primary_key=True, foreign_key="delivery.id", sa_column_kwargs={"autoincrement": False}
    )
    story_id: int = Field(
        primary_key=True, foreign_key="story.id", sa_column_kwargs={"autoincrement": False}, index=True
    )


class TranslatedTitle(Row, table=True):
    """An article's headline in another language, for the press radar. `text` is empty where the translation did not hold."""

    article_id: int = Field(primary_key=True, foreign_key="article.id")
    language: str = Field(primary_key=True)
    text: str = Field(sa_type=Text)
    made_at: datetime = moment(index=True)


class TitleOrder(Row, table=True):
    """That a reader wants the headlines of a story's radar translated; `message_id` is the radar that was pressed."""

    __table_args__ = (UniqueConstraint("update_id"),)
    id: int | None = Field(default=None, primary_key=True)
    update_id: int = Field(foreign_key="inbox.id", sa_type=BigInteger)
    subscriber_id: int = Field(foreign_key="subscriber.id", index=True)
    story_id: int = Field(foreign_key="story.id", index=True)
    message_id: int = Field(sa_type=BigInteger)
    ordered_at: datetime = moment()
    done_at: datetime | None = maybe_moment()


class BroughtPost(Row, table=True):
    """A post that a reader forwarded or pasted, to be held against what outlets say; `links` are those behind its words.
    `story_id` is the story it was found to be about, `standings` what became of each sentence."""

    __table_args__ = (
        UniqueConstraint("update_id"),
        Index("ix_broughtpost_asked", "subscriber_id", "asked_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    update_id: int = Field(foreign_key="inbox.id", sa_type=BigInteger)
    subscriber_id: int = Field(foreign_key="subscriber.id")
    text: str = Field(sa_type=Text)
    links: list[str] = listing()
    reply_to: int | None = Field(default=None, sa_type=BigInteger)
    story_id: int | None = Field(default=None, foreign_key="story.id", index=True)
    standings: list[str] = listing()
    asked_at: datetime = moment()
    compared_at: datetime | None = maybe_moment()


class Picture(Row, table=True):
    """The coverage of a story, drawn once for a state of it, a language and a zone. `state` is ordered, ready or failed;
    `file_id` is Telegram's, once it was sent."""

    __table_args__ = (UniqueConstraint("story_id", "revision", "language", "zone"),)
    id: int | None = Field(default=None, primary_key=True)
    story_id: int = Field(foreign_key="story.id")
    revision: int
    language: str
    zone: str
    state: str = "ordered"
    png: bytes | None = Field(default=None, sa_type=LargeBinary)
    file_id: str | None = None
    ordered_at: datetime = moment()


class Clip(Row, table=True):
    """A piece of a digest read aloud, once for all who hear it. `key` is a hash of voice, language and text; `state` is ordered,
    ready or failed."""

    __table_args__ = (UniqueConstraint("key"),)
    id: int | None = Field(default=None, primary_key=True)
    key: str
    language: str
    text: str = Field(sa_type=Text)
    state: str = "ordered"
    ogg: bytes | None = Field(default=None, sa_type=LargeBinary)
    ordered_at: datetime = moment(index=True)


class VoiceOrder(Row, table=True):
    """That a digest is to come as a voice message. `pieces` are `{"clip", "story"}` in their order, `left` counts the stories
    that are in the text only; `is_asked`: somebody waits for it. `state` is ordered, recording, made or failed."""

    id: int | None = Field(default=None, primary_key=True)
    digest_id: int = Field(foreign_key="digest.id", index=True)
    is_asked: bool
    state: str = "ordered"
    pieces: list[dict[str, Any]] = listing()
    left: int = 0
    ordered_at: datetime = moment(index=True)
    done_at: datetime | None = maybe_moment()


class Enclosure(Row, table=True):
    """A file of one reader's, on its way in one message. `parameter` is the Bot API's name for it (document, voice, audio);
    `content` is gone once it was sent."""

    id: int | None = Field(default=None, primary_key=True)
    parameter: str
    name: str
    content: bytes | None = Field(default=None, sa_type=LargeBinary)
    made_at: datetime = moment()


class Update(Row, table=True):
    """What Telegram told us, committed before it is acknowledged, handled once. `chat_id` is whose turn it waits for: the
    chat's, or where it is from none, the person's."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index("ix_inbox_waiting", "handled_at", "chat_id", "id"),
        Index("ix_inbox_failed", "attempts", **where("attempts > 0")),
    )
    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    chat_id: int = Field(default=0, sa_type=BigInteger)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    received_at: datetime = moment()
    handled_at: datetime | None = maybe_moment(index=True)
    attempts: int = 0
    error: str | None = Field(default=None, sa_type=Text)


class Question(Row, table=True):
    """What a reader asked, about which stories, the answer and its citations.

    `stories` are all that it may be about, `about` the one it is: as it was asked, or else as it was answered. `answer`
    holds the sentences, each `{"text", "article_id", "language"}`; `shown` is what was sent, as plain text: with `text` it
    is what later questions of this chat may lean on. `asked_by` is the Telegram id of who asked in a group. `mode` is quoted or written (by a model). `is_known`: the answer was
    there already, and cost nothing. `is_forgotten`: the words are gone, and the row only counts towards limits. `stopped_at`
    is when its reader stopped it, where another process words it.
    """

    __table_args__ = (
        UniqueConstraint("update_id"),
        Index("ix_question_asked", "subscriber_id", "asked_at"),
        Index("ix_question_about", "about", **where("about IS NOT NULL")),
    )
    id: int | None = Field(default=None, primary_key=True)
    update_id: int = Field(foreign_key="inbox.id", sa_type=BigInteger)
    subscriber_id: int = Field(foreign_key="subscriber.id")
    stories: list[int] = listing()
    about: int | None = Field(default=None, foreign_key="story.id")
    text: str = Field(sa_type=Text)
    language: str | None = None
    answer: list[dict[str, Any]] = listing()
    refused: bool = False
    reply_to: int | None = Field(default=None, sa_type=BigInteger)
    asked_by: int | None = Field(default=None, sa_type=BigInteger)
    asked_at: datetime = moment(index=True)
    answered_at: datetime | None = maybe_moment()
    stopped_at: datetime | None = maybe_moment()
    shown: str = Field(default="", sa_type=Text)
    mode: str | None = None
    is_known: bool = False
    is_forgotten: bool = False
    model: str | None = None
    prompt_version: str | None = None
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None
    findings: list[str] = listing()


class KnownAnswer(Row, table=True):
    """What a model answered, for whoever asks the same of the same sources in the same language. Holds no reader and not the
    question: `key` is a hash of it, with the stories' revisions. `answer` is as `answers.values` writes it."""

    key: str = Field(primary_key=True)
    answer: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    made_at: datetime = moment(index=True)


class Standing(Row, table=True):
    """A question that the sources did not answer, kept until they do, for one answer. `revision` is the story's at which it
    was last looked up."""

    __table_args__ = (UniqueConstraint("question_id"),)
    id: int | None = Field(default=None, primary_key=True)
    question_id: int = Field(foreign_key="question.id")
    subscriber_id: int = Field(foreign_key="subscriber.id", index=True)
    story_id: int = Field(foreign_key="story.id", index=True)
    revision: int
    asked_at: datetime = moment()
    expires_at: datetime = moment()
    answered_at: datetime | None = maybe_moment()


class Forgotten(Row, table=True):
    """That a reader asked to be forgotten: `mark` is a hash of the chat with a salt of this installation."""

    mark: str = Field(primary_key=True)
    at: datetime = moment()


class TakenDown(Row, table=True):
    """An outlet whose text was taken down, by its domain; `feeds` are the addresses that it was read at. It is not read again."""

    domain: str = Field(primary_key=True)
    name: str
    feeds: list[str] = listing()
    at: datetime = moment()


class Work(Row, table=True):
    """What is owed: (step, row). A claim moves `due_at` ahead by a lease and says so in `leased`, and whose it is in
    `worker`.

    `urgent` work is claimed before what has waited longer: an answer before a broadcast. Work of one `lane` is done one piece
    at a time, so that whoever owes much waits for themselves alone: the reader it is for, or a delivery's chat. `wired_at` is
    when a clock last put it on the wire to workers elsewhere, where there is one."""

    __table_args__ = (
        UniqueConstraint("step", "row"),
        Index("ix_work_due", "step", "due_at"),
        Index("ix_work_turn", "step", "urgent", "due_at"),
        Index("ix_work_lane", "step", "lane"),
    )
    id: int | None = Field(default=None, primary_key=True)
    step: str = Field(sa_type=String)
    row: int = Field(sa_type=BigInteger)
    due_at: datetime = moment()
    leased: bool = False
    worker: str | None = Field(default=None, index=True)
    wired_at: datetime | None = maybe_moment()
    urgent: bool = False
    lane: int | None = Field(default=None, sa_type=BigInteger)
    attempts: int = 0
    last_error: str | None = Field(default=None, sa_type=Text)


class Use(Row, table=True):
    """That somebody used something of which there is so much in a time (`reader.limits`). `who` is Telegram's number of the
    person, or of the chat where nobody is named. Kept for as long as it counts."""

    __table_args__ = (Index("ix_use_who", "who", "thing", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    who: int = Field(sa_type=BigInteger)
    thing: str
    at: datetime = moment(index=True)


class Invite(Row, table=True):
    """A word that lets `uses` people in until it expires or is revoked; `used` of them came. Only its hash is kept."""

    __table_args__ = (UniqueConstraint("hash"),)
    id: int | None = Field(default=None, primary_key=True)
    hash: str
    uses: int
    used: int = 0
    made_at: datetime = moment()
    expires_at: datetime = moment()
    revoked_at: datetime | None = maybe_moment()


class Worker(Row, table=True):
    """A process that claims work, and when it last said that it lives."""

    name: str = Field(primary_key=True)
    host: str
    pid: int = Field(sa_type=BigInteger)
    started_at: datetime = moment()
    seen_at: datetime = moment()


class Hold(Row, table=True):
    """What one process alone may have, for as long as it lives: the seat of a step, the turn of a chat."""

    name: str = Field(primary_key=True)
    worker: str = Field(index=True)


class Mark(Row, table=True):
    """A small durable word of the program about itself: the polling offset, the highest message id, a lease."""

    name: str = Field(primary_key=True)
    value: str = Field(sa_type=Text)
    at: datetime = moment()
