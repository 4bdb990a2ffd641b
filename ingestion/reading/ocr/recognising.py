"""Recognises one image. The plain reading is tried first; only if it is poor are turning and evening of the light tried too."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from ingestion.reading.messages import Block, Line, PageRead, Word
from ingestion.reading.ocr import scripts, tesseract
from ingestion.reading.ocr.attempts import Attempt, better
from ingestion.reading.ocr.flattening import flattened
from ingestion.reading.ocr.grain import without_grain
from ingestion.reading.ocr.layout import lay_out
from ingestion.reading.ocr.lighting import even_light, is_uneven
from ingestion.reading.ocr.sizing import to_reading_size
from ingestion.reading.ocr.straightening import straighten, turn

QUARTERS = (90, 180, 270)


@dataclass(frozen=True)
class Recognised:
    """What was read on an image. `image` is the one on which the boxes hold; `confidence` is the mean over words, 0 to 1.

    `remark` says why nothing was read of what stands there, for people.
    """

    text: str
    lines: tuple[Line, ...]
    blocks: tuple[Block, ...]
    image: Image.Image
    confidence: float
    words: tuple[Word, ...]
    remark: str = ""


def recognise(image: Image.Image, languages: str) -> Recognised:
    """Read the text on an image, in the languages that are asked for or else in those of the script that it turns out to be in.

    Where none of these is installed, nothing is read: letters taken for those of another script make no words.
    """
    best = reading(image, languages)
    if best.doubtful:
        level = straighten(image)
        looks = tesseract.looks(level)
        if not scripts.is_written_in(looks.script, tesseract.usable(languages)):
            others = scripts.installed_for(looks.script)
            if not others:
                return Recognised("", (), (), turn(level, looks.turned), 0.0, (), scripts.missing(looks.script))
            best = better(best, reading(image, f"{others}+{tesseract.usable(languages)}"))
    laid = lay_out(best.words, *best.image.size)
    return Recognised(laid.text, laid.lines, laid.blocks, best.image, round(best.confidence, 4), laid.words)


def reading(image: Image.Image, languages: str) -> Attempt:
    """The best one, however the image lies and is lit; of a sheet on a desk, also by itself and seen from straight above."""
    best = lit(upright(to_reading_size(image), languages), languages)
    sheet = flattened(image)
    return better(best, lit(upright(to_reading_size(sheet), languages), languages)) if sheet else best


def as_page(found: Recognised, number: int, picture: Path, key: str) -> PageRead:
    """What was read as a page with the picture that people will see."""
    return PageRead(
        number,
        label="",
        text=found.text,
        lines=found.lines,
        blocks=found.blocks,
        image=picture,
        recognised=True,
        confidence=found.confidence,
        words=found.words,
        key=key,
        remark=found.remark,
    )


def lit(plain: Attempt, languages: str) -> Attempt:
    """The better of a reading and another one in even light, if the first is poor or the light is uneven."""
    if plain.good and not is_uneven(plain.image):
        return plain
    return better(plain, Attempt(plain.image, tesseract.words(even_light(without_grain(plain.image)), languages)))


def upright(image: Image.Image, languages: str) -> Attempt:
    """The best reading over the ways in which the page may be turned."""
    best = attempt(image, 0, languages)
    if best.good:
        return best
    for degrees in turns(image, best):
        best = better(best, attempt(image, degrees, languages))
        if best.readable:
            break
    return best


def turns(image: Image.Image, plain: Attempt) -> list[int]:
    """The other ways to try: the one that Tesseract tells first, and where it tells none, all if the plain reading is poor."""
    told = tesseract.looks(image).turned
    return sorted(QUARTERS, key=lambda degrees: degrees != told) if told or not plain.readable else []


def attempt(image: Image.Image, degrees: int, languages: str) -> Attempt:
    """Turn, straighten, read."""
    straight = straighten(turn(image, degrees))
    return Attempt(straight, tesseract.words(without_grain(straight), languages))
