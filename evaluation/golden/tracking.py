"""Tell MLflow of a finished run, by its REST API, where MLFLOW_TRACKING_URI names one. A run counts whether or not that works."""

import logging
from typing import Any

import httpx
from django.conf import settings

from evaluation.models import GoldenRun

log = logging.getLogger(__name__)
EXPERIMENT = "Footnote golden set: {collection}"
SECONDS = 10


def tell(run: GoldenRun) -> bool:
    """Log conditions as parameters and figures as metrics; whether it was done."""
    if not settings.MLFLOW_TRACKING_URI:
        return False
    try:
        with httpx.Client(base_url=f"{settings.MLFLOW_TRACKING_URI.rstrip('/')}/api/2.0/mlflow/", timeout=SECONDS) as mlflow:
            _tell(mlflow, run)
    except (httpx.HTTPError, httpx.InvalidURL, KeyError, ValueError) as error:
        log.warning("MLflow was not told of golden run %s: %s", run.pk, _why(error))
        return False
    return True


def _tell(mlflow: httpx.Client, run: GoldenRun) -> None:
    started, ended = (int(1000 * moment.timestamp()) for moment in (run.asked_at, run.finished_at or run.asked_at))
    tags = [{"key": "mlflow.runName", "value": run.note or str(run.pk)}, {"key": "footnote.run", "value": str(run.pk)}]
    made = _post(mlflow, "runs/create", experiment_id=_experiment(mlflow, run), start_time=started, tags=tags)
    run_id = made["run"]["info"]["run_id"]
    metrics = [{"key": name, "value": each["value"], "timestamp": ended, "step": 0} for name, each in run.figures.items()]
    params = [{"key": name, "value": value[:500]} for name, value in run.conditions.items()]
    _post(mlflow, "runs/log-batch", run_id=run_id, metrics=metrics, params=params)
    _post(mlflow, "runs/update", run_id=run_id, status="FINISHED", end_time=ended)


def _experiment(mlflow: httpx.Client, run: GoldenRun) -> str:
    """The experiment of the run's collection, made where there is none."""
    name = EXPERIMENT.format(collection=run.collection.name)
    known = mlflow.get("experiments/get-by-name", params={"experiment_name": name})
    if known.status_code == httpx.codes.NOT_FOUND:
        return str(_post(mlflow, "experiments/create", name=name)["experiment_id"])
    known.raise_for_status()
    return str(known.json()["experiment"]["experiment_id"])


def _why(error: Exception) -> str:
    """Without the error's own words: they have the address, with its password."""
    status = f" {error.response.status_code}" if isinstance(error, httpx.HTTPStatusError) else ""
    return f"{type(error).__name__}{status}"


def _post(mlflow: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
    answer = mlflow.post(path, json=body)
    answer.raise_for_status()
    told: dict[str, Any] = answer.json()
    return told
