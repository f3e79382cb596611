"""posts

Revision: 0012, after 0011
"""

import sqlalchemy as sa
from alembic import op

import news.models


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('broughtpost',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('update_id', sa.BigInteger(), nullable=False),
    sa.Column('subscriber_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('links', sa.JSON(), nullable=False),
    sa.Column('reply_to', sa.BigInteger(), nullable=True),
    sa.Column('story_id', sa.Integer(), nullable=True),
    sa.Column('standings', sa.JSON(), nullable=False),
    sa.Column('asked_at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.Column('compared_at', news.models.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_broughtpost_story_id_story')),
    sa.ForeignKeyConstraint(['subscriber_id'], ['subscriber.id'], name=op.f('fk_broughtpost_subscriber_id_subscriber')),
    sa.ForeignKeyConstraint(['update_id'], ['inbox.id'], name=op.f('fk_broughtpost_update_id_inbox')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_broughtpost')),
    sa.UniqueConstraint('update_id', name=op.f('uq_broughtpost_update_id'))
    )
    with op.batch_alter_table('broughtpost', schema=None) as batch_op:
        batch_op.create_index('ix_broughtpost_asked', ['subscriber_id', 'asked_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('broughtpost', schema=None) as batch_op:
        batch_op.drop_index('ix_broughtpost_asked')
    op.drop_table('broughtpost')
