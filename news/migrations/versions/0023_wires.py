"""wires

Revision: 0023, after 0022
"""

import sqlalchemy as sa
from alembic import op

import news.models


revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'hold',
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('worker', sa.String(), nullable=False),
        sa.PrimaryKeyConstraint('name', name=op.f('pk_hold')),
    )
    op.create_index(op.f('ix_hold_worker'), 'hold', ['worker'])
    with op.batch_alter_table('work', schema=None) as batch_op:
        batch_op.add_column(sa.Column('wired_at', news.models.UtcDateTime(timezone=True), nullable=True))
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.add_column(sa.Column('stopped_at', news.models.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.drop_column('stopped_at')
    with op.batch_alter_table('work', schema=None) as batch_op:
        batch_op.drop_column('wired_at')
    op.drop_index(op.f('ix_hold_worker'), table_name='hold')
    op.drop_table('hold')
