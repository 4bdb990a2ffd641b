"""Masking a person in documents that stay: each is indexed anew from its own text without them, and what it was before goes.

Whatever is read of such a document later loses them too (ingestion.hiding). Its file, the file that it came in and the pictures of
its pages are for editors.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from forgetting import hiding
from forgetting.errors import NotYet, StillThere
from forgetting.hiding import Hidden
from forgetting.messages import Hit, Person
from ingestion import hiding as kept
from ingestion import intake, leftovers, storage
from ingestion.erasing import searching
from ingestion.erasing.holding import sweep
from ingestion.erasing.naming import documents
from ingestion.errors import IntakeError
from ingestion.flow.models import Try
from ingestion.models import UNFINISHED, Correction, Document, Forgotten, Leftover, Page, State, Version
from retrieval import chunks, excluding
from retrieval import erasing as index

WAITING = "Documents are indexed anew without the person; {count} to go."
NOT_INDEXED = "Document {id} could not be indexed anew without the person: {reason} Retry it on its page, then go on here."
NOT_KEPT = "The file itself was not kept."
IN_TRASH = "Documents in which the person is to be masked lie in the trash; restore them, or delete them for good: {count}."
NAMED_STILL = "The person is named in it all the same."


def maskable(document: Document) -> bool:
    """Whether a document can stay without a person: it is ready, as its newest version, and its file is there."""
    newest = document.latest
    ready = newest is not None and newest.pk == document.current_id and newest.state == State.READY and bool(newest.sha256)
    return ready and document.deleted_at is None and newest is not None and storage.original(newest).is_file()


def hide(person: Person) -> None:
    """Take the person out of the documents that are to be masked. Raises NotYet until all are indexed anew."""
    kept.remember(sorted(person.masked), person.spellings)
    what = hiding.hidden(person.spellings)
    known = Document.objects.select_related("collection").filter(pk__in=person.masked).order_by("pk")
    waiting = sum([_is_under_way(document, what) for document in known])
    if waiting:
        raise NotYet(WAITING.format(count=waiting))
    for document in known:
        _tidy(document, what)
        for leftover in Leftover.objects.filter(document_id=document.pk):
            sweep(leftover)
    index.keep_only(_present(person))


def named(person: Person) -> Iterable[Hit]:
    """What of these documents names the person all the same, and what a search finds in any that was not left. Raises NotYet."""
    if in_trash := Document.with_trash.filter(pk__in=person.masked, purge_at__isnull=False).count():
        raise NotYet(IN_TRASH.format(count=in_trash))
    what = hiding.hidden(person.spellings)
    counts = {
        "Documents that were to be masked": sum(each.document_id in person.masked for each in documents(person.spellings)),
        "Chunks of them": sum(hiding.hide(text, what) != text for text in chunks.texts(person.masked)),
        "Points of what they were before": index.count_others(_present(person)),
        "Passages that a search finds": searching.passages(person),
    }
    return [Hit(where, count) for where, count in counts.items() if count]


def _present(person: Person) -> dict[UUID, UUID]:
    """The documents that are to be masked, each with its present version."""
    known = Document.objects.filter(pk__in=person.masked).values_list("pk", "current")
    return {pk: current for pk, current in known if current}


def indexed_at(document_ids: Collection[UUID]) -> datetime | None:
    """When the last of these documents became what it is now."""
    found: datetime | None = Document.objects.filter(pk__in=document_ids).aggregate(last=Max("current__finished_at"))["last"]
    return found


def _is_under_way(document: Document, what: Hidden) -> bool:
    """Put a document that names the person in line to be indexed anew; whether it is in line, or was already."""
    with _held(document) as found:
        if found and found.latest and found.latest.state in UNFINISHED:
            return True
        if found is None or found.current is None or not _names(found.current, what):
            return False
        _check(found, found.current)
        excluding.follow(found.current.pk, lambda text: hiding.hide(text, what))
        if not intake.anew(found, found.current):
            raise StillThere(NOT_INDEXED.format(id=found.pk, reason=NOT_KEPT))
        transaction.on_commit(lambda: intake.tell(found))
    return True


def _check(document: Document, current: Version) -> None:
    """Raise StillThere if it was indexed anew in vain: once more would be in vain too."""
    newest = document.latest
    if newest and newest.state == State.FAILED:
        raise StillThere(NOT_INDEXED.format(id=document.pk, reason=newest.reason))
    if current.queued_at > Forgotten.objects.filter(document=document).aggregate(last=Max("at"))["last"]:
        raise StillThere(NOT_INDEXED.format(id=document.pk, reason=NAMED_STILL))


def _names(version: Version, what: Hidden) -> bool:
    beside = [version.title, version.author, *map(str, version.unmasked.values())]
    pages = Page.objects.filter(version=version).select_related("unmasked").iterator(chunk_size=100)
    on_pages = (text for page in pages for text in (page.as_read.label, page.as_read.text))
    return any(hiding.stretches(text, what) for text in (*beside, *on_pages))


def _tidy(document: Document, what: Hidden) -> None:
    """What the document was before goes, and corrections and notes about the work name nobody."""
    with _held(document) as now:
        if now is None:
            return
        leftovers.retire(now.versions.filter(state=State.READY).exclude(pk__in=filter(None, [now.current_id, now.latest_id])))
        for said in Correction.objects.filter(document=document):
            if kept.row(said, what):
                said.save(update_fields=["text", "lines", "blocks", "words"])
        for each in Try.objects.filter(document=document).exclude(reason="", detail=""):
            notes = {"reason": hiding.hide(each.reason, what), "detail": hiding.hide(each.detail, what, most=300)}
            Try.objects.filter(pk=each.pk).update(**notes)


@contextmanager
def _held(document: Document) -> Iterator[Document | None]:
    """The document as it is now, changed by nobody else meanwhile; None if it is gone. Raises NotYet where its collection is."""
    try:
        with intake.changing(document.collection):
            yield Document.objects.select_related("collection", "current", "latest").filter(pk=document.pk).first()
    except IntakeError as error:
        raise NotYet(str(error)) from error
