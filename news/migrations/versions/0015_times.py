"""times

Revision: 0015, after 0014
"""

import sqlalchemy as sa
from alembic import op

import news.models


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('subscriber', schema=None) as batch_op:
        batch_op.add_column(sa.Column('minutes', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('look', sa.String(), nullable=False, server_default='standard'))
        batch_op.add_column(sa.Column('is_bilingual', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('has_images', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('alerts', sa.String(), nullable=False, server_default='off'))
        batch_op.add_column(sa.Column('alerts_silent', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('paused_until', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('paused_at', news.models.UtcDateTime(timezone=True), nullable=True))

    with op.batch_alter_table('schedule', schema=None) as batch_op:
        batch_op.add_column(sa.Column('words', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('feeds', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('minutes', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('is_silent', sa.Boolean(), nullable=False, server_default=sa.false()))

    op.create_table('alert',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subscriber_id', sa.Integer(), nullable=False),
    sa.Column('story_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('local_date', sa.Date(), nullable=True),
    sa.Column('created_at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_alert_story_id_story')),
    sa.ForeignKeyConstraint(['subscriber_id'], ['subscriber.id'], name=op.f('fk_alert_subscriber_id_subscriber')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alert')),
    sa.UniqueConstraint('subscriber_id', 'story_id', name=op.f('uq_alert_subscriber_id_story_id'))
    )
    with op.batch_alter_table('alert', schema=None) as batch_op:
        batch_op.create_index('ix_alert_state', ['subscriber_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_alert_story_id'), ['story_id'], unique=False)


def downgrade() -> None:
    op.drop_table('alert')
    with op.batch_alter_table('schedule', schema=None) as batch_op:
        for name in ('is_silent', 'minutes', 'feeds', 'words'):
            batch_op.drop_column(name)
    with op.batch_alter_table('subscriber', schema=None) as batch_op:
        for name in (
            'paused_at', 'paused_until', 'alerts_silent', 'alerts', 'has_images', 'is_bilingual', 'look', 'minutes',
        ):
            batch_op.drop_column(name)
