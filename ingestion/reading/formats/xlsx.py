"""Excel: a page a sheet (several for a long one), rows as lines that carry their column names; read row by row."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any

from ingestion.reading import merging, records
from ingestion.reading.errors import Damaged
from ingestion.reading.messages import PageRead
from ingestion.reading.office import core_properties, paragraphs, prepared
from ingestion.reading.pagination import Piece, paginate
from ingestion.reading.source import Source, Telling

LYING_ON = re.compile(
    r"xl/(comments|threadedComments/threadedComment|drawings/drawing|charts/chart)\d*\.xml|xl/comments/comment\d+\.xml"
)
FIRST_ROWS = 50
BROKEN = (KeyError, ValueError, AttributeError, TypeError, IndexError, SyntaxError, zipfile.BadZipFile)


def read(source: Source) -> Telling:
    """The sheets with their cells as values: results, not formulas."""
    import openpyxl

    path = prepared(source)
    warnings.simplefilter("ignore")
    try:
        with path.open("rb") as file:  # given a path, openpyxl refuses one that doesn't end in .xlsx
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            yield core_properties(book.properties)
            yield from renumbered(chain((sheet_pages(sheet, path) for sheet in book.worksheets), [notes(path)]))
    except BROKEN as error:
        raise Damaged(detail=type(error).__name__) from error


def notes(path: Path) -> Iterator[PageRead]:
    """A last page with what lies on the sheets rather than in them: comments, text boxes, titles of charts."""
    found = [Piece("paragraph", text) for _, text in paragraphs(path, LYING_ON)]
    if found:
        yield from (replace(page, label="Notes") for page in paginate(found))


def renumbered(sheets: Iterator[Iterator[PageRead]]) -> Iterator[PageRead]:
    """The pages of all sheets in one count; empty sheets are no pages."""
    number = 0
    for sheet in sheets:
        for page in sheet:
            if page.text:
                number += 1
                yield replace(page, number=number)


def sheet_pages(sheet: Any, path: Path) -> Iterator[PageRead]:
    """The pages of one sheet, each called by its name; none if it is empty."""
    found = tables(sheet, path)
    first = next(found, None)
    if first is not None:
        yield from (replace(page, label=sheet.title) for page in paginate(chain([Piece("heading", sheet.title, 1), first], found)))


def tables(sheet: Any, path: Path) -> Iterator[Piece]:
    """The tables of a sheet: an empty row parts them. How far the sheet says that it reaches is not believed."""
    sheet.reset_dimensions()
    rows = merging.written_out(
        ([shown(cell) for cell in row] for row in sheet.iter_rows(values_only=True)), merging.reaching_down(path, sheet)
    )
    for filled, table in groupby(rows, key=any):
        if filled:
            yield from records.with_header(narrowed(table))


def narrowed(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """Without the columns to the left that are empty in the table's first rows."""
    first = list(islice(rows, FIRST_ROWS))
    empty = min(next(place for place, cell in enumerate(row) if cell) for row in first)
    for row in chain(first, rows):
        yield row[empty:] if not any(row[:empty]) else row


def shown(cell: Any) -> str:
    """A cell's value as a person would write it."""
    if cell is None:
        return ""
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat(" ") if isinstance(cell, datetime) else cell.isoformat()
    return f"{cell:.10g}" if isinstance(cell, float) else str(cell).strip()
