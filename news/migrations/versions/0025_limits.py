"""limits

Revision: 0025, after 0024
"""

import sqlalchemy as sa
from alembic import op

import news.models


revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'use',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('who', sa.BigInteger(), nullable=False),
        sa.Column('thing', sa.String(), nullable=False),
        sa.Column('at', news.models.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_use')),
    )
    op.create_index('ix_use_who', 'use', ['who', 'thing', 'at'])
    op.create_index(op.f('ix_use_at'), 'use', ['at'])
    op.create_table(
        'invite',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('hash', sa.String(), nullable=False),
        sa.Column('uses', sa.Integer(), nullable=False),
        sa.Column('used', sa.Integer(), nullable=False),
        sa.Column('made_at', news.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column('expires_at', news.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column('revoked_at', news.models.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_invite')),
        sa.UniqueConstraint('hash', name=op.f('uq_invite_hash')),
    )
    with op.batch_alter_table('work', schema=None) as batch_op:
        batch_op.add_column(sa.Column('lane', sa.BigInteger(), nullable=True))
        batch_op.create_index('ix_work_turn', ['step', 'urgent', 'due_at'])
        batch_op.create_index('ix_work_lane', ['step', 'lane'])
    op.create_index('ix_inbox_waiting', 'inbox', ['handled_at', 'chat_id', 'id'])


def downgrade() -> None:
    op.drop_index('ix_inbox_waiting', table_name='inbox')
    with op.batch_alter_table('work', schema=None) as batch_op:
        batch_op.drop_index('ix_work_lane')
        batch_op.drop_index('ix_work_turn')
        batch_op.drop_column('lane')
    op.drop_table('invite')
    op.drop_index(op.f('ix_use_at'), table_name='use')
    op.drop_index('ix_use_who', table_name='use')
    op.drop_table('use')
