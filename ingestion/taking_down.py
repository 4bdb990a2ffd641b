"""Taking down what reading a file tells: pages into the tables, images beside them, attachments as documents of their own."""

import logging
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from ingestion import correcting, hiding, intake, names, passwords, storage
from ingestion.errors import ErasedBefore
from ingestion.leases import Lease
from ingestion.models import Correction, Document, Page, State, Version
from ingestion.progress import Progress
from ingestion.reading import read
from ingestion.reading.messages import Attachment, Counted, Event, Facts, Limits, PageRead, Recalled, Step
from ingestion.remembering import Remembered
from ingestion.rules import rules_of

log = logging.getLogger(__name__)
BATCH = 20


@dataclass
class Told:
    """What reading has told so far. `attachments` maps the names of attached files to the documents they became.

    Text, lines and blocks of all pages are held until the document is indexed, since headers, tables and sections go over several;
    this is all that grows with their number. Recognised words, which take far more, are let go once they are in the tables.
    """

    pages: list[PageRead] = field(default_factory=list)
    attachments: dict[str, UUID] = field(default_factory=dict)
    facts: Facts | None = None


def take_down(version: Version, lease: Lease, progress: Progress) -> Told:
    """Read the version's file and keep what it tells, in place of what a broken-off try has left.

    Raises ReadingError and Interrupted.
    """
    limits = Limits.of(settings.INGESTION, languages=rules_of(version.document.collection).languages)
    with (
        storage.workspace() as out,
        closing(_reading(version, lease, out, limits, remembered := Remembered(version, out))) as events,
    ):
        taker = _Taker(version, lease, progress, remembered)
        taker.begin()
        for event in events:
            lease.check()
            taker.take(event)
    taker.store()
    return taker.told


def _reading(version: Version, lease: Lease, out: Path, limits: Limits, remembered: Remembered) -> Generator[Event]:
    password = passwords.of(version.document)
    original, name = storage.original(version), version.document.name
    known = remembered.beginning
    return read(original, name=name, out=out, limits=limits, password=password, known=known, check=lease.look)


class _Taker:
    def __init__(self, version: Version, lease: Lease, progress: Progress, remembered: Remembered) -> None:
        self.version, self.lease, self.progress, self.remembered = version, lease, progress, remembered
        self.told = Told()
        self._corrections = correcting.corrections(version)
        self._hidden = hiding.hidden_in(version.document_id)
        self._pages = 0
        self._unstored: list[PageRead] = []
        self._said: list[Correction] = []

    def begin(self) -> None:
        with transaction.atomic():
            self.lease.update(page_count=0, erased_inside=0)
            Page.objects.filter(version=self.version).delete()
        storage.discard_page_images(self.version.pk)
        self.progress.show(State.READING, 0, 0)

    def take(self, event: Event) -> None:
        match event:
            case Counted(pages):
                self._pages = pages
            case Step(page, pages, recognising):
                self.progress.show(State.RECOGNISING if recognising else State.READING, page, pages)
            case PageRead():
                self.lease.clock.page(recognised=event.recognised)
                self._page(event)
            case Recalled():
                self.lease.clock.page(recognised=False)
                self._recall(event)
            case Attachment(name, path):
                self._attachment(name, path)
            case Facts():
                self.told.facts = hiding.facts(event, self._hidden)

    def store(self) -> None:
        """Pages and the proof that the version is still ours go into one transaction: no page outlives its version."""
        with transaction.atomic():
            self.lease.update(page_count=len(self.told.pages))
            Page.objects.bulk_create([self._row(page) for page in self._unstored])
            Correction.objects.bulk_create(self._said, ignore_conflicts=True)
        self._unstored.clear()
        self._said.clear()

    def _recall(self, told: Recalled) -> None:
        page, said = self.remembered.page(told)
        if said:
            same = correcting.same_for(said, self.version, told.number)
            hiding.row(same, self._hidden)
            self._said.append(same)
        self._page(page)

    def _page(self, page: PageRead) -> None:
        page = hiding.page(correcting.corrected(page, self._corrections), self._hidden)
        if page.image:
            storage.keep_page_image(self.version, page.number, page.image)
        self.told.pages.append(replace(page, words=(), image=None))
        self._unstored.append(page)
        if len(self._unstored) >= BATCH:
            self.store()

    def _attachment(self, name: str, path: Path) -> None:
        wanted = names.inside(self.version.document.name, name, taken=self.told.attachments)
        if taken := self._take_in(wanted, path):
            self.told.attachments[wanted] = taken.pk
        else:
            log.info("version %s: a file inside it was erased here before and is left out", self.version.pk)
            self.lease.update(erased_inside=F("erased_inside") + 1)
        path.unlink(missing_ok=True)

    def _take_in(self, name: str, path: Path) -> Document | None:
        """The document that an attachment became; None if its bytes were erased from this collection, unless it is there still."""
        document = self.version.document
        try:
            with path.open("rb") as file:
                return intake.accept(document.collection, name, file, by=document.added_by, parent=document).document
        except ErasedBefore as error:
            return intake.holding(document.collection, name, error.sha256)

    def _row(self, page: PageRead) -> Page:
        return Page(
            version=self.version,
            number=page.number,
            label=page.label,
            text=page.text,
            lines=[list(line) for line in page.lines],
            blocks=[[block.kind, block.start, block.end, block.level] for block in page.blocks],
            has_image=page.image is not None,
            recognised=page.recognised,
            confidence=page.confidence,
            words=[list(word) for word in page.words],
            key=page.key,
        )
