"""Pages of text PDFs read in a second: by Footnote in its sandbox, by the fastest library alone, by unstructured's `partition`."""

import logging
import os
import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import django

from evaluation.bench.messages import Measurement

PAGES, PIECE = 200, 10
# A page with fewer characters may be a picture of text, which is another measurement's matter.
TEXT = 200


def measure(data: Path) -> Measurement:
    """Each system reads the same document, of real pages with a text layer, in a process of its own.

    Seconds are of CPU, imports included. Footnote's characters are those of its pages with tables set as rows.
    """
    with TemporaryDirectory() as folder:
        document = text_pages(data / "parsing" / "docling" / "pdf", PAGES, Path(folder) / "pages.pdf")
        read = {name: _alone(system, document) for name, system in SYSTEMS.items()}
    speed = {f"{name}, pages a CPU second": PAGES / seconds for name, (seconds, _, _) in read.items()}
    characters = {f"{name}, characters a page": found / PAGES for name, (_, found, _) in read.items()}
    memory = {f"{name}, peak MB": peak for name, (_, _, peak) in read.items()}
    bare = speed[f"{next(iter(SYSTEMS))}, pages a CPU second"] / speed["bare pypdfium2, pages a CPU second"]
    return Measurement(
        f"Reading a PDF of {PAGES} pages of text", speed | {"Footnote to bare pypdfium2": bare} | characters | memory
    )


def text_pages(folder: Path, number: int, target: Path) -> Path:
    """One PDF of so many pages with a text layer, from the PDFs of a folder, as often as is needed."""
    import pikepdf

    chosen = [(file, page) for file in sorted(folder.glob("*.pdf")) for page in _with_text(file)]
    with pikepdf.new() as whole:
        for at in range(number):
            file, page = chosen[at % len(chosen)]
            with pikepdf.open(file) as part:
                whole.pages.append(part.pages[page])
        whole.save(target)
    return target


def _with_text(file: Path) -> Iterator[int]:
    import pypdfium2

    with pypdfium2.PdfDocument(file) as document:
        for number, page in enumerate(document):
            if len(page.get_textpage().get_text_range().strip()) >= TEXT:
                yield number


def _alone(system: Callable[[Path], tuple[float, int, float]], document: Path) -> tuple[float, int, float]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=django.setup) as process:
        return process.submit(system, document).result()


def _ours(document: Path) -> tuple[float, int, float]:
    from evaluation.reading import pages_of

    characters = sum(len(page.text) for page in pages_of(document))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime, characters, used.ru_maxrss / 1024


def _bare(document: Path) -> tuple[float, int, float]:
    def text() -> int:
        import pypdfium2

        with pypdfium2.PdfDocument(document) as opened:
            return sum(len(page.get_textpage().get_text_range()) for page in opened)

    return _timed(text)


def _unstructured(document: Path) -> tuple[float, int, float]:
    """Its strategy for PDFs with text, without its language model, as in Footnote's own use of it.

    It gives a whole document up over one page that it finds too complex, so it gets the document in pieces.
    """
    from ingestion.reading import elements, processes

    os.environ.update(processes.SET)
    logging.disable()
    pieces = list(_pieces(document))
    return _timed(
        lambda: sum(len(each.text) for piece in pieces for each in elements.partition("pdf", filename=str(piece), strategy="fast"))
    )


def _pieces(document: Path) -> Iterator[Path]:
    import pikepdf

    with pikepdf.open(document) as whole:
        for start in range(0, len(whole.pages), PIECE):
            with pikepdf.new() as part:
                part.pages.extend(whole.pages[start : start + PIECE])
                part.save(target := document.with_name(f"{start}.pdf"))
            yield target


def _timed(work: Callable[[], int]) -> tuple[float, int, float]:
    begun = time.process_time()
    found = work()
    return time.process_time() - begun, found, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


SYSTEMS = {"Footnote": _ours, "bare pypdfium2": _bare, "unstructured, fast": _unstructured}
