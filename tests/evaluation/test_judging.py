"""What is said of hybrid search, from figures by question."""

import pytest

from evaluation.judging import judge
from evaluation.metrics import MERITS
from evaluation.report import together, verdicts
from evaluation.run import SYSTEMS, Figures, Result


def result(name, **values):
    """A collection on which each system reached these values in every measure, question by question."""
    figures = tuple(Figures(system.name, dict.fromkeys(MERITS, values[system.name]), 1.0, 2.0, {}) for system in SYSTEMS)
    return Result(name, 3, 3, 2, None, figures)


GOOD = result("good", hybrid=[0.8, 0.6], fusion=[0.7, 0.6], dense=[0.6, 0.6], bm25=[0.2, 0.3])
POOR = result("poor", hybrid=[0.4, 0.5], fusion=[0.4, 0.4], dense=[0.1, 0.2], bm25=[0.5, 0.45])


def test_hybrid_is_held_against_the_better_of_the_single_ways_on_each_collection():
    judged = judge([GOOD, POOR], "nDCG@10")
    assert [(margin.single, round(margin.difference.mean, 4)) for margin in judged.margins] == [("dense", 0.1), ("bm25", -0.025)]
    assert judged.best_on_mean
    assert not judged.never_worse


def test_a_collection_counts_once_however_many_questions_it_has():
    many = result("many", hybrid=[0.0] * 98, fusion=[0.0] * 98, dense=[0.0] * 98, bm25=[0.0] * 98)
    assert judge([GOOD, many], "nDCG@10").means["hybrid"].mean == pytest.approx(0.35)


def test_the_report_says_where_hybrid_comes_least_far():
    said = verdicts([GOOD, POOR])
    assert "| hybrid | 0.5750 [" in said
    assert (
        "- recall@100: hybrid is best on the mean, and NOT never worse than the better of dense and bm25 by more than 0.01" in said
    )
    assert "least -0.0250 [-0.1000, +0.0500] against bm25 on poor" in said
    assert together([GOOD, POOR])["hybrid"]["ndcg@10"]["margins"] == {"good": 0.1, "poor": -0.025}
