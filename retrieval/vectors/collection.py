"""One collection: a folder with the engine's files and `settings.json`, the request that made it."""

import tarfile
import time
from pathlib import Path
from typing import Any

import qdrant_edge as edge
from qdrant_client import models

from retrieval.vectors import changing, keeping, points, room, shapes
from retrieval.vectors.durable import write
from retrieval.vectors.filters import filter_of
from retrieval.vectors.queries import limit_of, payload_of, query_of, record, scored
from retrieval.vectors.refusals import engine, only


class Collection:
    """Every call either is done when it returns, and then survives a crash, or raises Refused."""

    def __init__(self, folder: Path, made: models.CreateCollection, shard: edge.EdgeShard) -> None:
        self._folder, self._made, self._shard = folder, made, shard
        self._shape = shapes.shape(made)
        self.changed = 1  # points written since the last look at the segments; 1, as nobody knows what came before a restart
        self.written_at = time.monotonic()

    @classmethod
    def make(cls, folder: Path, made: models.CreateCollection) -> None:
        """Lay out an empty collection in a folder that nobody looks at yet."""
        with engine():
            config = keeping.config(made)
            (folder / "shard").mkdir(parents=True)
            shard = edge.EdgeShard.create(str(folder / "shard"), config)
            shard.flush()
            shard.close()
        write(folder / "settings.json", made.model_dump_json(exclude_none=True).encode())

    @classmethod
    def load(cls, folder: Path) -> "Collection":
        """Open what lies in the folder. To the engine, no segments are an empty collection; a loss must not pass as that."""
        made = models.CreateCollection.model_validate_json((folder / "settings.json").read_bytes())
        if not any((folder / "shard" / "segments").iterdir()):
            raise FileNotFoundError(f"{folder}/shard/segments is empty")
        with engine():
            return cls(folder, made, edge.EdgeShard.load(str(folder / "shard"), keeping.config(made)))

    def info(self) -> models.CollectionInfo:
        """Sizes and settings."""
        with engine():
            info = self._shard.info()
        return models.CollectionInfo(
            status=models.CollectionStatus.GREEN,
            optimizer_status=models.OptimizersStatusOneOf.OK,
            points_count=info.points_count,
            indexed_vectors_count=info.indexed_vectors_count,
            segments_count=info.segments_count,
            config=changing.described(self._made),
            payload_schema={name: _schema(index) for name, index in info.payload_schema.items()},
        )

    def change(self, given: models.UpdateCollection) -> None:
        """Keep it in another way from now on. Its files are closed and opened again; the segments follow when nobody writes."""
        made = changing.changed(self._made, given)
        config = keeping.config(made)
        write(self._folder / "settings.json", made.model_dump_json(exclude_none=True).encode())
        with engine():
            self._shard.flush()
            self._shard.close()
            self._shard = edge.EdgeShard.load(str(self._folder / "shard"), config)
        self._made, self.changed, self.written_at = made, self.changed + 1, time.monotonic()

    def upsert(self, given: models.PointsBatch | models.PointsList) -> None:
        """Insert or replace points."""
        room.check(self._folder)
        with engine():
            operation = points.upsert_of(given, self._shape)
        self._write(operation, points=len(given.points if isinstance(given, models.PointsList) else given.batch.ids))

    def delete(self, given: models.PointIdsList | models.FilterSelector) -> None:
        """Delete points."""
        with engine():
            operation = points.delete_of(given)
        self._write(operation, points=1)

    def set_payload(self, given: models.SetPayload) -> None:
        """Set payload fields."""
        with engine():
            operation = points.payload_of(given)
        self._write(operation, points=1)

    def batch(self, given: models.UpdateOperations) -> None:
        """Set payload fields of many points, each with its own, and write them down once."""
        with engine():
            operations = points.payloads_of(given)
        self._write(*operations, points=len(operations))

    def create_index(self, given: models.CreateFieldIndex) -> None:
        """Index a payload field."""
        with engine():
            operation = points.index_of(given)
        self._write(operation, points=1)

    def delete_index(self, field: str) -> None:
        """Drop the index of a payload field; one that isn't there is no error."""
        self._write(edge.UpdateOperation.delete_field_index(field), points=1)

    def query(self, requests: list[models.QueryRequest]) -> list[list[dict[str, Any]]]:
        """Answer several searches in one pass."""
        with engine():
            batch = edge.QueryBatchRequest([query_of(request, self._shape) for request in requests])
            return [[scored(point) for point in found] for found in self._shard.query_batch(batch)]

    def scroll(self, given: models.ScrollRequest) -> dict[str, Any]:
        """Page through points in the order of their ids."""
        only(given, "offset", "limit", "filter", "with_payload", "with_vector")
        with engine():
            found, following = self._shard.scroll(
                edge.ScrollRequest(
                    offset=given.offset,
                    limit=limit_of(given.limit),
                    filter=filter_of(given.filter),
                    with_payload=payload_of(given.with_payload, default=True),
                    with_vector=given.with_vector or False,
                )
            )
        return {"points": [record(each) for each in found], "next_page_offset": following}

    def retrieve(self, given: models.PointRequest) -> list[dict[str, Any]]:
        """Fetch points by id; those that aren't there are left out."""
        only(given, "ids", "with_payload", "with_vector")
        with engine():
            found = self._shard.retrieve(list(given.ids), payload_of(given.with_payload, default=True), given.with_vector or False)
        return [record(each) for each in found]

    def count(self, given: models.CountRequest) -> int:
        """How many points match."""
        only(given, "filter", "exact")
        with engine():
            return self._shard.count(edge.CountRequest(exact=given.exact is not False, filter=filter_of(given.filter)))

    def facet(self, given: models.FacetRequest) -> list[dict[str, Any]]:
        """The values of an indexed payload field, with the number of points that have each."""
        only(given, "key", "limit", "filter", "exact")
        with engine():
            found = self._shard.facet(
                edge.FacetRequest(given.key, limit_of(given.limit), exact=given.exact or False, filter=filter_of(given.filter))
            )
        return [{"value": hit.value, "count": hit.count} for hit in found.hits]

    def optimise(self) -> bool:
        """Quantise and merge segments; False if nothing was to do. Nobody can read meanwhile: keeping.SEGMENT bounds how long."""
        self.changed = 0
        with engine():
            done = self._shard.optimize()
            self._shard.flush()
        return done

    def pack(self, path: Path) -> None:
        """Write everything down and make an archive of it, from which it can be made again elsewhere."""
        room.check(self._folder)
        with engine():
            self._shard.flush()
        with tarfile.open(path, "w") as archive:
            archive.add(self._folder, ".")

    def close(self) -> None:
        """Write everything down and let go of the files."""
        with engine():
            self._shard.flush()
            self._shard.close()

    def _write(self, *operations: edge.UpdateOperation, points: int) -> None:
        """Apply and flush: the engine's log outlives this process, flushing makes it outlive a power cut."""
        self.changed += points
        self.written_at = time.monotonic()
        with engine():
            for operation in operations:
                self._shard.update(operation)
            self._shard.flush()


def _schema(index: "edge.PayloadIndexInfo") -> models.PayloadIndexInfo:
    kind = str(index.data_type).rpartition(".")[2].lower()
    return models.PayloadIndexInfo(data_type=models.PayloadSchemaType(kind), points=index.points)
