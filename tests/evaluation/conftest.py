"""An index of its own for each test of the golden set, and a worker for searches where a page asks for one."""

import uuid
from dataclasses import replace

import pytest

from tests.evaluation.golden_making import FILLING, HOTEL, LEAVE, MEALS, indexed


@pytest.fixture
def own_index(vectors_service, settings):
    """An empty index that no other test sees."""
    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=f"golden-{uuid.uuid4().hex[:8]}")


@pytest.fixture
def travel(own_index, cast):
    """The Handbook's travel policy: meals on page 1, hotels on page 2."""
    return indexed(cast.handbook, "travel.txt", MEALS, HOTEL)


@pytest.fixture
def others(own_index, cast):
    """What else lies in the Handbook and in the Vault."""
    indexed(cast.vault, "vault.txt", "Meals of the board are paid up to 900 euros a day.")
    return [indexed(cast.handbook, "leave.txt", LEAVE), indexed(cast.handbook, "house.txt", *FILLING)]


@pytest.fixture
def live(own_index, redis_service, transactional_db):
    """A worker that searches, in a thread of this process."""
    from celery.contrib.testing.worker import start_worker

    from config.celery import app

    with start_worker(app, pool="solo", perform_ping_check=False, queues=["answers"]) as worker:
        yield worker
