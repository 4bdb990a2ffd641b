"""Passwords and keys of sources, encrypted in the database."""

import json

from cryptography.fernet import InvalidToken

from access.sealing import fernet
from ingestion.errors import SourceError

PURPOSE = "ingestion.sources"


def seal(secrets: dict[str, str]) -> str:
    """The secrets as they may lie in a database; empty if there are none."""
    return fernet(PURPOSE).encrypt(json.dumps(secrets).encode()).decode() if secrets else ""


def unseal(sealed: str) -> dict[str, str]:
    """The secrets again. Raises SourceError if they were sealed under another key."""
    if not sealed:
        return {}
    try:
        opened: dict[str, str] = json.loads(fernet(PURPOSE).decrypt(sealed.encode()))
    except InvalidToken:
        raise SourceError(
            "The saved password can't be opened, because FOOTNOTE_SECRET_KEY has changed. Edit the source and type it again."
        ) from None
    return opened
