"""places

Revision: 0019, after 0018
"""

import sqlalchemy as sa
from alembic import op

import news.models


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('chatadmin',
    sa.Column('chat_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('user_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('known_at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('chat_id', 'user_id', name=op.f('pk_chatadmin'))
    )
    with op.batch_alter_table('chatadmin', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_chatadmin_user_id'), ['user_id'], unique=False)

    with op.batch_alter_table('chat', schema=None) as batch_op:
        batch_op.add_column(sa.Column('topic', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('added_by', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('barred', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('refused_at', news.models.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_chat_added_by'), ['added_by'], unique=False)

    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sets_up', sa.Integer(), nullable=True))

    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.add_column(sa.Column('asked_by', sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.drop_column('asked_by')

    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.drop_column('sets_up')

    with op.batch_alter_table('chat', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_chat_added_by'))
        for name in ('refused_at', 'barred', 'added_by', 'topic'):
            batch_op.drop_column(name)

    op.drop_table('chatadmin')
