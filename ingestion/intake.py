"""How a file becomes a document: kept on disk first, then named by a row, then the bell. Nothing accepted is ever lost.

The same bytes twice in a collection are one document. A known name with other bytes is a new version; the old one stays
visible until the new one is ready. Changes to one collection come one after the other: each begins by locking its row.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from access.models import Collection, User
from forgetting import tombstones
from ingestion import changes, leftovers, names, queue, refusals, room, storage, trash
from ingestion.errors import ErasedBefore, IntakeError
from ingestion.models import UNFINISHED, Document, State, Version
from ingestion.storage import Arrived, Kept, Readable

ERASED = "A document with this very content was erased here on {date}."
Outcome = Literal["new", "replaced", "same", "restored"]


@dataclass(frozen=True)
class Accepted:
    """What became of a file: a new document, a new version of one, one that was there already, or one back from the trash.

    `erased_on`: these very bytes were erased from this collection then.
    """

    document: Document
    outcome: Outcome
    erased_on: datetime | None = None

    @property
    def warning(self) -> str:
        """What whoever sent it should know; mostly nothing."""
        return ERASED.format(date=date_format(timezone.localdate(self.erased_on), "j F Y")) if self.erased_on else ""


@dataclass(frozen=True)
class _Offer:
    collection: Collection
    name: str
    kept: Kept
    by: User | None
    parent: Document | None
    asked_by: int | None


def accept(
    collection: Collection,
    name: str,
    stream: Readable | Arrived,
    *,
    by: User | None,
    parent: Document | None = None,
    of_source: bool = False,
    by_hand: bool = False,
) -> Accepted:
    """Take a file into a collection. An empty or too large one becomes a document that has failed, with its reason.

    `parent` is the document in which the file was found, `of_source` says that no person waits for it, `by_hand` that a person
    chose just this file. Raises IntakeError if the file can't be kept, NoRoom among them, and ErasedBefore if only a person may
    bring it back.
    """
    room.check()
    with _kept_if_taken(stream) as kept, changing(collection):
        erased_on = _erased_on(collection, kept.sha256, by_hand=by_hand)
        accepted = _take(_Offer(collection, names.tidy(name), kept, by, parent, _asking(by, parent, of_source=of_source)))
        transaction.on_commit(lambda: tell(accepted.document))
    return Accepted(accepted.document, accepted.outcome, erased_on)


def replace(
    document: Document, stream: Readable | Arrived, *, by: User | None, of_source: bool = False, by_hand: bool = False
) -> Accepted:
    """Give a document a new content under its old name; the rest as in `accept`."""
    return accept(document.collection, document.name, stream, by=by, parent=document.parent, of_source=of_source, by_hand=by_hand)


def holding(collection: Collection, name: str, sha256: str) -> Document | None:
    """The document of this name if it has these bytes already, ready or on their way: then there is nothing to take in."""
    known = Document.objects.filter(collection=collection, name=names.tidy(name), latest__sha256=sha256)
    return known.exclude(latest__state=State.FAILED).first()


def retry(document: Document, *, by: User | None = None) -> None:
    """Work on the document once more: on the version that failed, or anew on the one that is ready."""
    with changing(document.collection):
        found = Document.objects.select_related("latest").filter(pk=document.pk).first()
        if found is None or found.latest is None:
            raise IntakeError("The document was removed. Upload it again.")
        _again(found, found.latest, by)
        transaction.on_commit(lambda: tell(found))


def anew(document: Document, latest: Version) -> bool:
    """A new version of the same bytes, within `changing`; its text is recalled from the tables, not read again."""
    if not (latest.sha256 and storage.original(latest).is_file()):
        return False
    _add_version(document, _bytes(latest), latest.asked_by_id, recalled=True)
    return True


def remove(document: Document, *, by: User | None = None) -> None:
    """Put a document and what came inside it into the trash: invisible at once, and back as it was by `restore`."""
    remove_all(document.collection, [document.pk], by=by)


def remove_all(collection: Collection, document_ids: Iterable[UUID], *, by: User | None = None) -> None:
    """Put many documents of a collection into its trash in one step."""
    ids = list(document_ids)
    with changing(collection):
        trash.put(ids, by=by)
        transaction.on_commit(lambda: _tell_removed(collection, ids))


def restore(document: Document) -> Document:
    """Take a document out of the trash with all that went with it. What was not read yet waits in line again.

    Returns it under the name it has now. Raises IntakeError if it can't come back.
    """
    with changing(document.collection):
        trash.check(document)
        back = _take_out(trash.of(document.collection).filter(pk=document.pk))
        transaction.on_commit(lambda: tell(back[0]))
    return next(each for each in back if each.pk == document.pk)


def restore_all(collection: Collection, documents: QuerySet[Document]) -> int:
    """Take many documents out of a collection's trash in one step; returns how many came back, those inside others included."""
    with changing(collection):
        back = _take_out(documents)
        transaction.on_commit(lambda: tell(back[0]) if back else None)
    return len(back)


def remove_collection(collection: Collection) -> None:
    """Delete a collection with all its documents, for everybody."""
    with changing(collection):
        leftovers.remove_all(list(Document.with_trash.filter(collection=collection).values_list("pk", flat=True)))
        collection.delete()
        transaction.on_commit(lambda: queue.ring(queue.SWEEP))


def read_anew(document: Document, version: Version) -> None:
    """Make the bytes of an earlier version the newest ones. Call it within `changing`."""
    _add_version(document, _bytes(version), version.asked_by_id)


@contextmanager
def changing(collection: Collection) -> Iterator[None]:
    """One transaction, the only one that changes this collection's documents now."""
    with transaction.atomic():
        if not Collection.objects.select_for_update(no_key=True).filter(pk=collection.pk).first():
            raise IntakeError("The collection was removed.")
        yield


@contextmanager
def _kept_if_taken(stream: Readable | Arrived) -> Iterator[Kept]:
    """The stream's bytes on disk; if they are not taken, they go again, unless a version has the same."""
    kept = None
    try:
        with storage.keep(stream, limit=settings.INGESTION.upload_max_bytes) as kept:
            yield kept
    except IntakeError:
        if kept:
            storage.discard(kept.sha256, unless=Version.objects.filter(sha256=kept.sha256).exists)
        raise


def _erased_on(collection: Collection, sha256: str, *, by_hand: bool) -> datetime | None:
    """When these bytes were erased here; ErasedBefore if nobody stands behind their coming back."""
    erased_on = tombstones.erased_on(tombstones.content(collection.pk, sha256)) if sha256 else None
    if erased_on and not by_hand:
        raise ErasedBefore(sha256)
    return erased_on


def _take(offer: _Offer) -> Accepted:
    """Decide by name first, then by bytes: a file that changed to what another one holds must not stay as it was."""
    _check_parent(offer.parent)
    known = _documents(offer).filter(name=offer.name).first()
    if known is None:
        return _take_unknown(offer)
    if _is(known.latest, offer.kept):
        return Accepted(_same(known, offer), "same")
    if known.current and _is(known.current, offer.kept):
        return Accepted(_gone_back(known, known.current), "same")
    _add_version(known, offer.kept, offer.asked_by)
    return Accepted(known, "replaced")


def _take_unknown(offer: _Offer) -> Accepted:
    """The same file under the same name as in the trash comes out of it: old footnotes lead to it again."""
    if twin := _twin(offer):
        return Accepted(twin, "same")
    gone = trash.twin(offer.collection, offer.name, offer.kept.sha256, parent=offer.parent)
    if back := _take_out(gone):
        return Accepted(next(each for each in back if each.name == offer.name), "restored")
    return Accepted(_begin(offer), "new")


def _check_parent(parent: Document | None) -> None:
    if parent and not Document.objects.filter(pk=parent.pk).exists():
        raise IntakeError("The document it came in was removed.")


def _take_out(documents: QuerySet[Document]) -> list[Document]:
    back = trash.take_out(documents)
    for each in back:
        if each.latest and trash.was_cut_short(each):
            _add_version(each, _bytes(each.latest), each.latest.asked_by_id)
    return back


def _documents(offer: _Offer) -> QuerySet[Document]:
    return Document.objects.filter(collection=offer.collection).select_related("collection", "current", "latest")


def _twin(offer: _Offer) -> Document | None:
    """A document beside this one with the same bytes. One that failed is none: under this name they may be readable."""
    beside = _documents(offer).filter(parent=offer.parent, latest__sha256=offer.kept.sha256)
    return beside.exclude(latest__state=State.FAILED).order_by("created_at").first()


def _is(version: Version | None, kept: Kept) -> bool:
    return version is not None and (version.sha256, version.size) == (kept.sha256, kept.size)


def _begin(offer: _Offer) -> Document:
    document = Document.objects.create(collection=offer.collection, name=offer.name, parent=offer.parent, added_by=offer.by)
    _add_version(document, offer.kept, offer.asked_by)
    return document


def _same(document: Document, offer: _Offer) -> Document:
    """The same file once more: if reading it failed, that is the wish to try again."""
    if document.latest and document.latest.state == State.FAILED and document.latest.sha256:
        _add_version(document, offer.kept, offer.asked_by)
    return document


def _gone_back(document: Document, current: Version) -> Document:
    """What is visible is wanted after all: newer versions, on their way or failed, go."""
    document.latest = current
    document.save(update_fields=["latest", "changed_at"])
    _stop_newer(document)
    return document


def _add_version(document: Document, kept: Kept, asked_by: int | None, *, recalled: bool = False) -> None:
    """The newest version takes the place of any other that is not visible."""
    version = Version(document=document, sha256=kept.sha256, size=kept.size, recalled=recalled, asked_by_id=asked_by)
    version.round = queue.next_round(document.collection_id, asked_by)
    refused = refusals.refusal(document, kept)
    if refused:
        version.state, version.finished_at = State.FAILED, timezone.now()
        version.reason, version.advice = refused.reason, refused.advice
    version.save()
    document.latest = version
    document.save(update_fields=["latest", "changed_at"])
    _stop_newer(document, but=version)


def _stop_newer(document: Document, *, but: Version | None = None) -> None:
    """What is on its way or has failed goes, but for this one; an earlier version on its way back stays an earlier one."""
    coming_back = document.versions.filter(returning=True, state__in=UNFINISHED)
    leftovers.hide(coming_back)
    coming_back.update(state=State.READY, returning=False, lease=None, leased_until=None)
    leftovers.retire(document.versions.exclude(state=State.READY).exclude(pk__in=[but.pk] if but else []))


def _again(document: Document, latest: Version, by: User | None) -> None:
    """A new version of the same bytes: what the broken-off one left can be swept whenever it is found."""
    if latest.state not in (State.READY, State.FAILED):
        return
    if not (latest.sha256 and storage.original(latest).is_file()):
        raise IntakeError("The file itself was not kept. Upload it again.")
    _add_version(document, _bytes(latest), by.pk if by else latest.asked_by_id)


def _asking(by: User | None, parent: Document | None, *, of_source: bool) -> int | None:
    """Who waits for a file: what came inside another one is waited for by whoever waited for that."""
    if parent and parent.latest:
        return parent.latest.asked_by_id
    return by.pk if by and not of_source else None


def _bytes(version: Version) -> Kept:
    return Kept(version.sha256, version.size)


def tell(document: Document) -> None:
    """Ring for a document with new work to do."""
    changes.announce(document)
    queue.ring(queue.WORK)


def _tell_removed(collection: Collection, document_ids: list[UUID]) -> None:
    for document_id in document_ids[:1]:  # one bell is enough: whoever hears it looks at the whole list
        changes.ring(collection.pk, document_id)
    queue.ring(queue.SWEEP)
