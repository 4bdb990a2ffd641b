"""The same short journey with everything embedded, with PostgreSQL and Redis, and with RabbitMQ in between."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.cast import PASSWORD
from tests.fake_model import FakeModel
from tests.journeys import outside
from tests.journeys.api import Api
from tests.journeys.house import House
from tests.journeys.visit import SAMPLES

FORMS = (
    "embedded",
    pytest.param("postgres+redis", marks=[pytest.mark.postgres, pytest.mark.redis]),
    pytest.param("postgres+redis+rabbitmq", marks=[pytest.mark.postgres, pytest.mark.redis, pytest.mark.rabbitmq]),
)
OUTSIDE = {
    "postgres": ("DATABASE_URL", outside.postgres),
    "redis": ("REDIS_URL", outside.redis_database),
    "rabbitmq": ("BROKER_URL", outside.rabbitmq),
}
QUESTION = "On which day must everybody be in the office?"


@pytest.fixture(params=FORMS, scope="module")
def form(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A running house with Alice in it; the embedded one is that of the browser journeys."""
    if request.param == "embedded":
        yield request.getfixturevalue("house")
        return
    with ExitStack() as services, FakeModel() as model:
        settings = {"LLM_URL": model.url, "LLM_MODEL": "fake"}
        for name in request.param.split("+"):
            setting, service = OUTSIDE[name]
            settings[setting] = services.enter_context(service())
        house = House(tmp_path_factory.mktemp("form"), settings)
        try:
            house.start()
            house.person("alice", PASSWORD)
            yield house
        finally:
            house.stop()


def test_ingest_ask_by_command_and_ask_over_the_api(form: House):
    paper = str(SAMPLES / "policies" / "remote-working.md")
    taken = form.answer("ingest", paper, "--collection", "Forms", "--as", "alice", "--wait")
    assert (taken["new"], taken["ready"], taken["failed"]) == (1, 1, 0)

    told = form.answer("ask", QUESTION, "--as", "alice", "--collection", "Forms")
    assert "Wednesday" in told["answer"]
    assert "Wednesday" in told["citations"][0]["quote"]

    api = Api(form, form.token("alice"))
    turn = api.post("ask", question=QUESTION)
    assert turn["state"] == "done", turn
    assert "Wednesday" in turn["answer"]
    assert turn["citations"][0]["page"] == 1
    assert api.post("search", question=QUESTION)["passages"]
    assert form.answer("doctor") == {"ok": True, "findings": []}


def test_the_logs_hold_no_words_of_documents_or_questions(form: House):
    written = "".join(log.read_text(errors="replace") for log in (form.folder / "var" / "log").glob("*.log"))
    assert "INFO" in written
    for words in ("Wednesday is the day", "Harbour Lane", "must everybody be in the office"):
        assert words not in written


def test_only_what_has_no_address_is_started(form: House):
    here = {path.name for path in (form.folder / "var").iterdir()}
    assert ("footnote.sqlite3" in here) == ("DATABASE_URL" not in form.settings)
    assert (form.pid_of("redis") is not None) == ("REDIS_URL" not in form.settings)
