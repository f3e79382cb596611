"""titles

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op

import news.models


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('translatedtitle',
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('made_at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_translatedtitle_article_id_article')),
    sa.PrimaryKeyConstraint('article_id', 'language', name=op.f('pk_translatedtitle'))
    )
    op.create_table('titleorder',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('update_id', sa.BigInteger(), nullable=False),
    sa.Column('subscriber_id', sa.Integer(), nullable=False),
    sa.Column('story_id', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.BigInteger(), nullable=False),
    sa.Column('ordered_at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.Column('done_at', news.models.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_titleorder_story_id_story')),
    sa.ForeignKeyConstraint(['subscriber_id'], ['subscriber.id'], name=op.f('fk_titleorder_subscriber_id_subscriber')),
    sa.ForeignKeyConstraint(['update_id'], ['inbox.id'], name=op.f('fk_titleorder_update_id_inbox')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_titleorder')),
    sa.UniqueConstraint('update_id', name=op.f('uq_titleorder_update_id'))
    )


def downgrade() -> None:
    op.drop_table('titleorder')
    op.drop_table('translatedtitle')
