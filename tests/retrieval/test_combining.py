"""What threads want at the same moment is done together, and the trouble of one stays its own."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from retrieval import embedding
from retrieval.combining import Combined


class Door:
    """A lock that tells who comes to it."""

    def __init__(self) -> None:
        self.lock, self.came = threading.Lock(), threading.Semaphore(0)

    def __enter__(self):
        self.came.release()
        return self.lock.__enter__()

    def __exit__(self, *error):
        self.lock.__exit__(*error)


class Doubling:
    """Doubles numbers, refuses 13, and can be held up."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.begun, self.go_on, self.door = threading.Event(), threading.Event(), Door()
        self.combined: Combined[int, int] = Combined(self.work, self.door)

    def work(self, given):
        self.calls.append(list(given))
        self.begun.set()
        assert self.go_on.wait(20)
        if 13 in given:
            raise ValueError("thirteen")
        return [2 * each for each in given]


def asked_while_the_first_is_at_work(doubling, *more):
    """The first asks for 1 and 2; while that is worked on, the others come."""
    with ThreadPoolExecutor(8) as threads:
        first = threads.submit(doubling.combined, [1, 2])
        assert doubling.begun.wait(20)
        others = [threads.submit(doubling.combined, each) for each in more]
        assert all(doubling.door.came.acquire(timeout=20) for _ in range(1 + len(more)))
        doubling.go_on.set()
        assert first.result(20) == [2, 4]
        return others


def test_who_comes_while_one_is_at_work_is_served_together():
    doubling = Doubling()
    others = asked_while_the_first_is_at_work(doubling, [3], [4, 5], [])
    assert [each.result() for each in others] == [[6], [8, 10], []]
    assert len(doubling.calls) == 2
    assert sorted(doubling.calls[1]) == [3, 4, 5]


def test_a_bad_input_costs_nobody_else():
    doubling = Doubling()
    good, bad = asked_while_the_first_is_at_work(doubling, [3], [13])
    assert good.result() == [6]
    with pytest.raises(ValueError, match="thirteen"):
        bad.result()
    assert doubling.combined([7]) == [14]


def test_texts_of_several_documents_get_the_vectors_that_they_get_alone():
    texts = [[f"Pier {number} is closed.", f"Ferry {number} leaves at nine. " * number] for number in range(1, 9)]
    alone = [embedding.configured().encode(each) for each in texts]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(embedding.configured().encode, texts))
    for one, other in zip(alone, together, strict=True):
        assert np.sum(one * other, axis=1).min() > 0.9999
