"""Searches for the web process, which loads no model: they run in the answer worker."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from celery import shared_task

from access.scope import Scope
from retrieval import wire
from retrieval.errors import RetrievalError
from retrieval.search import search


@shared_task(ignore_result=False)
def search_for(question: str, collection_ids: Sequence[str], limit: int | None = None) -> dict[str, Any]:
    """Search these collections, which the caller has checked that its asker may read. An error comes back as its words."""
    try:
        return wire.pack(search(question, Scope(frozenset(map(UUID, collection_ids))), limit=limit))
    except RetrievalError as error:
        return {"error": str(error)}
