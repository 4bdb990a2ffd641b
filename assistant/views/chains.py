"""The way to an answer, for administrators."""

import logging
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.access import scope_for
from access.requests import Request
from assistant import chains
from assistant.access import access_chain

log = logging.getLogger(__name__)


@require_safe
def chain(request: Request, turn_id: UUID) -> HttpResponse:
    """Administrators: how an answer came about. Who looks at somebody else's is written to the log."""
    found = access_chain(request.user, turn_id)
    asker = found.turn.conversation.user
    if asker != request.user:
        log.warning("Administrator %s looks at how a question of %s was answered (turn %s)", request.user, asker, turn_id)
    return render(request, "assistant/chain.html", {"shown": chains.show(found, scope_for(request.user)), "asker": asker})
