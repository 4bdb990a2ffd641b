"""Programs that reading needs."""

import shutil
from collections.abc import Iterator

from ingestion.checks.findings import Finding


def missing_programs() -> Iterator[Finding]:
    """Without Tesseract, scans and photographs fail."""
    if shutil.which("tesseract") is None:
        yield Finding("missing program", "Tesseract is not installed: scans and photographs can't be read.")
