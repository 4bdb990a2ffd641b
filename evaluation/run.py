"""Play a test collection: index it through Footnote's own path, ask every question in four ways, take the figures."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from access.scope import Scope
from evaluation import metrics
from evaluation.beir import Document, TestCollection
from ingestion.chunking import chunk
from ingestion.reading.pagination import Piece, paginate
from retrieval import chunkers, index, versions
from retrieval.chunkers import Chunker, searched
from retrieval.messages import Chunk, Found, IndexedVersion
from retrieval.models import IndexedDocument, StoredChunk
from retrieval.search import search
from retrieval.stages import Stages

logger = logging.getLogger(__name__)

# Documents written in one go; passages asked for, enough to rank a hundred documents by their best one; questions timed.
TOGETHER = 128
DEEP = 300
TIMED = 200
Ranking = list[tuple[str, float]]


@dataclass(frozen=True)
class System:
    """One way of searching, and the stages that it goes through."""

    name: str
    stages: Stages

    def ask(self, question: str, scope: Scope, *, limit: int | None = None) -> Found:
        """Search in this way."""
        return search(question, scope, limit=limit, stages=self.stages)


HYBRID, FUSION, DENSE, BM25 = SYSTEMS = (
    System("hybrid", Stages()),
    System("fusion", Stages(rerank=False)),
    System("dense", Stages.of("dense", "collapse")),
    System("bm25", Stages.of("bm25", "collapse")),
)


@dataclass(frozen=True)
class Figures:
    """What one system reached on one collection: each of metrics.MERITS, question by question in the collection's order.

    Latencies are milliseconds of searches as people make them.
    """

    system: str
    merits: dict[str, list[float]]
    latency_p50: float
    latency_p95: float
    rankings: dict[str, Ranking]


@dataclass(frozen=True)
class Result:
    """One collection played through."""

    collection: str
    documents: int
    chunks: int
    questions: int
    documents_per_second: float | None
    figures: tuple[Figures, ...]

    def of(self, system: System) -> Figures:
        """What this system reached here."""
        return next(each for each in self.figures if each.system == system.name)


def play(collection: TestCollection) -> Result:
    """Index the collection and ask its questions. Call it inside `apart`: it writes to the index at hand."""
    versions.current_model().encode_query("Load the model before the clock starts.")
    place = Place(collection.name)
    speed = place.fill(collection.documents)
    figures = tuple(_figures(system, collection, place) for system in SYSTEMS)
    return Result(collection.name, len(collection.documents), place.chunks(), len(collection.questions), speed, figures)


class Place:
    """Where a test collection stands in the index: a collection of its own, a UUID for each document."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.collection_id = uuid5(NAMESPACE_URL, name)
        self.names: dict[UUID, str] = {}

    @property
    def scope(self) -> Scope:
        """The Scope that sees this collection and nothing else."""
        return Scope(frozenset([self.collection_id]))

    def fill(self, documents: Sequence[Document]) -> float | None:
        """Write and publish the documents; how many a second, or None where all were there already, in a kept index."""
        versions = [(self._version(document), document) for document in documents]
        there = set(IndexedDocument.objects.filter(collection_id=self.collection_id).values_list("version_id", flat=True))
        missing = [(version, document) for version, document in versions if version.version_id not in there]
        start = time.perf_counter()
        for at in range(0, len(missing), TOGETHER):
            batch = [(version, chunked(document, chunkers.current())) for version, document in missing[at : at + TOGETHER]]
            index.write_together(batch)
            self._publish([version for version, _ in batch])
            logger.info("%s: %s of %s documents indexed", self.name, min(at + TOGETHER, len(missing)), len(missing))
        return len(missing) / (time.perf_counter() - start) if missing else None

    def chunks(self) -> int:
        """How many chunks the documents make."""
        return searched(StoredChunk.objects.filter(collection_id=self.collection_id)).count()

    @transaction.atomic
    def _publish(self, versions: Sequence[IndexedVersion]) -> None:
        for version in versions:
            index.publish(version)

    def ranking(self, found: Found) -> Ranking:
        """Documents by their best passage."""
        best: dict[UUID, float] = {}
        for passage in found.passages:
            best.setdefault(passage.document_id, passage.score)
        return [(self.names[document], score) for document, score in best.items()]

    def _version(self, document: Document) -> IndexedVersion:
        document_id = uuid5(self.collection_id, document.id)
        self.names[document_id] = document.id
        return IndexedVersion(
            document_id, uuid5(document_id, document.title + document.text), self.collection_id, document.title[:500]
        )


def chunked(document: Document, chunker: Chunker) -> list[Chunk]:
    """A document's chunks, as the reader of plain text and this chunker make them. One without text is known by its title."""
    pieces = (Piece("paragraph", paragraph) for paragraph in (document.text.strip() or document.title).split("\n\n"))
    return chunk(list(paginate(pieces)), title=document.title, chunker=chunker)


def _figures(system: System, collection: TestCollection, place: Place) -> Figures:
    questions = collection.questions.items()
    rankings = {key: place.ranking(system.ask(question, place.scope, limit=DEEP)) for key, question in questions}
    latencies = _latencies(system, list(collection.questions.values()), place.scope)
    logger.info("%s: %s questions asked", system.name, len(rankings))
    merits = _merits(collection, rankings)
    return Figures(system.name, merits, metrics.percentile(latencies, 0.5), metrics.percentile(latencies, 0.95), rankings)


def _merits(collection: TestCollection, rankings: dict[str, Ranking]) -> dict[str, list[float]]:
    pairs = [([name for name, _ in ranking], collection.judgements[key]) for key, ranking in rankings.items()]
    return {name: [merit(*pair) for pair in pairs] for name, merit in metrics.MERITS.items()}


def _latencies(system: System, questions: Sequence[str], scope: Scope) -> list[float]:
    """Milliseconds of searches as people make them, for up to TIMED of the questions, evenly spread."""
    latencies = []
    for question in questions[:: max(1, len(questions) // TIMED)]:
        start = time.perf_counter()
        system.ask(question, scope)
        latencies.append(1000 * (time.perf_counter() - start))
    return latencies
