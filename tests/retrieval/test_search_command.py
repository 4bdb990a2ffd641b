"""`manage.py search` as a person uses it."""

import json
import uuid
from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from retrieval import index
from retrieval.messages import Chunk, IndexedVersion, Span, Terms
from retrieval.models import IndexedDocument


@pytest.fixture(autouse=True)
def live(vectors_service, settings, cast):
    """The Handbook has a page on meals, the Vault one on salaries."""
    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=f"command-{uuid.uuid4().hex[:8]}")
    known = ((cast.handbook, "Meals", "Meals cost 30 euros."), (cast.vault, "Salaries", "Ada earns 900 euros."))
    for collection, title, text in known:
        version = IndexedVersion(uuid.uuid4(), uuid.uuid4(), collection.pk, title)
        index.write(version, [Chunk(0, text, (Span(2, 0, len(text)),))])
        index.publish(version)


def search(*arguments):
    out = StringIO()
    call_command("search", *arguments, stdout=out)
    return out.getvalue()


def test_a_person_finds_what_they_may_read_and_nothing_else():
    assert "Meals, page 2, score" in search("euros", "--as", "bob")
    assert "900" not in search("euros", "--as", "bob")
    assert "Nothing found" in search("euros", "--as", "mallory")


def test_an_administrator_may_narrow_the_search_to_a_collection():
    told = json.loads(search("euros", "--as", "ada", "--collection", "Vault", "--json"))
    [passage] = told["passages"]
    assert (passage["document"], passage["page"], passage["text"]) == ("Salaries", 2, "Ada earns 900 euros.")
    assert 0 <= told["confidence"] <= 1
    assert set(told["milliseconds"]) >= {"embed", "find", "rerank"}


def test_filters_narrow_what_is_found():
    index.set_terms(
        {each.document_id: Terms(kind="pdf", author="Ada Lovelace", dated=date(2024, 5, 1)) for each in _known("Meals")}
    )
    fitting = (
        "--kind",
        "pdf",
        "--author",
        "lovelace",
        "--since",
        "2024-05-01",
        "--until",
        "2024-05-01",
        "--data-class",
        "internal",
    )
    assert "Meals" in search("euros", "--as", "ada", *fitting)
    assert "Salaries" not in search("euros", "--as", "ada", *fitting)
    assert "Nothing found" in search("euros", "--as", "ada", *fitting, "--language", "de")


def _known(title):
    return IndexedDocument.objects.filter(title=title)


def test_the_limit_holds():
    assert len(json.loads(search("euros", "--as", "ada", "--limit", "1", "--json"))["passages"]) == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--as", "nobody"], "no active user 'nobody'"),
        (["--as", "bob", "--collection", "Vault"], "no collection 'Vault'"),
        (["--as", "bob", "--collection", "Attic"], "no collection 'Attic'"),
        (["--as", "bob", "--limit", "0"], "--limit must be 1"),
    ],
)
def test_a_mistake_is_told_plainly(arguments, complaint):
    with pytest.raises(CommandError, match=complaint):
        search("euros", *arguments)
