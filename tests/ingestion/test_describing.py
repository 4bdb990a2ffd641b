"""What a document may be filtered by: kind, author, date and language, however odd its own word for them is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from ingestion import describing
from ingestion.models import Document, Version
from ingestion.reading.kinds import FORMATS
from retrieval.filters import Kind

ADDED = datetime(2024, 5, 1, 12, tzinfo=UTC)


def document(**told):
    return Document(name="a.pdf", created_at=ADDED, current=Version(**told))


def test_every_format_that_holds_text_has_a_kind():
    archives = {media_type for media_type, reader in FORMATS.items() if reader == "archive"}
    assert {media_type for media_type in FORMATS if describing.kind(media_type) == Kind.OTHER} == archives


@pytest.mark.parametrize("said", [None, date(1, 1, 1), date(9999, 12, 31), timezone.localdate() + timedelta(days=2)])
def test_a_date_that_cannot_be_true_is_that_of_adding(said):
    assert describing.dated(document(dated=said)) == date(2024, 5, 1)


def test_its_own_date_counts():
    assert describing.dated(document(dated=date(2019, 2, 3))) == date(2019, 2, 3)


def test_an_author_is_one_line_of_what_prints():
    assert describing.author(document(author="Ada\x07\u202e \n Lovelace")) == "Ada Lovelace"
    assert describing.author(document()) == describing.author(Document(name="a")) == ""


@pytest.mark.parametrize(("said", "language"), [("de", "de"), ("EN", "en"), ("e2", ""), ("deu", ""), ("", ""), ("ёж", "")])
def test_a_language_is_a_code_or_nothing(said, language):
    assert describing.language(document(language=said)) == language
