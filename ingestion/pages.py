"""Pages of a version by number: in the tables, of which only a few are held at a time, since a document may outgrow the memory."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Protocol
from uuid import UUID

from django.db.models import QuerySet

from ingestion.models import Page
from ingestion.page_rows import page_read, page_shown
from ingestion.reading.messages import PageRead

AT_ONCE = 20
HELD = 40


class Pages(Protocol):
    """The pages of a document."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[PageRead]:
        """All of them, in order."""

    def __getitem__(self, number: int) -> PageRead:
        """The page with this number; KeyError if there is none."""


class HeldPages:
    """Pages that are in memory."""

    def __init__(self, pages: Iterable[PageRead]) -> None:
        self._pages = {page.number: page for page in pages}

    def __len__(self) -> int:
        return len(self._pages)

    def __iter__(self) -> Iterator[PageRead]:
        return iter(self._pages.values())

    def __getitem__(self, number: int) -> PageRead:
        return self._pages[number]


class StoredPages:
    """Pages in the tables. `as_read`: as they were read or corrected, before anything was masked; else as readers see them."""

    def __init__(self, version_id: UUID, *, as_read: bool = False) -> None:
        self._version_id, self._told = version_id, page_read if as_read else page_shown
        self._held: OrderedDict[int, PageRead] = OrderedDict()

    def __len__(self) -> int:
        return self._rows().count()

    def __iter__(self) -> Iterator[PageRead]:
        after = 0
        while some := list(self._rows().filter(number__gt=after)[:AT_ONCE]):
            yield from map(self._told, some)
            after = some[-1].number

    def __getitem__(self, number: int) -> PageRead:
        if number not in self._held:
            self._hold(number)
        return self._held[number]

    def _hold(self, number: int) -> None:
        """Whoever wants one page wants those after it next."""
        for row in self._rows().filter(number__gte=number)[:AT_ONCE]:
            self._held[row.number] = self._told(row)
            self._held.move_to_end(row.number)
        while len(self._held) > HELD:
            self._held.popitem(last=False)

    def _rows(self) -> QuerySet[Page]:
        return Page.objects.filter(version=self._version_id).select_related("unmasked").order_by("number")
