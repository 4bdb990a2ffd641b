"""Finding a person: every table, whatever the spelling, and not a word of what others wrote."""

import json

import pytest
from django.core.management import CommandError, call_command

from assistant import asking as questions
from forgetting import naming
from ingestion.models import Document
from tests.forgetting.making import put

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]


@pytest.mark.parametrize("text", ["Ask Zoë Ångström.", "ask ZOE\u0308  ANGSTROM!", "Zoe\nAngstrom", "zoe.angstrom@example.org"])
def test_a_name_is_found_whatever_its_spelling(text):
    assert naming.occurrences(text, [naming.fold("Zoë Ångström")]) == 1


def test_a_part_of_another_word_is_nobody():
    assert naming.occurrences("Annabel", [naming.fold("Anna")]) == 0


def test_documents_and_tables_that_name_somebody_are_told_without_their_texts(cast, capsys):
    document = put(cast.handbook, "tower.txt", "The tower is kept by Zoë Ångström since May.")
    put(cast.handbook, "other.txt", "Nobody keeps the mill.")
    questions.ask(questions.start(cast.bob), "A private thing: what does zoe angstrom earn?")
    call_command("forget", "--find-person", "Zoë Ångström", "--json")
    said = capsys.readouterr().out
    told = json.loads(said)
    assert [(each["document_id"], each["pages"], each["count"]) for each in told["documents"]] == [(str(document.pk), [1], 1)]
    columns = {each["where"]: each["count"] for each in told["columns"]}
    assert columns["assistant.turn.question"] == columns["ingestion.page.text"] == columns["retrieval.storedchunk.text"] == 1
    assert "private" not in said
    assert "kept by" not in said
    assert Document.objects.count() == 2


def test_a_spelling_needs_letters():
    with pytest.raises(CommandError, match="letters or digits"):
        call_command("forget", "--find-person", "!?")
