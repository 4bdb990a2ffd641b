"""Which documents of a collection somebody wants to see, and in which order: read from an address, and written as one."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from access.models import Collection
from ingestion.models import UNFINISHED, Document, State
from retrieval import excluding

LONGEST = 200
STATES: dict[str, tuple[str, ...]] = {
    "all": (*UNFINISHED, State.READY, State.FAILED),
    "busy": UNFINISHED,
    "ready": (State.READY,),
    "failed": (State.FAILED,),
}
ORDERS: dict[str, tuple[str, ...]] = {
    "newest": ("-created_at", "name"),
    "oldest": ("created_at", "name"),
    "name": ("name",),
    "changed": ("-changed_at", "name"),
    "largest": ("-latest__size", "name"),
}

ORDER_NAMES = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "name": "Name",
    "changed": "Last changed",
    "largest": "Largest first",
}


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; whatever makes no sense in it is left out.

    `q` are words of name or title, `kind` a media type, `by` the number of a person, `since` and `until` days of adding;
    `chunks` is "excluded" for documents of which some chunks are kept out of search.
    """

    q: str = ""
    state: str = "all"
    kind: str = ""
    language: str = ""
    by: str = ""
    since: str = ""
    until: str = ""
    chunks: str = ""
    sort: str = "newest"
    page: str = "1"

    @classmethod
    def read(cls, query: QueryDict) -> "Wanted":
        """From an address' query."""
        given = {field.name: _tidy(query.get(field.name, field.default)) for field in fields(cls)}  # type: ignore[arg-type]
        sense = {
            "state": given["state"] in STATES,
            "sort": given["sort"] in ORDERS,
            "chunks": given["chunks"] == "excluded",
            "by": given["by"].isdecimal() and len(given["by"]) < 10,
            "since": _day(given["since"]) is not None,
            "until": _day(given["until"]) is not None,
        }
        return cls(**{name: value for name, value in given.items() if sense.get(name, True)})

    def address(self, **changes: str) -> str:
        """The query of an address that asks for this, with some of it changed."""
        asked = replace(self, **changes)
        given = {field.name: getattr(asked, field.name) for field in fields(asked)}
        return "?" + urlencode({name: value for name, value in given.items() if value != getattr(PLAIN, name)})

    @property
    def narrowed(self) -> bool:
        """Whether this is less than the whole list, in whatever order."""
        return replace(self, sort=PLAIN.sort, page=PLAIN.page) != PLAIN


PLAIN = Wanted()


def matching(collection: Collection, wanted: Wanted) -> QuerySet[Document]:
    """The documents that are wanted, in the wanted order."""
    found = collection.documents.filter(_words(wanted.q), **_exactly(wanted), latest__state__in=STATES[wanted.state])
    found = excluding.with_exclusions(found) if wanted.chunks else found
    return found.select_related("latest", "parent").order_by(*ORDERS[wanted.sort])


def _words(words: str) -> Q:
    return Q(name__icontains=words) | Q(latest__title__icontains=words) if words else Q()


def _exactly(wanted: Wanted) -> dict[str, object]:
    first, last = _day(wanted.since), _day(wanted.until)
    asked = {
        "latest__media_type": wanted.kind,
        "latest__language": wanted.language,
        "added_by": wanted.by,
        "created_at__gte": _morning(first) if first else None,
        "created_at__lt": _morning(last + timedelta(days=1)) if last else None,
    }
    return {name: value for name, value in asked.items() if value}


def _tidy(text: str) -> str:
    """Databases refuse NUL, and what is longer than any name."""
    return " ".join(text.replace("\0", "").split())[:LONGEST]


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if date(1900, 1, 1) <= found < date(9000, 1, 1) else None


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
