"""What was found in a version: written down by page and kind, never by value."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from guard.credentials import credentials
from guard.messages import Finding, Kind
from guard.overlaps import apart
from guard.personal_data import personal_data
from ingestion.batches import batched
from ingestion.leases import Lease
from ingestion.models import Sighting, Version
from ingestion.reading.messages import PageRead

Findings = tuple[Finding, ...]
AT_ONCE = 20


def look(text: str) -> Findings:
    """Personal data and secrets in a text, in order, none over another."""
    return apart([*personal_data(text, own=settings.INGESTION.employee_ids), *credentials(text)])


def digest(kind: str, value: str) -> str:
    """By what a value is known again: a keyed hash, from which nobody without the installation's key can guess it."""
    return salted_hmac("ingestion.sightings", f"{kind}:{value}", algorithm="sha256").hexdigest()


def look_through(version: Version, lease: Lease, pages: Iterable[PageRead]) -> Iterator[tuple[PageRead, Findings]]:
    """Each page with what is found on it, which is written down in place of what an earlier try found.

    Masking goes by what is written down, so nothing of it changes without the lease. Raises LeaseLost.
    """
    with transaction.atomic():
        lease.prove()
        Sighting.objects.filter(version=version).delete()
    for some in batched(pages, AT_ONCE):
        seen = [(page, look(page.text)) for page in some]
        rows = [_row(version, page.number, kind, found) for page, findings in seen for kind, found in _by_kind(findings).items()]
        with transaction.atomic():
            lease.prove()
            Sighting.objects.bulk_create(rows)
        yield from seen


def on(version: Version, numbers: Iterable[int]) -> dict[int, Findings]:
    """What was written down for these pages."""
    found: dict[int, list[Finding]] = defaultdict(list)
    for row in Sighting.objects.filter(version=version, page__in=list(numbers)):
        found[row.page] += [Finding(Kind(row.kind), start, end, 1.0) for start, end in row.places]
    return {number: tuple(sorted(findings, key=lambda finding: finding.start)) for number, findings in found.items()}


def _by_kind(findings: Sequence[Finding]) -> dict[Kind, list[Finding]]:
    kinds: dict[Kind, list[Finding]] = defaultdict(list)
    for finding in findings:
        kinds[finding.kind].append(finding)
    return kinds


def _row(version: Version, page: int, kind: Kind, found: list[Finding]) -> Sighting:
    places = [[each.start, each.end] for each in found]
    return Sighting(version=version, page=page, kind=kind.value, count=len(found), places=places)
