"""From a question to passages: ask Qdrant in both ways, check rights and versions in SQL, fuse, look closer, drop what repeats."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from access.scope import Scope
from retrieval import confidence, embedding, excluding, fusion, qdrant, reranking, sparse, versions
from retrieval.errors import IndexLost
from retrieval.filters import NO_FILTERS, DataClass, Filters
from retrieval.messages import Found, Passage, Reading, Whole
from retrieval.models import IndexedDocument, IndexVersion, StoredChunk
from retrieval.narrowing import matching
from retrieval.qdrant import Candidate
from retrieval.rerankers import asking
from retrieval.rerankers.port import NoRanking
from retrieval.reusing import embedded
from retrieval.stages import Stages
from retrieval.understanding import Seen, phrases
from retrieval.understanding.meaning import Look, meant
from retrieval.visible import chunks_of, visible
from retrieval.whole.choosing import choose

# How often the net is cast again, each time four times as wide, when hidden versions took the places of visible ones.
WIDER = (1, 4, 16)
# How often a search looks at most, when documents changed their version while it did.
LOOKS = 2
# So many of the fused best get a closer look at their text.
LOOKED_AT = 50
# A step of a document's weight, in the standard deviations of fused scores. Two steps move a passage past others that fit about as
# well, not past one that fits much better; what a search is sure of is reckoned without it.
WEIGHT = 0.2
# Of so many of the best passages more than half are of one document where a question about the whole means that one.
AHEAD = 5


class Steps(dict[str, float]):
    """Milliseconds by step; a step that happens twice adds up."""

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what happens inside."""
        start = time.perf_counter()
        yield
        self[name] = self.get(name, 0.0) + 1000 * (time.perf_counter() - start)


def search(
    question: str,
    scope: Scope,
    *,
    filters: Filters = NO_FILTERS,
    limit: int | None = None,
    stages: Stages | None = None,
    index: IndexVersion | None = None,
) -> Found:
    """The passages in this Scope that answer best, best first, at most `limit`. Asking for more doesn't change the first ones.

    `filters` take away from the Scope, whatever they ask for. `stages` are those of the settings where none are named, `index` is
    the live version. Raises RetrievalError when Qdrant does not answer.
    """
    steps = Steps()
    return examine(question, scope, filters=filters, limit=limit, stages=stages, steps=steps, index=index).found(steps)


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
class Vectors:
    """One question as an index understands it; None for a kind of vector that is left out."""

    dense: embedding.Vectors | None
    sparse: sparse.Sparse | None


@dataclass(frozen=True)
class Examined:
    """One search with what each step made of its chunks. `ranked` are all that were ranked, best first, `kept` those that repeat
    none before them, as far as the limit went; `scores` are their scores, their documents' weight included. `rows` were fetched,
    `known` are their documents, and `terms` those of the best of them.
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
    readings: tuple[Reading, ...] = ()
    whole: Whole | None = None

    def found(self, steps: Steps) -> Found:
        """What `search` tells of it."""
        return Found(self.passages, confidence.probability(self.signals), steps, self.readings, self.whole)


def examine(
    question: str,
    scope: Scope,
    *,
    filters: Filters = NO_FILTERS,
    limit: int | None = None,
    stages: Stages | None = None,
    steps: Steps,
    index: IndexVersion | None = None,
) -> Examined:
    """What `search` finds, and how; the steps' milliseconds go into `steps`."""
    stages = stages or settings.RETRIEVAL.stages
    one_look = partial(look, scope=scope, limit=limit, stages=stages, steps=steps, index=index)
    whole = _whole(question, scope, one_look, filters=filters, limit=limit, steps=steps, index=index) if stages.whole else None
    return whole or meant(question, filters, stages, one_look, lambda first: _seen(first, scope, filters, index))


def _whole(
    question: str, scope: Scope, one_look: Look, *, filters: Filters, limit: int | None, steps: Steps, index: IndexVersion | None
) -> Examined | None:
    """What stands for the whole documents that are asked for; None where it isn't clear which, or nothing of them may be shown."""
    asked = index or (versions.live() if scope.collections else None)
    if asked is None:
        return None
    where, looked = Where(asked, filters.within(scope), filters), list[Examined]()

    def best(words: str, terms: Set[str]) -> UUID | None:
        looked.append(one_look(words, filters=filters, quoted=()))
        return _ahead(looked[-1], terms)

    chosen = choose(question, where.documents(), best, index=asked.name, room=limit or settings.RETRIEVAL.keep)
    with steps.step("fetch"):
        rows = _shown(chosen.standing.needed, where).in_bulk() if chosen else {}
    if not chosen or not rows:
        return None
    known, near = _known(rows.values()), chosen.standing.near
    needed = [key for key in chosen.standing.needed if key in rows]
    return Examined(
        tuple(_passage(rows[key], near[key], known[rows[key].document_id]) for key in needed),
        confidence.CERTAIN if chosen.named else looked[-1].signals,
        [Candidate(key) for key in needed],
        scores={key: near[key] for key in needed},
        ranked=needed,
        kept=needed,
        rows=rows,
        known=known,
        terms={key: sparse.terms(embedded(row)) for key, row in rows.items()},
        readings=(chosen.reading,),
        whole=chosen.whole,
    )


def _ahead(looked: Examined, terms: Set[str]) -> UUID | None:
    """The document that most of the best passages are of, the first among them, where its title and the headings of its passages
    have all these terms and an answer is there at all. That a word stands somewhere in its text says little of the whole.
    """
    of = [each.document_id for each in looked.passages[:AHEAD]]
    if not of or confidence.probability(looked.signals) < confidence.SURE_ENOUGH or 2 * of.count(of[0]) <= len(of):
        return None
    rows = [row for row in looked.rows.values() if row.document_id == of[0]]
    there = sparse.terms(" ".join(chain.from_iterable([row.title, *row.heading] for row in rows)))
    return of[0] if terms <= set(there) else None


def look(
    question: str,
    scope: Scope,
    *,
    filters: Filters = NO_FILTERS,
    quoted: Sequence[str] = (),
    limit: int | None = None,
    stages: Stages | None = None,
    steps: Steps,
    index: IndexVersion | None = None,
) -> Examined:
    """What `search` finds of a question as it is typed, and how; the steps' milliseconds go into `steps`.

    It asks one version of the index from its beginning to its end. One that went meanwhile has nothing: then the live one is asked.
    Raises IndexLost where nothing is found because Qdrant lost it.
    """
    limit, stages = limit or settings.RETRIEVAL.keep, stages or settings.RETRIEVAL.stages
    scope = filters.within(scope)
    asked = index or (versions.live() if scope.collections and question.strip() else None)
    if asked is None:
        return Examined()
    where = Where(asked, scope, filters, quoted)
    examined = _examine(question, where, limit=limit, stages=stages, steps=steps)
    if examined.candidates:
        return examined
    if index or versions.live() == asked:
        _check_there(where)
        return examined
    return look(question, scope, filters=filters, quoted=quoted, limit=limit, stages=stages, steps=steps)


def _check_there(where: Where) -> None:
    """Nothing found where there is something to find: that is only true of an index that is there."""
    if where.documents().exists() and not qdrant.is_there(where.index.name):
        raise IndexLost


def _seen(first: Examined, scope: Scope, filters: Filters, index: IndexVersion | None) -> Seen:
    """What a first look came upon, and a way to what else its asker may read."""
    asked = index or versions.live()
    terms = frozenset(chain.from_iterable(first.terms.values()))
    names = {key: each.name for key, each in first.known.items()}
    inside = filters.within(scope)
    holding = partial(_holding, Where(asked, inside, filters)) if asked else lambda _: ()
    return Seen({key: first.rows[key] for key in first.terms}, terms, names, inside.collections, holding)


def _holding(where: Where, terms: sparse.Sparse) -> Iterator[str]:
    """Texts that have one of these terms, as many as may tell a word that is not rare."""
    near = qdrant.candidates(where.index.name, dense=None, sparse=terms, collections=where.scope.collections, limit=LOOKED_AT)
    return map(embedded, _shown([each.chunk_id for each in near], where))


def _examine(question: str, where: Where, *, limit: int, stages: Stages, steps: Steps) -> Examined:
    with steps.step("embed"):
        dense = versions.model(where.index).encode_query(question) if stages.dense else None
        vectors = Vectors(dense, sparse.query_vector(" ".join([question, *where.quoted])) if stages.bm25 else None)
    for _ in range(LOOKS):
        candidates, missed = _visible(vectors, where, limit, steps)
        with steps.step("fuse"):
            fused = fusion.fuse(candidates, window=settings.RETRIEVAL.candidates)
            best = sorted(fused, key=fused.__getitem__, reverse=True)[: limit + max(LOOKED_AT, asking.wanted())]
        with steps.step("fetch"):
            rows = _shown(best, where).in_bulk()
        if not missed and len(rows) == len(best):
            break
    known = _known(rows.values())
    with steps.step("rerank"):
        terms = {key: sparse.terms(embedded(rows[key])) for key in best[:LOOKED_AT] if key in rows}
        looks = reranking.look(question, terms, {each.chunk_id: each.sparse for each in candidates}) if stages.rerank else {}
        scores: Mapping[UUID, float] = {
            key: fused[key] + (looks[key].score if key in looks else 0.0) for key in best if key in rows
        }
    if stages.rerank:
        scores = _reranked(question, scores, rows, known, steps)
    with steps.step("rerank"):
        weighed = {key: score + WEIGHT * known[rows[key].document_id].weight for key, score in scores.items()}
        ranked = sorted(weighed, key=weighed.__getitem__, reverse=True)
        kept = list(islice(reranking.without_repeats(ranked, terms) if stages.collapse else ranked, max(limit, 2)))
        passages = tuple(_passage(rows[key], weighed[key], known[rows[key].document_id]) for key in kept[:limit])
    signals = confidence.signals(kept, scores, candidates, looks)
    return Examined(passages, signals, candidates, fused, looks, weighed, ranked, kept, rows, known, terms)


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


def _visible(vectors: Vectors, where: Where, limit: int, steps: Steps) -> tuple[list[Candidate], bool]:
    """Candidates that SQL lets through, and whether a document was missed because its version changed meanwhile.

    The net is cast wider while what SQL holds back leaves too few.
    """
    for times in WIDER:
        wanted = times * max(limit, settings.RETRIEVAL.candidates)
        with steps.step("find"):
            candidates = qdrant.candidates(
                where.index.name,
                dense=vectors.dense,
                sparse=vectors.sparse,
                collections=where.scope.collections,
                limit=wanted,
                filters=where.filters,
            )
        with steps.step("check"):
            shown = set(_shown((each.chunk_id for each in candidates), where).values_list("id", flat=True))
            fitting = _quoting(shown, where.quoted) if where.quoted else shown
        if len(fitting) >= min(limit, len(candidates)) or len(candidates) < wanted:
            break
    hidden = {each.chunk_id for each in candidates} - shown
    return [each for each in candidates if each.chunk_id in fitting], bool(hidden) and _missed(hidden, shown, where)


def _quoting(chunk_ids: Set[UUID], quoted: Sequence[str]) -> Set[UUID]:
    """Those of the chunks in which all that is quoted stands."""
    rows = StoredChunk.objects.filter(id__in=list(chunk_ids)).only("title", "heading", "text")
    return {row.id for row in rows if phrases.holds(embedded(row), quoted)}


def _missed(hidden: Set[UUID], shown: Set[UUID], where: Where) -> bool:
    """Whether chunks may be hidden because another version became visible after Qdrant had answered.

    So it looks if they are gone by now, or if their document is visible and none of its chunks is among those shown.
    """
    rows = StoredChunk.objects.filter(id__in=hidden)
    documents = excluding.included(rows).values("document_id")
    seen = StoredChunk.objects.filter(id__in=shown).values("document_id")
    moved = where.documents().filter(document_id__in=documents).exclude(document_id__in=seen)
    return rows.count() < len(hidden) or moved.exists()


def _shown(chunk_ids: Iterable[UUID], where: Where) -> QuerySet[StoredChunk]:
    """Those of the chunks that may be shown: of the visible version of a document in the Scope that has not expired and is what
    is asked for, and not excluded by its editors.
    """
    return chunks_of(where.documents(), where.scope.collections).filter(id__in=list(chunk_ids))


def _known(rows: Iterable[StoredChunk]) -> Mapping[UUID, IndexedDocument]:
    """What is known of the rows' documents. The class of one that went this very moment is unknown: the strictest counts."""
    found = {row.document_id: IndexedDocument(document_id=row.document_id, data_class=DataClass.RESTRICTED) for row in rows}
    return found | IndexedDocument.objects.in_bulk(list(found))


def _passage(row: StoredChunk, score: float, known: IndexedDocument) -> Passage:
    return Passage(
        chunk_id=row.id,
        document_id=row.document_id,
        version_id=row.version_id,
        collection_id=row.collection_id,
        title=row.title,
        heading=tuple(row.heading),
        text=row.text,
        spans=row.own_spans,
        lines=row.own_lines,
        score=score,
        name=known.name,
        review_on=known.review_on,
        data_class=known.data_class,
    )
