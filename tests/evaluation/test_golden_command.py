"""`manage.py golden` as operators and their scripts use it."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from evaluation.models import GoldenQuestion, GoldenResult, GoldenRun
from retrieval import qdrant, versions
from retrieval.models import IndexVersion


def golden(*words):
    out = io.StringIO()
    call_command("golden", *words, stdout=out)
    return out.getvalue()


def told(*words):
    return json.loads(golden(*words, "--json"))


@pytest.fixture
def questions(cast, travel, others):
    """Two questions, written by the command."""
    golden("add", "How much is paid for meals a day?", "--collection", "Handbook", "--source", "travel.txt:1")
    golden("add", "Who won the boat race in 1911?", "--collection", "Handbook", "--unanswerable")


def test_questions_are_added_and_listed(questions):
    listed = told("list", "--collection", "Handbook")["questions"]
    assert [each["answerable"] for each in listed] == [True, False]
    assert listed[0]["sources"][0]["document"] == "travel.txt"
    assert listed[0]["sources"][0]["page"] == 1
    assert "Who won" in golden("list", "--collection", "Handbook")


def test_a_run_tells_figures_with_intervals_and_compares_with_the_last_one(questions):
    first = told("run", "--collection", "Handbook", "--note", "first")
    assert first["figures"]["recall"] == {"value": 1.0, "low": 1.0, "high": 1.0, "count": 1}
    assert len(first["questions"]) == 2
    assert "outcome" not in first
    second = told("run", "--collection", "Handbook", "--against", "LAST", "--fail-if-worse")
    assert (second["against"], second["outcome"], second["compared"]) == (first["run"], "the same", 2)
    compared = told("compare", first["run"], second["run"])
    assert compared["differences"]["ndcg"]["change"] == 0
    assert "Against the run of" in golden("compare", first["run"], second["run"])


def test_a_run_that_is_worse_ends_with_an_error_until_somebody_accepts_it(questions, settings):
    first = told("run", "--collection", "Handbook")
    GoldenResult.objects.filter(run=first["run"], answerable=False).update(refused=True)
    settings.RETRIEVAL = settings.RETRIEVAL.__class__(**{**vars(settings.RETRIEVAL), "alias": "an-empty-index"})
    with pytest.raises(CommandError, match=r"worse.*accept it with a reason"):
        golden("run", "--collection", "Handbook", "--fail-if-worse")
    assert GoldenRun.objects.count() == 2


def test_another_version_of_the_index_is_asked_and_checked_before_a_switch(questions):
    live = versions.live()
    assert live
    IndexVersion.objects.create(**{**versions.described(), "name": "another", "state": versions.State.READY})
    qdrant.create("another", dimensions=live.dimensions)
    with pytest.raises(CommandError, match="another should not be switched to yet"):  # nothing lies in it
        golden("check", "--index", "another")
    assert GoldenRun.objects.get(index="another").figures["recall"]["value"] == 0
    qdrant.drop_collection("another")
    first = told("run", "--collection", "Handbook", "--index", live.name)
    assert first["conditions"]["Index"] == live.name
    assert told("check", "--index", live.name)["collections"][0]["held_back"] == ""
    with pytest.raises(CommandError, match="should not be switched to yet"):
        golden("check", "--index", "nowhere")


def test_what_is_exported_comes_into_another_collection_by_the_names_of_documents(questions, cast, tmp_path, own_index):
    from tests.evaluation.golden_making import MEALS, indexed

    file = tmp_path / "golden.json"
    file.write_text(golden("export", "--collection", "Handbook"))
    here = indexed(cast.vault, "travel.txt", MEALS)
    assert told("import", str(file), "--collection", "Vault") == {"taken": 2, "left_out": []}
    brought = GoldenQuestion.objects.get(collection=cast.vault, answerable=True)
    assert [(each.document_id, each.page) for each in brought.sources.all()] == [(here.pk, 1)]
    again = told("import", str(file), "--collection", "Vault")
    assert (again["taken"], len(again["left_out"])) == (0, 2)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("text", "has to be an object"),
        ({"question": "What?", "sources": []}, "exactly if it is answerable"),
        ({"question": "What?", "sources": [{"document": "nowhere.txt"}]}, "there is no document 'nowhere.txt'"),
        ({"question": "What?", "sources": [{"page": 1}]}, "name its document"),
        ({"question": " ", "answerable": False}, "1 to 1000 characters"),
    ],
)
def test_what_can_not_be_taken_in_is_named(cast, tmp_path, row, why):
    file = tmp_path / "golden.json"
    file.write_text(json.dumps({"questions": [row]}))
    said = told("import", str(file), "--collection", "Handbook")
    assert said["taken"] == 0
    assert why in said["left_out"][0]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("list", "--collection", "Nowhere"), "There is no collection"),
        (("add", "What?", "--collection", "Handbook"), "Name the right sources"),
        (("add", "What?", "--collection", "Handbook", "--source", "x.txt"), "there is no document"),
        (("run", "--collection", "Handbook"), "There is no golden question to ask"),
        (("run", "--collection", "Handbook", "--against", "yesterday"), "is no run"),
        (("import", "/nowhere.json", "--collection", "Handbook"), "can't be read"),
    ],
)
def test_what_does_not_work_says_why(cast, own_index, words, why):
    with pytest.raises(CommandError, match=why):
        golden(*words)
