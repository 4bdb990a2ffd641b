"""Hostile text: pieces that lead a pattern astray, again and again. A pattern that backtracks without end would never come back."""

import pytest

from evaluation.guarding import ADVERSE
from guard.credentials import credentials
from guard.personal_data import personal_data

SIZE = 30_000
MORE = (
    "1.", ":", "a.", "@a.", "A. ", "( ", "token ", "://a:", "12 Street ", "the corner of A and ", "X-Token: ", "xoxb-1",
    "Bob de ", "12,", "1111 1111 1111 ", "\n",
)  # fmt: skip


@pytest.mark.parametrize("unit", [*ADVERSE, *MORE])
def test_a_long_text_of_one_piece_is_gone_through(unit):
    text = (unit * SIZE)[:SIZE]
    for find in (personal_data, credentials):
        assert all(0 <= each.start < each.end <= SIZE for each in find(text))
