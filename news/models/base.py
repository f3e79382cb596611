"""What all rows are made of: their base, and the kinds of columns that SQLModel lacks.

Knows no row. Times end in `_at` and are UTC; a naive time is refused.
"""

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, MetaData, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Refuses naive values. SQLite keeps it as text of one form and without a zone; UTC is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(_AS_TEXT if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive time cannot be stored: {value!r}")
        if value.tzinfo is not UTC:
            value = value.astimezone(UTC)
        return (
            value.isoformat(" ", "microseconds").removesuffix("+00:00") if dialect.name == "sqlite" else value
        )

    def process_result_value(self, value: datetime | str | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class _AsText(sqlite.DATETIME):
    """SQLite's kind of column for moments, as SQLAlchemy names it, without its writing and reading of them: those of Python are
    as exact and four times as fast."""

    def bind_processor(self, dialect: Dialect) -> None:
        return None

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        return None


_AS_TEXT: TypeEngine[Any] = _AsText()  # type: ignore[no-untyped-call]


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
