"""Numbers of things as people say them."""

from collections.abc import Mapping
from typing import Any

NAMES = {
    "person": ("name", "names"),
    "email": ("e-mail address", "e-mail addresses"),
    "phone": ("phone number", "phone numbers"),
    "address": ("postal address", "postal addresses"),
    "birth_date": ("date of birth", "dates of birth"),
    "iban": ("bank account", "bank accounts"),
    "card": ("card number", "card numbers"),
    "national_id": ("national number", "national numbers"),
    "employee_id": ("employee number", "employee numbers"),
    "ip": ("network address", "network addresses"),
    "private_key": ("private key", "private keys"),
    "key": ("key or token", "keys or tokens"),
    "password": ("password", "passwords"),
}


def named(kind: str, count: int = 2) -> str:
    """A kind's name, for one or for many."""
    return NAMES.get(kind, (kind, kind))[count != 1]


def listed(counts: Mapping[Any, int]) -> str:
    """ "2 passwords, 1 card number and 3 names", the most first; empty if there is nothing."""
    most_first = sorted(counts.items(), key=lambda each: -each[1])
    parts = [f"{count:,} {named(kind, count)}" for kind, count in most_first]
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else ""
