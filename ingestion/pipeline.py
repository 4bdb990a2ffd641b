"""From a file to its place in the index."""

from ingestion import versions
from ingestion.chunking import cut
from ingestion.leases import Lease
from ingestion.models import Version
from ingestion.progress import Progress
from ingestion.ranges.sharing import take_down
from ingestion.recalling import recalled
from ingestion.screening import screen
from ingestion.switching import indexed, switch
from retrieval import chunkers, index


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
    progress.indexing(0, 0)
    chunker = chunkers.current()
    index.write(known, cut(told.pages, title=known.title, chunker=chunker), chunker=chunker, progress=progress.indexing)
    switch(version, lease, told)
