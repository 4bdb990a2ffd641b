"""Recognises one image. The plain reading is tried first; only if it is poor are turning and evening of the light tried too."""

from dataclasses import dataclass

from PIL import Image

from ingestion.reading.messages import Block, Line
from ingestion.reading.ocr import tesseract
from ingestion.reading.ocr.layout import lay_out
from ingestion.reading.ocr.lighting import even_light, is_uneven
from ingestion.reading.ocr.straightening import straighten, turn

GOOD = 0.85
ENOUGH = 20.0
SMALL, LARGE = 1600, 5000
MOST_ENLARGED = 3.0
DOUBTFUL = 0.5
LONG_WORD = 4


@dataclass(frozen=True)
class Recognised:
    """What was read on an image. `image` is the one on which the boxes hold; `confidence` is the mean over words, 0 to 1."""

    text: str
    lines: tuple[Line, ...]
    blocks: tuple[Block, ...]
    image: Image.Image
    confidence: float


@dataclass(frozen=True)
class Attempt:
    """One reading of one preparation of the image."""

    image: Image.Image
    words: list[tesseract.Word]

    @property
    def confidence(self) -> float:
        """Mean confidence, each word weighing as much as it is long."""
        weight = sum(len(word.text) for word in self.words)
        return sum(word.confidence * len(word.text) for word in self.words) / weight if weight else 0.0

    @property
    def evidence(self) -> float:
        """How many characters were read with how much more than doubt: grows with both amount and confidence."""
        return sum((word.confidence - DOUBTFUL) * len(word.text) for word in self.words if any(map(str.isalnum, word.text)))

    @property
    def good(self) -> bool:
        """Whether trying anything else would be a waste."""
        return self.confidence >= GOOD and self.evidence >= ENOUGH and not self.sideways

    @property
    def sideways(self) -> bool:
        """Whether long words stand upright: Tesseract reads some pages that lie on their side without a word."""
        upright = [word.bottom - word.top > word.right - word.left for word in self.words if len(word.text) >= LONG_WORD]
        return sum(upright) * 2 > len(upright)


def recognise(image: Image.Image, languages: str) -> Recognised:
    """Read the text on an image, however it lies and is lit."""
    image = to_reading_size(image)
    best = upright(image, languages)
    if not best.good or is_uneven(best.image):
        best = better(best, Attempt(best.image, tesseract.words(even_light(best.image), languages)))
    laid = lay_out(best.words, *best.image.size)
    return Recognised(laid.text, laid.lines, laid.blocks, best.image, round(best.confidence, 4))


def upright(image: Image.Image, languages: str) -> Attempt:
    """The best reading over the ways in which the page may be turned."""
    best = attempt(image, 0, languages)
    if best.good:
        return best
    told = tesseract.turned_by(image)
    turns = [told] if told else [90, 180, 270] if best.evidence < ENOUGH or best.sideways else []
    for degrees in turns:
        best = better(best, attempt(image, degrees, languages))
    return best


def attempt(image: Image.Image, degrees: int, languages: str) -> Attempt:
    """Turn, straighten, read."""
    straight = straighten(turn(image, degrees))
    return Attempt(straight, tesseract.words(straight.convert("L"), languages))


def better(one: Attempt, other: Attempt) -> Attempt:
    """The reading that is not sideways, or has more evidence; the first among equals."""
    return max(one, other, key=lambda each: (not each.sideways, each.evidence))


def to_reading_size(image: Image.Image) -> Image.Image:
    """Tesseract reads letters of 20 to 40 pixels best: small pictures are enlarged, huge ones reduced."""
    longest = max(image.size)
    factor = min(MOST_ENLARGED, SMALL / longest) if longest < SMALL else LARGE / longest if longest > LARGE else 1.0
    if factor == 1.0:
        return image
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size, Image.Resampling.LANCZOS)
