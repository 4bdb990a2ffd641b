"""What the statements of a dump say of tables: their columns, and their rows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingestion.reading.sql import bare, raw_tuples, tuples

COMMENT = re.compile(r"^\s*(--[^\n]*\n|/\*.*?\*/\s*;?|#[^\n]*\n|\s+)", re.DOTALL)
NAME = r"((?:[\w$]+|\"[^\"]+\"|`[^`]+`|\[[^\]]+\])(?:\.(?:[\w$]+|\"[^\"]+\"|`[^`]+`|\[[^\]]+\]))?)"
CREATE = re.compile(
    rf"CREATE\s+(?:TEMP\w*\s+|UNLOGGED\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?{NAME}\s*\((.*)\)", re.DOTALL | re.IGNORECASE
)
INSERT = re.compile(
    rf"(?:INSERT|REPLACE)\s+(?:OR\s+\w+\s+|IGNORE\s+)?INTO\s+{NAME}\s*(?:\(([^()]*)\))?\s*VALUES\s*(.*)", re.DOTALL | re.IGNORECASE
)
COPY = re.compile(rf"COPY\s+{NAME}\s*(?:\(([^()]*)\))?\s*FROM\s+stdin[^\n]*\n(.*)", re.DOTALL | re.IGNORECASE)
CONSTRAINT = re.compile(r"^(PRIMARY|FOREIGN|UNIQUE|CONSTRAINT|CHECK|KEY|INDEX|FULLTEXT|EXCLUDE)\b", re.IGNORECASE)
COLUMN = re.compile(r"^(\"[^\"]+\"|`[^`]+`|\[[^\]]+\]|\S+)\s*(.*)$", re.DOTALL)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
COPY_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


@dataclass(frozen=True)
class Columns:
    """A table as it is created: (name, type) of each column."""

    table: str
    columns: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Rows:
    """Rows of a table, to be read once; `columns` is empty where the dump doesn't name them."""

    table: str
    columns: Sequence[str]
    rows: Iterator[list[str]]


@dataclass(frozen=True)
class Other:
    """Any other statement, without the comments before it; empty if it is only comments."""

    text: str


def told(found: Iterator[str], *, escapes: bool) -> Iterator[Columns | Rows | Other]:
    """What each statement says. Tables are called by name alone, without schema and quotes; `escapes` as in `escapes_in`."""
    columns: dict[str, list[str]] = {}
    for statement in found:
        text = uncommented(statement)
        if match := CREATE.match(text):
            table, known = bare(match[1]), schema(match[2])
            columns[table] = [name for name, _ in known]
            yield Columns(table, known)
        elif match := INSERT.match(text) or COPY.match(text):
            named = [bare(name) for name in match[2].split(",")] if match[2] else columns.get(bare(match[1]), [])
            yield Rows(bare(match[1]), named, rows(match, escapes=escapes))
        else:
            yield Other(text)


def rows(match: re.Match[str], *, escapes: bool) -> Iterator[list[str]]:
    """The rows of an INSERT or of a COPY."""
    if match.re is INSERT:
        yield from tuples(match[3], escapes=escapes)
    else:
        yield from ([uncopied(cell) for cell in line.split("\t")] for line in match[3].split("\n") if line)


def uncopied(cell: str) -> str:
    """A value of a COPY as a person reads it; NULL is empty."""
    return "" if cell == r"\N" else ESCAPED.sub(lambda match: COPY_ESCAPES.get(match[1], match[1]), cell)


def uncommented(statement: str) -> str:
    """Without the comments before it."""
    while match := COMMENT.match(statement):
        statement = statement[match.end() :]
    return statement


def schema(body: str) -> list[tuple[str, str]]:
    """Names and types of the columns; constraints are no columns."""
    cells = next(raw_tuples(f"({body})", escapes=False), [])
    parts = [COLUMN.match(cell.strip()) for cell in cells if not CONSTRAINT.match(cell.strip())]
    return [(bare(part[1]), " ".join(part[2].split())) for part in parts if part]
