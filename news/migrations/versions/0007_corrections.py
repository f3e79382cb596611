"""corrections

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

import news.models


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('correction',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('story_id', sa.Integer(), nullable=False),
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('was', sa.Text(), nullable=False),
    sa.Column('now', sa.Text(), nullable=False),
    sa.Column('was_part', sa.String(), nullable=False),
    sa.Column('now_part', sa.String(), nullable=False),
    sa.Column('at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_correction_article_id_article')),
    sa.ForeignKeyConstraint(['by_id'], ['article.id'], name=op.f('fk_correction_by_id_article')),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_correction_story_id_story')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correction')),
    sa.UniqueConstraint('by_id', 'article_id', 'place', name=op.f('uq_correction_by_id_article_id_place'))
    )
    op.create_table('carried',
    sa.Column('delivery_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('story_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['delivery_id'], ['delivery.id'], name=op.f('fk_carried_delivery_id_delivery')),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_carried_story_id_story')),
    sa.PrimaryKeyConstraint('delivery_id', 'story_id', name=op.f('pk_carried'))
    )
    op.create_index('ix_carried_story_id', 'carried', ['story_id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_carried_story_id', table_name='carried')
    op.drop_table('carried')
    op.drop_table('correction')
