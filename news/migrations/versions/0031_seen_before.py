"""seen before: what a reader knew of a story before it was last shown, for where that showing is taken back

Revision: 0031, after 0030
"""

import sqlalchemy as sa
from alembic import op


revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('seen', sa.Column('before', sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('seen') as batch:
        batch.drop_column('before')
