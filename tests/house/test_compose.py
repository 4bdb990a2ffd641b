"""docker-compose.yml is held to the settings and the queues that the code knows. No engine runs it here."""

import re
from typing import Any

import pytest
import yaml
from django.conf import settings

COMPOSE = yaml.safe_load((settings.BASE_DIR / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("footnote:")}
LONG_RUNNING = {name: service for name, service in SERVICES.items() if service["restart"] != "no"}


def test_the_full_form_has_every_part():
    assert {"web", "answers", "documents", "beat", "postgres", "redis", "qdrant", "model"} <= SERVICES.keys()
    assert SERVICES["model"]["profiles"] == ["model"]


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_a_setting_that_the_code_reads(name):
    known = settings.ENV.declared.keys() | {f"{setting}_FILE" for setting in settings.ENV.declared}
    assert OURS[name]["environment"].keys() <= known


@pytest.mark.parametrize("name", OURS)
def test_no_embedded_service_is_left_in_the_full_form(name):
    assert {"DATABASE_URL", "REDIS_URL", "QDRANT_URL", "LLM_URL"} <= OURS[name]["environment"].keys()


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned_and_users_are_not_root(name):
    assert re.search(r":[a-z-]*v?\d[\w.-]+$", SERVICES[name]["image"]), "a version, not a moving tag"
    assert not str(SERVICES[name]["user"]).startswith("0")


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_every_service_that_stays_has_a_health_check(name):
    assert LONG_RUNNING[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", SERVICES)
def test_volumes_are_named(name):
    assert all(volume.split(":")[0] in COMPOSE["volumes"] for volume in SERVICES[name].get("volumes", []))


def test_the_workers_listen_to_the_queues_that_tasks_are_sent_to():
    sent_to = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    listening = {
        service["command"][service["command"].index("-Q") + 1] for service in OURS.values() if "-Q" in service.get("command", [])
    }
    assert listening == sent_to


def test_no_secret_is_written_into_the_file():
    written = [
        value
        for service in SERVICES.values()
        for key, value in service.get("environment", {}).items()
        if re.search("KEY|PASSWORD", key)
    ]
    assert written
    assert all(value.startswith("${") for value in written)


def test_every_service_that_is_waited_for_exists():
    assert all(other in SERVICES for service in SERVICES.values() for other in service.get("depends_on", {}))
