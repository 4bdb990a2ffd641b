"""From a file to its place in the index."""

from ingestion import versions
from ingestion.chunking import chunk
from ingestion.leases import Lease
from ingestion.models import Version
from ingestion.progress import Progress
from ingestion.recalling import recalled
from ingestion.screening import screen
from ingestion.switching import indexed, switch
from ingestion.taking_down import take_down
from retrieval import index


def ingest(version: Version, lease: Lease) -> None:
    """Read one version, screen it, cut it into chunks, write them to the index, and make it visible in one step.

    Running it again after it broke off anywhere is running it once. Raises ReadingError if the file can't be read
    or may not be taken in, Interrupted if the work should end here, and whatever a lost service raises.
    """
    if version.returning:
        versions.return_to(version, lease)
    else:
        _read(version, lease)


def _read(version: Version, lease: Lease) -> None:
    progress = Progress(version, lease)
    told = screen(version, lease, recalled(version, lease, progress) or take_down(version, lease, progress))
    known = indexed(version, told)
    chunks = chunk(told.pages, title=known.title)
    progress.indexing(0, len(chunks))
    index.write(known, chunks, progress=progress.indexing)
    switch(version, lease, told)
