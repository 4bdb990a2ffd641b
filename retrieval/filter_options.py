"""Filters as commands take them."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date
from typing import Any

from retrieval.filters import DataClass, Filters, Kind


def add_to(parser: ArgumentParser) -> None:
    """Let a command take filters."""
    group = parser.add_argument_group("filters", "Only documents like these; repeat an option to allow more than one value.")
    group.add_argument("--kind", action="append", choices=list(Kind), help="What a document is.")
    group.add_argument("--author", action="append", metavar="NAME", help="Words of the name of who wrote it.")
    group.add_argument("--since", type=date.fromisoformat, metavar="DAY", help="First day, such as 2024-01-31, of its own date.")
    group.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="Last day of its own date.")
    group.add_argument("--language", action="append", metavar="CODE", help="ISO 639-1 code of its language, such as de.")
    group.add_argument("--data-class", action="append", choices=list(DataClass), help="How far its text may go.")


def filters(given: Mapping[str, Any]) -> Filters:
    """What was given."""
    return Filters(
        kinds=frozenset(map(Kind, given["kind"] or ())),
        authors=frozenset(given["author"] or ()),
        since=given["since"],
        until=given["until"],
        languages=frozenset(map(str.lower, given["language"] or ())),
        data_classes=frozenset(map(DataClass, given["data_class"] or ())),
    )
