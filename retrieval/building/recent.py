"""Questions that were asked lately, each with what its asker may read: told by whoever keeps them, as the settings name it."""

from collections.abc import Iterable
from dataclasses import asdict

from django.conf import settings
from django.utils.module_loading import import_string

from access.scope import Scope
from retrieval import comparing, versions
from retrieval.building import steering
from retrieval.models import IndexVersion

MANY = 50


def questions(most: int = MANY) -> Iterable[tuple[str, Scope]]:
    """The newest first. Whoever compares versions by them sees figures, never the questions."""
    found: Iterable[tuple[str, Scope]] = import_string(settings.RETRIEVAL.questions)(most)
    return found


def compare() -> None:
    """Write down what they say of the version beside the live one. Raises RetrievalError."""
    live, other = versions.live(), steering.searchable()
    if live and other:
        figures = asdict(comparing.compare(questions(), live, other))
        del figures["differences"]
        IndexVersion.objects.filter(pk=other.pk).update(compared=figures)
