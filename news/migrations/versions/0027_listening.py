"""listening

Revision: 0027, after 0026
"""

import sqlalchemy as sa
from alembic import op

import news.models


revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('clip',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('ogg', sa.LargeBinary(), nullable=True),
    sa.Column('ordered_at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clip')),
    sa.UniqueConstraint('key', name=op.f('uq_clip_key'))
    )
    with op.batch_alter_table('clip', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_clip_ordered_at'), ['ordered_at'], unique=False)
    op.create_table('voiceorder',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digest_id', sa.Integer(), nullable=False),
    sa.Column('is_asked', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('pieces', sa.JSON(), nullable=False),
    sa.Column('left', sa.Integer(), nullable=False),
    sa.Column('ordered_at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.Column('done_at', news.models.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['digest_id'], ['digest.id'], name=op.f('fk_voiceorder_digest_id_digest')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_voiceorder'))
    )
    with op.batch_alter_table('voiceorder', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_voiceorder_digest_id'), ['digest_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_voiceorder_ordered_at'), ['ordered_at'], unique=False)
    with op.batch_alter_table('schedule', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_spoken', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table('schedule', schema=None) as batch_op:
        batch_op.drop_column('is_spoken')
    op.drop_table('voiceorder')
    op.drop_table('clip')
