"""SQL dumps: each table with its columns, then its rows as lines that can be read alone."""

import re
from collections.abc import Iterator

from ingestion.reading import records
from ingestion.reading.decoding import encoding_of
from ingestion.reading.pagination import Piece, paginate
from ingestion.reading.source import Source, Telling
from ingestion.reading.sql import escapes_in, statements
from ingestion.reading.sql_tables import Columns, Other, Rows, told

HOUSEKEEPING = re.compile(
    r"^(SET|BEGIN|COMMIT|START|LOCK|UNLOCK|USE|DROP|PRAGMA|SELECT\s+pg_catalog|ALTER|\\|GRANT|REVOKE|DELIMITER)\b", re.IGNORECASE
)


def read(source: Source) -> Telling:
    """The dump in pages of a fair length, held statement by statement."""
    with source.path.open(encoding=encoding_of(source.path), errors="replace") as file:
        escapes = escapes_in(file)
        yield from paginate(pieces(told(statements(file, escapes=escapes), escapes=escapes)))


def pieces(found: Iterator[Columns | Rows | Other]) -> Iterator[Piece]:
    """What each statement tells; rows that follow one another under one table stand under one heading."""
    table = ""
    for each in found:
        if isinstance(each, Columns):
            table = each.table
            yield Piece("heading", f"Table {table}", 1)
            yield Piece("table", "\n".join(f"{name}: {kind}" for name, kind in each.columns))
        elif isinstance(each, Rows):
            if each.table != table:
                table = each.table
                yield Piece("heading", f"Table {table}", 1)
            yield from records.pieces(each.columns, each.rows)
        elif each.text.strip(" ;\n") and not HOUSEKEEPING.match(each.text):
            yield Piece("code", each.text)
