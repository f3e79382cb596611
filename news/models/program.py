"""The rows of the program's own running: what is owed, who does it, who may come in and how often.

Knows nothing of what the work is.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, Text, UniqueConstraint
from sqlmodel import Field

from news.models.base import Row, maybe_moment, moment


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
