"""What has changed since the last run in what it was run with: pages say it by what workers saw, the command by itself."""

import io
import json
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.urls import reverse

from evaluation import tasks
from evaluation.golden import conditions
from evaluation.models import LiveConditions
from tests.evaluation.golden_making import played, written


@pytest.fixture
def run(cast, travel):
    written(cast.handbook, "What may a hotel cost?", travel)
    return played(cast.handbook)


def golden_set(client, cast) -> str:
    text: str = client.get(reverse("evaluation:golden-set", args=[cast.handbook.pk])).text
    return text


def status(*words):
    out = io.StringIO()
    call_command("golden", "status", *words, "--json", stdout=out)
    return json.loads(out.getvalue())["collections"][0]


def test_the_page_says_what_is_different_from_the_last_run_and_one_click_runs_again(run, cast, client, settings, redis_service):
    client.force_login(cast.alice)
    assert "Changed since the last run" not in golden_set(client, cast)
    settings.RETRIEVAL = replace(settings.RETRIEVAL, candidates=17)
    assert "Changed since the last run" not in golden_set(client, cast), "no worker has seen it yet"
    tasks.look_after_runs()
    text = golden_set(client, cast)
    assert "Changed since the last run" in text
    assert "<ins>17, " in text
    settings.ASSISTANT = replace(settings.ASSISTANT, passages=3)
    tasks.look_after_runs()
    assert "<ins>3 passages" in golden_set(client, cast)
    client.post(reverse("evaluation:golden-run-now", args=[cast.handbook.pk]), {"note": "After a change: Candidates"})
    played(cast.handbook)
    assert "Changed since the last run" not in golden_set(client, cast)


def test_when_it_changed_is_kept_until_it_changes_again(run):
    first = LiveConditions.objects.get().since
    conditions.note()
    assert LiveConditions.objects.get().since == first


def test_nothing_is_noted_while_there_is_no_index(db, settings):
    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias="nowhere")
    conditions.note()
    assert not LiveConditions.objects.exists()


def test_the_command_says_it_for_scripts(run, cast, settings):
    assert status() | {"asked_at": ""} == {
        "collection": "Handbook", "run": str(run.pk), "asked_at": "", "changed": {}, "run_again": False,
    }  # fmt: skip
    settings.RETRIEVAL = replace(settings.RETRIEVAL, candidates=17)
    told = status("--collection", "Handbook")
    assert told["run_again"]
    assert told["changed"]["Candidates"][1].startswith("17, ")
    out = io.StringIO()
    call_command("golden", "status", stdout=out)
    assert "run again:\n  Candidates was" in out.getvalue()
    run.delete()
    assert (status()["run"], status()["run_again"]) == (None, True)
