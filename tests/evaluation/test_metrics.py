"""Figures of merit against values computed by hand."""

from math import isclose, log2

import pytest

from evaluation import metrics

RANKING = ["d3", "d1", "d9", "d2"]
JUDGED = {"d1": 3, "d2": 1, "d7": 2}


def test_ndcg_divides_the_gain_by_that_of_the_best_order():
    gain = 3 / log2(3) + 1 / log2(5)
    best = 3 / log2(2) + 2 / log2(3) + 1 / log2(4)
    assert isclose(metrics.ndcg(RANKING, JUDGED, 10), gain / best)
    assert isclose(metrics.ndcg(RANKING, JUDGED, 10), 0.48793, abs_tol=5e-5)


def test_ndcg_looks_no_further_than_k():
    assert isclose(metrics.ndcg(RANKING, JUDGED, 2), (3 / log2(3)) / (3 + 2 / log2(3)))
    assert metrics.ndcg(RANKING, JUDGED, 1) == 0


def test_ndcg_of_a_perfect_ranking_is_one():
    assert isclose(metrics.ndcg(["d1", "d7", "d2"], JUDGED, 10), 1)


def test_recall_counts_the_relevant_documents_among_the_first_k():
    assert metrics.recall(RANKING, JUDGED, 2) == pytest.approx(1 / 3)
    assert metrics.recall(RANKING, JUDGED, 100) == pytest.approx(2 / 3)


def test_reciprocal_rank_is_one_over_the_place_of_the_first_hit():
    assert metrics.reciprocal_rank(RANKING, JUDGED, 10) == 0.5
    assert metrics.reciprocal_rank(RANKING, JUDGED, 1) == 0
    assert metrics.reciprocal_rank(RANKING, {"d2": 1}, 10) == 0.25


def test_grades_of_zero_and_below_are_not_relevant():
    judged = {"d3": 0, "d1": -1, "d2": 1}
    assert metrics.recall(RANKING, judged, 10) == 1
    assert metrics.reciprocal_rank(RANKING, judged, 10) == 0.25
    assert isclose(metrics.ndcg(RANKING, judged, 10), 1 / log2(5))


def test_nothing_judged_or_nothing_found_is_zero():
    assert metrics.ndcg(RANKING, {}, 10) == metrics.recall(RANKING, {}, 10) == metrics.reciprocal_rank(RANKING, {}, 10) == 0
    assert metrics.ndcg([], JUDGED, 10) == metrics.recall([], JUDGED, 10) == metrics.reciprocal_rank([], JUDGED, 10) == 0


def test_a_percentile_is_a_value_that_was_measured():
    values = [float(value) for value in range(1, 21)]
    assert (metrics.percentile(values, 0.5), metrics.percentile(values, 0.95), metrics.percentile([7.0], 0.95)) == (10, 19, 7)
    assert metrics.percentile([], 0.5) == metrics.mean([]) == 0
