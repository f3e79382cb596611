"""shelf: what tells whether a live story has changed is found in one index, and no story is read for it

Revision: 0033, after 0032
"""

from alembic import op


revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None

STAMPED = ['last_published_at', 'id', 'revision', 'changed_at', 'merged_into', 'feed_id', 'articles']


def upgrade() -> None:
    op.drop_index('ix_story_last_published_at', table_name='story')
    op.create_index('ix_story_stamps', 'story', STAMPED)


def downgrade() -> None:
    op.drop_index('ix_story_stamps', table_name='story')
    op.create_index('ix_story_last_published_at', 'story', ['last_published_at'])
