"""A SQL database: each row of a query becomes a document. Read in a read-only transaction, within a time limit."""

import hashlib
import io
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
import psycopg.conninfo

from ingestion.errors import SourceError
from ingestion.sources import rows
from ingestion.sources.folder import allowed_file
from ingestion.sources.port import Found, Known, Missed

SECONDS = 300
BATCH = 200
READING = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)


@dataclass
class Database:
    """`url` is postgres://user@host/name, or the path of a SQLite file. The columns are named by the query."""

    url: str
    query: str
    key: str = "key"
    title: str = "title"
    text: str = "text"
    changed: str = ""
    format: str = "txt"
    password: str = ""
    _row: dict[str, Any] = field(default_factory=dict, init=False)

    def list(self, known: Mapping[str, Known]) -> Iterator[Found | Missed]:
        """Every row; it counts as changed by its column for that, or by what it says."""
        for row in self._rows():
            self._row, key = row, row[self.key]
            if key is None:
                yield Missed("A row without a key", f"The column {self.key} is empty.")
                continue
            yield Found(str(key), rows.named(str(self._row[self.title] or key), self.format), self._revision())

    @contextmanager
    def fetch(self, found: Found) -> Iterator[io.BytesIO]:
        """The title and the text of the row, as a file."""
        yield io.BytesIO(self._content())

    def _revision(self) -> str:
        changed = self._row[self.changed] if self.changed else None
        return hashlib.sha256(self._content()).hexdigest() if changed is None else f"{changed}"[:200]

    def _content(self) -> bytes:
        title, text = (str(self._row[name] or "") for name in (self.title, self.text))
        return rows.written(title, text, self.format)

    def _rows(self) -> Iterator[dict[str, Any]]:
        read = self._postgres() if self.url.startswith(("postgres://", "postgresql://")) else self._sqlite()
        try:
            names = next(read)
            missing = {self.key, self.title, self.text, *filter(None, [self.changed])} - set(names)
            if missing:
                raise SourceError(f"The query gives no column called {', '.join(sorted(missing))}.")
            for row in read:
                yield dict(zip(names, row, strict=True))
        except (psycopg.Error, sqlite3.Error) as error:
            raise SourceError(f"The database says: {str(error).strip().partition(chr(10))[0][:300]}") from error

    def _postgres(self) -> Iterator[Sequence[Any]]:
        """With a parameter the server takes one statement only, so that none can end the read-only transaction."""
        options = f"-c default_transaction_read_only=on -c statement_timeout={SECONDS * 1000} -c lock_timeout=10000"
        place = psycopg.conninfo.make_conninfo(self.url, **{"password": self.password} if self.password else {})
        with psycopg.connect(place, connect_timeout=10, options=options, application_name="Footnote") as connection:
            connection.read_only = True
            with psycopg.RawServerCursor(connection, "footnote") as cursor:
                cursor.execute(self._only_one().encode(), [1])
                cursor.itersize = BATCH
                yield [column.name for column in cursor.description or ()]
                yield from cursor

    def _only_one(self) -> str:
        return f"SELECT * FROM (\n{self.query}\n) AS rows_for_footnote WHERE $1::int = 1"  # noqa: S608  the query is the setting

    def _sqlite(self) -> Iterator[Sequence[Any]]:
        """Opened read-only, and allowed nothing but reading: no other file can be attached."""
        file = allowed_file(self.url)
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=10)) as connection:
            end = time.monotonic() + SECONDS
            connection.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in READING else sqlite3.SQLITE_DENY)
            connection.set_progress_handler(lambda: time.monotonic() > end, 100_000)
            cursor = connection.execute(self.query)
            yield [column[0] for column in cursor.description or ()]
            yield from cursor
