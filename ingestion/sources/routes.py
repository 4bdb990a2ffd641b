"""Who reads what a source brings: each thing goes into the collection that the first line that fits its path names.

What no line fits goes into the source's own collection; what a line leaves out, or sends to a collection that is
gone, goes nowhere.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from django.db.models import Q, QuerySet

from access.models import Collection
from ingestion import names
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
        line = next((line for line in self.lines if fits(line.pattern, path)), None)
        return line.collection if line else self.source.collection


def of(source: Source) -> Routes:
    """The routes as they are now."""
    return Routes(source, tuple(source.routes.select_related("collection")))


def fits(pattern: str, path: str) -> bool:
    """Whether a folded path is one that the pattern names, or lies in a folder that it names; `*` and `?` stand for anything."""
    wanted = pattern.casefold().rstrip("/")
    filled_in = wanted.replace("[", "[[]")
    return path == wanted or path.startswith(f"{wanted}/") or fnmatchcase(path, filled_in) or fnmatchcase(path, f"{filled_in}/*")


def path_of(found: Found, item: Item | None) -> str:
    """The path within the source. A thing that is listed by its key alone, as it was, lies where it lay when it was listed last."""
    if item and found.name == found.key:
        return item.path or item.name.partition("/")[2]
    return names.path(found.name)


def taken(source: Source, target: Collection) -> QuerySet[Item]:
    """The things whose names are taken in a collection, whichever source brings them."""
    there = Q(source__collection=target) | Q(source__routes__collection=target) | Q(source=source)
    return Item.objects.filter(there)


def has_moved(item: Item, target: Collection) -> bool:
    """Whether its document is not where it belongs now. What a person has deleted stays deleted."""
    here = item.document
    return bool(here and not here.deleted_at and here.collection_id != target.pk)
