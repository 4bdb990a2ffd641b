"""Word: through unstructured, and then whatever it left out (text boxes, footnotes, endnotes, comments)."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from ingestion.reading import archives
from ingestion.reading.elements import partition, pieces
from ingestion.reading.errors import Damaged
from ingestion.reading.messages import Counted
from ingestion.reading.office import core_properties, missing, paragraphs
from ingestion.reading.pagination import Piece, paginate
from ingestion.reading.source import Properties, Source, Telling

PARTS = re.compile(r"word/(document|footnotes|endnotes|comments)\d*\.xml")


def read(source: Source) -> Telling:
    """The pages of a Word file: where Word noted its page breaks those, otherwise pages of a fair length."""
    archives.check(source.path, most_bytes=source.limits.output_bytes)
    elements, said = opened(source)
    yield said
    left_out = (
        Piece("paragraph", text) for _, text in missing(paragraphs(source.path, PARTS), (element.text for element in elements))
    )
    pages = list(paginate(chain(broken(elements), left_out), whole=has_breaks(elements)))
    yield Counted(len(pages))
    yield from pages


def opened(source: Source) -> tuple[list[Any], Properties]:
    """The elements and what the file says of itself. Raises Damaged."""
    import docx

    try:
        said = core_properties(docx.Document(str(source.path)).core_properties)
        return partition("docx", filename=str(source.path)), said
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
