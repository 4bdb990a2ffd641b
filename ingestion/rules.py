"""What a collection's owners have laid down for its documents."""

from access.models import Collection
from ingestion.models import Rules


def rules_of(collection: Collection) -> Rules:
    """The collection's rules; where nobody has laid down any, those that every collection begins with (not saved)."""
    return Rules.objects.filter(collection=collection).first() or Rules(collection=collection)
