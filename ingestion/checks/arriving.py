"""Uploads in parts against their files."""

from collections.abc import Iterator
from functools import partial

from ingestion import storage
from ingestion.arriving import ending
from ingestion.arriving.models import unfinished
from ingestion.checks.findings import Finding


def uploads() -> Iterator[Finding]:
    """Files that belong to no upload, and uploads whose file is gone: their sender begins again."""
    for path in ending.strays():
        yield Finding("surplus file", f"uploads/{path.name} belongs to no upload.", partial(path.unlink, missing_ok=True))
    for upload in unfinished().select_related("by"):
        if not storage.part(upload.pk).is_file():
            what = f"{upload.name}: what {upload.by} has sent of it so far is gone."
            yield Finding("missing file", what, partial(ending.discard, upload))
