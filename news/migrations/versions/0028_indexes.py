"""indexes: for whoever is asked when a row is deleted, and for what has been kept long enough

Revision: 0028, after 0027
"""

import sqlalchemy as sa
from alembic import op


revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

WHOLE = (
    ('alert', 'created_at'),
    ('article', 'fetched_at'),
    ('broughtpost', 'story_id'),
    ('correction', 'article_id'),
    ('correction', 'story_id'),
    ('fact', 'article_id'),
    ('question', 'asked_at'),
    ('seen', 'story_id'),
    ('spelling', 'story_id'),
    ('standing', 'story_id'),
    ('titleorder', 'story_id'),
    ('titleorder', 'subscriber_id'),
    ('translatedtitle', 'made_at'),
    ('vote', 'at'),
)
PARTIAL = (
    ('ix_ownstory_article_id', 'ownstory', 'article_id', 'article_id IS NOT NULL'),
    ('ix_question_about', 'question', 'about', 'about IS NOT NULL'),
    ('ix_story_live', 'story', 'last_published_at', 'closed_at IS NULL'),
    ('ix_story_merged_into', 'story', 'merged_into', 'merged_into IS NOT NULL'),
    ('ix_story_split_from', 'story', 'split_from', 'split_from IS NOT NULL'),
    ('ix_vote_story_id', 'vote', 'story_id', 'story_id IS NOT NULL'),
)


def upgrade() -> None:
    for table, column in WHOLE:
        op.create_index(op.f(f'ix_{table}_{column}'), table, [column])
    for name, table, column, condition in PARTIAL:
        where = sa.text(condition)
        op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, table, *_ in reversed(PARTIAL):
        op.drop_index(name, table_name=table)
    for table, column in reversed(WHOLE):
        op.drop_index(op.f(f'ix_{table}_{column}'), table_name=table)
