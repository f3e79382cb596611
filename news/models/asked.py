"""The rows of what readers ask for: questions and their answers, posts to check, pictures, voices, headlines in another language.

Knows nothing of how an answer is found or sent.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field

from news.models.base import Row, listing, maybe_moment, moment, where


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
    """What was answered, for whoever asks the same of the same sources in the same language. Holds no reader and not the
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
