"""Documents that are there already go through the rules again, from the text in the tables."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from access.models import Collection
from ingestion import intake, queue
from ingestion.models import Document, Policy, State, Version
from ingestion.rules import rules_of

SET_ASIDE = ("held", "refused")


def rescreen(document: Document) -> bool:
    """Put a document in line again without a second reading, where its text is in the tables; False if there is nothing to do."""
    with intake.changing(document.collection):
        found = Document.objects.select_related("latest", "current", "collection").filter(pk=document.pk).first()
        latest = found.latest if found else None
        if found is None or latest is None or not _again(found, latest):
            return False
        transaction.on_commit(lambda: intake.tell(found))
    return True


def rescreen_all(collection: Collection) -> int:
    """The same for every document that is ready or was set aside by the rules; returns how many are in line now."""
    return sum(rescreen(document) for document in affected(collection))


def affected(collection: Collection) -> Iterable[Document]:
    """The documents for which a change of the rules could matter."""
    known = Document.objects.filter(collection=collection).select_related("collection", "latest")
    set_aside = Q(latest__state=State.FAILED, latest__trouble__in=SET_ASIDE)
    return known.filter(Q(latest__state=State.READY) | set_aside).order_by("name")


def is_screened(collection: Collection) -> bool:
    """Whether the collection's rules ask for anything but to leave documents as they are."""
    rules = rules_of(collection)
    return (rules.personal_data, rules.secrets) != (Policy.ALLOW, Policy.ALLOW)


def _again(document: Document, latest: Version) -> bool:
    if latest.state == State.READY:
        return intake.anew(document, latest)
    return _go_on(latest)


def _go_on(stopped: Version) -> bool:
    """A version that the rules stopped goes on where it stood: its pages are there, nothing of it is in the index."""
    line = {
        "round": queue.next_round(stopped.document.collection_id, stopped.asked_by_id),
        "queued_at": timezone.now(),
        "finished_at": None,
        "attempts": 0,
    }
    said = {"reason": "", "advice": "", "trouble": ""}
    waiting = Version.objects.filter(pk=stopped.pk, state=State.FAILED, trouble__in=SET_ASIDE)
    return bool(waiting.update(state=State.RECEIVED, recalled=True, leased_until=None, **line, **said))
