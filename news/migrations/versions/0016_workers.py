"""workers

Revision: 0016, after 0015
"""

import sqlalchemy as sa
from alembic import op

import news.models


revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('worker',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('host', sa.String(), nullable=False),
    sa.Column('pid', sa.BigInteger(), nullable=False),
    sa.Column('started_at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.Column('seen_at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_worker'))
    )
    op.add_column('work', sa.Column('worker', sa.String(), nullable=True))
    op.create_index(op.f('ix_work_worker'), 'work', ['worker'])


def downgrade() -> None:
    op.drop_index(op.f('ix_work_worker'), table_name='work')
    op.drop_column('work', 'worker')
    op.drop_table('worker')
