"""MLflow is told of finished runs, and a run doesn't depend on it. The server here speaks as MLflow's REST API is documented to."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest

from evaluation.golden import tracking
from evaluation.models import GoldenRun

FIGURE = {"value": 0.75, "low": 0.5, "high": 1.0, "count": 4}


class Server(ThreadingHTTPServer):
    """Keeps what it was told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.known, self.broken = False, False


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self):
        found = {"experiment": {"experiment_id": "7"}} if self.server.known else {"error_code": "RESOURCE_DOES_NOT_EXIST"}
        self.answer(200 if self.server.known else 404, found)

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        what = urlsplit(self.path).path.removeprefix("/api/2.0/mlflow/")
        self.server.told.append((what, body))
        answers = {"experiments/create": {"experiment_id": "9"}, "runs/create": {"run": {"info": {"run_id": "r1"}}}}
        self.answer(500 if self.server.broken else 200, answers.get(what, {}))

    def answer(self, status, body):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_):
        """Quiet."""


@pytest.fixture
def mlflow(settings):
    server = Server()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    settings.MLFLOW_TRACKING_URI = f"http://127.0.0.1:{server.server_address[1]}/"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def run(cast):
    return GoldenRun.objects.create(
        collection=cast.handbook, note="before", state="done", figures={"ndcg": FIGURE}, conditions={"Index": "footnote-1"}
    )


def test_a_run_becomes_a_run_there_with_parameters_and_metrics(mlflow, run):
    assert tracking.tell(run)
    told = dict(mlflow.told)
    assert told["experiments/create"] == {"name": "Footnote golden set: Handbook"}
    assert told["runs/create"]["experiment_id"] == "9"
    assert told["runs/log-batch"]["metrics"][0]["key"] == "ndcg"
    assert told["runs/log-batch"]["metrics"][0]["value"] == 0.75
    assert told["runs/log-batch"]["params"] == [{"key": "Index", "value": "footnote-1"}]
    assert told["runs/update"]["status"] == "FINISHED"


def test_an_experiment_that_is_there_is_used(mlflow, run):
    mlflow.known = True
    tracking.tell(run)
    assert dict(mlflow.told)["runs/create"]["experiment_id"] == "7"


def test_a_server_that_is_away_or_talks_nonsense_is_only_written_down(mlflow, run, settings, caplog):
    mlflow.known = mlflow.broken = True
    assert not tracking.tell(run)
    settings.MLFLOW_TRACKING_URI = settings.MLFLOW_TRACKING_URI.replace("http://", "http://ada:hunter2@")
    assert not tracking.tell(run)
    assert "HTTPStatusError 500" in caplog.text
    assert "hunter2" not in caplog.text
    settings.MLFLOW_TRACKING_URI = "http://ada:hunter2:8@127.0.0.1:port"
    assert not tracking.tell(run)
    assert "hunter2" not in caplog.text
    settings.MLFLOW_TRACKING_URI = "http://127.0.0.1:9"
    assert not tracking.tell(run)
    assert caplog.text.count("MLflow was not told") == 4
    settings.MLFLOW_TRACKING_URI = ""
    assert not tracking.tell(run)
