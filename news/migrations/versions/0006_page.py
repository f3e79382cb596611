"""page

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

import news.models


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('page',
    sa.Column('article_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('read_at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_page_article_id_article')),
    sa.PrimaryKeyConstraint('article_id', name=op.f('pk_page'))
    )


def downgrade() -> None:
    op.drop_table('page')
