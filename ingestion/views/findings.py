"""What was found in documents: personal data and secrets, by document, kind and place. For editors alone."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from access.access import access_collection
from access.models import Collection, Role
from access.requests import Request
from guard.messages import SECRETS
from ingestion import deciding, rescreening
from ingestion.access import access_document
from ingestion.models import Decision, Document, Sighting
from ingestion.wording import NAMES, named

ROWS = 50
PLACES = 20
LONGEST = 60
SHOWN_OF_SECRET = 3


@dataclass(frozen=True)
class Tally:
    """How many of one kind, by its name and by what it is called."""

    kind: str
    name: str
    count: int


@dataclass(frozen=True)
class Value:
    """One value as editors see it: cut short, a secret but for its beginning. `place` is its place in the sighting."""

    place: int
    text: str


@dataclass(frozen=True)
class Shown:
    """One kind on one page. `more` places are not shown."""

    id: int
    page: int
    kind: str
    count: int
    values: tuple[Value, ...]
    more: int


@require_GET
def collection_findings(request: Request, collection_id: UUID) -> HttpResponse:
    """Editors: the documents in which something was found, one kind of it if the address says so."""
    found = access_collection(request.user, collection_id, Role.EDITOR)
    kind = request.GET.get("kind", "")
    kind = kind if kind in NAMES else ""
    newest = Sighting.objects.filter(
        version__document__collection=found, version__document__deleted_at=None, version__document__latest=F("version")
    )
    sheet = Paginator(_documents(found, kind), ROWS).get_page(request.GET.get("page"))
    context = {
        "collection": found,
        "kinds": _tallies(newest),
        "kind": kind,
        "sheet": sheet,
        "documents": [(document, _tallies(newest.filter(version=document.latest_id))) for document in sheet],
        "more": f"&kind={kind}" if kind else "",
    }
    return render(request, "ingestion/findings.html", context)


@require_GET
def document_findings(request: Request, document_id: UUID) -> HttpResponse:
    """Editors: what was found in a document, where, and what to do about it."""
    found = access_document(request.user, document_id, Role.EDITOR)
    sightings = Sighting.objects.filter(version=found.latest_id).select_related("version")
    sheet = Paginator(sightings, ROWS).get_page(request.GET.get("page"))
    context = {
        "document": found,
        "tallies": _tallies(Sighting.objects.filter(version=found.latest_id)),
        "sheet": sheet,
        "sightings": [_shown(sighting) for sighting in sheet],
        "decision": Decision.objects.filter(document=found).first(),
        "choices": Decision.Choice.choices,
    }
    return render(request, "ingestion/document_findings.html", context)


@require_POST
def decide(request: Request, document_id: UUID) -> HttpResponse:
    """Editors: release, mask or refuse a document, or leave it to the rules again."""
    found = access_document(request.user, document_id, Role.EDITOR)
    choice = request.POST.get("choice", "")
    if choice in Decision.Choice.values:
        deciding.decide(found, choice, by=request.user)
        messages.success(request, f"Decided: {Decision.Choice(choice).label.lower()}. The document is put through again.")
    elif choice == "rules":
        deciding.undo(found)
        messages.success(request, "The collection’s rules count again.")
    else:
        messages.error(request, "Choose what to do with the document.")
    return redirect("ingestion:document-findings", found.pk)


@require_POST
def harmless(request: Request, document_id: UUID) -> HttpResponse:
    """Editors: one value counts no more, anywhere in the collection."""
    found = access_document(request.user, document_id, Role.EDITOR)
    sighting, place = request.GET.get("sighting", ""), request.GET.get("place", "")
    seen = Sighting.objects.filter(pk=sighting, version=found.latest_id).first() if sighting.isdecimal() else None
    if seen and place.isdecimal() and deciding.call_harmless(found, seen, place=int(place), by=request.user):
        messages.success(request, "It counts no more in this collection. Other documents follow when they are worked on next.")
    else:
        messages.error(request, "The document has changed since. Look at what was found once more.")
    return redirect("ingestion:document-findings", found.pk)


@require_POST
def apply_rules(request: Request, collection_id: UUID) -> HttpResponse:
    """Owners: put the documents that are there through the rules."""
    found = access_collection(request.user, collection_id, Role.OWNER)
    count = rescreening.rescreen_all(found)
    messages.success(request, f"{count} document{'s' * (count != 1)} in line. Their text is taken from the index, not read again.")
    return redirect("ingestion:rules", found.pk)


def _documents(collection: Collection, kind: str) -> QuerySet[Document]:
    sightings = Sighting.objects.filter(version=OuterRef("latest"))
    wanted = sightings.filter(kind=kind) if kind else sightings
    return Document.objects.filter(Exists(wanted), collection=collection).select_related("latest").order_by("name")


def _tallies(sightings: QuerySet[Sighting]) -> list[Tally]:
    counts = sightings.order_by().values_list("kind").annotate(total=Sum("count")).order_by("-total")
    return [Tally(kind, named(kind, count), count) for kind, count in counts]


def _shown(sighting: Sighting) -> Shown:
    texts = deciding.texts_at(sighting)[:PLACES]
    secret = sighting.kind in SECRETS
    values = tuple(Value(place, _secret(text) if secret else _short(text)) for place, text in enumerate(texts))
    return Shown(
        sighting.pk, sighting.page, named(sighting.kind, sighting.count), sighting.count, values, sighting.count - len(values)
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[:LONGEST] + "…"


def _secret(text: str) -> str:
    return f"{text[:SHOWN_OF_SECRET]}… ({len(text)} characters)"
