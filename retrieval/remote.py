"""The same search, asked from a process without models: the answer worker searches, the caller waits."""

from celery.exceptions import TimeoutError as WorkerTimeout
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from access.scope import Scope
from retrieval import tasks, wire
from retrieval.errors import IndexUnavailable, RetrievalError
from retrieval.messages import Found

# The longest wait for a worker; nobody waits for a question that starts later, so it isn't searched then either.
SECONDS = 30


def search(question: str, scope: Scope, *, limit: int | None = None) -> Found:
    """What `retrieval.search.search` finds. Raises RetrievalError, IndexUnavailable also when no worker answers in time."""
    if not scope.collections or not question.strip():
        return Found((), 0.0, {})
    try:
        asked = tasks.search_for.apply_async((question, sorted(map(str, scope.collections)), limit), expires=SECONDS)
        answer = asked.get(timeout=SECONDS)
    except (WorkerTimeout, OperationalError, RedisError, RuntimeError) as error:  # Celery, without Redis
        raise IndexUnavailable from error
    asked.forget()
    if "error" in answer:
        raise RetrievalError(answer["error"])
    return wire.unpack(answer)
