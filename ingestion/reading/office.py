"""What unstructured leaves out of Office files: text boxes, footnotes, comments, diagrams. Nothing may be lost silently."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from lxml import etree

from ingestion.reading import archives
from ingestion.reading.source import Properties, Source

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
PARAGRAPHS = (f"{W}p", f"{A}p", f"{S}comment", f"{P}cm", f"{M}oMath")
TEXTS = {f"{W}t", f"{A}t", f"{S}t", f"{P}text", f"{M}t"}
BREAKS = {f"{W}tab", f"{W}br", f"{A}br"}
FALLBACK = f"{MC}Fallback"
STRICT = b"http://purl.oclc.org/ooxml/"
STRICT_NAME = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
TRANSITIONAL_NAME = rb"http://schemas.openxmlformats.org/\1/2006/"


def prepared(source: Source) -> Path:
    """The file, once it is known to be safe to unpack. Raises ArchiveTooLarge, DangerousContent or Damaged.

    Of "Strict Open XML" a copy (in this process's own temporary folder) with the names that the libraries know.
    """
    archives.check(source.path, most_bytes=source.limits.output_bytes)
    with zipfile.ZipFile(source.path) as archive:
        if not any(STRICT in archive.read(name) for name in archive.namelist() if name == "_rels/.rels"):
            return source.path
        return renamed(archive, Path(mkdtemp()) / "transitional")


def renamed(archive: zipfile.ZipFile, copy: Path) -> Path:
    """A copy of the archive with the other names in all its markup."""
    with zipfile.ZipFile(copy, "w") as out:
        for name in archive.namelist():
            data = archive.read(name)
            out.writestr(name, STRICT_NAME.sub(TRANSITIONAL_NAME, data) if name.endswith((".xml", ".rels")) else data)
    return copy


def paragraphs(path: Path, parts: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Part name and text of every paragraph in the parts whose names match, nested ones apart."""
    with zipfile.ZipFile(path) as archive:
        for name in sorted(filter(parts.fullmatch, archive.namelist()), key=natural):
            with archive.open(name) as part:
                root = etree.parse(part, etree.XMLParser(resolve_entities=False, no_network=True, recover=True)).getroot()
            if root is not None:
                yield from ((name, text) for paragraph in root.iter(*PARAGRAPHS) if (text := own_text(paragraph)))


def own_text(paragraph: Any) -> str:
    """The text of a paragraph without that of paragraphs within it, and without the old copies for old programs."""
    if any(parent.tag == FALLBACK for parent in paragraph.iterancestors()):
        return ""
    found = []
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        if node.tag in TEXTS:
            found.append(node.text or "")
        elif node.tag in BREAKS:
            found.append(" ")
        elif node.tag != FALLBACK and node.tag not in PARAGRAPHS:
            stack.extend(reversed(node))
    return " ".join("".join(found).split())


def missing(paragraphs: Iterable[tuple[str, str]], texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Those paragraphs that stand nowhere in the texts."""
    known = [squeezed(text) for text in texts]
    whole, exact = "\n".join(known), set(known)
    for name, text in paragraphs:
        key = squeezed(text)
        if key and key not in exact and key not in whole:
            exact.add(key)
            yield name, text


def squeezed(text: str) -> str:
    """Letters and digits only, for comparing."""
    return re.sub(r"[\W_]+", "", text)


def natural(name: str) -> tuple[int, str]:
    """Sorts slide2.xml before slide10.xml."""
    number = re.search(r"(\d+)\.xml$", name)
    return int(number[1]) if number else 0, name


def core_properties(properties: Any) -> Properties:
    """Title, author and date from python-docx's or python-pptx's core properties."""
    try:
        changed = properties.modified or properties.created
        dated: date | None = changed.date() if changed else None
        return Properties(properties.title or "", properties.author or "", dated)
    except (ValueError, AttributeError, TypeError):
        return Properties()
