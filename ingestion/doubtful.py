"""Recognised pages that somebody should look at: below the collection's threshold, and not reviewed yet."""

from django.db.models import Exists, F, OuterRef, QuerySet

from access.models import Collection
from ingestion.models import Correction, Page
from ingestion.rules import rules_of


def doubtful(collection: Collection) -> QuerySet[Page]:
    """Those of the versions that readers see, the worst first. Pages without text are among them if that has a reason."""
    reviewed = Correction.objects.filter(
        document=OuterRef("version__document"), sha256=OuterRef("version__sha256"), number=OuterRef("number")
    )
    return (
        Page.objects.filter(
            version__document__collection=collection,
            version__document__deleted_at=None,
            version__document__current=F("version"),
            recognised=True,
            confidence__lt=rules_of(collection).review_below / 100,
        )
        .exclude(text="", remark="")
        .exclude(Exists(reviewed))
        .order_by("confidence", "pk")
    )
