"""Passwords that Footnote makes up: shown once, kept only as an argon2 hash."""

import secrets

ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters and digits that can't be taken for one another when read out."""


def generated() -> str:
    """A new password of 16 characters (about 92 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(16))
