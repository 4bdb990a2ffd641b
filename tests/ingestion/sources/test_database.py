"""Rows of a query as documents, from a SQLite file and from PostgreSQL."""

import sqlite3
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from tests.ingestion.sources.making import content, counts, looked_at, names, source
from tests.journeys.outside import postgres

pytestmark = pytest.mark.django_db
TABLE = "CREATE TABLE rule (id integer PRIMARY KEY, title text, text text, changed text)"
ROWS = [(1, "Keys", "The lantern key is brass.", "2026-11-01"), (2, "Ferries / boats", "The ferry leaves at nine.", "2026-11-01")]
QUERY = "SELECT id, title, text, changed FROM rule ORDER BY id"
HARM = [
    "SELECT wipe() AS id, 'a' AS title, 'b' AS text",
    "SELECT 1) AS a; COMMIT; DELETE FROM rule; SELECT * FROM (SELECT 1",
    "DELETE FROM rule",
]
COLUMNS: dict[str, Any] = {"key": "id", "title": "title", "text": "text"}


@pytest.fixture
def file(tmp_path, settings):
    """A SQLite file below a folder that sources may look into."""
    settings.SOURCES = replace(settings.SOURCES, folders=(str(tmp_path),))
    path = tmp_path / "rules.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute(TABLE)
        database.executemany("INSERT INTO rule VALUES (?, ?, ?, ?)", ROWS)
    database.close()
    return path


def run(file, statement):
    with sqlite3.connect(file) as database:
        database.execute(statement)
    database.close()


def test_rows_become_documents_and_follow_their_changes(cast, file):
    rules = source(cast.handbook, "database", url=str(file), query=QUERY, **COLUMNS)
    assert counts(looked_at(rules)) == {"new": 2}
    assert names(cast.handbook) == ["Share/Ferries   boats.txt", "Share/Keys.txt"]
    assert content("Share/Keys.txt") == b"Keys\n\nThe lantern key is brass.\n"
    run(file, "UPDATE rule SET text = 'The lantern key is iron.' WHERE id = 1")
    run(file, "DELETE FROM rule WHERE id = 2")
    assert counts(looked_at(rules)) == {"replaced": 1, "removed": 1}
    assert b"iron" in content("Share/Keys.txt")


def test_the_column_that_says_when_it_changed_is_believed(cast, file):
    rules = source(cast.handbook, "database", url=str(file), query=QUERY, **COLUMNS, changed="changed")
    looked_at(rules)
    run(file, "UPDATE rule SET text = 'unnoticed'")
    assert counts(looked_at(rules)) == {"unchanged": 2}
    run(file, "UPDATE rule SET changed = '2026-11-02'")
    assert counts(looked_at(rules)) == {"replaced": 2}


@pytest.mark.parametrize(
    "query", ["DELETE FROM rule", "UPDATE rule SET text = ''", "ATTACH '/tmp/other.sqlite3' AS other", "PRAGMA writable_schema = 1"]
)
def test_a_query_on_sqlite_only_reads(cast, file, query):
    assert "The database says" in looked_at(source(cast.handbook, "database", url=str(file), query=query)).reason
    rules = source(cast.vault, "database", url=str(file), query=QUERY, **COLUMNS)
    assert counts(looked_at(rules)) == {"new": 2}


def test_a_column_that_is_not_there_is_named(cast, file):
    run = looked_at(source(cast.handbook, "database", url=str(file), query=QUERY, key="uuid", title="title", text="text"))
    assert run.reason == "The query gives no column called uuid."


def test_a_file_elsewhere_is_not_opened(cast, file, settings):
    settings.SOURCES = replace(settings.SOURCES, folders=())
    assert "FOOTNOTE_SOURCE_FOLDERS" in looked_at(source(cast.handbook, "database", url=str(file), query=QUERY)).reason


@pytest.mark.postgres
def test_postgresql_is_read_in_a_transaction_that_can_not_write(cast):
    with postgres() as url:
        with psycopg.connect(url, autocommit=True) as database:
            database.execute(TABLE)
            database.cursor().executemany("INSERT INTO rule VALUES (%s, %s, %s, %s)", ROWS)
            database.execute("CREATE FUNCTION wipe() RETURNS int LANGUAGE sql AS 'DELETE FROM rule RETURNING 1'")
        rules = source(cast.handbook, "database", url=url, query=QUERY, **COLUMNS)
        assert counts(looked_at(rules)) == {"new": 2}
        for query in HARM:
            rules.settings = {"url": url, "query": query, **COLUMNS}
            rules.save()
            assert "The database says" in looked_at(rules).reason
        rules.settings = {"url": url, "query": QUERY, **COLUMNS}
        rules.save()
        assert counts(looked_at(rules)) == {"unchanged": 2}


@pytest.mark.postgres
def test_a_database_that_is_away_breaks_the_run_off(cast):
    rules = source(cast.handbook, "database", url="postgres://ada@127.0.0.1:9/none", query=QUERY, secrets={"password": "swordfish"})
    run = looked_at(rules)
    assert "The database says" in run.reason
    assert "swordfish" not in run.reason
