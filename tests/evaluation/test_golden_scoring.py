"""Figures of golden runs against values computed by hand, and what counts as worse."""

import uuid
from math import log2

import pytest

from evaluation.golden.comparing import Difference, Outcome
from evaluation.golden.messages import Place, unique
from evaluation.golden.scoring import Scored, figure, figures, merits
from retrieval.messages import Passage, Span

ONE, TWO, THREE = (uuid.UUID(int=number) for number in (1, 2, 3))


def passage(document, *pages):
    spans = tuple(Span(page, 0, 5) for page in pages)
    return Passage(uuid.uuid4(), document, uuid.uuid4(), uuid.uuid4(), "Title", (), "words", spans, (), 1.0)


def test_a_place_is_a_document_or_one_page_of_it():
    assert Place(ONE).holds(passage(ONE, 4))
    assert Place(ONE, 4).holds(passage(ONE, 3, 4))
    assert not Place(ONE, 4).holds(passage(ONE, 5))
    assert not Place(ONE).holds(passage(TWO, 4))


@pytest.mark.parametrize("place", [Place(ONE), Place(ONE, 7)])
def test_a_place_is_read_as_it_is_written(place):
    assert Place.read(str(place)) == place


@pytest.mark.parametrize("text", ["", "x", f"{ONE}:0", f"{ONE}:-3", f"{ONE}:x", f"{ONE}:99999999999"])
def test_what_is_no_place_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        Place.read(text)


def test_a_page_counts_no_more_where_its_whole_document_does():
    assert unique([Place(ONE, 2), Place(TWO, 1), Place(ONE), Place(TWO, 1)]) == (Place(TWO, 1), Place(ONE))


def test_merits_are_those_computed_by_hand():
    found = [passage(THREE, 1), passage(ONE, 1), passage(ONE, 2), passage(THREE, 9), passage(THREE, 8), passage(TWO, 5)]
    got = merits(found, [Place(ONE), Place(TWO, 5)])
    assert got["recall"] == pytest.approx(1 / 2)
    assert got["precision"] == pytest.approx(2 / 5)
    assert got["mrr"] == pytest.approx(1 / 2)
    assert got["ndcg"] == pytest.approx((1 / log2(3) + 1 / log2(7)) / (1 + 1 / log2(3)))


def test_a_search_that_finds_nothing_has_no_merit():
    assert set(merits([], [Place(ONE)]).values()) == {0.0}


def test_refusals_count_for_both_kinds_of_questions():
    whole = {"recall": 1.0, "precision": 1.0, "mrr": 1.0, "ndcg": 1.0}
    rows = [
        Scored(True, False, 10, whole),
        Scored(True, True, 20, whole),
        Scored(False, True, 30, {}),
        Scored(False, False, 40, {}),
    ]
    got = figures(rows)
    assert got["refused_rightly"].value == got["refused_wrongly"].value == got["decided_rightly"].value == 0.5
    assert (got["recall"].count, got["refused_rightly"].count) == (2, 2)
    assert (got["latency_p50"].value, got["latency_p95"].value) == (20, 40)


def test_figures_about_no_question_are_left_out():
    assert "refused_rightly" not in figures([Scored(True, False, 1, dict.fromkeys(("recall", "precision", "mrr", "ndcg"), 1.0))])
    assert figures([]) == {}


def test_what_falls_is_worse_or_perhaps_worse_by_its_interval():
    def outcome(changes):
        return Difference("ndcg", 0.5, 0.5, figure(changes)).outcome

    assert outcome([-0.5] * 6 + [0.0] * 6) == Outcome.WORSE
    assert outcome([-0.5] + [0.0] * 11) == Outcome.DOUBTFUL
    assert outcome([-0.001] * 12) == Outcome.SAME
    assert outcome([0.5] + [0.0] * 11) == Outcome.BETTER
