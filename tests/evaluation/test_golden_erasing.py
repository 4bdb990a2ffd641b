"""What becomes of golden questions when a document is erased."""

import pytest

from evaluation import erasing
from evaluation.golden import keeping
from evaluation.models import GoldenQuestion
from forgetting.messages import Subject
from tests.evaluation.golden_making import played, written


@pytest.fixture
def subject(travel):
    return Subject((travel.pk,), ())


def test_what_a_model_made_of_an_erased_document_goes_and_what_people_wrote_stays(cast, travel, subject):
    written(cast.handbook, "Suggested?", travel, origin=keeping.Origin.SUGGESTED)
    confirmed = written(cast.handbook, "Suggested and confirmed?", travel, origin=keeping.Origin.SUGGESTED)
    keeping.change(confirmed, keeping.Content(confirmed.question, keeping.places(confirmed)), by=cast.alice)
    own = written(cast.handbook, "Written?", travel)
    played(cast.handbook)
    assert [place.count for place in erasing.find(subject)] == [2]
    erasing.erase(subject)
    assert list(GoldenQuestion.objects.all()) == [own]
    assert [place.count for place in erasing.find(subject)] == [0]
