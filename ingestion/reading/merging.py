"""Merged cells of a sheet: what stands in one belongs to each of the rows that it reaches over, since rows are read apart."""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
BLOCK = 1 << 20
MOST = 100_000
LONGEST = 500
Reaching = dict[int, list[tuple[int, int]]]


def reaching_down(path: Path, sheet: Any) -> Reaching:
    """By its first row, each cell that reaches over several rows: its column and the last of them, counted from 0.

    Merged rows of a whole table, such as a title beside it, are left as they are: nothing longer than some hundred rows is.
    """
    found: Reaching = defaultdict(list)
    for left, top, _, bottom in _merged(path, sheet._worksheet_path):
        first, last = int(top) - 1, int(bottom) - 1
        if first < last <= first + LONGEST:
            found[first].append((_column(left), last))
    return found


def written_out(rows: Iterable[list[str]], reaching: Reaching) -> Iterator[list[str]]:
    """The rows, with the cells that reach down into them."""
    held: dict[int, tuple[str, int]] = {}
    for number, row in enumerate(rows):
        for column, (text, last) in list(held.items()):
            if number > last:
                del held[column]
            elif any(row) and column < len(row) and not row[column]:
                row[column] = text
        held |= {column: (row[column], last) for column, last in reaching.get(number, []) if column < len(row) and row[column]}
        yield row


def _merged(path: Path, part: str) -> Iterator[tuple[bytes, bytes, bytes, bytes]]:
    """The ranges that a sheet's file names, after all its rows; read block by block."""
    rest, count = b"", 0
    with zipfile.ZipFile(path) as archive, archive.open(part.lstrip("/")) as file:
        while count < MOST and (block := file.read(BLOCK)):
            data = rest + block
            ends = 0
            for match in MERGED.finditer(data):
                yield match.groups()  # type: ignore[misc]
                ends, count = match.end(), count + 1
            rest = data[max(ends, len(data) - 100) :]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
