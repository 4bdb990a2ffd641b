"""Document workers under several host names share one PostgreSQL, Redis, RabbitMQ and index: all is read, nothing twice."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.cast import PASSWORD
from tests.conftest import ROOT, wait_until
from tests.fake_model import FakeModel
from tests.ingestion import makers
from tests.journeys import outside
from tests.journeys.house import House

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.rabbitmq]
PAPERS, PAGES = 40, 260
READY = "SELECT count(*) FROM ingestion_version WHERE state = 'ready'"
ENDED = "SELECT count(*) FROM ingestion_try WHERE \"end\" = 'ready'"
BEGUN = "SELECT count(*) FROM ingestion_try WHERE worker LIKE '% {pid} %'"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house over outside services, in which a dead worker's work is given back after five seconds."""
    with ExitStack() as services, FakeModel() as model:
        house = House(
            tmp_path / "house",
            {
                "LLM_URL": model.url,
                "LLM_MODEL": "fake",
                "FOOTNOTE_LEASE_SECONDS": "5",
                "DATABASE_URL": services.enter_context(outside.postgres()),
                "REDIS_URL": services.enter_context(outside.redis_database()),
                "BROKER_URL": services.enter_context(outside.rabbitmq()),
            },
        )
        try:
            house.start()
            house.person("alice", PASSWORD)
            yield house
        finally:
            house.stop()


@contextmanager
def another_worker(house: House, name: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A document worker as another machine would run it: the same settings, another host name."""
    of_the_first = Path(f"/proc/{house.pid_of('documents')}/environ").read_bytes().split(b"\0")
    environment = dict(os.fsdecode(pair).split("=", 1) for pair in of_the_first if pair)
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "config",
        "worker",
        "-Q",
        "documents",
        "-P",
        "threads",
        "-c",
        "1",
        "-l",
        "INFO",
    ]
    with (house.folder / f"{name}.log").open("wb") as log:
        worker = subprocess.Popen([*command, "-n", f"documents@{name}"], cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            yield worker
        finally:
            worker.kill()
            worker.wait(30)


@pytest.mark.timeout(600)
def test_workers_of_several_machines_read_everything_once_though_one_of_them_dies(house: House, tmp_path: Path):
    papers = tmp_path / "papers"
    papers.mkdir()
    makers.pdf(papers / "0 long.pdf", [f"Rule {number} closes pier {number}. {makers.PROSE}" for number in range(1, PAGES + 1)])
    for number in range(PAPERS):
        (papers / f"{number}.txt").write_text(f"Ferry {number} leaves at nine. {makers.PROSE}")
    with (
        psycopg.connect(house.settings["DATABASE_URL"], autocommit=True) as database,
        another_worker(house, "second") as second,
        another_worker(house, "third"),
        ThreadPoolExecutor(1) as threads,
    ):

        def one(query: str) -> int:
            row = database.execute(query.encode()).fetchone()
            return int(row[0]) if row else 0

        for name in ("second", "third"):
            wait_until(lambda name=name: "ready." in (house.folder / f"{name}.log").read_text(), name, seconds=90)
        taking = threads.submit(house.answer, "ingest", str(papers), "--collection", "Piers", "--as", "alice")
        wait_until(lambda: one(BEGUN.format(pid=second.pid)), "the second worker", seconds=120)
        second.kill()
        assert taking.result()["new"] == PAPERS + 1
        wait_until(lambda: one(READY) == PAPERS + 1, "the last document", seconds=300)
        assert one("SELECT count(*) FROM ingestion_version") == PAPERS + 1
        assert one("SELECT count(*) FROM ingestion_page") == PAPERS + PAGES
        wait_until(lambda: one(ENDED) >= PAPERS + 1, "the last try, which ends a moment after its document is ready")
        assert one(ENDED) == PAPERS + 1
        assert one("SELECT count(DISTINCT worker) FROM ingestion_try WHERE \"end\" = 'ready'") > 1
    assert house.answer("doctor") == {"ok": True, "findings": []}
