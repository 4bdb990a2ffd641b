"""What of a dump becomes documents: its tables, each as CSV with the names of its columns, or the rows of one of them."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby
from pathlib import Path

from ingestion.errors import SourceError
from ingestion.reading.sql_tables import Columns, Other, Rows

MOST = 1000
"""Tables of a dump that become documents."""
Told = Iterator[Columns | Rows | Other]


@dataclass
class Tables:
    """The tables that have rows, by name, each in a file below `home`; `headers` are their columns as last written."""

    home: Path
    files: dict[str, Path] = field(default_factory=dict)
    headers: dict[str, Sequence[str]] = field(default_factory=dict)

    def write(self, told: Told, wanted: set[str]) -> None:
        """Add the rows of the wanted tables (in small letters), or of all. Raises SourceError for too many tables."""
        found = (each for each in told if isinstance(each, Rows) and (not wanted or each.table.lower() in wanted))
        for (table, columns), group in groupby(found, lambda each: (each.table, tuple(each.columns))):
            rows = chain.from_iterable(each.rows for each in group)
            if first := next(rows, None):
                self._add(table, columns, chain([first], rows))

    def _add(self, table: str, columns: Sequence[str], rows: Iterator[list[str]]) -> None:
        path = self.files.setdefault(table, self.home / f"{len(self.files)}.csv")
        if len(self.files) > MOST:
            raise SourceError(f"The dump has more than {MOST} tables. Name those that are wanted.")
        with path.open("a", encoding="utf-8", errors="replace", newline="") as file:
            writer = csv.writer(file)
            if columns and self.headers.get(table) != columns:
                writer.writerow(columns)
                self.headers[table] = columns
            writer.writerows(rows)


def rows_of(table: str, told: Told, needed: set[str]) -> Iterator[dict[str, str]]:
    """The rows of one table by column. Raises SourceError if it, or one of the columns that are needed, isn't there."""
    there = False
    for each in told:
        if isinstance(each, Columns | Rows) and each.table.lower() == table.lower():
            there = True
            if isinstance(each, Rows):
                yield from _by_column(each, needed)
    if not there:
        raise SourceError(f"The dump has no table called {table}.")


def _by_column(rows: Rows, needed: set[str]) -> Iterator[dict[str, str]]:
    missing = needed - set(rows.columns)
    if missing:
        raise SourceError(f"The table {rows.table} has no column called {', '.join(sorted(missing))}.")
    yield from (dict(zip(rows.columns, row, strict=False)) for row in rows.rows)
