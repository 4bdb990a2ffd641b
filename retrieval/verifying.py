"""Do the database and each version of the index agree? The rows are the truth; every point is held against its row."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import partial
from uuid import UUID

from retrieval import filling, qdrant, versions
from retrieval.building import comparing
from retrieval.errors import IndexUnavailable, RetrievalError
from retrieval.models import IndexedDocument, IndexVersion, StoredChunk
from retrieval.qdrant import Held

SECOND_LOOK_SECONDS = 1.0
MISSING, ORPHANED, WRONG_VERSION, WRONG_ACCESS = "missing points", "orphaned points", "wrong version", "wrong access"
STRAY, STRAY_CHUNKS, UNCUT = "stray collection", "stray chunks", "not cut"
KINDS = {
    MISSING: "have no point",
    ORPHANED: "have no chunk",
    WRONG_VERSION: "are said to be of another version",
    WRONG_ACCESS: "are said to be in another collection",
}


@dataclass(frozen=True)
class Finding:
    """Something in one version of the index, `name`, that isn't as the rows say, and what mends it; or why nothing did."""

    kind: str
    what: str
    name: str
    repair: Callable[[], object] = field(compare=False)
    not_mended: str = field(default="", compare=False)


def examine() -> list[Finding]:
    """What doesn't agree. Looked at twice: what is being written meanwhile may look wrong for a moment. Raises RetrievalError."""
    first = list(look())
    if not first:
        return []
    time.sleep(SECOND_LOOK_SECONDS)
    return [finding for finding in look() if finding in first]


def look() -> Iterator[Finding]:
    """What doesn't agree at this moment. Raises RetrievalError."""
    holding = versions.holding() if versions.live() else []
    due = _due(holding)
    for version in holding:
        if version.state != versions.State.BUILDING:  # that lacks most of it by its nature
            yield from _of(version, due)
    for name in strays():
        yield Finding(STRAY, f"{name} belongs to no version of the index.", name, partial(qdrant.drop_collection, name))
    yield from _stray_chunks()  # last: a document may have no others to be cut by


def beside(version: IndexVersion) -> list[Finding]:
    """What doesn't agree in a collection that nobody searches or writes to yet. Raises RetrievalError."""
    return list(_of(version, _due(versions.holding())))


def mended(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Repair each, and go on with the next where one can't be. Raises IndexUnavailable: nothing else could be written then."""
    for finding in findings:
        try:
            finding.repair()
        except IndexUnavailable:
            raise
        except RetrievalError as error:
            yield replace(finding, not_mended=str(error))
        else:
            yield finding


def strays() -> list[str]:
    """Collections that belong to no version of the index."""
    return sorted(set(qdrant.own_versions()) - set(versions.every().values_list("name", flat=True)))


def _stray_chunks() -> Iterator[Finding]:
    """What was cut for a version of the index that went, and was left by whoever was killed in that moment."""
    rows = StoredChunk.objects.exclude(chunker__in=IndexVersion.objects.values("chunker"))
    if IndexVersion.objects.exists() and (count := rows.count()):
        yield Finding(STRAY_CHUNKS, f"{count} chunks are cut as no version of the index has them.", "", rows.delete)


def _due(holding: Sequence[IndexVersion]) -> set[UUID]:
    """The versions of documents that have chunks and are shown, or that the live index holds."""
    held = qdrant.tally(holding[0].name) if holding else Counter[UUID]()
    shown = set(IndexedDocument.objects.values_list("version_id", flat=True))
    return {key for key in comparing.counted(StoredChunk.objects.all()) if key in shown or held[key]}


def _of(version: IndexVersion, due: Set[UUID]) -> Iterator[Finding]:
    chunks, uncut = comparing.counted(comparing.own(version, StoredChunk.objects.all())), comparing.uncut(version)
    there, wrong = Counter[UUID](), defaultdict[tuple[str, UUID], list[UUID]](list)
    for page in qdrant.pages(version.name):
        rows = _rows(version, page)
        for point in page:
            row = rows.get(point.chunk_id)
            there.update([row[1]] if row else [])
            if kind := _wrong(point, row):
                wrong[kind, point.version_id].append(point.chunk_id)
    for version_id in sorted(due):
        count, repair = chunks.get(version_id, 0), partial(_fill, version, version_id)
        whole = count and version_id not in uncut
        if not whole and _has_to_be_cut(version, version_id):
            yield Finding(UNCUT, f"{_title(version_id)} is not cut as {version.name} cuts it.", version.name, repair)
        elif whole and there[version_id] < count:
            yield _finding(MISSING, version, version_id, count - there[version_id], repair)
    for (kind, version_id), ids in wrong.items():
        repair = partial(_discard, version, ids) if kind == ORPHANED else partial(_write_again, version, ids)
        yield _finding(kind, version, version_id, len(ids), repair)


def _has_to_be_cut(version: IndexVersion, version_id: UUID) -> bool:
    """What isn't shown may be being written: to the live version first."""
    return version.state == versions.State.LIVE or IndexedDocument.objects.filter(version_id=version_id).exists()


def _rows(version: IndexVersion, page: Sequence[Held]) -> dict[UUID, tuple[UUID, UUID, UUID]]:
    rows = comparing.own(version, StoredChunk.objects.filter(pk__in=[point.chunk_id for point in page]))
    return {
        pk: (document, of, place)
        for pk, document, of, place in rows.values_list("pk", "document_id", "version_id", "collection_id")
    }


def _wrong(point: Held, row: tuple[UUID, UUID, UUID] | None) -> str:
    if row is None:
        return ORPHANED
    document_id, version_id, collection_id = row
    if (point.document_id, point.version_id) != (document_id, version_id):
        return WRONG_VERSION
    return "" if point.collection_id == collection_id else WRONG_ACCESS


def _finding(kind: str, version: IndexVersion, version_id: UUID, count: int, repair: Callable[[], object]) -> Finding:
    thing = "chunks" if kind == MISSING else "points"
    return Finding(kind, f"{_title(version_id)}: {count} {thing} {KINDS[kind]} in {version.name}.", version.name, repair)


def _title(version_id: UUID) -> str:
    return StoredChunk.objects.filter(version_id=version_id).values_list("title", flat=True).first() or str(version_id)


def _fill(version: IndexVersion, version_id: UUID) -> None:
    """Into a collection that is made again where Qdrant has lost it."""
    qdrant.create(version.name, dimensions=version.dimensions)
    for _ in filling.fill(version, version_id):
        pass


def _discard(version: IndexVersion, ids: Sequence[UUID]) -> None:
    """Those that are still nobody's."""
    qdrant.delete_points(version.name, sorted(comparing.gone(version, ids)))


def _write_again(version: IndexVersion, ids: Sequence[UUID]) -> None:
    """With what their rows say. They find their own vectors in the index, so nothing is embedded."""
    for start in range(0, len(ids), filling.STEP):
        filling.put(version, list(StoredChunk.objects.filter(pk__in=ids[start : start + filling.STEP])))
