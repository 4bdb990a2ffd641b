"""What readers may not open: originals and pictures that show what is masked for them, or that nobody has decided on yet."""

from access.listing import roles_of
from access.models import Role
from access.requests import Request
from ingestion.models import Document, State, Version
from ingestion.rescreening import SET_ASIDE, is_screened


def is_editor(request: Request, document: Document) -> bool:
    """Whether this person edits the document's collection."""
    return roles_of(request.user, [document.collection_id])[document.collection_id] in Role.EDITOR.includes


def is_withheld(request: Request, document: Document, version: Version) -> bool:
    """Whether the version's file and pictures are for editors only, and this person isn't one."""
    return _shows_too_much(document, version) and not is_editor(request, document)


def _shows_too_much(document: Document, version: Version) -> bool:
    """Masked, set aside by the rules, or not yet screened where the rules ask for it."""
    if version.masked or version.trouble in SET_ASIDE:
        return True
    return version.state != State.READY and is_screened(document.collection)
