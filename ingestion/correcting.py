"""What a person says stands on a recognised page. Kept by document, content and page, so that it outlives every new reading."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from access.models import User
from ingestion import intake
from ingestion.errors import IntakeError
from ingestion.line_texts import with_texts
from ingestion.models import Correction, Document, Page, Version
from ingestion.page_rows import columns, page_read
from ingestion.reading.messages import Block, Line, PageRead, Word

MEANWHILE = "The document has changed meanwhile. This is the page as it is now."


def as_read(page: Page) -> PageRead:
    """A kept page as reading told of it, before anything was masked."""
    return replace(page_read(page), words=tuple(Word(*word) for word in page.words))


def corrections(version: Version) -> dict[int, Correction]:
    """The corrections of a version's pages, by page number."""
    kept = Correction.objects.filter(document=version.document_id, sha256=version.sha256)
    return {correction.number: correction for correction in kept}


def said_of(page: Page) -> Correction | None:
    """The correction of this very page."""
    version = page.version
    return Correction.objects.filter(document=version.document_id, sha256=version.sha256, number=page.number).first()


def same_for(said: Correction, version: Version, number: int) -> Correction:
    """What was said of a page, for another one with the same picture; not saved yet."""
    of = {"document_id": version.document_id, "sha256": version.sha256, "number": number, "by_id": said.by_id}
    return Correction(text=said.text, lines=said.lines, blocks=said.blocks, words=said.words, **of)


def corrected(page: PageRead, kept: dict[int, Correction]) -> PageRead:
    """The page as it was corrected, if it was; a page with text of its own is never changed."""
    said = kept.get(page.number)
    if said is None or not page.recognised:
        return page
    return replace(
        page,
        text=said.text,
        lines=tuple(Line(*line) for line in said.lines),
        blocks=tuple(Block(*block) for block in said.blocks),
        words=tuple(Word(*word) for word in said.words),
        confidence=None,
    )


def latest(page: Page) -> PageRead:
    """The page with its newest correction, even if that is not indexed yet."""
    return corrected(as_read(page), corrections(page.version))


def correct(document: Document, page: Page, texts: Sequence[str], *, by: User) -> bool:
    """Keep what stands on each line of a page, and have the document indexed anew from its pages if that changed anything.

    An empty text is a line that isn't there. Returns whether anything changed. Raises IntakeError.
    """
    with intake.changing(document.collection):
        found = Document.objects.select_related("collection", "current", "latest").filter(pk=document.pk).first()
        before = latest(page)
        if found is None or found.current_id != page.version_id or len(texts) != len(before.lines):
            raise IntakeError(MEANWHILE)
        after = with_texts(before, texts)
        _keep(found, page.version, after, by)
        if after.text != before.text:
            _index_again(found, page.version)
    return after.text != before.text


def _index_again(document: Document, current: Version) -> None:
    newest = document.latest
    if newest and newest.pk != current.pk and not (newest.recalled and newest.sha256 == current.sha256):
        raise IntakeError("A newer file of this document is on its way, or it failed. Correct the page once that is settled.")
    if not intake.anew(document, current):
        raise IntakeError("The file itself was not kept. Upload it again.")
    transaction.on_commit(lambda: intake.tell(document))


def _keep(document: Document, version: Version, page: PageRead, by: User) -> None:
    text, lines, blocks = columns(page)
    said: dict[str, Any] = {"text": text, "lines": lines, "blocks": blocks, "words": [list(word) for word in page.words], "by": by}
    Correction.objects.update_or_create(document=document, sha256=version.sha256, number=page.number, defaults=said)
