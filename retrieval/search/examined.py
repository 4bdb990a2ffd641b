"""Where one search looks, and what it sees there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet

from access.scope import Scope
from retrieval import confidence, reranking
from retrieval.filters import Filters
from retrieval.messages import Found, Passage, Reading, Whole
from retrieval.models import IndexedDocument, IndexVersion, StoredChunk
from retrieval.narrowing import matching
from retrieval.qdrant import Candidate
from retrieval.search.steps import Steps
from retrieval.visible import visible


@dataclass(frozen=True)
class Where:
    """Where one search looks: which version of the index, what its asker may read, of that what is asked for, and there what holds
    all that is `quoted`.
    """

    index: IndexVersion
    scope: Scope
    filters: Filters
    quoted: Sequence[str] = ()

    def documents(self) -> QuerySet[IndexedDocument]:
        """The documents of which something may be shown now."""
        return matching(visible(self.scope.collections), self.filters)


@dataclass(frozen=True)
class Examined:
    """One search with what each step made of its chunks. `ranked` are all that were ranked, best first, `kept` those that repeat
    none before them, as far as the limit went; `scores` are their scores, their documents' weight included. `rows` were fetched,
    `known` are their documents, and `terms` those of the best of them. `spoken` is the language of the question, where that counts.
    """

    passages: tuple[Passage, ...] = ()
    signals: confidence.Signals = confidence.NOTHING
    candidates: Sequence[Candidate] = ()
    fused: Mapping[UUID, float] = field(default_factory=dict)
    looks: Mapping[UUID, reranking.Look] = field(default_factory=dict)
    scores: Mapping[UUID, float] = field(default_factory=dict)
    ranked: Sequence[UUID] = ()
    kept: Sequence[UUID] = ()
    rows: Mapping[UUID, StoredChunk] = field(default_factory=dict)
    known: Mapping[UUID, IndexedDocument] = field(default_factory=dict)
    terms: Mapping[UUID, Sequence[str]] = field(default_factory=dict)
    spoken: str = ""
    readings: tuple[Reading, ...] = ()
    whole: Whole | None = None

    def found(self, steps: Steps) -> Found:
        """What `search` tells of it."""
        return Found(self.passages, confidence.probability(self.signals), steps, self.readings, self.whole)
