"""How large one thing of a source may be: as large as an upload."""

from django.conf import settings

from ingestion.errors import ItemError


def too_large() -> ItemError:
    """What is said of a larger one."""
    return ItemError(f"It is larger than {settings.INGESTION.upload_max_bytes // 1024**2} MB.")
