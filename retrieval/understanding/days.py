"""Days said in words, English or German: since 2024, before March 2023, in 2022, last year, seit Januar 2024, voriges Jahr."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_NAMES = (
    ("january", "januar", "jan"),
    ("february", "februar", "feb"),
    ("march", "märz", "maerz", "mar"),
    ("april", "apr"),
    ("may", "mai"),
    ("june", "juni", "jun"),
    ("july", "juli", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("october", "oktober", "oct", "okt"),
    ("november", "nov"),
    ("december", "dezember", "dec", "dez"),
)
MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names}
SINCE = ("since", "from", "seit", "ab")
AFTER = ("after", "nach")
BEFORE = ("before", "vor")
UNTIL = ("until", "till", "bis")
DURING = ("in", "im", "during", "from", "of", "aus")
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_MARK = "|".join(dict.fromkeys([*SINCE, *AFTER, *BEFORE, *UNTIL, *DURING]))
_NO_AMOUNT = r"(?![-–.,/]?\d|\s*(?:[€$£%]|euros?\b|eur\b|dollars?\b|usd\b|people\b|employees\b|personen\b|mitarbeiter\w*\b))"
_DATED = re.compile(
    rf"\b(?P<mark>{_MARK})\s+(?:the\s+|the\s+year\s+|year\s+|dem\s+|jahr\s+|dem\s+jahr\s+)?"
    rf"(?:(?P<month>{_MONTH})\.?\s+)?(?P<year>19[5-9]\d|20\d\d)\b{_NO_AMOUNT}",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:(?:from|in|of|during|aus|vom|im)\s+)?(?:(?P<last>last|letzte[ns]?|vorige[ns]?|vergangene[ns]?)|(?P<this>this|diese[mns]?))"
    r"\s+(?P<unit>year|month|jahr(?:es)?|monat(?:s)?)\b(?:['’]s)?",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[^,.;?]+")
_SPAN = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in ("from|between|von|zwischen", r"(?:19|20)\d\d", "to|and|until|bis|und")
)


@dataclass(frozen=True)
class Days:
    """Words of a question and the first and last day that they mean; None where that side is open."""

    words: str
    since: date | None
    until: date | None


def days(question: str, today: date) -> Days | None:
    """The days that the question says, if it says them once and plainly."""
    if any(_is_span(clause) for clause in _CLAUSE.findall(question)):
        return None
    found = [*_dated(question, today), *_relative(question, today)]
    return found[0] if len(found) == 1 else None


def _is_span(clause: str) -> bool:
    """Whether it runs from a year to something: its parts one after the other, each looked for once, however long the clause is."""
    at = 0
    for part in _SPAN:
        match = part.search(clause, at)
        if not match:
            return False
        at = match.end()
    return True


def _dated(question: str, today: date) -> Iterator[Days]:
    for match in _DATED.finditer(question):
        year, mark = int(match["year"]), match["mark"].lower()
        first, last = _month(year, MONTHS[match["month"].lower()]) if match["month"] else (date(year, 1, 1), date(year, 12, 31))
        if first <= today:
            yield Days(match[0], *_span(mark, first, last, after=question[match.end() :]))


def _span(mark: str, first: date, last: date, *, after: str) -> tuple[date | None, date | None]:
    """“From 2024” alone is that year; “from 2024 on” is since then."""
    if mark == "from" and not re.match(r"\s+(?:on|onwards?)\b", after, re.IGNORECASE):
        return first, last
    if mark in SINCE:
        return first, None
    if mark in AFTER:
        return last + timedelta(days=1), None
    if mark in BEFORE:
        return None, first - timedelta(days=1)
    return (None, last) if mark in UNTIL else (first, last)


def _relative(question: str, today: date) -> Iterator[Days]:
    for match in _RELATIVE.finditer(question):
        back = 1 if match["last"] else 0
        if match["unit"].lower().startswith(("year", "jahr")):
            yield Days(match[0], date(today.year - back, 1, 1), date(today.year - back, 12, 31))
        else:
            whole = today.year * 12 + today.month - 1 - back
            yield Days(match[0], *_month(whole // 12, whole % 12 + 1))


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])
