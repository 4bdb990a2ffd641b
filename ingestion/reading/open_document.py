"""What a text document of the OpenDocument kind says of itself; pandoc passes on none of it."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from defusedxml import ElementTree

from ingestion.reading.errors import Damaged
from ingestion.reading.source import Properties
from ingestion.reading.web_pages import iso_date

DC = "{http://purl.org/dc/elements/1.1/}"
META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"


def properties(path: Path) -> Properties:
    """Title, author, date and language; where there is no title, what is written in the style of one. Raises Damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            content = ElementTree.fromstring(archive.read("content.xml"))
            meta = ElementTree.fromstring(archive.read("meta.xml")) if "meta.xml" in archive.namelist() else content
    except (KeyError, ElementTree.ParseError) as error:
        raise Damaged(detail=type(error).__name__) from error
    title = said(meta, f"{DC}title") or next(titles(content), "")
    author = said(meta, f"{META}initial-creator") or said(meta, f"{DC}creator")
    return Properties(title, author, iso_date(said(meta, f"{DC}date")), said(meta, f"{DC}language").lower()[:2])


def said(meta: Any, name: str) -> str:
    """The text of the first element of that name."""
    return next((element.text or "" for element in meta.iter(name)), "")


def titles(content: Any) -> Iterator[str]:
    """Paragraphs in the style Title, or in one that was made from it by hand."""
    named = {"Title"} | {
        style.get(f"{STYLE}name") for style in content.iter(f"{STYLE}style") if style.get(f"{STYLE}parent-style-name") == "Title"
    }
    for paragraph in content.iter(f"{TEXT}p"):
        text = " ".join("".join(paragraph.itertext()).split())
        if text and paragraph.get(f"{TEXT}style-name") in named:
            yield text
