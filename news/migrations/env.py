"""Alembic's way in: runs over the connection that `news.schema` hands it, on either database."""

from typing import Any, Literal

from alembic import context
from sqlmodel import AutoString

from news.models import Row


def render_item(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    """SQLModel's own string type is a plain String to a migration, which should outlive it."""
    return "sa.String()" if kind == "type" and isinstance(item, AutoString) else False


def is_ours(name: str | None, kind: str, _within: Any) -> bool:
    """The indexes of words are no tables of the models, and on SQLite each is several."""
    return kind != "table" or not (name or "").startswith(("article_search", "brief_search"))


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Row.metadata,
    render_as_batch=True,
    render_item=render_item,
    include_name=is_ours,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
