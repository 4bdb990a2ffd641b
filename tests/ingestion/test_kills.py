"""kill -9 at random moments of a long run: every document is ready in the end, once, with as many vectors as rows."""

import random
import time
from collections import Counter

import pytest
from django.db.models import Count

from ingestion.models import Document, State, Version
from retrieval import index
from retrieval.models import StoredChunk
from tests.ingestion import makers
from tests.ingestion.test_pipeline import long_text, put
from tests.ingestion.test_workers import reaping_until
from tests.ingestion.workers import Worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]
DOCUMENTS, KILLS = 200, 20


@pytest.mark.timeout(1800)
def test_workers_killed_at_random_moments_lose_and_double_nothing(cast, tmp_path):
    draw, others = random.Random(), index.tally()
    documents = {put(cast, name, data).pk for name, data in papers(tmp_path)}
    assert len(documents) == DOCUMENTS
    workers = [Worker(tmp_path / "worker.log"), Worker(tmp_path / "worker.log")]
    try:
        for moment in sorted(draw.sample(range(DOCUMENTS - 10), KILLS)):
            reaping_until(lambda moment=moment: ready() >= moment)
            time.sleep(draw.random())
            workers.pop(draw.randrange(2)).kill()
            workers.append(Worker(tmp_path / "worker.log"))
        reaping_until(lambda: ready() == DOCUMENTS)
    finally:
        for worker in workers:
            worker.stop()
    assert set(Document.objects.values_list("pk", flat=True)) == documents
    assert set(Version.objects.values_list("state", flat=True)) == {State.READY}
    assert set(Document.objects.annotate(Count("versions")).values_list("versions__count", flat=True)) == {1}
    rows = Counter(StoredChunk.objects.values_list("version_id", flat=True))
    assert set(rows) == set(Version.objects.values_list("pk", flat=True))
    assert index.tally() - others == rows


def papers(folder):
    """Texts above all; one in ten is a PDF, one in forty a scan."""
    for number in range(DOCUMENTS):
        if number % 40 == 7:
            path = makers.scan_pdf(folder / "scan.pdf", [makers.picture(f"Harbour rule {number}.")])
            yield f"scan {number}.pdf", path.read_bytes()
        elif number % 10 == 3:
            path = makers.pdf(folder / "paper.pdf", [f"Ferry {number} leaves at nine.", f"Ferry {number} comes back at six."])
            yield f"paper {number}.pdf", path.read_bytes()
        else:
            yield f"text {number}.txt", long_text(f"Ferries {number}", 1 + number % 5)


def ready():
    return Version.objects.filter(state=State.READY).count()
