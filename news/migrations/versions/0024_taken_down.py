"""taken down

Revision: 0024, after 0023
"""

import sqlalchemy as sa
from alembic import op

import news.models


revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('takendown',
    sa.Column('domain', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('feeds', sa.JSON(), nullable=False),
    sa.Column('at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('domain', name=op.f('pk_takendown'))
    )


def downgrade() -> None:
    op.drop_table('takendown')
