"""search

Revision: 0009, after 0008. Filled by `news.searching.search_index` at the next start.
"""

from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

SCHEMA = {
    'sqlite': (
        """CREATE VIRTUAL TABLE article_search USING fts5(words, stems, columnsize=0, tokenize="ascii tokenchars '_.,'''")""",
        'CREATE TRIGGER article_search_gone AFTER DELETE ON article '
        'BEGIN DELETE FROM article_search WHERE rowid = old.id; END',
    ),
    'postgresql': (
        'CREATE TABLE article_search (article_id INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE, '
        'words TSVECTOR NOT NULL)',
        'CREATE INDEX ix_article_search_words ON article_search USING gin (words) WITH (fastupdate = off)',
    ),
}


def upgrade() -> None:
    connection = op.get_bind()
    for statement in SCHEMA[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == 'sqlite':
        connection.exec_driver_sql('DROP TRIGGER article_search_gone')
    connection.exec_driver_sql('DROP TABLE article_search')
