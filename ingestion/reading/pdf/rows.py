"""Lines of a PDF page: pieces that stand side by side."""

from ingestion.reading.pdf.pieces import Piece

SAME_ROW = 0.5
CLOSE = 1.5
MARKER = r"(?:[•◦▪‣●○■□◆➢✓–—·*\-\uf0b7\uf0a7]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])"
"""What an item of a list begins with."""
Line = list[Piece]


def same_row(one: Piece, other: Piece) -> bool:
    """Whether the other stands to the right of the one: they share at least half of the lower one's height."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > SAME_ROW * min(one.bottom - one.top, other.bottom - other.top) and other.left >= one.left


def rows_of(pieces: list[Piece]) -> list[Line]:
    """Pieces that follow one another on the same height."""
    lines: list[Line] = []
    for piece in pieces:
        if lines and same_row(lines[-1][-1], piece):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return lines


def side_by_side(pieces: list[Piece]) -> list[Line]:
    """Pieces on the same height together, each line from left to right, from top to bottom."""
    lines: list[Line] = []
    for piece in sorted(pieces, key=lambda piece: (piece.top + piece.bottom, piece.left)):
        if lines and (same_row(lines[-1][0], piece) or same_row(piece, lines[-1][0])):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda piece: piece.left) for line in lines]


def is_close(above: Line, below: Line) -> bool:
    """Whether the lines follow one another downwards without a gap of more than a line."""
    gap = min(piece.top for piece in below) - max(piece.bottom for piece in above)
    return -above[0].size < gap < CLOSE * max(above[0].size, 0.001)
