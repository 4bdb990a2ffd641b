"""Do points carry of their documents what the database says?"""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from ingestion.checks.findings import Finding
from retrieval import catching_up

LATE = timedelta(minutes=5)


def told() -> Iterator[Finding]:
    """Changes that the points don't know of yet, though workers tell them every few seconds."""
    count = catching_up.untold().filter(untold__lt=timezone.now() - LATE).count()
    if count:
        what = f"The points of {count} documents don't carry what these may be filtered by."
        yield Finding("points behind", what, catching_up.catch_up)
