"""Only what changed is recognised and embedded again."""

import io
import os
import random
import shutil

import pytest

from ingestion import correcting, emptying, intake, storage
from ingestion.models import Correction, Document, Page, Rules, Unmasked
from ingestion.rescreening import rescreen
from tests.ingestion import makers
from tests.ingestion.test_pipeline import WORDS
from tests.ingestion.views_making import document, pages
from tests.ingestion.workers import work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]


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


@pytest.fixture
def recognised(monkeypatch, tmp_path):
    """How many pictures Tesseract was asked to read so far: a program of that name counts and hands on."""
    log, folder = tmp_path / "asked", tmp_path / "bin"
    folder.mkdir()
    log.write_text("")
    program = folder / "tesseract"
    program.write_text(f'#!/bin/sh\ncase "$*" in *psm*) echo "$*" >> {log};; esac\nexec {shutil.which("tesseract")} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def since() -> int:
        count = len(log.read_text().splitlines())
        log.write_text("")
        return count

    return since


RULES = [f"Harbour rule {number}. {makers.PROSE}" for number in ("one", "two", "three")]


def scan(tmp_path, *texts):
    return makers.scan_pdf(tmp_path / "scan.pdf", [makers.picture(text) for text in texts]).read_bytes()


def taken(collection, name, data, by):
    """The document that this file becomes, read and indexed."""
    made = intake.accept(collection, name, io.BytesIO(data), by=by).document
    work_off()
    return Document.objects.select_related("current").get(pk=made.pk)


def told(document):
    """All that is known of its pages, but for their numbers."""
    fields = ("label", "text", "lines", "blocks", "words", "confidence", "has_image", "key")
    return list(document.current.pages.order_by("number").values_list(*fields))


@pytest.mark.tesseract
def test_of_a_new_scan_only_the_pages_that_changed_are_recognised(cast, tmp_path, recognised):
    old = taken(cast.handbook, "rules.pdf", scan(tmp_path, *RULES), cast.alice)
    before = told(old)
    assert recognised() == 3
    new = taken(cast.handbook, "rules.pdf", scan(tmp_path, RULES[0], "A new rule: " + makers.MORE_PROSE, RULES[2]), cast.alice)
    assert recognised() == 1
    assert new.current_id != old.current_id
    assert [told(new)[0], told(new)[2]] == [before[0], before[2]]
    assert "new rule" in told(new)[1][1]
    assert new.current.language == "en"
    assert all(storage.page_image(new.current, number).is_file() for number in (1, 2, 3))
    intake.retry(new)
    work_off()
    assert recognised() == 0
    emptying.remove(old)
    work_off()
    taken(cast.handbook, "again.pdf", scan(tmp_path, RULES[0]), cast.alice)
    assert recognised() == 1, "what is deleted for good is not remembered"


@pytest.mark.tesseract
def test_a_picture_is_remembered_within_its_collection_and_language_alone(cast, tmp_path, recognised):
    picture = makers.as_bytes(makers.picture(RULES[0]), "PNG")
    first = taken(cast.handbook, "a.png", picture, cast.alice)
    assert recognised() == 1
    second = taken(cast.handbook, "b.tiff", makers.as_bytes(makers.picture(RULES[0]), "TIFF"), cast.alice)
    assert (recognised(), told(second)) == (0, told(first))
    taken(cast.vault, "a.png", picture, cast.ada)
    assert recognised() == 1
    Rules.objects.create(collection=cast.handbook, languages="eng+osd")
    taken(cast.handbook, "c.bmp", makers.as_bytes(makers.picture(RULES[0]), "BMP"), cast.alice)
    assert recognised() > 0


@pytest.mark.tesseract
def test_what_an_editor_corrected_stays_corrected_in_a_new_scan_and_masked_text_comes_as_it_was_read(cast, tmp_path, recognised):
    Rules.objects.create(collection=cast.handbook, personal_data="mask")
    mail = "Write to grace.hopper@example.org about the ferry. " + makers.MORE_PROSE
    old = taken(cast.handbook, "rules.pdf", scan(tmp_path, RULES[0], mail), cast.alice)
    page = Page.objects.select_related("version").get(version=old.current_id, number=1)
    lines = [page.text[line[0] : line[1]] for line in page.lines]
    correcting.correct(old, page, [lines[0].replace("Harbour", "Zeppelin"), *lines[1:]], by=cast.alice)
    recognised()
    new = taken(cast.handbook, "rules.pdf", scan(tmp_path, RULES[2], mail, RULES[0]), cast.alice)
    assert recognised() == 1
    texts = [each[1] for each in told(new)]
    assert texts[2].startswith("Zeppelin rule one.")
    assert Correction.objects.get(sha256=new.current.sha256).number == 3
    assert "[EMAIL" in texts[1]
    assert "grace.hopper" in Unmasked.objects.get(page__version=new.current_id).text
