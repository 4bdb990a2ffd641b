"""Finds personal data in a text, by patterns, check digits and the words around them."""

from collections.abc import Iterator, Sequence

from guard.contacts import births, emails, own_numbers
from guard.messages import Finding
from guard.names import names
from guard.national_ids import national_ids
from guard.numbers import accounts, addresses, cards, long_addresses, phones
from guard.overlaps import apart
from guard.places import places
from guard.windows import number_windows

SURE_ENOUGH = 0.5


def personal_data(text: str, *, own: Sequence[str] = ()) -> tuple[Finding, ...]:
    """What the text says about persons, in order, none over another.

    `own` are patterns of the organisation's own numbers: # for a digit, @ for a letter, all else for itself ("E-######").
    """
    return apart(finding for finding in _all(text, own) if finding.score >= SURE_ENOUGH)


def _all(text: str, own: Sequence[str]) -> Iterator[Finding]:
    for start, end in number_windows(text):
        for recognise in (accounts, cards, national_ids, phones, addresses):
            yield from recognise(text, start, end)
    yield from long_addresses(text)
    yield from emails(text)
    yield from births(text)
    yield from own_numbers(text, own)
    yield from places(text)
    yield from names(text)
