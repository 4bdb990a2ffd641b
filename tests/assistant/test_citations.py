"""A citation keeps what was said, and where on its page."""

from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.attribution import Claim, Evidence
from assistant.citations import snapshots
from assistant.models import Turn
from retrieval.messages import Line, Passage, Span

pytestmark = pytest.mark.django_db

FIRST, SECOND = "Hotels are paid up to 125 euros.", "In London the limit is 180 euros."
TEXT = f"{FIRST}\n{SECOND}"
PASSAGE = Passage(
    uuid4(), uuid4(), uuid4(), uuid4(), "Travel policy", ("3 Staying there",), TEXT,
    (Span(3, 100, 100 + len(FIRST)), Span(4, 0, len(SECOND))),
    (Line(3, 100, 100 + len(FIRST), 0.1, 0.5, 0.9, 0.52), Line(4, 0, len(SECOND), 0.1, 0.1, 0.9, 0.12)),
    2.5,
)  # fmt: skip


def claim(*evidence: Evidence) -> Claim:
    return Claim("", 0, 0, tuple(each.number for each in evidence), 0.9, evidence)


def test_a_cited_passage_keeps_its_quote_spans_and_boxes():
    citation = snapshots(Turn(), [PASSAGE], [claim(Evidence(1, len(FIRST) + 1, len(TEXT)))])[0]
    assert citation.cited
    assert citation.quote == SECOND
    assert (citation.title, citation.page, citation.heading) == ("Travel policy", 4, ["3 Staying there"])
    assert citation.spans == [[4, 0, len(SECOND)]]
    assert citation.boxes == [[4, 0.1, 0.1, 0.9, 0.12]]


def test_a_quote_over_a_page_break_has_spans_and_boxes_on_both_pages():
    citation = snapshots(Turn(), [PASSAGE], [claim(Evidence(1, 0, len(TEXT)))])[0]
    assert citation.page == 3
    assert [span[0] for span in citation.spans] == [3, 4]
    assert [box[0] for box in citation.boxes] == [3, 4]


def test_a_passage_that_no_claim_rests_on_is_kept_as_read():
    citation = snapshots(Turn(), [PASSAGE], [])[0]
    assert not citation.cited
    assert citation.quote == citation.passage == TEXT


def test_two_stretches_of_one_passage_are_quoted_with_a_gap():
    passage = replace(PASSAGE, text="Alpha one. Beta two. Gamma three.", spans=(Span(1, 0, 33),), lines=())
    citation = snapshots(Turn(), [passage], [claim(Evidence(1, 0, 10)), claim(Evidence(1, 21, 33))])[0]
    assert citation.quote == "Alpha one. … Gamma three."
    assert citation.spans == [[1, 0, 10], [1, 21, 33]]


@given(st.data())
def test_every_stretch_is_found_again_on_its_pages(data):
    start = data.draw(st.integers(0, len(TEXT) - 1))
    end = data.draw(st.integers(start + 1, len(TEXT)))
    pages = {3: " " * 100 + FIRST, 4: SECOND}
    found = [pages[span.page][span.start : span.end] for span in PASSAGE.places(start, end)]
    assert "".join(found) == TEXT[start:end].replace("\n", "")


@pytest.mark.parametrize("part", [(0, 6), (20, 31)])
def test_part_of_a_line_is_boxed_in_part(part):
    citation = snapshots(Turn(), [PASSAGE], [claim(Evidence(1, *part))])[0]
    (_page, left, _top, right, _bottom) = citation.boxes[0]
    assert 0.1 <= left < right <= 0.9
    assert right - left < 0.5
