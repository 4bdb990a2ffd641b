"""What crosses guard's border: findings, places of a text that say something about a person or give access to something."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was found. The value is the word in placeholders and tables."""

    PERSON = "person"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    BIRTH_DATE = "birth_date"
    IBAN = "iban"
    CARD = "card"
    NATIONAL_ID = "national_id"
    EMPLOYEE_ID = "employee_id"
    IP = "ip"
    PRIVATE_KEY = "private_key"
    KEY = "key"
    PASSWORD = "password"  # noqa: S105 a name for passwords, not one of them
    LITERAL = "literal"


SECRETS = frozenset({Kind.PRIVATE_KEY, Kind.KEY, Kind.PASSWORD})
PERSONAL = frozenset(Kind) - SECRETS - {Kind.LITERAL}


@dataclass(frozen=True)
class Finding:
    """Characters `start` to `end` (end excluded) of a text are of this kind, as surely as `score` (0 to 1) says."""

    kind: Kind
    start: int
    end: int
    score: float
