"""SQL dumps: each table with its columns, then its rows as lines that can be read alone."""

import re
from collections.abc import Iterator

from ingestion.reading import records
from ingestion.reading.decoding import encoding_of
from ingestion.reading.pagination import Piece, paginate
from ingestion.reading.source import Source, Telling
from ingestion.reading.sql import bare, raw_tuples, statements, tuples

COMMENT = re.compile(r"^\s*(--[^\n]*\n|/\*.*?\*/\s*;?|#[^\n]*\n|\s+)", re.DOTALL)
NAME = r"((?:[\w$]+|\"[^\"]+\"|`[^`]+`|\[[^\]]+\])(?:\.(?:[\w$]+|\"[^\"]+\"|`[^`]+`|\[[^\]]+\]))?)"
CREATE = re.compile(
    rf"CREATE\s+(?:TEMP\w*\s+|UNLOGGED\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?{NAME}\s*\((.*)\)", re.DOTALL | re.IGNORECASE
)
INSERT = re.compile(
    rf"(?:INSERT|REPLACE)\s+(?:OR\s+\w+\s+|IGNORE\s+)?INTO\s+{NAME}\s*(?:\(([^()]*)\))?\s*VALUES\s*(.*)", re.DOTALL | re.IGNORECASE
)
COPY = re.compile(rf"COPY\s+{NAME}\s*(?:\(([^()]*)\))?\s*FROM\s+stdin[^\n]*\n(.*)", re.DOTALL | re.IGNORECASE)
HOUSEKEEPING = re.compile(
    r"^(SET|BEGIN|COMMIT|START|LOCK|UNLOCK|USE|DROP|PRAGMA|SELECT\s+pg_catalog|ALTER|\\|GRANT|REVOKE|DELIMITER)\b", re.IGNORECASE
)
CONSTRAINT = re.compile(r"^(PRIMARY|FOREIGN|UNIQUE|CONSTRAINT|CHECK|KEY|INDEX|FULLTEXT|EXCLUDE)\b", re.IGNORECASE)
COLUMN = re.compile(r"^(\"[^\"]+\"|`[^`]+`|\[[^\]]+\]|\S+)\s*(.*)$", re.DOTALL)


def read(source: Source) -> Telling:
    """The dump in pages of a fair length, held statement by statement."""
    with source.path.open(encoding=encoding_of(source.path), errors="replace") as file:
        yield from paginate(pieces(statements(file)))


def pieces(found: Iterator[str]) -> Iterator[Piece]:
    """What each statement tells; rows that follow one another under one table stand under one heading."""
    columns: dict[str, list[str]] = {}
    table = ""
    for statement in found:
        text = uncommented(statement)
        if match := CREATE.match(text):
            table = bare(match[1])
            columns[table] = [name for name, _ in schema(match[2])]
            yield Piece("heading", f"Table {table}", 1)
            yield Piece("table", "\n".join(f"{name}: {kind}" for name, kind in schema(match[2])))
        elif match := INSERT.match(text) or COPY.match(text):
            if bare(match[1]) != table:
                table = bare(match[1])
                yield Piece("heading", f"Table {table}", 1)
            names = [bare(name) for name in match[2].split(",")] if match[2] else columns.get(table, [])
            yield from records.pieces(names, rows(match))
        elif text.strip(" ;\n") and not HOUSEKEEPING.match(text):
            yield Piece("code", text)


def rows(match: re.Match[str]) -> Iterator[list[str]]:
    """The rows of an INSERT or of a COPY."""
    if match.re is INSERT:
        yield from tuples(match[3])
    else:
        yield from ([cell if cell != r"\N" else "" for cell in line.split("\t")] for line in match[3].splitlines() if line)


def uncommented(statement: str) -> str:
    """Without the comments before it."""
    while match := COMMENT.match(statement):
        statement = statement[match.end() :]
    return statement


def schema(body: str) -> list[tuple[str, str]]:
    """Names and types of the columns; constraints are no columns."""
    cells = next(raw_tuples(f"({body})"), [])
    parts = [COLUMN.match(cell.strip()) for cell in cells if not CONSTRAINT.match(cell.strip())]
    return [(bare(part[1]), " ".join(part[2].split())) for part in parts if part]
