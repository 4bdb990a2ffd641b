"""Text in the pictures of a page that has text beside them: a screenshot on a slide, a scanned table in a report."""

from typing import TYPE_CHECKING

from pypdfium2 import PdfPage

from ingestion.reading.messages import Limits
from ingestion.reading.pdf.pieces import Found, Piece
from ingestion.reading.pdf.scans import drawn

if TYPE_CHECKING:
    from ingestion.reading.ocr.tesseract import Word

WORTH_READING = 0.2
SURE = 0.7
LEAST_LETTERS = 3


def has_unread_pictures(found: Found) -> bool:
    """Whether a good part of the page is a picture, and not one that was recognised before (text laid invisibly over it)."""
    return found.picture > WORTH_READING and not found.is_laid_over and covered(found.pieces) < 1 - WORTH_READING


def covered(found: list[Piece]) -> float:
    """How much of the page its text covers."""
    return sum((piece.right - piece.left) * (piece.bottom - piece.top) for piece in found)


def from_pictures(page: PdfPage, found: list[Piece], limits: Limits) -> list[Piece]:
    """The lines that recognition sees where the page has no text of its own."""
    from ingestion.reading.ocr import tesseract

    image = drawn(page, limits)
    by_line: dict[tuple[int, int, int], list[Word]] = {}
    for word in tesseract.words(image.convert("L"), limits.ocr_languages):
        if not is_read(word, found, *image.size):
            by_line.setdefault(word.line, []).append(word)
    return [as_piece(words, *image.size) for words in by_line.values() if is_text(words)]


def is_read(word: "Word", found: list[Piece], width: int, height: int) -> bool:
    """Whether the middle of the word lies on text that the page has."""
    x, y = (word.left + word.right) / 2 / width, (word.top + word.bottom) / 2 / height
    return any(piece.left <= x <= piece.right and piece.top <= y <= piece.bottom for piece in found)


def is_text(words: "list[Word]") -> bool:
    """Whether it is more than what a photograph looks like to Tesseract."""
    letters = sum(sum(map(str.isalnum, word.text)) for word in words)
    return letters >= LEAST_LETTERS and sum(word.confidence for word in words) / len(words) >= SURE


def as_piece(words: "list[Word]", width: int, height: int) -> Piece:
    """A line of words."""
    left, top = min(word.left for word in words) / width, min(word.top for word in words) / height
    right, bottom = max(word.right for word in words) / width, max(word.bottom for word in words) / height
    text = " ".join(word.text for word in words)
    return Piece(text, round(left, 5), round(top, 5), round(right, 5), round(bottom, 5), size=round(bottom - top, 4))
