"""The rows of what comes from Telegram and goes to it: updates, deliveries and what they carry.

Knows nothing of Telegram's calls.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field

from news.models.base import Row, listing, maybe_moment, moment, where


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


class Carried(Row, table=True):
    """That a message carries a story: so the messages are found that a correction changes."""

    delivery_id: int = Field(
        primary_key=True, foreign_key="delivery.id", sa_column_kwargs={"autoincrement": False}
    )
    story_id: int = Field(
        primary_key=True, foreign_key="story.id", sa_column_kwargs={"autoincrement": False}, index=True
    )


class Enclosure(Row, table=True):
    """A file of one reader's, on its way in one message. `parameter` is the Bot API's name for it (document, voice, audio);
    `content` is gone once it was sent."""

    id: int | None = Field(default=None, primary_key=True)
    parameter: str
    name: str
    content: bytes | None = Field(default=None, sa_type=LargeBinary)
    made_at: datetime = moment()


class Announcement(Row, table=True):
    """What the operator tells everybody. `state`: shown (to the operator, who has not said yes), sending, stopped, dropped or
    sent. Who had it is in the deliveries."""

    id: int | None = Field(default=None, primary_key=True)
    html: str = Field(sa_type=Text)
    state: str = "shown"
    made_at: datetime = moment()
    ended_at: datetime | None = maybe_moment()
