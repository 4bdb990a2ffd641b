"""A lease lives as long as its holder renews it, and not a moment longer."""

import threading

import pytest
from django.db import OperationalError

from leasing import heartbeat

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 0.4


class Database:
    """Answers renewals with what it is told to; counts them."""

    def __init__(self, *answers):
        self.answers, self.asked, self.enough = list(answers), 0, threading.Event()

    def renew(self):
        self.asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if len(self.answers) == 1:
            self.enough.set()
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_a_lease_that_somebody_else_took_is_lost_at_the_next_renewal():
    database, lost = Database(True, False), threading.Event()
    with heartbeat.renewed(database.renew, lost=lost, seconds=SECONDS, name="one"):
        assert lost.wait(5)
    assert database.asked == 2


def test_a_database_that_comes_back_in_time_costs_nothing():
    database, lost = Database(OperationalError("away"), True), threading.Event()
    with heartbeat.renewed(database.renew, lost=lost, seconds=SECONDS, name="one"):
        assert database.enough.wait(5)
    assert not lost.is_set()


def test_a_lease_is_given_up_when_the_database_was_away_for_all_of_it():
    database, lost = Database(OperationalError("away")), threading.Event()
    with heartbeat.renewed(database.renew, lost=lost, seconds=SECONDS, name="one"):
        assert lost.wait(5)
    assert database.asked > 1


def test_nothing_is_renewed_after_the_work():
    database = Database(True)
    with heartbeat.renewed(database.renew, lost=threading.Event(), seconds=60, name="one"):
        pass
    assert database.asked == 0
