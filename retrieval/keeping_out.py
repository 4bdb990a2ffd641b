"""What editors keep out of search stays out, however the document is cut.

Chunks are kept out by their whole text (retrieval.excluding). One that another chunker makes has another text: it is kept out too
if it holds words that elsewhere stand in excluded chunks alone. What is taken back is taken back in all of them. Until then it is
kept, whether there is such a chunk at the moment or not: the text may come back with another version of the document.
"""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from retrieval.messages import Span
from retrieval.models import Exclusion, StoredChunk

Held = tuple[Span, Exclusion]


def carry_over(version_id: UUID, document_id: UUID, *, to: str) -> None:
    """Exclude what the chunker `to` made of what is excluded as others cut it. Safe to repeat; of what is erased meanwhile nothing
    stays.
    """
    known = {each.text_digest: each for each in Exclusion.objects.filter(document_id=document_id)}
    if not known:
        return
    rows = list(StoredChunk.objects.filter(version_id=version_id).only("chunker", "text", "text_digest", "spans"))
    made = []
    for chunker in {row.chunker for row in rows} - {to}:
        held = list(_kept_out([row for row in rows if row.chunker == chunker], known))
        for row in rows:
            if row.chunker == to and row.text_digest not in known and (met := _met(row, held)):
                said = {"reason": met.reason, "by_id": met.by_id, "of": met.of or met.text_digest}
                carried, new = Exclusion.objects.get_or_create(document_id=document_id, text_digest=row.text_digest, defaults=said)
                made += [carried.pk] if new else []
    if made and not StoredChunk.objects.filter(document_id=document_id).exists():
        Exclusion.objects.filter(pk__in=made).delete()


def carry_everywhere(version_id: UUID) -> None:
    """The same for all chunkers that have cut this version of a document."""
    for document_id, chunker in set(StoredChunk.objects.filter(version_id=version_id).values_list("document_id", "chunker")):
        carry_over(version_id, document_id, to=chunker)


def needed(chunker: str, *, but: str) -> QuerySet[StoredChunk]:
    """Excluded chunks of versions of documents which this chunker has cut, and not the other: what is excluded of them is known
    by these alone.
    """
    text = Exclusion.objects.filter(document_id=OuterRef("document_id"), text_digest=OuterRef("text_digest"))
    others = StoredChunk.objects.filter(version_id=OuterRef("version_id"), chunker=but)
    return StoredChunk.objects.filter(Exists(text), ~Exists(others), chunker=chunker)


def alike(document_id: UUID, exclusions: Iterable[Exclusion]) -> Q:
    """These and all that are excluded for the same reason as one of them: because they hold some of its text."""
    first = {each.of or each.text_digest for each in exclusions}
    return Q(document_id=document_id) & (Q(text_digest__in=first) | Q(of__in=first))


def _kept_out(rows: Sequence[StoredChunk], known: dict[str, Exclusion]) -> Iterator[Held]:
    """The places of which all chunks are excluded, as one chunker has cut them."""
    shown = [span for row in rows if row.text_digest not in known for span in row.own_spans]
    for row in rows:
        if row.text_digest in known:
            for span in row.own_spans:
                yield from ((part, known[row.text_digest]) for part in _without(span, shown))


def _without(span: Span, others: Iterable[Span]) -> list[Span]:
    """What of a span is in none of the others."""
    parts = [span]
    for other in others:
        if other.page == span.page:
            cut = [(Span(p.page, p.start, min(p.end, other.start)), Span(p.page, max(p.start, other.end), p.end)) for p in parts]
            parts = [part for both in cut for part in both if part.start < part.end]
    return parts


def _met(row: StoredChunk, held: Iterable[Held]) -> Exclusion | None:
    """The first exclusion of which a chunk has words."""
    at, places = 0, []
    for span in row.own_spans:
        places.append((span, at - span.start))
        at += span.end - span.start + 1  # the newline that joins them
    for span, shift in places:
        for part, exclusion in held:
            start, end = max(span.start, part.start), min(span.end, part.end)
            if span.page == part.page and any(map(str.isalnum, row.text[start + shift : max(start, end) + shift])):
                return exclusion
    return None
