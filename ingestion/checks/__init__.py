"""Do files, rows, chunks, points and visible versions agree? Each check yields what doesn't, with its repair."""

import time
from collections.abc import Callable, Iterator

from ingestion.checks import arriving, files, index_versions, points, programs, room, rows, told
from ingestion.checks.findings import Finding

__all__ = ["Finding", "examine"]
Check = Callable[[], Iterator[Finding]]
CHECKS: tuple[Check, ...] = (
    programs.missing_programs,
    room.shortage,
    files.missing_files,
    files.missing_page_images,
    files.surplus_files,
    files.surplus_page_images,
    files.abandoned_drafts,
    arriving.uploads,
    rows.visible_versions,
    rows.unfinished_documents,
    rows.missing_pages,
    rows.stopped_work,
    rows.unswept,
    rows.torn_apart,
    points.chunks_and_points,
    index_versions.index_versions,
    told.told,
)
SECOND_LOOK_SECONDS = 1.0


def examine() -> list[Finding]:
    """What doesn't agree. Looked at twice: work that goes on meanwhile may make something look wrong for a moment."""
    first = _look()
    if not first:
        return []
    time.sleep(SECOND_LOOK_SECONDS)
    return [finding for finding in _look() if finding in first]


def _look() -> list[Finding]:
    return [finding for check in CHECKS for finding in check()]
