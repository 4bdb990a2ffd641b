"""EPUB: a page a chapter, in the order of its spine."""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from defusedxml import ElementTree

from ingestion.reading import archives
from ingestion.reading.errors import Damaged
from ingestion.reading.messages import Counted, PageRead
from ingestion.reading.pagination import paginate
from ingestion.reading.source import Properties, Source, Telling
from ingestion.reading.web_pages import iso_date, parsed, web_pieces

CONTAINER = "META-INF/container.xml"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"


def read(source: Source) -> Telling:
    """The chapters; one without text (a cover) is no page."""
    archives.check(source.path, most_bytes=source.limits.output_bytes)
    with zipfile.ZipFile(source.path) as book:
        try:
            place, package = opened(book)
            names = spine(package, place, set(book.namelist()))
        except (KeyError, ElementTree.ParseError, AttributeError, StopIteration) as error:
            raise Damaged(detail=type(error).__name__) from error
        yield properties(package)
        yield Counted(len(names))
        yield from renumbered(chapter(book.read(name)) for name in names)


def opened(book: zipfile.ZipFile) -> tuple[str, Any]:
    """Where the package file lies, and the package."""
    rootfile = next(element for element in ElementTree.fromstring(book.read(CONTAINER)).iter() if element.tag.endswith("}rootfile"))
    name = rootfile.attrib["full-path"]
    return posixpath.dirname(name), ElementTree.fromstring(book.read(name))


def spine(package: Any, place: str, names: set[str]) -> list[str]:
    """The chapters' names in the archive, in reading order; nothing outside it can be named."""
    by_id = {item.get("id"): unquote(item.get("href", "")) for item in package.iter(f"{OPF}item")}
    order = [by_id.get(item.get("idref"), "") for item in package.iter(f"{OPF}itemref")]
    return [name for href in order if href and (name := posixpath.normpath(posixpath.join(place, href))) in names]


def properties(package: Any) -> Properties:
    """What the book says of itself."""

    def first(name: str) -> str:
        return next((element.text or "" for element in package.iter(f"{DC}{name}")), "")

    return Properties(first("title"), first("creator"), iso_date(first("date")), first("language").lower()[:2])


def chapter(data: bytes) -> PageRead:
    """One chapter as one page, called by its first heading."""
    page = next(iter(paginate(web_pieces(parsed(data)), whole=True)))
    heading = next((page.text[block.start : block.end] for block in page.blocks if block.kind == "heading"), "")
    return replace(page, label=" ".join(heading.split())[:200])


def renumbered(chapters: Iterator[PageRead]) -> Iterator[PageRead]:
    """Those with text, counted from 1."""
    filled = (page for page in chapters if page.text)
    yield from (replace(page, number=number) for number, page in enumerate(filled, start=1))
