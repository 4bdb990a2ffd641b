"""Searches for the web process, which loads no model: they run in the answer worker."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from celery import shared_task

from access.scope import Scope
from retrieval import wire
from retrieval.errors import RetrievalError
from retrieval.explaining import explain
from retrieval.search import search

Packed = dict[str, Any]


@shared_task(ignore_result=False)
def search_for(question: str, collection_ids: Sequence[str], limit: int | None = None) -> Packed:
    """Search these collections, which the caller has checked that its asker may read. An error comes back as its words."""
    return _packed(lambda: wire.pack(search(question, _scope(collection_ids), limit=limit)))


@shared_task(ignore_result=False)
def explain_for(question: str, collection_ids: Sequence[str], document_id: str) -> Packed:
    """The same, and how the search judged one document's chunks."""
    return _packed(lambda: wire.pack_explained(explain(question, _scope(collection_ids), UUID(document_id))))


def _scope(collection_ids: Sequence[str]) -> Scope:
    return Scope(frozenset(map(UUID, collection_ids)))


def _packed(run: Callable[[], Packed]) -> Packed:
    try:
        return run()
    except RetrievalError as error:
        return {"error": str(error)}
