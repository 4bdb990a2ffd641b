"""Pages for formats that have none: a long text is cut between blocks, before a heading where one is near."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingestion.reading.messages import BlockKind, PageRead
from ingestion.reading.page_text import PageText

FULL = 6000
NEARLY_FULL = 4000


@dataclass(frozen=True)
class Piece:
    """A block on its way to a page. `rows` is set for tables alone; `label` begins a new page of that name."""

    kind: BlockKind
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    label: str = ""
    new_page: bool = False


def paginate(pieces: Iterable[Piece], *, whole: bool = False) -> Iterator[PageRead]:
    """The pages, numbered from 1. `whole`: the pieces say themselves where pages begin, so none is cut for its length."""
    number, label, page = 1, "", PageText()
    for piece in pieces:
        if ends(page, piece, whole=whole):
            yield page.page(number, label)
            number, page = number + 1, PageText()
        label = piece.label if piece.new_page else label
        write(page, piece)
    if page.length or number == 1:
        yield page.page(number, label)


def ends(page: PageText, piece: Piece, *, whole: bool) -> bool:
    """Whether the page ends before this block."""
    if not page.length:
        return False
    if whole or piece.new_page:
        return piece.new_page
    return page.length >= FULL or (piece.kind == "heading" and page.length >= NEARLY_FULL)


def write(page: PageText, piece: Piece) -> None:
    """Put the block on the page."""
    if piece.kind == "table" and piece.rows:
        page.add_table([list(row) for row in piece.rows], header_rows=piece.level)
    else:
        page.add(piece.kind, piece.text, piece.level)
