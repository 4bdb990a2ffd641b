"""Bank accounts, cards, phone numbers and network addresses."""

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from guard.check_digits import iban, luhn
from guard.messages import Finding, Kind
from guard.windows import windows

IBAN = re.compile(r"(?<![^\W_])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![^\W_])", re.IGNORECASE)
# Two digits and more of the country's own length; the commonest, the others by their check digits alone.
IBAN_LENGTHS = {
    "GB": 22,
    "DE": 22,
    "FR": 27,
    "ES": 24,
    "IT": 27,
    "NL": 18,
    "BE": 16,
    "CH": 21,
    "AT": 20,
    "PL": 28,
    "SE": 24,
    "NO": 15,
}
CARD = re.compile(r"(?<![\w.+\-/])\d(?:[ -]?\d){11,18}(?![\w/]|[.,]\d|-\d)")
# What cards begin with: Visa, Mastercard, Amex, Diners, Discover, JCB, Maestro, UnionPay.
ISSUERS = re.compile(r"4|5[0-8]|2[2-7]|3[0-9]|6[0-9]|1800|2131")
CARD_CUE = re.compile(r"\b(?:card|visa|master|amex|maestro|karte|carte|tarjeta|kort)", re.IGNORECASE)
PHONE = re.compile(r"(?<![\w.,/#$€£+\-])(?:\+|00)?\(?\d[\d() .\-/]{4,22}\d(?![\w%€$£]|[.,\-/:]\d| ?(?:%|€|USD|EUR|px|ms|[KMG]B)\b)")
PHONE_CUE = re.compile(
    r"\b(?:phone|tel|mobile|cell|call|fax|whatsapp|handy|t[ée]l|mobil|telefon|number is|dial|sms|text me|pager)\w*", re.IGNORECASE
)
GROUPED = re.compile(r"0\d|\(|\d{3}[.\- ]\d{3}[.\- ]\d{4}$|\d\d([.\- ])\d\d(?:\1\d\d){2,3}$")
DATE = re.compile(
    r"(?:19|20)\d\d[.\-/ ]\d{1,2}(?:[.\-/ ]|$)|\d{1,2}[.\-/]\d{1,2}[.\-/](?:19|20)?\d\d$|(?:19|20)\d\d ?[\-/–] ?(?:19|20)\d\d$"
)
IPV4 = re.compile(r"(?<![\w.\-])\d{1,3}(?:\.\d{1,3}){3}(?![\w\-]|\.\w)")
IPV6 = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{1,4}:){1,7}(?::?[0-9A-Fa-f]{1,4}){1,7}(?![\w:])")
COLONS = re.compile(r":[0-9A-Fa-f]{0,4}:")
VERSION_CUE = re.compile(r"(?:version|release|v|build|firmware|§|section)\s*$", re.IGNORECASE)
LOOK_BACK = 40


def accounts(text: str, start: int, end: int) -> Iterator[Finding]:
    """IBANs with the right check digits."""
    for match in IBAN.finditer(text, start, end):
        if size := _iban_length(match.group()):
            yield Finding(Kind.IBAN, match.start(), match.start() + size, 0.98)


def cards(text: str, start: int, end: int) -> Iterator[Finding]:
    """Card numbers: an issuer's first digits, a length that cards have, and Luhn's check digit."""
    for match in CARD.finditer(text, start, end):
        digits = re.sub(r"\D", "", match.group())
        if ISSUERS.match(digits) and len(set(digits)) > 1 and luhn(digits):
            told = CARD_CUE.search(text, max(0, match.start() - LOOK_BACK), match.start())
            grouped = re.fullmatch(r"\d{4}([ -])\d{4,6}\1\d{4,5}(?:\1\d{1,7})?", match.group())
            usual = len(digits) in {14, 15, 16}
            yield Finding(Kind.CARD, *match.span(), 0.95 if told or grouped else 0.8 if usual else 0.55)


def phones(text: str, start: int, end: int) -> Iterator[Finding]:
    """Phone numbers: international ones, those grouped as phone numbers are, and any after a word that says so."""
    for match in PHONE.finditer(text, start, end):
        number = match.group()
        if 7 <= sum(map(str.isdigit, number)) <= 15 and not DATE.match(number) and number.count("(") == number.count(")"):
            told = PHONE_CUE.search(text, max(0, match.start() - LOOK_BACK), match.start())
            if score := _phone_score(number, told=told is not None):
                yield Finding(Kind.PHONE, *match.span(), score)


def addresses(text: str, start: int, end: int) -> Iterator[Finding]:
    """IPv4 addresses that point to somebody's machine: not a version, not a mask, not this machine itself."""
    for match in IPV4.finditer(text, start, end):
        if _points_somewhere(match.group()) and not VERSION_CUE.search(text, max(0, match.start() - 12), match.start()):
            yield Finding(Kind.IP, *match.span(), 0.85)


def long_addresses(text: str) -> Iterator[Finding]:
    """IPv6 addresses, anywhere in the text."""
    for start, end in windows(text, COLONS, 40):
        for match in IPV6.finditer(text, start, end):
            if _is_somewhere(match.group()):
                yield Finding(Kind.IP, *match.span(), 0.85)


def _iban_length(text: str) -> int:
    """How much of a text that looks like an IBAN is one; the pattern may have taken a word after it too."""
    country = text[:2].upper()
    sizes = [IBAN_LENGTHS[country]] if country in IBAN_LENGTHS else range(15, 35)
    for size in sizes:
        end = _reach(text, size)
        if end and iban(text[:end].replace(" ", "")):
            return end
    return 0


def _reach(text: str, size: int) -> int:
    """Where the first `size` characters other than spaces end; 0 if there are fewer."""
    seen = 0
    for place, char in enumerate(text):
        seen += char != " "
        if seen == size:
            return place + 1
    return 0


def _phone_score(number: str, *, told: bool) -> float:
    if number.startswith("+") or (number.startswith("00") and told):
        return 0.9
    if told:
        return 0.85
    separated = re.search(r"\d[ .\-)/]+\d", number)
    return 0.6 if separated and GROUPED.match(number) and _is_grouped(number) else 0.0


def _is_grouped(number: str) -> bool:
    """Whether the digits stand in at least three groups, or two after a bracket, each of a length that people read out."""
    groups = re.findall(r"\d+", number)
    return len(groups) >= (2 if "(" in number else 3) and all(2 <= len(group) <= 5 for group in groups)


def _is_somewhere(text: str) -> bool:
    try:
        address = IPv6Address(text)
    except AddressValueError:
        return False
    return text.count(":") > 3 and not (address.is_loopback or address.is_unspecified or address.is_link_local)


def _points_somewhere(text: str) -> bool:
    try:
        address = IPv4Address(text)
    except AddressValueError:
        return False
    return (
        not (address.is_loopback or address.is_unspecified or address.is_multicast or text.startswith("255."))
        and address.packed[0] > 9
    )
