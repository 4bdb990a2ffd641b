"""Plain text in any encoding: paragraphs are parted by blank lines; a long text becomes several pages."""

from collections.abc import Iterator

from ingestion.reading.decoding import encoding_of
from ingestion.reading.pagination import Piece, paginate
from ingestion.reading.source import Source, Telling

LONGEST = 4000


def read(source: Source) -> Telling:
    """The pages of a text file, held in memory one at a time."""
    yield from paginate(Piece("paragraph", text) for text in paragraphs(source))


def paragraphs(source: Source) -> Iterator[str]:
    """Paragraph by paragraph; one without end is cut at a line's end."""
    lines: list[str] = []
    length = 0
    with source.path.open(encoding=encoding_of(source.path), errors="replace") as file:
        while line := file.readline(LONGEST):
            if lines and (not line.strip() or length > LONGEST):
                yield "".join(lines)
                lines, length = [], 0
            lines.append(line)
            length += len(line)
    yield "".join(lines)
