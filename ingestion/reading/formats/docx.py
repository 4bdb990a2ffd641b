"""Word: through unstructured, and then whatever it left out (text boxes, footnotes, endnotes, comments)."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from ingestion.reading.elements import partition, pieces
from ingestion.reading.errors import Damaged
from ingestion.reading.hidden_runs import without_hidden
from ingestion.reading.messages import Counted
from ingestion.reading.office import core_properties, missing, paragraphs, prepared
from ingestion.reading.pagination import Piece, paginate
from ingestion.reading.source import Properties, Source, Telling

PARTS = re.compile(r"word/(document|footnotes|endnotes|comments|header|footer)\d*\.xml")


def read(source: Source) -> Telling:
    """The pages of a Word file: where Word noted its page breaks those, otherwise pages of a fair length."""
    path = without_hidden(prepared(source), PARTS)
    elements, said = opened(path)
    yield said
    left_out = missing(paragraphs(path, PARTS), (element.text for element in elements))
    found = chain(broken(elements), (Piece("paragraph", text) for _, text in left_out))
    pages = list(paginate(found, whole=has_breaks(elements)))
    yield Counted(len(pages))
    yield from pages


def opened(path: Path) -> tuple[list[Any], Properties]:
    """The elements and what the file says of itself. Raises Damaged."""
    import docx

    try:
        said = core_properties(docx.Document(str(path)).core_properties)
        return partition("docx", filename=str(path)), said
    except (KeyError, ValueError, AttributeError, TypeError, IndexError, SyntaxError, LookupError) as error:
        raise Damaged(detail=type(error).__name__) from error


def has_breaks(elements: list[Any]) -> bool:
    """Whether the file says where its pages end."""
    return any(type(element).__name__ == "PageBreak" for element in elements)


def broken(elements: list[Any]) -> Iterator[Piece]:
    """The pieces, with a new page after each page break."""
    fresh = False
    for element in elements:
        fresh = fresh or type(element).__name__ == "PageBreak"
        for piece in pieces([element]):
            yield Piece(piece.kind, piece.text, piece.level, piece.rows, new_page=fresh)
            fresh = False
