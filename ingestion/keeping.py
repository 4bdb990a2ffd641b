"""Laying down what counts for a collection's documents or for one of them, so that search knows it at once."""

from django.utils import timezone

from ingestion import intake, life
from ingestion.models import Document, Rules

OWN = ("owner", "data_class", "review_on", "expires_at", "weight")


def lay_down(rules: Rules) -> None:
    """Save a collection's rules; they count for each document that has nothing of its own."""
    with intake.changing(rules.collection):
        rules.save()
        life.settle(Document.objects.filter(collection=rules.collection_id))


def give(document: Document) -> None:
    """Save what counts for this document alone."""
    with intake.changing(document.collection):
        Document.objects.filter(pk=document.pk).update(**{name: getattr(document, name) for name in OWN})
        life.settle(Document.objects.filter(pk=document.pk))


def reviewed(document: Document) -> None:
    """Somebody has looked at it and it still holds: the collection's days count anew, a date of its own that has come is done."""
    with intake.changing(document.collection):
        found = Document.objects.filter(pk=document.pk)
        found.filter(review_on__lte=timezone.localdate()).update(review_on=None)
        found.update(reviewed_at=timezone.now())
        life.settle(found)
