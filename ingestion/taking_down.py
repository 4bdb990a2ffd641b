"""Taking down what reading a file tells: pages into the tables, images beside them, attachments as documents of their own."""

import logging
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import transaction

from ingestion import correcting, hiding, intake, names, passwords, storage
from ingestion.errors import ErasedBefore
from ingestion.flow.clock import Clock
from ingestion.models import Correction, Document, Page, Version
from ingestion.page_rows import columns
from ingestion.pages import Pages
from ingestion.reading import read
from ingestion.reading.errors import ReaderCrashed
from ingestion.reading.messages import Attachment, Counted, Event, Facts, Limits, PageRead, Recalled, Step
from ingestion.remembering import Remembered
from ingestion.rules import rules_of

log = logging.getLogger(__name__)
BATCH = 20
SECONDS = 2.0
TOGETHER = ("document__collection", "document__added_by", "document__parent")
"""What of a version's document reading it asks for."""
Numbers = tuple[int, int]


@dataclass(frozen=True)
class Told:
    """What is known of a document once it was read: its pages by number, which stay in the tables, and the facts about the whole.

    `attachments` maps the names of attached files to the documents they became.
    """

    pages: Pages
    attachments: dict[str, UUID] = field(default_factory=dict)
    facts: Facts | None = None


class Right(Protocol):
    """The right to read a version, or some of its pages."""

    @property
    def clock(self) -> Clock:
        """What measures the reading."""

    def check(self) -> None:
        """Raise Interrupted if the work should end here."""

    def look(self) -> None:
        """`check`, after asking the database."""

    def note(self, pages: int) -> None:
        """Write down that so many pages are in the tables; raises LeaseLost if it isn't ours any more."""


class Taker:
    """One reading of a version's file, of all pages or of those from the first to the last of `only`.

    Pages that an earlier try has left are replaced; what it has left beyond those that are told goes. `show` is told each step,
    `begun` how many pages there are.
    """

    def __init__(
        self,
        version: Version,
        right: Right,
        show: Callable[[Step], None],
        *,
        only: Numbers,
        begun: Callable[[Counted], None] = lambda _: None,
    ) -> None:
        self.version, self.right, self.show, self.only, self.begun = version, right, show, only, begun
        self.counted: Counted | None = None
        self.facts: Facts | None = None
        self.attachments: dict[str, UUID] = {}
        self.erased_inside = 0
        self.numbers: set[int] = set()
        self._corrections = correcting.corrections(version)
        self._hidden = hiding.hidden_in(version.document_id)
        self._unstored: list[PageRead] = []
        self._said: list[Correction] = []
        self._stored_at = time.monotonic()

    def run(self) -> None:
        """Read it. Raises ReadingError and Interrupted."""
        limits = Limits.of(settings.INGESTION, languages=rules_of(self.version.document.collection).languages)
        password = passwords.of(self.version.document)
        original, name = storage.original(self.version), self.version.document.name
        with storage.workspace() as out:
            self._remembered = Remembered(self.version, out)
            known = self._remembered.beginning
            events = read(
                original, name=name, out=out, limits=limits, password=password, pages=self.only, known=known, check=self.right.look
            )
            with closing(events):
                for event in events:
                    self.right.check()
                    self._take(event)
            self._store()
        self._remove_stale()

    def _take(self, event: Event) -> None:
        match event:
            case Counted():
                self.counted = event
                self.begun(event)
            case Step():
                self.show(event)
            case PageRead():
                self.right.clock.page(recognised=event.recognised)
                self._page(event)
            case Recalled():
                self.right.clock.page(recognised=False)
                self._recall(event)
            case Attachment(name, path):
                self._attachment(name, path)
            case Facts():
                self.facts = hiding.facts(event, self._hidden)

    def _recall(self, told: Recalled) -> None:
        page, said = self._remembered.page(told)
        if said:
            same = correcting.same_for(said, self.version, told.number)
            hiding.row(same, self._hidden)
            self._said.append(same)
        self._page(page)

    def _page(self, page: PageRead) -> None:
        self._expect(page.number)
        page = hiding.page(correcting.corrected(page, self._corrections), self._hidden)
        self._unstored.append(self._with_own_image(page))
        if len(self._unstored) >= BATCH or time.monotonic() - self._stored_at > SECONDS:
            self._store()

    def _with_own_image(self, page: PageRead) -> PageRead:
        """A picture that was recognised before comes under a name that the next page with the same one takes again."""
        if page.image is None:
            return page
        own = page.image.with_name(f"of page {page.number}{page.image.suffix}")
        return replace(page, image=page.image.rename(own))

    def _expect(self, number: int) -> None:
        first, last = self.only if self.counted and self.counted.apart else (1, number)
        if number in self.numbers or not first <= number <= last:
            raise ReaderCrashed(detail="a page that nobody asked for")
        self.numbers.add(number)

    def _store(self) -> None:
        """Pages, their pictures and the proof that the version is still ours go into one transaction: none outlives its version."""
        with transaction.atomic():
            self.right.note(len(self.numbers))
            for page in self._unstored:
                if page.image:
                    storage.keep_page_image(self.version, page.number, page.image)
            Page.objects.filter(version=self.version, number__in=[page.number for page in self._unstored]).delete()
            Page.objects.bulk_create([self._row(page) for page in self._unstored])
            Correction.objects.bulk_create(self._said, ignore_conflicts=True)
        self._unstored.clear()
        self._said.clear()
        self._stored_at = time.monotonic()

    def _remove_stale(self) -> None:
        """Pages of an earlier try, which told others."""
        kept = Page.objects.filter(version=self.version)
        if self.counted and self.counted.apart:
            kept = kept.filter(number__range=self.only)
        stale = set(kept.values_list("number", flat=True)) - self.numbers
        if stale:
            Page.objects.filter(version=self.version, number__in=stale).delete()

    def _attachment(self, name: str, path: Path) -> None:
        wanted = names.inside(self.version.document.name, name, taken=self.attachments)
        if taken := self._take_in(wanted, path):
            self.attachments[wanted] = taken.pk
        else:
            log.info("version %s: a file inside it was erased here before and is left out", self.version.pk)
            self.erased_inside += 1
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
        text, lines, blocks = columns(page)
        return Page(
            version=self.version,
            number=page.number,
            label=page.label,
            text=text,
            lines=lines,
            blocks=blocks,
            has_image=page.image is not None,
            recognised=page.recognised,
            confidence=page.confidence,
            words=[list(word) for word in page.words],
            key=page.key,
            remark=page.remark,
        )
