"""A collection's documents as somebody asked to see them: some words of the name, one state, one page of the list."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from access.models import Collection
from ingestion.models import UNFINISHED, Document, State
from ingestion.views.rows import Row, rows

ROWS = 25
LONGEST_SEARCH = 200
PLAIN = {"q": "", "state": "all", "page": "1"}
STATES: dict[str, tuple[str, ...]] = {
    "all": (*UNFINISHED, State.READY, State.FAILED),
    "busy": UNFINISHED,
    "ready": (State.READY,),
    "failed": (State.FAILED,),
}


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; whatever makes no sense in it is left out."""

    words: str = ""
    state: str = "all"
    page: str = "1"

    @classmethod
    def read(cls, query: QueryDict) -> "Wanted":
        """From an address' query."""
        state = query.get("state", "all")
        words = " ".join(query.get("q", "").replace("\0", "").split())
        return cls(words[:LONGEST_SEARCH], state if state in STATES else "all", query.get("page", "1"))

    def address(self, **changes: str) -> str:
        """The query of an address that asks for this, with some of it changed."""
        asked = {"q": self.words, "state": self.state, "page": self.page, **changes}
        return "?" + urlencode(
            {name: value for name, value in asked.items() if value != {"state": "all", "page": "1"}.get(name, "")}
        )


@dataclass(frozen=True)
class Tab:
    """One state one can look at, and how many documents are in it."""

    state: str
    label: str
    count: int
    address: str


@dataclass(frozen=True)
class Listing:
    """The list at one moment. `may_edit` says whether rows have actions; `total` counts the matching documents."""

    collection_id: UUID
    wanted: Wanted
    may_edit: bool
    rows: tuple[Row, ...]
    total: int
    tabs: tuple[Tab, ...]
    page: int
    pages: int

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
    page = Paginator(_documents(collection, wanted), ROWS).get_page(wanted.page)
    return Listing(
        collection_id=collection.pk,
        wanted=wanted,
        may_edit=may_edit,
        rows=rows(page.object_list),
        total=page.paginator.count,
        tabs=tabs,
        page=page.number,
        pages=page.paginator.num_pages,
    )


def _documents(collection: Collection, wanted: Wanted) -> QuerySet[Document]:
    found = collection.documents.filter(latest__state__in=STATES[wanted.state])
    if wanted.words:
        found = found.filter(Q(name__icontains=wanted.words) | Q(latest__title__icontains=wanted.words))
    return found.select_related("latest", "parent").order_by("-created_at", "name")


def _tabs(collection: Collection, wanted: Wanted) -> tuple[Tab, ...]:
    counted = collection.documents.filter(latest__isnull=False).values_list("latest__state").annotate(Count("pk"))
    by_state: dict[str, int] = dict(counted)
    labels = {"all": "All", "busy": "In progress", "ready": "Ready", "failed": "Failed"}
    return tuple(
        Tab(name, labels[name], sum(by_state.get(state, 0) for state in states), wanted.address(state=name, page="1"))
        for name, states in STATES.items()
    )
