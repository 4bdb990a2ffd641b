"""Rows of spreadsheets, CSV and JSON as a table again: reading writes each as "name: value; name: value" for the search's sake."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

FIELD = re.compile(r"(?:^|; )([^;:\n]{1,80}): ")
MOST_COLUMNS = 20

Span = tuple[int, int]


@dataclass(frozen=True)
class Records:
    """A table: the names of its columns, and for each row the characters of each value, None where it has none."""

    names: tuple[str, ...]
    rows: tuple[tuple[Span | None, ...], ...]


def records(text: str, lines: Sequence[Span]) -> Records | None:
    """The table that these lines of a text are; None if they are something else."""
    rows = [_fields(text, start, end) for start, end in lines]
    names = tuple(dict.fromkeys(name for row in rows for name in row))
    if len(rows) < 2 or not all(rows) or len(names) > MOST_COLUMNS:
        return None
    return Records(names, tuple(tuple(row.get(name) for name in names) for row in rows))


def _fields(text: str, start: int, end: int) -> dict[str, Span]:
    """The values of one line by their names; nothing if it doesn't begin with a name or has one twice."""
    line = text[start:end]
    found = list(FIELD.finditer(line))
    ends = [field.start() for field in found[1:]] + [len(line)]
    fields = {field[1]: (start + field.end(), start + until) for field, until in zip(found, ends, strict=True)} if found else {}
    return fields if found and found[0].start() == 0 and len(fields) == len(found) else {}
