"""How long a page of the list takes in a collection of very many documents."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.core.management import call_command
from django.template.loader import render_to_string
from django.utils import timezone

from access.models import Collection
from evaluation import metrics
from evaluation.apart import apart
from evaluation.bench.messages import Measurement
from ingestion import trash
from ingestion.models import Document, State, Version
from ingestion.views.facets import facets
from ingestion.views.filtering import Wanted
from ingestion.views.listing import listing

DOCUMENTS = 20_000
ROUNDS = 7
KINDS = ("application/pdf", "text/plain", "text/html", "message/rfc822")
PAGES = {
    "first page": Wanted(),
    "last page": Wanted(page=str(DOCUMENTS)),
    "by name": Wanted(sort="name"),
    "largest first": Wanted(sort="largest"),
    "words of a name": Wanted(q="report 77"),
    "failed": Wanted(state="failed"),
    "in line": Wanted(state="busy"),
    "a kind in a language": Wanted(kind="text/html", language="de"),
}


def measure() -> Measurement:
    """Medians of looking up and setting each page, in a database of its own."""
    with apart():
        call_command("migrate", verbosity=0, interactive=False)
        collection = Collection.objects.create(name="Archive")
        fill(collection, DOCUMENTS)
        figures = {f"{name}, ms (p50)": _timed(partial(_shown, collection, wanted)) for name, wanted in PAGES.items()}
        figures["choices to filter by, ms (p50)"] = _timed(lambda: facets(collection))
        figures["documents in the trash, ms (p50)"] = _timed(lambda: trash.of(collection).count())
    return Measurement(f"A list of {DOCUMENTS:,} documents", figures)


def fill(collection: Collection, number: int) -> None:
    """Make documents as reading leaves them: one in ten in line, one in fifty failed, one in fifty in the trash."""
    now = timezone.now()
    documents = [_document(collection, each) for each in range(number)]
    for start in range(0, number, 1000):
        some = documents[start : start + 1000]
        Document.objects.bulk_create(some)
        versions = [_version(document, start + place) for place, document in enumerate(some)]
        Version.objects.bulk_create(versions)
        for document, version in zip(some, versions, strict=True):
            document.latest = version
            document.current = version if version.state == State.READY else None
            document.created_at = now - timedelta(minutes=start)
        Document.objects.bulk_update(some, ["latest", "current", "created_at"], batch_size=200)


def _document(collection: Collection, number: int) -> Document:
    deleted = {"deleted_at": timezone.now(), "purge_at": timezone.now() + timedelta(days=30)} if number % 50 == 1 else {}
    return Document(collection=collection, name=f"folder {number % 97}/report {number}.pdf", **deleted)


def _version(document: Document, number: int) -> Version:
    state = State.FAILED if number % 50 == 0 else State.RECEIVED if number % 10 == 5 else State.READY
    facts = {"media_type": KINDS[number % 4], "language": ("en", "de", "fr")[number % 3], "title": f"Report of the year {number}"}
    return Version(document=document, sha256=f"{number:064x}", size=number, state=state, round=number, page_count=3, **facts)


def _shown(collection: Collection, wanted: Wanted) -> str:
    return render_to_string("ingestion/_list.html", {"listing": listing(collection, wanted, may_edit=True)})


def _timed(work: Callable[[], object]) -> float:
    work()
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - began))
    return metrics.percentile(took, 0.5)
