"""XML: texts after the names of their elements, plain records as a block each. No entities, nothing fetched from elsewhere."""

from collections.abc import Iterator
from typing import Any

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from ingestion.reading.errors import Damaged, DangerousContent
from ingestion.reading.pagination import Piece, paginate
from ingestion.reading.source import Source, Telling

DEEPEST_HEADING = 4
INLINE = {"b", "i", "em", "strong", "emphasis", "code", "link", "ulink", "a", "sub", "sup", "span", "xref", "ref"}
TITLES = {"title", "heading", "head", "name", "caption"}


def read(source: Source) -> Telling:
    """The document in pages of a fair length. Raises DangerousContent or Damaged."""
    try:
        root = ElementTree.parse(source.path, forbid_dtd=False, forbid_entities=True, forbid_external=True).getroot()
    except DefusedXmlException as error:
        raise DangerousContent(detail=type(error).__name__) from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Damaged("The file is not valid XML.", detail=type(error).__name__) from error
    yield from paginate(pieces(root, 1))


def pieces(element: Any, depth: int) -> Iterator[Piece]:
    """An element as text if it is a leaf or mixed with text, as a record if it has only leaves, as a section otherwise."""
    children = list(element)
    if not children or is_prose(element):
        yield from leaf(element, depth)
    elif len(children) > 1 and all(not len(child) or is_prose(child) for child in children):
        yield Piece(
            "paragraph", "\n".join(filter(None, (f"{named(child)}: {text}" if (text := flat(child)) else "" for child in children)))
        )
    else:
        for child in children:
            yield from pieces(child, min(depth + 1, DEEPEST_HEADING))


def leaf(element: Any, depth: int) -> Iterator[Piece]:
    """Titles are headings; other texts stand alone."""
    if local(element) in TITLES:
        yield Piece("heading", flat(element), depth)
    elif text := flat(element):
        yield Piece("paragraph", text if is_prose(element) or local(element) in {"p", "para"} else f"{named(element)}: {text}")


def is_prose(element: Any) -> bool:
    """Whether text and marks are mixed in it, as in a sentence."""
    tails = (child.tail or "" for child in element)
    return any(text.strip() for text in [element.text or "", *tails]) and all(
        local(child) in INLINE or (child.tail or "").strip() for child in element
    )


def flat(element: Any) -> str:
    """All text within, on one line, with the attributes of an element that has no text."""
    text = " ".join("".join(element.itertext()).split())
    return text or ", ".join(f"{key.rpartition('}')[2]} {value}" for key, value in element.attrib.items())


def local(element: Any) -> str:
    """The name without its namespace, in small letters."""
    return str(element.tag).rpartition("}")[2].lower()


def named(element: Any) -> str:
    """The name as a person would write it."""
    return str(element.tag).rpartition("}")[2].replace("_", " ").replace("-", " ")
