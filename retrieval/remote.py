"""The same search, asked from a process without models: the answer worker searches, the caller waits."""

from typing import Any
from uuid import UUID

from celery import Task
from celery.exceptions import TimeoutError as WorkerTimeout
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from access.scope import Scope
from retrieval import tasks, wire
from retrieval.errors import NobodySearches, RetrievalError
from retrieval.filters import NO_FILTERS, Filters, pack
from retrieval.messages import Explained, Found
from retrieval.stages import NAMES, Stages

# The longest wait for a worker; nobody waits for a question that starts later, so it isn't searched then either.
SECONDS = 30


def search(
    question: str, scope: Scope, *, filters: Filters = NO_FILTERS, limit: int | None = None, as_typed: bool = False
) -> Found:
    """What `retrieval.search.search` finds; `as_typed`, with nothing read in the question but its words.

    Raises RetrievalError, NobodySearches when no worker answers in time.
    """
    if not scope.collections or not question.strip():
        return Found((), 0.0, {})
    return wire.unpack(_answer(tasks.search_for, question, _ids(scope), limit, pack(filters), as_typed))


def explain(question: str, scope: Scope, document_id: UUID) -> Explained:
    """What `retrieval.explaining.explain` tells. Raises as `search` does."""
    return wire.unpack_explained(_answer(tasks.explain_for, question, _ids(scope), str(document_id)))


def bench(question: str, scope: Scope, *, limit: int, stages: Stages) -> Explained:
    """What `retrieval.benching.bench` tells. Raises as `search` does."""
    chosen = [name for name in NAMES if getattr(stages, name)]
    return wire.unpack_explained(_answer(tasks.bench_for, question, _ids(scope), chosen, limit))


def _ids(scope: Scope) -> list[str]:
    return sorted(map(str, scope.collections))


def _answer(task: "Task[Any, Any]", *arguments: object) -> dict[str, Any]:
    try:
        asked = task.apply_async(arguments, expires=SECONDS)
        answer: dict[str, Any] = asked.get(timeout=SECONDS)
    except (WorkerTimeout, OperationalError, RedisError, RuntimeError) as error:  # Celery, without Redis
        raise NobodySearches from error
    asked.forget()
    if "error" in answer:
        raise RetrievalError(answer["error"])
    return answer
