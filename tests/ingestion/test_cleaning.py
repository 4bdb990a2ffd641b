"""What a document repeats in its margins is found; what only looks like it is left alone."""

from dataclasses import replace

import pytest

from ingestion.cleaning import furniture
from ingestion.reading.messages import Block, BlockKind, Line, PageRead


def page(number: int, *lines: tuple[float, str], kinds: dict[str, tuple[BlockKind, int]] | None = None) -> PageRead:
    """A page with lines at these heights; `kinds` are the blocks of some of them, by their text."""
    text, placed = "", []
    for top, content in lines:
        start = len(text)
        text += content
        placed.append(Line(start, len(text), 0.1, top, 0.9, top + 0.015))
        text += "\n"
    blocks = tuple(
        Block(kind, text.index(content), text.index(content) + len(content), level)
        for content, (kind, level) in (kinds or {}).items()
    )
    return PageRead(number, "", text, tuple(placed), blocks)


def found(pages: list[PageRead]) -> list[tuple[int, str]]:
    texts = {each.number: each.text for each in pages}
    return [(number, texts[number][start:end]) for number, ranges in furniture(pages).items() for start, end in ranges]


def test_page_numbers_are_furniture_on_every_page():
    pages = [page(number, (0.5, f"Text of page {number}"), (0.95, f"- {number} -")) for number in range(1, 5)]
    assert sorted(found(pages)) == [(number, f"- {number} -") for number in range(1, 5)]


def test_roman_page_numbers_are_page_numbers():
    pages = [page(number, (0.5, "Preface"), (0.95, roman)) for number, roman in enumerate(["i", "ii", "iii", "iv"], start=1)]
    assert len(found(pages)) == 4


def test_a_header_is_furniture_but_for_its_first_occurrence():
    pages = [page(number, (0.04, "Harbour rules, valid from March"), (0.5, f"Text {number}")) for number in range(1, 5)]
    assert [number for number, _ in found(pages)] == [2, 3, 4]


def test_headers_that_differ_on_left_and_right_pages_are_found():
    pages = [page(number, (0.04, "The rules" if number % 2 else "The harbour"), (0.5, f"Text {number}")) for number in range(1, 11)]
    assert len(found(pages)) == 8


def test_a_header_that_changes_with_the_chapter_is_found():
    pages = [page(number, (0.04, "Mooring" if number < 6 else "Fishing"), (0.5, f"Text {number}")) for number in range(1, 11)]
    assert len(found(pages)) == 8


def test_a_slip_of_recognition_does_not_save_a_header():
    names = ["Harbour rules 2026", "Harbour ru1es 2026", "Harb0ur rules 2026", "Harbour rules 2026"]
    pages = [page(number, (0.04, name), (0.5, "x")) for number, name in enumerate(names, start=1)]
    assert len(found([replace(each, recognised=True) for each in pages])) == 3


def test_in_text_that_nobody_had_to_recognise_one_letter_is_a_difference():
    pages = [page(number, (0.04, f"Rules of harbour {name}"), (0.5, "x")) for number, name in enumerate("ABCDEF", start=1)]
    assert found(pages) == []


@pytest.mark.parametrize("shape", ["{}", "- {} -", "Page {} of 2", "Seite {}", "A-{}"])
def test_page_numbers_of_two_pages_count_the_pages(shape):
    pages = [page(number, (0.5, f"Text {number}"), (0.95, shape.format(number))) for number in (1, 2)]
    assert len(found(pages)) == (0 if shape.startswith("A") else 2)


def test_amounts_at_the_foot_of_pages_are_text():
    pages = [
        page(number, (0.5, "x"), (0.93, f"Balance: {amount}"), (0.95, str(amount)))
        for number, amount in enumerate([1200, 90, 4711, 15], start=1)
    ]
    assert found(pages) == []


def test_a_header_with_the_number_of_its_chapter_is_found():
    pages = [page(number, (0.04, f"Chapter {1 + number // 5}: mooring {number + 10}"), (0.5, "x")) for number in range(1, 10)]
    assert len(found(pages)) == 8


def test_the_header_of_a_table_that_goes_on_is_no_furniture():
    pages = [
        page(
            number, (0.05, "Article | Price"), (0.5, f"Rope | {number}"), kinds={f"Article | Price\nRope | {number}": ("table", 1)}
        )
        for number in range(1, 9)
    ]
    assert found(pages) == []


def test_a_letterhead_set_as_a_table_is_found():
    pages = [
        page(number, (0.03, "Harbour Works | Kiel"), (0.5, "x"), kinds={"Harbour Works | Kiel": ("table", 0)})
        for number in range(1, 5)
    ]
    assert len(found(pages)) == 3


def test_the_title_of_some_slides_stays_and_the_name_on_all_of_them_goes():
    def slides(count: int) -> list[PageRead]:
        return [page(number, (0.05, "Mooring"), (0.5, "x"), kinds={"Mooring": ("heading", 1)}) for number in range(1, count + 1)]

    assert found(slides(5)) == []
    assert len(found(slides(12))) == 11


def test_two_pages_prove_nothing():
    assert found([page(number, (0.04, "Harbour rules"), (0.5, "x")) for number in (1, 2)]) == []


def test_a_line_in_the_middle_of_the_page_is_text_however_often_it_comes():
    assert found([page(number, (0.4, "Signed: the harbour master")) for number in range(1, 9)]) == []


def test_lines_at_changing_heights_are_text():
    assert found([page(number, (0.01 + 0.025 * number, "Note"), (0.5, "x")) for number in range(1, 5)]) == []


def test_pages_far_apart_prove_nothing():
    pages = [
        page(number, (0.04, "Annex" if number % 10 == 0 else f"{number} words {'abc'[number % 3] * number}"), (0.5, "x"))
        for number in range(1, 41)
    ]
    assert all("Annex" not in text for _, text in found(pages))


def test_pages_without_lines_have_no_furniture():
    assert found([PageRead(number, "", "Harbour rules\n\nText") for number in range(1, 9)]) == []


def test_five_thousand_pages_are_looked_through_in_seconds():
    pages = [
        page(number, (0.03, f"Chapter {number // 40}"), (0.06, "words " * (number % 7)), (0.5, "x"), (0.95, str(number)))
        for number in range(1, 5001)
    ]
    assert len(found(pages)) > 9000
