"""What these tables, sources and the disk hold of a document that is to be forgotten."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO
from uuid import UUID

from django.utils import timezone

from forgetting.errors import NotYet
from forgetting.messages import Hit, Place, Subject
from forgetting.spelling import stands_in
from ingestion import intake, leftovers, storage
from ingestion.erasing import brought
from ingestion.erasing.distinctive import phrases
from ingestion.errors import IntakeError
from ingestion.flow.models import Try
from ingestion.models import Correction, Decision, Document, Leftover, Page, Password, Sighting, Unmasked, Version
from retrieval.errors import RetrievalError

__all__ = ["OWN_WORDS", "erase", "find", "phrases", "quotes", "search", "sweep"]
OWN_WORDS = frozenset({"ingestion.savedfilter.name", "ingestion.savedfilter.query"})
STILL_HELD = "A worker still held the document when it was to be erased. Erasing goes on when it has let go, within a minute."
WINDOW, OVERLAP = 16 * 1024**2, 64 * 1024
PASSING = ("incoming", "work", "uploads")


def find(subject: Subject) -> Iterable[Place]:
    """Rows of all kinds, things of sources, files and pictures of pages."""
    documents = subject.documents
    return [
        Place("Documents, with what came inside", Document.with_trash.filter(pk__in=documents).count()),
        Place("Versions", Version.objects.filter(document__in=documents).count()),
        Place("Pages of text", Page.objects.filter(version__document__in=documents).count()),
        Place("Pages as they were before masking", Unmasked.objects.filter(page__version__document__in=documents).count()),
        Place("Corrections of pages", Correction.objects.filter(document__in=documents).count()),
        Place("Personal data and secrets found", Sighting.objects.filter(version__document__in=documents).count()),
        Place("Decisions of editors", Decision.objects.filter(document__in=documents).count()),
        Place("Saved passwords", Password.objects.filter(document__in=documents).count()),
        Place("Notes about the work on it", Try.objects.filter(document__in=documents).count()),
        Place("Things that sources brought", brought.items(documents).count()),
        Place("Lines in the logs of sources", brought.lines(documents)),
        _originals(subject),
        _pictures(subject),
    ]


def erase(subject: Subject) -> None:
    """Rows in one step, then what they leave on disk; whoever worked on the document notices at the next step."""
    document = Document.with_trash.filter(pk__in=subject.documents).select_related("collection").first()
    if document:
        _remove_rows(document, subject)
    for leftover in Leftover.objects.filter(document_id__in=subject.documents):
        sweep(leftover)
    for version in subject.versions:
        storage.discard_page_images(version.id)
    for sha256 in subject.originals:
        storage.discard(sha256, unless=Version.objects.filter(sha256=sha256).exists)


def quotes(subject: Subject, phrases: Sequence[str]) -> frozenset[UUID]:
    """None: quotes are the assistant's."""
    return frozenset()


def search(phrases: Sequence[str]) -> Iterable[Hit]:
    """Files on their way in or being read."""
    passing = [path for name in PASSING for path in storage.folder(name).rglob("*") if path.is_file()]
    count = sum(1 for path in passing if _holds(path, phrases))
    return [Hit("Files in passing", count)] if count else []


def _remove_rows(document: Document, subject: Subject) -> None:
    try:
        with intake.changing(document.collection):
            brought.forget(subject.documents)
            leftovers.remove_all(subject.documents)
    except IntakeError:
        return  # the collection went meanwhile, and all with it


def sweep(leftover: Leftover) -> None:
    """Remove what one version left elsewhere. Raises NotYet while a worker may still be at it."""
    if leftover.due_at > timezone.now():
        raise NotYet(STILL_HELD)
    try:
        leftovers.sweep_one(leftover)
    except RetrievalError as error:
        raise NotYet(str(error)) from error


def _originals(subject: Subject) -> Place:
    """Each file lies there once; one that another document has too stays for that one."""
    others = Version.objects.filter(sha256__in=subject.originals).exclude(document__in=subject.documents)
    shared = set(others.values_list("sha256", flat=True))
    there = [storage.content(sha256) for sha256 in subject.originals - shared]
    sizes = [path.stat().st_size for path in there if path.is_file()]
    return Place("Original files", len(sizes), sum(sizes), kept=len(shared))


def _pictures(subject: Subject) -> Place:
    folders = [folder(version.id) for version in subject.versions for folder in (storage.page_images, storage.drawings)]
    sizes = [path.stat().st_size for folder in folders for path in folder.glob("*")]
    return Place("Pictures of pages", len(sizes), sum(sizes))


def _holds(path: Path, phrases: Sequence[str]) -> bool:
    """Whether a file holds one of these texts; one that has just been put away holds nothing here."""
    try:
        with path.open("rb") as file:
            return any(stands_in(window, phrases) for window in _windows(file))
    except OSError:
        return False


def _windows(file: IO[bytes]) -> Iterator[bytes]:
    """A file of any length, in pieces that overlap by more than any text that is looked for."""
    end = b""
    while block := file.read(WINDOW):
        yield end + block
        end = (end + block)[-OVERLAP:]
