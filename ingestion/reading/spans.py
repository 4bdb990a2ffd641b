"""Cells over several rows or columns of a web page's tables, written out: what reads them afterwards knows nothing of spans."""

from copy import deepcopy
from typing import Any

MOST_CELLS = 100_000
WIDEST = 200


def write_out(root: Any) -> None:
    """Repeat each cell in all the rows that it reaches over, and leave empty cells where it reaches over columns."""
    for table in root.iter("table"):
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        if sum(map(len, rows)) <= MOST_CELLS and any(cell.get("rowspan") or cell.get("colspan") for row in rows for cell in row):
            _write_out(rows)


def _write_out(rows: list[Any]) -> None:
    reaching: dict[int, tuple[Any, int]] = {}
    for row in rows:
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        whole: list[Any] = []
        for cell in [*cells, None]:
            while (place := len(whole)) in reaching:
                above, left = reaching.pop(place)
                whole.append(deepcopy(above))
                if left > 1:
                    reaching[place] = (above, left - 1)
            if cell is not None:
                whole += _spread(cell, len(whole), reaching)
        for place, cell in enumerate(whole):
            row.insert(place, cell)


def _spread(cell: Any, place: int, reaching: dict[int, tuple[Any, int]]) -> list[Any]:
    """The cell and the empty ones beside it; what reaches down is noted."""
    down, across = _span(cell, "rowspan"), min(_span(cell, "colspan"), WIDEST)
    for name in ("rowspan", "colspan"):
        cell.attrib.pop(name, None)
    cells = [cell, *(cell.makeelement(cell.tag, {}) for _ in range(across - 1))]
    if down > 1:
        reaching |= {place + offset: (each, down - 1) for offset, each in enumerate(cells)}
    return cells


def _span(cell: Any, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(int(value), 1000) if value.isdigit() and int(value) > 0 else 1
