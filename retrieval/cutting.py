"""The chunks of a version of a document as one version of the index cuts it: stored where they aren't, from the pages' text.

While they are stored, a mark (`Uncut`) says that they aren't all there, so that whoever comes after a crash begins with them anew.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.module_loading import import_string

from retrieval import chunkers, excluding, keeping_out, reusing, versions
from retrieval.errors import IndexUnavailable, ReadAgain
from retrieval.messages import Chunk, IndexedVersion
from retrieval.models import IndexedDocument, IndexVersion, StoredChunk, Uncut

Row = TypeVar("Row", bound=Model)
# Chunks stored at once, and versions of documents whose chunks are removed at once.
STEP = 128
PART = 200


def stored(into: IndexVersion, version_id: UUID) -> QuerySet[StoredChunk]:
    """The chunks of a version of a document as this version of the index has them, in order."""
    return StoredChunk.objects.filter(version_id=version_id, chunker=into.chunker).order_by("ordinal")


def is_cut(into: IndexVersion, version_id: UUID) -> bool:
    """Whether all of them are there. Of a document without text there are none."""
    if Uncut.objects.filter(chunker=into.chunker, version_id=version_id).exists():
        return False
    return stored(into, version_id).exists() or not StoredChunk.objects.filter(version_id=version_id).exists()


def cut(into: IndexVersion, version_id: UUID, *, check: Callable[[], object] = lambda: None) -> None:
    """Store them unless they are there; `check`, which may end the work, is called before each step. Safe to repeat.

    What is erased meanwhile leaves nothing. Raises RetrievalError: ReadAgain if it is shown and its pages are lost.
    """
    if is_cut(into, version_id):
        return
    row = StoredChunk.objects.filter(version_id=version_id).first()
    if row:
        Uncut.objects.get_or_create(chunker=into.chunker, version_id=version_id)
        _store(into, IndexedVersion(row.document_id, version_id, row.collection_id, row.title), check)
        keeping_out.carry_over(version_id, row.document_id, to=into.chunker)
    Uncut.objects.filter(chunker=into.chunker, version_id=version_id).delete()


def rows(version: IndexedVersion, chunks: Iterable[Chunk], chunker: str) -> Iterator[list[StoredChunk]]:
    """Rows for these chunks, a few at a time, which are not saved yet."""
    waiting = iter(chunks)
    while some := [_row(version, chunk, chunker) for chunk in islice(waiting, STEP)]:
        yield some


def drop_unheld(version_id: UUID) -> None:
    """Remove what was stored for a version of the index that went meanwhile."""
    held = IndexVersion.objects.exclude(state=IndexVersion.State.GOING).values("chunker")
    StoredChunk.objects.filter(version_id=version_id).exclude(chunker__in=held).delete()


def free(version: IndexVersion, seconds: float) -> bool:
    """Remove the chunks that no other version of the index has, or as many as go in this time; whether all are gone then.

    Raises RetrievalError where an earlier version of a document can't be cut for the live one: by these chunks alone it is known
    what of it is excluded.
    """
    others = IndexVersion.objects.filter(chunker=version.chunker).exclude(pk=version.pk)
    if not version.fingerprint or others.exists():
        return True
    end, known = time.monotonic() + seconds, StoredChunk.objects.order_by("version_id").values_list("version_id", flat=True)
    while some := list(after(known, version.cursor_version).distinct()[:PART]):
        _hand_over(version, some)
        StoredChunk.objects.filter(version_id__in=some, chunker=version.chunker).delete()
        version.cursor_version = some[-1]
        IndexVersion.objects.filter(pk=version.pk).update(cursor_version=version.cursor_version)
        if time.monotonic() > end:
            return False
    Uncut.objects.filter(chunker=version.chunker).delete()
    return True


def _hand_over(version: IndexVersion, version_ids: Sequence[UUID]) -> None:
    """Cut those with excluded chunks as the live version of the index does, which excludes what holds the same words."""
    live = versions.every().filter(state=versions.State.LIVE).first()
    if live:
        known = keeping_out.needed(version.chunker, but=live.chunker).filter(version_id__in=version_ids)
        for version_id in known.order_by().values_list("version_id", flat=True).distinct():
            cut(live, version_id)


def begin_anew(version: IndexVersion) -> None:
    """Remove what one that cut alike has left: part of a document would be taken for the whole, as its mark went with that one."""
    if not IndexVersion.objects.filter(chunker=version.chunker).exclude(pk=version.pk).exists():
        StoredChunk.objects.filter(chunker=version.chunker).delete()
        Uncut.objects.filter(chunker=version.chunker).delete()


def after(rows: QuerySet[Row, UUID], version_id: UUID | None) -> QuerySet[Row, UUID]:
    """Those of the rows whose version of a document comes after this one, if there is one."""
    return rows.filter(version_id__gt=version_id) if version_id else rows


def _store(into: IndexVersion, version: IndexedVersion, check: Callable[[], object]) -> None:
    """Store them over what is there. Another process that does so at the same time makes the same rows, so neither removes them."""
    count, other = 0, StoredChunk.objects.filter(version_id=version.version_id).exclude(chunker=into.chunker)
    for some in rows(version, _anew(into, version), into.chunker):
        check()
        same, places = [row.pk for row in some], [row.ordinal for row in some]
        stored(into, version.version_id).filter(ordinal__in=places).exclude(pk__in=same).delete()
        StoredChunk.objects.bulk_create(some, ignore_conflicts=True)
        count += len(some)
        if not other.exists() and not _is_shown(version):
            stored(into, version.version_id).delete()
            return
    if not count and _is_shown(version):
        raise ReadAgain(version.title)
    stored(into, version.version_id).filter(ordinal__gte=count).delete()
    if stored(into, version.version_id).count() != count:  # somebody else stores others
        raise IndexUnavailable


def _anew(into: IndexVersion, version: IndexedVersion) -> Iterable[Chunk]:
    """By the function that the settings name. Raises CheckIndexSettings where the model that measures isn't what it was."""
    versions.model(into)
    chunks: Iterable[Chunk] = import_string(settings.RETRIEVAL.cuts)(version, chunkers.of(into))
    return chunks


def _is_shown(version: IndexedVersion) -> bool:
    return IndexedDocument.objects.filter(version_id=version.version_id).exists()


def _row(version: IndexedVersion, chunk: Chunk, chunker: str) -> StoredChunk:
    row = StoredChunk(
        document_id=version.document_id,
        version_id=version.version_id,
        collection_id=version.collection_id,
        chunker=chunker,
        ordinal=chunk.ordinal,
        title=version.title,
        heading=list(chunk.heading),
        text=chunk.text,
        text_digest=excluding.text_digest(chunk.text),
        spans=[astuple(span) for span in chunk.spans],
        lines=[astuple(line) for line in chunk.lines],
    )
    row.digest = reusing.digest(row)
    row.id = reusing.chunk_id(row)
    return row
