"""All addresses that the resolver knows, walked, so that none can be forgotten."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import PathView

OTHERS = ("admin/",)
"""Covered as one: what lies below belongs to somebody else's package."""


def addresses() -> set[tuple[str, str]]:
    """Every (method, pattern): of the API's paths the operations there are, of everything else GET and POST."""
    found = set()
    for address, pattern in walk(get_resolver().url_patterns, ""):
        found |= {(method, address) for method in operations(pattern) or ("GET", "POST")}
    return found


def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, URLPattern | URLResolver]]:
    """Each pattern under its whole path."""
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern) or address in OTHERS:
            yield address, pattern
        else:
            yield from walk(pattern.url_patterns, address)


def operations(pattern: URLPattern | URLResolver) -> list[str]:
    """The methods of an API path; none for an ordinary view."""
    cells = getattr(getattr(pattern, "callback", None), "__closure__", None) or ()
    views = [cell.cell_contents for cell in cells if isinstance(cell.cell_contents, PathView)]
    return sorted(method for view in views for operation in view.operations for method in operation.methods)
