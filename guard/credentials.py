"""Finds credentials in a text: private keys, keys of known makers, passwords in addresses, and values that are called secret."""

import re
from collections.abc import Iterator

from guard.assigned import assigned
from guard.entropy import entropy, stands_for_one
from guard.known_keys import KNOWN
from guard.messages import Finding, Kind
from guard.overlaps import apart

BEGIN = re.compile(r"-----BEGIN (?:[A-Z]{2,10} ){0,3}PRIVATE KEY(?: BLOCK)?-----")
END = re.compile(r"-----END (?:[A-Z]{2,10} ){0,3}PRIVATE KEY(?: BLOCK)?-----")
LONGEST_KEY = 20_000
SHORTEST_KEY = 20
IN_ADDRESS = re.compile(r"://([^\s/:@\"'<>]{0,80}):([^\s/@\"'<>]{3,100})@(?=[\w\[])")
AUTHORIZATION = re.compile(
    r"\bAuthorization\b[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?:(?:Basic|Bearer|Token|Digest|ApiKey|Api-Key"
    r"|key)[ =]{1,3}){0,2}[\"']?([\w+/=.~\-]{8,4000})",
    re.IGNORECASE,
)
HEADER = re.compile(
    r"\b(?:X-[A-Za-z\-]{0,30}(?:Key|Token|Secret|Auth)|PRIVATE-TOKEN|api-key"
    r"|(?<=[\"' ])Token)[\"']?\s{0,2}[:=]\s{0,2}[\"']?([\w+/=.~\-]{8,400})",
    re.IGNORECASE,
)
USER = re.compile(
    r"\bcurl\b[^\n]{0,300}?\s(?:-u|--user)[ =]{0,3}(?:\"([^\"\n]{3,100})\"|'([^'\n]{3,100})'|([^\s\"'<>\[\]]{3,100})(?=\s|$))"
)


def credentials(text: str) -> tuple[Finding, ...]:
    """What in this text gives access to something, in order, none over another."""
    return apart([*_private_keys(text), *_known(text), *_in_addresses(text), *_sent(text), *_curl(text), *assigned(text)])


def _private_keys(text: str) -> Iterator[Finding]:
    """From the first line to the last; a key whose end is missing goes to the end of its text."""
    for match in BEGIN.finditer(text):
        ends = END.search(text, match.end(), match.end() + LONGEST_KEY)
        end = ends.end() if ends else min(len(text), match.end() + LONGEST_KEY)
        if (ends.start() if ends else end) - match.end() >= SHORTEST_KEY:
            yield Finding(Kind.PRIVATE_KEY, match.start(), end, 0.98)


def _known(text: str) -> Iterator[Finding]:
    for known in KNOWN:
        if any(word in text for word in known.needs):
            for match in known.shape.finditer(text):
                if entropy(match.group()) >= known.bits and not stands_for_one(match.group()):
                    yield Finding(Kind.KEY, *match.span(), 0.95)


def _in_addresses(text: str) -> Iterator[Finding]:
    """Passwords in addresses: scheme://user:password@host."""
    for match in IN_ADDRESS.finditer(text) if "://" in text else ():
        if not stands_for_one(match[2]) and not _is_word_for_one(match[2]):
            yield Finding(Kind.PASSWORD, *match.span(2), 0.85)


def _sent(text: str) -> Iterator[Finding]:
    """What is sent in the header of a request."""
    for pattern in (AUTHORIZATION, HEADER):
        for match in pattern.finditer(text):
            value = match[1]
            mixed = any(map(str.isdigit, value)) or (len(value) > 15 and value != value.lower())
            if mixed and entropy(value) > 2.5 and not stands_for_one(value):
                yield Finding(Kind.KEY, *match.span(1), 0.85)


def _curl(text: str) -> Iterator[Finding]:
    for match in USER.finditer(text) if "curl" in text else ():
        group = next(number for number in (1, 2, 3) if match[number])
        user, colon, password = match[group].partition(":")
        if colon and not match[group].startswith(("$", "<", "[", "{")) and _gives_access(user, password):
            yield Finding(Kind.PASSWORD, *match.span(group), 0.8)


def _gives_access(user: str, password: str) -> bool:
    secret = password or user
    return len(secret) >= 3 and not stands_for_one(secret) and not _is_word_for_one(secret) and user != password


def _is_word_for_one(text: str) -> bool:
    """Whether a value is only a word for what would stand there: password, token, $1, PASS."""
    return bool(
        re.fullmatch(
            r"(?:my)?(?:pass(?:w(?:or)?d)?|pwd|token|secret|api_?key|key|user(?:name)?|x-oauth-basic)|\$.*|%.*", text, re.IGNORECASE
        )
    )
