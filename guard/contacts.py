"""E-mail addresses, dates of birth, and numbers of the organisation's own."""

import re
from collections.abc import Iterator, Sequence

from guard.messages import Finding, Kind
from guard.windows import windows

DOMAIN = re.compile(r"@(?:[^\W_](?:[\w\-]{0,62})\.){1,8}[^\W\d_]{2,24}(?![\w@])")
LOCAL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~\-]{1,64}\Z")
MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai|okt|dez|m[aä]rz|avr|juin|juil|ao[uû]t|d[ée]c|ene|abr|ago|dic|gen"
    r"|mag|giu|lug|set|ott|mrt)"
    r"[^\W\d_]{0,8}\.?"
)
DATE = (
    r"(?:\d{1,2}[.\-/ ]\d{1,2}[.\-/ ]\d{2,4}|\d{4}[\-/.]\d{1,2}[\-/.]\d{1,2}|\d{1,2}(?:st|nd|rd|th"
    rf"|\.)? (?:of |de )?{MONTH},? (?:de )?\d{{4}}|{MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
)
BORN = re.compile(
    r"\b(?:born(?: on)?|dob|d\.o\.b\.?|date of birth|birth ?da(?:te|y)|geboren(?: am)?|geburtsdatum|geb\.|n[ée]e? le"
    r"|date de naissance|nacid[oa] el"
    rf"|fecha de nacimiento|nat[oa] il|data di nascita|geboortedatum|f[øo]dt|f[öo]dd|syntynyt"
    rf"|ur\.)[ \t]{{0,4}}(?:[^\W\d]{{1,6}} )?[:=\-]?\s{{0,4}}({DATE})(?!\w)",
    re.IGNORECASE,
)
YEAR = re.compile(r"\d\d(?!\d)")
SIGNS = {"#": r"\d", "@": r"[^\W\d_]"}


def emails(text: str) -> Iterator[Finding]:
    """E-mail addresses."""
    for match in DOMAIN.finditer(text) if "@" in text else ():
        local = LOCAL.search(text, max(0, match.start() - 64), match.start())
        before = local.group().lstrip(".!#$%&'*/=?^`{|}~-") if local else ""
        if before and not before.endswith("."):
            yield Finding(Kind.EMAIL, match.start() - len(before), match.end(), 0.98)


def births(text: str) -> Iterator[Finding]:
    """Dates that a word says are somebody's birthday."""
    for start, end in windows(text, YEAR, 60):
        for match in BORN.finditer(text, start, end):
            yield Finding(Kind.BIRTH_DATE, *match.span(1), 0.9)


def own_numbers(text: str, patterns: Sequence[str]) -> Iterator[Finding]:
    """Numbers as the organisation writes them: in a pattern, # stands for a digit and @ for a letter, all else for itself."""
    for pattern in patterns:
        shape = "".join(SIGNS.get(char) or re.escape(char) for char in pattern)
        for match in re.finditer(rf"(?<!\w){shape}(?!\w)", text):
            yield Finding(Kind.EMPLOYEE_ID, *match.span(), 0.95)
