"""Tables as rows of cells, whatever they were written in."""

from lxml import html

from ingestion.reading.records import is_group_header, is_header, is_number


def rows_of(table: str) -> tuple[tuple[tuple[str, ...], ...], int]:
    """The rows of an HTML table and how many of them are its header.

    A cell over several rows is repeated in each of them, since rows are read apart; one over several columns stands once.
    """
    root = html.fragment_fromstring(table, create_parent="div")
    carried: dict[int, tuple[str, int]] = {}
    rows = [_row(row, carried) for row in root.iter("tr")]
    return tuple(rows), max(header_rows(root), named_rows(rows)) if len(rows) > 1 else 0


def header_rows(root: html.HtmlElement) -> int:
    """Rows of <th> at the top; one where the table doesn't say."""
    marked = 0
    for row in root.iter("tr"):
        cells = [cell.tag for cell in row if cell.tag in {"td", "th"}]
        if not cells or set(cells) != {"th"}:
            break
        marked += 1
    return max(1, marked)


def named_rows(rows: list[tuple[str, ...]]) -> int:
    """Two where the first row names groups of columns and the second the columns themselves, over a row with amounts."""
    if len(rows) < 3 or not is_group_header(rows[0], rows[1]) or not is_header(rows[1], rows[2], distinct=False):
        return 0
    return 2 if any(is_number(cell) for cell in rows[2] if cell) else 0


def _row(row: html.HtmlElement, carried: dict[int, tuple[str, int]]) -> tuple[str, ...]:
    cells: list[str] = []
    for cell in (cell for cell in row if cell.tag in {"td", "th"}):
        _repeat(cells, carried)
        text = " ".join(cell.text_content().split())
        if (down := _span(cell, "rowspan")) > 1:
            carried[len(cells)] = (text, down - 1)
        cells += [text, *[""] * (_span(cell, "colspan") - 1)]
    _repeat(cells, carried)
    return tuple(cells)


def _repeat(cells: list[str], carried: dict[int, tuple[str, int]]) -> None:
    """Put in the cells that reach down from rows above, as long as one stands at this place."""
    while len(cells) in carried:
        place = len(cells)
        text, left = carried.pop(place)
        if left > 1:
            carried[place] = (text, left - 1)
        cells.append(text)


def _span(cell: html.HtmlElement, name: str) -> int:
    value = cell.get(name, "1")
    return min(int(value), 1000) if value.isdigit() and int(value) > 0 else 1
