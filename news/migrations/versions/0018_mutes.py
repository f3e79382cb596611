"""mutes

Revision: 0018, after 0017
"""

import sqlalchemy as sa
from alembic import op

import news.models


revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table('mute')  # nothing has ever written to it
    op.create_table('mute',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subscriber_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('target', sa.String(), nullable=False),
    sa.Column('within', sa.String(), nullable=False),
    sa.Column('until_at', news.models.UtcDateTime(timezone=True), nullable=True),
    sa.Column('created_at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['subscriber_id'], ['subscriber.id'], name=op.f('fk_mute_subscriber_id_subscriber')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mute')),
    sa.UniqueConstraint('subscriber_id', 'kind', 'target', 'within', name=op.f('uq_mute_subscriber_id_kind_target_within'))
    )
    op.create_table('vote',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subscriber_id', sa.Integer(), nullable=False),
    sa.Column('story_id', sa.Integer(), nullable=True),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.Column('about', sa.JSON(), nullable=False),
    sa.Column('at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_vote_story_id_story')),
    sa.ForeignKeyConstraint(['subscriber_id'], ['subscriber.id'], name=op.f('fk_vote_subscriber_id_subscriber')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vote')),
    sa.UniqueConstraint('subscriber_id', 'story_id', name=op.f('uq_vote_subscriber_id_story_id'))
    )
    with op.batch_alter_table('vote', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_vote_subscriber_id'), ['subscriber_id'], unique=False)

    op.create_table('opening',
    sa.Column('subscriber_id', sa.Integer(), nullable=False),
    sa.Column('interest', sa.String(), nullable=False),
    sa.Column('opened_at', news.models.UtcDateTime(timezone=True), nullable=True),
    sa.Column('asked_at', news.models.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['subscriber_id'], ['subscriber.id'], name=op.f('fk_opening_subscriber_id_subscriber')),
    sa.PrimaryKeyConstraint('subscriber_id', 'interest', name=op.f('pk_opening'))
    )
    with op.batch_alter_table('digest', schema=None) as batch_op:
        batch_op.add_column(sa.Column('hidden', sa.JSON(), nullable=False, server_default='[]'))


def downgrade() -> None:
    with op.batch_alter_table('digest', schema=None) as batch_op:
        batch_op.drop_column('hidden')

    op.drop_table('opening')
    with op.batch_alter_table('vote', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_vote_subscriber_id'))

    op.drop_table('vote')
    op.drop_table('mute')
    op.create_table('mute',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subscriber_id', sa.Integer(), nullable=False),
    sa.Column('subscription_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('target', sa.String(), nullable=False),
    sa.Column('until_at', news.models.UtcDateTime(timezone=True), nullable=True),
    sa.Column('created_at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['subscriber_id'], ['subscriber.id'], name=op.f('fk_mute_subscriber_id_subscriber')),
    sa.ForeignKeyConstraint(['subscription_id'], ['subscription.id'], name=op.f('fk_mute_subscription_id_subscription')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mute')),
    sa.UniqueConstraint('subscriber_id', 'kind', 'target', 'subscription_id', name=op.f('uq_mute_subscriber_id_kind_target_subscription_id'))
    )
