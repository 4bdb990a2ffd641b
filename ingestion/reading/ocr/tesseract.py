"""The one module that speaks to Tesseract: an image goes in, words with boxes and confidences come out."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import pytesseract
from PIL import Image

from ingestion.reading.errors import ReaderMissing

DPI = 300
ASSUME_A_PAGE = f"--psm 3 --oem 1 --dpi {DPI}"
ORIENTATION_ONLY = f"--psm 0 --dpi {DPI}"
NOT_INSTALLED = "Tesseract, which recognises text in images, is not installed."
NOT_A_WORD = 0.05
SURE_LINE = 0.5
CLEAR_SCRIPT = 1.5


@dataclass(frozen=True)
class Word:
    """A word and its box in pixels; `line` tells which words stand together: (block, paragraph, line)."""

    text: str
    confidence: float
    line: tuple[int, int, int]
    left: int
    top: int
    right: int
    bottom: int


@lru_cache(maxsize=1)
def installed() -> frozenset[str]:
    """The languages that Tesseract has data for."""
    try:
        return frozenset(pytesseract.get_languages())
    except pytesseract.TesseractNotFoundError as error:
        raise ReaderMissing(NOT_INSTALLED) from error


@lru_cache(maxsize=1)
def version() -> str:
    """The version of Tesseract: another one may read the same picture in another way."""
    try:
        return str(pytesseract.get_tesseract_version())
    except pytesseract.TesseractNotFoundError as error:
        raise ReaderMissing(NOT_INSTALLED) from error


def usable(wanted: str) -> str:
    """Those of the wanted languages (joined by +) that are installed; English if there are none."""
    return "+".join(language for language in wanted.split("+") if language in installed()) or "eng"


def words(image: Image.Image, languages: str) -> list[Word]:
    """The words on an image, in Tesseract's reading order."""
    data = pytesseract.image_to_data(
        uncompressed(image), lang=usable(languages), config=ASSUME_A_PAGE, output_type=pytesseract.Output.DICT
    )
    found = (_word(data, index) for index in range(len(data["text"])))
    lines = (list(line) for _, line in groupby((word for word in found if word.text), key=lambda word: word.line))
    return [word for line in lines for word in line if word.confidence > NOT_A_WORD or is_sure(line)]


def is_sure(line: list[Word]) -> bool:
    """Whether a line is text: a word in it of which Tesseract is quite unsure is one all the same, and not a fleck."""
    return sum(word.confidence for word in line) / len(line) >= SURE_LINE


@dataclass(frozen=True)
class Looks:
    """How a page lies and is written: degrees clockwise by which it must be turned to stand upright, and its script, if clear."""

    turned: int = 0
    script: str = ""


def looks(image: Image.Image) -> Looks:
    """What Tesseract can tell without reading."""
    if "osd" not in installed():
        return Looks()
    try:
        found = pytesseract.image_to_osd(uncompressed(image), config=ORIENTATION_ONLY, output_type=pytesseract.Output.DICT)
    except pytesseract.TesseractError:
        return Looks()
    return Looks(int(found["rotate"]), str(found["script"]) if float(found["script_conf"]) >= CLEAR_SCRIPT else "")


def uncompressed(image: Image.Image) -> Image.Image:
    """The image as Tesseract gets it: packing it as PNG first would cost as much as a tenth of the recognition."""
    copy = image.copy()
    copy.format = "PPM"
    return copy


def _word(data: dict[str, list[int | str]], index: int) -> Word:
    def number(column: str) -> int:
        return int(data[column][index])

    left, top = number("left"), number("top")
    return Word(
        text=str(data["text"][index]).strip(),
        confidence=float(data["conf"][index]) / 100,
        line=(number("block_num"), number("par_num"), number("line_num")),
        left=left,
        top=top,
        right=left + number("width"),
        bottom=top + number("height"),
    )
