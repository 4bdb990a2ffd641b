"""Replaces what was found by placeholders such as [PERSON_1], and puts it back.

`restore(redact(text)) == text` for every text. What looks like a placeholder in the text itself is therefore replaced too, as
[LITERAL_1]: a placeholder in the result is always one of ours.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from guard.messages import Finding, Kind
from guard.overlaps import apart

PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(kind.upper() for kind in Kind)})_\d+\]")


@dataclass(frozen=True)
class Redacted:
    """A text without what was found in it. `values` maps each placeholder to what it stands for, those of earlier texts too."""

    text: str
    values: Mapping[str, str] = field(repr=False)


def redact(text: str, findings: Iterable[Finding], known: Mapping[str, str] | None = None) -> Redacted:
    """Put a placeholder in the place of each finding; the same value of the same kind gets the same one.

    `known` are the values of earlier texts, of one conversation or one document: its placeholders go on to be used.
    """
    placeholders = Placeholders(known)
    pieces, at = [], 0
    kept = apart(findings)
    for finding in sorted([*kept, *_literals(text, kept)], key=lambda each: each.start):
        pieces += [text[at : finding.start], placeholders.of(finding.kind, text[finding.start : finding.end])]
        at = finding.end
    return Redacted("".join([*pieces, text[at:]]), placeholders.values)


def restore(text: str, values: Mapping[str, str]) -> str:
    """Put the values back. Placeholders that were never given out stay as they are."""
    return PLACEHOLDER.sub(lambda match: values.get(match.group(), match.group()), text)


def renumbered(text: str) -> str:
    """The text with its placeholders numbered in the order in which they come in it: the same whatever was replaced before it."""
    given: dict[str, str] = {}
    counts: Counter[str] = Counter()

    def anew(match: re.Match[str]) -> str:
        if match.group() not in given:
            counts[kind := _kind(match.group())] += 1
            given[match.group()] = f"[{kind}_{counts[kind]}]"
        return given[match.group()]

    return PLACEHOLDER.sub(anew, text)


class Placeholders:
    """Gives out placeholders, numbered by kind in the order in which values come."""

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        self.values = dict(known or {})
        self._given = {(_kind(placeholder), value): placeholder for placeholder, value in self.values.items()}

    def of(self, kind: Kind, value: str) -> str:
        """The placeholder of a value."""
        key = (kind.upper(), value)
        if key not in self._given:
            number = 1 + sum(given == kind.upper() for given, _ in self._given)
            self._given[key] = f"[{kind.upper()}_{number}]"
            self.values[self._given[key]] = value
        return self._given[key]


def _literals(text: str, kept: Iterable[Finding]) -> Iterator[Finding]:
    """What looks like a placeholder and stays whole."""
    taken = {place for each in kept for place in range(each.start, each.end)}
    for match in PLACEHOLDER.finditer(text):
        if taken.isdisjoint(range(*match.span())):
            yield Finding(Kind.LITERAL, *match.span(), 1.0)


def _kind(placeholder: str) -> str:
    return placeholder[1:].rpartition("_")[0]
