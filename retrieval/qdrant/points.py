"""One chunk as Qdrant keeps it, and as it tells of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from uuid import UUID

from numpy import asarray, float32
from numpy.typing import NDArray
from qdrant_client import models

Field = Literal["document_id", "version_id", "collection_id"]
FIELDS: tuple[Field, ...] = ("document_id", "version_id", "collection_id")


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
class Held:
    """What a point says of itself."""

    chunk_id: UUID
    document_id: UUID
    version_id: UUID
    collection_id: UUID


def struct_of(point: Point) -> models.PointStruct:
    """The point as it is sent."""
    return models.PointStruct(
        id=str(point.chunk_id),
        vector={"dense": point.dense.tolist(), "sparse": sparse_of(point.sparse)},
        payload={**{field: str(getattr(point, field)) for field in FIELDS}, **point.told},
    )


def dense_of(vectors: Any) -> NDArray[float32]:
    """The dense one of the vectors that came back with a point."""
    return asarray(vectors["dense"], float32)


def sparse_of(sparse: Sparse) -> models.SparseVector:
    """Weights of words as they are sent."""
    return models.SparseVector(indices=list(sparse.indices), values=list(sparse.values))
