"""Masked pages: the same words under the same lines, whatever was replaced between them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from guard.messages import Finding, Kind
from guard.redaction import Placeholders, restore
from ingestion.masking import masked
from ingestion.reading.messages import Block, Line, PageRead

TEXT = "Ask Bob Smith at bob@example.org.\nThe ferry leaves at nine.\nThe card of Bob Smith is lost."


def page(text):
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append(Line(at, at + len(line), 0.1, 0.1, 0.9, 0.2))
        at += len(line) + 1
    return PageRead(1, "1", text, tuple(lines), (Block("paragraph", 0, len(text)),))


def test_lines_and_blocks_move_with_the_text():
    found = [Finding(Kind.PERSON, 4, 13, 0.9), Finding(Kind.EMAIL, 17, 32, 0.9), Finding(Kind.PERSON, 72, 81, 0.9)]
    new = masked(page(TEXT), found, Placeholders())
    assert [new.text[line.start : line.end] for line in new.lines] == [
        "Ask [PERSON_1] at [EMAIL_1].",
        "The ferry leaves at nine.",
        "The card of [PERSON_1] is lost.",
    ]
    assert new.blocks == (Block("paragraph", 0, len(new.text)),)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))), max_size=5))
def test_what_is_outside_of_findings_stays_under_its_line(spans):
    found, at = [], 0
    for start, end in sorted((min(pair), max(pair)) for pair in spans):
        if start >= at and end > start:
            found.append(Finding(Kind.PERSON, start, end, 0.9))
            at = end
    placeholders = Placeholders()
    new = masked(page(TEXT), found, placeholders)
    assert restore(new.text, placeholders.values) == TEXT
    assert all(0 <= line.start < line.end <= len(new.text) for line in new.lines)
    for old in page(TEXT).lines:
        if not any(each.start < old.end and old.start < each.end for each in found):
            assert TEXT[old.start : old.end] in [new.text[line.start : line.end] for line in new.lines]
