"""One reading of one preparation of a picture, and which of two is the better."""

from dataclasses import dataclass

from PIL import Image

from ingestion.reading.ocr.tesseract import Word

GOOD = 0.85
READABLE = 0.6
ENOUGH = 20.0
DOUBTFUL = 0.5
LONG_WORD = 4


@dataclass(frozen=True)
class Attempt:
    """One reading of one preparation of the image."""

    image: Image.Image
    words: list[Word]

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
    def readable(self) -> bool:
        """Whether it lies as it should: on its head or side next to nothing can be read."""
        return self.confidence >= READABLE and self.evidence >= ENOUGH and not self.sideways

    @property
    def doubtful(self) -> bool:
        """Whether there is more doubt than certainty, as where letters are taken for those of another script, or for none."""
        return self.confidence < DOUBTFUL

    @property
    def sideways(self) -> bool:
        """Whether long words stand upright: Tesseract reads some pages that lie on their side without a word."""
        upright = [word.bottom - word.top > word.right - word.left for word in self.words if len(word.text) >= LONG_WORD]
        return sum(upright) * 2 > len(upright)


def better(one: Attempt, other: Attempt) -> Attempt:
    """The reading that is not sideways, or has more evidence; the first among equals."""
    return max(one, other, key=lambda each: (not each.sideways, each.evidence))
