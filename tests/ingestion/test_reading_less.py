"""Only what changed is embedded again."""

import random

import pytest

from ingestion import correcting
from ingestion.models import Document, Page
from ingestion.rescreening import rescreen
from retrieval import embedding
from tests.ingestion.test_pipeline import WORDS
from tests.ingestion.views_making import document, pages
from tests.ingestion.workers import work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]


@pytest.fixture
def embedded(monkeypatch):
    """The texts that the embedding model is asked for."""
    texts: list[str] = []
    encode = embedding.encode

    def listening(given):
        texts.extend(given)
        return encode(given)

    monkeypatch.setattr(embedding, "encode", listening)
    return texts


def scanned(collection, count):
    """A document of recognised pages, indexed, each page with lines of its own."""
    made = document(collection, "book.pdf")
    draw = random.Random("a book")
    texts = ["\n".join(f"{' '.join(draw.choices(WORDS.split(), k=11))}." for _ in range(25)) for _ in range(count)]
    for page, text in zip(pages(made.current, *texts, recognised=True, confidence=0.6), texts, strict=True):
        ends = [at for at, letter in enumerate(text + "\n") if letter == "\n"]
        lines = [[start, end, 0.1, 0.2, 0.9, 0.3] for start, end in zip([0, *(at + 1 for at in ends)], ends, strict=False)]
        Page.objects.filter(pk=page.pk).update(lines=lines, blocks=[["paragraph", 0, len(text), 0]])
    rescreen(made)
    work_off()
    return Document.objects.get(pk=made.pk)


def test_correcting_a_page_embeds_only_what_stands_on_that_page(cast, embedded):
    made = scanned(cast.handbook, 9)
    whole = len(embedded)
    embedded.clear()
    page = Page.objects.select_related("version").get(version=made.current_id, number=5)
    texts = [page.text[line[0] : line[1]] for line in page.lines]
    assert correcting.correct(made, page, [texts[0].replace(".", " zeppelin."), *texts[1:]], by=cast.alice)
    work_off()
    assert Document.objects.get(pk=made.pk).current_id != made.current_id
    assert any("zeppelin" in text for text in embedded)
    assert len(embedded) <= 3 < whole / 4, "the page's own chunks, and the neighbours that reach into it"
