"""A cell of a long table is found by a question, with the names of its columns, and is marked where it stands."""

import io
import random

import pytest

from access.scope import Scope
from gateway import sentences
from ingestion import intake
from ingestion.marking import Stretch, boxes
from ingestion.models import Page
from retrieval.search import search
from tests.ingestion.reading.test_pdf_layout import GRID, drawn_table
from tests.ingestion.workers import work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]
PARTS = [
    "chain",
    "saddle",
    "brake lever",
    "mudguard",
    "dynamo lamp",
    "child seat",
    "pannier",
    "spoke",
    "valve",
    "bell",
    "pedal",
    "lock",
]


def test_the_price_of_a_thing_is_found_in_its_row_and_marked_there(cast, tmp_path):
    prices = random.Random(3).sample(range(100, 999), 60)
    names = [f"{part} of type {letter}{letter}" for letter in "KLMNS" for part in PARTS]
    rows = [["Spare part", "Price in euros"], *([name, f"{price}.50"] for name, price in zip(names, prices, strict=True))]
    path = drawn_table(tmp_path / "a.pdf", rows, GRID, colWidths=[220, 110])
    document = intake.accept(cast.handbook, "parts.pdf", io.BytesIO(path.read_bytes()), by=cast.alice).document
    work_off()
    passage = search("What does the child seat of type SS cost?", Scope(frozenset([cast.handbook.pk]))).passages[0]
    row = f"child seat of type SS | {prices[names.index('child seat of type SS')]}.50"
    assert passage.text.startswith("Spare part | Price in euros\n")
    assert row in [passage.text[start:end] for start, end in sentences.spans(passage.text)]
    start = passage.text.index(row)
    (span,) = passage.places(start, start + len(row))
    page = Page.objects.get(version__document=document, number=span.page)
    assert page.text[span.start : span.end] == row
    marked = boxes(page.text, page.lines, [Stretch(span.start, span.end)])
    assert len(marked) == 2
    assert abs(marked[0].top - marked[1].top) < 0.003
