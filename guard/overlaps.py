"""Which of several findings in the same place holds."""

from collections.abc import Iterable

from guard.messages import Finding, Kind

# The more exact a recognizer is, the earlier it is heard: a card's digits are no phone number.
ORDER = {
    kind: place
    for place, kind in enumerate(
        (
            Kind.PRIVATE_KEY, Kind.KEY, Kind.PASSWORD, Kind.EMPLOYEE_ID, Kind.EMAIL, Kind.IBAN, Kind.BIRTH_DATE, Kind.IP, Kind.CARD,
            Kind.NATIONAL_ID, Kind.PHONE, Kind.ADDRESS, Kind.PERSON, Kind.LITERAL,
        )
    )
}  # fmt: skip


def apart(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings in order of place, none over another: the kind that is recognised most exactly stays, then the longer one.

    Findings of one kind that overlap become one.
    """
    kept: list[Finding] = []
    for finding in sorted(_joined(findings), key=lambda each: (each.start, ORDER[each.kind], -each.end)):
        while kept and finding.start < kept[-1].end and ORDER[finding.kind] < ORDER[kept[-1].kind]:
            kept.pop()
        if not kept or finding.start >= kept[-1].end:
            kept.append(finding)
    return tuple(kept)


def _joined(findings: Iterable[Finding]) -> list[Finding]:
    joined: dict[Kind, list[Finding]] = {}
    for finding in sorted(findings, key=lambda each: (each.start, -each.end)):
        same = joined.setdefault(finding.kind, [])
        if same and finding.start < same[-1].end:
            last = same.pop()
            same.append(Finding(last.kind, last.start, max(last.end, finding.end), max(last.score, finding.score)))
        else:
            same.append(finding)
    return [finding for same in joined.values() for finding in same]
