"""Long lists, some at a time."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from ninja import Field, Schema

Row = TypeVar("Row", bound=Model)
Shown = TypeVar("Shown")


class Paging(Schema):
    """Which part of a list."""

    limit: int = Field(50, ge=1, le=200, description="How many, at most.")
    offset: int = Field(0, ge=0, le=1_000_000, description="How many to pass over.")


class Listed(Schema, Generic[Shown]):
    """A part of a list, and how long the whole is."""

    items: list[Shown]
    count: int


def part(rows: "QuerySet[Row]", wanted: Paging, show: Callable[[list[Row]], list[Any]]) -> dict[str, Any]:
    """That part of these rows, shown."""
    return {"count": rows.count(), "items": show(list(rows[wanted.offset : wanted.offset + wanted.limit]))}
