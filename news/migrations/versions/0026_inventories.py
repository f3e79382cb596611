"""inventories

Revision: 0026, after 0025
"""

import sqlalchemy as sa
from alembic import op

import news.models


revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'feedinventory',
        sa.Column('feed_id', sa.Integer(), nullable=False),
        sa.Column('written', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['feed_id'], ['feed.id'], name=op.f('fk_feedinventory_feed_id_feed')),
        sa.PrimaryKeyConstraint('feed_id', name=op.f('pk_feedinventory')),
    )


def downgrade() -> None:
    op.drop_table('feedinventory')
