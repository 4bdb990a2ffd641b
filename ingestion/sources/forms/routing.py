"""Who may read what a source brings, a line for each path: “hr → Staff files”, “drafts → nobody”."""

import re
from collections.abc import Iterable, Mapping

from django import forms

from access.access import collections_for
from access.models import Collection, Role, User
from ingestion.sources.forms.fields import Lines
from ingestion.sources.models import Route, Source

NOBODY = "nobody"
LONGEST = 300
Line = tuple[str, Collection | None]
ARROW = re.compile(r"\s*(?:→|->|=>)\s*")
HELP = """Readers of this collection, unless a line here names another one: “hr → Staff files” for a folder, “*salary* → Staff
files” for names; “drafts → nobody” leaves out. The first line that fits counts.
Documents move when you change this, at the next run."""


class Routing(Lines):
    """The lines as a person types them."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(help_text=HELP, **kwargs)


def read(lines: Iterable[str], source: Source, by: User) -> list[Line]:
    """Paths and where they go; None for nowhere. Raises ValidationError naming the line that is wrong."""
    offered = {each.name.casefold(): each for each in collections_for(by, Role.EDITOR)} | _unseen(source, by)
    return [_line(line, offered) for line in lines]


def written(source: Source, by: User) -> list[str]:
    """The routes as lines; a collection that this person may not see is only told apart from others."""
    seen = set(collections_for(by).values_list("pk", flat=True))
    return [f"{route.pattern} → {_name(route, seen)}" for route in source.routes.select_related("collection")]


def save(source: Source, lines: Iterable[Line]) -> None:
    """From the next run on these count."""
    source.routes.all().delete()
    rows = [Route(source=source, number=number, pattern=path, collection=goes) for number, (path, goes) in enumerate(lines, 1)]
    Route.objects.bulk_create(rows)


def _line(line: str, offered: Mapping[str, Collection]) -> Line:
    path, *rest = ARROW.split(line, maxsplit=1)
    path, name = path.strip().strip("/"), rest[0].strip() if rest else ""
    if not (path and name):
        raise forms.ValidationError(f"“{line}”: write a path, an arrow (->) and a collection.")
    if len(path) > LONGEST:
        raise forms.ValidationError(f"“{path[:40]}…”: the path is too long.")
    if name.casefold() == NOBODY:
        return path, None
    if name.casefold() not in offered:
        raise forms.ValidationError(f"“{name}”: there is no such collection to which you may add.")
    return path, offered[name.casefold()]


def _name(route: Route, seen: Iterable[object]) -> str:
    if route.collection is None:
        return NOBODY
    return route.collection.name if route.collection.pk in seen else _hidden(route.collection)


def _hidden(collection: Collection) -> str:
    return f"another collection ({str(collection.pk)[:8]})"


def _unseen(source: Source, by: User) -> dict[str, Collection]:
    """Where others had it go: that may stay, though this person could not choose it."""
    kept = [route.collection for route in source.routes.select_related("collection") if route.collection]
    seen = set(collections_for(by).values_list("pk", flat=True))
    return {(each.name if each.pk in seen else _hidden(each)).casefold(): each for each in kept}
