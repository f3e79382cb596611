"""more indexes: for what is counted for the monitor, and for who follows what

Revision: 0029, after 0028
"""

import sqlalchemy as sa
from alembic import op


revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None

WHOLE = (
    ('ix_chat_state', 'chat', ['state', 'state_at']),
    ('ix_subscriber_alerts', 'subscriber', ['alerts']),
    ('ix_subscription_target', 'subscription', ['kind', 'target']),
)
PARTIAL = (
    ('ix_inbox_failed', 'inbox', ['attempts'], 'attempts > 0'),
    ('ix_ownstory_over', 'ownstory', ['story_id'], 'followed_at IS NULL AND saved_at IS NULL AND muted_at IS NULL'),
)


def upgrade() -> None:
    for name, table, columns in WHOLE:
        op.create_index(name, table, columns)
    for name, table, columns, condition in PARTIAL:
        where = sa.text(condition)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, table, *_ in (*reversed(PARTIAL), *reversed(WHOLE)):
        op.drop_index(name, table_name=table)
