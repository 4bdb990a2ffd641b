"""The one module that speaks to Qdrant: the embedded `vectors` process or a real server, told apart by nothing but the URL.

Collections go by their names; which of them is searched and written to is the business of retrieval.versions. A point carries
two vectors, "dense" (cosine) and "sparse" (BM25 weights; Qdrant adds the inverse document frequency), and the payload by which
it is filtered: document_id, version_id, collection_id, and what retrieval.payload adds. Texts stay in the database.
"""

import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, Protocol
from uuid import UUID

import httpx
from django.conf import settings
from numpy import asarray, float32
from numpy.typing import NDArray
from qdrant_client import QdrantClient, models
from qdrant_client.common.client_exceptions import QdrantException
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from retrieval import payload
from retrieval.errors import CheckIndexSettings, IndexFull, IndexUnavailable
from retrieval.filters import NO_FILTERS, Filters

Field = Literal["document_id", "version_id", "collection_id"]
FIELDS: tuple[Field, ...] = ("document_id", "version_id", "collection_id")
BATCH = 500
SECONDS = 30
NO_SPACE = b"No space left on device"
VERSION_NAME = re.compile(r"-[0-9a-f]{12}$")  # as retrieval.versions makes names


class Sparse(Protocol):
    """Weights of the words of one text, by word number."""

    @property
    def indices(self) -> Sequence[int]: ...  # noqa: D102

    @property
    def values(self) -> Sequence[float]: ...  # noqa: D102


@dataclass(frozen=True)
class Point:
    """One chunk as Qdrant keeps it; its id is the StoredChunk's. `told` is what it carries of its document (retrieval.payload)."""

    chunk_id: UUID
    document_id: UUID
    version_id: UUID
    collection_id: UUID
    dense: NDArray[float32]
    sparse: Sparse
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """One chunk that a search brought back. A rank counts from 1; None where that kind of vector did not bring it.

    `dense` is the cosine (-1 to 1); `sparse` is the BM25 score (0 and up).
    """

    chunk_id: UUID
    dense: float | None = None
    dense_rank: int | None = None
    sparse: float | None = None
    sparse_rank: int | None = None


def candidates(
    physical: str,
    *,
    dense: NDArray[float32] | None,
    sparse: Sparse | None,
    collections: Collection[UUID],
    limit: int,
    version: UUID | None = None,
    filters: Filters = NO_FILTERS,
) -> list[Candidate]:
    """The `limit` nearest chunks of these collections by each kind of vector, in one call; those found by dense come first.

    With None, or a sparse vector without words, that kind is left out. With no collections nothing is asked. With a `version`
    only its chunks are looked at; their scores are the same as among all. `filters` narrow further, but for their collections.
    """
    if not collections:
        return []
    narrower = [_where("version_id", [version])] if version else []
    where = models.Filter(must=[_where("collection_id", collections), *narrower, *payload.conditions(filters)])
    asked: dict[str, models.QueryRequest] = {}
    if dense is not None:
        asked["dense"] = _request("dense", dense.tolist(), where, limit)
    if sparse is not None and len(sparse.indices):
        asked["sparse"] = _request("sparse", _sparse(sparse), where, limit)
    with speaking(missing_is_empty=True):
        answers = client().query_batch_points(physical, requests=list(asked.values())) if asked else []
        return _joined({name: answer.points for name, answer in zip(asked, answers, strict=True)})
    return []


def ensure(physical: str, *, dimensions: int) -> None:
    """Let the alias stand for this collection, which is made where it isn't there yet."""
    if live() != physical:
        create(physical, dimensions=dimensions)
        switch(physical)


def create(physical: str, *, dimensions: int) -> None:
    """Make a collection beside the live one, where it is not there yet.

    Payload indexes come before the first point: made later, they leave the vector index without its filter edges.
    """
    with speaking():
        if not client().collection_exists(physical):
            client().create_collection(physical, **_settings(dimensions))
        index_payload(physical)


def is_there(physical: str) -> bool:
    """Whether there is a collection of this name."""
    with speaking():
        return client().collection_exists(physical)
    return False


def index_payload(physical: str) -> None:
    """Make the payload indexes that a collection doesn't have yet; one made by an earlier Footnote has fewer of them."""
    ids: dict[str, models.PayloadSchemaType] = dict.fromkeys(FIELDS, models.PayloadSchemaType.UUID)
    kinds = ids | payload.INDEXES
    with speaking():
        there = client().get_collection(physical).payload_schema
        for name in kinds.keys() - there.keys():
            client().create_payload_index(physical, name, field_schema=kinds[name], wait=True)


def switch(physical: str) -> None:
    """Let the alias stand for this collection from now on, in one step."""
    alias = settings.RETRIEVAL.alias
    create = models.CreateAliasOperation(create_alias=models.CreateAlias(collection_name=physical, alias_name=alias))
    with speaking():
        client().update_collection_aliases([create])


def drop() -> None:
    """Remove the collection that the alias stands for, and the alias with it."""
    with speaking(missing_is_empty=True):
        if found := live():
            client().delete_collection(found)


def live() -> str | None:
    """The collection that the alias stands for; None where nobody made one."""
    with speaking():
        aliases = {each.alias_name: each.collection_name for each in client().get_aliases().aliases}
        return aliases.get(settings.RETRIEVAL.alias)
    return None


def upsert(physical: str, points: Iterable[Point]) -> None:
    """Write points and wait until they can be found; writing them twice is writing them once."""
    pending = [_point(point) for point in points]
    with speaking():
        for start in range(0, len(pending), BATCH):
            client().upsert(physical, pending[start : start + BATCH], wait=True)


def try_to_write(physical: str, *, dimensions: int) -> None:
    """Write one point that no search can find, and remove it again."""
    nobody = UUID(int=0)
    dense = asarray([1.0] * dimensions, float32)
    upsert(physical, [Point(nobody, nobody, nobody, nobody, dense, models.SparseVector(indices=[], values=[]))])
    delete_points(physical, [nobody])


def delete(physical: str, field: Field, value: UUID, *, keep_version: UUID | None = None) -> None:
    """Remove the points whose `field` is `value`, but for those of the version `keep_version`."""
    kept = _where("version_id", [keep_version]) if keep_version else None
    selector = models.FilterSelector(filter=models.Filter(must=_where(field, [value]), must_not=kept))
    with speaking(missing_is_empty=True):
        client().delete(physical, selector, wait=True)


def delete_points(physical: str, chunk_ids: Sequence[UUID]) -> None:
    """Remove these points; those that are not there are no error."""
    with speaking(missing_is_empty=True):
        client().delete(physical, models.PointIdsList(points=[str(chunk_id) for chunk_id in chunk_ids]), wait=True)


def tell(physical: str, told: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Let the points of these versions in the collection `physical` carry this of their documents from now on."""
    operations = [
        models.SetPayloadOperation(
            set_payload=models.SetPayload(payload=dict(each), filter=models.Filter(must=_where("version_id", [key])))
        )
        for key, each in told.items()
    ]
    with speaking(missing_is_empty=True):
        for start in range(0, len(operations), BATCH):
            client().batch_update_points(physical, operations[start : start + BATCH], wait=True)


def chunk_ids(physical: str, field: Field, value: UUID) -> set[UUID]:
    """The ids of all points whose `field` is `value`."""
    found: set[UUID] = set()
    where, offset = models.Filter(must=_where(field, [value])), None
    with speaking(missing_is_empty=True):
        while True:
            records, offset = client().scroll(
                physical, scroll_filter=where, limit=1000, offset=offset, with_payload=False, with_vectors=False
            )
            found |= {UUID(str(record.id)) for record in records}
            if offset is None:
                break
    return found


def dense_vectors(physical: str, chunk_ids: Sequence[UUID]) -> dict[UUID, NDArray[float32]]:
    """The dense vectors of these points in the collection `physical`; those that are not there are left out."""
    if not chunk_ids:
        return {}
    with speaking(missing_is_empty=True):
        ids = [str(chunk_id) for chunk_id in chunk_ids]
        records = client().retrieve(physical, ids, with_payload=False, with_vectors=["dense"])
        return {UUID(str(record.id)): _dense(record.vector) for record in records}
    return {}


@dataclass(frozen=True)
class Held:
    """What a point says of itself."""

    chunk_id: UUID
    document_id: UUID
    version_id: UUID
    collection_id: UUID


def pages(physical: str) -> Iterator[list[Held]]:
    """Every point of the collection, a thousand at a time."""
    offset = None
    while True:
        found: list[models.Record] = []
        with speaking(missing_is_empty=True):
            found, offset = client().scroll(physical, limit=1000, offset=offset, with_payload=list(FIELDS), with_vectors=False)
        yield [Held(UUID(str(each.id)), *(UUID((each.payload or {})[name]) for name in FIELDS)) for each in found]
        if offset is None:
            return


def tally(physical: str) -> Counter[UUID]:
    """How many points there are of each version, in one pass over the whole collection."""
    found: Counter[UUID] = Counter()
    offset = None
    with speaking(missing_is_empty=True):
        while True:
            records, offset = client().scroll(physical, limit=1000, offset=offset, with_payload=["version_id"], with_vectors=False)
            found.update(UUID(str((record.payload or {})["version_id"])) for record in records)
            if offset is None:
                break
    return found


def count(physical: str, field: Field, value: UUID) -> int:
    """How many points have this `field`; exact."""
    with speaking(missing_is_empty=True):
        return client().count(physical, models.Filter(must=_where(field, [value])), exact=True).count
    return 0


def every_version() -> list[str]:
    """The names of all collections that Footnote has made here, live or not, under whatever alias."""
    with speaking():
        return sorted(each.name for each in client().get_collections().collections if VERSION_NAME.search(each.name))


def drop_collection(physical: str) -> None:
    """Remove a collection with all that is in it; one that isn't there is no error."""
    with speaking(missing_is_empty=True):
        client().delete_collection(physical)


def own_versions() -> list[str]:
    """Those of them that belong to this installation's alias."""
    return [name for name in every_version() if VERSION_NAME.sub("", name) == settings.RETRIEVAL.alias]


def count_in(physical: str, document_ids: Collection[UUID], *, but: Collection[UUID] = ()) -> int:
    """How many points of these documents one version of the index has, but for those of the versions `but`; exact."""
    with speaking(missing_is_empty=True):
        return client().count(physical, _of(document_ids, but), exact=True).count
    return 0


def delete_in(physical: str, document_ids: Collection[UUID], *, but: Collection[UUID] = ()) -> None:
    """Remove all points of these documents from one version of the index, but for those of the versions `but`."""
    with speaking(missing_is_empty=True):
        client().delete(physical, models.FilterSelector(filter=_of(document_ids, but)), wait=True)


def client() -> QdrantClient:
    """This process's client. A connection doesn't survive a fork, so each process has its own."""
    return _client(settings.RETRIEVAL.qdrant_url, settings.RETRIEVAL.qdrant_api_key, os.getpid())


@lru_cache(maxsize=4)
def _client(location: str, api_key: str, _process: int) -> QdrantClient:
    # The key goes in as a header: as `api_key` it would warn about plain http at each start, and plain http on loopback is meant.
    headers = {"api-key": api_key} if api_key else None
    return QdrantClient(location, headers=headers, timeout=SECONDS, check_compatibility=False)


@contextmanager
def speaking(*, missing_is_empty: bool = False) -> Iterator[None]:
    """Turn what the client raises into errors fit to show. `missing_is_empty`: an index that nobody made yet is no error."""
    try:
        yield
    except (ResponseHandlingException, QdrantException, httpx.HTTPError) as error:
        raise IndexUnavailable from error
    except UnexpectedResponse as error:
        if error.status_code == 404 and missing_is_empty:
            return
        raise _refusal(error.status_code or 500, error.content) from error


def _refusal(status: int, said: bytes) -> IndexUnavailable | CheckIndexSettings:
    if NO_SPACE in said:
        return IndexFull()
    if status in (401, 403):
        return CheckIndexSettings("The search index refuses Footnote's key. Check QDRANT_API_KEY.")
    if status >= 500 or status in (408, 429):
        return IndexUnavailable()
    return CheckIndexSettings(
        f"The search index refuses what Footnote asks (status {status}). Check QDRANT_URL and the version of the server."
    )


def _settings(dimensions: int) -> dict[str, Any]:
    """For a server: a graph, but a scan of quantised vectors below 100 MB of them, as a graph misses much under a narrow filter."""
    return {
        "vectors_config": {"dense": models.VectorParams(size=dimensions, distance=models.Distance.COSINE)},
        "sparse_vectors_config": {"sparse": models.SparseVectorParams(modifier=models.Modifier.IDF)},
        "hnsw_config": models.HnswConfigDiff(m=16, ef_construct=128, full_scan_threshold=100_000),
        "quantization_config": models.ScalarQuantization(
            scalar=models.ScalarQuantizationConfig(type=models.ScalarType.INT8, always_ram=True)
        ),
    }


def _where(field: Field, values: Iterable[UUID]) -> models.FieldCondition:
    return models.FieldCondition(key=field, match=models.MatchAny(any=[str(value) for value in values]))


def _of(document_ids: Collection[UUID], but: Collection[UUID]) -> models.Filter:
    return models.Filter(must=_where("document_id", document_ids), must_not=_where("version_id", but) if but else None)


def _request(name: str, vector: list[float] | models.SparseVector, where: models.Filter, limit: int) -> models.QueryRequest:
    """Search with the quantised vectors for twice as many, then score again with the full ones: recall as without."""
    return models.QueryRequest(
        query=vector,
        using=name,
        filter=where,
        params=models.SearchParams(quantization=models.QuantizationSearchParams(rescore=True, oversampling=2.0))
        if name == "dense"
        else None,
        limit=limit,
        with_payload=False,
    )


def _joined(found: Mapping[str, Sequence[models.ScoredPoint]]) -> list[Candidate]:
    fields: dict[UUID, dict[str, float | int]] = {}
    for name, points in found.items():
        for rank, point in enumerate(points, start=1):
            fields.setdefault(UUID(str(point.id)), {}).update({name: point.score, f"{name}_rank": rank})
    return [Candidate(chunk_id, **known) for chunk_id, known in fields.items()]  # type: ignore[arg-type]


def _point(point: Point) -> models.PointStruct:
    return models.PointStruct(
        id=str(point.chunk_id),
        vector={"dense": point.dense.tolist(), "sparse": _sparse(point.sparse)},
        payload={**{field: str(getattr(point, field)) for field in FIELDS}, **point.told},
    )


def _dense(vectors: Any) -> NDArray[float32]:
    return asarray(vectors["dense"], float32)


def _sparse(sparse: Sparse) -> models.SparseVector:
    return models.SparseVector(indices=list(sparse.indices), values=list(sparse.values))
