"""A page as reading tells of it, and as the tables keep it."""

from typing import Any

from ingestion.models import Page, Unmasked
from ingestion.reading.messages import Block, Line, PageRead

Columns = tuple[str, list[list[Any]], list[list[Any]]]


def columns(page: PageRead) -> Columns:
    """Text, lines and blocks of a page as its row keeps them."""
    blocks = [[block.kind, block.start, block.end, block.level] for block in page.blocks]
    return page.text, [list(line) for line in page.lines], blocks


def page_read(row: Page) -> PageRead:
    """A page as it was read, from its row; its picture, if it has one, lies where it was kept."""
    return _told(row, row.as_read)


def page_shown(row: Page) -> PageRead:
    """A page as readers see it."""
    return _told(row, row)


def _told(row: Page, kept: Page | Unmasked) -> PageRead:
    return PageRead(
        number=row.number,
        label=kept.label,
        text=kept.text,
        lines=tuple(Line(*line) for line in kept.lines),
        blocks=tuple(Block(*block) for block in kept.blocks),
        recognised=row.recognised,
        confidence=row.confidence,
        remark=row.remark,
    )
