"""undoing

Revision: 0022, after 0021
"""

import sqlalchemy as sa
from alembic import op

import news.models


revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('mute', schema=None) as batch_op:
        batch_op.add_column(sa.Column('lifted_at', news.models.UtcDateTime(timezone=True), nullable=True))
    with op.batch_alter_table('subscriber', schema=None) as batch_op:
        batch_op.add_column(sa.Column('before_presets', sa.JSON(), server_default='{}', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('subscriber', schema=None) as batch_op:
        batch_op.drop_column('before_presets')
    with op.batch_alter_table('mute', schema=None) as batch_op:
        batch_op.drop_column('lifted_at')
