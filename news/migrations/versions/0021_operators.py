"""operators

Revision: 0021, after 0020
"""

import sqlalchemy as sa
from alembic import op

import news.models


revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('announcement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('made_at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ended_at', news.models.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_announcement'))
    )
    with op.batch_alter_table('feed', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_added', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('paused_at', news.models.UtcDateTime(timezone=True), nullable=True))
    with op.batch_alter_table('feedlookup', schema=None) as batch_op:
        batch_op.add_column(sa.Column('for_feed', sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('feedlookup', schema=None) as batch_op:
        batch_op.drop_column('for_feed')
    with op.batch_alter_table('feed', schema=None) as batch_op:
        batch_op.drop_column('paused_at')
        batch_op.drop_column('is_added')
    op.drop_table('announcement')
