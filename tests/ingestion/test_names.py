"""What documents are called."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion import names


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("policies/travel.pdf", "policies/travel.pdf"),
        ("policies\\travel.pdf", "policies/travel.pdf"),
        ("C:\\Users\\alice\\travel.pdf", "Users/alice/travel.pdf"),
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/./passwd", "etc/passwd"),
        ("a//b.txt", "a/b.txt"),
        ("  travel.pdf  ", "travel.pdf"),
        ("Cafe\u0301.txt", "Café.txt"),
        ("tra\x00vel\n.pdf", "travel.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("..", "Unnamed"),
        ("", "Unnamed"),
    ],
)
def test_a_name_is_a_path_without_tricks(given_name, kept):
    assert names.tidy(given_name) == kept


def test_bytes_that_are_no_text_do_not_reach_the_database():
    assert names.tidy("caf\udce9.txt") == "caf?.txt"


def test_a_long_name_keeps_its_end_and_stays_unlike_others():
    first, second = names.tidy("a" * 600 + "/report.pdf"), names.tidy("b" * 600 + "/report.pdf")
    assert len(first) <= 500
    assert first.endswith("report.pdf")
    assert first != second


def test_attachments_of_one_name_are_numbered():
    taken = ["mail.eml/scan.pdf", "mail.eml/scan (2).pdf"]
    assert names.inside("mail.eml", "scan.pdf", taken=taken) == "mail.eml/scan (3).pdf"


def test_an_attachment_stays_inside_its_mail():
    assert names.inside("mail.eml", "../../other.txt") == "mail.eml/other.txt"


@given(st.text(alphabet=st.characters(), max_size=700))
def test_every_name_is_fit_for_a_database_and_stays_the_same_when_tidied_again(name):
    kept = names.tidy(name)
    assert 0 < len(kept) <= 500
    assert "\x00" not in kept
    assert ".." not in kept.split("/")
    assert kept.encode("utf-8")
    assert unicodedata.is_normalized("NFC", kept)
    assert names.tidy(kept) == kept
