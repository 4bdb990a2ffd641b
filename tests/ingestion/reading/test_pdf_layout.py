"""What stands where on the page of a PDF is understood: columns, tables, headings, code, captions, footnotes."""

from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate

from ingestion.chunking import chunk
from ingestion.marking import Stretch, boxes
from ingestion.reading.letters import mended
from ingestion.reading.messages import PageRead
from ingestion.reading.pdf.blocks import Memory, build
from ingestion.reading.pdf.order import distinct
from ingestion.reading.pdf.pieces import Found, Piece
from ingestion.reading.pdf.rules import Rule
from tests.ingestion import makers
from tests.ingestion.reading.reading import told_of_pdf as told
from tests.ingestion.reading.test_formats import kinds

DOCLING = Path(__file__).parents[4] / "shared/data/parsing/docling"
WORDS = [
    "the",
    "harbour",
    "master",
    "keeps",
    "every",
    "rope",
    "and",
    "each",
    "small",
    "boat",
    "in",
    "good",
    "order",
    "until",
    "spring",
]


def sentence(number: int, length: int) -> str:
    """A line of about that many characters, unlike any other."""
    text, at = f"Line {number}", number
    while len(text) + len(WORDS[at % len(WORDS)]) < length:
        text, at = f"{text} {WORDS[at % len(WORDS)]}", at + 1
    return text


def columns_by_row(path: Path, columns: int, lines: int, *, title: str = "", sidebar: int = 0) -> Path:
    """Columns that the file has row by row, under a title over all of them."""
    canvas = Canvas(str(path), pagesize=A4)
    if title:
        canvas.setFont("Helvetica-Bold", 20)
        canvas.drawString(50, 780, title)
    canvas.setFont("Helvetica", 9)
    width = 495 / columns
    for line in range(lines):
        for column in range(columns):
            canvas.drawString(50 + column * width, 740 - line * 12, sentence(column * 100 + line, int(width / 5.4)))
    for line in range(sidebar):
        canvas.drawString(440, 735.5 - line * 14, f"Aside {line}")
    canvas.save()
    return path


@pytest.mark.parametrize("columns", [2, 3])
@pytest.mark.parametrize("title", ["", "A title that reaches over all of the columns below"])
def test_columns_are_read_one_after_the_other_below_their_title(tmp_path, columns, title):
    text = told(columns_by_row(tmp_path / "a.pdf", columns, 20, title=title)).text
    places = [
        text.index(sentence(column * 100 + line, int(495 / columns / 5.4))) for column in range(columns) for line in range(20)
    ]
    assert all(before < after for before, after in pairwise(places))
    assert text.startswith(title)


def test_a_sidebar_is_read_apart_from_the_text_beside_it(tmp_path):
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    canvas.setFont("Helvetica", 10)
    for line in range(20):
        canvas.drawString(50, 740 - line * 13, sentence(line, 62))
        if line < 12:
            canvas.drawString(430, 736 - line * 15, f"Aside number {line}")
    canvas.save()
    text = told(tmp_path / "a.pdf").text
    places = [text.index(sentence(line, 62)) for line in range(20)]
    assert all(after - before < 70 for before, after in pairwise(places))
    assert text.index("Aside number 11") - text.index("Aside number 0") < 300


def test_bands_of_columns_between_wide_lines_are_read_from_top_to_bottom(tmp_path):
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    canvas.setFont("Helvetica", 10)
    for band in range(2):
        top = 760 - band * 200
        canvas.drawString(50, top, f"Band {band} begins with a line that reaches over the whole width of the page as titles do")
        for line in range(8):
            for column in range(2):
                canvas.drawString(50 + column * 255, top - 30 - line * 13, sentence(band * 1000 + column * 100 + line, 44))
    canvas.save()
    text = told(tmp_path / "a.pdf").text
    expected = [sentence(band * 1000 + column * 100 + line, 44) for band in range(2) for column in range(2) for line in range(8)]
    places = [text.index(each) for each in expected]
    assert places == sorted(places)
    assert text.index("Band 1") > text.index(sentence(107, 44))


def drawn_table(
    path: Path, rows: list[list[str]], style: list[tuple[Any, ...]], *, above: str = "", wrap: bool = False, **options
) -> Path:
    """A document with one table."""
    normal = getSampleStyleSheet()["Normal"]
    cells = [[Paragraph(cell, normal) for cell in row] for row in rows] if wrap else rows
    table = LongTable(cells, repeatRows=options.pop("repeat", 0), **options)
    table.setStyle(style)
    SimpleDocTemplate(str(path), pagesize=A4).build([*([Paragraph(above, normal)] if above else []), table])
    return path


PRICES = [
    ["Model", "Equipment", "Price"],
    ["Föhr", "lights, basket", "1.290 €"],
    ["Sylt", "", "1.490 €"],
    ["Amrum", "belt drive", "2.150 €"],
]
GRID: list[tuple[Any, ...]] = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
PRINTED: list[tuple[Any, ...]] = [
    (f"LINE{side}", (0, row), (-1, row), 0.7, colors.black) for side, row in [("ABOVE", 0), ("BELOW", 0), ("BELOW", -1)]
]
STYLES: dict[str, list[tuple[Any, ...]]] = {
    "ruled": GRID,
    "three lines": PRINTED,
    "inner lines": [("INNERGRID", (0, 0), (-1, -1), 0.5, colors.black)],
    "shaded rows": [("BACKGROUND", (0, row), (-1, row), colors.lightgrey) for row in (0, 2)],
    "no lines": [],
}


@pytest.mark.parametrize("style", STYLES)
def test_a_table_keeps_rows_columns_and_header_however_it_is_drawn(tmp_path, style):
    widths = [130, 150, 90]
    found = told(
        drawn_table(tmp_path / "a.pdf", PRICES, STYLES[style], above="The list of prices of our bicycles.", colWidths=widths)
    )
    table = "Model | Equipment | Price\nFöhr | lights, basket | 1.290 €\nSylt |  | 1.490 €\nAmrum | belt drive | 2.150 €"
    assert ("table", 1, table) in kinds(found)


def test_cells_of_several_lines_are_whole_in_their_row(tmp_path):
    rows = [
        ["Claim", "What is paid", "By whom"],
        [
            "A night in a hotel abroad",
            "Up to 140 euros for each night, breakfast not included in that amount",
            "The team that sent you",
        ],
        ["Meals", "28 euros a day", "The head office in the harbour, on the last day of each month"],
    ]
    found = told(drawn_table(tmp_path / "a.pdf", rows, GRID, wrap=True, colWidths=[90, 130, 110]))
    assert [text.split("\n") for kind, _, text in kinds(found) if kind == "table"] == [[" | ".join(row) for row in rows]]


def test_columns_that_only_a_line_parts_are_two(tmp_path):
    rows = [["Rope", "Price"], ["Hemp of the strongest kind", "2.50"], ["Steel", "4.10"]]
    style = [*GRID, ("LEFTPADDING", (0, 0), (-1, -1), 1), ("RIGHTPADDING", (0, 0), (-1, -1), 1)]
    found = told(drawn_table(tmp_path / "a.pdf", rows, style, colWidths=[124, 60]))
    assert "Hemp of the strongest kind | 2.50" in found.pages[0].text


def test_a_cell_over_several_rows_belongs_to_each_of_them(tmp_path):
    rows = [["Zone", "Ticket", "Price"], ["North", "Day", "7"], ["", "Week", "30"], ["South", "Day", "5"]]
    found = told(drawn_table(tmp_path / "a.pdf", rows, [*GRID, ("SPAN", (0, 1), (0, 2))], colWidths=[90, 90, 90]))
    assert "North | Day | 7\nNorth | Week | 30\nSouth | Day | 5" in found.pages[0].text


def test_a_frame_around_prose_is_no_table(tmp_path):
    text = "The harbour is maintained by the town. Boats are moored at the owner's risk. " * 6
    found = told(drawn_table(tmp_path / "a.pdf", [[text, text]], GRID, wrap=True, colWidths=[200, 200]))
    assert "table" not in {kind for kind, _, _ in kinds(found)}


def long_table(path: Path, *, repeat: int) -> Path:
    rows = [["Part", "Price"], *([f"Shackle of size {number}", f"{number}.50"] for number in range(120))]
    return drawn_table(path, rows, GRID, repeat=repeat, colWidths=[200, 90])


@pytest.mark.parametrize("repeat", [0, 1])
def test_every_chunk_of_a_table_over_several_pages_has_its_header_and_each_row_once(tmp_path, repeat):
    pages = told(long_table(tmp_path / "a.pdf", repeat=repeat)).pages
    assert len(pages) > 2
    chunks = chunk(pages, title="")
    assert all(each.text.startswith("Part | Price\n") for each in chunks)
    rows = [line for each in chunks for line in each.text.split("\n") if line.startswith("Shackle")]
    assert rows == [f"Shackle of size {number} | {number}.50" for number in range(120)]


def test_a_cell_is_marked_where_it_stands(tmp_path):
    page = told(drawn_table(tmp_path / "a.pdf", PRICES, GRID, colWidths=[130, 150, 90])).pages[0]
    row = page.text.index("Amrum")
    marked = boxes(page.text, page.lines, [Stretch(row, page.text.index("\n", row) if "\n" in page.text[row:] else len(page.text))])
    assert len({round(box.top, 2) for box in marked}) == 1
    assert marked[0].left < 0.4 < marked[-1].left
    assert all(box.top > other.top for box in marked for other in boxes(page.text, page.lines, [Stretch(0, 5)]))


def styled(path: Path, lines: list[tuple[str, int, str]], *, at: int = 780) -> Path:
    """A page of lines, each with font, size and text; an empty one is a gap. (x may be given by leading spaces.)"""
    canvas = Canvas(str(path), pagesize=A4)
    for font, size, text in lines:
        canvas.setFont(font, size)
        canvas.drawString(72 + 6 * (len(text) - len(text.lstrip())), at, text.lstrip())
        at -= round(size * 1.3)
    canvas.save()
    return path


BODY = [("Helvetica", 10, "The harbour is maintained by the town, which pays for it."), ("Helvetica", 10, "")]


def test_headings_are_a_path_by_size_weight_and_number(tmp_path):
    lines = [
        ("Helvetica-Bold", 20, "Rules of the harbour"),
        *BODY,
        ("Helvetica-Bold", 14, "4 Mooring"),
        *BODY,
        ("Helvetica-Bold", 10, "4.1 Small boats"),
        *BODY,
        ("Helvetica-Bold", 10, "4.1.1 Kayaks"),
        *BODY * 6,
    ]
    chunks = chunk(told(styled(tmp_path / "a.pdf", lines)).pages, title="")
    assert chunks[-1].heading == ("Rules of the harbour", "4 Mooring", "4.1 Small boats", "4.1.1 Kayaks")


def test_a_table_of_contents_has_no_headings(tmp_path):
    lines = [("Helvetica-Bold", 14, f"{number} Mooring . . . . . . . . . . . . {number + 3}") for number in range(1, 4)]
    assert {kind for kind, _, _ in kinds(told(styled(tmp_path / "a.pdf", [*lines, *BODY * 5])))} == {"paragraph"}


def test_code_keeps_its_lines_and_indents(tmp_path):
    lines = [
        *BODY,
        *(("Courier", 10, text) for text in ["def moor(boat):", "    if boat.long:", "        return 40", "    return 12"]),
        *BODY,
    ]
    found = kinds(told(styled(tmp_path / "a.pdf", lines)))
    assert ("code", 0, "def moor(boat):\n    if boat.long:\n        return 40\n    return 12") in found


def test_what_a_figure_is_called_and_footnotes_stand_apart_from_the_text(tmp_path):
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    canvas.setFont("Helvetica", 10)
    for line in range(10):
        canvas.drawString(72, 780 - 13 * line, sentence(line, 80))
    canvas.drawString(72, 640, "Figure 3: The old pier in winter")
    canvas.setFont("Helvetica", 7)
    canvas.drawString(72, 90, "1 Boats under sail pay half of this amount.")
    canvas.drawString(72, 81, "2 Until the end of March.")
    canvas.setFont("Helvetica", 10)
    canvas.drawString(72, 620, sentence(50, 80))
    canvas.save()
    found = kinds(told(tmp_path / "a.pdf"))
    assert ("caption", 0, "Figure 3: The old pier in winter") in found
    assert [(kind, text.split("\n")[0]) for kind, _, text in found][-1] == (
        "footnote",
        "1 Boats under sail pay half of this amount.",
    )


def test_footnotes_come_after_the_text_of_their_section_and_do_not_part_its_sentences():
    def page(number: int, body: str, note: str) -> PageRead:
        from ingestion.reading.page_text import PageText

        text = PageText()
        text.add("paragraph", body)
        text.add("footnote", note)
        return text.page(number)

    chunks = chunk([page(1, "The pier was built in", "1 By the town."), page(2, "the year 1903.", "2 Or so.")], title="")
    assert [each.text for each in chunks] == ["The pier was built in\nthe year 1903.\n1 By the town.\n2 Or so."]


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("We support self-", "publishing of all kinds.", "self-publishing"),
        ("The law of Alsace-", "Lorraine was changed.", "Alsace-Lorraine"),
        ("The disease COVID-", "19 is treated here.", "COVID-19"),
        ("Our long-term plan and the long-", "term goals agree.", "long-term goals"),
        ("The mooring of boats, and of moor-", "ing posts.", "mooring posts"),
    ],
)
def test_hyphens_at_the_end_of_a_line_go_unless_they_belong_to_the_word(tmp_path, first, second, whole):
    assert whole in told(makers.placed_pdf(tmp_path / "a.pdf", [(72, 700, first), (72, 686, second)])).text


words = some.text(some.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=12)
sides = some.floats(0.05, 0.9)


@some.composite
def placed(draw) -> Piece:
    """Some words anywhere on the page."""
    text, left, top = " ".join(draw(some.lists(words, min_size=1, max_size=6))), draw(sides), draw(sides)
    size = draw(some.sampled_from([0.01, 0.012, 0.02]))
    faces = (draw(some.booleans()), draw(some.booleans()), draw(some.booleans()), draw(some.booleans()))
    return Piece(text, left, top, min(1.0, left + 0.006 * len(text)), top + size * 0.8, size, *faces)


def rule(across: bool, at: float, one: float, other: float) -> Rule:
    return Rule(across, at, min(one, other), max(one, other))


ruled = some.builds(rule, some.booleans(), sides, sides, sides)


@given(some.lists(placed(), max_size=60), some.lists(ruled, max_size=12))
@settings(max_examples=300, deadline=None)
def test_whatever_stands_on_a_page_is_in_its_text_and_each_line_knows_its_place(pieces, rules):
    pieces = distinct(pieces)
    page = build(Found(pieces, rules), Memory())
    said = Counter(page.text[line.start : line.end] for line in page.lines)
    known = Counter(piece.text for piece in pieces)
    assert said == known if not rules else said.keys() == known.keys() and all(said[text] >= known[text] for text in known)
    assert {line[2:] for line in page.lines} == {(piece.left, piece.top, piece.right, piece.bottom) for piece in pieces}
    assert all(before.end <= after.start for before, after in pairwise(page.lines))
    assert all(before.end <= after.start for before, after in pairwise(page.blocks))
    inside = [any(block.start <= line.start and line.end <= block.end for block in page.blocks) for line in page.lines]
    assert all(inside)


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ([("Due:", "17 March 2026"), ("Number:", "2026-114"), ("Customer:", "4711")], 0),
        ([("Model", "2025", "2026"), ("Sylt", "1.490", "1.590"), ("Amrum", "2.150", "2.250")], 1),
    ],
)
def test_names_of_rows_and_years_are_told_from_amounts(tmp_path, rows, header):
    placed = [(72 + 150 * place, 600 - 16 * number, text) for number, row in enumerate(rows) for place, text in enumerate(row)]
    assert kinds(told(makers.placed_pdf(tmp_path / "a.pdf", placed))) == [("table", header, "\n".join(map(" | ".join, rows)))]


def test_the_total_below_a_column_is_a_row_of_its_own_and_a_second_line_is_not(tmp_path):
    rows = [("Item", "Note", "Amount"), ("Chain", "with 114 links", "24,90"), ("", "and a lock", ""), ("Work", "", "90,00")]
    rows.append(("", "Total", "114,90"))
    cells = [(number, place, text) for number, row in enumerate(rows) for place, text in enumerate(row) if text]
    placed = [(72 + 150 * place, 600 - 14 * number, text) for number, place, text in cells]
    page = told(makers.placed_pdf(tmp_path / "a.pdf", placed)).pages[0]
    assert page.text == "Item | Note | Amount\nChain | with 114 links and a lock | 24,90\nWork |  | 90,00\n| Total | 114,90"


def test_ligatures_and_wrong_encodings_are_mended():
    assert mended("e\ufb03cient o\ufb00er, caf\u00c3\u00a9 it\u00e2\u20ac\u2122s \u00c2\u00a75") == "efficient offer, café it’s §5"
    assert mended("SÃO PAULO, ÂNGELO, château") == "SÃO PAULO, ÂNGELO, château"


@pytest.mark.shared
@pytest.mark.skipif(not DOCLING.exists(), reason="needs ../shared/data")
def test_a_table_of_a_real_paper_has_its_cells_in_their_rows():
    found = kinds(told(DOCLING / "pdf/2305.03393v1-pg9.pdf"))
    table = next(text for kind, _, text in found if kind == "table").split("\n")
    assert table[-2:] == ["4 | 2 | OTSL | 0.952 | 0.92 | 0.942 | 0.857 | 1.22", "4 | 2 | HTML | 0.944 | 0.903 | 0.931 | 0.824 | 2"]
    assert ("heading", "5.2 Quantitative Results") in [(kind, text) for kind, _, text in found]
    assert any(kind == "caption" and text.startswith("Table 1. HPO performed") for kind, _, text in found)


@pytest.mark.shared
@pytest.mark.skipif(not DOCLING.exists(), reason="needs ../shared/data")
def test_a_real_page_of_two_columns_is_read_in_order():
    text = told(DOCLING / "pdf/amt_handbook_sample.pdf").text
    expected = [
        "pulleys, provided",
        "Boots Self-Locking Nut",
        "The wing type that is",
        "the most common ranges",
        "Elastic Stop Nut",
    ]
    assert [text.index(each) for each in expected] == sorted(text.index(each) for each in expected)
