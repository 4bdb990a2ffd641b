"""Room on the disk."""

from collections.abc import Iterator

from ingestion import room
from ingestion.checks.findings import Finding


def shortage() -> Iterator[Finding]:
    """Without it nothing is taken in, and no work is begun."""
    if room.is_short():
        what = f"Nothing is taken in and documents wait: {room.figures()}. Make room, or set FOOTNOTE_KEEP_FREE_MB lower."
        yield Finding("disk nearly full", what)
