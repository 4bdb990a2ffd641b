"""PowerPoint: a page a slide; through unstructured, and then what it leaves out or would put first (notes, diagrams, charts)."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ingestion.reading.elements import partition, pieces
from ingestion.reading.errors import Damaged
from ingestion.reading.messages import Counted, PageRead
from ingestion.reading.office import PARAGRAPHS, core_properties, missing, own_text, prepared, squeezed
from ingestion.reading.page_text import PageText
from ingestion.reading.pagination import Piece, write
from ingestion.reading.source import Source, Telling

GUESSED_BELOW = 1
TEXT_PARTS = re.compile(r".*(diagramData|chart|slide|notesSlide|comments)")
CACHED = "{http://schemas.openxmlformats.org/drawingml/2006/chart}v"
BROKEN = (KeyError, ValueError, AttributeError, TypeError, IndexError, SyntaxError)


def read(source: Source) -> Telling:
    """The slides, each a page that is called by its title."""
    import pptx

    path = str(prepared(source))
    try:
        presentation = pptx.Presentation(path)
        elements = partition("pptx", filename=path, include_slide_notes=False)
        yield core_properties(presentation.core_properties)
        slides = list(presentation.slides)
    except BROKEN as error:
        raise Damaged(detail=type(error).__name__) from error
    yield Counted(len(slides))
    by_slide = sorted_out(elements)
    for number, slide in enumerate(slides, start=1):
        yield page(number, by_slide[number], list(left_out(slide, by_slide[number])), tables(slide.shapes))


def sorted_out(elements: list[Any]) -> dict[int, list[Any]]:
    """The elements by the number of their slide."""
    by_slide: dict[int, list[Any]] = defaultdict(list)
    for element in elements:
        by_slide[element.metadata.page_number or 1].append(element)
    return by_slide


def tables(shapes: Any) -> list[tuple[tuple[str, ...], ...]]:
    """The rows of the slide's tables. A cell over several rows is repeated in each of them."""
    return [
        tuple(tuple(cell_text(shape.table, cell) for cell in row.cells) for row in shape.table.rows)
        for shape in shapes
        if shape.has_table
    ]


def cell_text(table: Any, cell: Any) -> str:
    """What a cell says, or the one above it that reaches down into it."""
    if cell.is_spanned:
        above = next((each for each in table.iter_cells() if each.is_merge_origin and covers(each._tc, cell._tc)), cell)
        return str(above.text) if above._tc.col_idx == cell._tc.col_idx else ""
    return str(cell.text)


def covers(origin: Any, cell: Any) -> bool:
    """Whether a merged cell reaches over the place of another one."""
    down, across = cell.row_idx - origin.row_idx, cell.col_idx - origin.col_idx
    return bool(0 <= down < origin.rowSpan and 0 <= across < origin.gridSpan)


def page(number: int, elements: list[Any], left_out: list[str], rows: list[tuple[tuple[str, ...], ...]]) -> PageRead:
    """One slide as a page. `rows` are those of its tables, in order."""
    text = PageText()
    found = list(pieces(elements, guessed_below=GUESSED_BELOW))
    if len(rows) == sum(piece.kind == "table" for piece in found):
        whole = iter(rows)
        found = [replace(piece, rows=next(whole)) if piece.kind == "table" else piece for piece in found]
    for piece in [*found, *(Piece("paragraph", each) for each in left_out)]:
        write(text, piece)
    title = next((" ".join(piece.text.split()) for piece in found if piece.kind == "heading"), "")
    return text.page(number, title[:200])


def left_out(slide: Any, elements: list[Any]) -> Iterator[str]:
    """Texts of the slide and of what hangs on it (notes, diagrams, charts, comments) that no element has."""
    parts = [slide.part, *(relation.target_part for relation in slide.part.rels.values() if not relation.is_external)]
    texts = (
        (str(part.partname), text)
        for part in parts
        if TEXT_PARTS.match(part.content_type + str(part.partname))
        for text in part_texts(part)
    )
    yield from (text for _, text in missing(wordy(texts), (element.text for element in elements)))


def part_texts(part: Any) -> Iterator[str]:
    """Paragraphs, and the values of charts as one line."""
    from lxml import etree

    root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True, recover=True))
    if root is None or "slideLayout" in part.content_type or "slideMaster" in part.content_type:
        return
    yield from map(own_text, root.iter(*PARAGRAPHS))
    yield ", ".join(value.text or "" for value in root.iter(CACHED))


def wordy(texts: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Those with something to say: slide numbers are not."""
    return ((name, text) for name, text in texts if any(map(str.isalpha, squeezed(text))))
