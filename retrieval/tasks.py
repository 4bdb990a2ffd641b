"""Searches for the web process, which loads no model: they run in the answer worker."""

import logging
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from celery import shared_task
from celery.signals import worker_shutting_down
from django.conf import settings

from access.scope import Scope
from retrieval import catching_up, wire
from retrieval.benching import bench
from retrieval.building import bell, leases, recent, working
from retrieval.errors import RetrievalError
from retrieval.explaining import explain
from retrieval.filters import unpack
from retrieval.search import search
from retrieval.stages import Stages

log = logging.getLogger(__name__)
Packed = dict[str, Any]
CATCH_UP_SECONDS = 8.0


@shared_task(ignore_result=False)
def search_for(
    question: str,
    collection_ids: Sequence[str],
    limit: int | None = None,
    filters: Packed | None = None,
    as_typed: bool = False,
) -> Packed:
    """Search these collections, which the caller has checked that its asker may read. An error comes back as its words."""
    asked, stages = unpack(filters or {}), settings.RETRIEVAL.stages.as_typed if as_typed else None
    return _packed(lambda: wire.pack(search(question, _scope(collection_ids), filters=asked, limit=limit, stages=stages)))


@shared_task(ignore_result=False)
def explain_for(question: str, collection_ids: Sequence[str], document_id: str) -> Packed:
    """The same, and how the search judged one document's chunks."""
    return _packed(lambda: wire.pack_explained(explain(question, _scope(collection_ids), UUID(document_id))))


@shared_task
def catch_up() -> None:
    """Tell points what they don't know of their documents yet; what is left after some seconds waits for the next ring."""
    try:
        catching_up.catch_up(CATCH_UP_SECONDS)
    except RetrievalError as error:
        log.warning("Points could not be told of their documents: %s", error)


@shared_task(ignore_result=False)
def bench_for(question: str, collection_ids: Sequence[str], stages: Sequence[str], limit: int) -> Packed:
    """Search with these stages, and what each made of each passage."""
    return _packed(lambda: wire.pack_explained(bench(question, _scope(collection_ids), limit=limit, stages=Stages.of(*stages))))


@shared_task
def build_index() -> None:
    """Work for a turn at a version of the index, if one is to be built or lacks something; at the end, ring for the next turn."""
    after = None if leases.stopping.is_set() else working.work()
    if after is not None:
        bell.ring(bell.BUILD, after)


@shared_task
def compare_index() -> None:
    """Ask the live version and the one beside it what was asked lately, and write down the figures."""
    try:
        recent.compare()
    except RetrievalError as error:
        log.warning("The versions of the index could not be compared: %s", error)


@worker_shutting_down.connect
def _stop_between_steps(**_: object) -> None:
    """A worker that is asked to stop ends its turn at the next step."""
    leases.stopping.set()


def _scope(collection_ids: Sequence[str]) -> Scope:
    return Scope(frozenset(map(UUID, collection_ids)))


def _packed(run: Callable[[], Packed]) -> Packed:
    try:
        return run()
    except RetrievalError as error:
        return {"error": str(error)}
