"""The passages that are new in a document: cut to what the version before did not say, evenly from all sections."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from django.db.models import QuerySet

from retrieval import cutting, excluding
from retrieval.messages import Passage, Span
from retrieval.models import IndexedDocument, IndexVersion, StoredChunk
from retrieval.whole.newly import Changes, NewlySaid, Stretch, newly_said
from retrieval.whole.sections import sections, spread
from retrieval.whole.standing import Standing


def of_changes(document: IndexedDocument, index: IndexVersion, room: int) -> tuple[Standing, Changes]:
    """At most `room` chunks with something new, of each section the one that has most; `near` is the share of it that is new."""
    said = newly_said(document.version_id)
    if said is None:
        return Standing((), (), {}), Changes(None, 0, {})
    new = _new(cutting.stored(index, document.version_id), said)
    rows, lengths = list(new), {row.pk: _length(stretches) for row, stretches in new.items()}
    parts = sections([tuple(row.heading) for row in rows], room)
    chosen = [max((rows[at] for at in part), key=lambda row: lengths[row.pk]) for part in parts]
    keys = tuple(row.pk for row in chosen)
    near = {row.pk: lengths[row.pk] / len(row.text) for row in chosen}
    standing = Standing(tuple(keys[at] for at in spread(len(keys))), keys, near)
    return standing, Changes(said.since, len(rows), {row.pk: new[row] for row in chosen})


def only_new(passage: Passage, changes: Changes | None) -> Passage:
    """The passage with nothing but what is new in it, which knows its own places; all of it where nobody asks for that."""
    if changes is None:
        return passage
    parts = [passage.part(*stretch) for stretch in changes.new[passage.chunk_id]]
    spans = tuple(chain.from_iterable(part.spans for part in parts))
    return replace(passage, text="\n".join(part.text for part in parts), spans=spans)


def _new(chunks: QuerySet[StoredChunk], said: NewlySaid) -> Mapping[StoredChunk, Sequence[Stretch]]:
    """Those of the chunks with something new, in their order. What two of them share counts for the first."""
    taken: set[Span] = set()
    found: dict[StoredChunk, Sequence[Stretch]] = {}
    for row in excluding.included(chunks).only("heading", "text", "spans").iterator():
        places = [(at, span) for at, span in _places(row, said.places) if span not in taken]
        taken.update(span for _, span in places)
        if stretches := _joined(row.text, [(at, at + span.end - span.start) for at, span in places]):
            found[row] = stretches
    return found


def _places(row: StoredChunk, new: Mapping[int, Sequence[Stretch]]) -> Iterator[tuple[int, Span]]:
    """What of a chunk is new: where it begins in its text, and where it stands."""
    position = 0
    for span in row.own_spans:
        for start, end in new.get(span.page, ()):
            first, last = max(start, span.start), min(end, span.end)
            if first < last:
                yield position + first - span.start, Span(span.page, first, last)
        position += span.end - span.start + 1  # spans are joined by one newline


def _joined(text: str, stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Those with only white space between them as one."""
    found: list[Stretch] = []
    for start, end in stretches:
        if found and not text[found[-1][1] : start].strip():
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return tuple(found)


def _length(stretches: Sequence[Stretch]) -> int:
    return sum(end - start for start, end in stretches)
