"""XML: texts after the names of their elements, records as a block each. No entities, nothing fetched from elsewhere."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from ingestion.reading import records
from ingestion.reading.errors import Damaged, DangerousContent
from ingestion.reading.pagination import Piece, paginate
from ingestion.reading.source import Source, Telling
from ingestion.reading.xml_tree import PARAGRAPHS, TITLES, attributes, flat, heading, is_prose, local, named, one_line, rest, value

DEEPEST_HEADING = 4
DEEPEST = 100
SMALL = 30
INDENT = "  "


def read(source: Source) -> Telling:
    """The document in pages of a fair length. Raises DangerousContent or Damaged."""
    try:
        root = ElementTree.parse(source.path, forbid_dtd=False, forbid_entities=True, forbid_external=True).getroot()
    except DefusedXmlException as error:
        raise DangerousContent(detail=type(error).__name__) from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Damaged("The file is not valid XML.", detail=type(error).__name__) from error
    refuse_depth(root)
    yield from paginate(pieces(root, 1))


def refuse_depth(root: Any) -> None:
    """Raise Damaged for a tree that is deeper than any document."""
    level = [root]
    for _ in range(DEEPEST):
        level = [child for element in level for child in element]
    if level:
        raise Damaged(f"The file is not a document: its elements lie more than {DEEPEST} deep in one another.")


def pieces(element: Any, depth: int) -> Iterator[Piece]:
    """An element as text if it is a leaf or mixed with text, as a record if it is one, as a section otherwise."""
    if not len(element) or is_prose(element):
        yield from leaf(element, depth)
    elif is_record(element):
        yield from written(element)
    else:
        yield from section(element, depth)


def leaf(element: Any, depth: int) -> Iterator[Piece]:
    """Titles are headings; other texts stand alone."""
    is_text = local(element) in PARAGRAPHS or (is_prose(element) and len(element) > 0)
    if local(element) in TITLES and flat(element):
        yield Piece("heading", flat(element), depth)
    elif text := flat(element) if is_text else value(element):
        yield Piece("paragraph", text if is_text else f"{named(element)}: {text}")


def is_record(element: Any) -> bool:
    """Whether it has a few named values rather than text, sections or a list of other records."""
    children = list(element)
    if any(local(child) in PARAGRAPHS for child in children):
        return False
    if all(is_leaf(child) for child in children):
        return len(children) > 1 or bool(attributes(element))
    nested = [local(child) for child in children if not is_leaf(child)]
    return len(set(nested)) == len(nested) and not is_large(element) and all(map(is_data, element.iter()))


def is_leaf(element: Any) -> bool:
    """Whether it has a value of its own and no parts."""
    return not len(element) or is_prose(element)


def is_large(element: Any) -> bool:
    """Whether it has more parts than are read at a glance."""
    return next(islice(element.iter(), SMALL, None), None) is not None


def is_data(element: Any) -> bool:
    """Whether it is neither a paragraph nor text around parts."""
    return local(element) not in PARAGRAPHS and (is_leaf(element) or not one_line(element.text))


def written(element: Any) -> Iterator[Piece]:
    """A record as one block; a list without end as rows, in blocks of a page's length."""
    if is_large(element):
        yield from records.pieces([], ([line] for line in record(element)))
    else:
        yield Piece("paragraph", "\n".join(record(element)))


def record(element: Any) -> Iterator[str]:
    """A record as an outline, one line a value."""
    yield heading(element)
    yield from rest(element)
    for child in element:
        yield from entry(child, "")


def entry(element: Any, indent: str) -> Iterator[str]:
    """A value with its name; parts of it are indented."""
    if is_leaf(element):
        if text := value(element):
            yield f"{indent}{named(element)}: {text}"
    else:
        yield f"{indent}{heading(element)}"
        yield from (f"{indent}{INDENT}{line}" for line in rest(element))
        for child in element:
            yield from entry(child, indent + INDENT)
    if tail := one_line(element.tail):
        yield indent + tail


def section(element: Any, depth: int) -> Iterator[Piece]:
    """What an element says of itself, then its parts, and every text that stands between these."""
    if attributes(element):
        yield Piece("heading" if depth > 1 else "paragraph", heading(element), depth)
        yield Piece("paragraph", "\n".join(rest(element)))
    yield Piece("paragraph", one_line(element.text))
    for child in element:
        yield from pieces(child, min(depth + 1, DEEPEST_HEADING))
        yield Piece("paragraph", one_line(child.tail))
