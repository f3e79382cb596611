"""Alembic's way in: runs over the connection that `news.schema` hands it, on either database."""

from alembic import context

from news.models import Row

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Row.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
