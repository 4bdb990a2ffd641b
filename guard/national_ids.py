"""National identity, tax and insurance numbers by country: their shape, and the check that tells them from other numbers.

A number without letters or separators of its own needs a word before it that says what it is: one in ten of all numbers
passes a check of one digit.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from guard.check_digits import fiscal_code, luhn, mod11_10, verhoeff, weighted
from guard.messages import Finding, Kind

LOOK_BACK = 48
CUE = re.compile(
    r"\b(?:ssn|social (?:security|insurance)|national (?:id|insurance|identity|identification)|identity (?:no|number|card)"
    r"|id (?:no|number|card)|nino?\b"
    r"|nhs|tax(?:payer)? ?(?:id|no|number|file)|tin\b|tfn|sin\b|steuer|idnr|sozialversicherung|svnr|ahv|avs|bsn|burgerservice"
    r"|rijksregister"
    r"|registre national|personnummer|person\w*nummer|cpr|f[øo]dselsnummer|hetu|henkil|pesel|rodn|cnp|egn|nif\b|dni|nie\b"
    r"|contribuinte|s[ée]cu"
    r"|codice fiscale|cpf|aadhaar|pan\b|passport|pps|itin|amka|curp)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Scheme:
    """One country's number. `plain`: it looks like any other number, so that a word before it must say what it is."""

    country: str
    shape: re.Pattern[str]
    holds: Callable[[str], bool]
    plain: bool = True


def national_ids(text: str, start: int, end: int) -> Iterator[Finding]:
    """National numbers between two characters of a text."""
    for scheme in SCHEMES:
        for match in scheme.shape.finditer(text, start, end):
            code = re.sub(r"[\s.\-/]", "", match.group()).upper()
            told = CUE.search(text, max(0, match.start() - LOOK_BACK), match.start()) is not None
            if (told or not scheme.plain) and scheme.holds(code):
                yield Finding(Kind.NATIONAL_ID, *match.span(), 0.95 if told else 0.85)


def _shape(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.+\-/])(?:{pattern})(?![\w/]|-\w|[.,]\d)")


def _date(code: str, *, month: int = 2, day: int = 4, shift: tuple[int, ...] = (0,)) -> bool:
    """Whether month and day stand in the code; `shift` are the numbers that a country adds to a month."""
    months = [int(code[month : month + 2]) - each for each in shift]
    return any(1 <= each <= 12 for each in months) and 1 <= int(code[day : day + 2]) <= 31


def _ssn(code: str) -> bool:
    return code[:3] not in {"000", "666"} and code[0] != "9" and code[3:5] != "00" and code[5:] != "0000" and len(set(code)) > 1


def _nir(code: str) -> bool:
    """France: 97 minus the number modulo 97; Corsica's letters stand for 19 and 18."""
    number = code[:13].replace("2A", "19").replace("2B", "18")
    return number.isdigit() and 97 - int(number) % 97 == int(code[13:])


def _dni(code: str) -> bool:
    """Spain: a letter for the number modulo 23."""
    number = code[:-1].translate(str.maketrans("XYZ", "012"))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == code[-1]


def _nhs(code: str) -> bool:
    return (11 - weighted(code[:9], range(10, 1, -1)) % 11) % 11 == int(code[9])


def _belgian(code: str) -> bool:
    return any(97 - int(born + code[:9]) % 97 == int(code[9:]) for born in ("", "2"))


def _hetu(code: str) -> bool:
    """Finland: the sign between the date and the number was taken out if it was a hyphen."""
    digits = re.sub(r"\D", "", code[:-1])
    return len(digits) == 9 and _date(digits, day=0) and "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(digits) % 31] == code[-1]


def _norwegian(code: str) -> bool:
    first = weighted(code[:9], (3, 7, 6, 1, 8, 9, 4, 5, 2)) + int(code[9])
    return first % 11 == 0 and (weighted(code[:10], (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) + int(code[10])) % 11 == 0


def _cpf(code: str) -> bool:
    return len(set(code)) > 1 and all(
        (weighted(code[:size], range(size + 1, 1, -1)) * 10 % 11) % 10 == int(code[size]) for size in (9, 10)
    )


def _pps(code: str) -> bool:
    total = weighted(code[:7], range(8, 1, -1)) + (9 * (ord(code[8]) - 64) if len(code) > 8 and code[8] != "W" else 0)
    return "WABCDEFGHIJKLMNOPQRSTUV"[total % 23] == code[7]


def _ahv(code: str) -> bool:
    return weighted(code, (1, 3) * 6 + (1,)) % 10 == 0


def _austrian(code: str) -> bool:
    return weighted(code, (3, 7, 9, 0, 5, 8, 4, 2, 1, 6)) % 11 == int(code[3])


SCHEMES = (
    Scheme("US", _shape(r"\d{3}-\d{2}-\d{4}"), _ssn, plain=False),
    Scheme("US", _shape(r"\d{3} \d{2} \d{4}|\d{9}"), _ssn),
    Scheme("GB", _shape(r"(?![DFIQUV])[A-Z](?![DFIQUVO])[A-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]"), lambda code: code[:2] not in
           {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"}, plain=False),
    Scheme("GB", _shape(r"\d{3}[ -]?\d{3}[ -]?\d{4}"), _nhs),
    Scheme("FR", _shape(r"[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}"), _nir, plain=False),
    Scheme("ES", _shape(r"[XYZ]-?\d{7}-?[A-Z]|\d{8}-?[A-Z]"), _dni, plain=False),
    Scheme("IT", _shape(r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]"), fiscal_code, plain=False),
    Scheme("DE", _shape(r"[1-9]\d ?\d{3} ?\d{3} ?\d{3}"), mod11_10),
    Scheme("NL", _shape(r"\d{4}[. ]?\d{2}[. ]?\d{3}"), lambda code: weighted(code, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0),
    Scheme("BE", _shape(r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}"), _belgian, plain=False),
    Scheme("BE", _shape(r"\d{11}"), _belgian),
    Scheme("PL", _shape(r"\d{11}"), lambda code: _date(code, shift=(0, 20, 40, 60, 80)) and weighted(
        code, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0),
    Scheme("SE", _shape(r"(?:19|20)?\d{6}[-+]\d{4}"), lambda code: _date(re.sub(r"\D", "", code)[-10:]) and luhn(
        re.sub(r"\D", "", code)[-10:]), plain=False),
    Scheme("FI", _shape(r"\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]"), _hetu, plain=False),
    Scheme("DK", _shape(r"\d{6}-?\d{4}"), lambda code: _date(code, day=0)),
    Scheme("NO", _shape(r"\d{6} ?\d{5}"), lambda code: _date(code, day=0, shift=(0, 40, 80)) and _norwegian(code)),
    Scheme("CZ", _shape(r"\d{6}/\d{4}"), lambda code: _date(code, shift=(0, 20, 50, 70)) and int(code) % 11 == 0, plain=False),
    Scheme("RO", _shape(r"[1-8]\d{12}"), lambda code: _date(code, month=3, day=5) and weighted(
        code, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11 % 10 == int(code[12])),
    Scheme("PT", _shape(r"[1-3]\d{2} ?\d{3} ?\d{3}"), lambda code: (11 - weighted(code[:8], range(9, 1, -1)) % 11) % 11 % 10 == int(
        code[8])),
    Scheme("CH", _shape(r"756\.\d{4}\.\d{4}\.\d{2}|756\d{10}"), _ahv, plain=False),
    Scheme("AT", _shape(r"[1-9]\d{3} ?\d{6}"), lambda code: _date(code, month=6, day=4) and _austrian(code)),
    Scheme("IE", _shape(r"\d{7}[A-W][A-IW]?"), _pps, plain=False),
    Scheme("BR", _shape(r"\d{3}\.\d{3}\.\d{3}-\d{2}"), _cpf, plain=False),
    Scheme("BR", _shape(r"\d{11}"), _cpf),
    Scheme("IN", _shape(r"[2-9]\d{3}[ -]?\d{4}[ -]?\d{4}"), verhoeff),
    Scheme("IN", _shape(r"[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]"), lambda code: code[3] == "P", plain=False),
    Scheme("CA", _shape(r"[1-79]\d{2}[ -]?\d{3}[ -]?\d{3}"), luhn),
    Scheme("AU", _shape(r"\d{3} ?\d{3} ?\d{3}"), lambda code: weighted(code, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0),
)  # fmt: skip
