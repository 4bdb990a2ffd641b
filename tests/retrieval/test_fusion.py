"""Two kinds of scores become one order."""

from uuid import UUID

import pytest

from retrieval import fusion
from retrieval.qdrant import Candidate


def candidate(number, dense=None, sparse=None):
    return Candidate(UUID(int=number), dense, None, sparse, None)


def order(candidates, window=100):
    scores = fusion.fuse(candidates, window=window)
    return [key.int for key in sorted(scores, key=scores.__getitem__, reverse=True)]


def test_what_both_ways_find_comes_before_what_one_way_finds():
    assert order([candidate(1, 0.6), candidate(2, 0.6, 9.0), candidate(3, 0.3, 2.0)])[0] == 2


def test_a_passage_that_stands_out_beats_one_that_is_merely_first():
    dense = [candidate(number, 0.50 - number / 1000) for number in range(8)]
    outstanding = candidate(9, 0.497, 30.0)
    also = [candidate(20 + number, None, 3.0) for number in range(20)]
    assert order([*dense, outstanding, *also])[0] == 9


def test_with_one_kind_the_order_is_that_of_its_scores():
    assert order([candidate(1, 0.9), candidate(2, 0.5), candidate(3, 0.7)]) == [1, 3, 2]
    assert order([candidate(1, None, 4.0), candidate(2, None, 7.0)]) == [2, 1]


def test_casting_a_wider_net_leaves_the_first_ones_in_place():
    near = [candidate(number, 0.9 - number / 100, 20.0 - number) for number in range(10)]
    far = [candidate(100 + number, 0.3, 1.0) for number in range(50)]
    assert fusion.fuse(near, window=10) == {
        key: score for key, score in fusion.fuse(near + far, window=10).items() if key.int < 100
    }


@pytest.mark.parametrize("candidates", [[], [candidate(1)], [candidate(1, 0.5)], [candidate(1, 0.5, 2.0), candidate(2, 0.5, 2.0)]])
def test_few_or_equal_scores_are_no_trouble(candidates):
    assert set(fusion.fuse(candidates, window=100).values()) <= {0.0}
