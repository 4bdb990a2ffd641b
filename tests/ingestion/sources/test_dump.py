"""Dumps as real programs write them: tables and rows as documents, followed when the file is written anew."""

import gzip
import os
import shutil
import sqlite3
import subprocess
from dataclasses import replace

import psycopg
import pytest
from django.urls import reverse

from ingestion.sources.models import Source
from tests.ingestion.sources.making import content, counts, looked_at, names, source
from tests.journeys.outside import postgres

pytestmark = pytest.mark.django_db
MYSQL = """-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
CREATE TABLE `rule` (`id` int NOT NULL, `name` text, `words` text, PRIMARY KEY (`id`));
LOCK TABLES `rule` WRITE;
INSERT INTO `rule` VALUES (1,'Keys','It\\'s brass; the key.\\nAsk Ada, please.'),(2,'Ferries / boats',NULL);
UNLOCK TABLES;
CREATE TABLE `port` (`id` int, `town` text);
INSERT INTO `port` VALUES (7,'Oslo');
CREATE TABLE `empty` (`id` int);
-- Dump completed on 2026-11-28 20:00:00
"""
SQLITE = """PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE rule (id integer, words text);
INSERT INTO rule VALUES(1,'how to COMMIT');
INSERT INTO rule VALUES(2,'First this:
COMMIT;
then that.');
CREATE TABLE port (id integer, town text);
INSERT INTO port VALUES(7,'Oslo');
COMMIT;
"""
POSTGRESQL = r"""--
-- PostgreSQL database dump
--

\restrict b2ferry
SET standard_conforming_strings = on;
CREATE TABLE public.rule (words text);
COPY public.rule (words) FROM stdin;
-- PostgreSQL database dump complete
\.
CREATE TABLE public.port (id integer, town text);
INSERT INTO public.port VALUES (7, '
-- PostgreSQL database dump complete
');
--
-- PostgreSQL database dump complete
--

\unrestrict b2ferry

"""
CLUSTER = f"""--
-- PostgreSQL database cluster dump
--

SET default_transaction_read_only = off;
\\connect handbook
{POSTGRESQL}\\connect vault
{POSTGRESQL.replace("rule", "oath").replace("port", "ship")}--
-- PostgreSQL database cluster dump complete
--

"""


@pytest.fixture
def file(tmp_path, settings):
    """A dump below a folder that sources may look into."""
    settings.SOURCES = replace(settings.SOURCES, folders=(str(tmp_path),))
    (tmp_path / "rules.sql").write_text(MYSQL)
    return tmp_path / "rules.sql"


def test_each_table_is_a_document_and_is_replaced_when_it_changed(cast, file):
    dump = source(cast.handbook, "dump", path=str(file))
    assert counts(looked_at(dump)) == {"new": 2}
    assert names(cast.handbook) == ["Share/port.csv", "Share/rule.csv"]
    assert content("Share/port.csv").decode() == "id,town\r\n7,Oslo\r\n"
    assert "It's brass; the key.\nAsk Ada, please." in content("Share/rule.csv").decode()
    file.write_text(MYSQL.replace("brass", "iron"))
    assert counts(looked_at(dump)) == {"replaced": 1, "unchanged": 1}
    file.write_text(MYSQL.replace("INSERT INTO `port` VALUES (7,'Oslo');\n", ""))
    assert counts(looked_at(dump)) == {"replaced": 1, "removed": 1}


def test_some_tables_can_be_chosen_and_one_that_is_missing_is_said(cast, file):
    dump = source(cast.handbook, "dump", path=str(file), tables=["PORT", "ship"])
    run = looked_at(dump)
    assert counts(run) == {"new": 1, "failed": 1}
    assert run.details == [["failed", "ship", "The dump has no rows of such a table."]]


def test_each_row_of_a_table_is_a_document(cast, file):
    dump = source(cast.handbook, "dump", path=str(file), table="rule", title="name", text="words")
    assert counts(looked_at(dump)) == {"new": 2}
    assert names(cast.handbook) == ["Share/Ferries   boats.txt", "Share/Keys.txt"]
    assert content("Share/Keys.txt").decode() == "Keys\n\nIt's brass; the key.\nAsk Ada, please.\n"
    file.write_text(MYSQL.replace("brass", "iron").replace(",(2,'Ferries / boats',NULL)", ",(3,'Ships',NULL)"))
    assert counts(looked_at(dump)) == {"new": 1, "replaced": 1, "removed": 1}


def test_without_a_column_for_the_text_a_row_tells_all_of_them(cast, file):
    looked_at(source(cast.handbook, "dump", path=str(file), table="port"))
    assert content("Share/7.txt").decode() == "7\n\nid: 7\ntown: Oslo\n"


def test_a_file_that_did_not_change_is_not_read_again(cast, file):
    dump = source(cast.handbook, "dump", path=str(file))
    looked_at(dump)
    before = file.stat()
    file.write_bytes(b"x" * before.st_size)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert counts(looked_at(dump)) == {"unchanged": 2}


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"table": "ship"}, "The dump has no table called ship."),
        ({"table": "rule", "key": "uuid"}, "The table rule has no column called uuid."),
    ],
)
def test_what_the_dump_does_not_have_is_named(cast, file, wish, said):
    assert looked_at(source(cast.handbook, "dump", path=str(file), **wish)).reason == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (MYSQL.partition("-- Dump")[0].encode(), "The end of the dump is missing"),
        (gzip.compress(MYSQL.encode())[:-30], "can't be unpacked"),
        (b"\x1f\x8b of the lantern", "can't be unpacked"),
        (b"PGDMP\x01\x0e\x00", "pg_dump --format=plain"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\0\1\2\3\4\5\6\7", "is no SQL dump"),
    ],
)
def test_half_a_dump_or_none_takes_nothing_away(cast, file, given, said):
    dump = source(cast.handbook, "dump", path=str(file))
    looked_at(dump)
    file.write_bytes(given)
    assert said in looked_at(dump).reason
    assert len(names(cast.handbook)) == 2


@pytest.mark.parametrize(
    ("whole", "end"),
    [
        (SQLITE, "COMMIT;"),
        (SQLITE.removeprefix("PRAGMA foreign_keys=OFF;\n"), "COMMIT;"),
        (MYSQL.replace("brass", "\n-- Dump completed on its own"), "-- Dump completed"),
        (POSTGRESQL, "-- PostgreSQL database dump complete"),
        (CLUSTER, "-- PostgreSQL database cluster dump complete"),
    ],
)
def test_a_row_that_reads_like_the_end_of_a_dump_is_none(cast, file, whole, end):
    dump = source(cast.handbook, "dump", path=str(file))
    file.write_text(whole)
    counts(looked_at(dump))
    there, lines = names(cast.handbook), whole.rpartition(end)[0].splitlines(keepends=True)
    assert there
    for kept in range(2, len(lines) + 1):
        file.write_text("".join(lines[:kept]))
        assert "The end of the dump is missing" in looked_at(dump).reason
    assert names(cast.handbook) == there


def test_a_dump_of_sqlite_that_met_errors_takes_nothing_away(cast, file):
    dump = source(cast.handbook, "dump", path=str(file))
    looked_at(dump)
    file.write_text(SQLITE.removesuffix("COMMIT;\n") + "ROLLBACK; -- due to errors\n")
    assert "its program met errors" in looked_at(dump).reason


def test_a_dump_that_unpacks_to_too_much_is_left(cast, file, settings):
    settings.INGESTION = replace(settings.INGESTION, upload_max_bytes=1024**2)
    file.write_bytes(gzip.compress(MYSQL.encode() + b"INSERT INTO `rule` VALUES (3,'x','%s');\n" % (b"y" * 10_000) * 2100))
    assert looked_at(source(cast.handbook, "dump", path=str(file))).reason == "The dump is larger than 20 MB."


def test_a_file_elsewhere_is_not_opened(cast, file, settings):
    settings.SOURCES = replace(settings.SOURCES, folders=())
    assert "FOOTNOTE_SOURCE_FOLDERS" in looked_at(source(cast.handbook, "dump", path=str(file))).reason


def test_a_dump_of_sqlite_packed_by_gzip(cast, file):
    with sqlite3.connect(":memory:") as database:
        database.executescript("CREATE TABLE rule (id integer, name text); INSERT INTO rule VALUES (1, 'It''s; brass');")
        database.executemany("INSERT INTO rule VALUES (?, ?)", [(2, "C:\\new\\"), (3, "after it")])
        file.write_bytes(gzip.compress("\n".join(database.iterdump()).encode()))
    database.close()
    looked_at(source(cast.handbook, "dump", path=str(file)))
    assert content("Share/rule.csv").decode() == "id,name\r\n1,It's; brass\r\n2,C:\\new\\\r\n3,after it\r\n"


@pytest.mark.postgres
@pytest.mark.parametrize("words", [[], ["--inserts"]])
def test_a_dump_of_postgresql(cast, file, words):
    if shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not installed")
    with postgres() as url, psycopg.connect(url, autocommit=True) as database:
        database.execute("CREATE TABLE rule (id int, name text, words text)")
        row = (1, "Keys", "Brass;\n\tor \\new\\? It's 'brass'\\")
        database.execute("INSERT INTO rule VALUES (%s, %s, %s), (2, 'Ferries', NULL)", row)
        done = subprocess.run(["pg_dump", *words, url], capture_output=True, check=False)
        if b"server version mismatch" in done.stderr:
            pytest.skip("pg_dump is of another version than the server")
        file.write_bytes(done.stdout)
    dump = source(cast.handbook, "dump", path=str(file), table="rule", title="name", text="words")
    assert counts(looked_at(dump)) == {"new": 2}
    assert content("Share/Keys.txt").decode() == f"Keys\n\n{row[2]}\n"


def test_the_form_takes_tables_or_the_rows_of_one(client, cast, file):
    client.force_login(cast.ada)
    new = reverse("ingestion:source-new", args=[cast.handbook.pk, "dump"])
    form = {"name": "Dump", "every": "60", "gone": "remove", "path": str(file), "key": "id", "format": "txt"}
    assert client.post(new, {**form, "path": "/etc/passwd"}).status_code == 422
    assert client.post(new, {**form, "tables": "port", "table": "rule"}).status_code == 422
    client.post(new, {**form, "tables": "port\nrule"})
    assert Source.objects.get().settings["tables"] == ["port", "rule"]
