"""asking

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

import news.models


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('knownanswer',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('answer', sa.JSON(), nullable=False),
    sa.Column('made_at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_knownanswer'))
    )
    with op.batch_alter_table('knownanswer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_knownanswer_made_at'), ['made_at'], unique=False)

    with op.batch_alter_table('subscriber', schema=None) as batch_op:
        batch_op.add_column(sa.Column('lends_questions', sa.Boolean(), nullable=True))

    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.add_column(sa.Column('shown', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('mode', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('is_known', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('is_forgotten', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('model', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('prompt_version', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('calls', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('tokens_in', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('tokens_out', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('cost', sa.Float(), nullable=True))
        batch_op.add_column(sa.Column('findings', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('about', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_question_about_story'), 'story', ['about'], ['id'])
        batch_op.create_index('ix_question_asked', ['subscriber_id', 'asked_at'], unique=False)

    op.create_table('standing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('subscriber_id', sa.Integer(), nullable=False),
    sa.Column('story_id', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('asked_at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', news.models.UtcDateTime(timezone=True), nullable=False),
    sa.Column('answered_at', news.models.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_standing_question_id_question')),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_standing_story_id_story')),
    sa.ForeignKeyConstraint(['subscriber_id'], ['subscriber.id'], name=op.f('fk_standing_subscriber_id_subscriber')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_standing')),
    sa.UniqueConstraint('question_id', name=op.f('uq_standing_question_id'))
    )
    with op.batch_alter_table('standing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_standing_subscriber_id'), ['subscriber_id'], unique=False)


def downgrade() -> None:
    op.drop_table('standing')
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.drop_index('ix_question_asked')
        batch_op.drop_constraint(batch_op.f('fk_question_about_story'), type_='foreignkey')
        for name in (
            'about', 'findings', 'cost', 'tokens_out', 'tokens_in', 'calls', 'prompt_version', 'model', 'is_forgotten', 'is_known',
            'mode', 'shown',
        ):
            batch_op.drop_column(name)

    with op.batch_alter_table('subscriber', schema=None) as batch_op:
        batch_op.drop_column('lends_questions')

    op.drop_table('knownanswer')
