"""Who may read what a source brings, a line for each path: “hr → Staff files”, “drafts → nobody”."""

import re
from collections.abc import Container, Iterable, Mapping

from django import forms

from access.access import collections_for
from access.models import Collection, Role, User
from ingestion import names
from ingestion.sources.forms.fields import Lines
from ingestion.sources.models import Route, Source

NOBODY = "nobody"
LONGEST = 300
Line = tuple[str, Collection | None]
Written = tuple[str, str]
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
    offered, kept = list(collections_for(by, Role.EDITOR)), _kept(source, by)
    return [_line(line, offered, kept) for line in lines]


def written(source: Source, by: User) -> list[str]:
    """The routes as lines; a collection that this person may not see is only told apart from others."""
    seen = _seen(by)
    return [f"{route.pattern} → {_name(route, seen)}" for route in source.routes.select_related("collection")]


def save(source: Source, lines: Iterable[Line]) -> None:
    """From the next run on these count."""
    source.routes.all().delete()
    rows = [Route(source=source, number=number, pattern=path, collection=goes) for number, (path, goes) in enumerate(lines, 1)]
    Route.objects.bulk_create(rows)


def _line(line: str, offered: Iterable[Collection], kept: Mapping[Written, Collection]) -> Line:
    typed, *rest = ARROW.split(line, maxsplit=1)
    path, name = names.path(typed), rest[0].strip() if rest else ""
    if not (path and name):
        raise forms.ValidationError(f"“{line}”: write a path, an arrow (->) and a collection.")
    if len(path) > LONGEST:
        raise forms.ValidationError(f"“{path[:40]}…”: the path is too long.")
    if name.casefold() == NOBODY:
        return path, None
    return path, kept.get((path, name)) or _named(name, offered)


def _named(name: str, offered: Iterable[Collection]) -> Collection:
    """The collection of this name; capitals count only where they tell two apart."""
    alike = [each for each in offered if each.name.casefold() == name.casefold()]
    exact = [each for each in alike if each.name == name]
    if len(exact or alike) != 1:
        raise forms.ValidationError(f"“{name}”: there is no such collection to which you may add, or more than one.")
    return (exact or alike)[0]


def _name(route: Route, seen: Container[object]) -> str:
    if route.collection is None:
        return NOBODY
    return route.collection.name if route.collection.pk in seen else f"another collection ({str(route.collection.pk)[:8]})"


def _kept(source: Source, by: User) -> dict[Written, Collection]:
    """The lines that are there, each of which may stay as it is, though this person could not write it."""
    seen = _seen(by)
    there = source.routes.select_related("collection")
    return {(route.pattern, _name(route, seen)): route.collection for route in there if route.collection}


def _seen(by: User) -> frozenset[object]:
    return frozenset(collections_for(by).values_list("pk", flat=True))
