"""When a source is looked at next."""

from datetime import datetime, timedelta

from django.utils import timezone

from ingestion.sources import runs
from ingestion.sources.models import Source


def first(source: Source) -> datetime | None:
    """At once for a source that is looked at by itself; never for others."""
    return timezone.now() if source.every and not source.paused else None


def ask_for_due() -> None:
    """Ask for a run of each source whose time has come; of two who try at once, one does."""
    now = timezone.now()
    for source in Source.objects.filter(paused=False, every__gt=0, next_at__lte=now):
        after = now + timedelta(minutes=source.every)
        if Source.objects.filter(pk=source.pk, next_at=source.next_at).update(next_at=after):
            runs.ask(source, by=None)
