"""PDF, page by page: text where the file has it, recognition where it has only a picture of it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument

from ingestion.reading.errors import Damaged, Encrypted
from ingestion.reading.messages import Counted, PageRead, Recalled, Step
from ingestion.reading.pdf.blocks import Memory, build
from ingestion.reading.pdf.pictures import from_pictures, has_unread_pictures
from ingestion.reading.pdf.pieces import Found, found_on
from ingestion.reading.pdf.properties import properties
from ingestion.reading.pdf.scans import is_trusted, needs_recognition, recognised
from ingestion.reading.source import Source, Telling

AFRESH = 25
LEARNT = 10
"""Pages before the first that are looked at for the words and the sizes of letters that they have."""
LEFT_OUT = "Text that nobody sees on this page (as light as its ground, covered, tiny or invisible) was left out."
"""The remark of a page whose file has text that isn't to be seen."""
UNREADABLE = "Page {number} is damaged and could not be read"
"""The label of a page without text that the file has, but that cannot be opened."""


@contextmanager
def opened(path: Path) -> Iterator[PdfDocument]:
    """An open PDF. Raises Encrypted or Damaged."""
    try:
        document = PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}
        raise (Encrypted if locked else Damaged)(detail=f"pdfium {error.err_code}") from error
    try:
        yield document
    finally:
        document.close()


def read(source: Source) -> Telling:
    """The pages of a PDF, one at a time. pdfium keeps what it has parsed, so it starts afresh from time to time."""
    memory = Memory()
    with opened(source.path) as document:
        count = len(document)
        yield Counted(count, apart=True)
        yield properties(document)
        first, last = source.wanted(count)
        _learn(document, first, memory)
    failed = 0
    for begin in range(first, last + 1, AFRESH):
        with opened(source.path) as document:
            for number in range(begin, min(begin + AFRESH, last + 1)):
                try:
                    yield from _page(document, number, source, memory)
                except pypdfium2.PdfiumError:
                    failed += 1
                    yield PageRead(number, UNREADABLE.format(number=number), "")
    if failed == count:
        raise Damaged("None of the pages of the file can be read.")


def _learn(document: PdfDocument, first: int, memory: Memory) -> None:
    for number in range(max(1, first - LEARNT), first):
        with suppress(pypdfium2.PdfiumError):
            memory.learn(found_on(document[number - 1]).pieces)


def _page(document: PdfDocument, number: int, source: Source, memory: Memory) -> Iterator[Step | PageRead | Recalled]:
    page = document[number - 1]
    found = found_on(page)
    if needs_recognition(page, found):
        yield Step(number, len(document), recognising=True)
        read = recognised(page, number, source, found.pieces)
        trusted = isinstance(read, Recalled) or is_trusted(read, found.pieces)
        yield _remarked(read, found) if trusted else _with_text(document, number, memory, found)
    else:
        pictures = has_unread_pictures(found)
        yield Step(number, len(document), recognising=pictures)
        found.pieces.extend(from_pictures(page, found.pieces, source.limits) if pictures else [])
        yield _with_text(document, number, memory, found)
    page.close()


def _remarked(read: PageRead | Recalled, found: Found) -> PageRead | Recalled:
    if isinstance(read, Recalled) or read.remark or not (found.hid_text and read.text):
        return read
    return replace(read, remark=LEFT_OUT)


def _with_text(document: PdfDocument, number: int, memory: Memory, found: Found) -> PageRead:
    written = build(found, memory)
    label = document.get_page_label(number - 1)
    return PageRead(
        number, label, written.text, tuple(written.lines), tuple(written.blocks), remark=LEFT_OUT if found.hid_text else ""
    )
