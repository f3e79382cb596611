"""told search: the words of briefs, by which a story is found in the language it was told in

Revision: 0032, after 0031. Filled by `news.searching.search_index` at the next start.
"""

from alembic import op

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None

SCHEMA = {
    'sqlite': (
        """CREATE VIRTUAL TABLE brief_search USING fts5(words, stems, columnsize=0, tokenize="ascii tokenchars '_.,'''")""",
        'CREATE TRIGGER brief_search_gone AFTER DELETE ON brief '
        'BEGIN DELETE FROM brief_search WHERE rowid = old.id; END',
    ),
    'postgresql': (
        'CREATE TABLE brief_search (brief_id INTEGER PRIMARY KEY REFERENCES brief (id) ON DELETE CASCADE, '
        'words TSVECTOR NOT NULL)',
        'CREATE INDEX ix_brief_search_words ON brief_search USING gin (words) WITH (fastupdate = off)',
    ),
}


def upgrade() -> None:
    connection = op.get_bind()
    for statement in SCHEMA[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == 'sqlite':
        connection.exec_driver_sql('DROP TRIGGER brief_search_gone')
    connection.exec_driver_sql('DROP TABLE brief_search')
