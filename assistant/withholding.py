"""An answer rests on documents: whoever may no longer read one of their collections doesn't see the answer any more either.

It is shown again once they may. What was erased from an answer has nothing left to withhold.
"""

from django.db.models import Exists, OuterRef, QuerySet

from access.scope import Scope
from assistant.models import Citation, Turn

WITHHELD = "This answer rests on documents that are not shared with you any more."


def is_withheld(turn: Turn, scope: Scope) -> bool:
    """Whether the turn was answered from anything outside this Scope."""
    return any(each.collection_id not in scope.collections for each in turn.citations.all() if not each.erased_at)


def shown(turns: QuerySet[Turn], scope: Scope) -> QuerySet[Turn]:
    """The turns that were answered from nothing outside this Scope."""
    outside = Citation.objects.filter(turn=OuterRef("pk"), erased_at=None).exclude(collection_id__in=scope.collections)
    return turns.exclude(Exists(outside))
