"""A SQL dump as a source: each table, or each row of one table, becomes a document. Read again only when the file changed."""

import hashlib
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from ingestion import storage
from ingestion.sources import rows
from ingestion.sources.dumps import file
from ingestion.sources.dumps.tables import Tables, Told, rows_of
from ingestion.sources.port import Found, Known, Listed, Missed, as_before


@dataclass
class Dump:
    """`tables` narrows it to some. With `table`, its rows become documents; without `text`, all of their columns are their text."""

    path: str
    tables: list[str] = field(default_factory=list)
    table: str = ""
    key: str = "id"
    title: str = ""
    text: str = ""
    format: str = "txt"
    position: str = field(default="", init=False)
    _content: Path | bytes = field(default=b"", init=False)

    def list(self, known: Mapping[str, Known]) -> Iterator[Listed]:
        """Everything in the dump; a file that is the same as last time isn't read."""
        with file.opened(self.path) as dump:
            stamp = file.stamp(dump)
            if stamp == self.position:
                yield from as_before(known)
                return
            everything = file.told_in(dump)
            yield from self._rows(everything) if self.table else self._tables(everything)
            self.position = stamp

    @contextmanager
    def fetch(self, found: Found) -> Iterator[IO[bytes]]:
        """The table as CSV, or the row as a file of its format."""
        with io.BytesIO(self._content) if isinstance(self._content, bytes) else self._content.open("rb") as content:
            yield content

    def _tables(self, everything: Told) -> Iterator[Found | Missed]:
        wanted = {name.lower() for name in self.tables}
        with storage.workspace() as home:
            tables = Tables(home)
            tables.write(everything, wanted)
            for table, self._content in tables.files.items():
                with self._content.open("rb") as content:
                    revision = storage.digest(content)
                yield Found(table, f"{table}.csv", revision)
        for name in sorted(wanted - {table.lower() for table in tables.files}):
            yield Missed(name, "The dump has no rows of such a table.")

    def _rows(self, everything: Told) -> Iterator[Found | Missed]:
        for row in rows_of(self.table, everything, {name for name in (self.key, self.title, self.text) if name}):
            key, title = row[self.key], row[self.title or self.key]
            if not key:
                yield Missed("A row without a key", f"The column {self.key} is empty.")
                continue
            self._content = rows.written(title, row[self.text] if self.text else rows.in_full(row), self.format)
            yield Found(key, rows.named(title or key, self.format), hashlib.sha256(self._content).hexdigest())
