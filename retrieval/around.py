"""What stands right before and after passages, in the same version of their documents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q

from access.scope import Scope
from retrieval.messages import Passage
from retrieval.models import StoredChunk
from retrieval.visible import chunks_of, visible

Place = tuple[UUID, str, int]
"""A version, the chunker that cut it, and the place of a chunk among those."""


@dataclass(frozen=True)
class Neighbour:
    """The text right before or after the passage `beside`, without what both say; it is a passage with places of its own.

    It begins at character `start` of its chunk.
    """

    passage: Passage
    start: int
    beside: UUID
    before: bool


def around(scope: Scope, passages: Sequence[Passage]) -> tuple[Neighbour, ...]:
    """What stands around these passages and may be shown in this Scope now: of each the text after it first, then that before it.

    None of them is among the passages, and none comes twice.
    """
    rows = StoredChunk.objects.filter(id__in=[each.chunk_id for each in passages]).only("version_id", "chunker", "ordinal")
    places = {row.pk: _place(row) for row in rows}
    known = {places[each.chunk_id]: each for each in passages if each.chunk_id in places}
    wanted: dict[Place, tuple[Passage, bool]] = {}
    for (version, chunker, ordinal), each in known.items():
        for place, before in (((version, chunker, ordinal + 1), False), ((version, chunker, ordinal - 1), True)):
            if place not in known:
                wanted.setdefault(place, (each, before))
    shown = _shown(scope, wanted)
    found = (_neighbour(shown[place], *wanted[place], known) for place in wanted if place in shown)
    return tuple(each for each in found if each.passage.text)


def _neighbour(row: StoredChunk, beside: Passage, before: bool, known: Mapping[Place, Passage]) -> Neighbour:
    """What a chunk adds to the known passages on both sides of it: neighbours share whole sentences."""
    whole = _passage(row, beside)
    earlier, later = known.get(_place(row, -1)), known.get(_place(row, 1))
    start = _shared(earlier, whole) if earlier else 0
    end = len(whole.text) - (_shared(whole, later) if later else 0)
    new = whole.part(start, end)
    return Neighbour(new, whole.text.find(new.text, start), beside.chunk_id, before)


def _shown(scope: Scope, places: Iterable[Place]) -> dict[Place, StoredChunk]:
    """The chunks at these places that a search in this Scope could find."""
    at = Q(pk__in=())
    for version, chunker, ordinal in places:
        at |= Q(version_id=version, chunker=chunker, ordinal=ordinal)
    rows = chunks_of(visible(scope.collections), scope.collections).filter(at)
    return {_place(row): row for row in rows}


def _place(row: StoredChunk, step: int = 0) -> Place:
    """Where a chunk stands, or one so many steps from it."""
    return row.version_id, row.chunker, row.ordinal + step


def _passage(row: StoredChunk, beside: Passage) -> Passage:
    """A chunk as a passage; what is true of its document it has from the one that it stands beside, and its score too."""
    return replace(
        beside,
        chunk_id=row.pk,
        title=row.title,
        heading=tuple(row.heading),
        text=row.text,
        spans=row.own_spans,
        lines=row.own_lines,
    )


def _shared(earlier: Passage, later: Passage) -> int:
    """So many characters at the end of one stand at the beginning of the next, by their places on the page.

    A header that is repeated above each part of a table lies before both ends, and is not shared in this sense.
    """
    if not (earlier.spans and later.spans):
        return 0
    last, first = earlier.spans[-1], later.spans[0]
    joined = last.page == first.page and last.start <= first.start < last.end <= first.end
    return last.end - first.start if joined else 0
