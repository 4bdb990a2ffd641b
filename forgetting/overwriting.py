"""SQLite leaves what is deleted in its file until it needs the room. While something is erased, it writes zeros over it instead."""

from django.db import connection


def begin() -> None:
    """What this connection deletes or changes from now on is overwritten."""
    _run("PRAGMA secure_delete = ON")


def finish() -> None:
    """Bring the zeros from the journal into the file, and empty the journal, as far as others let it."""
    _run("PRAGMA wal_checkpoint(TRUNCATE)")


def _run(pragma: str) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(pragma)
