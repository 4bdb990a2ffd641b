"""Who reads what a source brings: each thing goes into the collection that the first line that fits its path names.

What no line fits goes into the source's own collection; what a line leaves out, or sends to a collection that is
gone, goes nowhere.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from django.db.models import Q, QuerySet

from access.models import Collection
from ingestion import names, storage
from ingestion.models import Document
from ingestion.sources import going
from ingestion.sources.models import Item, Route, Source
from ingestion.sources.port import Found


@dataclass(frozen=True)
class Routes:
    """The lines of one source, in their order."""

    source: Source
    lines: tuple[Route, ...]

    def target(self, found: Found, item: Item | None) -> Collection | None:
        """Where this thing belongs now; None where it is left out."""
        path = path_of(found, item).casefold()
        fitting = (line for line in self.lines if fits(line.pattern, path))
        line = next(fitting, None)
        return line.collection if line else self.source.collection


def of(source: Source) -> Routes:
    """The routes as they are now."""
    return Routes(source, tuple(source.routes.select_related("collection")))


def fits(pattern: str, path: str) -> bool:
    """Whether a folded path is one that the pattern names, lies in a folder of that name, or has its `*` and `?` filled in."""
    wanted = pattern.casefold()
    return path.startswith(wanted.rstrip("/") + "/") or fnmatchcase(path, wanted)


def path_of(found: Found, item: Item | None) -> str:
    """The path within the source. A thing listed only by its key, as it was, still has the path by which it came."""
    known = item.name.partition("/")[2] if item and found.name == found.key else ""
    return known or names.tidy(found.name)


def taken(source: Source, target: Collection) -> QuerySet[Item]:
    """The things whose names are taken in a collection, whichever source brings them."""
    there = Q(source__collection=target) | Q(source__routes__collection=target) | Q(source=source)
    return Item.objects.filter(there)


def has_moved(item: Item, target: Collection | None) -> bool:
    """Whether its document is not where it belongs now."""
    here = item.document
    return bool(here and not here.deleted_at and (target is None or here.collection_id != target.pk))


def withdraw(item: Item) -> Document | None:
    """Take a document out of the collection where its thing belongs no more: its readers lose it before anybody else gets it.

    If the run dies now, the next one finds a thing that it has to fetch. Returns what was the document.
    """
    before = item.document
    Item.objects.filter(pk=item.pk).update(revision="", document=None, owned=False)
    if item.owned and before:
        going.release(before, item)
    item.document, item.owned = None, False
    return before


def original(document: Document | None) -> storage.Arrived | None:
    """The bytes of what was withdrawn, if they are still here."""
    latest = document.latest if document else None
    path = storage.original(latest) if latest and latest.sha256 else None
    return storage.Arrived(path) if path and path.is_file() else None
