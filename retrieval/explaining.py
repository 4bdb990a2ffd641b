"""Why a document is found, or isn't: the search itself, followed further down, and what each step made of the document's chunks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from access.scope import Scope
from retrieval import excluding, qdrant, sparse, versions
from retrieval.messages import Explained, Found, Judged, Verdict
from retrieval.models import IndexedDocument, IndexVersion, StoredChunk
from retrieval.qdrant import Candidate
from retrieval.reusing import embedded
from retrieval.search import Examined, Steps, examine
from retrieval.visible import visible
from retrieval.weighing import added

DEPTH = 400
"""So far down a search is followed."""
CHUNKS = 5
"""So many chunks of the document are told of."""
OWN = 20
ORDER = (Verdict.FOUND, Verdict.BEHIND, Verdict.REPEATS, Verdict.EXCLUDED, Verdict.HIDDEN, Verdict.BEYOND)


def explain(question: str, scope: Scope, document_id: UUID) -> Explained:
    """The passages that a search in this Scope finds, and how it judges the chunks of the visible version of a document.

    Nothing is told of a document without a visible version, or outside the Scope. Raises RetrievalError.
    """
    steps, index = Steps(), versions.live()
    asked = examine(question, scope, steps=steps, index=index)
    found = asked.found(steps)
    known = IndexedDocument.objects.filter(document_id=document_id, collection_id__in=scope.collections).first()
    if index is None or known is None or not question.strip():
        return Explained(found, (), DEPTH)
    judging = _Judging(question, found, examine(question, scope, limit=DEPTH, steps=Steps(), index=index), known)
    judged = sorted(judging.judged(_own(question, known, index)), key=_order)
    return Explained(found, tuple(judged[:CHUNKS]), DEPTH)


def _own(question: str, known: IndexedDocument, index: IndexVersion) -> list[Candidate]:
    """The document's own best chunks, whoever else is nearer, and whether or not they may be shown."""
    return qdrant.candidates(
        index.name,
        dense=versions.model(index).encode_query(question),
        sparse=sparse.query_vector(question),
        collections=[known.collection_id],
        limit=OWN,
        version=known.version_id,
    )


def _order(judged: Judged) -> tuple[int, float, float]:
    return ORDER.index(judged.verdict), judged.rank or DEPTH, -(judged.dense or -1.0)


@dataclass(frozen=True)
class _Judging:
    """What is known of one search: what it found, the same followed further down (`deep`), and the document that is asked about."""

    question: str
    found: Found
    deep: Examined
    known: IndexedDocument

    def judged(self, own: list[Candidate]) -> Iterator[Judged]:
        """Each of the document's chunks that are in the index now."""
        rows = StoredChunk.objects.filter(version_id=self.known.version_id, id__in=[each.chunk_id for each in own])
        out = set(excluding.excluded(rows).values_list("id", flat=True))
        shown = visible([self.known.collection_id]).filter(document_id=self.known.document_id).exists()
        texts = {row.id: embedded(row) for row in rows}
        for each in own:
            if each.chunk_id in texts:
                hidden = Verdict.EXCLUDED if each.chunk_id in out else None if shown else Verdict.HIDDEN
                yield self._judged(Candidate(each.chunk_id) if self.deep.whole else each, texts[each.chunk_id], hidden)

    def _judged(self, own: Candidate, text: str, hidden: Verdict | None) -> Judged:
        key, look = own.chunk_id, self.deep.looks.get(own.chunk_id)
        rank = self._places.get(key)
        return Judged(
            chunk_id=key,
            verdict=hidden or self._verdict(key),
            rank=rank,
            dense=own.dense,
            dense_rank=place(own.dense, [each.dense for each in self.deep.candidates]),
            bm25=own.sparse,
            bm25_rank=place(own.sparse, [each.sparse for each in self.deep.candidates]),
            fused=self.deep.fused.get(key),
            fused_rank=place(self.deep.fused.get(key), list(self.deep.fused.values())),
            coverage=look.coverage if look else None,
            proximity=look.proximity if look else None,
            looked=look.score if look else None,
            weight=added(self.known, self.deep.spoken),
            score=self.deep.scores.get(key),
            words=words(self.question, text),
        )

    @property
    def _places(self) -> Mapping[UUID, int]:
        """The passages that were found keep the places that they really have; what comes behind them follows."""
        found = [each.chunk_id for each in self.found.passages]
        behind = [key for key in self.deep.kept if key not in set(found)]
        return {key: place for place, key in enumerate([*found, *behind], 1)}

    def _verdict(self, key: UUID) -> Verdict:
        if any(each.chunk_id == key for each in self.found.passages):
            return Verdict.FOUND
        if key in self.deep.kept:
            return Verdict.BEHIND
        return Verdict.REPEATS if self._was_dropped(key) else Verdict.BEYOND

    def _was_dropped(self, key: UUID) -> bool:
        """Whether it was ranked before the end of what was followed, and left out there all the same."""
        if len(self.deep.kept) < DEPTH:
            return key in self.deep.scores
        return self.deep.ranked.index(key) < self.deep.ranked.index(self.deep.kept[-1]) if key in self.deep.scores else False


def place(score: float | None, others: Sequence[float | None]) -> int | None:
    """The place of a score among others, from 1; None where it has none or lies beyond those that were looked at."""
    if score is None:
        return None
    better = sum(1 for other in others if other is not None and other > score)
    return better + 1 if better < DEPTH else None


def words(question: str, text: str) -> tuple[tuple[str, bool], ...]:
    """The words that are searched for as they stand in the question, each with whether the text has it in any form."""
    there = set(sparse.terms(text))
    asked = {word: sparse.terms(word) for word in dict.fromkeys(question.split())}
    return tuple((word.strip(".,;:!?()\"'“”‘’«»"), not there.isdisjoint(terms)) for word, terms in asked.items() if terms)
