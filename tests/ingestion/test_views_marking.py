"""Marks on pages: whatever a link asks for, what is marked lies on the page and is what was asked for."""

from hypothesis import given
from hypothesis import strategies as st

from ingestion.marking import Box, Stretch, boxes, locate, pieces, stretches

TEXTS = st.text(max_size=200)
MARKS = st.lists(
    st.one_of(st.text(max_size=12), st.tuples(st.integers(0, 400), st.integers(0, 400)).map(lambda pair: f"{pair[0]}-{pair[1]}")),
    max_size=6,
)
EDGES = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted)


@st.composite
def lines(draw):
    """Lines as a page keeps them: one after the other in the text, each with a box within the page."""
    made, at = [], 0
    for length in draw(st.lists(st.integers(1, 80), max_size=8)):
        (left, right), (top, bottom) = draw(EDGES), draw(EDGES)
        made.append([at, at + length, left, top, right, bottom])
        at += length + 1
    return made


def test_a_mark_beyond_the_text_is_cut_and_nonsense_is_dropped():
    assert stretches(["5-900", "x-y", "-3-4", "9-9", "12", "7-3", "²-³"], 20) == (Stretch(5, 20),)


def test_marks_that_overlap_or_touch_become_one():
    assert stretches(["10-20", "0-5", "20-25", "3-4"], 100) == (Stretch(0, 5), Stretch(10, 25))


@given(TEXTS, MARKS)
def test_pieces_put_together_are_the_text_and_the_marked_ones_are_the_marks(text, marks):
    marked = stretches(marks, len(text))
    cut = pieces(text, 0, len(text), marked)
    assert "".join(piece.text for piece in cut) == text
    assert [piece.text for piece in cut if piece.marked] == [text[one.start : one.end] for one in marked]
    assert sum(piece.first for piece in cut) == bool(marked)


@given(TEXTS, lines(), MARKS)
def test_any_mark_gives_boxes_within_the_page(text, page, marks):
    for box in boxes(text, page, stretches(marks, 10_000)):
        assert 0 <= box.left <= box.right <= 1
        assert 0 <= box.top <= box.bottom <= 1
        assert box.width >= 0
        assert box.height >= 0


@given(TEXTS, lines(), st.integers(0, 400), st.integers(1, 100))
def test_a_box_stays_within_its_line_and_every_touched_line_has_one(text, page, start, length):
    marked = (Stretch(start, start + length),)
    touched = [line for line in page if line[0] < start + length and start < line[1]]
    made = boxes(text, page, marked)
    assert len(made) == len(touched)
    for box, line in zip(made, touched, strict=True):
        assert line[2] - 1e-9 <= box.left <= box.right <= line[4] + 1e-9
        assert (box.top, box.bottom) == (line[3], line[5])


def test_half_a_line_is_half_its_box():
    assert boxes("xxxxxxxx", [[0, 8, 0.25, 0.125, 0.75, 0.25]], [Stretch(4, 8)]) == (Box(0.5, 0.125, 0.75, 0.25),)


def test_narrow_characters_take_less_of_the_box_than_wide_ones():
    (narrow,) = boxes("iiiiMMMM", [[0, 8, 0, 0, 1, 1]], [Stretch(0, 4)])
    assert narrow.width < 0.3


def test_a_quote_is_found_over_other_line_breaks_and_not_where_a_word_differs():
    text = "Staff may claim\n  up to 40 euros\ta night."
    assert locate("claim up to 40 euros", text) == Stretch(10, 32)
    assert text[10:32].split() == ["claim", "up", "to", "40", "euros"]
    assert locate("claim up to 50 euros", text) is None
    assert locate("  \n", text) is None


@given(TEXTS, st.integers(0, 200), st.integers(0, 200))
def test_what_was_cut_from_a_text_is_found_in_it(text, start, end):
    quote = text[start:end]
    found = locate(quote, text)
    if quote.split():
        assert found is not None
        assert text[found.start : found.end].split() == quote.split()
    else:
        assert found is None
