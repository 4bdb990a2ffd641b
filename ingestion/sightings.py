"""What was found in a version: written down by page and kind, never by value."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from guard.credentials import credentials
from guard.messages import Finding, Kind
from guard.overlaps import apart
from guard.personal_data import personal_data
from ingestion.models import Sighting, Version

Seen = Mapping[int, Sequence[Finding]]


def look(text: str) -> tuple[Finding, ...]:
    """Personal data and secrets in a text, in order, none over another."""
    return apart([*personal_data(text, own=settings.INGESTION.employee_ids), *credentials(text)])


def digest(kind: str, value: str) -> str:
    """By what a value is known again: a keyed hash, from which nobody without the installation's key can guess it."""
    return salted_hmac("ingestion.sightings", f"{kind}:{value}", algorithm="sha256").hexdigest()


@transaction.atomic
def write(version: Version, seen: Seen) -> None:
    """Write down what was found, in place of what an earlier try found."""
    Sighting.objects.filter(version=version).delete()
    rows = [_row(version, number, kind, found) for number, findings in seen.items() for kind, found in _by_kind(findings).items()]
    Sighting.objects.bulk_create(rows, batch_size=500)


def _by_kind(findings: Sequence[Finding]) -> dict[Kind, list[Finding]]:
    kinds: dict[Kind, list[Finding]] = defaultdict(list)
    for finding in findings:
        kinds[finding.kind].append(finding)
    return kinds


def _row(version: Version, page: int, kind: Kind, found: list[Finding]) -> Sighting:
    places = [[each.start, each.end] for each in found]
    return Sighting(version=version, page=page, kind=kind.value, count=len(found), places=places)
