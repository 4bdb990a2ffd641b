"""What owners lay down for their collection."""

import pytest
from django.urls import reverse

from ingestion import languages
from ingestion.forms import RulesForm
from ingestion.models import Rules
from ingestion.rules import rules_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(cast, client):
    client.force_login(cast.alice)
    return reverse("ingestion:rules", args=[cast.handbook.pk])


def as_they_stand(collection):
    """What the form of the rules sends when nothing in it was changed."""
    form = RulesForm(instance=rules_of(collection))
    return {field.html_name: field.value() if field.value() is not None else "" for field in form}


def test_a_collection_begins_with_the_house_s_rules(cast):
    assert rules_of(cast.handbook).languages == ""


def test_an_owner_chooses_the_languages_of_scans(cast, client, address):
    assert client.post(address, as_they_stand(cast.handbook) | {"languages": "eng+deu"}).status_code == 302
    assert client.post(address, as_they_stand(cast.handbook) | {"languages": "deu"}).status_code == 302
    assert rules_of(cast.handbook).languages == "deu"
    assert Rules.objects.count() == 1


@pytest.mark.parametrize("nonsense", ["German", "eng deu", "eng+", "../eng", "--psm 0"])
def test_what_can_t_be_codes_of_languages_is_refused_with_an_example(cast, client, address, nonsense):
    answer = client.post(address, as_they_stand(cast.handbook) | {"languages": nonsense})
    assert answer.status_code == 422
    assert "eng+deu" in answer.content.decode()


def test_the_page_names_the_languages_that_are_installed_here(client, address):
    assert "eng" in languages.installed()
    assert "osd" not in languages.installed()
    assert f"Installed here: {', '.join(languages.installed())}" in client.get(address).text
