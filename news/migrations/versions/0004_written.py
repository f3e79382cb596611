"""written

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('brief', schema=None) as batch_op:
        batch_op.add_column(sa.Column('contested', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('names', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('headline_evidence', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('calls', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('dropped', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('cost', sa.Float(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('brief', schema=None) as batch_op:
        batch_op.drop_column('cost')
        batch_op.drop_column('dropped')
        batch_op.drop_column('calls')
        batch_op.drop_column('headline_evidence')
        batch_op.drop_column('names')
        batch_op.drop_column('contested')
