"""spelling

Revision: 0008, after 0007
"""

import sqlalchemy as sa
from alembic import op

import news.models


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('spelling',
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('story_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('written', sa.String(), nullable=False),
    sa.Column('told_at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_spelling_story_id_story')),
    sa.PrimaryKeyConstraint('language', 'name', 'story_id', name=op.f('pk_spelling'))
    )


def downgrade() -> None:
    op.drop_table('spelling')
