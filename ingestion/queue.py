"""The order in which versions are worked on, and what the bell is rung for. The rows are the queue; a lost bell loses nothing.

In a round each collection has one version; where several people wait for versions in it, they take turns at that. So ten thousand
files hold up neither a single file in another collection nor somebody else's single file in the same one.
"""

from uuid import UUID

from django.db.models import Min, QuerySet

from ingestion.models import UNFINISHED, State, Version
from leasing.bell import ring

__all__ = ["SWEEP", "SYNC", "WORK", "next_round", "ring", "waiting"]
WORK = "ingestion.tasks.ingest_next"
SWEEP = "ingestion.tasks.sweep"
SYNC = "ingestion.tasks.sync_next"
MOST_PEOPLE = 100


def next_round(collection_id: UUID, asked_by: int | None) -> int:
    """The round of a version that comes in now, for the person who asks for it; sources of a collection count as one person.

    Never before the round that is being served, and after this person's last by as many rounds as there are people who
    wait in the collection: each of them has one version in so many rounds.
    """
    unfinished = Version.objects.filter(state__in=UNFINISHED)
    serving: int = unfinished.aggregate(first=Min("round"))["first"] or 0
    here = unfinished.filter(document__collection=collection_id)
    own = here.filter(asked_by=asked_by).order_by("-round").values_list("round", flat=True).first()
    if own is None:
        return serving
    people = here.filter(round__lt=serving + MOST_PEOPLE).order_by().values("asked_by").distinct().count()
    return max(serving, own + max(people, 1))


def waiting() -> QuerySet[Version]:
    """The versions that nobody works on, first come first."""
    return Version.objects.filter(state=State.RECEIVED).order_by("round", "queued_at", "pk")
