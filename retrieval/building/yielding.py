"""Building steps back for what people wait for: then it works for a fifth of the time, so that it still comes to an end."""

from django.conf import settings
from django.utils.module_loading import import_string

REST = 4.0
"""While others wait, so many times as long as it worked it rests."""


def others_wait() -> bool:
    """Whether answers are being written, or documents wait or are being read."""
    return any(import_string(path)() for path in settings.RETRIEVAL.yields_to)


def rest(spent: float) -> float:
    """For how many seconds to rest after having worked for so many."""
    return REST * spent if others_wait() else 0.0
