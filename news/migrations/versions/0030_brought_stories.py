"""brought stories: the index of whose feed a story is holds those alone that have one

Revision: 0030, after 0029
"""

import sqlalchemy as sa
from alembic import op


revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    where = sa.text('feed_id IS NOT NULL')
    op.drop_index('ix_story_feed_id', table_name='story')
    op.create_index('ix_story_feed_id', 'story', ['feed_id'], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index('ix_story_feed_id', table_name='story')
    op.create_index('ix_story_feed_id', 'story', ['feed_id'])
