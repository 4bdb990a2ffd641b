"""What editors decide about what was found, and putting the document through the rules again."""

from django.db import transaction

from access.models import User
from ingestion.models import Decision, Document, Harmless, Page, Sighting, Version
from ingestion.rescreening import rescreen
from ingestion.sightings import digest


def decide(document: Document, choice: str, *, by: User) -> None:
    """Release, mask or refuse a document, now and in its next versions. A release covers what was found up to now."""
    covers = [digest(kind, value) for kind, value in values(document)] if choice == Decision.Choice.RELEASE else []
    Decision.objects.update_or_create(document=document, defaults={"choice": choice, "covers": sorted(set(covers)), "by": by})
    rescreen(document)


def undo(document: Document) -> None:
    """Forget the decision: the collection's rules count again."""
    Decision.objects.filter(document=document).delete()
    rescreen(document)


def call_harmless(document: Document, sighting: Sighting, *, place: int, by: User) -> bool:
    """Let one value count no more, in the whole collection; False if it is no longer there."""
    value = dict(enumerate(texts_at(sighting))).get(place)
    if value is None:
        return False
    with transaction.atomic():
        Harmless.objects.get_or_create(
            collection=document.collection, digest=digest(sighting.kind, value), defaults={"kind": sighting.kind, "by": by}
        )
    rescreen(document)
    return True


def values(document: Document) -> list[tuple[str, str]]:
    """Kinds and values of all that was found in the newest version, from the text in the tables."""
    sightings = Sighting.objects.filter(version=document.latest_id)
    return [(sighting.kind, value) for sighting in sightings for value in texts_at(sighting)]


def texts_at(sighting: Sighting) -> list[str]:
    """What stands at the places of a sighting, as it was read; nothing where the page's text isn't kept."""
    text = as_read(sighting.version, sighting.page)
    return [text[start:end] for start, end in sighting.places] if text else []


def as_read(version: Version, number: int) -> str:
    """The text of a page before it was masked."""
    page = Page.objects.select_related("unmasked").filter(version=version, number=number).first()
    return page.as_read.text if page else ""
