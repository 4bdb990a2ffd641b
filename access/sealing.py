"""Seals what may lie in the database only encrypted, with keys that are derived from FOOTNOTE_SECRET_KEY."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet
from django.utils.crypto import salted_hmac


def fernet(purpose: str) -> Fernet:
    """The seal for one purpose: what is sealed for one can't be opened for another. Opening raises InvalidToken under a new key."""
    key = salted_hmac(purpose, "fernet", algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(key))
