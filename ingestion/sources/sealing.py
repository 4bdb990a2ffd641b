"""Passwords and keys of sources, encrypted in the database with a key that is derived from FOOTNOTE_SECRET_KEY."""

import json
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac

from ingestion.errors import SourceError


def seal(secrets: dict[str, str]) -> str:
    """The secrets as they may lie in a database; empty if there are none."""
    return _fernet().encrypt(json.dumps(secrets).encode()).decode() if secrets else ""


def unseal(sealed: str) -> dict[str, str]:
    """The secrets again. Raises SourceError if they were sealed under another key."""
    if not sealed:
        return {}
    try:
        opened: dict[str, str] = json.loads(_fernet().decrypt(sealed.encode()))
    except InvalidToken:
        raise SourceError(
            "The saved password can't be opened, because FOOTNOTE_SECRET_KEY has changed. Edit the source and type it again."
        ) from None
    return opened


def _fernet() -> Fernet:
    key = salted_hmac("ingestion.sources", "fernet", algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(key))
