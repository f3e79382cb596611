"""pictures

Revision: 0011, after 0010
"""

import sqlalchemy as sa
from alembic import op

import news.models


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('picture',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('story_id', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('zone', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('png', sa.LargeBinary(), nullable=True),
    sa.Column('file_id', sa.String(), nullable=True),
    sa.Column('ordered_at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_picture_story_id_story')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_picture')),
    sa.UniqueConstraint('story_id', 'revision', 'language', 'zone', name=op.f('uq_picture_story_id_revision_language_zone'))
    )
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.add_column(sa.Column('picture_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_delivery_picture_id_picture'), 'picture', ['picture_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_delivery_picture_id'), ['picture_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_delivery_picture_id'))
        batch_op.drop_constraint(batch_op.f('fk_delivery_picture_id_picture'), type_='foreignkey')
        batch_op.drop_column('picture_id')
    op.drop_table('picture')
