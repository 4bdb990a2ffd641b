"""What the index holds of a document that is to be forgotten: rows, points in every version of the index, results on their way."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from uuid import UUID

import redis
from django.conf import settings

from forgetting.errors import NotYet, waiting_for_redis
from forgetting.messages import Hit, Place, Subject
from forgetting.spelling import stands_in
from retrieval import qdrant
from retrieval.errors import RetrievalError
from retrieval.models import Exclusion, IndexedDocument, StoredChunk

OWN_WORDS = frozenset({"retrieval.exclusion.reason"})
RESULTS = "celery-task-meta-*"


def find(subject: Subject) -> Iterable[Place]:
    """Visible versions, chunks, points in each version of the index, and results of searches that nobody has fetched yet."""
    with _answering():
        points = {name: qdrant.count_in(name, subject.documents) for name in qdrant.every_version()}
        results = sum(1 for _ in _results([str(document) for document in subject.documents]))
    return [
        Place("Documents that search may show", IndexedDocument.objects.filter(document_id__in=subject.documents).count()),
        Place("Chunks of text", StoredChunk.objects.filter(document_id__in=subject.documents).count()),
        Place("Chunks kept out of search", Exclusion.objects.filter(document_id__in=subject.documents).count()),
        *(Place(f"Points of the index {name}", count) for name, count in points.items()),
        Place("Results of searches on their way", results),
    ]


def erase(subject: Subject) -> None:
    """Out of search first; then points, while the rows still say that something is left to do; then rows."""
    IndexedDocument.objects.filter(document_id__in=subject.documents).delete()
    with _answering():
        for name in qdrant.every_version():
            qdrant.delete_in(name, subject.documents)
        for key in _results([str(document) for document in subject.documents]):
            _redis(settings.REDIS_URL).delete(key)
    StoredChunk.objects.filter(document_id__in=subject.documents).delete()
    with _answering():  # whoever had these rows in hand, to build another version, looks for them once more after writing
        for name in qdrant.every_version():
            qdrant.delete_in(name, subject.documents)
    Exclusion.objects.filter(document_id__in=subject.documents).delete()


def keep_only(versions: Mapping[UUID, UUID]) -> None:
    """Remove from every version of the index all points of these documents but those of the version beside each. Raises NotYet."""
    with _answering():
        for name in qdrant.every_version() if versions else ():
            qdrant.delete_in(name, versions.keys(), but=versions.values())


def count_others(versions: Mapping[UUID, UUID]) -> int:
    """How many points of these documents there are beside those of their versions. Raises NotYet."""
    with _answering():
        return (
            sum(qdrant.count_in(name, versions.keys(), but=versions.values()) for name in qdrant.every_version()) if versions else 0
        )


def phrases(subject: Subject) -> Sequence[str]:
    """None: the texts come from the pages."""
    return ()


def quotes(subject: Subject, phrases: Sequence[str]) -> frozenset[UUID]:
    """None: quotes are the assistant's."""
    return frozenset()


def search(phrases: Sequence[str]) -> Iterable[Hit]:
    """Results of searches that hold one of these texts. Points hold ids and numbers, no text."""
    with _answering():
        count = sum(1 for _ in _results(phrases))
    return [Hit("Results of searches on their way", count)] if count else []


def _results(texts: Sequence[str]) -> Iterator[bytes]:
    """The keys of all results in which one of these texts stands."""
    client = _redis(settings.REDIS_URL)
    for key in client.scan_iter(match=RESULTS, count=500):
        kept = client.get(key)
        if isinstance(kept, bytes) and stands_in(kept, texts):
            yield key


@contextmanager
def _answering() -> Iterator[None]:
    with waiting_for_redis():
        try:
            yield
        except RetrievalError as error:
            raise NotYet(str(error)) from error


@lru_cache(maxsize=1)
def _redis(url: str) -> "redis.Redis":
    return redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=2)
