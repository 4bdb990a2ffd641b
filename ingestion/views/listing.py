"""A collection's documents as somebody asked to see them, one page of the list."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet

from access.models import Collection
from ingestion.doubtful import doubtful
from ingestion.flow import held_up, pausing
from ingestion.flow.models import Pause
from ingestion.models import Document
from ingestion.views.filtering import STATES, Wanted, matching
from ingestion.views.rows import Row, rows

ROWS = 25


@dataclass(frozen=True)
class Tab:
    """One state one can look at, and how many documents are in it."""

    state: str
    label: str
    count: int
    address: str


@dataclass(frozen=True)
class Listing:
    """The list at one moment. `may_edit` says whether rows have actions; `total` counts the matching documents.

    `doubtful` counts the recognised pages to check, for editors. `pause`: nothing new is begun now. `held_up` says why nothing can
    be begun, where something waits.
    """

    collection_id: UUID
    wanted: Wanted
    may_edit: bool
    rows: tuple[Row, ...]
    total: int
    tabs: tuple[Tab, ...]
    page: int
    pages: int
    doubtful: int = 0
    pause: Pause | None = None
    held_up: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """How many documents of the whole collection are in each state."""
        return {tab.state: tab.count for tab in self.tabs}

    @property
    def address(self) -> str:
        """The query that brings this very list."""
        return self.wanted.address()

    @property
    def earlier(self) -> str:
        """The query of the page before, empty on the first."""
        return self.wanted.address(page=str(self.page - 1)) if self.page > 1 else ""

    @property
    def later(self) -> str:
        """The query of the page after, empty on the last."""
        return self.wanted.address(page=str(self.page + 1)) if self.page < self.pages else ""


def listing(collection: Collection, wanted: Wanted, *, may_edit: bool) -> Listing:
    """Look the list up: a fixed number of queries, however many documents there are."""
    tabs = _tabs(collection, wanted)
    page = _pages(matching(collection, wanted), _known(tabs, wanted)).get_page(wanted.page)
    return Listing(
        collection_id=collection.pk,
        wanted=wanted,
        may_edit=may_edit,
        rows=rows(page.object_list),
        total=page.paginator.count,
        tabs=tabs,
        page=page.number,
        pages=page.paginator.num_pages,
        pause=pausing.pause_of(collection),
        held_up=held_up.shown() if any(tab.count for tab in tabs if tab.state == "busy") else "",
        doubtful=doubtful(collection).count() if may_edit else 0,
    )


def _pages(documents: QuerySet[Document], known: int | None) -> "Paginator[Document]":
    """Pages over documents whose number may be known already: counting very many takes longer than fetching a page of them."""
    pages = Paginator(documents, ROWS)
    if known is not None:
        pages.__dict__["count"] = known  # where its cached property keeps it
    return pages


def _known(tabs: tuple[Tab, ...], wanted: Wanted) -> int | None:
    """How many documents are wanted, where nothing but a state narrows the list."""
    whole = replace(wanted, state="all")
    return None if whole.narrowed else next(tab.count for tab in tabs if tab.state == wanted.state)


def _tabs(collection: Collection, wanted: Wanted) -> tuple[Tab, ...]:
    counted = collection.documents.filter(latest__isnull=False).values_list("latest__state").annotate(Count("pk"))
    by_state: dict[str, int] = dict(counted)
    labels = {"all": "All", "busy": "In progress", "ready": "Ready", "failed": "Failed"}
    return tuple(
        Tab(name, labels[name], sum(by_state.get(state, 0) for state in states), wanted.address(state=name, page="1"))
        for name, states in STATES.items()
    )
