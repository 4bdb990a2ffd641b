"""Passwords of locked documents, sealed with a key made from FOOTNOTE_SECRET_KEY and kept no longer than they are needed."""

from uuid import UUID

from cryptography.fernet import InvalidToken

from access.models import User
from access.sealing import fernet
from ingestion import intake
from ingestion.models import Document, Password
from ingestion.reading.errors import ASKS_FOR_A_PASSWORD, ReadingError

PURPOSE = "ingestion.passwords"


def give(document: Document, password: str, *, keep: bool, by: User | None = None) -> None:
    """Have the document read with this password; `keep` lets it outlive a reading that fails for another reason.

    Raises IntakeError if there is nothing to read.
    """
    sealed = fernet(PURPOSE).encrypt(password.encode()).decode()
    Password.objects.update_or_create(document=document, defaults={"sealed": sealed, "keep": keep})
    intake.retry(document, by=by)


def of(document: Document) -> str:
    """The document's password; empty if there is none, or none that this key opens."""
    kept = Password.objects.filter(document=document).first()
    try:
        return fernet(PURPOSE).decrypt(kept.sealed).decode() if kept else ""
    except InvalidToken:
        return ""


def forget(document_id: UUID) -> None:
    """Remove what is kept of a document's password."""
    Password.objects.filter(document=document_id).delete()


def after_failure(document_id: UUID, why: ReadingError) -> None:
    """Reading has failed: a password that is wrong goes, and one that was to be used once."""
    kept = Password.objects.filter(document=document_id)
    (kept if why.code in ASKS_FOR_A_PASSWORD else kept.filter(keep=False)).delete()
