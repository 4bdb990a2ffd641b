"""What each version of the index holds against the rows. What the live one lacks or has too much is told by document (points)."""

from collections.abc import Iterator

from ingestion.checks.findings import Finding
from retrieval import verifying, versions
from retrieval.errors import RetrievalError

BY_DOCUMENT = (verifying.MISSING, verifying.ORPHANED)


def index_versions() -> Iterator[Finding]:
    """Points that say what isn't so, and versions beside the live one that don't hold what they should."""
    try:
        live = versions.live()
        for found in verifying.look():
            if live is None or found.name != live.name or found.kind not in BY_DOCUMENT:
                yield Finding(found.kind, found.what, found.repair)
    except RetrievalError:
        return  # points says so
