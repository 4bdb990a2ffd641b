"""What becomes of golden questions when a document is erased."""

from importlib import import_module

import pytest
from django.apps import apps

from evaluation import erasing
from evaluation.golden import keeping
from evaluation.golden.messages import Place
from evaluation.models import GoldenQuestion
from forgetting.messages import Subject
from tests.evaluation.golden_making import played, written
from tests.ingestion.views_making import document


@pytest.fixture
def subject(travel):
    return Subject((travel.pk,), ())


def test_what_a_model_made_of_an_erased_document_goes_and_what_people_wrote_stays(cast, travel, subject):
    written(cast.handbook, "Suggested?", travel, origin=keeping.Origin.SUGGESTED)
    confirmed = written(cast.handbook, "Suggested and confirmed?", travel, origin=keeping.Origin.SUGGESTED)
    keeping.change(confirmed, keeping.Content(confirmed.question, keeping.places(confirmed)), by=cast.alice)
    own = written(cast.handbook, "Written?", travel)
    played(cast.handbook)
    assert [place.count for place in erasing.find(subject)] == [2, 0]
    erasing.erase(subject)
    assert list(GoldenQuestion.objects.all()) == [own]
    assert [place.count for place in erasing.find(subject)] == [0, 0]


def test_a_suggestion_goes_with_the_document_it_was_made_from_whatever_its_sources_became(cast, travel, subject):
    other = document(cast.handbook, "other.txt")
    made = written(cast.handbook, "Suggested?", travel, origin=keeping.Origin.SUGGESTED, made_from=travel.pk)
    keeping.change(made, keeping.Content(made.question, (Place(other.pk),)), by=cast.alice)
    assert [place.count for place in erasing.find(subject)] == [1, 0]
    erasing.erase(subject)
    assert not GoldenQuestion.objects.exists()


def test_what_was_suggested_before_this_was_kept_was_made_from_its_source(cast, travel):
    suggested = written(cast.handbook, "Suggested?", (travel, 2), origin=keeping.Origin.SUGGESTED)
    own = written(cast.handbook, "Written?", travel)
    import_module("evaluation.migrations.0003_made_from").take_over(apps, None)
    assert GoldenQuestion.objects.get(pk=suggested.pk).made_from == travel.pk
    assert GoldenQuestion.objects.get(pk=own.pk).made_from is None
