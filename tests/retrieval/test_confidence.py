"""The probability that an answer was found."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from retrieval import confidence
from retrieval.confidence import NOTHING, Signals
from retrieval.qdrant import Candidate
from retrieval.reranking import Look

share = st.floats(0, 1)


@given(st.floats(-1, 1), share, st.floats(0, 30))
def test_it_is_a_probability(cosine, coverage, lead):
    assert 0 <= confidence.probability(Signals(cosine, coverage, lead)) <= 1


def test_nothing_found_is_certainly_no_answer():
    assert confidence.signals([], {}, [], {}) == NOTHING
    assert confidence.probability(NOTHING) == 0


def test_nearer_better_covered_and_more_outstanding_passages_are_surer():
    assert confidence.probability(Signals(0.7, 0.5, 0.3)) > confidence.probability(Signals(0.3, 0.5, 0.3))
    assert confidence.probability(Signals(0.5, 1.0, 0.3)) > confidence.probability(Signals(0.5, 0.2, 0.3))
    assert confidence.probability(Signals(0.5, 0.5, 1.5)) > confidence.probability(Signals(0.5, 0.5, 0.1))


FIRST, SECOND = UUID(int=1), UUID(int=2)


def test_the_first_passage_counts_and_its_lead_over_the_second():
    candidates = [Candidate(SECOND, dense=0.7), Candidate(FIRST, dense=0.6, sparse=9.0)]
    looks = {FIRST: Look(0.9, 0.1), SECOND: Look(0.5, 0.4)}
    seen = confidence.signals([FIRST, SECOND], {FIRST: 3.0, SECOND: 2.5}, candidates, looks)
    assert seen == Signals(0.6, 0.9, 0.5)


def test_a_passage_that_only_its_words_found_is_as_far_as_the_farthest():
    candidates = [Candidate(SECOND, dense=0.2), Candidate(FIRST, sparse=9.0)]
    assert confidence.signals([FIRST], {FIRST: 1.0}, candidates, {}) == Signals(0.2, 0.0, 0.0)
