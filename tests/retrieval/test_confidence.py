"""The probability that an answer was found."""

from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from retrieval import confidence
from retrieval.confidence import NOTHING, Signals
from retrieval.qdrant import Candidate
from retrieval.reranking import Look

share = st.floats(0, 1)


@given(st.floats(-1, 1), share, share)
def test_it_is_a_probability(cosine, coverage, proximity):
    assert 0 <= confidence.probability(Signals(cosine, coverage, proximity)) <= 1


def test_nothing_found_is_certainly_no_answer():
    assert confidence.signals([], []) == NOTHING
    assert confidence.probability(NOTHING) == 0


def test_nearer_and_better_covered_passages_are_surer():
    assert confidence.probability(Signals(0.7, 0.5, 0.3)) > confidence.probability(Signals(0.3, 0.5, 0.3))
    assert confidence.probability(Signals(0.5, 1.0, 0.3)) > confidence.probability(Signals(0.5, 0.2, 0.3))


def test_the_best_of_each_signal_counts():
    candidates = [Candidate(uuid4(), dense=0.2), Candidate(uuid4(), dense=0.6), Candidate(uuid4(), sparse=9.0)]
    assert confidence.signals(candidates, [Look(0.9, 0.1), Look(0.5, 0.4)]) == Signals(0.6, 0.9, 0.4)
