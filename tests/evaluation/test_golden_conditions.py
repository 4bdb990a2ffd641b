"""What has changed since the last run in what it was run with: pages say it by what workers saw, the command by itself."""

import io
import json
import shutil
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.urls import reverse

from assistant import prompts
from evaluation import tasks
from evaluation.golden import conditions, playing
from evaluation.models import GoldenRun, LiveConditions
from tests.evaluation.golden_making import held, played, written

PROMPTS = sorted(file.name for file in prompts.FOLDER.glob("*.txt"))


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of the prompts' files, to be changed."""
    folder = tmp_path / "prompts"
    shutil.copytree(prompts.FOLDER, folder)
    monkeypatch.setattr(prompts, "FOLDER", folder)
    prompts.words.cache_clear()
    yield folder
    prompts.words.cache_clear()


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


@pytest.mark.parametrize("name", PROMPTS)
def test_another_word_in_any_prompt_is_seen(run, copied, name):
    assert conditions.changed(run.conditions, conditions.now()) == []
    (copied / name).write_text("Say nothing.")
    prompts.words.cache_clear()
    assert [what for what, _, _ in conditions.changed(run.conditions, conditions.now())] == ["Prompts"]


def test_how_the_index_is_searched_and_the_model_is_asked_is_seen(run, settings):
    conf = settings.RETRIEVAL
    for more in ({"quantised": "none"}, {"oversampling": 3.0}, {"ef": 17}, {"acorn": True}):
        settings.RETRIEVAL = replace(conf, index=replace(conf.index, **more))
        assert [what for what, _, _ in conditions.changed(run.conditions, conditions.now())] == ["Index settings"]
    settings.RETRIEVAL, asked = conf, settings.ASSISTANT
    for name in ("ask_for_numbers", "piece_by_piece"):
        settings.ASSISTANT = replace(asked, **{name: not getattr(asked, name)})
        assert [what for what, _, _ in conditions.changed(run.conditions, conditions.now())] == ["Answers"]


def test_what_a_documents_weight_is_worth_is_written_down(run):
    assert "document 0.2" in run.conditions["Weights"]


def test_a_run_is_not_gone_on_with_under_other_conditions(run, cast, settings):
    begun = playing.order(cast.handbook)
    assert playing.carry_out(held(begun), seconds=0) is False
    was = settings.RETRIEVAL
    settings.RETRIEVAL = replace(was, candidates=17)
    playing.play_now(begun)
    assert begun.state == GoldenRun.State.FAILED
    assert f"Candidates was {was.candidates}, " in begun.said
    assert "is 17, " in begun.said
    assert "ask again" in begun.said


def test_a_run_during_which_the_live_index_is_switched_has_no_figures(run, cast):
    begun = playing.order(cast.handbook)
    assert playing.carry_out(held(begun), seconds=0) is False
    GoldenRun.objects.filter(pk=begun.pk).update(conditions={**run.conditions, "Index": "the one before"})
    playing.play_now(begun)
    assert (begun.state, begun.figures) == (GoldenRun.State.FAILED, {})
    assert "Index was the one before" in begun.said


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
