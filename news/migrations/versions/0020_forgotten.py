"""forgotten

Revision: 0020, after 0019
"""

import sqlalchemy as sa
from alembic import op

import news.models


revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('forgotten',
    sa.Column('mark', sa.String(), nullable=False),
    sa.Column('at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('mark', name=op.f('pk_forgotten'))
    )
    op.create_index(op.f('ix_delivery_finished_at'), 'delivery', ['finished_at'], unique=False)
    op.create_index(op.f('ix_seen_shown_at'), 'seen', ['shown_at'], unique=False)
    op.create_index(op.f('ix_digest_composed_at'), 'digest', ['composed_at'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_digest_composed_at'), table_name='digest')
    op.drop_index(op.f('ix_seen_shown_at'), table_name='seen')
    op.drop_index(op.f('ix_delivery_finished_at'), table_name='delivery')
    op.drop_table('forgotten')
