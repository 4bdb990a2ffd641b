"""Intervals over questions."""

import pytest

from evaluation.comparing import differences, interval


def test_an_interval_holds_the_mean_and_is_the_same_each_time():
    values = [0.0, 1.0] * 50
    found = interval(values)
    assert found == interval(values)
    assert found.mean == 0.5
    assert 0.38 < found.low < 0.43 < 0.57 < found.high < 0.62  # 1.96 standard errors of a fair coin are 0.098


def test_more_questions_make_it_narrower():
    few, many = interval([0.0, 1.0] * 10), interval([0.0, 1.0] * 1000)
    assert many.high - many.low < (few.high - few.low) / 5


def test_what_two_systems_did_alike_on_each_question_is_no_uncertainty():
    ours, theirs = [0.9, 0.3, 0.6], [0.8, 0.2, 0.5]
    found = interval(differences(ours, theirs))
    assert (found.low, found.mean, found.high) == pytest.approx((0.1, 0.1, 0.1))


def test_each_collection_weighs_the_same():
    assert interval([1.0], [0.0] * 99).mean == 0.5
    assert str(interval([1.0])) == "1.0000 [1.0000, 1.0000]"
