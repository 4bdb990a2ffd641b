"""Questions that were asked lately, to be asked again where ways of searching are compared."""

from collections.abc import Iterator

from access.scope import Scope
from assistant.models import Turn
from assistant.work import scope_of


def questions(most: int) -> Iterator[tuple[str, Scope]]:
    """The newest first, each as it was searched for, with what its asker may read now."""
    asked = Turn.objects.exclude(standalone="").select_related("conversation__user").order_by("-created_at")[:most]
    return ((turn.standalone, scope_of(turn.conversation)) for turn in asked)
