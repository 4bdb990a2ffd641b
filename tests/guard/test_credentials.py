"""Credentials: known keys, passwords and what a name calls secret; examples and placeholders are left alone."""

import pytest

from guard.credentials import credentials
from guard.messages import Kind

# Put together here, so that nobody's scanner takes this file for a leak.
GITHUB = "ghp_" + "x7Kq2Lm9Zt4Rw8Vb3Nc6Yd1Fg5Hj0Ps2Qa7E"
AWS = "AKIA" + "Q3EGRTZ7LMWX4VUB"
JWT = "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
PEM = "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEow8s7Kq2Lm9Zt4Rw8Vb3Nc6Yd1Fg5Hj0\n" * 3 + "-----END RSA PRIVATE KEY-----"


def found(text):
    return [(finding.kind, text[finding.start : finding.end]) for finding in credentials(text)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        (f"token {GITHUB} leaked", Kind.KEY, GITHUB),
        (f"use {AWS}.", Kind.KEY, AWS),
        (f"cookie={JWT};", Kind.KEY, JWT),
        (f"before\n{PEM}\nafter", Kind.PRIVATE_KEY, PEM),
        ("postgres://app:s3cr3tPw9@db.example/x", Kind.PASSWORD, "s3cr3tPw9"),
        ("The Wi-Fi password is Sommer2024!", Kind.PASSWORD, "Sommer2024!"),
        ("Password: hunter2xyz", Kind.PASSWORD, "hunter2xyz"),
        ('api_key = "q8Zk2Lm9Xt4Rw7Vb3Nc6Yd1F"', Kind.KEY, "q8Zk2Lm9Xt4Rw7Vb3Nc6Yd1F"),
        ("Authorization: Bearer q8Zk2Lm9Xt4Rw7Vb3Nc6Yd1F", Kind.KEY, "q8Zk2Lm9Xt4Rw7Vb3Nc6Yd1F"),
        ("curl -u admin:Tr0ub4dor https://example.org", Kind.PASSWORD, "admin:Tr0ub4dor"),
    ],
)
def test_what_gives_access_is_found(text, kind, value):
    assert found(text) == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "api_key = <your key here>",
        "password: ${DB_PASSWORD}",
        "token = os.environ['TOKEN']",
        "Authorization: Bearer XXXXXXXXXXXXXXXX",
        "aws_access_key_id = AKIAIOSFODNN7EXAMPLE",
        "Your password must have twelve characters. Password: choose a long one.",
        "To reset the password, open Settings. The token expires after one hour.",
        "https://user:password@example.org/",
        "The key is under the mat; the secret of success is practice.",
        "commit 5f2a9c1e8d7b6a5f4e3d2c1b0a9f8e7d6c5b4a39",
        "public_key = 9Cnzj4p4WGeKLs1Pt8QuKUpRKfFLfRYC9AIKjbJTWit",
    ],
)
def test_what_only_stands_for_a_secret_is_left_alone(text):
    assert found(text) == []
