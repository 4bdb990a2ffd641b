"""`manage.py ask`: the same answer from the command line, with no worker and nothing left behind."""

import json
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assistant.models import Conversation
from tests.assistant.conftest import HOTEL, POLICY
from tests.conftest import free_port

pytestmark = pytest.mark.django_db


def ask(*words, **options):
    out = StringIO()
    call_command("ask", *words, stdout=out, **options)
    return out.getvalue()


def test_json_is_one_object_with_everything_about_the_answer(library, model):
    told = json.loads(ask(HOTEL, "--as", "bob", "--json"))
    assert (told["answer"], told["refused"], told["provider"], told["model"]) == (f"{POLICY[2]} [1]", False, "openai", "fake")
    [citation] = told["citations"]
    assert (citation["number"], citation["document"], citation["page"], citation["quote"]) == (1, "Travel policy", 3, POLICY[2])
    assert {"rewrite", "search", "pack", "first_token", "write", "attribute", "total"} <= set(told["milliseconds"])
    assert told["searched"] == ["Handbook"]
    assert not Conversation.objects.exists()


def test_people_read_the_answer_and_below_it_the_footnotes(library, model):
    lines = ask(HOTEL, "--as", "bob").strip().splitlines()
    assert lines[0] == f"{POLICY[2]} [1]"
    assert lines[-1] == f"[1] Travel policy, page 3: “{POLICY[2]}”"


def test_a_refusal_lists_what_came_closest_and_where_it_looked(library, model):
    model.answer = "The passages do not answer this."
    said = ask(HOTEL, "--as", "bob")
    assert "Searched: Handbook." in said
    assert "Travel policy, page" in said
    assert json.loads(ask(HOTEL, "--as", "bob", "--json"))["refused"] is True


def test_a_collection_narrows_and_rights_count(library, model):
    who = "Who changes the combination of the strongroom?"
    assert "head of finance" in ask(who, "--as", "ada", "--collection", "Vault")
    with pytest.raises(CommandError, match="may not read it"):
        ask(who, "--as", "bob", "--collection", "Vault")
    assert "head of finance" not in ask(who, "--as", "bob")


def test_wrong_words_and_absent_services_are_named(library, model, settings):
    with pytest.raises(CommandError, match="no active user 'nobody'"):
        ask(HOTEL, "--as", "nobody")
    with pytest.raises(CommandError, match="Write a question"):
        ask("  ", "--as", "bob")
    settings.RETRIEVAL = replace(settings.RETRIEVAL, qdrant_url=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(CommandError):
        ask(HOTEL, "--as", "bob")
