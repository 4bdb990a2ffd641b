"""Check digits: what tells a number of a kind from any other number of its length. Each takes digits without separators."""

from collections.abc import Sequence

VERHOEFF_D = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
VERHOEFF_P = (
    "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip
ODD = dict(zip("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", (
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
), strict=True))  # fmt: skip


def luhn(digits: str) -> bool:
    """Luhn's (ISO/IEC 7812-1): cards, and the national numbers of Sweden and Canada."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def iban(text: str) -> bool:
    """ISO 13616: the country and check digits moved to the end, letters as numbers, modulo 97."""
    moved = (text[4:] + text[:4]).upper()
    return moved.isalnum() and moved.isascii() and int("".join(str(int(each, 36)) for each in moved)) % 97 == 1


def weighted(digits: str, weights: Sequence[int]) -> int:
    """The sum of the digits, each times its weight."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def mod11_10(digits: str) -> bool:
    """ISO 7064 MOD 11,10: Germany's tax number."""
    product = 10
    for digit in digits[:-1]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(digits[-1])


def verhoeff(digits: str) -> bool:
    """Verhoeff's: India's Aadhaar."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = int(VERHOEFF_D[check][int(VERHOEFF_P[place % 8][int(digit)])])
    return check == 0


def fiscal_code(code: str) -> bool:
    """The last letter of Italy's codice fiscale."""
    even = sum(int(each, 36) - (10 if each.isalpha() else 0) for each in code[1:15:2])
    return chr(ord("A") + (sum(ODD[each] for each in code[:15:2]) + even) % 26) == code[15]
