"""own stories

Revision: 0017, after 0016
"""

import sqlalchemy as sa
from alembic import op

import news.models


revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('ownstory',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subscriber_id', sa.Integer(), nullable=False),
    sa.Column('story_id', sa.Integer(), nullable=False),
    sa.Column('article_id', sa.Integer(), nullable=True),
    sa.Column('followed_at', news.models.UtcDateTime(timezone=True), nullable=True),
    sa.Column('saved_at', news.models.UtcDateTime(timezone=True), nullable=True),
    sa.Column('muted_at', news.models.UtcDateTime(timezone=True), nullable=True),
    sa.Column('message_id', sa.BigInteger(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('updates', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_ownstory_article_id_article')),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_ownstory_story_id_story')),
    sa.ForeignKeyConstraint(['subscriber_id'], ['subscriber.id'], name=op.f('fk_ownstory_subscriber_id_subscriber')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ownstory')),
    sa.UniqueConstraint('subscriber_id', 'story_id', name=op.f('uq_ownstory_subscriber_id_story_id'))
    )
    with op.batch_alter_table('ownstory', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ownstory_story_id'), ['story_id'], unique=False)
    with op.batch_alter_table('subscriber', schema=None) as batch_op:
        batch_op.add_column(sa.Column('heard_at', news.models.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('subscriber', schema=None) as batch_op:
        batch_op.drop_column('heard_at')
    op.drop_table('ownstory')
