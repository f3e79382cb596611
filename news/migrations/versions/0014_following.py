"""following

Revision: 0014, after 0013
"""

import sqlalchemy as sa
from alembic import op

import news.models


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('awaited',
    sa.Column('subscriber_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('subject', sa.BigInteger(), nullable=True),
    sa.Column('update_id', sa.BigInteger(), nullable=False),
    sa.Column('asked_at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['subscriber_id'], ['subscriber.id'], name=op.f('fk_awaited_subscriber_id_subscriber')),
    sa.PrimaryKeyConstraint('subscriber_id', name=op.f('pk_awaited'))
    )
    op.create_table('dropped',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subscriber_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('target', sa.String(), nullable=False),
    sa.Column('dropped_at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['subscriber_id'], ['subscriber.id'], name=op.f('fk_dropped_subscriber_id_subscriber')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dropped'))
    )
    op.create_index(op.f('ix_dropped_subscriber_id'), 'dropped', ['subscriber_id'], unique=False)
    op.create_table('feedlookup',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('update_id', sa.BigInteger(), nullable=False),
    sa.Column('subscriber_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('file_id', sa.String(), nullable=True),
    sa.Column('waiting', sa.JSON(), nullable=False),
    sa.Column('found', sa.JSON(), nullable=False),
    sa.Column('reply_to', sa.BigInteger(), nullable=True),
    sa.Column('asked_at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.Column('done_at', news.models.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['subscriber_id'], ['subscriber.id'], name=op.f('fk_feedlookup_subscriber_id_subscriber')),
    sa.ForeignKeyConstraint(['update_id'], ['inbox.id'], name=op.f('fk_feedlookup_update_id_inbox')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedlookup')),
    sa.UniqueConstraint('update_id', name=op.f('uq_feedlookup_update_id'))
    )
    op.create_index('ix_feedlookup_asked', 'feedlookup', ['subscriber_id', 'asked_at'], unique=False)
    op.create_table('enclosure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('parameter', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('made_at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enclosure'))
    )
    _add_reference('delivery', 'enclosure_id', 'enclosure')
    _add_reference('story', 'feed_id', 'feed')
    op.add_column('feed', sa.Column('is_brought', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('subscriber', sa.Column('language_offered', sa.String(), nullable=True))


def _add_reference(table: str, column: str, target: str) -> None:
    """Without making the table anew, as a batch does: what refers to its rows would forbid that on SQLite."""
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(f'ALTER TABLE {table} ADD COLUMN {column} INTEGER REFERENCES {target} (id)')
    else:
        op.add_column(table, sa.Column(column, sa.Integer(), nullable=True))
        op.create_foreign_key(op.f(f'fk_{table}_{column}_{target}'), table, target, [column], ['id'])
    op.create_index(op.f(f'ix_{table}_{column}'), table, [column], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('subscriber', schema=None) as batch_op:
        batch_op.drop_column('language_offered')
    with op.batch_alter_table('story', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_story_feed_id'))
        batch_op.drop_constraint(batch_op.f('fk_story_feed_id_feed'), type_='foreignkey')
        batch_op.drop_column('feed_id')
    with op.batch_alter_table('feed', schema=None) as batch_op:
        batch_op.drop_column('is_brought')
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_delivery_enclosure_id'))
        batch_op.drop_constraint(batch_op.f('fk_delivery_enclosure_id_enclosure'), type_='foreignkey')
        batch_op.drop_column('enclosure_id')
    op.drop_table('enclosure')
    op.drop_table('feedlookup')
    op.drop_table('dropped')
    op.drop_table('awaited')
