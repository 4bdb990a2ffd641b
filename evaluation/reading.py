"""How well and how fast files are read: recognition against known texts, PDF against its bare library, odd files."""

import re
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from PIL import Image

from ingestion.reading import Limits, PageRead, ReadingError, read

MENDED = re.compile(r"(?<=\w)-\s*\n\s*(?=[a-zß-ÿ])")
PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "—": "-", "–": "-", "ſ": "s"})
TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


@dataclass(frozen=True)
class Recognition:
    """Errors among characters of the known texts, and CPU seconds for each page."""

    name: str
    pages: int
    error_rate: float
    seconds: float


@dataclass(frozen=True)
class Reading:
    """What became of one file: how much text, or why none; share of the known words that were read, where any are known."""

    file: str
    characters: int
    recall: float | None
    failure: str


def pages_of(path: Path) -> list[PageRead]:
    """The pages of a file, read as a worker reads it."""
    with tempfile.TemporaryDirectory() as out:
        events = read(path, name=path.name, out=Path(out), limits=Limits.of(settings.INGESTION))
        return [event for event in events if isinstance(event, PageRead)]


def text_of(path: Path) -> str:
    """Its text."""
    return "\n".join(page.text for page in pages_of(path))


def cpu_seconds() -> float:
    """CPU time of the reading processes so far, and of what they started."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def recognition(folder: Path, most: int) -> Iterator[Recognition]:
    """Character error rate over scanned book pages as they are, turned, skewed, and badly lit."""
    ways: dict[str, Callable[[Image.Image], Image.Image]] = {"as scanned": lambda image: image}
    ways |= {f"turned by {degrees}°": turned(method) for degrees, method in TURNS.items()}
    ways |= {f"skewed by {degrees}°": skewed(degrees) for degrees in (3, -7)}
    ways["badly lit"] = badly_lit
    originals = sorted(folder.glob("*.png"))[:most]
    for name, change in ways.items():
        yield measured(name, originals, change)


def measured(name: str, originals: list[Path], change: Callable[[Image.Image], Image.Image]) -> Recognition:
    """Read changed copies of the pages and compare with their known texts."""
    from rapidfuzz.distance import Levenshtein

    errors = characters = 0
    begun = cpu_seconds()
    with tempfile.TemporaryDirectory() as copies:
        for original in originals:
            copy = Path(copies) / "page.png"
            with Image.open(original) as image:
                change(image.convert("L")).save(copy)
            known = comparable(original.with_suffix("").with_suffix(".gt.txt").read_text())
            errors += Levenshtein.distance(known, comparable(text_of(copy)))
            characters += len(known)
    return Recognition(name, len(originals), errors / characters, (cpu_seconds() - begun) / len(originals))


def comparable(text: str) -> str:
    """Without what no reader would miss: line ends, words parted at them, and the shapes of quotes and dashes."""
    return " ".join(MENDED.sub("", text).translate(PLAIN).split())


def turned(method: Image.Transpose) -> Callable[[Image.Image], Image.Image]:
    """Lying on another side."""
    return lambda image: image.transpose(method)


def skewed(degrees: float) -> Callable[[Image.Image], Image.Image]:
    """Put askew on the glass."""
    return lambda image: image.rotate(degrees, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def badly_lit(image: Image.Image) -> Image.Image:
    """Under a lamp at the lower left, with noise."""
    import numpy as np

    grey = np.asarray(image, dtype=np.float64)
    down, across = np.mgrid[0 : grey.shape[0], 0 : grey.shape[1]]
    light = 0.35 + 0.65 * (1 - across / grey.shape[1]) * (0.5 + 0.5 * down / grey.shape[0])
    noise = np.random.default_rng(0).normal(0, 6, grey.shape)
    return Image.fromarray(np.clip(grey * light * 0.8 + 15 + noise, 0, 255).astype(np.uint8))


def receipts(folder: Path, most: int) -> float:
    """Share of the words on photographed receipts that were read (as bags of words)."""
    found = known = 0
    for picture in sorted(folder.glob("*.jpg"))[:most]:
        lines = (line.split(",", 8)[-1] for line in picture.with_suffix(".txt").read_text().splitlines())
        truth = bag("\n".join(lines))
        found += (truth & bag(text_of(picture))).total()
        known += truth.total()
    return found / known


def bag(text: str) -> Counter[str]:
    """How often each word occurs."""
    return Counter(re.findall(r"\w+", text.lower()))


def pdf_speed(path: Path) -> dict[str, float]:
    """Pages a CPU second of a PDF: through the sandbox with boxes and blocks, and the bare library's text alone."""
    import pypdfium2

    begun = cpu_seconds()
    count = len(pages_of(path))
    ours = cpu_seconds() - begun
    begun = time.process_time()
    document = pypdfium2.PdfDocument(path)
    for page in document:
        page.get_textpage().get_text_range()
    bare = time.process_time() - begun
    return {
        "pages": count,
        "pages a second": count / ours,
        "pages a second, bare pypdfium2": count / bare,
    }


def joined(files: Iterable[Path], copies: int, target: Path) -> Path:
    """One long PDF out of many."""
    import pikepdf

    with pikepdf.new() as whole:
        for file in [file for file in files for _ in range(copies)]:
            with pikepdf.open(file) as part:
                whole.pages.extend(part.pages)
        whole.save(target)
    return target


def odd_files(folder: Path) -> Iterator[Reading]:
    """Every file of a folder: read, or refused with a reason. A reader that crashes shows as such."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.endswith(("expected.md", "index.jsonl")):
            yield odd_file(path, folder)


def odd_file(path: Path, folder: Path) -> Reading:
    """One of them."""
    name = str(path.relative_to(folder))
    try:
        text = text_of(path)
    except ReadingError as error:
        return Reading(name, 0, None, f"{error.code}: {error.reason}")
    expected = path.with_name(f"{path.name}.expected.md")
    known = bag(expected.read_text()) if expected.exists() else Counter()
    return Reading(name, len(text), (known & bag(text)).total() / known.total() if known else None, "")
