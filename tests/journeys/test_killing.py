"""Pulling the plug, killing single processes, starting twice: nothing accepted is lost, and nothing is left behind."""

import os
import re
import signal
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cast import PASSWORD
from tests.conftest import wait_until
from tests.fake_model import FakeModel
from tests.journeys.api import Api
from tests.journeys.house import COMMANDS, House
from tests.journeys.visit import SAMPLES

pytestmark = pytest.mark.tesseract

LONG = 180
"""Longest wait on a busy machine, in seconds."""
PAPERS = [*sorted((SAMPLES / "policies").iterdir()), *sorted((SAMPLES / "letters").iterdir()), SAMPLES / "notices"]
HOTEL = "What is the limit for a hotel night?"


@pytest.fixture(scope="module")
def slow_model() -> Iterator[FakeModel]:
    """The model of the house that is killed."""
    with FakeModel() as fake:
        yield fake


@pytest.fixture(scope="module")
def mortal(slow_model: FakeModel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own, in which a dead worker's work is given back after ten seconds."""
    settings = {"LLM_URL": slow_model.url, "LLM_MODEL": "fake", "FOOTNOTE_LEASE_SECONDS": "10"}
    house = House(tmp_path_factory.mktemp("mortal"), settings)
    try:
        house.start()
        house.person("alice", PASSWORD)
        yield house
    finally:
        house.stop()


@pytest.fixture(scope="module")
def api(mortal: House) -> Api:
    return Api(mortal, mortal.token("alice"))


@pytest.fixture
def rows(mortal: House) -> Callable[[str], list[tuple[object, ...]]]:
    """Asks the house's database, without writing and without its processes."""

    def ask(query: str) -> list[tuple[object, ...]]:
        connection = sqlite3.connect(f"file:{mortal.folder}/var/footnote.sqlite3?mode=ro", uri=True)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    return ask


def test_pulling_the_plug_while_documents_are_read_loses_none_and_doubles_none(mortal: House, api: Api, rows):
    report = mortal.answer("ingest", *map(str, PAPERS), "--collection", "Papers", "--as", "alice")
    accepted = {each["document"] for each in report["documents"]}
    assert len(accepted) == report["new"] > 5
    working = "SELECT 1 FROM ingestion_version WHERE state IN ('reading', 'recognising', 'indexing')"
    ready = "SELECT COUNT(*) FROM ingestion_version WHERE state = 'ready'"
    wait_until(lambda: rows(working) and rows(ready)[0][0] > 0, "the second document", LONG)
    mortal.kill()
    assert rows("SELECT 1 FROM ingestion_version WHERE state != 'ready'")
    mortal.start()
    wait_until(lambda: set(api.documents("Papers").values()) == {"ready"}, "the end of reading", LONG)
    assert set(api.documents("Papers")) == accepted
    assert rows("SELECT COUNT(*), COUNT(DISTINCT document_id) FROM ingestion_version") == [(len(accepted), len(accepted))]
    assert mortal.answer("doctor") == {"ok": True, "findings": []}
    again = mortal.answer("ingest", *map(str, PAPERS), "--collection", "Papers", "--as", "alice", "--wait")
    assert (again["same"], again["new"], again["failed"]) == (len(accepted), 0, 0)


def test_pulling_the_plug_while_an_answer_is_written_ends_with_the_answer(mortal: House, api: Api, slow_model: FakeModel):
    slow_model.delay = 1.0
    asked = len(slow_model.asked)
    turn = api.post("ask", question=HOTEL, wait=1)
    wait_until(lambda: len(slow_model.asked) > asked, "the answer", LONG)
    assert api.get(f"turns/{turn['id']}")["state"] == "answering"
    mortal.kill()
    slow_model.delay = 0.0
    mortal.start()
    told = ended(api, turn["id"])
    assert told["state"] == "done"
    assert "125 euros" in told["answer"]
    assert [each["page"] for each in told["citations"]] == [3]


def ended(api: Api, turn_id: str) -> Any:
    """The turn, once it has come to its end."""
    wait_until(lambda: api.get(f"turns/{turn_id}")["state"] not in ("queued", "answering"), "the end of the turn", LONG)
    return api.get(f"turns/{turn_id}")


def test_processes_that_are_killed_are_started_again_and_work_goes_on(mortal: House, api: Api, tmp_path: Path):
    killed = {service: mortal.pid_of(service) for service in COMMANDS}
    for pid in killed.values():
        assert pid
        os.kill(pid, signal.SIGKILL)
    paper = tmp_path / "after.txt"
    paper.write_text("The bicycle BX-17 stands in the cellar of the lighthouse.\n")
    for service, pid in killed.items():
        wait_until(lambda service=service, pid=pid: mortal.pid_of(service) not in (None, pid), f"{service} again", LONG)
    wait_until(lambda: is_well(mortal), "the web process", LONG)
    mortal.manage("ingest", str(paper), "--collection", "Papers", "--as", "alice")
    wait_until(lambda: api.documents("Papers").get(paper.name) == "ready", "the document", LONG)
    told = ended(api, api.post("ask", question="Where does the bicycle BX-17 stand?")["id"])
    assert "cellar" in told["answer"]


def is_well(house: House) -> bool:
    try:
        return house.is_well()
    except OSError:
        return False


def test_a_second_start_in_the_same_folder_is_refused_with_the_address_of_the_first(mortal: House):
    refused = mortal.manage("run", check=False)
    assert refused.returncode == 1
    assert f"Footnote is running already: {mortal.url}/" in refused.stderr
    assert mortal.is_well()


def test_ctrl_c_leaves_no_process_behind_and_the_next_start_shows_no_password(mortal: House, api: Api):
    pids = mortal.pids()
    assert len(pids) > 5
    mortal.stop()
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []
    mortal.start()
    first, *_, last = [each for each in mortal.printed.split("--- start") if each.strip()]
    assert re.search("Sign in as admin with the password", first)
    assert "Footnote has stopped" in mortal.printed
    assert "with the password" not in last
    assert "125 euros" in ended(api, api.post("ask", question=HOTEL)["id"])["answer"]
