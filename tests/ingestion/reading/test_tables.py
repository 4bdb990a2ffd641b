"""Tables keep their rows, columns and names of columns, whatever kind of file they are in."""

import pytest

from ingestion.reading.records import with_header
from tests.ingestion.reading.reading import told
from tests.ingestion.reading.test_formats import kinds

FEES = [["Zone", "Ticket", "Price"], ["North", "Day", "7 €"], ["", "Week", "30 €"], ["South", "Day", "5 €"]]
WHOLE = "Zone | Ticket | Price\nNorth | Day | 7 €\nNorth | Week | 30 €\nSouth | Day | 5 €"


def fill(table) -> None:
    for row, cells in enumerate(FEES):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text


def word_file(path):
    import docx

    document = docx.Document()
    table = document.add_table(rows=4, cols=3)
    fill(table)
    table.cell(1, 0).merge(table.cell(2, 0)).text = "North"
    document.save(path)


def slides(path):
    import pptx
    from pptx.util import Inches

    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "Fees"
    table = slide.shapes.add_table(4, 3, Inches(1), Inches(2), Inches(6), Inches(2)).table
    fill(table)
    table.cell(1, 0).merge(table.cell(2, 0))
    presentation.save(path)


def web_page(path):
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row if cell)}</tr>" for row in FEES)
    path.write_text(f"<meta charset='utf-8'><table>{rows.replace('<td>North', '<td rowspan=2>North')}</table>")


@pytest.mark.parametrize(("name", "make"), [("a.docx", word_file), ("a.pptx", slides), ("a.html", web_page)])
def test_a_cell_over_several_rows_is_said_in_each_of_them(tmp_path, name, make):
    make(tmp_path / name)
    assert ("table", 1, WHOLE) in kinds(told(tmp_path / name))


def test_merged_cells_of_a_sheet_are_said_in_each_row_and_groups_with_each_column(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for row in [["", 2025, "", 2026], ["Zone", "Day", "Week", "Day"], ["North", 7, 30, 8], ["", 6, 28, 7], ["South", 5, 20, 6]]:
        sheet.append(row)
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("A3:A4")
    book.save(tmp_path / "a.xlsx")
    rows = next(text for kind, _, text in kinds(told(tmp_path / "a.xlsx")) if kind == "table").split("\n")
    assert rows == [
        "Zone: North; 2025 Day: 7; 2025 Week: 30; 2026 Day: 8",
        "Zone: North; 2025 Day: 6; 2025 Week: 28; 2026 Day: 7",
        "Zone: South; 2025 Day: 5; 2025 Week: 20; 2026 Day: 6",
    ]


def test_groups_of_columns_of_a_web_page_stand_above_their_columns(tmp_path):
    head = "<tr><th></th><th colspan=2>2025</th><th>2026</th></tr><tr><th>Zone</th><th>Day</th><th>Week</th><th>Day</th></tr>"
    (tmp_path / "a.html").write_text(f"<table>{head}<tr><td>North</td><td>7</td><td>30</td><td>8</td></tr></table>")
    assert ("table", 2, "| 2025 |  | 2026\nZone | Day | Week | Day\nNorth | 7 | 30 | 8") in kinds(told(tmp_path / "a.html"))


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ([["Item", "2024", "2025"], ["Rope", "1", "2"]], ["Item: Rope; 2024: 1; 2025: 2"]),
        ([["1999", "Ford", "E350"], ["2000", "Opel", "Kadett"]], ["1999 | Ford | E350", "2000 | Opel | Kadett"]),
        ([["Kiel", "2024", "2025"], ["Husum", "2024", "2025"]], ["Kiel | 2024 | 2025", "Husum | 2024 | 2025"]),
        ([["Rope", "7"], ["Wire", "8"]], ["Rope | 7", "Wire | 8"]),
    ],
)
def test_years_name_columns_only_above_something_else(rows, lines):
    assert [line for piece in with_header(iter(rows)) for line in piece.text.split("\n")] == lines
