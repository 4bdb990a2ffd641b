"""A question about whole documents: what stands for them."""

from collections.abc import Set
from itertools import chain
from uuid import UUID

from django.conf import settings

from access.scope import Scope
from retrieval import confidence, sparse, versions
from retrieval.filters import Filters
from retrieval.models import IndexVersion
from retrieval.qdrant import Candidate
from retrieval.reusing import embedded
from retrieval.search.examined import Examined, Where
from retrieval.search.shown import known_of, may_be_shown, passage_of
from retrieval.search.steps import Steps
from retrieval.understanding.meaning import Look
from retrieval.whole.changing import only_new
from retrieval.whole.choosing import choose

# Of so many of the best passages more than half are of one document where a question about the whole means that one.
AHEAD = 5


def of_whole(
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

    chosen = choose(question, where.documents(), best, index=asked, room=limit or settings.RETRIEVAL.keep)
    with steps.step("fetch"):
        rows = may_be_shown(chosen.standing.needed, where).in_bulk() if chosen else {}
    if not chosen or (chosen.standing.needed and not rows):
        return None
    known, near = known_of(rows.values()), chosen.standing.near
    needed = [key for key in chosen.standing.needed if key in rows]
    return Examined(
        tuple(only_new(passage_of(rows[key], near[key], known[rows[key].document_id]), chosen.whole.changes) for key in needed),
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
