"""What readers may not open: originals and pictures that show what is masked for them, or that nobody has decided on yet.

The file of a document also holds whatever came inside it.
"""

from django.db.models import Q

from access.listing import roles_of
from access.models import Role
from access.requests import Request
from ingestion import leftovers
from ingestion.batches import batched
from ingestion.models import Document, State, Version
from ingestion.rescreening import SET_ASIDE, is_screened


def is_editor(request: Request, document: Document) -> bool:
    """Whether this person edits the document's collection."""
    return roles_of(request.user, [document.collection_id])[document.collection_id] in Role.EDITOR.includes


def is_withheld(request: Request, document: Document, version: Version) -> bool:
    """Whether the version's file and pictures are for editors only, and this person isn't one."""
    return (_shows_too_much(document, version) or _holds_too_much(document)) and not is_editor(request, document)


def _shows_too_much(document: Document, version: Version) -> bool:
    """Masked, set aside by the rules, or not yet screened where the rules ask for it."""
    if version.masked or version.trouble in SET_ASIDE:
        return True
    return version.state != State.READY and is_screened(document.collection)


def _holds_too_much(document: Document) -> bool:
    """Whether something that came inside it, however deep, is or was masked or set aside, or has lost a person."""
    hidden = Q(masked=True) | Q(trouble__in=SET_ASIDE) | Q(document__forgotten__isnull=False)
    inside = leftovers.family(document)[1:]
    return any(Version.objects.filter(hidden, document__in=some).exists() for some in batched(inside))
