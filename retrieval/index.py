"""What goes into the index and out of it again: rows in the database, which are the truth, and a point in Qdrant for each.

A version's rows and points are written first, and seen by nobody; `publish` makes them visible by one row in SQL.
Every function may be repeated after a crash: ids come from the version, the chunk's place in it and its text.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from retrieval import chunkers, cutting, excluding, filling, keeping_out, qdrant, versions
from retrieval.chunkers import Chunker
from retrieval.errors import IndexUnavailable
from retrieval.filling import STEP
from retrieval.filters import words_of
from retrieval.messages import Chunk, IndexedVersion, Terms
from retrieval.models import IndexedDocument, StoredChunk
from retrieval.payload import payload

Progress = Callable[[int, int], None]
AUTHOR_WORDS = 700


def write(
    version: IndexedVersion, chunks: Iterable[Chunk], *, chunker: Chunker | None = None, progress: Progress | None = None
) -> int:
    """Store, embed and upsert the chunks of one version, and return how many points Qdrant then counts.

    They are cut by the `chunker`, or else that of the live version; for a version of the index with another one the document is cut
    anew from its pages. Few chunks are held at a time. A text that is in the index already is not embedded again
    (retrieval.reusing). `progress` is told chunks done and chunks in all, as far as they are cut. Nothing is visible yet.
    Raises RetrievalError: IndexUnavailable if the version of the index for which it was cut went meanwhile, with its chunks.
    """
    stored = _store(version, chunks, chunker or chunkers.current(), progress)
    written = restore(version.version_id, progress=progress)
    if stored and not written:
        raise IndexUnavailable
    return written


def write_together(batch: Sequence[tuple[IndexedVersion, Sequence[Chunk]]]) -> int:
    """`write` for many small versions in one go, which fills the model's batches; returns how many points were written."""
    key = chunkers.current().key
    rows = [row for version, chunks in batch for some in cutting.rows(version, chunks, key) for row in some]
    with transaction.atomic():
        StoredChunk.objects.filter(version_id__in=[version.version_id for version, _ in batch]).delete()
        StoredChunk.objects.bulk_create(rows, batch_size=500)
    for into in versions.written():
        if into.chunker == key:
            for start in range(0, len(rows), STEP):
                filling.put(into, rows[start : start + STEP])
        else:
            for version, _ in batch:
                list(filling.fill_beside(into, version.version_id))
    return len(rows)


def restore(version_id: UUID, *, progress: Progress | None = None) -> int:
    """Make the points of a version anew from its rows, for when Qdrant has lost them; returns how many the live index has then.

    They go into every version of the index, each of which has rows of its own where it cuts in another way. `progress` is told of
    the live one, and as often while others are written.
    """
    total = 0
    for number, into in enumerate(versions.written()):
        if not number:
            cutting.cut(into, version_id)
            total = cutting.stored(into, version_id).count()
            if progress:
                progress(0, total)
        for done in filling.fill_beside(into, version_id) if number else filling.fill(into, version_id):
            if progress:
                progress(total if number else done, total)
    cutting.drop_unheld(version_id)
    keeping_out.carry_everywhere(version_id)
    return total


def publish(version: IndexedVersion) -> None:
    """Make this version of the document the one that search shows. SQL only: the caller wraps it together with its own switch."""
    IndexedDocument.objects.update_or_create(
        document_id=version.document_id,
        defaults={
            "collection_id": version.collection_id,
            "version_id": version.version_id,
            "title": version.title,
            "name": version.name,
            "untold": timezone.now(),
        },
    )


def publish_all(versions: Iterable[IndexedVersion]) -> None:
    """`publish` for many versions at once."""
    rows = [
        IndexedDocument(
            document_id=each.document_id,
            collection_id=each.collection_id,
            version_id=each.version_id,
            title=each.title,
            name=each.name,
        )
        for each in versions
    ]
    changed = ["collection_id", "version_id", "title", "name", "untold"]
    IndexedDocument.objects.bulk_create(
        rows, batch_size=150, update_conflicts=True, unique_fields=["document_id"], update_fields=changed
    )


def set_terms(terms: Mapping[UUID, Terms]) -> None:
    """Let these terms count for visible documents from now on. SQL only; `retrieval.catching_up` tells the points."""
    rows = list(IndexedDocument.objects.filter(document_id__in=list(terms)))
    for row in rows:
        _settle(row, terms[row.document_id])
    changed = [*(field.name for field in fields(Terms)), "author_words", "untold"]
    IndexedDocument.objects.bulk_update(rows, changed, batch_size=50)


def _settle(row: IndexedDocument, terms: Terms) -> None:
    """Give a row these terms; where its points carry something else by then, it is marked as untold."""
    carried = payload(row)
    for name, value in asdict(terms).items():
        setattr(row, name, value)
    row.author_words = f" {' '.join(words_of(row.author))} "[:AUTHOR_WORDS]
    if payload(row) != carried:
        row.untold = timezone.now()


def expired(now: datetime) -> list[tuple[UUID, UUID, datetime]]:
    """The documents that search leaves out because of their age: document, collection, and since when."""
    rows = IndexedDocument.objects.filter(expires_at__lte=now).values_list("document_id", "collection_id", "expires_at")
    return [(document_id, collection_id, at) for document_id, collection_id, at in rows if at]


def withdraw(document_ids: Iterable[UUID]) -> None:
    """Make these documents invisible from now on. SQL only; `sweep` removes what is left of them."""
    IndexedDocument.objects.filter(document_id__in=list(document_ids)).delete()


def sweep(document_id: UUID, *, keep: UUID | None) -> None:
    """Remove the points and rows of all versions of a document but `keep`; with None, of the whole document.

    Points go first: while the rows are there, a repetition knows that something is left to do.
    """
    for name in versions.names():
        qdrant.delete(name, "document_id", document_id, keep_version=keep)
    rows = StoredChunk.objects.filter(document_id=document_id)
    (rows.exclude(version_id=keep) if keep else rows).delete()
    if keep is None:
        excluding.forget(document_id)


def hide(version_id: UUID) -> None:
    """Remove the points of one version; `restore` makes them anew from its rows, which stay."""
    for name in versions.names():
        qdrant.delete(name, "version_id", version_id)


def discard(version_id: UUID) -> None:
    """Remove the points and rows of one version, whatever else there is of its document."""
    hide(version_id)
    StoredChunk.objects.filter(version_id=version_id).delete()


def check(*, writing: bool = False) -> None:
    """Raise RetrievalError if Qdrant does not answer now; with `writing`, also if it takes no more points in. Cheap."""
    count(uuid4())
    if writing:
        live, *_ = versions.written()
        qdrant.try_to_write(live.name, dimensions=live.dimensions)


def count(version_id: UUID) -> int:
    """How many points of a version the live index has."""
    live = versions.live()
    return qdrant.count(live.name, "version_id", version_id) if live else 0


def tally() -> Counter[UUID]:
    """How many points of each version the live index has, of all versions."""
    live = versions.live()
    return qdrant.tally(live.name) if live else Counter()


def _store(version: IndexedVersion, chunks: Iterable[Chunk], chunker: Chunker, progress: Progress | None) -> int:
    """Replace whatever an earlier try left of this version; returns how many chunks it has. `progress`, which may end the work, is
    told before each step.
    """
    StoredChunk.objects.filter(version_id=version.version_id).delete()
    stored = 0
    for some in cutting.rows(version, chunks, chunker.key):
        stored += len(some)
        if progress:
            progress(0, stored)
        StoredChunk.objects.bulk_create(some)
    return stored
