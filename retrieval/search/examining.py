"""What one version of the index has for a question: candidates, fused, looked at closer, in order, without those that repeat."""

import time
from collections.abc import Mapping
from itertools import islice
from uuid import UUID

from django.conf import settings

from guard.language import asked_in
from retrieval import confidence, embedding, fusion, reranking, spans, sparse, versions
from retrieval.models import IndexedDocument, IndexVersion, StoredChunk
from retrieval.rerankers import asking
from retrieval.rerankers.port import NoRanking
from retrieval.reusing import embedded
from retrieval.search.examined import Examined, Where
from retrieval.search.finding import Vectors, visible_candidates
from retrieval.search.shown import known_of, may_be_shown, passage_of
from retrieval.search.steps import Steps
from retrieval.stages import Stages
from retrieval.weighing import added

# How often a search looks at most, when documents changed their version while it did.
LOOKS = 2
# So many of the fused best get a closer look at their text.
LOOKED_AT = 50


def examined(question: str, where: Where, *, limit: int, stages: Stages, steps: Steps) -> Examined:
    """What is found there, and how; once more where documents changed their version meanwhile."""
    with steps.step("embed"):
        dense = _dense(question, where.index) if stages.dense else None
        vectors = Vectors(dense, sparse.query_vector(" ".join([question, *where.quoted])) if stages.bm25 else None)
    for _ in range(LOOKS):
        candidates, missed = visible_candidates(vectors, where, limit, steps)
        with steps.step("fuse"):
            fused = fusion.fuse(candidates, window=settings.RETRIEVAL.candidates)
            best = sorted(fused, key=fused.__getitem__, reverse=True)[: limit + max(LOOKED_AT, asking.wanted())]
        with steps.step("fetch"):
            rows = may_be_shown(best, where).in_bulk()
        if not missed and len(rows) == len(best):
            break
    known = known_of(rows.values())
    with steps.step("rerank"):
        terms = {key: sparse.terms(embedded(rows[key])) for key in best[:LOOKED_AT] if key in rows}
        looks = reranking.look(question, terms, {each.chunk_id: each.sparse for each in candidates}) if stages.rerank else {}
        scores: Mapping[UUID, float] = {
            key: fused[key] + (looks[key].score if key in looks else 0.0) for key in best if key in rows
        }
    if stages.rerank:
        scores = _reranked(question, scores, rows, known, steps)
    with steps.step("rerank"):
        spoken = asked_in(question, among={each.language for each in known.values()}) if stages.language else ""
        weighed = {key: score + added(known[rows[key].document_id], spoken) for key, score in scores.items()}
        ranked = sorted(weighed, key=weighed.__getitem__, reverse=True)
        kept = list(islice(reranking.without_repeats(ranked, terms) if stages.collapse else ranked, max(limit, 2)))
        passages = tuple(passage_of(rows[key], weighed[key], known[rows[key].document_id]) for key in kept[:limit])
    signals = confidence.signals(kept, scores, candidates, looks)
    return Examined(passages, signals, candidates, fused, looks, weighed, ranked, kept, rows, known, terms, spoken)


def _dense(question: str, index: IndexVersion) -> embedding.Vectors:
    with spans.embeddings(index):
        return versions.model(index).encode_query(question)


def _reranked(
    question: str,
    scores: Mapping[UUID, float],
    rows: Mapping[UUID, StoredChunk],
    known: Mapping[UUID, IndexedDocument],
    steps: Steps,
) -> Mapping[UUID, float]:
    """The scores after the re-ranker has put the best passages in order; as they were where there is none, or it gives no order."""
    best = sorted(scores, key=scores.__getitem__, reverse=True)[: asking.wanted()]
    texts = {key: embedded(rows[key]) for key in best if asking.may_go(known[rows[key].document_id].data_class)}
    if len(texts) < 2:
        return scores
    start = time.perf_counter()
    try:
        found, step = asking.reordered(question, scores, texts), "re-ranker"
    except NoRanking:
        found, step = scores, "re-ranker (gave no order)"
    steps[step] = 1000 * (time.perf_counter() - start)
    return found
