"""The operations of Qdrant's REST API that are served: what each address does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from qdrant_client import models

from retrieval.vectors import snapshots
from retrieval.vectors.refusals import parse
from retrieval.vectors.store import Store


@dataclass(frozen=True)
class Asked:
    """One request: the names in its address, and its body."""

    names: Mapping[str, str]
    body: bytes

    @property
    def collection(self) -> str:
        """The collection (or alias) in the address."""
        return self.names["collection"]


Operation = Callable[[Store, Asked], Any]
COMPLETED = {"operation_id": None, "status": "completed"}

_create: TypeAdapter[models.CreateCollection] = TypeAdapter(models.CreateCollection)
_update: TypeAdapter[models.UpdateCollection] = TypeAdapter(models.UpdateCollection)
_aliases: TypeAdapter[models.ChangeAliasesOperation] = TypeAdapter(models.ChangeAliasesOperation)
_index: TypeAdapter[models.CreateFieldIndex] = TypeAdapter(models.CreateFieldIndex)
_upsert: TypeAdapter[models.PointsBatch | models.PointsList] = TypeAdapter(models.PointsBatch | models.PointsList)
_delete: TypeAdapter[models.PointIdsList | models.FilterSelector] = TypeAdapter(models.PointIdsList | models.FilterSelector)
_payload: TypeAdapter[models.SetPayload] = TypeAdapter(models.SetPayload)
_changes: TypeAdapter[models.UpdateOperations] = TypeAdapter(models.UpdateOperations)
_retrieve: TypeAdapter[models.PointRequest] = TypeAdapter(models.PointRequest)
_scroll: TypeAdapter[models.ScrollRequest] = TypeAdapter(models.ScrollRequest)
_count: TypeAdapter[models.CountRequest] = TypeAdapter(models.CountRequest)
_facet: TypeAdapter[models.FacetRequest] = TypeAdapter(models.FacetRequest)
_query: TypeAdapter[models.QueryRequest] = TypeAdapter(models.QueryRequest)
_batch: TypeAdapter[models.QueryRequestBatch] = TypeAdapter(models.QueryRequestBatch)


def _collections(store: Store, _asked: Asked) -> Any:
    return {"collections": [{"name": name} for name in store.collections]}


def _all_aliases(store: Store, _asked: Asked) -> Any:
    return _described(store.aliases.items())


def _aliases_of(store: Store, asked: Asked) -> Any:
    store.collection(asked.collection)
    return _described((alias, target) for alias, target in store.aliases.items() if target == asked.collection)


def _described(aliases: Any) -> dict[str, list[dict[str, str]]]:
    return {"aliases": [{"alias_name": alias, "collection_name": target} for alias, target in aliases]}


def _change_aliases(store: Store, asked: Asked) -> Any:
    store.change_aliases(parse(_aliases, asked.body).actions)
    return True


def _create_collection(store: Store, asked: Asked) -> Any:
    store.create(asked.collection, parse(_create, asked.body))
    return True


def _change_collection(store: Store, asked: Asked) -> Any:
    store.collection(asked.collection).change(parse(_update, asked.body))
    return True


def _written(method: str, kind: TypeAdapter[Any]) -> Operation:
    """A write to one collection, done when it is answered."""

    def operation(store: Store, asked: Asked) -> Any:
        getattr(store.collection(asked.collection), method)(parse(kind, asked.body))
        return COMPLETED

    return operation


def _written_each(store: Store, asked: Asked) -> Any:
    """Several writes to one collection, each answered, all done by then."""
    given = parse(_changes, asked.body)
    store.collection(asked.collection).batch(given)
    return [COMPLETED for _ in given.operations]


def _read(method: str, kind: TypeAdapter[Any], wrap: Callable[[Any], Any] = lambda found: found) -> Operation:
    """A read from one collection."""

    def operation(store: Store, asked: Asked) -> Any:
        return wrap(getattr(store.collection(asked.collection), method)(parse(kind, asked.body)))

    return operation


def _drop_index(store: Store, asked: Asked) -> Any:
    store.collection(asked.collection).delete_index(asked.names["field"])
    return COMPLETED


def _query_one(store: Store, asked: Asked) -> Any:
    return {"points": store.collection(asked.collection).query([parse(_query, asked.body)])[0]}


def _query_many(store: Store, asked: Asked) -> Any:
    return [{"points": found} for found in store.collection(asked.collection).query(parse(_batch, asked.body).searches)]


COLLECTION = "/collections/{collection}"
OPERATIONS: dict[tuple[str, str], Operation] = {
    ("GET", "/collections"): _collections,
    ("GET", "/aliases"): _all_aliases,
    ("POST", "/collections/aliases"): _change_aliases,
    ("GET", COLLECTION): lambda store, asked: store.collection(asked.collection).info(),
    ("PUT", COLLECTION): _create_collection,
    ("PATCH", COLLECTION): _change_collection,
    ("DELETE", COLLECTION): lambda store, asked: store.delete(asked.collection),
    ("GET", f"{COLLECTION}/exists"): lambda store, asked: {
        "exists": store.aliases.get(asked.collection, asked.collection) in store.collections
    },
    ("GET", f"{COLLECTION}/aliases"): _aliases_of,
    ("POST", f"{COLLECTION}/snapshots"): lambda store, asked: snapshots.make(store, asked.collection),
    ("DELETE", COLLECTION + "/snapshots/{snapshot}"): lambda store, asked: snapshots.delete(
        store, asked.collection, asked.names["snapshot"]
    ),
    ("PUT", f"{COLLECTION}/index"): _written("create_index", _index),
    ("DELETE", COLLECTION + "/index/{field}"): _drop_index,
    ("PUT", f"{COLLECTION}/points"): _written("upsert", _upsert),
    ("POST", f"{COLLECTION}/points"): _read("retrieve", _retrieve),
    ("POST", f"{COLLECTION}/points/delete"): _written("delete", _delete),
    ("POST", f"{COLLECTION}/points/payload"): _written("set_payload", _payload),
    ("POST", f"{COLLECTION}/points/batch"): _written_each,
    ("POST", f"{COLLECTION}/points/scroll"): _read("scroll", _scroll),
    ("POST", f"{COLLECTION}/points/count"): _read("count", _count, lambda number: {"count": number}),
    ("POST", f"{COLLECTION}/points/query"): _query_one,
    ("POST", f"{COLLECTION}/points/query/batch"): _query_many,
    ("POST", f"{COLLECTION}/facet"): _read("facet", _facet, lambda hits: {"hits": hits}),
}
