"""Personal data: each kind is found where it stands, and what only looks like it is left alone."""

from itertools import pairwise

import pytest

from guard.messages import Kind
from guard.personal_data import personal_data


def found(text, **options):
    return {(finding.kind, text[finding.start : finding.end]) for finding in personal_data(text, **options)}


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Write to bob.smith+hr@example.co.uk today", Kind.EMAIL, "bob.smith+hr@example.co.uk"),
        ("Pay with 4111 1111 1111 1111 now", Kind.CARD, "4111 1111 1111 1111"),
        ("card no 378282246310005", Kind.CARD, "378282246310005"),
        ("IBAN: GB82 WEST 1234 5698 7654 32.", Kind.IBAN, "GB82 WEST 1234 5698 7654 32"),
        ("to DE89370400440532013000 by Friday", Kind.IBAN, "DE89370400440532013000"),
        ("call +44 20 7946 0958 please", Kind.PHONE, "+44 20 7946 0958"),
        ("Phone: 555 0134 99", Kind.PHONE, "555 0134 99"),
        ("(201) 555-0123 is the desk", Kind.PHONE, "(201) 555-0123"),
        ("from 84.17.32.9 at noon", Kind.IP, "84.17.32.9"),
        ("host 2001:4860:4860:0:0:0:0:8888 is up", Kind.IP, "2001:4860:4860:0:0:0:0:8888"),
        ("She was born on 24 November 1976 in Leeds", Kind.BIRTH_DATE, "24 November 1976"),
        ("Date of birth: 1976-11-24", Kind.BIRTH_DATE, "1976-11-24"),
        ("geboren am 24.11.1976", Kind.BIRTH_DATE, "24.11.1976"),
        ("He lives at 12 Baker Street, second floor", Kind.ADDRESS, "12 Baker Street"),
        ("Lieferung an Lindenstraße 14", Kind.ADDRESS, "Lindenstraße 14"),
        ("au 12 rue de la Paix depuis", Kind.ADDRESS, "12 rue de la Paix"),
        ("P.O. Box 1204", Kind.ADDRESS, "P.O. Box 1204"),
        ("Dr. Alvarado will see you", Kind.PERSON, "Alvarado"),
        ("ask Margaret Thornbury about it", Kind.PERSON, "Margaret Thornbury"),
        ("My name is Quillon Drex.", Kind.PERSON, "Quillon Drex"),
    ],
)
def test_each_kind_is_found_where_it_stands(text, kind, value):
    assert (kind, value) in found(text)


@pytest.mark.parametrize(
    "value",
    [
        "123-45-6789",  # United States, invented
        "AB 12 34 56 C",  # United Kingdom
        "NHS number 943 476 5919",
        "1 85 05 78 006 084 91",  # France
        "12345678Z",  # Spain
        "RSSMRA85T10A562S",  # Italy
        "Steuer-ID 86 095 742 719",
        "BSN 111222333",
        "85.07.30-033.28",  # Belgium
        "PESEL 44051401359",
        "811228-9874",  # Sweden
        "131052-308T",  # Finland
        "CPR 070761-4285",
        "fødselsnummer 15108695088",
        "756.9217.0769.85",  # Switzerland
        "1234567T",  # Ireland
        "529.982.247-25",  # Brazil
        "Aadhaar 2341 2341 2346",
        "SIN 130 692 544",
        "TFN 123 456 782",
    ],
)
def test_national_numbers_are_found_by_their_check(value):
    assert Kind.NATIONAL_ID in {kind for kind, _ in found(f"His {value} is on file.")}


@pytest.mark.parametrize(
    "text",
    [
        "NHS 9434765918",
        "12345678A is no DNI",
        "order 4111 1111 1111 1112",
        "IBAN GB82 WEST 1234 5698 7654 33",
        "version 10.4.12.3 and v1.2.3.4",
        "listen on 127.0.0.1 and 0.0.0.0, mask 255.255.255.0",
        "in 2019-2020 we sold 1 000 000 pieces for 12,500.00 EUR",
        "on 24.11.2026 at 10:30, page 12 of 300, section 4.2.1.7",
        "Travel Policy and Expense Guidelines for New Employees",
        "## Incident Response\n\nThe Security Team owns the On Call Schedule.",
        "He was born free. The meeting is on 24 November 2026.",
        "GET /users/12345678901234567890/items?id=99887766554433",
        "Will and Grace may march in June.",
        "commit 5f2a9c1e8d7b6a5f4e3d2c1b0a9f8e7d6c5b4a39",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text):
    assert found(text) == set()


def test_employee_numbers_are_found_by_the_organisations_own_patterns():
    text = "Badge E-204417 of PN@4411, not E-20441 nor XE-204417"
    assert found(text, own=["E-######"]) == {(Kind.EMPLOYEE_ID, "E-204417")}


def test_a_surname_is_found_again_where_it_stands_alone():
    text = "Margaret Thornbury signed. Later Thornbury left."
    assert [text[each.start : each.end] for each in personal_data(text)] == ["Margaret Thornbury", "Thornbury"]


def test_a_finding_never_lies_over_another():
    text = "Mr. Otto Krause, Lindenstraße 14, 10969 Berlin, otto.krause@example.org, +49 30 901820, card 4111111111111111"
    ends = [(each.start, each.end) for each in personal_data(text)]
    assert all(before[1] <= after[0] for before, after in pairwise(ends))
    assert len(ends) >= 5
